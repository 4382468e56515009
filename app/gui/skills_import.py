"""What a skill from elsewhere would touch, before it is taken in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import EDGE, GAP, Tone, colour
from app.gui.skills_steps import plain
from app.library import SheetKind, sheet
from skills.imports import Draft
from skills.page import render_steps
from skills.sign import Signature

_TONES: dict[SheetKind, Tone] = {
    "commit": Tone.BAD,
    "secrets": Tone.BAD,
    "planner": Tone.WAITING,
    "guess": Tone.WAITING,
}
_SIGNED = {"none": Tone.WAITING, "good": Tone.GOOD, "broken": Tone.BAD}


class ImportSheet(QDialog):
    """One skill: what it may touch, what it cannot take back, what was left out, and its steps.

    Args:
        draft: that is to be taken in.
        there: whether the library has a skill of this name.
    """

    def __init__(self, draft: Draft, *, there: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setWindowTitle(self.tr("Take in a skill?"))
        self.resize(560, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        head = self._label(draft.skill.name, Tone.MARK)
        font = head.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        head.setFont(font)
        column.addWidget(head)
        column.addWidget(self._label(draft.skill.description))
        if draft.signature is not None:
            column.addWidget(
                self._label(self._signed(draft.signature), _SIGNED[draft.signature.word])
            )
        column.addWidget(self._area(), 1)
        column.addWidget(
            self._label(
                self.tr(
                    "Whatever comes in is untrusted: it asks before each thing that cannot be "
                    "taken back, until you have looked at it and say that you trust it."
                ),
                Tone.QUIET,
            )
        )
        self.over = QCheckBox(self.tr("Make it a &new version of the skill of this name"))
        self.over.setVisible(there)
        column.addWidget(self.over)
        buttons = QDialogButtonBox()
        self.no = QPushButton(self.tr("&Leave it"))
        self.yes = QPushButton(self.tr("&Take it in"))
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.yes.setEnabled(not there)
        self.over.toggled.connect(self.yes.setEnabled)
        column.addWidget(buttons)
        self.setTabOrder(self.yes, self.no)  # as they stand, from left to right
        self.no.setDefault(True)  # a dialog heeds it only of a button that is in it
        self.no.setFocus()

    def _signed(self, signature: Signature) -> str:
        match signature.word:
            case "none":
                return self.tr("Nobody has signed it.")
            case "good":
                told = self.tr("Signed with the key %1. That says who, not that it is safe.")
                return told.replace("%1", signature.signer)
            case "broken":
                return self.tr("Its signature does not hold: it was changed after it was signed.")

    def _area(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(GAP)
        words: dict[SheetKind, str] = {
            "programs": self.tr("Programs"),
            "pages": self.tr("Pages of"),
            "files": self.tr("Files"),
            "secrets": self.tr("Secrets"),
            "commit": self.tr("Cannot be taken back"),
            "planner": self.tr("Left to a planner"),
            "guess": self.tr("To be confirmed"),
        }
        for line in sheet(self._draft.skill):
            text = f"{words[line.kind]}: {plain(line.text)}"
            column.addWidget(self._label(text, _TONES.get(line.kind)))
        for note in self._draft.notes:
            text = self.tr("Left out or guessed: %1").replace("%1", note)
            column.addWidget(self._label(text, Tone.WAITING))
        steps = self._label(plain(render_steps(self._draft.skill)))
        steps.setAccessibleDescription(self.tr("Steps"))
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        rule.setEnabled(False)
        column.addWidget(rule)
        column.addWidget(steps)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("What it touches and does"))
        return area

    def _label(self, text: str, tone: Tone | None = None) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)  # it comes from elsewhere
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if tone is not None:
            palette = label.palette()
            palette.setColor(label.foregroundRole(), colour(tone))
            label.setPalette(palette)
        return label
