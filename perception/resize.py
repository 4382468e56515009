"""How large a picture is when a model sees it.

Vision models resize what they are sent, each in its own way, and point in pixels of the result.
Deskhand resizes first, by the same rule, so that nothing is resized behind its back.
"""

from __future__ import annotations

import math

from perception.geometry import Size


def within_tiles(size: Size, *, edge: int, tiles: int, tile: int = 28) -> Size:
    """The largest size of the same shape that a tiling encoder takes as it is.

    Anthropic's models cut pictures into tiles and shrink those that have too many of them or too
    long an edge; the size found here is the one that they would shrink to.

    >>> within_tiles(Size(1920, 1080), edge=1568, tiles=1568)
    Size(width=1456, height=819)
    >>> within_tiles(Size(1366, 768), edge=1568, tiles=1568)
    Size(width=1366, height=768)

    Args:
        size: of the picture, in whole pixels.
        edge: the longest side that is allowed, in pixels.
        tiles: how many tiles are allowed; started ones count.
        tile: the side of a tile, in pixels.
    """

    def fits(width: int, height: int) -> bool:
        across, down = math.ceil(width / tile), math.ceil(height / tile)
        return max(width, height) <= edge and across * down <= tiles

    width, height = _whole(size)
    if fits(width, height):
        return Size(width, height)
    if height > width:
        turned = within_tiles(Size(height, width), edge=edge, tiles=tiles, tile=tile)
        return Size(turned.height, turned.width)
    small, large = 1, width
    while small + 1 < large:
        middle = (small + large) // 2
        if fits(middle, max(round(middle * height / width), 1)):
            small = middle
        else:
            large = middle
    return Size(small, max(round(small * height / width), 1))


def smart_resize(size: Size, *, factor: int, min_pixels: int, max_pixels: int) -> Size:
    """The size that the Qwen-VL image processors, and models built on them, resize to.

    Both sides become multiples of `factor`, the area comes to lie between the two limits, and the
    shape is kept as nearly as that allows (Qwen2-VL, `image_processing_qwen2_vl.py`).

    >>> smart_resize(Size(1920, 1080), factor=28, min_pixels=100 * 784, max_pixels=16384 * 784)
    Size(width=1932, height=1092)
    >>> smart_resize(Size(1920, 1080), factor=28, min_pixels=56 * 56, max_pixels=1280 * 784)
    Size(width=1316, height=728)
    """
    width, height = _whole(size)
    wide, high = round(width / factor) * factor, round(height / factor) * factor
    if wide * high > max_pixels:
        shrink = math.sqrt(width * height / max_pixels)
        wide = math.floor(width / shrink / factor) * factor
        high = math.floor(height / shrink / factor) * factor
    elif wide * high < min_pixels:
        grow = math.sqrt(min_pixels / (width * height))
        wide = math.ceil(width * grow / factor) * factor
        high = math.ceil(height * grow / factor) * factor
    return Size(max(wide, factor), max(high, factor))


def _whole(size: Size) -> tuple[int, int]:
    return max(round(size.width), 1), max(round(size.height), 1)
