"""The person says "not that one: this one"; what is learned from that, and from a takeover."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from actions.trajectory import Decision, Step
from app.engine.approval import Correction
from app.engine.events import Event, GivenBack, Previewed, RunFinished
from app.errors import DeskhandError
from app.gui.banner import Banner, Banners
from app.gui.live_view import LiveView, Mode
from app.gui.session import RunSession, State
from app.gui.shell import Shell
from perception.element import Element

if TYPE_CHECKING:
    from app.suggestions import Suggestion

_MATTER = "correct"
_LEARNED = "learned"


class Correcting(QObject):
    """Lets the person point at what was meant, steers the run, and offers to learn from it.

    Args:
        session: that is corrected.
        live: on which the person points.
        banners: where it is said, and offered.
        shell: of the window.
    """

    def __init__(self, session: RunSession, live: LiveView, banners: Banners, shell: Shell) -> None:
        super().__init__(live)
        self._session, self._live, self._banners, self._shell = session, live, banners, shell
        self._wrong: Step | None = None
        self._picking = False
        self._held = False  # the run was paused before the person began to point
        live.picked.connect(self._picked)
        live.cancelled.connect(self._cancel)
        session.happened.connect(self._hear)

    def begin(self, step: Step | None = None) -> None:
        """Let the person point; at what should have been acted on instead.

        Args:
            step: that was wrong; None takes the last one.
        """
        steps = self._session.recent
        self._wrong = step or (steps[-1] if steps else None)
        if self._session.bridge is None or self._session.seen is None:
            return
        self._picking = True
        self._held = self._session.state is State.PAUSED
        self._session.pause(True)
        self._live.set_seen(self._session.seen)
        self._live.set_mode(Mode.PICK)
        banner = Banner(
            self.tr(
                "Click what is meant. The arrow keys go through the controls, Enter takes one."
            ),
            [(self.tr("Cance&l"), self._cancel)],
            field=self.tr("A word about it"),
        )
        self._banners.put(_MATTER, banner)

    def aimed(self, shown: Previewed, element: Element) -> None:
        """An action was aimed elsewhere before it happened: learn from that, too."""
        seen, decided = self._session.seen, self._session.decided
        if seen is None:
            return
        step = Step(
            index=shown.index,
            observation=seen,
            decision=decided.decision if decided is not None else Decision(actions=()),
            action=shown.action.action,
            grounded=shown.action,
        )
        self._learn(step, element)

    def given_back(self, event: GivenBack) -> None:
        """Offer to learn from what the person did."""
        if not event.steps:
            return
        home, run = self._shell.home, self._run
        # What was about to be done when the person stepped in is no failure to learn from.
        before = tuple(s for s in self._session.recent if not s.error.startswith("person steps"))
        skill = self._session.skill

        def learn() -> Suggestion:
            from app.corrections import from_deeds

            return from_deeds(home, shown=event.steps, before=before, run=run, skill=skill)

        self._offer(learn)

    @property
    def _run(self) -> str:
        launched = self._session.launched
        return launched.run_id if launched is not None else ""

    def _picked(self, element: Element) -> None:
        if not self._picking:
            return
        banner = self._banners.of(_MATTER)
        note = banner.text if banner is not None else ""
        step = self._wrong
        self._end()
        wrong = step.grounded.grounding if step is not None and step.grounded else None
        bridge = self._session.bridge
        if bridge is not None:
            correction = Correction(
                index=step.index if step is not None else 0,
                wrong=wrong.element if wrong is not None else None,
                meant=element,
                note=note,
            )
            bridge.correct(correction)
            bridge.pause(self._held)
        if step is not None:
            self._learn(step, element)

    def _learn(self, step: Step, element: Element) -> None:
        home, run, skill = self._shell.home, self._run, self._session.skill
        seen = self._session.seen or step.observation

        def learn() -> Suggestion:
            from app.corrections import from_correction

            return from_correction(home, step=step, chosen=element, seen=seen, run=run, skill=skill)

        self._offer(learn)

    def _offer(self, learn: Callable[[], Suggestion]) -> None:
        self._shell.work.ask("learn", learn, self._offered, self._nothing)

    def _offered(self, given: Suggestion) -> None:
        if given.kind == "patch":
            text = self.tr("Change the skill %1 so? %2").replace("%1", given.about)
        else:
            text = self.tr("Remember for %1? %2").replace("%1", given.about)
        banner = Banner(
            text.replace("%2", given.told),
            [
                (self.tr("&Remember"), partial(self._decide, given, True)),
                (self.tr("Forget &it"), partial(self._decide, given, False)),
            ],
        )
        banner.setToolTip("\n".join(given.lines))
        self._banners.put(_LEARNED, banner)

    def _decide(self, given: Suggestion, right: bool) -> None:
        home = self._shell.home
        self._banners.take(_LEARNED)

        def decide() -> str:
            from app.suggestions import accept, dismiss

            if right:
                return accept(given, home)
            dismiss(given, home)
            return ""

        self._shell.work.ask("decide", decide, self._decided, self._nothing)

    def _decided(self, told: str) -> None:
        if told:
            self._shell.skills_changed.emit()
            self._say(told)

    def _nothing(self, failure: DeskhandError) -> None:
        self._say(str(failure))

    def _say(self, text: str) -> None:
        close = partial(self._banners.take, _LEARNED)
        self._banners.put(_LEARNED, Banner(text, [(self.tr("Close"), close)]))

    def _hear(self, event: Event) -> None:
        if isinstance(event, RunFinished):
            self._end()

    def _cancel(self) -> None:
        if self._picking:
            self._end()
            self._session.pause(self._held)

    def _end(self) -> None:
        if self._picking:
            self._picking = False
            self._live.set_mode(Mode.WATCH)
        self._banners.take(_MATTER)
