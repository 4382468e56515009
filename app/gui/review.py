"""The review of a draft: what was understood of a demonstration, put right before it is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone
from app.gui.review_guesses import Guesses
from app.gui.review_parameters import Change, Parameters
from app.gui.review_steps import StepDetails
from app.gui.review_try import TryDialog
from app.gui.shell import Shell
from app.gui.skills_steps import StepsModel, StepsView
from app.gui.skills_told import Told
from app.learning import keep
from app.step_pictures import step_picture
from skills.check import name_fault
from skills.generalise import Learned
from skills.revise import CannotRevise
from skills.skill import Skill

# Makes the draft anew, with or without loops.
Again = Callable[[bool], Learned]


class ReviewWindow(QDialog):
    """Shows a draft; it is in the library only when it is saved.

    Signals:
        saved: the name of the skill.
        discarded: what was shown is not wanted.

    Args:
        shell: of the window.
        learned: the draft.
        again: makes it anew without loops; None where there is nothing to make it of.
        place: where it was shown ("browser", "desktop", "sandbox"), or any other word.
        given_up: what the person is asked when they discard it.
    """

    saved = Signal(str)
    discarded = Signal()

    def __init__(
        self,
        shell: Shell,
        learned: Learned,
        *,
        again: Again | None = None,
        place: str = "",
        given_up: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell = shell
        self._learned = learned
        self._again = again
        self._place = place
        self._given_up = given_up or self.tr("What was made of it is gone then.")
        self._skill = learned.skill
        self._was: list[Skill] = []
        self._settled = False
        # Several reviews may be open; the newest answer to one is none to another.
        self._kind = f"review-{time.monotonic_ns()}"
        self.setWindowTitle(self.tr("A new skill"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setModal(False)
        self.resize(1000, 720)
        self.name = QLineEdit()
        self.description = QLineEdit()
        self.guesses = Guesses()
        self.steps = StepsModel(self)
        self.list = StepsView(self.steps)
        self.details = StepDetails()
        self.parameters = Parameters()
        self.notes = Told(tone=Tone.WAITING)
        self.told = Told()
        self.undo = QPushButton(self.tr("&Undo"))
        self.try_it = QPushButton(self.tr("&Try it with other values…"))
        self.discard = QPushButton(self.tr("&Discard…"))
        self.save = QPushButton(self.tr("&Save"))
        self._lay_out()
        self._connect()
        self._show()
        self._look_for_pictures()
        first = self.guesses.yes if self.guesses.open else self.save
        first.setFocus()

    def _lay_out(self) -> None:
        head = QFormLayout()
        head.setSpacing(GAP)
        for title, field in (
            (self.tr("&Name"), self.name),
            (self.tr("D&escription"), self.description),
        ):
            label = QLabel(f"{title}:")
            label.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            head.addRow(label, field)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.list)
        middle.addWidget(self.details)
        middle.setStretchFactor(0, 5)
        middle.setStretchFactor(1, 4)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.setChildrenCollapsible(False)
        whole.addWidget(middle)
        whole.addWidget(self.parameters)
        whole.setStretchFactor(0, 3)
        whole.setStretchFactor(1, 1)
        whole.setSizes([420, 170])
        self.parameters.setMinimumHeight(96)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.told, 1)
        for button in (self.undo, self.try_it, self.discard, self.save):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.guesses)
        column.addWidget(whole, 1)
        column.addWidget(self.notes)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.name.editingFinished.connect(self._named)
        self.description.editingFinished.connect(self._described)
        self.list.step_chosen.connect(self._step_chosen)
        self.details.wanted.connect(self.change)
        self.parameters.wanted.connect(self.change)
        self.guesses.wanted.connect(self.change)
        self.guesses.asked.connect(self.list.choose)
        self.guesses.loops_refused.connect(self._without_loops)
        self.undo.clicked.connect(self._undo)
        QShortcut(QKeySequence.StandardKey.Undo, self, self._undo)
        QShortcut(QKeySequence.StandardKey.Save, self, self._save)
        self.try_it.clicked.connect(self._try)
        self.discard.clicked.connect(self._discard)
        self.save.clicked.connect(self._save)

    # Changes.

    def change(self, change: Change) -> None:
        """Change the draft; where that cannot be, say why."""
        try:
            changed = change(self._skill)
        except CannotRevise as failure:
            self._tell(f"{str(failure)[:1].upper()}{str(failure)[1:]}.", Tone.BAD)
            self.parameters.set_skill(self._skill, again=True)
            return
        if changed != self._skill:
            self._was.append(self._skill)
            self._skill = changed
            self._tell("", Tone.QUIET)
            self._show()

    def _named(self) -> None:
        name = self.name.text().strip()
        taken = name in self._shell.starter.store.names() and name != self._learned.skill.name
        reason = name_fault(name) or (self.tr("there is a skill of this name") if taken else "")
        if reason:
            self._tell(f"{reason[:1].upper()}{reason[1:]}.", Tone.BAD)
            self.name.setText(self._skill.name)
        else:
            self.change(lambda skill: replace(skill, name=name))

    def _described(self) -> None:
        text = " ".join(self.description.text().split())
        if not text:
            self._tell(self.tr("Say what it does and when to use it."), Tone.BAD)
            self.description.setText(self._skill.description)
        else:
            self.change(lambda skill: replace(skill, description=text))

    def _undo(self) -> None:
        if self._was:
            self._skill = self._was.pop()
            self._tell("", Tone.QUIET)
            self._show()

    def _without_loops(self) -> None:
        again = self._again
        if again is not None:
            self._tell(self.tr("Writing it down as single steps…"), Tone.QUIET)
            self._shell.work.ask(self._kind, lambda: again(False), self._relearned, self._failed)

    def _relearned(self, learned: Learned) -> None:
        named = replace(learned.skill, name=self._skill.name, description=self._skill.description)
        self._learned = replace(learned, skill=named)
        self._skill, self._was = named, []
        self._tell(self.tr("They are single steps now."), Tone.QUIET)
        self._show()
        self._look_for_pictures()

    # What is shown.

    def _show(self) -> None:
        skill, step = self._skill, self.list.chosen
        self.name.setText(skill.name)
        self.description.setText(skill.description)
        self.description.setCursorPosition(0)
        self.steps.set_skill(skill)
        place = self.steps.place(step)
        self.list.setCurrentIndex(place if place.isValid() else self.steps.index(0))
        self.parameters.set_skill(skill)
        self.guesses.set_skill(skill)
        secrets = [each.secret for each in skill.parameters if each.type == "secret"]
        notes = list(self._learned.notes)
        if secrets:
            told = self.tr("It needs secrets that the keyring must hold: %1")
            notes.append(told.replace("%1", ", ".join(secrets)))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self.undo.setEnabled(bool(self._was))

    def _step_chosen(self, step: str) -> None:
        self.details.show_step(self._skill, step, self.steps.picture(step))

    def _look_for_pictures(self) -> None:
        shown = self._learned.shown

        def cut() -> Mapping[str, bytes]:
            found = {step: step_picture(taken) for step, taken in shown.items()}
            return {step: data for step, data in found.items() if data is not None}

        self._shell.work.ask(f"{self._kind}-pictures", cut, self._took_pictures, self._failed)

    def _took_pictures(self, pictures: Mapping[str, bytes]) -> None:
        self.steps.set_pictures(pictures)
        self.list.scheduleDelayedItemsLayout()
        self._step_chosen(self.list.chosen)

    # What becomes of it.

    def _draft(self) -> Learned:
        return replace(self._learned, skill=self._skill)

    def _try(self) -> None:
        dialog = TryDialog(self._shell, self._draft(), self._place, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.came.connect(lambda told, well: self._tell(told, Tone.GOOD if well else Tone.BAD))
        dialog.show()

    def _save(self) -> None:
        draft, library = self._draft(), self._shell.starter.store
        self.save.setEnabled(False)
        self._shell.work.ask(self._kind, lambda: keep(draft, library), self._saved, self._failed)

    def _saved(self, skill: Skill) -> None:
        self._settled = True
        self._shell.skills_changed.emit()
        self.saved.emit(skill.name)
        self.close()

    def _failed(self, failure: DeskhandError) -> None:
        self.save.setEnabled(True)
        self._tell(str(failure), Tone.BAD)

    def _discard(self) -> None:
        asked = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Discard the new skill?"),
            self._given_up,
            parent=self,
        )
        gone = asked.addButton(self.tr("&Discard"), QMessageBox.ButtonRole.DestructiveRole)
        stay = asked.addButton(self.tr("&Go on with the review"), QMessageBox.ButtonRole.RejectRole)
        asked.setDefaultButton(stay)
        asked.exec()
        if asked.clickedButton() is gone:
            self._settled = True
            self.discarded.emit()
            self.close()

    def reject(self) -> None:
        """Escape asks, as closing does."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  as Qt calls it
        """What is not saved yet is not lost by a click beside it."""
        if not self._settled:
            event.ignore()
            self._discard()
            return
        super().closeEvent(event)
        self.deleteLater()

    def _tell(self, text: str, tone: Tone) -> None:
        self.told.say(text, tone)
