"""What a person wants done, where, and who decides."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import GAP

_PLACES = ("browser", "sandbox", "desktop")


class TaskBox(QWidget):
    """A line for the task, and under it where it is done and by whom.

    Signals:
        wanted: the task, the place, the address, the planner.
    """

    wanted = Signal(str, str, str, str)

    def __init__(
        self, planners: Sequence[str], planner: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.task = QLineEdit()
        self.task.setPlaceholderText(self.tr("What should be done?"))
        self.task.setAccessibleName(self.tr("Task"))
        self.task.setClearButtonEnabled(True)
        self._recent = QStringListModel(self)
        completer = QCompleter(self._recent, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.task.setCompleter(completer)
        self.start = QPushButton(self.tr("&Start"))
        self.start.setDefault(True)
        self.place = QComboBox()
        self.place.setAccessibleName(self.tr("Where"))
        names = {
            "browser": self.tr("In a browser"),
            "sandbox": self.tr("On a private desktop"),
            "desktop": self.tr("On this desktop"),
        }
        for place in _PLACES:
            self.place.addItem(names[place], place)
        self.address = QLineEdit()
        self.address.setPlaceholderText(self.tr("Address to begin with"))
        self.address.setAccessibleName(self.tr("Address"))
        self.planner = QComboBox()
        self.planner.setAccessibleName(self.tr("Planner"))
        self.planner.addItems(list(planners))
        self.planner.setCurrentText(planner)
        self._lay_out()
        self.task.textChanged.connect(self._changed)
        self.task.returnPressed.connect(self._go)
        self.start.clicked.connect(self._go)
        self._changed()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(GAP)
        first.addWidget(self.task, 1)
        first.addWidget(self.start)
        second = QHBoxLayout()
        second.setSpacing(GAP)
        for name, field in (
            (self.tr("&Where"), self.place),
            (self.tr("&Address"), self.address),
            (self.tr("&Planner"), self.planner),
        ):
            label = QLabel(name)
            label.setBuddy(field)
            second.addWidget(label)
            second.addWidget(field, 1 if field is self.address else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(first)
        column.addLayout(second)

    def remember(self, tasks: Sequence[str]) -> None:
        """Earlier tasks, which are offered while one is typed."""
        self._recent.setStringList(list(dict.fromkeys(tasks)))

    def set_running(self, running: bool) -> None:
        """While a run goes on nothing else is begun."""
        for each in (self.task, self.place, self.address, self.planner):
            each.setEnabled(not running)
        self.start.setEnabled(not running and bool(self.task.text().strip()))

    def _changed(self) -> None:
        self.start.setEnabled(bool(self.task.text().strip()))

    def _go(self) -> None:
        text = self.task.text().strip()
        if text and self.start.isEnabled():
            self.wanted.emit(
                text,
                self.place.currentData(),
                self.address.text().strip(),
                self.planner.currentText(),
            )
