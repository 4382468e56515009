"""Fields for the values that a skill is run with, one for each parameter, by its type."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.errors import UsageError
from app.gui.look import GAP, Tone, colour
from app.skill_tables import read_table
from skills.skill import Parameter, Skill
from skills.values import ValuesError, bind, needed, value_fault

_ISO = "yyyy-MM-dd"


class FileField(QWidget):
    """A line for the path of a file, and a button that chooses one.

    Signals:
        changed: another path.
    """

    changed = Signal()

    def __init__(self, name: str, kinds: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.choose = QPushButton(self.tr("Choose…"))
        self.choose.setAccessibleName(self.tr("Choose a file: %1").replace("%1", name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.line, 1)
        row.addWidget(self.choose)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _: self.changed.emit())
        self.choose.clicked.connect(self._choose)

    @property
    def path(self) -> str:
        """What was chosen; "" for nothing."""
        return self.line.text().strip()

    def _choose(self) -> None:
        begin = str(Path(self.path).parent) if self.path else str(Path.home())
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.line.accessibleName(), begin, self._kinds
        )
        if chosen:
            self.line.setText(chosen)


class ValuesForm(QWidget):
    """A field for each parameter of a skill.

    Signals:
        changed: another value.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skill: Skill | None = None
        self._read: dict[str, Callable[[], str]] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(GAP)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def set_skill(self, skill: Skill | None) -> None:
        """Show the fields of this skill, empty but for what it suggests."""
        self._skill, self._read = skill, {}
        while self._form.rowCount():
            self._form.removeRow(0)
        for parameter in skill.parameters if skill is not None else ():
            field = self._field(parameter)
            if parameter.description:
                field.setToolTip(parameter.description)
            name = parameter.name.replace("_", " ")
            label = QLabel(f"{name}:" if needed(parameter) else f"{name} ({self._unneeded()}):")
            label.setBuddy(field)
            self._form.addRow(label, field)

    def given(self) -> dict[str, str]:
        """The values that were entered.

        Raises:
            UsageError: a table cannot be read.
        """
        read = {name: read() for name, read in self._read.items()}
        return {name: value for name, value in read.items() if value}

    def fault(self) -> str:
        """Why the skill cannot be run with these; "" if it can."""
        if self._skill is None:
            return ""
        try:
            bind(self._skill, self.given())
        except (ValuesError, UsageError) as failure:
            return str(failure)
        return ""

    def _unneeded(self) -> str:
        return self.tr("need not be given")

    def _field(self, parameter: Parameter) -> QWidget:
        match parameter.type:
            case "enum":
                return self._choice(parameter)
            case "date":
                return self._date(parameter)
            case "path" | "table":
                return self._file(parameter)
            case _:
                return self._line(parameter)

    def _line(self, parameter: Parameter) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(parameter.name)
        if parameter.type == "secret":
            field.setPlaceholderText(parameter.secret)
            field.setToolTip(
                self.tr("The name of an entry in the keyring; never the secret itself.")
            )
        else:
            field.setPlaceholderText(parameter.example or parameter.default)

        def check(text: str) -> None:
            wrong = value_fault(parameter, text) if text and parameter.type != "secret" else ""
            palette = QPalette()  # what is not set in it follows the window, light or dark
            if wrong:
                palette.setColor(field.foregroundRole(), colour(Tone.BAD))
            field.setPalette(palette)
            field.setToolTip(wrong or parameter.description)
            self.changed.emit()

        field.textChanged.connect(check)
        self._read[parameter.name] = lambda: field.text().strip()
        return field

    def _choice(self, parameter: Parameter) -> QComboBox:
        field = QComboBox()
        field.setAccessibleName(parameter.name)
        if not needed(parameter):
            field.addItem(parameter.default, "")
        for choice in parameter.choices:
            field.addItem(choice, choice)
        if parameter.example in parameter.choices and needed(parameter):
            field.setCurrentText(parameter.example)
        field.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._read[parameter.name] = lambda: str(field.currentData() or "")
        return field

    def _date(self, parameter: Parameter) -> QDateEdit:
        field = QDateEdit()
        field.setAccessibleName(parameter.name)
        field.setCalendarPopup(True)
        field.setDisplayFormat(_ISO)
        shown = QDate.fromString(parameter.default or parameter.example, Qt.DateFormat.ISODate)
        field.setDate(shown if shown.isValid() else QDate.currentDate())
        field.dateChanged.connect(lambda _: self.changed.emit())
        self._read[parameter.name] = lambda: field.date().toString(_ISO)
        return field

    def _file(self, parameter: Parameter) -> FileField:
        table = parameter.type == "table"
        field = FileField(parameter.name, self.tr("Tables (*.csv *.tsv *.txt)") if table else "")
        field.line.setPlaceholderText(
            self.tr("a file with the columns %1").replace("%1", ", ".join(parameter.columns))
            if table
            else parameter.example or parameter.default
        )
        field.changed.connect(self.changed)
        self._read[parameter.name] = lambda: _rows(field.path) if table else field.path
        return field


def _rows(path: str) -> str:
    """The rows of a table as a skill takes them.

    Raises:
        UsageError: it cannot be read.
    """
    if not path:
        return ""
    rows = [dict(row) for row in read_table(Path(path)).rows]
    return json.dumps(rows, ensure_ascii=False)
