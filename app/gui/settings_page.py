"""Settings, the rules of what may be done, and what leaves the machine."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone, colour
from app.paths import Paths
from app.safety.permissions import Permissions, Rule, load_permissions
from app.settings import Settings, load_settings, set_setting

_CHOICES: Mapping[str, Sequence[str]] = {
    "headless": ("", "true", "false"),
    "pixels": ("auto", "always", "off"),
}


class SettingsPage(QWidget):
    """The settings file as a form, and the permissions as sentences.

    The files are the truth: what is changed here is written at once, and nothing else in them.

    Args:
        home: where the files lie.
        planners: who may decide.
    """

    def __init__(self, home: Paths, planners: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.rules = self._table()
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(self._form(planners))
        column.addWidget(self._permissions(), 1)
        column.addWidget(self._privacy())
        column.addWidget(self.told)
        self.refresh()

    def _form(self, planners: Sequence[str]) -> QGroupBox:
        group = QGroupBox(self.tr("Runs"))
        form = QFormLayout(group)
        form.setSpacing(GAP)
        names = {
            "planner": self.tr("Planner"),
            "budget": self.tr("Dollars that models may cost in a run (0: no limit)"),
            "max_steps": self.tr("Most steps of a run"),
            "minutes": self.tr("Most minutes of a run"),
            "keep_days": self.tr("Days that runs are kept (0: for ever)"),
            "browser_path": self.tr("Browser (empty: find one)"),
            "headless": self.tr("Browser without a window"),
            "pixels": self.tr("Read pictures"),
            "ocr": self.tr("Languages of text in pictures"),
        }
        for field in dataclasses.fields(Settings):
            label = names.get(field.name, field.name)
            choices = list(planners) if field.name == "planner" else _CHOICES.get(field.name)
            made: QLineEdit | QComboBox
            if choices is not None:
                made = QComboBox()
                made.addItems(list(choices))
                made.textActivated.connect(lambda text, name=field.name: self._write(name, text))
            else:
                made = QLineEdit()
                made.editingFinished.connect(
                    lambda name=field.name, made=made: self._write(name, made.text())
                )
            made.setAccessibleName(label)
            form.addRow(f"{label}:", made)
            self._fields[field.name] = made
        return group

    def _permissions(self) -> QGroupBox:
        group = QGroupBox(self.tr("What may be done"))
        column = QVBoxLayout(group)
        column.setSpacing(GAP)
        row = QHBoxLayout()
        self.mode = QLabel()
        self.mode.setWordWrap(True)
        edit = QPushButton(self.tr("Open the &file"))
        edit.clicked.connect(self._open_permissions)
        row.addWidget(self.mode, 1)
        row.addWidget(edit)
        column.addLayout(row)
        column.addWidget(self.rules, 1)
        return group

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 4)
        table.setAccessibleName(self.tr("Rules"))
        table.setHorizontalHeaderLabels(
            [self.tr("Rule"), self.tr("Effect"), self.tr("Holds for"), self.tr("Why")]
        )
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        return table

    def _privacy(self) -> QLabel:
        label = QLabel(
            self.tr(
                "Nothing leaves this computer but what is sent to the model that you chose; the "
                "built-in planner sends nothing. Deskhand reports to nobody."
            )
        )
        label.setWordWrap(True)
        return label

    def refresh(self) -> None:
        """Read the files anew."""
        self.told.clear()
        try:
            settings = load_settings(self._home.settings)
        except DeskhandError as failure:
            self._tell(str(failure))
            return
        for name, field in self._fields.items():
            value = _shown(getattr(settings, name))
            if isinstance(field, QComboBox):
                if field.findText(value) < 0:
                    field.addItem(value)
                field.setCurrentText(value)
            else:
                field.setText(value)
        self._show_rules(load_permissions(self._home.permissions))

    def _show_rules(self, permissions: Permissions) -> None:
        if permissions.problem:
            self._tell(permissions.problem)
        mode = self.tr("What no rule speaks of: %1").replace("%1", permissions.mode.value)
        self.mode.setText(mode)
        self.rules.setRowCount(len(permissions.rules))
        for row, rule in enumerate(permissions.rules):
            for at, text in enumerate((rule.id, rule.effect.value, _condition(rule), rule.reason)):
                self.rules.setItem(row, at, QTableWidgetItem(text))

    def _write(self, name: str, text: str) -> None:
        try:
            now = _shown(getattr(load_settings(self._home.settings), name))
            if text.strip() == now:
                return
            set_setting(self._home.settings, name, text.strip())
        except DeskhandError as failure:
            self._tell(str(failure))
            return
        self.told.setText(self.tr("Written; it holds from the next run on."))
        self._colour(Tone.GOOD)

    def _open_permissions(self) -> None:
        path = self._home.permissions
        if not path.exists():
            self._tell(self.tr("You have no rules of your own yet: %1").replace("%1", str(path)))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self._colour(Tone.BAD)

    def _colour(self, tone: Tone) -> None:
        palette = self.told.palette()
        palette.setColor(self.told.foregroundRole(), colour(tone))
        self.told.setPalette(palette)


def _shown(value: object) -> str:
    """A setting's value as it is written in the file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _condition(rule: Rule) -> str:
    """What a rule speaks of, in few words."""
    parts = [
        ", ".join(sorted(rule.kinds)),
        ", ".join(sorted(rule.risks)),
        ", ".join(rule.origins),
        ", ".join(sorted(rule.applications)),
        ", ".join(sorted(rule.roles)),
        rule.name.pattern if rule.name is not None else "",
        ", ".join(f"{name}: {pattern.pattern}" for name, pattern in rule.arguments),
    ]
    return "; ".join(part for part in parts if part)
