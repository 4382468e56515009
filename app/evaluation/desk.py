"""One episode on a private desktop: set up, carried out by the engine, looked at."""

from __future__ import annotations

import contextlib
import json
import logging
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from actions.action import Finish, GiveUp
from actions.context import RunContext
from actions.errors import EnvironmentUnavailable
from actions.trajectory import Outcome, Step, Task
from app.engine.approval import HeadlessApprover
from app.engine.events import (
    Answer,
    Approval,
    ApprovalRequest,
    Asked,
    Event,
    RunFinished,
    StepFinished,
)
from app.engine.gate import Gate
from app.engine.limits import Limits
from app.engine.planner import Planner
from app.engine.run import run
from app.evaluation.episode import Episode
from app.evaluation.machine import Machine
from app.evaluation.osworld_results import EpisodeFolder, episode_folder, logged
from app.evaluation.preflight import preflight
from app.evaluation.scoring import score
from app.evaluation.setting_up import set_up
from app.evaluation.task import EvalTask, load_tasks
from app.evaluation.video import recorded
from app.launch import make_grounder, make_planner
from app.models.use import ModelUse
from app.paths import paths
from app.runs.log import record
from app.runs.report import write_report
from app.safety.permissions import Mode, load_permissions
from app.where import screen_size
from grounding.chain import default_grounder
from grounding.grounder import Grounder

logger = logging.getLogger(__name__)

PlannerFactory = Callable[[EvalTask], Planner]

_DONE = (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)
_NO_RESULT = (Outcome.CRASHED, Outcome.UNAVAILABLE, Outcome.STOPPED)
_SETTLE = 3.0  # seconds that programs have to come to rest before they are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPlan:
    """How episodes on desktops are run.

    Attributes:
        planner: as `--planner` names it.
        max_steps: actions that a run may take.
        minutes: that a run may take; a task may set its own.
        budget: dollars that a run's models may cost; 0 for no limit.
        report: write each run's report.
        video: record each run.
        judge: model that judges open-ended tasks; "" for none.
        check_start: skip tasks that score in full before anything was done, as tasks of another
            machine may; those with steps before their evaluation cannot be checked.
        screen: the size of the machine's screen in pixels, as "1280x800".
    """

    planner: str = "builtin"
    max_steps: int = 50
    minutes: float = 5.0
    budget: float = 0.0
    report: bool = True
    video: bool = False
    judge: str = ""
    check_start: bool = False
    screen: str = "1280x800"


class Everything:
    """An approver for machines that nothing depends on: whatever is asked may be done."""

    def approve(self, request: ApprovalRequest, context: RunContext) -> Approval:
        """Yes."""
        del context
        return Approval(request=request.id, answer=Answer.ONCE, by="evaluation")

    def reply(self, question: Asked, context: RunContext) -> str | None:
        """Nobody answers."""
        return HeadlessApprover(yes=True).reply(question, context)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """What an attempt needs beside its machine."""

    task: EvalTask
    plan: DeskPlan
    number: int
    make_planner: PlannerFactory
    grounder: Grounder
    use: ModelUse
    folder: EpisodeFolder | None


def attempt(
    task: EvalTask,
    make_planner: PlannerFactory,
    plan: DeskPlan | None = None,
    *,
    number: int = 1,
    folder: Path | None = None,
    grounder: Grounder | None = None,
    use: ModelUse | None = None,
) -> Episode:
    """Carry out a task on a fresh machine and score what is left.

    Whatever goes wrong is in the episode: a task that cannot be carried out here is skipped, and
    one whose setup, machine or evaluator fails has an error and no score.

    Args:
        task: to carry out.
        make_planner: makes the planner that decides.
        plan: how.
        number: which of the task's episodes it is.
        folder: where what is kept of it is written; None to keep nothing.
        grounder: finds targets.
        use: counts what models use up.
    """
    if reason := preflight(task):
        return Episode(task=task.name, seed=number, instruction=task.instruction, skipped=reason)
    kept = EpisodeFolder(folder) if folder is not None else None
    this = _Attempt(
        task=task,
        plan=plan or DeskPlan(),
        number=number,
        make_planner=make_planner,
        grounder=grounder or default_grounder(),
        use=use or ModelUse(prices=paths().prices),
        folder=kept,
    )
    with logged(folder) if folder is not None else contextlib.nullcontext():
        episode = _played(this)
    if kept is not None:
        kept.finish(episode)
    return episode


def _played(this: _Attempt) -> Episode:
    """The episode, whatever happens."""
    began = time.monotonic()
    machine: Machine | None = None
    try:
        machine = Machine(screen=screen_size(this.plan.screen))
        set_up(this.task, this.task.config, machine)
        setup = time.monotonic() - began
        if this.plan.check_start and _done_already(this.task, machine):
            skipped = "it is done here before it begins"
            return Episode(task=this.task.name, seed=this.number, skipped=skipped)
        with contextlib.ExitStack() as stack:
            if this.plan.video and this.folder is not None:
                stack.enter_context(recorded(machine, this.folder.path))
            steps, finished = _carried_out(this, machine)
        episode = _scored(this, machine, len(steps), finished)
        if this.plan.judge and this.task.judge:
            episode = replace(episode, judged=_judged(this, steps, finished))
    except Exception as failure:
        logger.exception("%s has no result", this.task.name)
        episode = Episode(
            task=this.task.name,
            seed=this.number,
            instruction=this.task.instruction,
            error=f"{type(failure).__name__}: {failure}",
        )
        setup = 0.0
    finally:
        if machine is not None:
            machine.close()
    return replace(episode, seconds=time.monotonic() - began, setup=setup)


def _done_already(task: EvalTask, machine: Machine) -> bool:
    if task.evaluator.infeasible or task.evaluator.postconfig:
        return False
    return score(task, machine, gave_up=False).score >= 1


def _carried_out(this: _Attempt, machine: Machine) -> tuple[list[Step], RunFinished]:
    """The run itself: its steps and last event.

    Raises:
        EnvironmentUnavailable: it came to no end that could be scored.
    """
    planner = this.make_planner(this.task)
    plan = this.plan
    steps: list[Step] = []
    finished: RunFinished | None = None
    events: Iterator[Event] = run(
        Task(text=machine.filled(this.task.instruction)),
        environment=machine.environment,
        planner=planner,
        grounder=this.grounder,
        gate=Gate(load_permissions(), Mode.AUTO),
        approver=Everything(),
        limits=Limits(
            steps=plan.max_steps, minutes=this.task.minutes or plan.minutes, dollars=plan.budget
        ),
        run_id=uuid.uuid4().hex[:8],
        spent=lambda: this.use.account.spent,
    )
    events = this.use.watch(events)
    if this.folder is not None:
        events = this.folder.watch(record(events, this.folder.run))
    try:
        for event in events:
            if isinstance(event, StepFinished):
                steps.append(event.step)
            elif isinstance(event, RunFinished):
                finished = event
    finally:
        planner.close()
    if this.folder is not None and plan.report:
        write_report(this.folder.run)
    if finished is None or finished.outcome in _NO_RESULT:
        how = f"{finished.outcome.value}: {finished.reason[-1000:]}" if finished else "no end"
        raise EnvironmentUnavailable(f"the run had no outcome to score ({how})")
    return steps, finished


def _scored(this: _Attempt, machine: Machine, steps: int, finished: RunFinished) -> Episode:
    machine.environment.settle(RunContext(), limit=_SETTLE)
    end = finished.control
    gave_up = isinstance(end, GiveUp) or (isinstance(end, Finish) and not end.success)
    verdict = score(this.task, machine, gave_up=gave_up, answer=finished.answer)
    logger.info("%s scores %g: %s", this.task.name, verdict.score, verdict.parts)
    return Episode(
        task=this.task.name,
        seed=this.number,
        instruction=machine.filled(this.task.instruction),
        raw=verdict.score,
        reward=verdict.score,
        ended=True,
        outcome=finished.outcome.value,
        reason=finished.reason[:300],
        claimed=finished.outcome in _DONE,
        answer=finished.answer[:1000],
        steps=steps,
        calls=finished.spent.calls,
        tokens=finished.spent.input + finished.spent.output,
        dollars=finished.spent.dollars,
    )


def _judged(this: _Attempt, steps: Sequence[Step], finished: RunFinished) -> float:
    """What the model judge says; -1 where it says nothing of use, which is no fault of the run."""
    from app.evaluation.judge import Judge, criteria_of
    from app.models.errors import ModelError

    judge = Judge.named(this.plan.judge, paths(), this.use)
    try:
        criteria = criteria_of(this.task.judge)
        task = Task(text=this.task.instruction)
        judgement = judge.judge(task, criteria, steps, finished.answer, finished.final)
    except ModelError as failure:
        logger.warning("%s was not judged: %s", this.task.name, failure)
        return -1.0
    finally:
        judge.close()
    if this.folder is not None:
        told = {"criteria": criteria, "met": judgement.met, "because": judgement.because}
        text = json.dumps(told, indent=2, ensure_ascii=False)
        (this.folder.path / "judgement.json").write_text(text, "utf-8")
    return judgement.score


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskMaker:
    """Makes benches of tasks in OSWorld's format.

    Attributes:
        tasks: their folder.
        plan: how they are carried out.
        results: folder of the results.
    """

    tasks: Path
    plan: DeskPlan
    results: Path

    def make(self) -> DeskBench:
        """See `Maker.make`."""
        return DeskBench(self)

    def settings(self) -> Mapping[str, Any]:
        """See `Maker.settings`."""
        return asdict(self.plan)


class DeskBench:
    """Carries out the tasks of a folder, each on a machine of its own."""

    def __init__(self, maker: DeskMaker) -> None:
        """Read the tasks.

        Raises:
            TaskFault: one is none.
        """
        self._maker = maker
        self._tasks = {each.name: each for each in load_tasks(maker.tasks)}
        self._grounder: Grounder | None = None

    def play(self, task: str, seed: int) -> Episode:
        """Carry out a task."""
        plan = self._maker.plan
        home = paths()
        use = ModelUse(plan.budget or None, home.prices)
        self._grounder = self._grounder or make_grounder(plan.planner, home, use)
        folder = episode_folder(self._maker.results, plan.planner, (task, seed))
        episode = attempt(
            self._tasks[task],
            lambda _: make_planner(plan.planner, home, use),
            plan,
            number=seed,
            folder=folder,
            grounder=self._grounder,
            use=use,
        )
        if episode.skipped:
            return episode
        return replace(episode, folder=str(folder.relative_to(self._maker.results)))

    def close(self) -> None:
        """Nothing is kept from one task to the next."""
        if self._grounder is not None:
            self._grounder.close()
