"""Distances, colours and pictures that all windows share; they follow the system's palette."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

GAP = 8  # device-independent pixels between controls
EDGE = 12  # around a page


class Tone(StrEnum):
    """What a colour means."""

    GOOD = "good"
    BAD = "bad"
    WAITING = "waiting"
    QUIET = "quiet"
    MARK = "mark"


# Each has at least 4.5:1 on the base colour of its scheme (WCAG 2.2, 1.4.3).
_LIGHT = {
    Tone.GOOD: "#1a7f37",
    Tone.BAD: "#b3261e",
    Tone.WAITING: "#8a5a00",
    Tone.QUIET: "#5c6370",
    Tone.MARK: "#0a5bd3",
}
_DARK = {
    Tone.GOOD: "#5ecb7d",
    Tone.BAD: "#ff8a80",
    Tone.WAITING: "#f0b34a",
    Tone.QUIET: "#a6adbb",
    Tone.MARK: "#74aaff",
}


def is_dark() -> bool:
    """Whether the system's colours are light on dark."""
    palette = QApplication.palette()
    base = palette.color(QPalette.ColorRole.Base).lightness()
    return base < palette.color(QPalette.ColorRole.Text).lightness()


def colour(tone: Tone) -> QColor:
    """The colour for a meaning, in the scheme of now."""
    return QColor((_DARK if is_dark() else _LIGHT)[tone])
