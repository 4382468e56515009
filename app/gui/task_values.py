"""The values of a skill's parameters, as fields under the task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import GAP

if TYPE_CHECKING:
    from skills.skill import Parameter, Skill

_COLUMNS = 3


class TaskValues(QWidget):
    """Fields for a skill that was chosen; hidden without one.

    Signals:
        dropped: the person does not want the skill.
    """

    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self._name = QLabel()
        self._drop = QPushButton(self.tr("Without the skill"))
        self._drop.clicked.connect(self.dropped)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._name, 1)
        head.addWidget(self._drop)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column * 2 + 1, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(GAP)
        column_.addLayout(head)
        column_.addLayout(self._grid)
        self.hide()

    @property
    def given(self) -> Mapping[str, str]:
        """What was entered, by the parameter's name."""
        texts = {
            name: field.currentText() if isinstance(field, QComboBox) else field.text()
            for name, field in self._fields.items()
        }
        return {name: text for name, text in texts.items() if text}

    def show_skill(self, skill: Skill | None) -> None:
        """Ask for the values of a skill; None for nothing."""
        self._clear()
        if skill is None:
            self.hide()
            return
        self._name.setText(self.tr("Skill: %1").replace("%1", skill.name))
        shown = [each for each in skill.parameters if each.type not in ("secret", "table")]
        for at, parameter in enumerate(shown):
            field = self._field(parameter)
            label = QLabel(f"{parameter.name.replace('_', ' ')}:")
            label.setBuddy(field)
            row, column = divmod(at, _COLUMNS)
            self._grid.addWidget(label, row, column * 2)
            self._grid.addWidget(field, row, column * 2 + 1)
            self._fields[parameter.name] = field
        self.show()
        if self._fields:
            next(iter(self._fields.values())).setFocus()

    def _field(self, parameter: Parameter) -> QLineEdit | QComboBox:
        field: QLineEdit | QComboBox
        if parameter.choices:
            field = QComboBox()
            field.addItems(["", *parameter.choices])
            field.setCurrentText(parameter.default)
        else:
            field = QLineEdit(parameter.default)
            if parameter.example:
                hint = self.tr("for example %1").replace("%1", parameter.example)
                field.setPlaceholderText(hint)
        field.setAccessibleName(parameter.name.replace("_", " "))
        field.setToolTip(parameter.description)
        return field

    def _clear(self) -> None:
        self._fields = {}
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
