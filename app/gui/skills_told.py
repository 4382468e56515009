"""Words in the colour of what they mean, in a light window as in a dark one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.gui.look import Tone, colour


class Told(QLabel):
    """Plain words that wrap; they may come from anywhere, so they are shown as they are.

    Args:
        text: to begin with.
        tone: what it means.
    """

    def __init__(
        self, text: str = "", tone: Tone = Tone.QUIET, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._tint()

    def say(self, text: str, tone: Tone) -> None:
        """Say something else."""
        self._tone = tone
        self.setText(text)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  as Qt calls it
        """The window has become light or dark."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._tint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  as Qt calls it
        """It is another width: a dialog with tabs does not ask how high that makes it."""
        super().resizeEvent(event)
        needed = self.heightForWidth(self.width())
        if needed > 0 and needed != self.minimumHeight():
            self.setMinimumHeight(needed)

    def _tint(self) -> None:
        wanted = colour(self._tone)
        if self.palette().color(self.foregroundRole()) != wanted:
            palette = self.palette()
            palette.setColor(self.foregroundRole(), wanted)
            self.setPalette(palette)
