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
