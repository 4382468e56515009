"""The icon of the program, drawn: sharp in every size, and with a dot for what goes on."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

from app.gui.look import Tone, colour

_SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
_GROUND = "#0a5bd3"
# A pointer, in hundredths of the icon.
_POINTER = ((34, 22), (34, 72), (46, 61), (54, 79), (63, 75), (55, 57), (71, 56))


def app_icon(tone: Tone | None = None) -> QIcon:
    """The icon.

    Args:
        tone: of the dot in its corner; None for no dot.
    """
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_drawn(size, tone))
    return icon


def _drawn(size: int, tone: Tone | None) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 100, size / 100)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_GROUND))
    painter.drawRoundedRect(QRectF(4, 4, 92, 92), 22, 22)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _POINTER]))
    if tone is not None:
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawEllipse(QPointF(76, 76), 24, 24)
        painter.setBrush(colour(tone))
        painter.drawEllipse(QPointF(76, 76), 18, 18)
    painter.end()
    return pixmap
