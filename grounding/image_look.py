"""What of an element is compared, and how like it a place of a picture looks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from grounding.image_anchor import ImageAnchor
from grounding.image_scene import Scene
from perception import imaging
from perception.geometry import Box, Point
from perception.likeness import halved, likeness, strokes, summits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Strokes = NDArray[np.float32]

_RIM = 5  # pixels: the frame of a control with what stands beside it
_SMALLEST = 7  # pixels: the side of a glyph
_STRONG = 0.2  # squared strength of a stroke that belongs to a glyph
_LIKELY = 0.35  # likeness from which on a place may be meant
_MOST = 8  # places of one scale
_FINE = 18  # pixels: what is smaller is not looked for at half the size
_SLACK = 3  # pixels that a glyph may stand aside in its frame


class Look:
    """An anchor's picture, compared with a scene at several scales.

    Args:
        anchor: what is looked for.
        scene: in which it is looked for.
    """

    def __init__(self, anchor: ImageAnchor, scene: Scene) -> None:
        self._anchor = anchor
        self._scene = scene
        self._shades = imaging.grey(anchor.pixels)
        self._core = core(self._shades, anchor.focus) if not anchor.hollow else None
        self._run = lru_cache(maxsize=None)(self._scaled)

    def places(self, scale: float) -> list[Point]:
        """The places that look most like the element, in pixels of the picture."""
        found = []
        parts = [self._anchor.focus] if self._core is None else [self._anchor.focus, self._core]
        for part in parts:
            patch = self._patch(scale, part)
            fine = min(patch.shape[:2]) < _FINE
            values = self._map(patch) if fine else self._map(halved(patch), coarse=True)
            if values is None:
                continue
            by = 1 if fine else 2
            width, height = part.width * scale, part.height * scale
            apart = (max(int(width / 2 / by), 3), max(int(height / 2 / by), 3))
            for x, y, _ in summits(values, apart, _LIKELY, _MOST):
                at = Point(x * by + width / 2, y * by + height / 2)
                found.append(self._middle(at, part, scale))
        return found

    def _map(self, patch: Strokes, *, coarse: bool = False) -> Strokes | None:
        """How like a patch each place of the scene is."""
        scene = self._scene
        run, sums = (
            (scene.coarse, scene.coarse_sums) if coarse else (scene.strokes, scene.sums)
        )  # fmt: skip
        if patch.shape[0] >= run.shape[0] or patch.shape[1] >= run.shape[1]:
            return None
        return likeness(run, patch, self._rim(0.5 if coarse else 1.0), sums)

    def _rim(self, scale: float) -> int:
        return max(round(_RIM * scale), 2) if self._anchor.hollow else 0

    def best(self, point: Point, scale: float, reach: float) -> tuple[Point, float, float | None]:
        """The best place near a point: its middle, its likeness, and that of what is inside."""
        focus = self._anchor.focus
        at, look = self._peak(point, focus, scale, reach)
        if self._core is None:
            return at, look, None
        inside = self._center_of(self._core, at, scale)
        _, inner = self._peak(inside, self._core, scale, _SLACK)
        # A control that has become wider or narrower keeps what is inside.
        inside = self._center_of(self._core, point, scale)
        place, other = self._peak(inside, self._core, scale, reach)
        if other > inner + 0.15:
            middle = self._middle(_less(place, self._scene.area), self._core, scale)
            _, outer = self._peak(middle, focus, scale, _SLACK)
            return middle, outer, other
        return at, look, inner

    def _middle(self, at: Point, part: Box, scale: float) -> Point:
        """The middle of what is compared, from the middle of a part in pixels of the area."""
        focus, off = self._anchor.focus.center, part.center
        area = self._scene.area
        return Point(
            area.x + at.x - (off.x - focus.x) * scale, area.y + at.y - (off.y - focus.y) * scale
        )

    def _center_of(self, part: Box, middle: Point, scale: float) -> Point:
        focus, off = self._anchor.focus.center, part.center
        return Point(middle.x + (off.x - focus.x) * scale, middle.y + (off.y - focus.y) * scale)

    def _peak(self, point: Point, part: Box, scale: float, reach: float) -> tuple[Point, float]:
        """Where a part is most like itself near a point, in pixels of the picture."""
        patch, run = self._patch(scale, part), self._scene.strokes
        area = self._scene.area
        width, height = part.width * scale, part.height * scale
        x, y = round(point.x - area.x - width / 2), round(point.y - area.y - height / 2)
        span = max(int(reach * max(scale, 1.0)), 1)
        left, top = max(x - span, 0), max(y - span, 0)
        near = run[
            top : max(y + span + patch.shape[0], 0), left : max(x + span + patch.shape[1], 0)
        ]
        if near.shape[0] < patch.shape[0] or near.shape[1] < patch.shape[1]:
            return point, -1.0
        values = likeness(near, patch, self._rim(scale))
        row, column = divmod(int(values.argmax()), values.shape[1])
        at = Point(area.x + left + column + width / 2, area.y + top + row + height / 2)
        return at, float(values[row, column])

    def _patch(self, scale: float, part: Box) -> Strokes:
        box = part.scaled(scale).rounded()
        run = self._run(scale)
        return run[
            int(box.y) : max(int(box.bottom), int(box.y) + 2),
            int(box.x) : max(int(box.right), int(box.x) + 2),
        ]

    def _scaled(self, scale: float) -> Strokes:
        return strokes(self._shades if scale == 1.0 else imaging.rescaled(self._shades, scale))


def _less(point: Point, area: Box) -> Point:
    return Point(point.x - area.x, point.y - area.y)


def core(shades: Pixels, focus: Box) -> Box | None:
    """What stands inside a frame, a glyph or a text; None where there is no frame around it.

    Args:
        shades: height, width.
        focus: with the frame, in pixels of `shades`.
    """
    if min(focus.width, focus.height) < 2 * _RIM + _SMALLEST:
        return None
    inner = Box(focus.x + _RIM, focus.y + _RIM, focus.width - 2 * _RIM, focus.height - 2 * _RIM)
    box = inked(shades, inner)
    if box is None or min(box.width, box.height) < _SMALLEST or box.area > 0.7 * focus.area:
        return None
    return box


def inked(shades: Pixels, area: Box) -> Box | None:
    """The smallest box with all strokes of an area, and two pixels around them."""
    import numpy as np

    run = strokes(shades)
    left, top = int(area.x), int(area.y)
    inner = run[top : int(area.bottom), left : int(area.right)]
    strong = (inner * inner).sum(axis=2) > _STRONG
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    if not len(rows) or not len(columns):
        return None
    width, height = int(columns[-1] - columns[0]) + 5, int(rows[-1] - rows[0]) + 5
    return Box(left + int(columns[0]) - 2, top + int(rows[0]) - 2, width, height).intersection(area)
