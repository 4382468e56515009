"""What a person does, as it is heard while a demonstration is recorded.

One stream for the browser and the desktop: an `EventSource` gives events in the order in which they
happened, and among them a `Snapshot` whenever what is on the screen has been read. The element of
an event is resolved at the moment of the press, from the snapshot before it and from what is there
now, so that it is known even if the press made it vanish.

Nothing secret is in the stream: what is typed into a password field is told as a number of
characters, and what happens outside the allowed applications and origins is only `Elsewhere`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from perception.element import Element
from perception.geometry import Point
from perception.observation import Observation

MarkKind = Literal["parameter", "wait", "check", "undo", "pause", "resume"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """What all events say.

    Attributes:
        at: seconds since the recording began.
        surface: `Surface.ref` of the page or window that it happened on; "" where there is none.
    """

    at: float
    surface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(_Event):
    """The screen as it is now; surfaces that may not be recorded are blank in it."""

    observation: Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class PointerPressed(_Event):
    """A mouse button went down.

    Attributes:
        point: in environment pixels.
        button: which.
        modifiers: keys that were held.
        element: what is there; None where nothing is known of it.
    """

    point: Point
    button: Literal["left", "middle", "right"] = "left"
    modifiers: tuple[str, ...] = ()
    element: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointerReleased(_Event):
    """A mouse button went up; with another element than at the press, it was a drag."""

    point: Point
    button: Literal["left", "middle", "right"] = "left"
    element: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointerRested(_Event):
    """The pointer stayed over an element and something changed while it did."""

    point: Point
    element: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrolled(_Event):
    """The wheel was turned, in lines; down and right are positive."""

    point: Point
    dx: float = 0
    dy: float = 0
    element: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPressed(_Event):
    """A key went down.

    Attributes:
        keys: as `Press.keys` spells it ("a", "Enter", "Control+s").
        text: the characters that it gives; "" for keys that give none, and in secret fields.
        secret: it went into a password field; then `keys` is "" too, unless it gives no text.
        element: what has the focus; None where nothing is known of it.
    """

    keys: str
    text: str = ""
    secret: bool = False
    element: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChanged(_Event):
    """A field, list or switch has come to hold something else, by whatever means.

    Attributes:
        element: as it was before.
        value: what it holds now; the chosen options separated by line feeds; "true" or "false" of a
            switch; "" of a secret.
        secret: it is a password field; its content is not told.
        final: the field was left or sent; before that, more may follow.
    """

    element: Element
    value: str
    secret: bool = False
    final: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesChosen(_Event):
    """Files were given to an upload field; absolute paths where they are known, else names."""

    element: Element | None
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileArrived(_Event):
    """A download ended; `path` is where it lies."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogAnswered(_Event):
    """A page's dialog was answered."""

    kind: str
    message: str
    accept: bool
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Went(_Event):
    """A page went to an address, or an application was started.

    Attributes:
        where: the URL, or the name of the application as `Open` takes it.
        how: "typed" (the address bar, or the first page), "back", "forward", "reload", "started"
            (an application), "followed" (what an earlier event led to; no action of its own).
        new: it is a new tab or window.
    """

    where: str
    how: Literal["typed", "back", "forward", "reload", "started", "followed"] = "followed"
    new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceActivated(_Event):
    """The person went to another tab or window that was there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceClosed(_Event):
    """A tab or window went away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted(_Event):
    """The clipboard's text was put into a field; not told of secret fields."""

    text: str
    element: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(_Event):
    """The person told the recorder something.

    Attributes:
        kind: "parameter": what was entered last differs from use to use, under the name `note`;
            "wait": wait here until what is on the screen now is there; "check": what is selected or
            under the pointer must be so (`element`); "undo": forget the last action; "pause" and
            "resume": nothing in between is recorded.
        note: words of the person.
        element: what it is about.
    """

    kind: MarkKind
    note: str = ""
    element: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere(_Event):
    """The person did something where recording is not allowed; nothing more is known of it."""


InputEvent = (
    Snapshot
    | PointerPressed
    | PointerReleased
    | PointerRested
    | Scrolled
    | KeyPressed
    | ValueChanged
    | FilesChosen
    | FileArrived
    | DialogAnswered
    | Went
    | SurfaceActivated
    | SurfaceClosed
    | Pasted
    | Marked
    | Elsewhere
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What may be recorded.

    Attributes:
        applications: as `Surface.application` names them, without regard to case; "*" for all.
        origins: of pages, as `Surface.origin` gives them; "*" for all.
    """

    applications: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


class EventSource(Protocol):
    """Something that hears what a person does."""

    def start(self) -> None:
        """Begin to listen.

        Raises:
            Exception: nothing can be heard here; the message says what to do. Sources of an
                environment raise its `EnvironmentUnavailable`.
        """

    def next(self, seconds: float) -> InputEvent | None:
        """The next event; None if none comes in time. Events keep their order.

        Raises:
            Exception: what was listened to has gone, likewise.
        """

    def mark(self, kind: MarkKind, note: str = "") -> None:
        """Put a `Marked` into the stream; "pause" stops listening, "resume" begins again."""

    def close(self) -> None:
        """Stop; may be called twice."""
