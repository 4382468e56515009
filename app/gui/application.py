"""Starts the window."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.gui import appearance, language, window_state
from app.gui.first_start_offer import offer
from app.gui.icon import app_icon
from app.gui.main_window import MainWindow
from app.gui.starting import Starter
from app.paths import Paths
from app.settings import Settings

# What is done before any window is made, as to load translations or colours: one line each.
_PREPARE: Sequence[Callable[[QApplication, Paths, Settings], None]] = (
    window_state.prepare,
    appearance.prepare,
    language.prepare,
)

_TURN = 0.001  # seconds that another thread may keep the window's from Python's lock (5 ms else)


def show(home: Paths, settings: Settings, *, faulty: bool = False) -> int:
    """Show the window until it is closed.

    Args:
        home: where things lie.
        settings: of the person.
        faulty: the settings file cannot be understood: begin with the page that says why.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Deskhand")
    application.setOrganizationName("Deskhand")
    application.setDesktopFileName("deskhand")
    application.setWindowIcon(app_icon())
    for prepare in _PREPARE:
        prepare(application, home, settings)
    sys.setswitchinterval(_TURN)
    window = MainWindow(Starter(home, settings))
    offer(window, window.shell)
    if faulty:
        window.go("settings")
    window.show()
    gc.freeze()  # what is there for good need not be looked through again and again
    _heed_interrupts(application)
    return int(application.exec())


def _heed_interrupts(application: QApplication) -> None:
    """Ctrl-C in the terminal closes the window; Python sees it only while its code runs."""
    signal.signal(signal.SIGINT, lambda *_: application.closeAllWindows())
    awake = QTimer(application)
    awake.timeout.connect(lambda: None)
    awake.start(300)
