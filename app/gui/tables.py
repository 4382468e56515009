"""Small tables of facts that are not edited in place; long lists have models of their own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.gui.look import GAP

_WIDEST = 34  # characters of a column; the tooltip has the rest


class FactsTable(QTableWidget):
    """Rows of words; one can be chosen.

    Args:
        name: for those who cannot see it.
        titles: of the columns.
        wide: the column that takes the room that is left.
    """

    def __init__(
        self, name: str, titles: Sequence[str], wide: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(0, len(titles), parent)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(titles))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + GAP)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(self.fontMetrics().averageCharWidth() * _WIDEST)
        header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these; what was chosen stays chosen by its first column."""
        chosen = self.chosen
        if [list(row) for row in rows] == self._rows():
            return
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(" ".join(text.split()))
                item.setToolTip(text)
                self.setItem(at, column, item)
        names = [row[0] for row in rows]
        if chosen in names:
            self.selectRow(names.index(chosen))
        else:
            self.clearSelection()

    @property
    def chosen(self) -> str:
        """The first column of the row that is chosen; "" for none."""
        rows = self.selectionModel().selectedRows()
        item = self.item(rows[0].row(), 0) if rows else None
        return item.text() if item is not None else ""

    @property
    def chosen_row(self) -> int:
        """The row that is chosen; -1 for none."""
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if rows else -1

    def _rows(self) -> list[list[str]]:
        found = []
        for at in range(self.rowCount()):
            items = [self.item(at, column) for column in range(self.columnCount())]
            found.append([item.toolTip() if item is not None else "" for item in items])
        return found
