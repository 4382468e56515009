"""The window of Deskhand."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMessageBox, QWidget

from app.gui.task_page import TaskPage

_STOPPED_WITHIN = 5.0  # seconds


class MainWindow(QMainWindow):
    """Holds the pages; keeps its size and place."""

    def __init__(self, page: TaskPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.setWindowTitle("Deskhand")
        self.setCentralWidget(page)
        self.resize(1180, 760)
        menu = self.menuBar().addMenu(self.tr("&File"))
        leave = QAction(self.tr("&Quit"), self)
        leave.setShortcut(QKeySequence.StandardKey.Quit)
        leave.triggered.connect(self.close)
        menu.addAction(leave)
        geometry = QSettings().value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        page.box.task.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  as Qt calls it
        """Ask while a run goes on; end it, and keep the window's place."""
        if self.page.running and not self._may_end():
            event.ignore()
            return
        self.page.end(_STOPPED_WITHIN)
        QSettings().setValue("window/geometry", self.saveGeometry())
        super().closeEvent(event)

    def _may_end(self) -> bool:
        asked = QMessageBox.question(
            self,
            self.tr("A run goes on"),
            self.tr("Stop it and quit? It can be resumed later."),
        )
        return asked == QMessageBox.StandardButton.Yes
