"""The runs as a table that is searched and sorted where it lies: quick for thousands of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.engine.spending import dollars
from app.gui.look import colour
from app.gui.words import duration, tone_of, word
from app.runs.index import RunSummary
from app.runs.search import Search

_Index = QModelIndex | QPersistentModelIndex
OUTCOME = 1  # the column that is coloured
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_KEYS: tuple[Callable[[RunSummary], Any], ...] = (
    lambda run: run.task.casefold(),
    lambda run: run.outcome,
    lambda run: run.applications,
    lambda run: run.started,
    lambda run: run.steps,
    lambda run: run.seconds,
    lambda run: run.dollars,
)
BEGAN = 3  # the column that they are sorted by at first
COST = 6  # the column that is hidden where no run cost anything


class RunsModel(QAbstractTableModel):
    """All runs, of which those that are searched for are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[RunSummary] = ()
        self._shown: list[RunSummary] = []
        self._search = Search()
        self._column, self._descending = BEGAN, True
        self._titles = (
            self.tr("Task"),
            self.tr("Outcome"),
            self.tr("Where"),
            self.tr("Began"),
            self.tr("Steps"),
            self.tr("Time"),
            self.tr("Cost"),
        )

    @property
    def every(self) -> Sequence[RunSummary]:
        """All that there are."""
        return self._all

    @property
    def shown(self) -> Sequence[RunSummary]:
        """Those that are shown, in order."""
        return self._shown

    def set_runs(self, runs: Sequence[RunSummary]) -> bool:
        """Show these; whether anything is new."""
        if list(runs) == list(self._all):
            return False
        self._all = tuple(runs)
        self._show()
        return True

    def search(self, search: Search) -> None:
        """Show only those that are wanted."""
        self._search = search
        self._show()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        self._column, self._descending = column, order is Qt.SortOrder.DescendingOrder
        self._show()

    def run(self, row: int) -> RunSummary:
        """The run in a row."""
        return self._shown[row]

    def row_of(self, folder: Path) -> int:
        """The row of a run; -1 if it is not shown."""
        path = str(folder)
        return next((at for at, run in enumerate(self._shown) if run.folder == path), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008  as Qt calls it
        """How many are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """How many facts of each."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section > BEGAN else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a view asks for."""
        if not index.isValid():
            return None
        run, column = self._shown[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(run, column)
            case Qt.ItemDataRole.ForegroundRole if column == OUTCOME:
                return colour(tone_of(run.outcome))
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(part for part in (run.task, run.answer, run.note) if part)
            case Qt.ItemDataRole.TextAlignmentRole if column > BEGAN:
                return _RIGHT
            case _:
                return None

    def _show(self) -> None:
        self.beginResetModel()
        found = [run for run in self._all if self._search.finds(run)]
        self._shown = sorted(found, key=_KEYS[self._column], reverse=self._descending)
        self.endResetModel()


def _text(run: RunSummary, column: int) -> str:
    match column:
        case 0:
            return " ".join(run.task.split())
        case 1:
            return word(run.outcome)
        case 2:
            return ", ".join(run.applications) or word(run.environment)
        case 3:
            began = QDateTime.fromSecsSinceEpoch(int(run.started))
            return QLocale().toString(began, QLocale.FormatType.ShortFormat)
        case 4:
            return str(run.steps)
        case 5:
            return duration(run.seconds)
        case _:
            return dollars(run.dollars) if run.dollars else ""
