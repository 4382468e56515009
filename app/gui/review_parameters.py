"""The parameters of a skill as fields: their names, types, values, and what was guessed of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import GAP, Tone
from app.gui.skills_told import Told
from skills.review import Review, made_constant, open_reviews
from skills.revise import (
    PLAIN_TYPES,
    CannotRevise,
    column_renamed,
    renamed,
    retyped,
    with_parameter,
)
from skills.skill import Parameter, ParameterType, Skill
from skills.values import value_fault

Change = Callable[[Skill], Skill]


class Parameters(QScrollArea):
    """A line of fields for each parameter.

    Signals:
        wanted: a `Change`; applying it may raise `CannotRevise`.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Parameter, ...] | None = None
        self._inside = QWidget()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Parameters"))

    def set_skill(self, skill: Skill | None, *, again: bool = False) -> None:
        """Show the parameters of a skill.

        Args:
            skill: None for none.
            again: make the fields anew though nothing has changed, as when a change was refused.
        """
        parameters = skill.parameters if skill is not None else ()
        if parameters == self._shown and not again:
            return
        focused = self._focused()
        self._shown = parameters
        inside = self._inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, GAP, 0)
        if skill is None or not parameters:
            none = Told(self.tr("It takes no values."))
            column.addWidget(none)
        else:
            column.addLayout(self._grid(skill))
        column.addStretch(1)
        before = self.takeWidget()
        if before is not None:  # one of its fields may be what has called us
            before.hide()
            before.deleteLater()
        self.setWidget(inside)
        inside.show()
        for field in inside.findChildren(QWidget):
            if focused and field.accessibleName() == focused:
                field.setFocus()

    def _focused(self) -> str:
        inside = self.widget()
        field = inside.focusWidget() if inside is not None else None
        return field.accessibleName() if field is not None and field.hasFocus() else ""

    def _grid(self, skill: Skill) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(GAP)
        titles = (self.tr("Name"), self.tr("Type"), self.tr("Value"), self.tr("What it is for"))
        for at, title in enumerate(titles):
            label = Told(title)
            grid.addWidget(label, 0, at)
        grid.setColumnStretch(2, 2)
        grid.setColumnStretch(3, 2)
        guesses = {each.parameter: each for each in open_reviews(skill) if each.parameter}
        row = 1
        for parameter in skill.parameters:
            for at, field in enumerate(self._fields(parameter)):
                grid.addWidget(field, row, at)
            guess = guesses.get(parameter.name)
            if parameter.type not in ("secret", "table") and (
                parameter.default or parameter.example
            ):
                grid.addWidget(self._constant(parameter), row, 4)
            row += 1
            if guess is not None:
                told = Told(self.tr("Guessed: %1").replace("%1", guess.text), Tone.WAITING)
                grid.addWidget(told, row, 0, 1, 5)
                row += 1
        return grid

    def _fields(self, parameter: Parameter) -> list[QWidget]:
        return [
            self._line(
                self.tr("Name of %1"),
                parameter,
                parameter.name,
                lambda text: partial(_rename, parameter.name, text),
            ),
            self._type(parameter),
            self._value(parameter),
            self._line(
                self.tr("What %1 is for"),
                parameter,
                parameter.description,
                lambda text: partial(_describe, parameter.name, text),
            ),
        ]

    def _line(
        self, name: str, parameter: Parameter, text: str, change: Callable[[str], Change]
    ) -> QLineEdit:
        field = QLineEdit(text)
        field.setAccessibleName(name.replace("%1", parameter.name))
        field.setCursorPosition(0)

        def finished() -> None:
            now = field.text().strip()
            if now != text:
                self.wanted.emit(change(now))

        field.editingFinished.connect(finished)
        return field

    def _type(self, parameter: Parameter) -> QWidget:
        names = {
            "text": self.tr("text"),
            "number": self.tr("number"),
            "date": self.tr("date"),
            "path": self.tr("file"),
            "enum": self.tr("choice"),
            "secret": self.tr("secret"),
            "table": self.tr("table"),
        }
        field = QComboBox()
        field.setAccessibleName(self.tr("Type of %1").replace("%1", parameter.name))
        plain = parameter.type in PLAIN_TYPES
        for kind in PLAIN_TYPES if plain else (parameter.type,):
            field.addItem(names[kind], kind)
        field.setCurrentIndex(field.findData(parameter.type))
        field.setEnabled(plain)
        # On Linux a list of choices is known by the label whose buddy it is, and by nothing else.
        label = QLabel(field.accessibleName(), self._inside)
        label.setBuddy(field)
        label.hide()

        def chosen(_: int) -> None:
            kind: ParameterType = field.currentData()
            self.wanted.emit(lambda skill: retyped(skill, parameter.name, kind))

        field.activated.connect(chosen)
        return field

    def _value(self, parameter: Parameter) -> QWidget:
        """Columns of a table, choices of a choice, the name of a secret, else the example."""
        if parameter.type == "table":
            return self._line(
                self.tr("Columns of %1"),
                parameter,
                ", ".join(parameter.columns),
                lambda text: partial(_columns, parameter.name, text),
            )
        if parameter.type == "enum":
            return self._line(
                self.tr("Choices of %1"),
                parameter,
                ", ".join(parameter.choices),
                lambda text: partial(_choices, parameter.name, text),
            )
        shown = parameter.secret if parameter.type == "secret" else parameter.default
        return self._line(
            self.tr("Value of %1"),
            parameter,
            shown or parameter.example,
            lambda text: partial(_value, parameter.name, text),
        )

    def _constant(self, parameter: Parameter) -> QPushButton:
        button = QPushButton(self.tr("Always this"))
        button.setAutoDefault(False)  # Enter in a field is no answer
        button.setAccessibleName(self.tr("%1 is always this value").replace("%1", parameter.name))
        button.setToolTip(self.tr("It is no parameter: the skill always takes this value."))
        button.clicked.connect(lambda: self.wanted.emit(partial(_constant, parameter.name)))
        return button


def _of(skill: Skill, name: str) -> Parameter:
    parameter = skill.parameter(name)
    if parameter is None:
        raise CannotRevise(f"there is no parameter called {name}")
    return parameter


def _rename(old: str, new: str, skill: Skill) -> Skill:
    return renamed(skill, old, new.strip().replace(" ", "_").casefold())


def _describe(name: str, text: str, skill: Skill) -> Skill:
    return with_parameter(skill, name, replace(_of(skill, name), description=text))


def _value(name: str, text: str, skill: Skill) -> Skill:
    parameter = _of(skill, name)
    if parameter.type == "secret":
        if not text:
            raise CannotRevise("a secret says what it is called in the keyring")
        return with_parameter(skill, name, replace(parameter, secret=text))
    if text and (reason := value_fault(parameter, text)):
        raise CannotRevise(reason)
    if parameter.default and text:
        return with_parameter(skill, name, replace(parameter, default=text))
    changed = replace(parameter, example=text, default="", required=True)
    return with_parameter(skill, name, changed)


def _choices(name: str, text: str, skill: Skill) -> Skill:
    choices = tuple(dict.fromkeys(filter(None, (each.strip() for each in text.split(",")))))
    if not choices:
        raise CannotRevise("a choice has at least one entry")
    return retyped(skill, name, "enum", choices)


def _columns(name: str, text: str, skill: Skill) -> Skill:
    new = [each.strip().replace(" ", "_").casefold() for each in text.split(",")]
    old = _of(skill, name).columns
    if len(new) != len(old):
        raise CannotRevise(f"it has {len(old)} columns: {', '.join(old)}")
    for one, other in zip(old, new, strict=True):
        skill = column_renamed(skill, name, one, other)
    return skill


def _constant(name: str, skill: Skill) -> Skill:
    return made_constant(skill, Review("", parameter=name, constant=True))
