"""The page on which a task is given, watched and stopped."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from actions.trajectory import Outcome
from app.engine.events import (
    ActionIntended,
    Answer,
    ApprovalGiven,
    ApprovalRequested,
    Asked,
    Decided,
    Event,
    Observed,
    RunFinished,
    RunStarted,
    StepFinished,
    Warned,
)
from app.engine.spending import Spending, dollars
from app.errors import DeskhandError
from app.gui.approval import ApprovalWindow
from app.gui.bridge import RunBridge
from app.gui.live_view import LiveView
from app.gui.look import EDGE, GAP, Tone, colour
from app.gui.shell import Shell
from app.gui.task_box import TaskBox
from app.gui.timeline import Timeline, TimelineView
from app.launch import Launched
from app.runs.words import in_words
from perception.observation import Observation

_STOPPED_WITHIN = 5.0  # seconds


class TaskPage(QWidget):
    """Task box, live view, steps, and what state the run is in.

    Signals:
        ended: a run is over.

    Args:
        shell: of the window.
    """

    ended = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._bridge: RunBridge | None = None
        self._approval: ApprovalWindow | None = None
        self._seen: Observation | None = None
        self._began = 0.0
        self._steps = 0
        self._spent = Spending()
        self.box = TaskBox(shell.starter.planners, shell.starter.planner)
        self.live = LiveView()
        self.timeline = Timeline(self)
        self.steps = TimelineView(self.timeline)
        self.state = QLabel()
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.pause = QPushButton(self.tr("&Pause"))
        self.pause.setCheckable(True)
        self.stop = QPushButton(self.tr("S&top"))
        self.stop.setShortcut("Ctrl+.")
        self.said = QLineEdit()
        self.said.setAccessibleName(self.tr("Say something"))
        self._lay_out()
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.box.wanted.connect(self.start)
        self.pause.toggled.connect(self._pause)
        self.stop.clicked.connect(self._stop)
        self.said.returnPressed.connect(self._say)
        self._set_running(False)
        self._tell(self.tr("Ready"), Tone.QUIET)
        shell.runs_changed.connect(self.refresh)
        self.box.task.setFocus()

    def _lay_out(self) -> None:
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.live)
        middle.addWidget(self.steps)
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 2)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.pause)
        foot.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(self.box)
        column.addWidget(middle, 1)
        column.addWidget(self.said)
        column.addLayout(foot)

    @property
    def running(self) -> bool:
        """Whether a run goes on."""
        return self._bridge is not None

    def start(self, task: str, place: str, address: str, planner: str) -> None:
        """Begin a run of what was typed."""
        self.watch(lambda: self._shell.starter.task(task, place, address, planner))

    def watch(self, begin: Callable[[], Launched]) -> None:
        """Begin a run, unless one goes on, and watch it."""
        if self._bridge is not None:
            self._tell(self.tr("One run at a time: this one goes on"), Tone.WAITING)
            return
        try:
            launched = begin()
        except DeskhandError as failure:
            self._tell(str(failure), Tone.BAD)
            return
        self.timeline.clear()
        self.live.clear(self.tr("Starting…"))
        self._began, self._steps, self._spent, self._seen = time.monotonic(), 0, Spending(), None
        self._bridge = RunBridge(launched, self)
        self._bridge.happened.connect(self._happened)
        self._bridge.pictured.connect(self.live.show_picture)
        self._bridge.closed.connect(self._closed)
        self._set_running(True)
        self._tell(self.tr("Starting"), Tone.MARK)
        self._clock.start()

    def refresh(self) -> None:
        """Offer earlier tasks while one is typed."""
        starter = self._shell.starter
        self._shell.work.ask(
            "tasks", starter.earlier_tasks, self.box.remember, lambda _failure: None
        )

    def may_close(self) -> bool:
        """Ask while a run goes on."""
        if self._bridge is None:
            return True
        asked = QMessageBox.question(
            self,
            self.tr("A run goes on"),
            self.tr("Stop it and quit? It can be resumed later."),
        )
        return asked == QMessageBox.StandardButton.Yes

    def end(self) -> None:
        """Stop what goes on and wait for it."""
        if self._bridge is not None:
            self._bridge.stop()
            self._bridge.wait(_STOPPED_WITHIN)

    def _happened(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._tell(self.tr("Looking"), Tone.MARK)
            case Observed(observation=observation):
                self._seen = observation
                self.live.show_targets(())
                if observation.screenshot is not None:
                    self.live.show_picture(observation.screenshot, observation.viewport)
                self._tell(self.tr("Thinking"), Tone.MARK)
            case Decided(spent=spent):
                self._spent += spent
            case ActionIntended(action=action):
                boxes = [each.element.box for each in action.groundings if each.element is not None]
                self.live.show_targets(boxes)
                self.timeline.begin(in_words(action.action, action))
                self._tell(self.tr("Acting"), Tone.MARK)
            case StepFinished(step=step):
                self._steps += 1
                self.timeline.finish(step)
            case ApprovalRequested(request=request):
                self._ask(event)
                self._tell(self.tr("Waiting for you"), Tone.WAITING)
                self.timeline.say(
                    self.tr("Asks: %1").replace("%1", f"{request.verb} {request.target}"),
                    Tone.WAITING,
                )
            case ApprovalGiven(approval=approval):
                self._withdraw()
                self.timeline.say(self.tr("Answer: %1").replace("%1", str(approval.answer)))
            case Asked(question=question):
                self.said.setPlaceholderText(question)
                self.said.setFocus()
                self.timeline.say(question, Tone.WAITING)
                self._tell(self.tr("Waiting for you"), Tone.WAITING)
            case Warned(text=text):
                self.timeline.say(text, Tone.WAITING)
            case RunFinished():
                self._finished(event)
            case _:
                pass

    def _ask(self, event: ApprovalRequested) -> None:
        assert self._bridge is not None
        self._withdraw()
        seen = self._seen
        self._approval = ApprovalWindow(
            event.request,
            shot=seen.screenshot if seen is not None else None,
            viewport=seen.viewport if seen is not None else None,
            patience=self._bridge.launched.handle.person.patience,
            parent=self.window(),
        )
        self._approval.answered.connect(self._answered)
        self._approval.show()
        self._approval.raise_()
        self._approval.activateWindow()

    def _answered(self, request: str, answer: Answer, note: str) -> None:
        self._approval = None
        if self._bridge is not None:
            self._bridge.approve(request, answer, note)

    def _withdraw(self) -> None:
        if self._approval is not None:
            window, self._approval = self._approval, None
            window.withdraw()

    def _finished(self, event: RunFinished) -> None:
        self._withdraw()
        self.live.show_targets(())
        tone = {
            Outcome.DONE_VERIFIED: Tone.GOOD,
            Outcome.DONE_UNVERIFIED: Tone.WAITING,
            Outcome.STOPPED: Tone.QUIET,
        }.get(event.outcome, Tone.BAD)
        said = event.answer or event.reason
        if said:
            self.timeline.say(said, tone)
        if event.final is not None and event.final.screenshot is not None:
            self.live.show_picture(event.final.screenshot, event.final.viewport)
        self._clock.stop()
        self._tell(event.outcome.value.capitalize(), tone)

    def _closed(self) -> None:
        if self._bridge is not None:
            self._bridge.wait(0)
            self._bridge.deleteLater()
            self._bridge = None
        self._set_running(False)
        self.ended.emit()
        self._shell.runs_changed.emit()

    def _set_running(self, running: bool) -> None:
        self.box.set_running(running)
        self.pause.setEnabled(running)
        self.stop.setEnabled(running)
        self.said.setEnabled(running)
        if not running:
            self.pause.setChecked(False)
        self.said.setPlaceholderText(self.tr("Say something to Deskhand while it works"))

    def _pause(self, paused: bool) -> None:
        if self._bridge is not None:
            self._bridge.pause(paused)
            self._tell(self.tr("Paused") if paused else self.tr("Going on"), Tone.WAITING)

    def _stop(self) -> None:
        if self._bridge is not None:
            self._tell(self.tr("Stopping"), Tone.WAITING)
            self._bridge.stop()

    def _say(self) -> None:
        text = self.said.text().strip()
        if text and self._bridge is not None:
            if not self._bridge.reply(text):
                self._bridge.say(text)
            self.timeline.say(self.tr("You: %1").replace("%1", text), Tone.MARK)
            self.said.clear()

    def _tell(self, word: str, tone: Tone) -> None:
        self._word, self._tone = word, tone
        self._tick()

    def _tick(self) -> None:
        facts = [self._word]
        if self._began:
            facts.append(self.tr("%n step(s)", "", self._steps))
            if self._clock.isActive():
                facts.append(f"{time.monotonic() - self._began:.0f} s")
            if self._spent.dollars:
                facts.append(dollars(self._spent.dollars))
        self.state.setText("  ·  ".join(facts))
        palette = self.state.palette()
        palette.setColor(self.state.foregroundRole(), colour(self._tone))
        self.state.setPalette(palette)
