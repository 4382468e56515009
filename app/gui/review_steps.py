"""One step of a draft: what it acted on when it was shown, and what must be so afterwards."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import GAP
from app.gui.skills_picture import Picture
from app.gui.skills_steps import before_of, conditions_of, plain
from app.gui.skills_told import Told
from perception.predicate import described
from skills.revise import without_claim, without_post, without_step
from skills.skill import Node, Skill, nodes


class _Conditions(QListWidget):
    """Conditions; Delete drops the one that is chosen."""

    dropped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  as Qt calls it
        """Delete drops."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.currentRow() >= 0:
            self.dropped.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def show_lines(self, lines: list[str]) -> None:
        """Show these."""
        at = self.currentRow()
        self.clear()
        for line in lines:
            item = QListWidgetItem(line)
            item.setToolTip(line)
            self.addItem(item)
        if lines:
            self.setCurrentRow(min(max(at, 0), len(lines) - 1))


class StepDetails(QWidget):
    """The picture of a step, its conditions, and those of the whole.

    Signals:
        wanted: a function from the skill to the skill without something.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = ""
        self.picture = Picture(self.tr("What the step acted on"))
        self.before = Told()
        self.conditions = _Conditions()
        self.conditions.setAccessibleName(self.tr("What must be so after the step"))
        self.claims = _Conditions()
        self.claims.setAccessibleName(self.tr("What is true when all is done"))
        self.drop = QPushButton(self.tr("Dro&p the condition"))
        self.leave = QPushButton(self.tr("&Remove the step"))
        self.drop_claim = QPushButton(self.tr("Drop the clai&m"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.picture, 3)
        column.addWidget(self.before)
        for title, shown, buttons in (
            (self.tr("What must be so &after the step"), self.conditions, (self.leave, self.drop)),
            (self.tr("What is true &when all is done"), self.claims, (self.drop_claim,)),
        ):
            label = QLabel(title)
            label.setBuddy(shown)
            column.addWidget(label)
            column.addWidget(shown, 1)
            row = QHBoxLayout()
            row.setSpacing(GAP)
            row.addStretch(1)
            for button in buttons:
                button.setAutoDefault(False)  # Enter in a field drops nothing
                row.addWidget(button)
            column.addLayout(row)
        self.conditions.dropped.connect(self._drop)
        self.claims.dropped.connect(self._drop_claim)
        self.drop.clicked.connect(lambda: self._drop(self.conditions.currentRow()))
        self.drop_claim.clicked.connect(lambda: self._drop_claim(self.claims.currentRow()))
        self.leave.clicked.connect(self._leave)

    def show_step(self, skill: Skill, step: str, image: QImage | None) -> None:
        """Show a step of a skill; "" for none."""
        self._step = step
        node: Node | None = next((each for each in nodes(skill.steps) if each.id == step), None)
        none = self.tr("There is no picture of this step.")
        self.picture.show_image(image, none if node is not None else "")
        before = before_of(node) if node is not None else []
        told = self.tr("It is done only if: %1").replace("%1", "; ".join(before))
        self.before.setText(told if before else "")
        self.before.setVisible(bool(before))
        self.conditions.show_lines(conditions_of(node) if node is not None else [])
        self.claims.show_lines([plain(described(each.predicate)) for each in skill.done])
        self.drop.setEnabled(self.conditions.count() > 0)
        self.leave.setEnabled(node is not None)
        self.drop_claim.setEnabled(self.claims.count() > 0)

    def _drop(self, at: int) -> None:
        if at >= 0:
            step = self._step
            self.wanted.emit(lambda skill: without_post(skill, step, at))

    def _drop_claim(self, at: int) -> None:
        if at >= 0:
            self.wanted.emit(lambda skill: without_claim(skill, at))

    def _leave(self) -> None:
        step = self._step
        self.wanted.emit(lambda skill: without_step(skill, step))
