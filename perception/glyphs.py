"""Where icons stand in a picture of a screen: small things apart from others, in several strokes.

Unlike a line of text (`ocr_lines`), an icon may be made of parts above each other (the lines of
"align left"), and stands free on all sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from perception import imaging

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_SHARP = 16  # shades between neighbours from which on an edge may be one of an icon
_JOINED = 5  # pixels: strokes of one icon are nearer to each other
_RULE = 40  # pixels: what is straight for so long is a frame or a grid
_SIDE = (9, 40)  # pixels: the longer side of an icon
_SLENDER = 0.42  # the shorter side, at least, as a part of the longer one


class Strip(NamedTuple):
    """A part of a picture: pixels, right and bottom just past it."""

    left: int
    top: int
    right: int
    bottom: int


def glyphs(grey: Grey, scale: float) -> list[Strip]:
    """The things in a picture that may be icons.

    Args:
        grey: height, width.
        scale: how large controls are, compared with those of an unscaled screen.
    """
    sharp = imaging.edges(grey, _SHARP)
    length = round(_RULE * scale)
    lying, standing = imaging.rules(sharp, length, length)
    sharp[(lying | standing) > 0] = 0
    return [
        Strip(each.left + 1, each.top + 1, each.right - 1, each.bottom - 1)  # edges are wider
        for each in clusters(sharp, scale)
    ]


def clusters(sharp: Grey, scale: float) -> list[Strip]:
    """What of a mask of edges stands together, has the size and shape of an icon, and is alone."""
    gap = round(_JOINED * scale)
    return [
        Strip(x, y, x + across, y + down)
        for x, y, across, down, _ in imaging.components(imaging.joined(sharp, gap, gap))
        if _SIDE[0] * scale <= max(across, down) <= _SIDE[1] * scale
        and min(across, down) >= _SLENDER * max(across, down)
    ]
