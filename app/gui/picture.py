"""Pictures of the environment, decoded on whatever thread asks, so not the window's."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage

from perception.geometry import Viewport
from perception.screenshot import Screenshot


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded screenshot.

    Attributes:
        viewport: what it is of; None where that is as before.
    """

    image: QImage
    digest: str
    viewport: Viewport | None = None


def decoded(shot: Screenshot, viewport: Viewport | None = None) -> Picture | None:
    """The picture; None if its bytes are gone or are none."""
    try:
        image = QImage.fromData(shot.data)
    except OSError:
        return None
    if image.isNull():
        return None
    # The format that is painted without being converted each time.
    return Picture(image.convertToFormat(QImage.Format.Format_RGB32), shot.digest, viewport)
