"""What came of the rows of a table, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from app.gui.look import Tone, colour
from app.skill_runs import RowState

_Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """What came of the rows of a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RowState] = []
        self._shown: list[str] = []

    def set_rows(self, rows: Sequence[RowState], shown: Sequence[str]) -> None:
        """Show these; `shown` is what each row holds."""
        if len(rows) == len(self._rows) and list(shown) == self._shown:
            before, self._rows = self._rows, list(rows)
            for at, (was, now) in enumerate(zip(before, rows, strict=True)):
                if was != now:
                    self.dataChanged.emit(self.index(at, 0), self.index(at, 3))
            return
        self.beginResetModel()
        self._rows, self._shown = list(rows), list(shown)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008  as Qt calls it
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """How many facts of each."""
        return 0 if parent.isValid() else 4

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        titles = (self.tr("Row"), self.tr("Values"), self.tr("State"), self.tr("Problem"))
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return titles[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a view asks for."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 2:
            tones = {"done": Tone.GOOD, "failed": Tone.BAD, "begun": Tone.WAITING}
            return colour(tones.get(row.status, Tone.QUIET))
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (1, 3):
            return self._shown[index.row()] if index.column() == 1 else row.problem
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (row.row, self._shown[index.row()], self._word(row), row.problem)[index.column()]

    def _word(self, row: RowState) -> str:
        return {
            "done": self.tr("done"),
            "failed": self.tr("failed"),
            "begun": self.tr("begun, end unknown"),
            "new": self.tr("to do"),
        }[row.status]
