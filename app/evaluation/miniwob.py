"""One episode of MiniWoB++, through the same engine as any other task."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from actions.action import Finish, GroundedAction, Open
from actions.context import RunContext
from actions.environment import (
    Capabilities,
    Effect,
    Environment,
    Probe,
    Reading,
    SecretResolver,
)
from actions.errors import EnvironmentUnavailable
from actions.target import Grounding
from actions.trajectory import Decision, History, Outcome, Task
from app.engine.approval import HeadlessApprover
from app.engine.events import RunFinished, StepFinished
from app.engine.gate import Gate
from app.engine.limits import Limits
from app.engine.planner import Planner
from app.engine.run import run
from app.evaluation.episode import Episode
from app.evaluation.miniwob_pages import HIDDEN, EpisodeReport, MiniwobPages
from app.evaluation.wording import paraphrase
from app.models.use import ModelUse
from app.paths import Paths, paths
from app.safety.permissions import Mode, load_permissions
from grounding.grounder import Grounder
from perception.geometry import Size
from perception.observation import Observation
from perception.predicate import Predicate
from perception.screenshot import Screenshot

VIEWPORT = Size(500, 320)  # the pages are 160 by 210, some open things beside
BROWSERGYM_LIMIT = 1000.0  # seconds for an episode, as BrowserGym sets it
_READY = 10.0  # seconds for a page to say what its task is
_LAST_WORD = 0.3  # seconds that a page may take to notice its end after the planner's


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the episodes are run.

    Attributes:
        planner: as `--planner` names it.
        paraphrased: whether the instruction is said in other words.
        limit: seconds for an episode; 0 for the page's own.
        max_steps: for the engine.
        browser_path: "" to find one.
    """

    planner: str = "builtin"
    paraphrased: bool = False
    limit: float = BROWSERGYM_LIMIT
    max_steps: int = 40
    browser_path: str = ""


class EpisodeEnvironment:
    """An environment in which nothing is ever loaded again: that would begin another episode."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    @property
    def name(self) -> str:
        """What `--in` calls it."""
        return self._environment.name

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return self._environment.capabilities

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """See `Environment.observe`."""
        return self._environment.observe(context, whole=whole, screenshot=screenshot)

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """See `Environment.settle`."""
        return self._environment.settle(context, limit=limit, until=until)

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """See `Environment.probe`."""
        return self._environment.probe(grounding, context)

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """See `Environment.execute`."""
        return self._environment.execute(action, context, secrets=secrets)

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """The live page, whatever was asked for."""
        return self._environment.read(context, fresh=False)

    def frame(self) -> Screenshot | None:
        """See `Environment.frame`."""
        return self._environment.frame()

    def close(self) -> None:
        """Nothing: the browser is used for the next episode."""


class EpisodePlanner:
    """Another planner, until the episode is over."""

    def __init__(self, planner: Planner, over: Callable[[], bool]) -> None:
        self._planner, self._over = planner, over

    @property
    def name(self) -> str:
        """The other's."""
        return self._planner.name

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        """What the other decides, or the end."""
        if self._over():
            return Decision(thought="The episode is over.", actions=(Finish(),))
        return self._planner.decide(task, observation, history, context)

    def close(self) -> None:
        """See `Planner.close`."""
        self._planner.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniwobMaker:
    """Makes benches of MiniWoB++.

    Attributes:
        pages: folder of the pages.
        plan: how the episodes are run.
    """

    pages: Path
    plan: Plan

    def make(self) -> MiniwobBench:
        """See `Maker.make`."""
        return MiniwobBench(self.pages, self.plan)

    def settings(self) -> Mapping[str, Any]:
        """See `Maker.settings`."""
        return asdict(self.plan)


class MiniwobBench:
    """A browser and the pages, for one episode after the other."""

    def __init__(
        self, folder: Path, plan: Plan, make_planner: Callable[[], Planner] | None = None
    ) -> None:
        """Start both.

        Args:
            folder: of the pages.
            plan: how the episodes are run.
            make_planner: makes the planner that decides, instead of the plan's.

        Raises:
            EnvironmentUnavailable: there is no browser.
        """
        from grounding.chain import default_grounder

        self._plan, self._make_planner = plan, make_planner
        self._grounder: Grounder = default_grounder()
        self._permissions = load_permissions()
        self._pages = MiniwobPages(folder)
        self._browser: Environment | None = None

    def play(self, task: str, seed: int) -> Episode:
        """Run one episode. A browser that is gone is replaced for the next one."""
        began = time.monotonic()
        try:
            return self._play(task, seed, began)
        except Exception as failure:  # noqa: BLE001 - whatever it was, the other episodes go on
            self._let_go()
            return Episode(
                task=task,
                seed=seed,
                error=f"{type(failure).__name__}: {failure}",
                seconds=time.monotonic() - began,
            )

    def close(self) -> None:
        """Stop both."""
        self._let_go()
        self._pages.close()

    def _play(self, task: str, seed: int, began: float) -> Episode:
        browser = self._open()
        url, report = self._pages.begin(task, seed, self._plan.limit)
        browser.execute(GroundedAction(action=Open(what=url)), RunContext())
        if not report.ready.wait(_READY):
            raise EnvironmentUnavailable(f"the page of {task} did not begin its episode")
        text = report.utterance
        if self._plan.paraphrased:
            text = paraphrase(text, seed)
        steps, finished = self._carry_out(Task(text=text, url=url), browser, report)
        report.done.wait(_LAST_WORD)
        crashed = finished.outcome.value in ("crashed", "environment not available")
        return Episode(
            task=task,
            seed=seed,
            instruction=text,
            raw=report.raw or 0.0,
            reward=report.reward or 0.0,
            ended=report.done.is_set(),
            outcome=finished.outcome.value,
            claimed=finished.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED),
            reason=finished.reason[:300],
            steps=steps,
            seconds=time.monotonic() - began,
            calls=finished.spent.calls,
            tokens=finished.spent.input + finished.spent.output,
            dollars=finished.spent.dollars,
            error=finished.reason[-2000:] if crashed else "",
        )

    def _carry_out(
        self, task: Task, browser: Environment, report: EpisodeReport
    ) -> tuple[int, RunFinished]:
        """The run itself: its number of steps and last event."""
        home = paths()
        use = ModelUse(prices=home.prices)
        planner = self._planner(home, use)
        steps = 0
        finished: RunFinished | None = None
        events = run(
            task,
            environment=EpisodeEnvironment(browser),
            planner=EpisodePlanner(planner, report.done.is_set),
            grounder=self._grounder,
            gate=Gate(self._permissions, Mode.AUTO),
            approver=HeadlessApprover(yes=True, commits=True),
            limits=Limits(steps=self._plan.max_steps, minutes=3.0),
            screenshots=self._plan.planner != "builtin",  # models look at them
            run_id=uuid.uuid4().hex[:8],
        )
        for event in use.watch(events):
            if isinstance(event, StepFinished):
                steps += 1
            elif isinstance(event, RunFinished):
                finished = event
        assert finished is not None
        return steps, finished

    def _planner(self, home: Paths, use: ModelUse) -> Planner:
        if self._make_planner is not None:
            return self._make_planner()
        from app.launch import make_planner

        return make_planner(self._plan.planner, home, use)

    def _open(self) -> Environment:
        if self._browser is None:
            from actions.environments.browser import BrowserOptions, open_browser

            self._browser = open_browser(
                BrowserOptions(path=self._plan.browser_path, viewport=VIEWPORT, hidden=HIDDEN)
            )
        return self._browser

    def _let_go(self) -> None:
        if self._browser is not None:
            self._browser.close()
            self._browser = None
