"""Fields of the settings file: what is changed in them is written at once, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.fields import KeysEdit, clearable
from app.gui.look import GAP, Tone
from app.paths import Paths
from app.settings import Settings, set_setting, written

_REST = 700  # milliseconds without a change after which a number is written
_PORTABLE = QKeySequence.SequenceFormat.PortableText


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A setting and how it is shown.

    Attributes:
        name: in the file.
        label: for people, with the letter that goes to it.
        kind: of control.
        choices: value in the file and what it is called, for "choice".
        least: and `most`, for numbers.
        none: what the least number means, where it means "no limit" or the like.
        unit: behind a number.
        hint: in an empty field, and as a tooltip.
        holds: what is said of a change, where it does not hold from the next run on.
    """

    name: str
    label: str
    kind: str = "line"
    choices: Sequence[tuple[str, str]] = ()
    least: float = 0
    most: float = 100_000
    none: str = ""
    unit: str = ""
    hint: str = ""
    holds: str = ""


class SettingsForm(QWidget):
    """A form of some settings.

    Signals:
        told: what came of a change, and its tone.
        changed: the file was written.
    """

    told = Signal(str, object)
    changed = Signal()

    def __init__(
        self,
        home: Paths,
        work: Background,
        fields: Sequence[Field],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._home, self._work = home, work
        self._now = Settings()
        self._holds = {field.name: field.holds for field in fields if field.holds}
        self._waiting: dict[str, str] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._write_waiting)
        self.controls: dict[str, QWidget] = {}
        self._show: dict[str, Callable[[object], None]] = {}
        form = QFormLayout(self)
        form.setSpacing(GAP)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for field in fields:
            control = self._control(field)
            control.setAccessibleName(field.label.replace("&", ""))
            for inner in control.findChildren(QLineEdit):
                inner.setAccessibleName(control.accessibleName())
            control.setToolTip(field.hint)
            self.controls[field.name] = control
            label = QLabel(f"{field.label}:")
            label.setBuddy(control)
            form.addRow(label, self._with_button(field, control))

    def offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other values of a setting: as in the file, and as they are called."""
        control = self.controls.get(name)
        if isinstance(control, QComboBox):
            with QSignalBlocker(control):
                control.clear()
                for value, title in choices:
                    control.addItem(title, value)

    def show_settings(self, settings: Settings) -> None:
        """Show what the file says; what somebody is typing stays."""
        self._now = settings
        for name, control in self.controls.items():
            if not control.hasFocus() or isinstance(control, QComboBox):
                with QSignalBlocker(control):
                    self._show[name](getattr(settings, name))

    def _control(self, field: Field) -> QWidget:
        match field.kind:
            case "choice":
                return self._choice(field)
            case "whole":
                return self._whole(field)
            case "number":
                return self._number(field)
            case "keys":
                return self._keys(field)
            case _:
                return self._line(field)

    def _choice(self, field: Field) -> QWidget:
        made = QComboBox()
        for value, title in field.choices:
            made.addItem(title, value)

        def show(value: object) -> None:
            text = written(value)
            if made.findData(text) < 0:
                made.addItem(text, text)
            made.setCurrentIndex(made.findData(text))

        self._show[field.name] = show
        made.activated.connect(lambda _: self._write(field.name, made.currentData()))
        return made

    def _whole(self, field: Field) -> QWidget:
        made = QSpinBox()
        made.setRange(int(field.least), int(field.most))
        made.setSpecialValueText(field.none)
        made.setSuffix(f" {field.unit}" if field.unit else "")
        self._show[field.name] = lambda value: made.setValue(int(str(value)))
        made.editingFinished.connect(lambda: self._write(field.name, str(made.value())))
        made.valueChanged.connect(lambda value: self._write_soon(field.name, str(value)))
        return made

    def _number(self, field: Field) -> QWidget:
        made = QDoubleSpinBox()
        made.setRange(field.least, field.most)
        made.setSpecialValueText(field.none)
        made.setSuffix(f" {field.unit}" if field.unit else "")
        self._show[field.name] = lambda value: made.setValue(float(str(value)))
        made.editingFinished.connect(lambda: self._write(field.name, f"{made.value():g}"))
        made.valueChanged.connect(lambda value: self._write_soon(field.name, f"{value:g}"))
        return made

    def _keys(self, field: Field) -> QWidget:
        made = KeysEdit()
        made.setMaximumSequenceLength(1)
        clearable(made)
        made.setFinishingKeyCombinations([])
        self._show[field.name] = lambda value: made.setKeySequence(QKeySequence(str(value)))
        made.editingFinished.connect(
            lambda: self._write(field.name, made.keySequence().toString(_PORTABLE))
        )
        return made

    def _line(self, field: Field) -> QWidget:
        made = QLineEdit()
        made.setMinimumWidth(self.fontMetrics().averageCharWidth() * 36)
        made.setPlaceholderText(field.hint)
        self._show[field.name] = lambda value: made.setText(written(value))
        made.editingFinished.connect(lambda: self._write(field.name, made.text().strip()))
        return made

    def _with_button(self, field: Field, control: QWidget) -> QWidget | QHBoxLayout:
        """A field for a file has a button to look for it."""
        if field.kind != "file" or not isinstance(control, QLineEdit):
            return control
        browse = QPushButton(self.tr("Browse…"))
        browse.setAccessibleName(f"{control.accessibleName()}: {browse.text()}")
        browse.clicked.connect(partial(self._browse, field, control))
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(control)
        row.addWidget(browse)
        row.addStretch(1)
        return row

    def _browse(self, field: Field, control: QLineEdit) -> None:
        found = QFileDialog.getOpenFileName(self, field.label.replace("&", ""), control.text())[0]
        if found:
            control.setText(found)
            self._write(field.name, found)

    def _write_soon(self, name: str, text: str) -> None:
        """Write a number once nothing is typed any more; other programs set it without focus."""
        self._waiting[name] = text
        self._rest.start(_REST)

    def _write_waiting(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for name, text in waiting.items():
            self._write(name, text)

    def _write(self, name: str, text: str) -> None:
        self._waiting.pop(name, None)
        if text == written(getattr(self._now, name)):
            return
        path, kind = self._home.settings, f"setting {name}"
        write, done = partial(set_setting, path, name, text), partial(self._written, name)
        self._work.ask(kind, write, done, self._failed)

    def _written(self, name: str, _: None) -> None:
        told = self._holds.get(name) or self.tr("Written; it holds from the next run on.")
        self.told.emit(told, Tone.GOOD)
        self.changed.emit()

    def _failed(self, failure: DeskhandError) -> None:
        self.told.emit(str(failure), Tone.BAD)
        self.changed.emit()  # what is shown must be what the file says


def heading(text: str) -> QLabel:
    """The title of a part of the settings."""
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 1.2)
    label.setFont(font)
    return label


def paragraph(text: str) -> QLabel:
    """Words that wrap and can be copied."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
