"""What the environment shows, with what is about to be acted on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.look import Tone, colour
from perception.geometry import Box, Point, Viewport
from perception.screenshot import Screenshot


class LiveView(QWidget):
    """The last picture, as large as fits, and the targets of the action that comes next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Live view"))
        self.setMinimumSize(320, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image: QImage | None = None
        self._digest = ""
        self._viewport: Viewport | None = None
        self._targets: tuple[Box, ...] = ()
        self._hint = self.tr("Here you see what Deskhand sees.")

    def show_picture(self, shot: Screenshot, viewport: Viewport | None = None) -> None:
        """Show a picture; what it is of, for targets."""
        if viewport is not None:
            self._viewport = viewport
        if shot.digest != self._digest:
            image = QImage.fromData(shot.data)
            if image.isNull():
                return
            self._image, self._digest = image, shot.digest
        self.update()

    def show_targets(self, boxes: Sequence[Box]) -> None:
        """Mark what is acted on next, in environment pixels; nothing if there is nothing."""
        self._targets = tuple(boxes)
        self.update()

    def clear(self, hint: str) -> None:
        """Show words instead."""
        self._image, self._digest, self._targets, self._hint = None, "", (), hint
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  as Qt calls it
        """Draw the picture and the marks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window).darker(104))
        if self._image is None:
            painter.setPen(colour(Tone.QUIET))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint
            )
            return
        area = self._area()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box in self._targets:
            painter.setPen(QPen(colour(Tone.MARK), 3))
            painter.drawRoundedRect(self._placed(box).adjusted(-4, -4, 4, 4), 4, 4)

    def _area(self) -> QRectF:
        """Where the picture is drawn."""
        assert self._image is not None
        wide, high = self._image.width(), self._image.height()
        shrink = min(self.width() / wide, self.height() / high)
        across, down = wide * shrink, high * shrink
        return QRectF((self.width() - across) / 2, (self.height() - down) / 2, across, down)

    def _placed(self, box: Box) -> QRectF:
        """A box of the environment in pixels of this widget."""
        if self._viewport is None:
            return QRectF()
        area = self._area()
        size = self._viewport.size
        across, down = area.width() / size.width, area.height() / size.height
        corner = Point(box.x - self._viewport.origin.x, box.y - self._viewport.origin.y)
        return QRectF(
            area.x() + corner.x * across,
            area.y() + corner.y * down,
            box.width * across,
            box.height * down,
        )
