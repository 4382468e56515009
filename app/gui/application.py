"""Starts the window."""

from __future__ import annotations

import signal
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.gui.main_window import MainWindow
from app.gui.task_box import TaskBox
from app.gui.task_page import TaskPage
from app.launch import Launched, LaunchOptions, launch
from app.models.config import load_models
from app.paths import Paths
from app.runs.index import list_runs
from app.settings import Settings
from app.where import Where

_REMEMBERED = 200  # tasks that are offered while one is typed


def show(home: Paths, settings: Settings) -> int:
    """Show the window until it is closed.

    Args:
        home: where things lie.
        settings: of the person.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Deskhand")
    application.setOrganizationName("Deskhand")
    application.setDesktopFileName("deskhand")

    def start(task: str, place: str, address: str, planner: str) -> Launched:
        # The live view shows the page; a window of its own would lie over ours.
        where = Where(environment=place, url=address, headless=True)
        options = LaunchOptions(task=task, where=where, planner=planner, attended=True)
        return launch(options, home, settings)

    planners = ["builtin", *load_models(home.models)]
    box = TaskBox(planners, settings.planner)
    window = MainWindow(TaskPage(box, start))
    window.show()
    QTimer.singleShot(0, lambda: box.remember([run.task for run in list_runs(home)[:_REMEMBERED]]))
    _heed_interrupts(application)
    return int(application.exec())


def _heed_interrupts(application: QApplication) -> None:
    """Ctrl-C in the terminal closes the window; Python sees it only while its code runs."""
    signal.signal(signal.SIGINT, lambda *_: application.closeAllWindows())
    awake = QTimer(application)
    awake.timeout.connect(lambda: None)
    awake.start(300)
