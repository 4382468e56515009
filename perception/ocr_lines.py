"""Where lines of text stand in a picture of a screen.

What is sharp and stands in a row is a line, or a part of one: gradients, without the long straight
lines of frames and grids, joined over the width of a gap between words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perception import imaging
from perception.glyphs import Strip, clusters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_SHARP = 24  # shades between neighbours from which on an edge may be one of a letter
_LYING = 120  # pixels: what is straight for so long are no letters side by side
_ICON = 16  # pixels: from this height on what stands alone and is about square may be an icon
_HIGHEST_ICON = 26
_ICONS_APART, _ICON_APART = 0.35, 0.7  # of their height: two icons, or an icon and a text
_STANDING = 30  # pixels: what stands so high is no stroke of a letter


def strips(grey: Grey, scale: float, apart: float = 1.0) -> list[Strip]:
    """The lines of text in a picture, from top to bottom.

    Args:
        grey: height, width.
        scale: how large text is, compared with that of an unscaled screen.
        apart: of the height of a line, the widest gap in one.
    """
    sharp = imaging.edges(grey, _SHARP)
    coarse = max(int(scale), 1)
    if coarse == 1:
        return _strips(sharp, scale, apart)
    # Large pictures are looked over at the size of unscaled ones.
    found = _strips(imaging.pooled(sharp, coarse), scale / coarse, apart)
    return [_exact(each, sharp, coarse) for each in found]


def _strips(sharp: Grey, scale: float, apart: float) -> list[Strip]:
    lying, standing = imaging.rules(sharp, round(_LYING * scale), round(_STANDING * scale))
    sharp[(lying | standing) > 0] = 0
    gap = round(3 * scale)
    parts = [
        Strip(x, y, x + across, y + down)
        for x, y, across, down, full in imaging.components(imaging.joined(sharp, gap, 1))
        if _may_be_text(across / scale, down / scale, full / scale**2)
    ]
    return _lines(_whole(parts, clusters(sharp, scale), scale), standing, scale, apart)


def _exact(strip: Strip, sharp: Grey, coarse: int) -> Strip:
    """A strip of a smaller mask in the pixels of the whole one: what is sharp there."""
    import numpy as np

    left, top, right, bottom = (each * coarse for each in strip)
    part = sharp[top:bottom, left:right]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return Strip(left, top, min(right, sharp.shape[1]), min(bottom, sharp.shape[0]))
    first, last = int(rows[0]), int(rows[-1]) + 1
    begin, end = int(columns[0]), int(columns[-1]) + 1
    return Strip(left + begin, top + first, left + end, top + last)


def _whole(parts: list[Strip], icons: list[Strip], scale: float) -> list[Strip]:
    """The parts, with those that an icon is made of as one."""
    # Two short lines above each other are higher.
    large = [each for each in icons if _ICON <= (each.bottom - each.top) / scale <= _HIGHEST_ICON]
    rows: dict[int, list[Strip]] = {}
    for icon in large:
        for row in range(icon.top // 16, icon.bottom // 16 + 1):
            rows.setdefault(row, []).append(icon)
    found, inside = [], dict.fromkeys(large, 0)
    for part in parts:
        around = next((each for each in rows.get(part.top // 16, ()) if _lies_in(part, each)), None)
        if around is None:
            found.append(part)
        else:
            inside[around] += 1
    return found + [icon for icon, count in inside.items() if count]


def _lies_in(part: Strip, other: Strip) -> bool:
    return (
        other.left <= part.left
        and other.top <= part.top
        and part.right <= other.right
        and part.bottom <= other.bottom
    )


def _may_be_text(across: float, down: float, full: float) -> bool:
    """Whether a part with sharp edges may be of letters: its size, and how much of it is sharp."""
    if down < 2 or down > 60 or full < 4 or (across > 500 and down > 30):
        return False
    if (down > 20 and across <= 4) or (across > 24 and down <= 4):
        return False  # the side of a frame
    return down <= 20 or full > 0.3 * across * down  # else a frame


def _lines(parts: list[Strip], standing: Grey, scale: float, apart: float) -> list[Strip]:
    """Join what stands beside each other, is about as high, and has no rule in between."""
    lines: list[list[int]] = []
    rows: dict[int, list[int]] = {}
    for part in sorted(parts, key=lambda each: each.left):
        near = {
            at for row in range(part.top // 16, part.bottom // 16 + 1) for at in rows.get(row, ())
        }
        fitting = [
            at
            for at in near
            if _continues(lines[at], part, scale, apart) and not _parted(lines[at], part, standing)
        ]
        if fitting:
            at = max(fitting, key=lambda each: lines[each][2])
            line = lines[at]
            line[1], line[3] = min(line[1], part.top), max(line[3], part.bottom)
            line[2] = max(line[2], part.right)
        else:
            at = len(lines)
            lines.append(list(part))
        for row in range(lines[at][1] // 16, lines[at][3] // 16 + 1):
            if at not in rows.setdefault(row, []):
                rows[row].append(at)
    found = [Strip(*line) for line in lines]
    return sorted(
        (each for each in found if each.bottom - each.top >= 5 * scale),
        key=lambda each: (each.top, each.left),
    )


def _continues(line: list[int], part: Strip, scale: float, apart: float) -> bool:
    left, top, right, bottom = line
    common = min(bottom, part.bottom) - max(top, part.top)
    one, other = bottom - top, part.bottom - part.top
    if common < 0.6 * min(one, other):
        return False
    if part.left - right > apart * min(max(one, other, 12 * scale), 24 * scale):
        return False
    squares = _square(left, top, right, bottom, scale) + _square(*part, scale)
    if squares:
        # Icons of a tool bar stand in a row like letters, but further apart.
        if part.left - right > (_ICONS_APART, _ICON_APART)[squares == 1] * min(one, other):
            return False
        aligned = min(abs(bottom - part.bottom), abs(top - part.top)) <= max(1, 0.08 * one)
        return 0.8 <= one / other <= 1.25 and aligned
    return True


def _parted(line: list[int], part: Strip, standing: Grey) -> bool:
    row = (max(line[1], part.top) + min(line[3], part.bottom)) // 2
    return bool(standing[row, line[2] : part.left].any())


def _square(left: int, top: int, right: int, bottom: int, scale: float) -> bool:
    """Whether it has the size and shape of an icon."""
    across, down = right - left, bottom - top
    return down >= _ICON * scale and 0.6 < across / down < 1.6
