"""The observation: all that is perceived of an environment at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from perception.element import Element
from perception.geometry import Box, Viewport
from perception.screenshot import Screenshot


class SurfaceKind(StrEnum):
    """What a surface is."""

    PAGE = "page"
    WINDOW = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A window or a page (tab).

    Attributes:
        ref: short id, stable while the surface lives ("t1", "w3").
        application: the program: "chromium", "soffice".
        title: the window's or the document's title.
        url: of a page; "" for a window.
        origin: scheme, host and port of a page, in punycode; "" for a window.
        box: in environment pixels.
        stacking: 0 is the front; a background tab is behind every visible surface.
        active: whether keys typed now would arrive here.
        opener: the surface that opened it (a popup's parent).
    """

    ref: str
    kind: SurfaceKind = SurfaceKind.PAGE
    application: str = ""
    title: str = ""
    url: str = ""
    origin: str = ""
    box: Box
    stacking: int = 0
    active: bool = False
    opener: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """A modal question that the environment itself asks and that waits for an answer.

    Browser dialogs (alert, confirm, prompt, beforeunload) live outside the element tree, so they
    are shown here; their buttons are also offered as elements with role "button" on their surface.
    """

    surface: str
    kind: str  # "alert", "confirm", "prompt", "beforeunload"
    message: str
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that happened in the environment since the last observation.

    `kind`: "popup", "download", "dialog", "closed", "crashed", "navigation_failed", "filechooser",
    "popup_blocked".
    """

    kind: str
    text: str
    surface: str = ""
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Observation:
    """All that is perceived of an environment at one moment.

    Attributes:
        viewport: of the active surface.
        surfaces: front first.
        elements: of the active surface (and of dialogs over it) in document order.
        complete: whether `elements` holds the whole page or only what is in view and near it.
        settled: whether the surface was stable when it was read; False says that the time to wait
            for stability ran out.
        unread: parts that could not be read in time (a frame's URL, an application's name).
        place_key: where we are; unaffected by values, counters and other volatile text.
        progress_key: `place_key` and all that changes when work is done.
        taken_at: seconds since the epoch.
    """

    screenshot: Screenshot | None = None
    viewport: Viewport
    surfaces: tuple[Surface, ...]
    elements: tuple[Element, ...]
    focused: str | None = None
    dialogs: tuple[Dialog, ...] = ()
    notices: tuple[Notice, ...] = ()
    complete: bool = True
    settled: bool = True
    unread: tuple[str, ...] = ()
    place_key: str = ""
    progress_key: str = ""
    taken_at: float = 0.0

    @cached_property
    def by_ref(self) -> dict[str, Element]:
        """Elements by their ref."""
        return {element.ref: element for element in self.elements}

    @cached_property
    def children(self) -> dict[str | None, tuple[Element, ...]]:
        """Elements by their parent's ref, in document order; roots under None."""
        gathered: dict[str | None, list[Element]] = {}
        for element in self.elements:
            parent = element.parent if element.parent in self.by_ref else None
            gathered.setdefault(parent, []).append(element)
        return {parent: tuple(found) for parent, found in gathered.items()}

    @property
    def active(self) -> Surface | None:
        """The surface that keys would reach."""
        return next((surface for surface in self.surfaces if surface.active), None)

    def surface(self, ref: str) -> Surface | None:
        """The surface with this ref."""
        return next((surface for surface in self.surfaces if surface.ref == ref), None)

    def ancestors(self, element: Element) -> Iterator[Element]:
        """The enclosing elements, nearest first."""
        seen = {element.ref}
        while element.parent and element.parent not in seen:
            parent = self.by_ref.get(element.parent)
            if parent is None:
                return
            seen.add(parent.ref)
            yield parent
            element = parent

    def within(self, element: Element) -> Iterator[Element]:
        """All elements inside `element`, in document order."""
        for child in self.children.get(element.ref, ()):
            yield child
            yield from self.within(child)
