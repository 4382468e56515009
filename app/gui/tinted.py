"""The style's own pictures in the colour of the text: black ones are not seen on dark."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QWidget

_SIZES = (16, 24)  # device-independent pixels


def tinted(picture: QStyle.StandardPixmap, widget: QWidget) -> QIcon:
    """A picture of the style, in the colours that the texts of a widget's buttons have now."""
    icon = QIcon()
    source = widget.style().standardIcon(picture)
    for group, mode in (
        (QPalette.ColorGroup.Active, QIcon.Mode.Normal),
        (QPalette.ColorGroup.Disabled, QIcon.Mode.Disabled),
    ):
        colour = widget.palette().color(group, QPalette.ColorRole.ButtonText)
        for size in _SIZES:
            drawn = source.pixmap(QSize(size, size), widget.devicePixelRatioF())
            painter = QPainter(drawn)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(drawn.rect(), colour)
            painter.end()
            icon.addPixmap(drawn, mode)
    return icon
