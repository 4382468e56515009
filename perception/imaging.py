"""Encoding and resizing pictures. The only door to OpenCV.

OpenCV is imported when it is first needed. It sets QT_QPA_PLATFORM_PLUGIN_PATH to its own plugins,
which breaks PySide6 in the same process: the variable is put back.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from perception.geometry import Size

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


@functools.cache
def opencv() -> Any:
    """The module `cv2`."""
    before = {name: os.environ.get(name) for name in _VARIABLES}
    import cv2

    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    cv2.setNumThreads(1)  # its threads cost more than they bring for pictures of this size
    return cv2


def png(pixels: Pixels) -> bytes:
    """A picture as PNG. `pixels`: height, width, 3 or 4 channels in the order blue, green, red."""
    cv2 = opencv()
    colours = pixels[:, :, :3]
    done, data = cv2.imencode(".png", colours, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done:
        raise ValueError("the picture could not be encoded")
    return bytes(data)


def jpeg(pixels: Pixels, quality: int = 80) -> bytes:
    """A picture as JPEG; see `png`."""
    cv2 = opencv()
    done, data = cv2.imencode(".jpg", pixels[:, :, :3], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the picture could not be encoded")
    return bytes(data)


def decoded(data: bytes) -> Pixels:
    """The pixels of an encoded picture: height, width, blue green red.

    Raises:
        ValueError: it is no picture.
    """
    import numpy as np

    cv2 = opencv()
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if found is None:
        raise ValueError("it is no picture")
    return np.asarray(found, np.uint8)


def resized(pixels: Pixels, size: Size) -> Pixels:
    """A picture at another size; averaged where it becomes smaller."""
    import numpy as np

    cv2 = opencv()
    height, width = pixels.shape[:2]
    smaller = size.width < width and size.height < height
    how = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(
        cv2.resize(pixels, (int(size.width), int(size.height)), interpolation=how), np.uint8
    )


def grey(pixels: Pixels) -> Pixels:
    """A picture in shades of grey: height, width."""
    import numpy as np

    cv2 = opencv()
    code = cv2.COLOR_BGRA2GRAY if pixels.shape[2] == 4 else cv2.COLOR_BGR2GRAY
    return np.asarray(cv2.cvtColor(pixels, code), np.uint8)


def enlarged(pixels: Pixels, factor: float) -> Pixels:
    """A picture with smooth steps between its enlarged pixels, as reading text needs."""
    import numpy as np

    cv2 = opencv()
    return np.asarray(
        cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8
    )


def rescaled(pixels: Pixels, factor: float) -> Pixels:
    """A picture with its sides so many times as long, as `resized` or `enlarged` makes it."""
    height, width = pixels.shape[:2]
    if factor > 1:
        return enlarged(pixels, factor)
    return resized(pixels, Size(max(round(width * factor), 1), max(round(height * factor), 1)))


def edges(shades: Pixels, least: int = 8) -> Pixels:
    """255 where a pixel differs from its left, right, upper or lower neighbour, else 0.

    Args:
        shades: height, width.
        least: the difference from which on it counts.
    """
    import numpy as np

    cv2 = opencv()
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    steps = cv2.morphologyEx(shades, cv2.MORPH_GRADIENT, cross)
    return np.asarray(cv2.threshold(steps, least - 1, 255, cv2.THRESH_BINARY)[1], np.uint8)


def joined(mask: Pixels, across: int, down: int) -> Pixels:
    """A mask in which gaps narrower than `across` and lower than `down` pixels are closed."""
    import numpy as np

    cv2 = opencv()
    box = cv2.getStructuringElement(cv2.MORPH_RECT, (across, down))
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, box), np.uint8)


def components(mask: Pixels, around: int = 8) -> list[tuple[int, int, int, int, int]]:
    """Connected parts of a mask: left, top, width, height and number of pixels of each.

    Args:
        mask: height, width; what is not 0 counts.
        around: whether pixels touch by their sides only (4) or by their corners too (8).
    """
    cv2 = opencv()
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=around)
    return [tuple(each) for each in stats[1:count].tolist()]


def pooled(mask: Pixels, factor: int) -> Pixels:
    """A mask so many times smaller; a pixel counts where any of those it stands for does."""
    import numpy as np

    cv2 = opencv()
    height, width = mask.shape
    down, across = -(-height // factor), -(-width // factor)
    edge = cv2.BORDER_CONSTANT
    whole = cv2.copyMakeBorder(
        mask, 0, down * factor - height, 0, across * factor - width, edge, value=0
    )
    mean = cv2.resize(whole, (across, down), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.threshold(mean, 0, 255, cv2.THRESH_BINARY)[1], np.uint8)


def rules(mask: Pixels, across: int, down: int) -> tuple[Pixels, Pixels]:
    """The straight lines in a mask of edges, and one pixel beside them.

    Args:
        mask: height, width.
        across: the least length in pixels of those that lie.
        down: of those that stand.

    Returns:
        Masks of those that lie and of those that stand.
    """
    import numpy as np

    cv2 = opencv()
    lying = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, across), np.uint8))
    standing = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((down, 1), np.uint8))
    return (
        np.asarray(cv2.dilate(lying, np.ones((3, 1), np.uint8)), np.uint8),
        np.asarray(cv2.dilate(standing, np.ones((1, 3), np.uint8)), np.uint8),
    )


def with_opacity(data: bytes) -> Pixels | None:
    """The pixels of an encoded picture: height, width, blue green red, opacity; None if none."""
    import numpy as np

    cv2 = opencv()
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if found is None or found.ndim != 3 or found.dtype != np.uint8:
        return None
    if found.shape[2] == 3:
        found = cv2.cvtColor(found, cv2.COLOR_BGR2BGRA)
    return np.asarray(found, np.uint8)


def fitted(values: NDArray[np.float32], across: int, down: int) -> NDArray[np.float32]:
    """Numbers of a picture at another size; averaged where it becomes smaller."""
    import numpy as np

    cv2 = opencv()
    height, width = values.shape[:2]
    smaller = across < width and down < height
    how = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, (across, down), interpolation=how), np.float32)


def blurred(values: NDArray[np.float32], radius: float) -> NDArray[np.float32]:
    """A picture with its pixels spread over their neighbours (a Gaussian of this deviation)."""
    import numpy as np

    return np.asarray(opencv().GaussianBlur(values, (0, 0), radius), np.float32)
