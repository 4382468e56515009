"""What the run asks of the person: approvals in a window of their own, questions in a banner."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.engine.events import (
    Answer,
    ApprovalGiven,
    ApprovalRequest,
    ApprovalRequested,
    Asked,
    Event,
    RunFinished,
    StepFinished,
    TakenOver,
)
from app.errors import DeskhandError
from app.gui.approval import ApprovalWindow
from app.gui.banner import Banner, Banners, Choice
from app.gui.session import RunSession
from app.gui.shell import Shell

if TYPE_CHECKING:
    from app.safety.permissions_file import Draft

_QUESTION = "question"
_TOLD = "told"


class Asking(QObject):
    """Shows what is asked, and passes the answers on.

    Signals:
        needed: the person is needed; what for, in words.
        take_over: the person would rather do it themselves.

    Args:
        session: of which the run asks.
        banners: where questions are shown.
        shell: of the window.
    """

    needed = Signal(str)
    take_over = Signal()

    def __init__(self, session: RunSession, banners: Banners, shell: Shell) -> None:
        super().__init__(banners)
        self._session = session
        self._banners = banners
        self._shell = shell
        self._window: ApprovalWindow | None = None
        session.happened.connect(self._hear)
        session.ended.connect(self._over)

    @property
    def waits(self) -> bool:
        """Whether a question is open."""
        return _QUESTION in self._banners

    def _hear(self, event: Event) -> None:
        match event:
            case ApprovalRequested(request=request):
                launched = self._session.launched
                if launched is not None and launched.asks(request):
                    self._ask(request, launched.handle.person.patience)
            case ApprovalGiven():
                self._withdraw()
            case Asked():
                self._question(event)
            case TakenOver() | StepFinished():
                self._banners.take(_QUESTION)
            case RunFinished():
                self._withdraw()
                self._banners.take(_QUESTION)
            case _:
                pass

    # Approvals.

    def _ask(self, request: ApprovalRequest, patience: float) -> None:
        self._withdraw()
        seen = self._session.seen
        window = self._window = ApprovalWindow(
            request,
            shot=seen.screenshot if seen is not None else None,
            viewport=seen.viewport if seen is not None else None,
            patience=patience,
            parent=self._shell.window,
        )
        window.answered.connect(self._answered)
        window.take_over.connect(self._taken)
        window.show()
        window.raise_()
        window.activateWindow()
        self.needed.emit(window.question)

    def _answered(self, request: ApprovalRequest, answer: Answer, note: str) -> None:
        self._window = None
        bridge = self._session.bridge
        if bridge is None or not bridge.approve(request.id, answer, note):
            return
        if answer is Answer.ALWAYS:
            self._always(request)

    def _taken(self) -> None:
        self._window = None
        self.take_over.emit()

    def _always(self, request: ApprovalRequest) -> None:
        """Write the rule that "always" stands for; the run goes on meanwhile."""
        path = self._shell.home.permissions

        def write() -> Draft | None:
            from app.safety.permissions_file import add_rule

            draft = always_draft(request)
            if draft is not None:
                add_rule(path, draft)
            return draft

        self._shell.work.ask("always", write, self._written, self._not_written)

    def _written(self, draft: Draft | None) -> None:
        if draft is not None:
            self._shell.settings_changed.emit()

    def _not_written(self, failure: DeskhandError) -> None:
        close = partial(self._banners.take, _TOLD)
        text = self.tr("It is allowed in this task only: %1").replace("%1", str(failure))
        self._banners.put(_TOLD, Banner(text, [(self.tr("Close"), close)]))

    def _withdraw(self) -> None:
        if self._window is not None:
            window, self._window = self._window, None
            window.withdraw()

    def _over(self) -> None:
        self._withdraw()
        self._banners.take(_QUESTION)

    # Questions.

    def _question(self, asked: Asked) -> None:
        if asked.kind == "question":
            buttons: list[Choice] = [(each, partial(self._reply, each)) for each in asked.options]
            if not buttons:
                buttons.append((self.tr("Answe&r"), self._reply))
            buttons.append((self.tr("I &do it myself"), self.take_over.emit))
            field = None if asked.options else self.tr("Your answer")
            text = asked.question
        else:
            buttons = [
                (self.tr("Take over"), self.take_over.emit),
                (self.tr("Go on witho&ut"), partial(self._reply, self.tr("Go on without me."))),
            ]
            field, text = None, self._needs(asked)
        self._banners.put(_QUESTION, Banner(text, buttons, field=field), focus=True)
        self.needed.emit(text)

    def _needs(self, asked: Asked) -> str:
        return {
            "login": self.tr("Somebody has to log in here. Take over, log in, and give back."),
            "code": self.tr("A one-time code is asked for. Take over, enter it, and give back."),
            "captcha": self.tr("Only a person can solve the CAPTCHA here. Take over for it."),
        }.get(asked.kind, asked.question)

    def _reply(self, text: str = "") -> None:
        bridge = self._session.bridge
        if not text:
            banner = self._banners.of(_QUESTION)
            text = banner.text if banner is not None else ""
        if bridge is not None and text and bridge.reply(text):
            self._banners.take(_QUESTION)


def always_draft(request: ApprovalRequest) -> Draft | None:
    """The rule that "always" stands for, as it is written; None as for `always_rule`."""
    from app.engine.events import Effect
    from app.engine.gate import always_rule
    from app.safety.permissions_file import Draft

    rule = always_rule(request)
    if rule is None:
        return None
    return Draft(
        id=rule.id.replace("://", "-").replace("/", "-"),
        effect=Effect.ALLOW,
        kinds=sorted(rule.kinds),
        origins=rule.origins,
    )
