"""What Deskhand did before: a list to search, and each run step by step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QFileSystemWatcher,
    QItemSelection,
    QLocale,
    QSettings,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP
from app.gui.runs_export import ExportDialog
from app.gui.runs_filter import RunsFilter
from app.gui.runs_model import BEGAN, COST, OUTCOME, RunsModel
from app.gui.runs_player import RunPlayer
from app.gui.runs_resume import ResumeDialog
from app.gui.shell import Shell
from app.gui.steps_in_words import say
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.resuming import going_on, look_back
from app.runs.feedback import Feedback, feedback_on, give_feedback
from app.runs.index import RunState, RunSummary, list_runs
from app.runs.play import Playback, playback
from app.runs.recover import Recovered
from app.runs.report import write_report
from app.runs.search import Group, group_of
from app.runs.storage import Discarded, discard, empty_trash, restore, size_of
from app.settings import load_settings
from app.where import Where

if TYPE_CHECKING:  # the list is to be there at once
    from skills.generalise import Learned

_SPLIT, _COLUMNS = "runs/split", "runs/columns"  # of the window's state
_SOON = 300  # milliseconds after which a change on the disk is looked at
_WHILE_RUNNING = 2000  # milliseconds between looks while a run goes on
# Widths of columns in characters; the first takes what is left.
_WIDTHS = {OUTCOME: 18, 2: 20, BEGAN: 17, 4: 8, 5: 11, COST: 9}


class RunsPage(QWidget):
    """The list, and the run that is chosen."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._home, self._work = shell, shell.home, shell.work
        self._gone: Sequence[Discarded] = ()
        self._playing: RunSummary | None = None
        self.runs = RunsModel(self)
        self.filter = RunsFilter()
        self.table = self._table()
        self.player = RunPlayer(self._work)
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.undo = QPushButton(self.tr("&Undo"))
        self.resume = QPushButton(self.tr("&Go on…"))
        self.save = QPushButton(self.tr("&Save as a skill"))
        self.report = QPushButton(self.tr("Open &report"))
        self.export = QPushButton(self.tr("E&xport…"))
        self.delete = QPushButton(self.tr("&Delete"))
        self._lay_out()
        self._connect()
        self._show_choice()

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.runs)
        table.setAccessibleName(self.tr("Runs"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + GAP)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, characters in _WIDTHS.items():
            header.resizeSection(column, self.fontMetrics().horizontalAdvance("n") * characters)
        table.setSortingEnabled(True)
        table.sortByColumn(BEGAN, Qt.SortOrder.DescendingOrder)
        return table

    def _lay_out(self) -> None:
        both = self._split = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.table)
        both.addWidget(self.player)
        both.setStretchFactor(0, 2)
        both.setStretchFactor(1, 3)
        both.setSizes([2000, 3000])  # shares
        kept = QSettings()
        if isinstance(split := kept.value(_SPLIT), QByteArray):
            both.restoreState(split)
        if isinstance(columns := kept.value(_COLUMNS), QByteArray):
            header = self.table.horizontalHeader()
            header.restoreState(columns)
            self.table.sortByColumn(header.sortIndicatorSection(), header.sortIndicatorOrder())
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.told, 1)
        for button in (
            self.undo,
            self.resume,
            self.save,
            self.report,
            self.export,
            self.delete,
        ):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(self.filter)
        column.addWidget(both, 1)
        column.addLayout(foot)
        self.undo.hide()

    def _connect(self) -> None:
        self.filter.changed.connect(self._search)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.runs.modelReset.connect(self._keep_choice)
        self.player.listen(self)
        self.player.feedback.connect(self._feedback)
        self.resume.clicked.connect(self._look_back)
        self.save.clicked.connect(self._save)
        self.report.clicked.connect(self._write_report)
        self.export.clicked.connect(self._export)
        self.delete.clicked.connect(self._delete)
        self.undo.clicked.connect(self._undo)
        for keys, button in (
            (QKeySequence.StandardKey.Undo, self.undo),
            (QKeySequence.StandardKey.Delete, self.delete),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(button.click)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filter.words.setFocus)
        self._shell.runs_changed.connect(self.refresh)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._soon.start(_SOON))

    # The list.

    def refresh(self) -> None:
        """Read the list anew."""
        home = self._home
        if home.runs.is_dir() and not self._watcher.directories():
            self._watcher.addPath(str(home.runs))
        self._work.ask("runs", lambda: list_runs(home), self._show_runs, self._failed)

    def _show_runs(self, runs: Sequence[RunSummary]) -> None:
        self.filter.offer(runs)
        self.table.setColumnHidden(COST, not any(run.dollars for run in runs))
        if self.runs.set_runs(runs):
            folders = [Path(run.folder) for run in runs]
            self._work.ask("storage", partial(_size, folders), self._sum_up, self._failed)
        if self.isVisible() and any(run.outcome == RunState.RUNNING for run in runs):
            self._soon.start(_WHILE_RUNNING)

    def _sum_up(self, size: int) -> None:
        """Say how many there are, and what they take up."""
        count = len(self.runs.every)
        if count and not self._gone:
            shown = QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
            self._tell(self.tr("%n run(s), %1", "", count).replace("%1", shown))

    def _search(self) -> None:
        self.runs.search(self.filter.search())

    @property
    def chosen(self) -> list[RunSummary]:
        """The runs that are chosen, in order."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.runs.run(row) for row in rows]

    def _keep_choice(self) -> None:
        """After a change of the list, choose again what was chosen."""
        row = self.runs.row_of(Path(self._playing.folder)) if self._playing is not None else -1
        if row >= 0:
            self.table.selectRow(row)
        else:
            self._show_choice()

    def _chosen(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._show_choice()

    def _show_choice(self) -> None:
        chosen = self.chosen
        self._enable(chosen)
        if len(chosen) != 1:
            self._playing = None
            none = self.tr("Choose a run to see what happened in it.")
            many = self.tr("%n run(s) chosen", "", len(chosen))
            if not self.runs.every:
                none = self.tr("What Deskhand does is kept here, step by step.")
            self.player.show_nothing(many if chosen else none)
            return
        before, self._playing = self._playing, chosen[0]
        if before is not None and _same(before, chosen[0]):
            return
        folder = Path(chosen[0].folder)
        self.player.show_nothing(self.tr("Reading…"))
        self._work.ask(
            "run",
            lambda: (playback(folder, say), feedback_on(folder)),
            self._show_run,
            self._unreadable,
        )

    def _show_run(self, found: tuple[Playback, Feedback]) -> None:
        run, said = found
        self.player.show_run(run, said)
        if run.unknown:
            self._tell(self.tr("Not known whether this was done: %1").replace("%1", run.unknown))
        elif run.fault:
            self._tell(run.fault)

    def _unreadable(self, failure: DeskhandError) -> None:
        self.player.show_nothing(str(failure))

    def _enable(self, chosen: Sequence[RunSummary]) -> None:
        one = chosen[0] if len(chosen) == 1 else None
        group = group_of(one.outcome) if one is not None else None
        idle = all(group_of(run.outcome) is not Group.RUNNING for run in chosen)
        self.resume.setEnabled(group in (Group.FAILED, Group.STOPPED))
        self.save.setEnabled(group in (Group.DONE, Group.UNSURE))
        self.report.setEnabled(one is not None)
        self.export.setEnabled(bool(self.runs.shown))
        self.delete.setEnabled(bool(chosen) and idle)

    # What can be done with a run.

    def _look_back(self) -> None:
        home, run = self._home, self.chosen[0].id
        self._work.ask("resume", lambda: look_back(home, run), self._ask_to_go_on, self._failed)

    def _ask_to_go_on(self, recovered: Recovered) -> None:
        dialog = ResumeDialog(recovered, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        options = LaunchOptions(
            task=recovered.task.text, attended=True, where=Where(environment="", headless=True)
        )
        wanted = going_on(dialog.settled(), options)
        home = self._home
        self._shell.watch(lambda: launch(wanted, home, load_settings(home.settings)))

    def _save(self) -> None:
        starter, run = self._shell.starter, self.chosen[0]
        self._work.ask(
            "save",
            lambda: starter.drafted(run.id),
            partial(self._review, run),
            self._not_saved,
        )

    def _review(self, run: RunSummary, learned: Learned) -> None:
        """Nothing is in the library before the person has looked at what was understood."""
        from app.gui.review import ReviewWindow

        starter = self._shell.starter
        review = ReviewWindow(
            self._shell,
            learned,
            again=lambda loops: starter.drafted(run.id, loops=loops),
            place=run.environment,
            given_up=self.tr("The run itself is kept."),
            parent=self._shell.window,
        )
        review.saved.connect(self._saved)
        review.show()
        review.raise_()
        review.activateWindow()

    def _saved(self, name: str) -> None:
        from app.gui.skills_page import SkillsPage

        self._shell.page("skills", SkillsPage).show_skill(name)

    def _not_saved(self, failure: DeskhandError) -> None:
        QMessageBox.warning(self, self.tr("No skill was made"), str(failure))

    def _write_report(self) -> None:
        folder = Path(self.chosen[0].folder)
        self._work.ask("report", lambda: write_report(folder), self._show_report, self._failed)

    def _show_report(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        self._tell(str(path))

    def _export(self) -> None:
        chosen = [Path(run.folder) for run in self.chosen]
        shown = [Path(run.folder) for run in self.runs.shown]
        ExportDialog(self._home, self._work, chosen, shown, self).exec()

    def _feedback(self, said: Feedback) -> None:
        if self._playing is not None:
            folder = Path(self._playing.folder)
            keep = partial(give_feedback, folder, said)
            self._work.ask("feedback", keep, lambda _: self.refresh(), self._failed)

    # Deleting, and taking that back.

    def _delete(self) -> None:
        folders = [Path(run.folder) for run in self.chosen]
        if folders:
            self._playing = None
            delete = partial(_delete_now, self._home, folders)
            self._work.ask("delete", delete, self._deleted, self._failed)

    def _deleted(self, gone: Sequence[Discarded]) -> None:
        self._gone = gone
        self.undo.show()
        self._tell(self.tr("%n run(s) deleted.", "", len(gone)))
        self._shell.runs_changed.emit()

    def _undo(self) -> None:
        gone, self._gone = self._gone, ()
        self.undo.hide()
        if gone:
            self._work.ask("undo", lambda: restore(gone), self._restored, self._failed)

    def _restored(self, _: None) -> None:
        self._tell(self.tr("They are back."))
        self._shell.runs_changed.emit()

    def may_close(self) -> bool:
        """Nothing here keeps the window open."""
        return True

    def end(self) -> None:
        """Keep how the list was left; what was deleted is deleted for good."""
        QSettings().setValue(_SPLIT, self._split.saveState())
        QSettings().setValue(_COLUMNS, self.table.horizontalHeader().saveState())
        empty_trash(self._home)

    def _tell(self, text: str) -> None:
        self.told.setText(text)

    def _failed(self, failure: DeskhandError) -> None:
        self._tell(str(failure))


def _same(one: RunSummary, other: RunSummary) -> bool:
    """Whether there is nothing new to play; what a person said of a run is no part of it."""
    return (one.folder, one.steps, one.outcome) == (other.folder, other.steps, other.outcome)


def _delete_now(home: Paths, folders: Sequence[Path]) -> list[Discarded]:
    """Discard runs; those that were discarded before are deleted for good."""
    empty_trash(home)
    return discard(home, folders)


def _size(folders: Sequence[Path]) -> int:
    return sum(size_of(folder) for folder in folders)
