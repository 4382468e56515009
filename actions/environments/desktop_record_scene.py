"""What was on the screen when something happened: the last snapshot and the windows since."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from perception.element import INTERACTIVE_ROLES, Element, Visibility
from perception.geometry import Box, Point
from perception.observation import Observation
from perception.platforms.interface import WindowInfo

# What a press is for, beside what is operated: items of lists and tables.
_ITEMS = frozenset({"listitem", "row", "cell", "gridcell", "columnheader", "rowheader", "article"})
_AROUND = frozenset({"listbox", "scrollbar"})
_AIMED = (INTERACTIVE_ROLES - _AROUND) | _ITEMS
_ROLES = {"gridcell": "cell"}  # by itself, a cell does not tell what it is a cell of
_SAME_PLACE = 0.5
_INSIDE = 0.6


@dataclass(frozen=True, slots=True)
class Seen:
    """A snapshot.

    Attributes:
        observation: masked.
        changes: the counter of the tree's changes before it was read.
        began: `time.monotonic()` then.
        ended: when it was complete.
    """

    observation: Observation
    changes: int
    began: float
    ended: float


class Scene:
    """The screen as it was last known. Thread-safe.

    Args:
        own: process ids of Deskhand itself; what is done in their windows is nobody's.
    """

    def __init__(self, own: Collection[int] = ()) -> None:
        self._lock = threading.Lock()
        self._own = frozenset(own)
        self._worked_in = 0
        self._seen: Seen | None = None
        self._torn: Seen | None = None
        self._windows: tuple[WindowInfo, ...] = ()

    @property
    def seen(self) -> Seen | None:
        """The last snapshot."""
        with self._lock:
            return self._seen

    @property
    def windows(self) -> tuple[WindowInfo, ...]:
        """The windows as they are now, front first."""
        with self._lock:
            return self._windows

    def torn(self, at: float) -> Seen | None:
        """A snapshot that was being read at a time at which something was done."""
        with self._lock:
            torn = self._torn
        return torn if torn is not None and torn.began < at < torn.ended else None

    def tear(self, seen: Seen) -> None:
        """Something was done while this was read."""
        with self._lock:
            self._torn = seen

    def show(self, seen: Seen) -> None:
        """There is a new snapshot."""
        with self._lock:
            self._seen = seen

    def list(self, windows: Sequence[WindowInfo]) -> tuple[WindowInfo, ...]:
        """The windows have changed; those that were there before."""
        with self._lock:
            before, self._windows = self._windows, tuple(windows)
            for each in self._windows:
                if each.active and not self.ours(each):
                    self._worked_in = each.id
            return before

    def ours(self, window: WindowInfo | None) -> bool:
        """Whether a window is Deskhand's own."""
        return window is not None and window.pid in self._own

    @property
    def ours_active(self) -> bool:
        """Whether keys go to a window of Deskhand's own."""
        return self.ours(self.active)

    @property
    def worked_in(self) -> int:
        """Id of the window that keys went to last, Deskhand's own left aside; 0 for none."""
        with self._lock:
            return self._worked_in

    def window_at(self, point: Point) -> WindowInfo | None:
        """The front-most window at a point."""
        for each in self.windows:
            if not each.minimized and each.kind != "desktop" and each.frame.contains(point):
                return each
        return None

    @property
    def active(self) -> WindowInfo | None:
        """The window that keys go to."""
        return next((each for each in self.windows if each.active), None)

    def element_at(self, point: Point, window: WindowInfo) -> Element | None:
        """What a press at a point of a window is for, by the last snapshot."""
        seen = self.seen
        return aimed_at(seen.observation, point, window, self.windows) if seen else None

    def like(self, element: Element) -> Element | None:
        """The element of the last snapshot that is this one, however it was found."""
        seen = self.seen
        if seen is None:
            return None
        return alike_in(element, seen.observation)


def aimed_at(
    seen: Observation, point: Point, window: WindowInfo, windows: Iterable[WindowInfo]
) -> Element | None:
    """What a press at a point of a window is for: the innermost thing that can be aimed at."""
    refs = {window.ref, *(s.ref for s in seen.surfaces if s.opener == window.ref)}
    here = _at(seen, point, refs)
    if not here and window.override:  # a menu told of as part of the window that it belongs to
        kin = {each.ref for each in windows if each.pid == window.pid}
        here = [each for each in _at(seen, point, kin) if _within(each, window.box)]
    if not here:
        return None
    innermost = min(reversed(here), key=lambda each: each.box.area)
    for each in (innermost, *seen.ancestors(innermost)):
        if each.role in _AIMED or each.states & {"clickable", "editable"}:
            return each
        if each.role in _AROUND:
            break
    return innermost


def alike_in(element: Element, seen: Observation) -> Element | None:
    """The same of a whole snapshot; what a window tells of its page may be known as the page's."""
    pages = {each.ref for each in seen.surfaces if each.opener == element.surface}
    moved = (
        replace(each, surface=element.surface) for each in seen.elements if each.surface in pages
    )
    found = alike(element, seen.elements) or alike(element, moved)
    return seen.by_ref.get(found.ref) if found is not None else None


def alike(element: Element, among: Iterable[Element]) -> Element | None:
    """The element that stands where another stands and is called the same."""
    found = [
        each
        for each in among
        if each.surface == element.surface
        and _ROLES.get(each.role, each.role) == _ROLES.get(element.role, element.role)
        and (each.name == element.name or not element.name)
        and each.box.overlap(element.box) > _SAME_PLACE
    ]
    return max(found, key=lambda each: each.box.overlap(element.box), default=None)


def _at(seen: Observation, point: Point, refs: Collection[str]) -> list[Element]:
    return [
        each
        for each in seen.elements
        if each.surface in refs
        and each.box.contains(point)
        and each.visibility is not Visibility.OFFSCREEN
    ]


def _within(element: Element, around: Box) -> bool:
    """Whether an element is drawn in a box, and not under it."""
    box, click = element.box, element.click_point
    inside = box.area > 0 and box.intersection(around).area / box.area > _INSIDE
    return inside and click is not None and around.contains(click)
