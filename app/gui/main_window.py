"""The window of Deskhand."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMessageBox, QTabWidget, QWidget

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.runs_page import RunsPage
from app.gui.settings_page import SettingsPage
from app.gui.skills_page import SkillsPage
from app.gui.starting import Starter
from app.gui.task_box import TaskBox
from app.gui.task_page import TaskPage

_STOPPED_WITHIN = 5.0  # seconds


class MainWindow(QMainWindow):
    """Holds the pages; keeps its size and place."""

    def __init__(self, starter: Starter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._starter = starter
        self._work = Background(self)
        self.task = TaskPage(TaskBox(starter.planners, starter.planner), starter.task)
        self.runs = RunsPage(starter.home, self._work)
        self.skills = SkillsPage(starter.store, self._work, self._run_skill)
        self.settings = SettingsPage(starter.home, starter.planners)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for page, name in (
            (self.task, self.tr("Task")),
            (self.runs, self.tr("Runs")),
            (self.skills, self.tr("Skills")),
            (self.settings, self.tr("Settings")),
        ):
            self.pages.addTab(page, name)
        self.setWindowTitle("Deskhand")
        self.setCentralWidget(self.pages)
        self.resize(1180, 760)
        self._add_menu()
        geometry = QSettings().value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.task.ended.connect(self._refresh)
        self.pages.currentChanged.connect(self._refresh)
        self.runs.save_wanted.connect(self._save_skill)
        self.task.box.task.setFocus()
        self._recall()

    def _add_menu(self) -> None:
        menu = self.menuBar().addMenu(self.tr("&File"))
        leave = QAction(self.tr("&Quit"), self)
        leave.setShortcut(QKeySequence.StandardKey.Quit)
        leave.triggered.connect(self.close)
        menu.addAction(leave)
        view = self.menuBar().addMenu(self.tr("&View"))
        for at in range(self.pages.count()):
            go = QAction(self.pages.tabText(at), self)
            go.setShortcut(f"Ctrl+{at + 1}")
            go.triggered.connect(lambda _=False, at=at: self.pages.setCurrentIndex(at))
            view.addAction(go)

    def _refresh(self) -> None:
        shown = self.pages.currentWidget()
        if isinstance(shown, RunsPage | SkillsPage | SettingsPage):
            shown.refresh()
        else:
            self._recall()

    def _recall(self) -> None:
        """Offer earlier tasks while one is typed."""
        self._work.ask(
            "tasks", self._starter.earlier_tasks, self.task.box.remember, lambda _failure: None
        )

    def _run_skill(self, name: str, values: Mapping[str, str]) -> None:
        self.pages.setCurrentWidget(self.task)
        box = self.task.box
        place, address = box.place.currentData(), box.address.text().strip()
        self.task.watch(lambda: self._starter.skill(name, values, place, address))

    def _save_skill(self, run: str) -> None:
        self._work.ask("save", lambda: self._starter.save(run), self._saved, self._not_saved)

    def _saved(self, name: str) -> None:
        self.pages.setCurrentWidget(self.skills)
        self.skills.search.setText(name.replace("-", " "))

    def _not_saved(self, failure: DeskhandError) -> None:
        QMessageBox.warning(self, self.tr("No skill was made"), str(failure))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  as Qt calls it
        """Ask while a run goes on; end it, and keep the window's place."""
        if self.task.running and not self._may_end():
            event.ignore()
            return
        self.task.end(_STOPPED_WITHIN)
        self._work.close()
        QSettings().setValue("window/geometry", self.saveGeometry())
        super().closeEvent(event)

    def _may_end(self) -> bool:
        asked = QMessageBox.question(
            self,
            self.tr("A run goes on"),
            self.tr("Stop it and quit? It can be resumed later."),
        )
        return asked == QMessageBox.StandardButton.Yes
