"""A picture that fits the room that it has."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Picture(QLabel):
    """A picture as large as fits, never larger than it is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(160, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_image(self, image: QImage | None, instead: str) -> None:
        """Show a picture, or words where there is none."""
        self._image = image
        if image is None:
            self.setPixmap(QPixmap())
            self.setText(instead)
        else:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  as Qt calls it
        """Fit the picture to the new size."""
        super().resizeEvent(event)
        if self._image is not None:
            self._fit()

    def _fit(self) -> None:
        assert self._image is not None
        ratio = self.devicePixelRatioF()
        room = QSize(round(self.width() * ratio), round(self.height() * ratio))
        image = self._image
        if image.width() > room.width() or image.height() > room.height():
            image = image.scaled(
                room,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        shown = QPixmap.fromImage(image)
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)
