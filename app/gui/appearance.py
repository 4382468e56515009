"""Light or dark: as the system has it, or as the person wants it, always legible.

Where the platform can be asked for a scheme it is, so that the window looks like its neighbours.
Elsewhere (a bare X11 session has no scheme) the palettes below are used. Pairs of colours of a
system's palette that are too close to each other to be read are drawn apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.errors import DeskhandError
from app.gui.watching import watch
from app.paths import Paths
from app.settings import Settings, load_settings

_Role = QPalette.ColorRole
AA = 4.5  # contrast of text that anybody can read (WCAG 2.2, 1.4.3)
_SOON = 200  # milliseconds
_STEP = 105  # per cent: how far a colour is moved at once
_MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class _Scheme:
    window: str
    base: str
    button: str
    text: str
    quiet: str
    off: str
    chosen: str
    link: str


_LIGHT = _Scheme(
    window="#f4f5f7",
    base="#ffffff",
    button="#e8eaee",
    text="#1b1f24",
    quiet="#5c6370",
    off="#8d949f",
    chosen="#0a5bd3",
    link="#0a5bd3",
)
_DARK = _Scheme(
    window="#1c1e22",
    base="#2a2e35",  # lighter than the window, so that fields and boxes are seen without a frame
    button="#3a3f48",
    text="#e8eaed",
    quiet="#aab1be",
    off="#8a919d",
    chosen="#2a68cc",
    link="#74aaff",
)

# Text and what it stands on.
PAIRS = (
    (_Role.WindowText, _Role.Window),
    (_Role.Text, _Role.Base),
    (_Role.Text, _Role.AlternateBase),
    (_Role.ButtonText, _Role.Button),
    (_Role.HighlightedText, _Role.Highlight),
    (_Role.ToolTipText, _Role.ToolTipBase),
    (_Role.PlaceholderText, _Role.Base),
    (_Role.Link, _Role.Base),
)


def prepare(application: QApplication, home: Paths, settings: Settings) -> None:
    """Give the application its colours, and keep them as the settings say."""
    Appearance(application, home, settings.appearance)


class Appearance(QObject):
    """Colours of the application; follows the settings file and the system."""

    def __init__(self, application: QApplication, home: Paths, wanted: str) -> None:
        super().__init__(application)
        self._application, self._home, self._wanted = application, home, wanted
        self._system = application.palette()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._soon.start(_SOON))
        self._watcher.fileChanged.connect(lambda _: self._soon.start(_SOON))
        application.styleHints().colorSchemeChanged.connect(lambda _: self._apply())
        self._watch()
        self._apply()

    def _watch(self) -> None:
        watch(self._watcher, (self._home.config, self._home.settings))

    def _look(self) -> None:
        self._watch()
        try:
            wanted = load_settings(self._home.settings).appearance
        except DeskhandError:
            return  # the page of the settings says what is wrong with the file
        if wanted != self._wanted:
            self._wanted = wanted
            self._apply()

    def _apply(self) -> None:
        hints = self._application.styleHints()
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        asked = schemes.get(self._wanted, Qt.ColorScheme.Unknown)
        hints.setColorScheme(asked)
        has = hints.colorScheme()
        if has is Qt.ColorScheme.Unknown or (asked is not has and self._wanted in schemes):
            dark = self._wanted == "dark" or (self._wanted == "system" and _is_dark(self._system))
            self._application.setPalette(palette_of(dark=dark))
        else:
            self._application.setPalette(legible(self._application.style().standardPalette()))


def palette_of(*, dark: bool) -> QPalette:
    """Our own palette."""
    scheme = _DARK if dark else _LIGHT
    text, off = QColor(scheme.text), QColor(scheme.off)
    palette = QPalette(QColor(scheme.button), QColor(scheme.window))
    colours: Mapping[QPalette.ColorRole, str] = {
        _Role.Window: scheme.window,
        _Role.Base: scheme.base,
        _Role.AlternateBase: scheme.window,
        _Role.Button: scheme.button,
        _Role.Text: scheme.text,
        _Role.WindowText: scheme.text,
        _Role.ButtonText: scheme.text,
        _Role.BrightText: "#ffffff",
        _Role.ToolTipBase: scheme.button,
        _Role.ToolTipText: scheme.text,
        _Role.PlaceholderText: scheme.quiet,
        _Role.Highlight: scheme.chosen,
        _Role.HighlightedText: "#ffffff",
        _Role.Accent: scheme.chosen,
        _Role.Link: scheme.link,
        _Role.LinkVisited: scheme.link,
    }
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    for role in (_Role.Text, _Role.WindowText, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, off)
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor(scheme.button))
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.HighlightedText, text)
    return palette


def legible(palette: QPalette) -> QPalette:
    """A palette whose texts can be read: what they stand on is moved where it is too close."""
    healed = QPalette(palette)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for front, back in PAIRS:
            text, ground = healed.color(group, front), healed.color(group, back)
            if front in (_Role.PlaceholderText, _Role.Link):
                healed.setColor(group, front, _apart(text, ground))
            else:
                healed.setColor(group, back, _apart(ground, text))
    return healed


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two opaque colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def over(front: QColor, back: QColor) -> QColor:
    """How a colour looks that lets another one through."""
    share = front.alphaF()
    red, green, blue = (
        share * above + (1 - share) * below
        for above, below in zip(_parts(front), _parts(back), strict=True)
    )
    return QColor.fromRgbF(red, green, blue)


def _apart(moved: QColor, fixed: QColor) -> QColor:
    """A colour, moved away from another until both can be told apart."""
    found = over(moved, fixed)
    darker = _luminance(found) < _luminance(fixed)
    for _ in range(_MOST_STEPS):
        if contrast(found, fixed) >= AA:
            break
        found = found.darker(_STEP) if darker else found.lighter(_STEP)
    return found


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else math.pow((part + 0.055) / 1.055, 2.4)
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def _is_dark(palette: QPalette) -> bool:
    return palette.color(_Role.Base).lightness() < palette.color(_Role.Text).lightness()
