"""A page, and beside its elements what it draws itself, as on a canvas.

Where a page has a canvas or a plug-in, its picture is read (`perception.fusion`), and what is found
there stands among the elements as children of the canvas. They can be clicked; whether one is still
there is seen by looking again, and whether the canvas is reached there by the page's own hit test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from perception import imaging
from perception.element import Element
from perception.fusion import Fusion
from perception.fusion_areas import Area, untold
from perception.geometry import Box, Point, Size, Viewport
from perception.ocr import OcrUnavailable
from perception.page import Live, PageReader, PageReading
from perception.page_world import World
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    from perception.imaging import Pixels


class SeenPage(PageReader):
    """Reads one page, with its picture where it draws itself. Used on the Playwright thread only.

    Args:
        page: the page.
        surface: the ref of its surface.
        pictured: takes a picture of what is in view; None where it cannot be taken.
        fusion: reads it.
        hidden: CSS selectors whose subtrees are invisible to perception.
        always: read the whole picture, also where the page tells all.
    """

    def __init__(
        self,
        page: Page,
        surface: str,
        pictured: Callable[[], Screenshot | None],
        fusion: Fusion,
        *,
        hidden: Sequence[str] = (),
        always: bool = False,
    ) -> None:
        super().__init__(page, surface, hidden=hidden)
        self._pictured = pictured
        self._fusion = fusion
        self._always = always
        self._seen: dict[str, Element] = {}
        self._drawn: list[Area] = []
        self._told: tuple[Element, ...] = ()
        self._viewport: Viewport | None = None
        self._unable = ""  # why pictures cannot be read here

    def read(self, *, whole: bool, limit: float = 10.0) -> PageReading:
        """Perceive the page; see `PageReader.read`."""
        reading = super().read(whole=whole, limit=limit)
        self._seen, self._told, self._viewport = {}, reading.elements, reading.viewport
        self._drawn = untold(
            self.surface, reading.viewport.box, reading.elements, page=True, always=self._always
        )
        if not self._drawn:
            return reading
        found = self._look()
        if self._unable:
            return replace(reading, unread=(*reading.unread, self._unable))
        return replace(reading, elements=(*reading.elements, *found))

    def live(self, ref: str, *, scroll: bool) -> Live | None:
        """The element as it is now; see `PageReader.live`."""
        element = self._seen.get(ref)
        if element is None:
            return super().live(ref, scroll=scroll)
        if element.parent is not None and super().live(element.parent, scroll=False) is None:
            return None
        taken = self._taken()
        if taken is None:
            return None
        pixels, viewport = taken
        if not self._fusion.memory.in_its_row(element, pixels, viewport):
            return None
        if not self._fusion.memory.unchanged(element, pixels, viewport):
            self.read(whole=False)
            element = self._seen.get(ref)
            if element is None:
                return None
        assert element.click_point is not None
        over = super().at(element.click_point)
        if over is None or element.parent in (None, over.ref):
            return Live(element=element, hit=True)
        return Live(element=element, hit=False, obstacle=over.described())

    def at(self, point: Point) -> Element | None:
        """The nearest perceived element at a point in top-page pixels."""
        found = super().at(point)
        here = [
            each
            for each in self._seen.values()
            if each.box.contains(point)
            and (each.parent is None or (found is not None and each.parent == found.ref))
        ]
        return min(here, key=lambda each: each.box.area, default=found)

    def text_seen(self, ref: str) -> str | None:
        """What stands in a drawn field, as its picture reads now; None if it is not there."""
        self._look()
        again = self._seen.get(ref)
        return again.value if again is not None else None

    def picture_of(self, box: Box) -> Pixels | None:
        """What a part of the view looks like now; None if no picture can be taken."""
        taken = self._taken()
        if taken is None:
            return None
        pixels, viewport = taken
        size = Size(pixels.shape[1], pixels.shape[0])
        first = viewport.to_image(Point(box.x, box.y), size)
        last = viewport.to_image(Point(box.right, box.bottom), size)
        top, left = max(int(first.y), 0), max(int(first.x), 0)
        return pixels[top : int(last.y), left : int(last.x)]

    def object_id(self, ref: str) -> tuple[World, str]:
        """The remote object of an element; what is only in the picture has none.

        Raises:
            KeyError: the element is gone.
            FrameGone: its frame is gone or does not answer.
            ValueError: it is known from the picture alone.
        """
        if ref in self._seen:
            raise ValueError("it is known from the picture of the page alone")
        return super().object_id(ref)

    def read_back(self) -> tuple[Element, ...]:
        """The elements through the second channel, and what the picture shows now."""
        told = super().read_back()
        return (*told, *self._look()) if self._drawn else told

    def close(self) -> None:
        """Stop listening."""
        super().close()
        self._fusion.close()

    def _look(self) -> list[Element]:
        """Read what the page draws itself as it is now."""
        taken = None if self._unable else self._taken()
        if taken is None:
            return []
        pixels, viewport = taken
        try:
            found = self._fusion.elements(pixels, viewport, self._drawn, self._told)
        except OcrUnavailable as failure:
            self._unable = f"what the page draws itself: {failure}"
            return []
        self._seen = {each.ref: each for each in found}
        return found

    def _taken(self) -> tuple[Pixels, Viewport] | None:
        shot = self._pictured()
        if shot is None or self._viewport is None:
            return None
        viewport = replace(
            self._viewport, scale=shot.size.width / (self._viewport.size.width or shot.size.width)
        )
        return imaging.decoded(shot.data), viewport
