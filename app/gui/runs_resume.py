"""The dialog before a run goes on: what is known of it, and what only the person can know."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import EDGE, GAP
from app.resuming import Seen, doubt, settled
from app.runs.recover import Recovered, known


class ResumeDialog(QDialog):
    """Shows what is known; where something may have been done, the person must say."""

    def __init__(self, recovered: Recovered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recovered = recovered
        self.setWindowTitle(self.tr("Go on with this run?"))
        self.setMinimumWidth(560)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        task = QLabel(recovered.task.text)
        task.setTextFormat(Qt.TextFormat.PlainText)
        task.setWordWrap(True)
        font = task.font()
        font.setBold(True)
        task.setFont(font)
        column.addWidget(task)
        self.known = QPlainTextEdit("\n".join(known(recovered)))
        self.known.setReadOnly(True)
        self.known.setTabChangesFocus(True)
        self.known.setAccessibleName(self.tr("What is known of it"))
        column.addWidget(self.known, 1)
        self.buttons = QDialogButtonBox()
        self.go = self.buttons.addButton(self.tr("&Go on"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.tr("&Leave it"), QDialogButtonBox.ButtonRole.RejectRole)
        self.answers: dict[Seen, QRadioButton] = {}
        if what := doubt(recovered):
            column.addWidget(self._question(what, recovered.url))
            self._add_answer(column, Seen.DONE, self.tr("It &was done"))
            self._add_answer(column, Seen.NOT_DONE, self.tr("It was &not done"))
            self.go.setEnabled(False)
        column.addWidget(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _question(self, what: str, where: str) -> QLabel:
        label = QLabel(
            self.tr("Please look whether this was done; it cannot be taken back: %1 (%2)")
            .replace("%1", what)
            .replace("%2", where or self.tr("on the last page"))
        )
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _add_answer(self, column: QVBoxLayout, seen: Seen, text: str) -> None:
        button = QRadioButton(text)
        button.toggled.connect(lambda _: self.go.setEnabled(True))
        column.addWidget(button)
        self.answers[seen] = button

    def settled(self) -> Recovered:
        """What is known, with what the person said."""
        for seen, button in self.answers.items():
            if button.isChecked():
                return settled(self._recovered, seen)
        return self._recovered
