"""Running a skill: once with values, or for each row of a table, and what came of the rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    Qt,
    QTimer,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone
from app.gui.shell import Shell
from app.gui.skills_launch import SkillRun, usual_place
from app.gui.skills_rows import RowsModel
from app.gui.skills_told import Told
from app.gui.skills_values import FileField, ValuesForm
from app.skill_runs import TableRun, once
from skills.skill import Skill

_ASKED = 300  # milliseconds after which a run is asked again how far it is


class RunPanel(QWidget):
    """Values or a table, where it is run, and how far it is.

    Args:
        shell: begins runs.
    """

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._skill: Skill | None = None
        self._run: SkillRun | None = None
        self._table: TableRun | None = None
        self.place = QComboBox()
        self.place.setAccessibleName(self.tr("Where"))
        for place, name in (
            ("browser", self.tr("In a browser")),
            ("sandbox", self.tr("On a private desktop")),
            ("desktop", self.tr("On this desktop")),
        ):
            self.place.addItem(name, place)
        self.address = QLineEdit()
        self.address.setAccessibleName(self.tr("Address to begin with"))
        self.address.setPlaceholderText(self.tr("left to the skill"))
        self.with_values = QRadioButton(self.tr("Once, with these va&lues"))
        self.with_table = QRadioButton(self.tr("For each ro&w of a table"))
        self.values = ValuesForm()
        self.file = FileField(self.tr("Table"), self.tr("Tables (*.csv *.tsv *.txt)"))
        self.columns = QLabel()
        self.again = QCheckBox(self.tr("Also rows that &failed, or whose end is unknown"))
        self.anew = QCheckBox(self.tr("Forget what was done &before"))
        self.start = QPushButton(self.tr("&Run"))
        self.watch = QPushButton(self.tr("&Watch the run"))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Rows done or tried"))
        self.rows = RowsModel(self)
        self.results = self._results()
        self.told = Told()
        self._lay_out()
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(_ASKED)
        self._clock.timeout.connect(self._look)
        self.set_skill(None, "")

    def _results(self) -> QTableView:
        table = QTableView()
        table.setModel(self.rows)
        table.setAccessibleName(self.tr("Rows"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        return table

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.setSpacing(GAP)
        for name, field in ((self.tr("Where:"), self.place), (self.tr("&Address:"), self.address)):
            label = QLabel(name)
            label.setBuddy(field)
            where.addWidget(label)
            where.addWidget(field, 1 if field is self.address else 0)
        kinds = QHBoxLayout()
        kinds.setSpacing(2 * GAP)
        kinds.addWidget(self.with_values)
        kinds.addWidget(self.with_table)
        kinds.addStretch(1)
        area = QScrollArea()
        inside = QWidget()
        fields = QVBoxLayout(inside)
        fields.setContentsMargins(0, 0, GAP, 0)
        fields.addWidget(self.values)
        fields.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._for_values = area
        self.columns.setWordWrap(True)
        self._for_table = QWidget()
        table = QVBoxLayout(self._for_table)
        table.setContentsMargins(0, 0, 0, 0)
        table.setSpacing(GAP)
        table.addWidget(self.file)
        table.addWidget(self.columns)
        checks = QHBoxLayout()
        checks.setSpacing(2 * GAP)
        checks.addWidget(self.again)
        checks.addWidget(self.anew)
        checks.addStretch(1)
        table.addLayout(checks)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.watch)
        foot.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addLayout(where)
        column.addLayout(kinds)
        column.addWidget(area, 1)
        column.addWidget(self._for_table)
        column.addWidget(self.bar)
        column.addWidget(self.results, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        group = QButtonGroup(self)
        group.addButton(self.with_values)
        group.addButton(self.with_table)
        self.with_values.toggled.connect(lambda _: self._switch())
        self.values.changed.connect(self._enable)
        self.file.changed.connect(self._read_table)
        self.anew.toggled.connect(lambda _: self._enable())
        self.again.toggled.connect(lambda _: self._enable())
        self.start.clicked.connect(self._go)
        self.watch.clicked.connect(lambda: self._shell.go("task"))

    def set_skill(self, skill: Skill | None, unusable: str) -> None:
        """Show the fields of a skill; `unusable` says why it cannot be run, or "".

        What goes on of another skill goes on; it is told of here no more.
        """
        same = skill is not None and self._skill is not None and skill.name == self._skill.name
        if same and skill == self._skill:
            return
        self._clock.stop()
        self._skill, self._run, self._table = skill, None, None
        self.values.set_skill(skill)
        self.file.line.clear()
        self.rows.set_rows([], [])
        self.told.setText(unusable)
        self.setEnabled(skill is not None and not unusable)
        if skill is not None:
            self.place.setCurrentIndex(self.place.findData(usual_place(skill)))
            plain = [each for each in skill.parameters if each.type not in ("secret", "table")]
            named = [each.name for each in plain]
            for each in skill.parameters:
                named += each.columns
            told = self.tr("Its first line names the columns: %1")
            self.columns.setText(told.replace("%1", ", ".join(named)))
            self.with_table.setEnabled(bool(named))
        self.with_values.setChecked(True)
        self._switch()

    def _switch(self) -> None:
        table = self.with_table.isChecked()
        self._for_values.setVisible(not table)
        self._for_table.setVisible(table)
        self.bar.setVisible(table)
        self.results.setVisible(table)
        self._enable()

    def _enable(self) -> None:
        going = self._run is not None and not self._run.over
        for each in (self.place, self.address, self.with_values, self.values, self._for_table):
            each.setEnabled(not going)
        self.with_table.setEnabled(not going and bool(self._skill and self._skill.parameters))
        self.watch.setVisible(self._run is not None)
        if going or self._skill is None:
            self.start.setEnabled(False)
            return
        if self.with_values.isChecked():
            fault = self.values.fault()
            self.start.setEnabled(not fault)
            self._tell(fault, Tone.QUIET)
            return
        left = self._left()
        self.start.setEnabled(bool(left))
        if self._table is not None:
            self._show_rows()
            count = len(self._table.table.rows)
            done = sum(each.status == "done" for each in self._table.states())
            if left and len(left) < count:
                told = self.tr("%1 of %2 rows were done or tried before; it goes on with the rest.")
                self._tell(
                    told.replace("%1", str(count - len(left))).replace("%2", str(count)), Tone.QUIET
                )
            elif not left:
                told = self.tr("%1 of %2 rows are done.")
                self._tell(
                    told.replace("%1", str(done)).replace("%2", str(count)),
                    Tone.GOOD if done == count else Tone.WAITING,
                )
            else:
                self._tell(self.tr("%n row(s) to do", "", len(left)), Tone.QUIET)
        elif not self.file.path:
            self._tell(self.tr("Choose a table."), Tone.QUIET)

    def _left(self) -> list[int]:
        """The rows that a run would do."""
        if self._table is None:
            return []
        if self.anew.isChecked():
            return list(range(1, len(self._table.table.rows) + 1))
        return self._table.left(again=self.again.isChecked())

    def _read_table(self) -> None:
        """Read the table that was chosen and check all of its rows."""
        self._table = None
        self.rows.set_rows([], [])
        skill, path = self._skill, self.file.path
        if skill is None or not path:
            self._enable()
            return
        journals = self._shell.home.tables
        self._enable()
        self._tell(self.tr("Reading…"), Tone.QUIET)
        self._shell.work.ask(
            "table",
            lambda: TableRun.read(skill, Path(path), {}, journals),
            self._took_table,
            self._no_table,
        )

    def _took_table(self, table: TableRun) -> None:
        if self._skill is not None and table.skill.name == self._skill.name:
            self._table = table
            self._enable()

    def _no_table(self, failure: DeskhandError) -> None:
        self._enable()
        self._tell(str(failure), Tone.BAD)

    def _show_rows(self) -> None:
        table = self._table
        if table is None:
            return
        states = table.states()
        self.rows.set_rows(states, [", ".join(row.values()) for row in table.table.rows])
        self.bar.setMaximum(len(states))
        self.bar.setValue(sum(each.status in ("done", "failed") for each in states))
        self.bar.setFormat(self.tr("%v of %m"))

    def _go(self) -> None:
        skill = self._skill
        if skill is None:
            return
        try:
            if self.with_values.isChecked():
                values = self.values.given()
                planner = once(skill, values)
            else:
                assert self._table is not None
                if self.anew.isChecked():
                    self._table.journal.clear()
                    self.anew.setChecked(False)
                values, planner = {}, self._table.planner(again=self.again.isChecked())
        except DeskhandError as failure:
            self._tell(str(failure), Tone.BAD)
            return
        place, address = str(self.place.currentData()), self.address.text().strip()
        self._run = SkillRun(self._shell.home, skill, planner, place, address, values)
        self._shell.watch(self._run.begin)
        if self.with_table.isChecked():
            self._shell.go("skills")  # the rows are told here, the steps there
        self._clock.start()
        self._enable()
        self._tell(self.tr("Running"), Tone.MARK)

    def _look(self) -> None:
        """See how far the run is."""
        run = self._run
        if run is None:
            self._clock.stop()
            return
        if self.with_table.isChecked():
            self._show_rows()
        if not run.over:
            return
        self._clock.stop()
        self._enable()
        if run.failure:
            self._tell(run.failure, Tone.BAD)
        elif self.with_values.isChecked():
            problems = [each.problem for each in run.planner.results if each.problem]
            done = bool(run.planner.results) and not problems
            told = self.tr("Done.") if done else "; ".join(problems) or self.tr("It was stopped.")
            self._tell(told, Tone.GOOD if done else Tone.BAD)
        self._shell.skills_changed.emit()

    def _tell(self, text: str, tone: Tone) -> None:
        self.told.say(text, tone)
