"""The models that are set up: what they are, what they cost, and whether they work."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.engine.spending import dollars
from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.look import GAP, Tone
from app.gui.settings_form import heading, paragraph
from app.gui.settings_model import ModelDialog, Wanted
from app.gui.tables import FactsTable
from app.models.config import load_models
from app.models.described import Described, describe, profile_of
from app.models.keys import checked_key
from app.models.manage import BUILTIN, add, named, new_entry, remove, use
from app.models.trying import TriedOut, try_out
from app.paths import Paths
from app.runs.index import list_runs
from app.safety.vault import Vault
from app.settings import load_settings

_DAYS = 30  # whose costs are added up
_PATIENCE = 5.0  # seconds for the keyring
_LINES = 7


@dataclass(frozen=True, slots=True)
class _Found:
    models: Sequence[Described]
    spent: dict[str, float]
    default: str


class ModelsPart(QWidget):
    """The models of models.yaml; the file stays the truth.

    Signals:
        told: what came of a change, and its tone.
        changed: a file was written.
    """

    told = Signal(str, object)
    changed = Signal()

    def __init__(self, home: Paths, work: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home, self._work = home, work
        # A call to a model takes long, and must not hold up what else is asked.
        self._calls = Background(self)
        self._models: Sequence[Described] = ()
        self._about = ("", "")  # the model that is chosen, and what is told of it
        self.table = FactsTable(
            self.tr("Models"),
            (
                self.tr("Name"),
                self.tr("Model"),
                self.tr("Where"),
                self.tr("Key"),
                self.tr("Price"),
                self.tr("Spent in 30 days"),
            ),
            1,
        )
        self.add = QPushButton(self.tr("&Add…"))
        self.test = QPushButton(self.tr("Tr&y it out"))
        self.use = QPushButton(self.tr("&Use by default"))
        self.remove = QPushButton(self.tr("&Remove…"))
        self.came = QPlainTextEdit()
        self.came.setReadOnly(True)
        self.came.setTabChangesFocus(True)
        self.came.setAccessibleName(self.tr("About this model"))
        self.came.setMaximumHeight(self.fontMetrics().lineSpacing() * _LINES)
        self._lay_out()
        self.table.itemSelectionChanged.connect(self._chosen)
        self.add.clicked.connect(self._add)
        self.test.clicked.connect(self._test)
        self.use.clicked.connect(self._use)
        self.remove.clicked.connect(self._remove)
        self._chosen()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        for button in (self.remove, self.use, self.test, self.add):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading(self.tr("Models")))
        column.addWidget(
            paragraph(
                self.tr(
                    "Deskhand carries out explicit tasks and skills without any model. A model, at "
                    "a server or on this machine, can plan freely."
                )
            )
        )
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        column.addWidget(self.came)

    def refresh(self) -> None:
        """Read the files anew."""
        home = self._home
        self._calls.ask("models", lambda: _look(home), self._show, self._failed)

    def end(self) -> None:
        """Nothing is asked any more."""
        self._calls.close()

    def _show(self, found: _Found) -> None:
        self._models = found.models
        built_in = self.tr("built in")
        rows = [
            (BUILTIN, self.tr("the built-in planner"), built_in, "", self.tr("free"), ""),
            *(
                (
                    each.name,
                    each.model,
                    each.address or self.tr("on this machine"),
                    each.key,
                    each.price,
                    dollars(found.spent.get(each.name, 0.0)),
                )
                for each in found.models
            ),
        ]
        marked = [
            (row[0], f"{row[1]} ★" if row[0] == found.default else row[1], *row[2:]) for row in rows
        ]
        self.table.show_rows(marked)
        self._chosen()

    @property
    def _described(self) -> Described | None:
        """The model that is chosen."""
        return next((each for each in self._models if each.name == self.table.chosen), None)

    def _chosen(self) -> None:
        found = self._described
        self.test.setEnabled(found is not None)
        self.remove.setEnabled(found is not None and not found.default)
        default = any(each.default for each in self._models)
        builtin = self.table.chosen == BUILTIN
        plans = found is not None and not found.default and found.purpose != "grounding"
        self.use.setEnabled(plans or (builtin and default))
        if found is not None:
            lines = [
                self.tr("Profile: %1, protocol: %2")
                .replace("%1", found.profile or "–")
                .replace("%2", found.protocol or "–"),
                found.problem,
            ]
            about = "\n".join(line for line in lines if line)
        else:
            about = self.tr("★ decides when no planner is named.")
        # What came of trying a model out stays when the list is only read anew.
        if (told := (self.table.chosen, about)) != self._about:
            self._about = told
            self.came.setPlainText(about)

    # Changes.

    def _add(self) -> None:
        dialog = ModelDialog(self._home, self)
        dialog.wanted.connect(partial(self._keep, dialog))
        dialog.exec()

    def _keep(self, dialog: ModelDialog, wanted: Wanted) -> None:
        home = self._home

        def done(_: object) -> None:
            dialog.accept()
            self._written(None)

        self._calls.ask(
            "add", lambda: _keep(home, wanted), done, lambda failure: dialog.tell(str(failure))
        )

    def _test(self) -> None:
        name, home = self.table.chosen, self._home

        def attempt() -> TriedOut:
            setting = named(home, name)
            return try_out(setting, profile_of(setting, home), home)

        self.test.setEnabled(False)
        self.came.setPlainText(self.tr("Asking %1…").replace("%1", name))
        self._calls.ask("test", attempt, self._tried, self._not_tried)

    def _tried(self, tried: TriedOut) -> None:
        self.test.setEnabled(True)
        self.came.setPlainText("\n".join(tried.lines()))

    def _not_tried(self, failure: DeskhandError) -> None:
        self.test.setEnabled(True)
        self.came.setPlainText(str(failure))

    def _use(self) -> None:
        name, home = self.table.chosen, self._home
        self._work.ask("use", lambda: use(home, name), self._written, self._failed)

    def _remove(self) -> None:
        name, home = self.table.chosen, self._home
        asked = QMessageBox.question(
            self,
            self.tr("Take this model out?"),
            self.tr("%1 is taken out of the file; its key is kept.").replace("%1", name),
        )
        if asked == QMessageBox.StandardButton.Yes:
            self._work.ask("remove", lambda: remove(home, name), self._written, self._failed)

    def _written(self, _: None) -> None:
        self.told.emit(self.tr("Written; it holds from the next run on."), Tone.GOOD)
        self.changed.emit()

    def _failed(self, failure: DeskhandError) -> None:
        self.told.emit(str(failure), Tone.BAD)


def _look(home: Paths) -> _Found:
    """The models, and what they cost lately."""
    default = load_settings(home.settings).planner
    vault = Vault(patience=_PATIENCE)
    models = [describe(each, home, default, vault) for each in load_models(home.models).values()]
    since = time.time() - _DAYS * 86_400
    spent: dict[str, float] = defaultdict(float)
    for run in list_runs(home):
        if run.started >= since:
            spent[run.planner] += run.dollars
    return _Found(models, spent, default)


def _keep(home: Paths, wanted: Wanted) -> Described:
    """Write a model down, and keep its key in the keyring."""
    entry = new_entry(wanted.name, model=wanted.model, weights=wanted.weights, **wanted.more)
    key = checked_key(wanted.secret) if wanted.secret.strip() else ""
    found = add(home, entry)
    if key and found.key_name:
        Vault(patience=_PATIENCE).keep(found.key_name, key)
    return found
