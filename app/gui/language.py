"""The language of the window: the system's if it is spoken here, or the one that is set."""

from __future__ import annotations

from importlib import resources

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.paths import Paths
from app.settings import LANGUAGES, Settings

_SPOKEN = tuple(name for name in LANGUAGES if name != "system")
_FALLBACK = "en"


def prepare(application: QApplication, _home: Paths, settings: Settings) -> None:
    """Give the application its language; it holds for windows that are made from now on."""
    language = wanted_language(settings.language)
    QLocale.setDefault(_locale(language))
    for text in (_of_qt(language), _of_deskhand(language)):
        if text is not None:
            translator = QTranslator(application)
            if translator.load(text):
                application.installTranslator(translator)


def wanted_language(setting: str) -> str:
    """The language to speak.

    Args:
        setting: "system", or a language.
    """
    if setting in _SPOKEN:
        return setting
    for name in QLocale.system().uiLanguages():
        if (spoken := name.replace("_", "-").partition("-")[0]) in _SPOKEN:
            return spoken
    return _FALLBACK


def _locale(language: str) -> QLocale:
    """Dates and numbers: the system's where its language is spoken, else those of the language."""
    system = QLocale.system()
    return system if system.name().startswith(language) else QLocale(language)


def _of_qt(language: str) -> str | None:
    """The file with Qt's own words ("Cancel"); None where they are in the language already."""
    if language == _FALLBACK:
        return None
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return f"{folder}/qtbase_{language}.qm"


def _of_deskhand(language: str) -> str | None:
    """The file with our words. The English one has only what depends on a number."""
    path = resources.files("resources").joinpath("translations", f"deskhand_{language}.qm")
    return str(path) if path.is_file() else None
