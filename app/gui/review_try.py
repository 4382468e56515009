"""Trying a draft with other values before it is saved."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone
from app.gui.shell import Shell
from app.gui.skills_launch import SkillRun, usual_place
from app.gui.skills_told import Told
from app.gui.skills_values import ValuesForm
from app.learning import keep
from app.skill_runs import once
from skills.generalise import Learned
from skills.store import Store

_ASKED = 300  # milliseconds after which the run is asked how far it is


def drafts(shell: Shell) -> Path:
    """Where drafts lie while they are tried; no library that anything else looks into."""
    return shell.home.data / "drafts"


class TryDialog(QDialog):
    """Asks for values, runs the draft with them, and tells what came of it.

    Signals:
        came: what came of a run, and whether that was well.
    """

    came = Signal(str, bool)

    def __init__(
        self, shell: Shell, learned: Learned, place: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shell = shell
        self._learned = learned
        self._run: SkillRun | None = None
        self.setWindowTitle(self.tr("Try it with other values"))
        self.setMinimumWidth(560)
        self.values = ValuesForm()
        self.values.set_skill(learned.skill)
        self.place = QComboBox()
        self.place.setAccessibleName(self.tr("Where"))
        for each, name in (
            ("browser", self.tr("In a browser")),
            ("sandbox", self.tr("On a private desktop")),
            ("desktop", self.tr("On this desktop")),
        ):
            self.place.addItem(name, each)
        known = self.place.findData(place)
        usual = self.place.findData(usual_place(learned.skill))
        self.place.setCurrentIndex(known if known >= 0 else usual)
        self.address = QLineEdit()
        self.address.setAccessibleName(self.tr("Address to begin with"))
        self.address.setPlaceholderText(self.tr("left to the skill"))
        self.told = Told(self.tr("It is done for real, with your approval where it asks."))
        self.go = QPushButton(self.tr("&Run it"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.ActionRole)
        form = QFormLayout()
        form.setSpacing(GAP)
        for name, field in ((self.tr("W&here:"), self.place), (self.tr("&Address:"), self.address)):
            label = QLabel(name)
            label.setBuddy(field)
            form.addRow(label, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addLayout(form)
        column.addWidget(self.values)
        column.addStretch(1)
        column.addWidget(self.told)
        column.addWidget(buttons)
        self.go.setDefault(True)  # a dialog heeds it only of a button that is in it
        self._clock = QTimer(self)
        self._clock.setInterval(_ASKED)
        self._clock.timeout.connect(self._look)
        self.go.clicked.connect(self._go)
        buttons.rejected.connect(self.reject)
        self.values.changed.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        going = self._run is not None and not self._run.over
        self.go.setEnabled(not going and not self.values.fault())

    def _go(self) -> None:
        learned, shell = self._learned, self._shell
        try:
            planner = once(learned.skill, given := self.values.given())
        except DeskhandError as failure:
            self._tell(str(failure), Tone.BAD)
            return
        folder = drafts(shell)
        place, address = str(self.place.currentData()), self.address.text().strip()

        def put() -> Store:
            shutil.rmtree(folder, ignore_errors=True)
            library = Store(folder)
            keep(learned, library)
            return library

        def begin(library: Store) -> None:
            skill = replace(learned.skill, trust="draft")
            self._run = SkillRun(shell.home, skill, planner, place, address, given, library)
            shell.watch(self._run.begin)
            self._clock.start()
            self._enable()
            self._tell(self.tr("It runs; the window shows it on the task page."), Tone.MARK)

        shell.work.ask("draft", put, begin, lambda failure: self._tell(str(failure), Tone.BAD))

    def _look(self) -> None:
        run = self._run
        if run is None or not run.over:
            return
        self._clock.stop()
        self._enable()
        problems = [each.problem for each in run.planner.results if each.problem]
        well = bool(run.planner.results) and not problems
        told = run.failure or "; ".join(problems) or self.tr("It was stopped.")
        told = self.tr("It worked with these values.") if well else told
        self._tell(told, Tone.GOOD if well else Tone.BAD)
        self.came.emit(told, well)

    def _tell(self, text: str, tone: Tone) -> None:
        self.told.say(text, tone)
