"""The tree of a desktop, and beside it what only the picture of the screen shows.

Wraps the accessibility tree of a platform: where that tells too little of a window, the screen is
read (`perception.fusion`), and what is found there stands among the elements as if the tree had
told of it. Where the tree places things elsewhere than the picture shows them, it is put right
(`perception.fusion_placing`). What has to be asked of a toolkit (invoke, set a text) is
`NotOffered` for what is only seen; whether it is still there is found by looking again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from perception.element import Element, Visibility
from perception.fusion import SOURCE, Fusion
from perception.fusion_areas import Area, untold
from perception.fusion_placing import STILL, Placer, Shift
from perception.geometry import Box, Point, Size, Viewport
from perception.ocr import OcrUnavailable, Word
from perception.platforms.interface import (
    CaptureFailed,
    ElementTree,
    Live,
    NotOffered,
    ScreenCapture,
    TreeReading,
    WindowInfo,
    WindowSystem,
)
from perception.platforms.visible import click_point, covers, uncovered

if TYPE_CHECKING:
    from perception.imaging import Pixels


_SHOWN = 0.5  # of what is known from the picture alone
_MISPLACED = 0.4  # confidence in what is known not to be where the tree says


class SeenTree:
    """Implements `ElementTree`. Used by one thread.

    Args:
        tree: of the platform; closed with this one.
        windows: of the platform.
        capture: pictures of the screen.
        fusion: reads them.
        always: read all windows, also those that tell enough.
    """

    def __init__(
        self,
        tree: ElementTree,
        windows: WindowSystem,
        capture: ScreenCapture,
        fusion: Fusion,
        *,
        always: bool = False,
    ) -> None:
        self._tree = tree
        self._windows = windows
        self._capture = capture
        self._fusion = fusion
        self._always = always
        self._placer = Placer()
        self._shifts: dict[str, Shift] = {}
        self._seen: dict[str, Element] = {}
        self._areas: list[Area] = []
        self._told: tuple[Element, ...] = ()
        self._unable = ""  # why pictures cannot be read here

    @property
    def told(self) -> ElementTree:
        """The tree of the platform alone."""
        return self._tree

    def read(
        self, windows: Sequence[WindowInfo], *, whole: bool = False, budget: float = 2.0
    ) -> TreeReading:
        """The elements of these windows; see `ElementTree.read`."""
        reading = self._tree.read(windows, whole=whole, budget=budget)
        shown = [each for each in windows if not each.minimized]
        self._shifts = self._found_shifts(shown, reading.elements)
        if any(shift != STILL for shift in self._shifts.values()):
            reading = replace(reading, elements=tuple(map(self._placed, reading.elements)))
        self._told = reading.elements
        screen = self._windows.screen()
        self._areas = [
            area
            for window in shown
            for area in untold(
                window.ref,
                window.box.intersection(screen),
                reading.elements,
                page=False,
                always=self._always or not self._shifts[window.ref].known,
            )
        ]
        found = self._look()
        if self._unable and self._areas:
            reading = replace(reading, unread=(*reading.unread, self._unable))
        if not found:
            return reading
        pictured = {each.surface for each in found}
        silent = [repr(each.title) for each in windows if each.ref in pictured]
        unread = tuple(
            f"{said}; what stands here was read in its picture"
            if any(said.endswith(title) for title in silent)
            else said
            for said in reading.unread
        )
        return replace(reading, elements=(*reading.elements, *found), unread=unread)

    def live(self, ref: str, *, scroll: bool = False) -> Live | None:
        """The element as it is now; see `ElementTree.live`."""
        element = self._seen.get(ref)
        if element is None:
            live = self._tree.live(ref, scroll=scroll)
            return replace(live, element=self._placed(live.element)) if live is not None else None
        pixels, viewport = self._pixels()
        if pixels is None:
            return None
        if not self._fusion.memory.in_its_row(element, pixels, viewport):
            return None
        if not self._fusion.memory.unchanged(element, pixels, viewport):
            self._look()
            again = self._seen.get(ref)
            if again is None:
                return None
            element = again
        else:
            element = self._in_sight([element])[0]
        return Live(element=element)

    def at(self, point: Point) -> Element | None:
        """The innermost element under the point."""
        here = [each for each in self._seen.values() if each.box.contains(point)]
        over = self._windows.at(point)
        shift = self._shifts.get(over.ref, STILL) if over is not None else STILL
        told = self._tree.at(Point(point.x - shift.dx, point.y - shift.dy))
        if told is not None:
            here.append(self._placed(told))
        return min(here, key=lambda each: each.box.area, default=None)

    def actions(self, ref: str) -> tuple[str, ...]:
        """The names of the actions that the element offers."""
        return () if ref in self._seen else self._tree.actions(ref)

    def invoke(self, ref: str, action: str = "") -> bool:
        """Do an action of the element."""
        self._asked(ref)
        return self._tree.invoke(ref, action)

    def set_text(self, ref: str, text: str) -> bool:
        """Replace the whole text of an editable element."""
        self._asked(ref)
        return self._tree.set_text(ref, text)

    def text(self, ref: str) -> str | None:
        """The whole text of an element, now; of one from the picture, as it reads."""
        if ref not in self._seen:
            return self._tree.text(ref)
        self._look()  # a letter changes too little of a field for `unchanged`
        again = self._seen.get(ref)
        return again.value if again is not None else None

    def set_number(self, ref: str, value: float) -> bool:
        """Set the value of a slider, a spin button or a numeric cell."""
        self._asked(ref)
        return self._tree.set_number(ref, value)

    def select(self, ref: str, *, on: bool = True) -> bool:
        """Select the element in its container, or deselect it."""
        self._asked(ref)
        return self._tree.select(ref, on=on)

    def focus(self, ref: str) -> bool:
        """Give it the keyboard's focus."""
        self._asked(ref)
        return self._tree.focus(ref)

    def changes(self) -> int:
        """A counter that grows with every event which tells of a change."""
        return self._tree.changes()

    def close(self) -> None:
        """Let go of the connection and the engine. Idempotent."""
        self._tree.close()
        self._fusion.close()

    def _asked(self, ref: str) -> None:
        if ref in self._seen:
            raise NotOffered(f"{ref} is known from the picture of the screen alone")

    def _look(self) -> list[Element]:
        """Read the areas of the last reading as they are now."""
        self._seen = {}
        if not self._areas or self._unable:
            return []
        pixels, viewport = self._pixels()
        if pixels is None:
            return []
        try:
            found = self._fusion.elements(pixels, viewport, self._areas, self._told)
        except OcrUnavailable as failure:
            self._unable = f"what windows show and do not tell: {failure}"
            return []
        found = [each for each in self._in_sight(found) if each.click_point is not None]
        self._seen = {each.ref: each for each in found}
        return found

    def _found_shifts(
        self, windows: Sequence[WindowInfo], elements: Sequence[Element]
    ) -> dict[str, Shift]:
        """By how much the tree of each window is off."""
        screen = self._windows.screen()
        taken: list[tuple[Pixels | None, Viewport]] = []

        def read(box: Box) -> Sequence[Word]:
            if not taken:
                taken.append(self._pixels())
            pixels, viewport = taken[0]
            return self._fusion.words(pixels, viewport, box) if pixels is not None else ()

        found = {}
        for window in windows:
            own = [each for each in elements if each.surface == window.ref]
            try:
                box = window.box.intersection(screen)
                found[window.ref] = self._placer.shift(window.ref, box, own, read)
            except OcrUnavailable:  # told where a picture has to be read
                found[window.ref] = STILL
        return found

    def _placed(self, element: Element) -> Element:
        """An element of the tree where it is; without a place to click where nobody knows that."""
        shift = self._shifts.get(element.surface, STILL)
        if shift == STILL or element.visibility is Visibility.OFFSCREEN:
            return element
        if not shift.known:
            covered = Visibility.COVERED
            return replace(element, click_point=None, visibility=covered, confidence=_MISPLACED)
        moved = replace(element, click_point=None, box=element.box.moved(shift.dx, shift.dy))
        return self._in_sight([moved])[0]

    def _pixels(self) -> tuple[Pixels | None, Viewport]:
        screen = self._windows.screen()
        viewport = Viewport(
            size=Size(screen.width, screen.height), origin=Point(screen.x, screen.y)
        )
        try:
            return self._capture.pixels(screen), viewport
        except CaptureFailed:
            return None, viewport

    def _in_sight(self, elements: Sequence[Element]) -> list[Element]:
        """The elements with where they can be clicked, under what lies over their windows."""
        stack = self._windows.windows()
        over = {each.ref: covers(each, stack) for each in stack}
        found = []
        for element in elements:
            pieces = uncovered(element.box, over.get(element.surface, ()))
            point = element.click_point
            if point is None or not any(piece.contains(point) for piece in pieces):
                point = click_point(element.box, pieces)
            shown = sum(piece.area for piece in pieces)
            if element.source == SOURCE and shown < _SHOWN * element.box.area:
                point = None  # it was read in what covers it
            state = Visibility.VISIBLE if point is not None else Visibility.COVERED
            found.append(replace(element, click_point=point, visibility=state))
        return found
