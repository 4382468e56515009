"""Where the window keeps how it was left: sizes, places, what was seen. Not what a person set."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.paths import Paths
from app.settings import Settings


def prepare(_application: QApplication, home: Paths, _settings: Settings) -> None:
    """Keep it in the settings folder, so that DESKHAND_HOME moves it too."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(home.config / "window")
    )
