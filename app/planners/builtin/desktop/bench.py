"""What the errands of one run share: programs brought up, documents, the value that is carried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from actions.action import Claim
from app.planners.builtin.desk import Desk
from app.planners.builtin.match import plain
from app.safety.programs import kind_called
from perception.element import Element, Visibility
from perception.observation import Observation, Surface, SurfaceKind
from perception.predicate import Predicate


@dataclass(slots=True)
class Document:
    """A document that is being worked on.

    Attributes:
        path: where it lies; "" as long as it was never saved.
        claims: what can be claimed of the file once it is saved, by its path.
        written: all that it says, as far as the run has written it; "" for unknown.
        changed: whether anything was changed, also what no claim can speak of.
        unsaved: whether its text was, since it was last saved.
    """

    path: str = ""
    claims: list[Callable[[str], Predicate]] = field(default_factory=list)
    written: str = ""
    changed: bool = False
    unsaved: bool = False

    def edited(self) -> None:
        """Its text was changed."""
        self.changed = self.unsaved = True


@dataclass(slots=True)
class Bench:
    """The desk, and what is on the desktop beyond it.

    Attributes:
        applications: names of programs as they were said -> `Surface.application`.
        documents: by the ref of their window.
        value: the text that was read or worked out last: what "it" and "the result" stand for.
        value_for: what kind of value that is ("result", "output", "cell", "page").
        unclaimed: what was done that no claim can speak of.
        commanded: whether the last errand already pressed Enter.
        mentioned: the path of a file that was spoken of, and not opened yet.
        saved: the paths under which something was saved.
    """

    desk: Desk
    applications: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    value: str = ""
    value_for: str = ""
    unclaimed: list[str] = field(default_factory=list)
    commanded: bool = False
    mentioned: str = ""
    saved: set[str] = field(default_factory=set)

    @property
    def active(self) -> Surface | None:
        """The window that keys go to."""
        return self.desk.observation.active

    @property
    def document(self) -> Document:
        """The document in the window in front; dialogs belong to what they lie over."""
        window = main_window(self.desk.observation)
        return self.documents.setdefault(window.ref if window is not None else "", Document())

    def windows(self) -> list[Surface]:
        """The windows, front first."""
        surfaces = self.desk.observation.surfaces
        return sorted(
            (each for each in surfaces if each.kind is SurfaceKind.WINDOW),
            key=lambda each: each.stacking,
        )

    def shown(self, *roles: str) -> Iterator[Element]:
        """What a person sees, of these roles (any, if none is given)."""
        for element in self.desk.elements:
            seen = element.visibility is not Visibility.COVERED and element.box.area > 0
            if seen and (not roles or element.role in roles):
                yield element

    def claim(self, predicate: Predicate) -> None:
        """Claim at the end of the run."""
        made = Claim(predicate=predicate)
        if made not in self.desk.claims:
            self.desk.claims.append(made)


def main_window(observation: Observation) -> Surface | None:
    """The window in front that is no dialog of another."""
    window = observation.active
    seen: set[str] = set()
    while window is not None and window.opener and window.opener not in seen:
        seen.add(window.ref)
        owner = observation.surface(window.opener)
        if owner is None:
            break
        window = owner
    return window


def is_program(surface: Surface, name: str) -> bool:
    """Whether a window belongs to the program that is called so.

    >>> from perception.geometry import Box
    >>> window = Surface(ref="w1", application="mousepad", title="Untitled 1 - Mousepad",
    ...                  box=Box(0, 0, 1, 1))
    >>> is_program(window, "the text editor"), is_program(window, "gedit")
    (True, False)
    """
    application = surface.application.casefold()
    kind = kind_called(name)
    if kind is not None and kind.name not in ("word processor", "spreadsheet"):
        return application in kind.programs
    words = [word for word in plain(name).split() if word not in ("the", "libreoffice", "gnome")]
    if kind is not None:  # one program with several kinds of windows: the title tells
        words = ["writer"] if kind.name == "word processor" else ["calc"]
    said = f"{plain(application.replace('-', ' '))} {plain(surface.title)}"
    return bool(words) and all(word in said for word in words)
