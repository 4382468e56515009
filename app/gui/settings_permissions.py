"""What may be done: the mode, the rules as sentences, and what was decided lately."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.look import GAP, Tone
from app.gui.settings_form import heading, paragraph
from app.gui.settings_rule import RuleDialog
from app.gui.tables import FactsTable
from app.gui.words import mode_words, word
from app.paths import Paths
from app.runs.decisions import Decided, recent_decisions
from app.safety.permissions import Mode, Permissions, default_permissions, load_permissions
from app.safety.permissions_file import Draft, add_rule, remove_rule, set_mode
from app.safety.rule_words import rule_in_words


class PermissionsPart(QWidget):
    """The permissions file as sentences; it stays the truth.

    Signals:
        told: what came of a change, and its tone.
        changed: the file was written.
    """

    told = Signal(str, object)
    changed = Signal()

    def __init__(self, home: Paths, work: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home, self._work = home, work
        self._shipped = {rule.id for rule in default_permissions().rules}
        self.mode = QComboBox()
        self.mode.setAccessibleName(self.tr("What no rule speaks of"))
        for mode in Mode:
            self.mode.addItem(mode_words(mode)[0], mode)
        self.meaning = paragraph("")
        self.rules = FactsTable(
            self.tr("Rules"),
            (self.tr("Name"), self.tr("Rule"), self.tr("Why"), self.tr("From")),
            1,
        )
        self.add = QPushButton(self.tr("&Add a rule…"))
        self.remove = QPushButton(self.tr("&Remove…"))
        self.file = QPushButton(self.tr("Open the fi&le"))
        self.lately = FactsTable(
            self.tr("Decided lately"),
            (self.tr("When"), self.tr("What"), self.tr("Decision"), self.tr("Why")),
            1,
        )
        self._lay_out()
        self.mode.activated.connect(self._set_mode)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.file.clicked.connect(self._open_file)
        self.rules.itemSelectionChanged.connect(self._enable)
        self._enable()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        label = QLabel(self.tr("What no rule &speaks of:"))
        label.setBuddy(self.mode)
        row.addWidget(label)
        row.addWidget(self.mode)
        row.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        for button in (self.file, self.remove, self.add):
            buttons.addWidget(button)
        top, bottom = QWidget(), QWidget()
        first, second = QVBoxLayout(top), QVBoxLayout(bottom)
        for layout in (first, second):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(GAP)
        first.addWidget(self.rules, 1)
        first.addLayout(buttons)
        second.addWidget(heading(self.tr("Decided lately")))
        second.addWidget(self.lately, 1)
        both = QSplitter()
        both.setOrientation(both.orientation().Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(top)
        both.addWidget(bottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading(self.tr("What may be done")))
        column.addLayout(row)
        column.addWidget(self.meaning)
        column.addWidget(both, 1)

    def refresh(self) -> None:
        """Read the file and the logs anew."""
        home = self._home
        rules = partial(load_permissions, home.permissions)
        self._work.ask("permissions", rules, self._show, self._failed)
        self._work.ask("decisions", lambda: recent_decisions(home), self._show_lately, self._failed)

    def _show(self, found: Permissions) -> None:
        if found.problem:
            self.told.emit(found.problem, Tone.BAD)
        self.mode.setCurrentIndex(self.mode.findData(found.mode))
        self.meaning.setText(mode_words(found.mode)[1])
        rows = [
            (
                rule.id,
                rule_in_words(rule, _say),
                _say(rule.reason),
                self.tr("Deskhand") if rule.id in self._shipped else self.tr("you"),
            )
            for rule in reversed(found.rules)
        ]
        self.rules.show_rows(rows)
        self._enable()

    def _show_lately(self, found: Sequence[Decided]) -> None:
        self.lately.show_rows([self._row(each) for each in found])

    def _row(self, each: Decided) -> tuple[str, str, str, str]:
        when = QDateTime.fromSecsSinceEpoch(int(each.time))
        by = f" ({word(each.by)})" if each.by else ""
        why = ": ".join(part for part in (_rule_word(each.rule), _say(each.reason)) if part)
        return (
            QLocale().toString(when, QLocale.FormatType.ShortFormat),
            each.what,
            f"{word(each.effect)}{by}",
            why,
        )

    def _enable(self) -> None:
        chosen = self.rules.chosen
        self.remove.setEnabled(bool(chosen) and chosen not in self._shipped)

    # Changes.

    def _set_mode(self, _at: int) -> None:
        path, mode = self._home.permissions, Mode(self.mode.currentData())
        self._work.ask("mode", lambda: set_mode(path, mode), self._written, self._failed)

    def _add(self) -> None:
        dialog = RuleDialog(self)
        dialog.wanted.connect(partial(self._keep, dialog))
        dialog.exec()

    def _keep(self, dialog: RuleDialog, draft: Draft) -> None:
        path = self._home.permissions

        def done(_: object) -> None:
            dialog.accept()
            self._written(None)

        self._work.ask(
            "rule", lambda: add_rule(path, draft), done, lambda failure: dialog.tell(str(failure))
        )

    def _remove(self) -> None:
        name, path = self.rules.chosen, self._home.permissions
        asked = QMessageBox.question(
            self,
            self.tr("Take this rule out?"),
            self.tr("The rule %1 is taken out of the file.").replace("%1", name),
        )
        if asked == QMessageBox.StandardButton.Yes:
            self._work.ask("rule", lambda: remove_rule(path, name), self._written, self._failed)

    def _open_file(self) -> None:
        path = self._home.permissions
        if path.exists():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        else:
            told = self.tr("You have no rules of your own yet: %1")
            self.told.emit(told.replace("%1", str(path)), Tone.QUIET)

    def _written(self, _: None) -> None:
        self.told.emit(self.tr("Written; it holds from the next run on."), Tone.GOOD)
        self.changed.emit()

    def _failed(self, failure: DeskhandError) -> None:
        self.told.emit(str(failure), Tone.BAD)
        self.changed.emit()


def _say(phrase: str) -> str:
    return QCoreApplication.translate("Rules", phrase) if phrase else ""


def _rule_word(rule: str) -> str:
    """A rule's name; that of a mode in words."""
    mode = rule.removeprefix("mode-")
    if rule != mode and mode in set(Mode):
        return mode_words(Mode(mode))[0]
    return rule
