"""A control with an icon on it, cut out so that the icon can be told from the control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perception.fusion_pixels import part_of
from perception.geometry import Box, Viewport

if TYPE_CHECKING:
    from perception.imaging import Pixels

_AROUND = 2  # environment pixels of what is behind a control without a border
_INSIDE = (0.09, 0.17)  # of the shorter side: within the border, and within a thick or round one
_EVEN = 24  # shades by which the edge of a cut may differ where nothing is cut through


def icon_view(pixels: Pixels, viewport: Viewport, box: Box) -> Pixels:
    """What is drawn on a control, without its border; with a little around it where it has none.

    Args:
        pixels: of the whole viewport: height, width, 3 or 4 channels.
        viewport: what it shows.
        box: of the control, in environment pixels.
    """
    side = min(box.size)
    for part in _INSIDE:
        view = part_of(pixels, viewport, _inset(box, part * side))
        if _cuts_nothing(view):
            return view
    return part_of(pixels, viewport, _inset(box, -_AROUND))


def _inset(box: Box, by: float) -> Box:
    return Box(box.x + by, box.y + by, box.width - 2 * by, box.height - 2 * by)


def _cuts_nothing(view: Pixels) -> bool:
    """Whether its edge is all of one colour."""
    import numpy as np

    if min(view.shape[:2]) < 5:
        return False
    edge = np.concatenate((view[0], view[-1], view[:, 0], view[:, -1]))[:, :3].astype(np.int16)
    return bool(np.abs(edge - np.median(edge, axis=0)).max() < _EVEN)
