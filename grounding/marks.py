"""Set-of-marks: a screenshot with the ref of every element that can be operated drawn on it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perception.element import Element, Visibility
from perception.geometry import Box, Size
from perception.observation import Observation
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont
    from PIL.ImageFont import ImageFont as PlainFont

_TEXT_SIZE = 12  # image pixels, at scale 1
_PADDING = 2
# Dark enough for white text on all of them, and told apart by people who see few colours.
_COLORS = (
    (0, 90, 181), (200, 40, 40), (0, 110, 70), (140, 30, 140), (165, 80, 0),
    (0, 105, 120), (90, 60, 190), (115, 85, 10), (190, 20, 100), (70, 75, 85),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark.

    Attributes:
        ref: what the label says, and the element's ref.
        box: of the element, in pixels of the marked picture.
        label: where the ref is written, in the same pixels.
        told: the element in words.
    """

    ref: str
    box: Box
    label: Box
    told: str


def draw(observation: Observation, enlarged: float = 1.0) -> Screenshot:
    """The screenshot as a PNG with a box and a label for each visible interactive element.

    Without a screenshot the marks are drawn on white. Labels never lie over each other; where a
    page is too crowded for that, a label moves away from its box and a line joins the two.

    Args:
        observation: to draw on.
        enlarged: how many times larger the labels are: by as much as the picture is made smaller
            before somebody reads it.
    """
    from PIL import ImageDraw

    image = _canvas(observation)
    pen = ImageDraw.Draw(image, "RGBA")
    font = _font(observation.viewport.scale * enlarged)
    placed = _placed(observation, pen, font, Size(*image.size))
    for number, mark in enumerate(placed):
        color = _COLORS[number % len(_COLORS)]
        pen.rectangle(_corners(mark.box), outline=(*color, 255), width=2)
        if not _touches(mark.label, mark.box):
            pen.line([tuple(mark.label.center), tuple(mark.box.center)], fill=(*color, 160))
    for number, mark in enumerate(placed):
        color = _COLORS[number % len(_COLORS)]
        pen.rectangle(_corners(mark.label), fill=(*color, 235))
        middle = mark.label.center
        pen.text((middle.x, middle.y), mark.ref, font=font, fill="white", anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return Screenshot(buffer.getvalue(), Size(*image.size), "png")


def legend(observation: Observation) -> dict[str, str]:
    """What each mark of `draw` stands for: ref to the element in words."""
    return {element.ref: element.described() for element in marked(observation)}


def marks(observation: Observation) -> tuple[Mark, ...]:
    """The marks that `draw` draws, without the picture."""
    from PIL import ImageDraw

    image = _canvas(observation)
    pen = ImageDraw.Draw(image)
    font = _font(observation.viewport.scale)
    return _placed(observation, pen, font, Size(*image.size))


def marked(observation: Observation) -> tuple[Element, ...]:
    """The elements that get a mark: visible, interactive, and not inside another of that name."""
    found = []
    for element in observation.elements:
        if not element.interactive or element.visibility is not Visibility.VISIBLE:
            continue
        if element.box.intersection(observation.viewport.box).area <= 0:
            continue
        twin = any(
            above.interactive and above.name == element.name and above.box == element.box
            for above in observation.ancestors(element)
        )
        if not twin:
            found.append(element)
    return tuple(found)


def _canvas(observation: Observation) -> Image:
    from PIL import Image

    if observation.screenshot is not None:
        return observation.screenshot.image().convert("RGB")
    size = observation.viewport.size
    scale = observation.viewport.scale
    return Image.new("RGB", (round(size.width * scale), round(size.height * scale)), "white")


def _font(scale: float) -> FreeTypeFont | PlainFont:
    from PIL import ImageFont

    return ImageFont.load_default(max(round(_TEXT_SIZE * scale), 8))


def _placed(
    observation: Observation, pen: ImageDraw, font: FreeTypeFont | PlainFont, size: Size
) -> tuple[Mark, ...]:
    scale = observation.viewport.scale
    view = Box(0, 0, size.width, size.height)
    elements = marked(observation)
    boxes = [_framed(element.box.scaled(scale), view) for element in elements]
    shown = _Occupied()
    for box in boxes:
        shown.add(box)
    for box in _texts(observation):
        shown.add(box.scaled(scale).intersection(view))
    taken = _Occupied()
    found = []
    for element, box in zip(elements, boxes, strict=True):
        left, top, right, bottom = pen.textbbox((0, 0), element.ref, font=font)
        wanted = Size(right - left + 2 * _PADDING + 1, bottom - top + 2 * _PADDING + 2)
        label = _free_place(box, wanted, view, taken, shown)
        taken.add(label)
        found.append(Mark(ref=element.ref, box=box, label=label, told=element.described()))
    return tuple(found)


def _framed(box: Box, view: Box) -> Box:
    """The box with room for its outline, so that the line does not cut letters."""
    around = Box(box.x - 2, box.y - 2, box.width + 4, box.height + 4)
    return around.intersection(view).rounded()


def _texts(observation: Observation) -> Iterator[Box]:
    """Where words stand that a label had better not hide."""
    for element in observation.elements:
        if element.name and not element.interactive and not observation.children.get(element.ref):
            length = min(element.box.width, 9.0 * len(element.name))
            centered = element.role in ("columnheader", "caption")
            left = element.box.center.x - length / 2 if centered else element.box.x
            yield Box(left, element.box.y, length, element.box.height)


def _free_place(box: Box, wanted: Size, view: Box, taken: _Occupied, shown: _Occupied) -> Box:
    """Where a label lies over no other label and covers as little as possible."""
    free = [
        place
        for place in _places(box, wanted)
        if place.intersection(view).area >= place.area - 0.5 and not taken.meets(place)
    ]
    if free:
        return min(free, key=shown.hidden_by)
    for ring in range(1, 60):
        for dx, dy in _ring(ring):
            x = min(max(box.x + dx * wanted.width, 0), view.width - wanted.width)
            y = min(max(box.y + dy * wanted.height, 0), view.height - wanted.height)
            place = Box(x, y, *wanted)
            if not taken.meets(place):
                return place
    return Box(box.x, box.y, *wanted)


def _places(box: Box, wanted: Size) -> Iterator[Box]:
    """Places around and in a box, in order of preference."""
    width, height = wanted
    middle = box.center.y - height / 2
    for x, y in (
        (box.x, box.y - height),
        (box.right - width, box.y - height),
        (box.x - width, middle),
        (box.right, middle),
        (box.x, box.bottom),
        (box.right - width, box.bottom),
        (box.right - width, box.y),
        (box.x, box.y),
        (box.right - width, box.bottom - height),
    ):
        yield Box(round(x), round(y), width, height)


def _ring(number: int) -> Iterator[tuple[int, int]]:
    for step in range(-number, number + 1):
        yield step, -number
        yield step, number
        yield -number, step
        yield number, step


class _Occupied:
    """Boxes that must not be met, found by a grid."""

    _CELL = 48

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def _keys(self, box: Box) -> Iterator[tuple[int, int]]:
        for column in range(int(box.x // self._CELL), int(box.right // self._CELL) + 1):
            for row in range(int(box.y // self._CELL), int(box.bottom // self._CELL) + 1):
                yield column, row

    def add(self, box: Box) -> None:
        for key in self._keys(box):
            self._cells.setdefault(key, []).append(box)

    def hidden_by(self, box: Box) -> float:
        """How much of the boxes lies under another one."""
        met = {other for key in self._keys(box) for other in self._cells.get(key, ())}
        return sum(other.intersection(box).area for other in met)

    def meets(self, box: Box) -> bool:
        return any(
            other.intersection(box).area > 0
            for key in self._keys(box)
            for other in self._cells.get(key, ())
        )


def _touches(one: Box, two: Box) -> bool:
    return (
        one.x <= two.right + 1
        and two.x <= one.right + 1
        and one.y <= two.bottom + 1
        and two.y <= one.bottom + 1
    )


def _corners(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, max(box.right - 1, box.x), max(box.bottom - 1, box.y)
