"""The skill library: search, read, run with values, take out of use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.look import EDGE, GAP
from skills.evidence import rate
from skills.page import render_page
from skills.skill import Skill
from skills.store import Entry, Store

_Index = QModelIndex | QPersistentModelIndex

# A skill's name and the values of its parameters.
Run = Callable[[str, Mapping[str, str]], None]


class SkillsModel(QAbstractListModel):
    """The skills of the library, by name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: list[Entry] = []
        self._shown: list[Entry] = []
        self._words: list[str] = []

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self._all = sorted(entries, key=lambda each: each.name)
        self.search(" ".join(self._words))

    def search(self, text: str) -> None:
        """Show those that have all these words in their name or description."""
        self._words = text.casefold().split()
        self.beginResetModel()
        self._shown = [each for each in self._all if self._fits(each)]
        self.endResetModel()

    def _fits(self, entry: Entry) -> bool:
        text = entry.name.replace("-", " ")
        if entry.skill is not None:
            text += f" {entry.skill.description} {' '.join(entry.skill.capabilities.apps)}"
        folded = text.casefold()
        return all(word in folded for word in self._words)

    def entry(self, row: int) -> Entry:
        """The skill in a row."""
        return self._shown[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008  as Qt calls it
        """How many there are."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a view asks for."""
        if not index.isValid():
            return None
        entry = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            state = entry.state if entry.skill is not None else self.tr("broken")
            if entry.skill is not None and entry.state == "active":
                state = entry.skill.trust
            return f"{entry.name}   ({state})"
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.skill.description if entry.skill is not None else entry.problem
        return None


class SkillsPage(QWidget):
    """The list, what the chosen skill does, and its parameters.

    Args:
        store: the library.
        work: does what takes long.
        run: runs a skill.
    """

    def __init__(
        self, store: Store, work: Background, run: Run, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._work = work
        self._run = run
        self._fields: dict[str, QLineEdit] = {}
        self.skills = SkillsModel(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search skills"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.skills.search)
        self.list = QListView()
        self.list.setModel(self.skills)
        self.list.setAccessibleName(self.tr("Skills"))
        self.list.setMinimumWidth(240)
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("What the skill does"))
        self.text.setOpenLinks(False)
        self.values = QGroupBox(self.tr("Values"))
        self.form = QFormLayout(self.values)
        self.area = QScrollArea()
        self.start = QPushButton(self.tr("&Run"))
        self.retire = QPushButton(self.tr("Take &out of use"))
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self._lay_out()
        self.list.selectionModel().selectionChanged.connect(self._chosen)
        self.skills.modelReset.connect(self._show_nothing)
        self.start.clicked.connect(self._go)
        self.retire.clicked.connect(self._retire)
        self._show_nothing()

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.text, 1)
        self.area.setWidget(self.values)
        self.area.setWidgetResizable(True)
        self.area.setMaximumHeight(220)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        column.addWidget(self.area)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self.list)
        both.addWidget(right)
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 3)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.retire)
        foot.addWidget(self.start)
        page = QVBoxLayout(self)
        page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        page.setSpacing(GAP)
        page.addWidget(self.search)
        page.addWidget(both, 1)
        page.addLayout(foot)

    def refresh(self) -> None:
        """Read the library anew."""
        store = self._store
        self._work.ask(
            "skills", lambda: list(store.entries()), self.skills.set_entries, self._failed
        )

    @property
    def chosen(self) -> Entry | None:
        """The skill that is chosen."""
        rows = self.list.selectionModel().selectedIndexes()
        return self.skills.entry(rows[0].row()) if rows else None

    def _chosen(self, _now: QItemSelection, _before: QItemSelection) -> None:
        entry = self.chosen
        if entry is None:
            self._show_nothing()
            return
        self._clear_form()
        skill = entry.skill
        self.start.setEnabled(skill is not None and entry.state == "active")
        self.retire.setEnabled(skill is not None)
        active = entry.state == "active"
        self.retire.setText(
            self.tr("Take &out of use") if active else self.tr("Put back int&o use")
        )
        if skill is None:
            self.text.setPlainText(entry.problem)
            return
        self.text.setMarkdown(_without_head(render_page(skill)))
        self._fill_form(skill)
        replays = self._store.evidence(entry.name)
        worked = rate(sum(each.success for each in replays), len(replays))
        if replays:
            told = self.tr("Worked %1 of %2 times.")
            self.told.setText(
                told.replace("%1", str(worked.successes)).replace("%2", str(worked.count))
            )
        if entry.reason:
            self.told.setText(entry.reason)

    def _fill_form(self, skill: Skill) -> None:
        for parameter in skill.parameters:
            field = QLineEdit()
            field.setPlaceholderText(parameter.example or parameter.default)
            field.setToolTip(parameter.description)
            if parameter.type == "secret":
                field.setPlaceholderText(self.tr("taken from the keyring"))
                field.setEnabled(False)
            self.form.addRow(f"{parameter.name.replace('_', ' ')}:", field)
            field.setAccessibleName(parameter.name)
            self._fields[parameter.name] = field
        self.area.setVisible(bool(skill.parameters))

    def _clear_form(self) -> None:
        self.told.clear()
        self._fields = {}
        while self.form.rowCount():
            self.form.removeRow(0)

    def _show_nothing(self) -> None:
        self._clear_form()
        self.area.hide()
        self.text.setPlainText(
            self.tr(
                "Skills are what Deskhand has learned to do without thinking. Show it something "
                "once (deskhand record), or save a run as a skill."
            )
        )
        self.start.setEnabled(False)
        self.retire.setEnabled(False)

    def _go(self) -> None:
        entry = self.chosen
        if entry is not None and entry.skill is not None:
            given = {name: field.text() for name, field in self._fields.items() if field.text()}
            self._run(entry.name, given)

    def _retire(self) -> None:
        entry = self.chosen
        if entry is None:
            return
        if entry.state == "active":
            self._store.set_state(entry.name, "retired", self.tr("taken out of use by hand"))
        else:
            self._store.set_state(entry.name, "active", "")
        self.refresh()

    def _failed(self, failure: DeskhandError) -> None:
        self.told.setText(str(failure))


def _without_head(page: str) -> str:
    """A SKILL.md without the lines for programs at its top."""
    if page.startswith("---\n"):
        return page.split("\n---\n", 1)[-1]
    return page
