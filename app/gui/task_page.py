"""The page on which a task is given, watched and steered."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSettings, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QMessageBox, QSplitter, QVBoxLayout, QWidget

from actions.trajectory import Outcome
from app.engine.approval import TAKEN
from app.engine.events import (
    ActionIntended,
    ApprovalGiven,
    ApprovalRequested,
    Asked,
    Corrected,
    Decided,
    Event,
    GivenBack,
    Observed,
    RunFinished,
    StepFinished,
    TakenOver,
    Warned,
)
from app.engine.hands import told
from app.engine.spending import Spending
from app.gui.asking import Asking
from app.gui.banner import Banner, Banners
from app.gui.correcting import Correcting
from app.gui.live_view import LiveView
from app.gui.look import EDGE, GAP, Tone
from app.gui.previewing import Previewing
from app.gui.queue_list import QueueList
from app.gui.sent import SentWindow
from app.gui.session import Job, RunSession
from app.gui.shell import Shell
from app.gui.starting import FOLLOWS, Order
from app.gui.step_details import StepDetails
from app.gui.steps_in_words import in_words
from app.gui.taking_over import TakingOver
from app.gui.task_box import TaskBox
from app.gui.timeline import ROW, Row, Timeline, TimelineView
from app.gui.words import word

_TONES = {
    Outcome.DONE_VERIFIED: Tone.GOOD,
    Outcome.DONE_UNVERIFIED: Tone.WAITING,
    Outcome.STOPPED: Tone.QUIET,
}


class TaskPage(QWidget):
    """Task box, live view and steps of one run after another.

    Signals:
        needed: the person is needed; what for, in words.

    Args:
        shell: of the window.
        session: that holds the runs.
    """

    needed = Signal(str)

    def __init__(self, shell: Shell, session: RunSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._session = shell, session
        self._spent = Spending()
        self._thought = self._asked = ""
        self.box = TaskBox(shell)
        self.banners = Banners()
        self.live = LiveView()
        self.timeline = Timeline(self)
        self.steps = TimelineView(self.timeline)
        self.details = StepDetails()
        self.queue = QueueList(session)
        self.said = QLineEdit()
        self.said.setAccessibleName(self.tr("Say"))
        self.said.setPlaceholderText(self.tr("Say something to Deskhand while it works"))
        self._lay_out()
        self.asking = Asking(session, self.banners, shell)
        self.previewing = Previewing(session, self.live, self.banners)
        self.taking = TakingOver(session, self.live, self.banners)
        self.correcting = Correcting(session, self.live, self.banners, shell)
        self._connect()
        self._changed()
        self.box.task.setFocus()

    def _lay_out(self) -> None:
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(self.steps)
        right.addWidget(self.details)
        right.setStretchFactor(0, 3)
        right.setStretchFactor(1, 2)
        self._middle = QSplitter(Qt.Orientation.Horizontal)
        self._middle.setChildrenCollapsible(False)
        self._middle.addWidget(self.live)
        self._middle.addWidget(right)
        self._middle.setStretchFactor(0, 3)
        self._middle.setStretchFactor(1, 2)
        self._middle.setSizes([700, 440])
        state = QSettings().value("task/splitter")
        if state is not None:
            self._middle.restoreState(state)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, 0)
        column.setSpacing(GAP)
        column.addWidget(self.box)
        column.addWidget(self.queue)
        column.addWidget(self.banners)
        column.addWidget(self._middle, 1)
        column.addWidget(self.said)

    def _connect(self) -> None:
        session = self._session
        session.began.connect(self._began)
        session.happened.connect(self._happened)
        session.pictured.connect(self.live.set_picture)
        session.changed.connect(self._changed)
        session.ended.connect(self._shell.runs_changed)
        session.refused.connect(self._refused)
        self.box.wanted.connect(self.order)
        self.said.returnPressed.connect(self._say)
        self.asking.needed.connect(self.needed)
        self.previewing.needed.connect(self.needed)
        self.asking.take_over.connect(self.taking.take)
        self.previewing.aimed.connect(self.correcting.aimed)
        self.taking.given_back.connect(self.correcting.given_back)
        self.steps.selectionModel().currentChanged.connect(self._step_chosen)
        self.timeline.dataChanged.connect(self._row_changed)
        self.details.sent_wanted.connect(self._show_sent)
        self.details.correction_wanted.connect(self._correct)
        self._shell.settings_changed.connect(self.refresh)

    # The page among others.

    def refresh(self) -> None:
        """Offer the models that there are now."""
        starter = self._shell.starter
        self._shell.work.ask(
            "planners",
            lambda: starter.planners,
            lambda names: self.box.set_planners(names, starter.planner),
            lambda failure: self._refused(str(failure)),
        )

    def may_close(self) -> bool:
        """Ask while a run goes on, or while tasks wait."""
        if not self._session.running:
            return True
        asked = QMessageBox.question(
            self,
            self.tr("A run goes on"),
            self.tr("Stop it and quit? It can be resumed later."),
        )
        return asked == QMessageBox.StandardButton.Yes

    def end(self) -> None:
        """Keep how the page was laid out; the session ends by itself."""
        QSettings().setValue("task/splitter", self._middle.saveState())

    def order(self, order: Order) -> None:
        """Begin a task, or let it wait its turn."""
        starter = self._shell.starter
        follows = order.place == FOLLOWS
        self._session.order(
            Job(order.task, lambda place: starter.begin(order, place), follows=follows)
        )

    # A run.

    def _began(self) -> None:
        self.banners.clear()
        self.timeline.clear()
        self.timeline.say(self._session.title, Tone.MARK)
        self.details.show_row(None, going=False)
        self._spent, self._thought = Spending(), ""
        self.live.clear(self.tr("Starting…"))
        self._shell.runs_changed.emit()

    def _refused(self, why: str) -> None:
        banner = Banner(why, [(self.tr("Close"), lambda: self.banners.take("refused"))])
        self.banners.put("refused", banner)

    def _changed(self) -> None:
        session = self._session
        self.box.set_running(session.running)
        self.box.set_follows(session.running or session.place is not None)
        self.said.setEnabled(session.bridge is not None)

    def _happened(self, event: Event) -> None:
        match event:
            case Observed():
                self.live.show_outlines([])
            case Decided(decision=decision, spent=spent):
                self._spent, self._thought = spent, decision.thought
            case ActionIntended(action=action):
                self.timeline.begin(in_words(action.action, action), self._thought)
            case StepFinished(step=step):
                self.timeline.finish(step, self._spent, self._asked if step.error else "")
                self._spent, self._asked = Spending(), ""
            case ApprovalRequested(request=request):
                words = self._asked = in_words(request.action.action, request.action)
                self._line(self.tr("Asks: %1"), words, Tone.WAITING)
            case ApprovalGiven(approval=approval) if approval.note != TAKEN:
                self._line(self.tr("Answer: %1"), word(approval.answer.value))
            case Asked(question=question):
                self.timeline.say(question, Tone.WAITING)
            case Corrected(meant=meant):
                self._line(self.tr("You: %1 is meant"), meant.described(), Tone.MARK)
            case TakenOver():
                self.timeline.say(self.tr("You have taken over"), Tone.WAITING)
            case GivenBack(steps=steps):
                what = told(steps)
                self._line(self.tr("You gave back. %1"), what, Tone.MARK)
            case Warned(text=text):
                self.timeline.say(text, Tone.WAITING)
            case RunFinished():
                self._finished(event)
            case _:
                pass

    def _finished(self, event: RunFinished) -> None:
        self.live.show_outlines([])
        self.timeline.break_off()
        said = event.answer or event.reason
        if said:
            self.timeline.say(said, _TONES.get(event.outcome, Tone.BAD))

    def _line(self, text: str, what: str, tone: Tone = Tone.QUIET) -> None:
        self.timeline.say(text.replace("%1", what).strip(), tone)

    def _say(self) -> None:
        text, bridge = self.said.text().strip(), self._session.bridge
        if not text or bridge is None:
            return
        if not (self.asking.waits and bridge.reply(text)):
            bridge.say(text)
        self._line(self.tr("You: %1"), text, Tone.MARK)
        self.said.clear()

    # The chosen step.

    def _step_chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        row: Row | None = now.data(ROW) if now.isValid() else None
        self.details.show_row(row, going=self._session.bridge is not None)

    def _row_changed(self, first: QModelIndex, _last: QModelIndex) -> None:
        if first.row() == self.steps.currentIndex().row():
            self._step_chosen(first, first)

    def _show_sent(self, step: int) -> None:
        launched = self._session.launched
        if launched is not None:
            window = SentWindow(launched.folder, step, self._shell.work, self.window())
            window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            window.show()

    def _correct(self, index: int) -> None:
        steps = [each for each in self._session.recent if each.index == index]
        self.correcting.begin(steps[0] if steps else None)
