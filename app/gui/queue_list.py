"""The tasks that wait their turn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from app.gui.look import GAP
from app.gui.session import RunSession

_ROWS = 3  # that are shown without scrolling


class QueueList(QWidget):
    """Lists them in their order; hidden while none waits.

    Args:
        session: whose queue it is.
    """

    def __init__(self, session: RunSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Waiting tasks"))
        self.remove = QPushButton(self.tr("&Remove"))
        side = QVBoxLayout()
        side.addWidget(self.remove)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.list, 1)
        row.addLayout(side)
        self.remove.clicked.connect(self._remove)
        self.list.currentRowChanged.connect(self._enable)
        session.queue_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        now = self.list.currentRow()
        self.list.clear()
        for number, job in enumerate(self._session.waiting, 1):
            self.list.addItem(f"{number}. {job.title}")
        self.list.setCurrentRow(min(now, self.list.count() - 1))
        high = min(self.list.count(), _ROWS) * (self.fontMetrics().height() + 6) + 6
        self.list.setFixedHeight(max(high, self.remove.sizeHint().height()))
        self.setVisible(bool(self._session.waiting))
        self._enable()

    def _enable(self) -> None:
        self.remove.setEnabled(self.list.currentRow() >= 0)

    def _remove(self) -> None:
        at = self.list.currentRow()
        if at >= 0:
            self._session.forget(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  as Qt calls it
        """Delete takes a task off the list."""
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)
