"""Settings: the parts on the left, the chosen one beside them. The files are the truth."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.about import what_leaves
from app.gui.look import EDGE, GAP, Tone
from app.gui.settings_form import Field, SettingsForm, heading, paragraph
from app.gui.settings_keys import KeysPart
from app.gui.settings_models import ModelsPart
from app.gui.settings_permissions import PermissionsPart
from app.gui.shell import Shell
from app.gui.skills_told import Told
from app.gui.watching import watch
from app.models.config import load_models
from app.models.manage import BUILTIN
from app.paths import Paths
from app.settings import Settings, load_settings

_SOON = 200  # milliseconds after which a change on the disk is looked at


class SettingsPage(QWidget):
    """All settings. What somebody else writes into the files is shown at once."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._home, self._work = shell, shell.home, shell.work
        self._settings: Settings | None = None
        self.parts = QListWidget()
        self.parts.setAccessibleName(self.tr("Parts of the settings"))
        self.stack = QStackedWidget()
        self.told = Told()
        self.forms: list[SettingsForm] = []
        self.permissions = PermissionsPart(self._home, self._work)
        self.models = ModelsPart(self._home, self._work)
        self.keys = KeysPart(self._home)
        self._add_parts()
        self._lay_out()
        self.parts.currentRowChanged.connect(self._turn_to)
        self.parts.setCurrentRow(0)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._files_changed)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._soon.start(_SOON))
        self._watcher.fileChanged.connect(lambda _: self._soon.start(_SOON))

    def _add_parts(self) -> None:
        self._add_form(self.tr("General"), self._general())
        self._add_form(self.tr("Runs"), self._runs())
        self._add_form(self.tr("Environments"), self._environments())
        for title, part in (
            (self.tr("Permissions"), self.permissions),
            (self.tr("Models"), self.models),
            (self.tr("Keys"), self.keys),
        ):
            part.told.connect(self._tell)
            part.changed.connect(self._written)
            self._add(title, part)
        self._add_form(self.tr("Hot keys"), self._hot_keys())
        self._add(self.tr("Privacy"), self._privacy())

    def _general(self) -> Sequence[Field]:
        return (
            Field(
                name="appearance",
                label=self.tr("&Appearance"),
                kind="choice",
                holds=self.tr("Written."),
                choices=(
                    ("system", self.tr("as the system")),
                    ("light", self.tr("light")),
                    ("dark", self.tr("dark")),
                ),
            ),
            Field(
                name="language",
                label=self.tr("&Language"),
                kind="choice",
                holds=self.tr("Written; it holds from the next start of Deskhand on."),
                choices=(
                    ("system", self.tr("as the system")),
                    ("en", "English"),
                    ("de", "Deutsch"),
                ),
            ),
        )

    def _runs(self) -> Sequence[Field]:
        return (
            Field(name="planner", label=self.tr("Pla&nner"), kind="choice"),
            Field(
                name="max_steps",
                label=self.tr("&Most steps of a run"),
                kind="whole",
                least=1,
            ),
            Field(
                name="minutes",
                label=self.tr("Most t&ime for a run"),
                kind="number",
                least=0.01,
                unit=self.tr("minutes"),
            ),
            Field(
                name="budget",
                label=self.tr("Most that models may &cost in a run"),
                kind="number",
                most=1_000_000,
                unit=self.tr("US dollars"),
                none=self.tr("no limit"),
            ),
            Field(
                name="keep_days",
                label=self.tr("&Delete runs after"),
                kind="whole",
                unit=self.tr("days"),
                none=self.tr("never"),
            ),
        )

    def _environments(self) -> Sequence[Field]:
        automatic = self.tr("as needed")
        return (
            Field(
                name="browser_path",
                label=self.tr("&Browser"),
                kind="file",
                hint=self.tr("empty: the one that is found"),
            ),
            Field(
                name="headless",
                label=self.tr("Browser &without a window"),
                kind="choice",
                choices=(
                    ("auto", self.tr("only where there is no display")),
                    ("true", self.tr("always")),
                    ("false", self.tr("never")),
                ),
            ),
            Field(
                name="pixels",
                label=self.tr("&Read pictures"),
                kind="choice",
                choices=(
                    ("auto", automatic),
                    ("always", self.tr("always")),
                    ("off", self.tr("never")),
                ),
            ),
            Field(
                name="ocr",
                label=self.tr("&Languages of text in pictures"),
                hint=self.tr("as eng+deu"),
            ),
            Field(
                name="detector",
                label=self.tr("&Detector of controls in pictures"),
                kind="file",
                hint=self.tr("empty: by their shapes"),
            ),
        )

    def _hot_keys(self) -> Sequence[Field]:
        return (
            Field(name="stop_key", label=self.tr("Stop"), kind="keys"),
            Field(
                name="stop_anywhere_key",
                label=self.tr("Stop from everywhere, while a run goes on"),
                kind="keys",
            ),
            Field(name="pause_key", label=self.tr("Pause"), kind="keys"),
            Field(name="step_key", label=self.tr("Step"), kind="keys"),
            Field(name="take_over_key", label=self.tr("Take over"), kind="keys"),
        )

    def _add_form(self, title: str, fields: Sequence[Field]) -> None:
        form = SettingsForm(self._home, self._work, fields)
        form.told.connect(self._tell)
        form.changed.connect(self._written)
        self.forms.append(form)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading(title))
        column.addWidget(form)
        column.addStretch(1)
        self._add(title, part)

    def _privacy(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading(self.tr("What leaves this machine")))
        column.addWidget(paragraph(what_leaves()))
        column.addWidget(heading(self.tr("Where things lie")))
        lines = (
            (self.tr("Settings:"), self._home.settings),
            (self.tr("Permissions:"), self._home.permissions),
            (self.tr("Models:"), self._home.models),
            (self.tr("Runs:"), self._home.runs),
            (self.tr("Skills:"), self._home.skills),
        )
        column.addWidget(paragraph("\n".join(f"{name} {path}" for name, path in lines)))
        column.addStretch(1)
        return part

    def _add(self, title: str, part: QWidget) -> None:
        self.parts.addItem(title)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(title)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(part)
        self.stack.addWidget(area)

    def _lay_out(self) -> None:
        widest = self.parts.sizeHintForColumn(0)
        self.parts.setFixedWidth(widest + 4 * EDGE)
        row = QHBoxLayout()
        row.setSpacing(EDGE)
        row.addWidget(self.parts)
        row.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addLayout(row, 1)
        column.addWidget(self.told)

    # What the files say.

    def refresh(self) -> None:
        """Read the files anew."""
        self.told.clear()
        self._watch()
        home = self._home
        self._work.ask("settings", partial(_read, home), self._show, self._failed)
        self._refresh_part()

    def _show(self, found: tuple[Settings, Sequence[str]]) -> None:
        settings, planners = found
        for form in self.forms:
            form.offer("planner", [(name, name) for name in planners])
            form.show_settings(settings)
        if self._settings is not None and settings != self._settings:
            self._shell.settings_changed.emit()
        self._settings = settings

    def turn_to(self, part: QWidget) -> None:
        """Show a part."""
        for at in range(self.stack.count()):
            area = self.stack.widget(at)
            if isinstance(area, QScrollArea) and area.widget() is part:
                self.parts.setCurrentRow(at)

    def _turn_to(self, row: int) -> None:
        self.stack.setCurrentIndex(row)
        if self.isVisible():
            self.told.clear()
            self._refresh_part()

    def _refresh_part(self) -> None:
        """Read what the part that is shown tells of."""
        area = self.stack.currentWidget()
        part = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(part, PermissionsPart | ModelsPart | KeysPart):
            part.refresh()

    def _watch(self) -> None:
        """Notice what others write; editors replace files, so the folder is watched as well."""
        home = self._home
        wanted = [home.config, home.settings, home.permissions, home.models, home.prices]
        watch(self._watcher, wanted)

    def _files_changed(self) -> None:
        said = self.told.text()
        self.refresh()
        self.told.setText(said)

    def _written(self) -> None:
        self._soon.start(_SOON)

    def may_close(self) -> bool:
        """Nothing here keeps the window open."""
        return True

    def end(self) -> None:
        """Let go of what is asked."""
        self.models.end()
        self.keys.end()

    def _failed(self, failure: DeskhandError) -> None:
        self._tell(str(failure), Tone.BAD)

    def _tell(self, text: str, tone: Tone) -> None:
        self.told.say(text, tone)


def _read(home: Paths) -> tuple[Settings, Sequence[str]]:
    """The settings, and who may decide."""
    return load_settings(home.settings), (BUILTIN, *load_models(home.models))
