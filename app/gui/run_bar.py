"""What the run is doing, and the buttons to hold it; under every page of the window."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from actions.trajectory import Outcome
from app.engine.spending import dollars
from app.gui.banner import shortcut
from app.gui.look import EDGE, GAP, Tone
from app.gui.session import RunSession, State
from app.gui.skills_told import Told
from app.gui.words import word as word_of
from app.settings import Settings

_TONES = {
    State.WAITING: Tone.WAITING,
    State.PAUSED: Tone.WAITING,
    State.YOURS: Tone.WAITING,
    State.STOPPING: Tone.WAITING,
    State.READY: Tone.QUIET,
}
_ENDS = {
    Outcome.DONE_VERIFIED: Tone.GOOD,
    Outcome.DONE_UNVERIFIED: Tone.WAITING,
    Outcome.STOPPED: Tone.QUIET,
}


class RunBar(QWidget):
    """State, steps, time and cost; preview, pause, one step, take over, stop.

    Signals:
        take_over: the person wants the environment, or gives it back.

    Args:
        session: that is shown and held.
    """

    take_over = Signal()

    def __init__(self, session: RunSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.state = Told()
        self.state.setWordWrap(False)
        self.state.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.preview = QPushButton(self.tr("Preview"))
        self.preview.setCheckable(True)
        self.preview.setToolTip(self.tr("Show each action on the picture before it happens"))
        self.pause = QPushButton(self.tr("&Pause"))
        self.step = QPushButton(self.tr("St&ep"))
        self.step.setToolTip(self.tr("Do one step, then wait"))
        self.take = QPushButton(self.tr("Take &over"))
        self.stop = QPushButton(self.tr("S&top"))
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, GAP // 2, EDGE, GAP)
        row.setSpacing(GAP)
        row.addWidget(self.state, 1)
        for button in (self.preview, self.pause, self.step, self.take, self.stop):
            row.addWidget(button)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tell)
        self.preview.toggled.connect(session.set_preview)
        self.pause.clicked.connect(self._pause)
        self.step.clicked.connect(session.step)
        self.take.clicked.connect(self.take_over)
        self.stop.clicked.connect(session.stop)
        session.changed.connect(self._show)
        session.queue_changed.connect(self._tell)
        self._show()

    def set_keys(self, settings: Settings) -> None:
        """Take the keys that the person has set."""
        for button, keys in (
            (self.stop, settings.stop_key),
            (self.pause, settings.pause_key),
            (self.step, settings.step_key),
            (self.take, settings.take_over_key),
        ):
            shortcut(button, keys)

    def _pause(self) -> None:
        self._session.pause(self._session.state is not State.PAUSED)

    def _show(self) -> None:
        session, state = self._session, self._session.state
        going = session.bridge is not None and state not in (State.STOPPING, State.DONE)
        for button in (self.pause, self.step, self.take, self.stop):
            button.setEnabled(going)
        self.pause.setText(self.tr("&Go on") if state is State.PAUSED else self.tr("&Pause"))
        yours = state is State.YOURS
        self.take.setText(self.tr("Give &back") if yours else self.tr("Take &over"))
        self.pause.setEnabled(going and not yours)
        self.step.setEnabled(going and not yours)
        if session.running and not self._clock.isActive():
            self._clock.start()
        elif not session.running:
            self._clock.stop()
        self._tell()

    def _tell(self) -> None:
        session = self._session
        facts = [self.word()]
        if session.running or session.finished is not None:
            facts.append(self.tr("%n step(s)", "", session.steps))
            minutes, seconds = divmod(round(session.elapsed), 60)
            facts.append(f"{minutes}:{seconds:02}")
        if session.spent.dollars:
            facts.append(dollars(session.spent.dollars))
        if session.waiting:
            facts.append(self.tr("%n waiting", "", len(session.waiting)))
        told = "  ·  ".join(facts)
        if told != self.state.text():
            self.state.say(told, self.tone())

    def tone(self) -> Tone:
        """Of what goes on."""
        finished = self._session.finished
        if self._session.state is State.DONE and finished is not None:
            return _ENDS.get(finished.outcome, Tone.BAD)
        return _TONES.get(self._session.state, Tone.MARK)

    def word(self) -> str:
        """What goes on, in a word."""
        finished = self._session.finished
        if self._session.state is State.DONE and finished is not None:
            told = word_of(finished.outcome.value)
            return told[:1].upper() + told[1:]
        return {
            State.READY: self.tr("Ready"),
            State.STARTING: self.tr("Starting"),
            State.LOOKING: self.tr("Looking"),
            State.THINKING: self.tr("Thinking"),
            State.ACTING: self.tr("Acting"),
            State.WAITING: self.tr("Waiting for you"),
            State.PAUSED: self.tr("Paused"),
            State.YOURS: self.tr("You have taken over"),
            State.STOPPING: self.tr("Stopping"),
            State.DONE: self.tr("Done"),
        }[self._session.state]
