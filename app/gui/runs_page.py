"""What Deskhand did before: a list to search, and each run step by step."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    QUrl,
)
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from actions.trajectory import Outcome
from app.errors import DeskhandError
from app.gui.live_view import LiveView
from app.gui.look import EDGE, GAP, Tone, colour
from app.gui.shell import Shell
from app.gui.timeline import Timeline, TimelineView
from app.runs.folders import delete_run
from app.runs.index import RunSummary, list_runs
from app.runs.read import RunRecord, read
from app.runs.report import write_report

_Index = QModelIndex | QPersistentModelIndex
_TONES = {
    Outcome.DONE_VERIFIED.value: Tone.GOOD,
    Outcome.DONE_UNVERIFIED.value: Tone.WAITING,
    "running": Tone.MARK,
    Outcome.STOPPED.value: Tone.QUIET,
}


class RunsModel(QAbstractTableModel):
    """The runs, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: list[RunSummary] = []

    @property
    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("Task"),
            self.tr("Outcome"),
            self.tr("Began"),
            self.tr("Steps"),
            self.tr("Time"),
        )

    def set_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show these."""
        self.beginResetModel()
        self._runs = list(runs)
        self.endResetModel()

    def run(self, row: int) -> RunSummary:
        """The run in a row."""
        return self._runs[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008  as Qt calls it
        """How many there are."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """How many facts of each."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a view asks for."""
        if not index.isValid():
            return None
        run = self._runs[index.row()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 1:
            return colour(_TONES.get(run.outcome, Tone.BAD))
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return run.task
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        began = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))
        return (run.task, run.outcome, began, run.steps, f"{run.seconds:.0f} s")[index.column()]


class RunsPage(QWidget):
    """The list, and the run that is chosen."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._home = shell.home
        self._work = shell.work
        self._record: RunRecord | None = None
        self.runs = RunsModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self.runs)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._shown.setFilterKeyColumn(-1)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search tasks and outcomes"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._shown.setFilterFixedString)
        self.table = self._table()
        self.timeline = Timeline(self)
        self.steps = TimelineView(self.timeline)
        self.live = LiveView()
        self.live.clear(self.tr("Choose a run to see what happened in it."))
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.report = QPushButton(self.tr("Open &report"))
        self.save = QPushButton(self.tr("&Save as a skill"))
        self.delete = QPushButton(self.tr("&Delete…"))
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.steps.selectionModel().currentChanged.connect(self._step_chosen)
        self.report.clicked.connect(self._open_report)
        self.save.clicked.connect(self._save)
        self.delete.clicked.connect(self._delete)
        self._enable()

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._shown)
        table.setAccessibleName(self.tr("Runs"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _lay_out(self) -> None:
        below = QSplitter(Qt.Orientation.Horizontal)
        below.setChildrenCollapsible(False)
        below.addWidget(self.live)
        below.addWidget(self.steps)
        below.setStretchFactor(0, 3)
        below.setStretchFactor(1, 2)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.table)
        both.addWidget(below)
        both.setStretchFactor(0, 2)
        both.setStretchFactor(1, 3)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.told, 1)
        for button in (self.report, self.save, self.delete):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(self.search)
        column.addWidget(both, 1)
        column.addLayout(foot)

    def refresh(self) -> None:
        """Read the list anew."""
        home = self._home
        self._work.ask("runs", lambda: list_runs(home), self.runs.set_runs, self._failed)

    @property
    def chosen(self) -> RunSummary | None:
        """The run that is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.runs.run(self._shown.mapToSource(rows[0]).row()) if rows else None

    def _chosen(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._record = None
        self.timeline.clear()
        self.told.clear()
        run = self.chosen
        if run is None:
            self.live.clear(self.tr("Choose a run to see what happened in it."))
        else:
            self.live.clear(self.tr("Reading…"))
            folder = Path(run.folder)
            self._work.ask("run", lambda: read(folder), self._show, self._failed)
        self._enable()

    def _show(self, record: RunRecord) -> None:
        self._record = record
        for step in record.steps:
            self.timeline.finish(step)
        finished = record.finished
        if finished is not None and (said := finished.answer or finished.reason):
            self.timeline.say(said)
        self.told.setText(record.fault)
        if record.steps:
            self.steps.setCurrentIndex(self.timeline.index(0))
        else:
            self.live.clear(self.tr("Nothing was done in this run."))
        self._enable()

    def _step_chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if self._record is None or not now.isValid():
            return
        steps = self._record.steps
        step = steps[min(now.row(), len(steps) - 1)]
        last = now.row() >= len(steps)
        seen = step.after if last and step.after is not None else step.observation
        spots = step.grounded.groundings if step.grounded is not None and not last else ()
        self.live.show_targets([each.element.box for each in spots if each.element is not None])
        if seen.screenshot is None:
            self.live.clear(self.tr("There is no picture of this step."))
            return
        try:
            self.live.show_picture(seen.screenshot, seen.viewport)
        except OSError:
            self.live.clear(self.tr("The picture of this step is gone."))

    def _open_report(self) -> None:
        run = self.chosen
        if run is not None:
            folder = Path(run.folder)
            self._work.ask("report", lambda: write_report(folder), self._show_report, self._failed)

    def _show_report(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        self.told.setText(str(path))

    def _save(self) -> None:
        run = self.chosen
        if run is not None:
            starter = self._shell.starter
            self._work.ask("save", lambda: starter.save(run.id), self._saved, self._not_saved)

    def _saved(self, _name: str) -> None:
        self._shell.skills_changed.emit()
        self._shell.go("skills")

    def _not_saved(self, failure: DeskhandError) -> None:
        QMessageBox.warning(self, self.tr("No skill was made"), str(failure))

    def _delete(self) -> None:
        run = self.chosen
        if run is None:
            return
        asked = QMessageBox.question(
            self,
            self.tr("Delete this run?"),
            self.tr("Its log and its pictures are deleted for good."),
        )
        if asked == QMessageBox.StandardButton.Yes:
            folder = Path(run.folder)
            self._work.ask(
                "delete", lambda: delete_run(folder), lambda _: self.refresh(), self._failed
            )

    def _failed(self, failure: DeskhandError) -> None:
        self.live.clear("")
        self.told.setText(str(failure))

    def _enable(self) -> None:
        run = self.chosen
        going = run is not None and run.outcome == "running"
        self.report.setEnabled(self._record is not None)
        self.save.setEnabled(run is not None and run.outcome.startswith("done"))
        self.delete.setEnabled(run is not None and not going)
