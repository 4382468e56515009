"""What was guessed, one thing after another: one key answers each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui.look import GAP, Tone
from app.gui.skills_told import Told
from skills.page import numbers
from skills.review import Review, accepted, made_constant, open_reviews
from skills.skill import Skill


class Guesses(QFrame):
    """Asks about the first guess that is open.

    Keys on its buttons: Enter or Y is yes, C always the same value, N single steps, L later.

    Signals:
        wanted: a function from the skill to the skill after the answer.
        loops_refused: what was taken for a loop is none.
        asked: the id of the step that the guess is about; "" for a parameter or none.
    """

    wanted = Signal(object)
    loops_refused = Signal()
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skill: Skill | None = None
        self._later: list[Review] = []
        self._now: Review | None = None
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.count = QLabel()
        self.question = Told()
        self.question.setAccessibleDescription(self.tr("What was guessed"))
        self.yes = QPushButton(self.tr("&Yes"))
        self.same = QPushButton(self.tr("Always the same &value"))
        self.single = QPushButton(self.tr("&No, single steps"))
        self.later = QPushButton(self.tr("&Later"))
        self._keys: dict[int, QPushButton] = {
            Qt.Key.Key_Y: self.yes,
            Qt.Key.Key_C: self.same,
            Qt.Key.Key_N: self.single,
            Qt.Key.Key_L: self.later,
        }
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.count, 1)
        for button in (self.later, self.single, self.same, self.yes):
            row.addWidget(button)
            button.setAutoDefault(False)  # Enter in a field is no answer
            button.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        column.addWidget(self.question)
        column.addLayout(row)
        self.yes.clicked.connect(lambda: self._answer(accepted))
        self.same.clicked.connect(lambda: self._answer(made_constant))
        self.single.clicked.connect(self.loops_refused)
        self.later.clicked.connect(self._put_off)

    @property
    def open(self) -> int:
        """How many guesses are left to answer."""
        return len(self._left())

    def set_skill(self, skill: Skill) -> None:
        """Ask about the guesses of this skill."""
        self._skill = skill
        self._ask()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  as Qt calls it
        """A single key on any of the buttons."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            pressed = watched if isinstance(watched, QPushButton) else None
            button = pressed if enter else self._keys.get(event.key())
            if button is not None and button.isVisible() and not event.modifiers():
                button.click()
                return True
        return super().eventFilter(watched, event)

    def _left(self) -> list[Review]:
        if self._skill is None:
            return []
        return [each for each in open_reviews(self._skill) if each not in self._later]

    def _ask(self) -> None:
        left = self._left()
        inside = any(each.hasFocus() for each in self._keys.values())
        if left and left[0] == self._now:
            return
        self._now = left[0] if left else None
        good = self._skill is not None and not open_reviews(self._skill)
        self._colour(Tone.GOOD if good else Tone.WAITING)
        for button in self._keys.values():
            button.setVisible(self._now is not None)
        if self._now is None:
            self.count.setText("")
            self.question.setText(
                self.tr("Nothing is left to confirm.")
                if good
                else self.tr("What you put off is asked again by the skill's page.")
            )
            return
        review = self._now
        parameter = self._skill.parameter(review.parameter) if self._skill is not None else None
        self.question.setText(self._words(review))
        self.count.setText(self.tr("%n guess(es) to confirm", "", len(left)))
        self.same.setVisible(review.constant)
        self.single.setVisible(parameter is not None and parameter.type == "table")
        if inside:
            self.yes.setFocus()
        self.asked.emit(review.step)

    def _words(self, review: Review) -> str:
        if review.parameter:
            told = self.tr("Parameter %1: %2").replace("%1", review.parameter)
        else:
            number = numbers(self._skill)[review.step] if self._skill is not None else ""
            told = self.tr("Step %1: %2").replace("%1", number)
        return told.replace("%2", review.text)

    def _answer(self, change: Callable[[Skill, Review], Skill]) -> None:
        review = self._now
        if review is not None:
            self.yes.setFocus()
            self.wanted.emit(lambda skill: change(skill, review))

    def _put_off(self) -> None:
        if self._now is not None:
            self._later.append(self._now)
            self._ask()

    def _colour(self, tone: Tone) -> None:
        self.question.say(self.question.text(), tone)
