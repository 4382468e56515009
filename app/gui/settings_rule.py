"""The dialog in which a rule is worded."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.engine.events import Effect
from app.errors import UsageError
from app.gui.look import EDGE, GAP, Tone, colour
from app.safety.permissions_file import Draft
from app.safety.rule_words import KINDS, RISKS, rule_in_words

_ROWS = 5  # of the lists that are seen at once


class RuleDialog(QDialog):
    """Fields for the parts of a rule, and the sentence that they make.

    Signals:
        wanted: a `Draft` that is to be kept; the dialog stays until it is.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add a rule"))
        self.setMinimumWidth(520)
        self.effect = QComboBox()
        for title, effect in (
            (self.tr("Allow"), Effect.ALLOW),
            (self.tr("Ask before"), Effect.ASK),
            (self.tr("Forbid"), Effect.DENY),
        ):
            self.effect.addItem(title, effect)
        self.effect.setCurrentIndex(1)
        self.kinds = self._list(KINDS)
        self.risks = self._list(RISKS)
        self.places = QLineEdit()
        self.places.setPlaceholderText("https://shop.example.com, gedit")
        self.target = QLineEdit()
        self.target.setPlaceholderText(self.tr("any"))
        self.reason = QLineEdit()
        self.name = QLineEdit()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        for field in (self.places, self.target, self.reason, self.name):
            field.textChanged.connect(self._changed)
        for chosen in (self.kinds, self.risks):
            chosen.itemChanged.connect(self._changed)
        self.effect.currentIndexChanged.connect(self._changed)
        self._changed()

    def _list(self, known: Mapping[str, str]) -> QListWidget:
        made = QListWidget()
        for value, phrase in known.items():
            item = QListWidgetItem(_say(phrase), made)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, value)
        made.setMaximumHeight(_ROWS * (self.fontMetrics().height() + GAP))
        return made

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(GAP)
        for title, field in (
            (self.tr("&What happens:"), self.effect),
            (self.tr("&Actions (none: any):"), self.kinds),
            (self.tr("&Risks (none: any):"), self.risks),
            (self.tr("&Places (empty: anywhere):"), self.places),
            (self.tr("Name of the &control:"), self.target),
            (self.tr("W&hy:"), self.reason),
            (self.tr("&Name of the rule:"), self.name),
        ):
            form.addRow(title, field)
        self.buttons = QDialogButtonBox()
        self.keep = self.buttons.addButton(self.tr("A&dd"), QDialogButtonBox.ButtonRole.ApplyRole)
        self.buttons.addButton(self.tr("Cance&l"), QDialogButtonBox.ButtonRole.RejectRole)
        self.keep.clicked.connect(lambda: self.wanted.emit(self.draft()))
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addLayout(form)
        column.addWidget(self.sentence)
        column.addWidget(self.buttons)
        self.keep.setDefault(True)  # a dialog heeds it only of a button that is in it

    def draft(self) -> Draft:
        """The rule as it is worded now."""
        places = [each.strip() for each in self.places.text().split(",") if each.strip()]
        name = self.target.text().strip()
        return Draft(
            id=self.name.text().strip() or "-",
            effect=Effect(self.effect.currentData()),
            kinds=_ticked(self.kinds),
            risks=_ticked(self.risks),
            origins=[each for each in places if "://" in each or each == "*"],
            applications=[each for each in places if "://" not in each and each != "*"],
            name=f".*{re.escape(name)}.*" if name else "",
            reason=self.reason.text().strip(),
        )

    def tell(self, problem: str) -> None:
        """Say why it cannot be kept."""
        self._say(problem, Tone.BAD)

    def _changed(self) -> None:
        try:
            rule = self.draft().rule()
        except UsageError as failure:
            self._say(str(failure), Tone.BAD)
            self.keep.setEnabled(False)
            return
        self._say(f"{rule_in_words(rule, _say)}.", Tone.MARK)
        self.keep.setEnabled(bool(self.name.text().strip()))

    def _say(self, text: str, tone: Tone) -> None:
        self.sentence.setText(text)
        palette = self.sentence.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour(tone))
        self.sentence.setPalette(palette)


def _ticked(chosen: QListWidget) -> list[str]:
    items = [chosen.item(at) for at in range(chosen.count())]
    ticked = [each for each in items if each.checkState() is Qt.CheckState.Checked]
    return [str(each.data(Qt.ItemDataRole.UserRole)) for each in ticked]


def _say(phrase: str) -> str:
    return QCoreApplication.translate("Rules", phrase)
