"""The row of fields that says which runs are shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from app.gui.fields import clearable
from app.gui.look import GAP
from app.gui.words import group_word
from app.runs.index import RunSummary
from app.runs.search import Group, Search, days_ago, found_in

_SHORT = 10  # characters that a list of names shows at least


class RunsFilter(QWidget):
    """Words, outcome, application, skill, and when.

    Signals:
        changed: other runs are wanted.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Search tasks, answers and notes"))
        self.words.setAccessibleName(self.tr("Search"))
        clearable(self.words)
        self.group, self.application = _choice(), _choice()
        self.skill, self.days = _choice(), _choice()
        self.group.addItem(self.tr("any"), None)
        for group in Group:
            self.group.addItem(group_word(group), group)
        for title, days in (
            (self.tr("any time"), None),
            (self.tr("Today"), 0),
            (self.tr("Last 7 days"), 6),
            (self.tr("Last 30 days"), 29),
            (self.tr("Last year"), 364),
        ):
            self.days.addItem(title, days)
        self.offer(())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.words, 1)
        for title, choice in (
            (self.tr("Outcome:"), self.group),
            (self.tr("Application:"), self.application),
            (self.tr("Skill:"), self.skill),
            (self.tr("When:"), self.days),
        ):
            label = QLabel(title)
            label.setBuddy(choice)
            row.addWidget(label)
            row.addWidget(choice)
            choice.currentIndexChanged.connect(self.changed)
        self.words.textChanged.connect(self.changed)

    def search(self) -> Search:
        """What is wanted."""
        group, days = self.group.currentData(), self.days.currentData()
        return Search(
            words=self.words.text(),
            groups=() if group is None else (Group(group),),
            application=self.application.currentData() or "",
            skill=self.skill.currentData() or "",
            since=0.0 if days is None else days_ago(days),
        )

    def offer(self, runs: Sequence[RunSummary]) -> None:
        """Offer the applications and skills of these runs; what is chosen stays chosen."""
        self._fill(self.application, found_in(runs))
        self._fill(self.skill, found_in(runs, skills=True))

    def _fill(self, choice: QComboBox, names: Sequence[str]) -> None:
        chosen = choice.currentData() or ""
        offered = ["", *names, *([chosen] if chosen and chosen not in names else [])]
        if [choice.itemData(at) for at in range(choice.count())] == offered:
            return
        with QSignalBlocker(choice):
            choice.clear()
            for name in offered:
                choice.addItem(name or self.tr("any"), name)
            choice.setCurrentIndex(max(choice.findData(chosen), 0))


def _choice() -> QComboBox:
    made = QComboBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    made.setMinimumContentsLength(_SHORT)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return made
