"""Drawing SVG pictures. The door to Qt's renderer, which needs no display for this.

It is used by the process that gathers icons (`icon_themes`), never by one that also shows windows.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]


def drawn(data: bytes, size: int) -> Pixels | None:
    """An SVG picture in a square, drawn on nothing.

    Args:
        data: of the file.
        size: pixels of a side.

    Returns:
        Height, width, and blue, green, red (as if on black), and how opaque it is; None if it is
        no SVG picture.

    Raises:
        ImportError: Qt cannot be loaded here.
    """
    import numpy as np
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _application()
    renderer = QSvgRenderer(QByteArray(data))
    if not renderer.isValid():
        return None
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(size, size, 4).copy()


@functools.cache
def _application() -> Any:
    """What Qt needs before it draws text: without it, text in a picture ends the process."""
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.instance() or QGuiApplication(["icons", "-platform", "offscreen"])
