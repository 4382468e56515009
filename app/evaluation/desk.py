"""One episode on a private desktop: set up, carried out by the engine, looked at."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from actions.action import Finish, GiveUp
from actions.context import RunContext
from actions.errors import EnvironmentUnavailable
from actions.trajectory import Outcome, Task
from app.engine.approval import HeadlessApprover
from app.engine.events import Answer, Approval, ApprovalRequest, Asked, RunFinished, StepFinished
from app.engine.gate import Gate
from app.engine.limits import Limits
from app.engine.planner import Planner
from app.engine.run import run
from app.evaluation.episode import Episode
from app.evaluation.machine import Machine
from app.evaluation.preflight import preflight
from app.evaluation.scoring import score
from app.evaluation.setting_up import set_up
from app.evaluation.task import EvalTask
from app.models.use import ModelUse
from app.paths import paths
from app.runs.log import record
from app.safety.permissions import Mode, load_permissions
from grounding.chain import default_grounder
from grounding.grounder import Grounder

PlannerFactory = Callable[[EvalTask], Planner]

RUN = "run"  # in an episode's folder: the log of the run

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
    """

    planner: str = "builtin"
    max_steps: int = 50
    minutes: float = 5.0
    budget: float = 0.0
    report: bool = True
    video: bool = False
    judge: str = ""


class Everything:
    """An approver for machines that nothing depends on: whatever is asked may be done."""

    def approve(self, request: ApprovalRequest, context: RunContext) -> Approval:
        """Yes."""
        del context
        return Approval(request=request.id, answer=Answer.ONCE, by="evaluation")

    def reply(self, question: Asked, context: RunContext) -> str | None:
        """Nobody answers."""
        return HeadlessApprover(yes=True).reply(question, context)


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
        folder: where the log of the run is written; None to keep nothing.
        grounder: finds targets.
        use: counts what models use up.
    """
    plan = plan or DeskPlan()
    began = time.monotonic()
    if reason := preflight(task):
        return Episode(task=task.name, seed=number, instruction=task.instruction, skipped=reason)
    machine: Machine | None = None
    try:
        machine = Machine()
        set_up(task, task.config, machine)
        episode = _carried_out(
            task, machine, make_planner, plan, number, folder, grounder, use, began
        )
    except Exception as failure:  # noqa: BLE001 - whatever it was, the other episodes go on
        episode = Episode(
            task=task.name,
            seed=number,
            instruction=task.instruction,
            error=f"{type(failure).__name__}: {failure}",
            seconds=time.monotonic() - began,
        )
    finally:
        if machine is not None:
            machine.close()
    return episode


def _carried_out(
    task: EvalTask,
    machine: Machine,
    make_planner: PlannerFactory,
    plan: DeskPlan,
    number: int,
    folder: Path | None,
    grounder: Grounder | None,
    use: ModelUse | None,
    began: float,
) -> Episode:
    setup = time.monotonic() - began
    text = machine.filled(task.instruction)
    planner = make_planner(task)
    use = use or ModelUse(prices=paths().prices)
    steps = 0
    finished: RunFinished | None = None
    events = use.watch(
        run(
            Task(text=text),
            environment=machine.environment,
            planner=planner,
            grounder=grounder or default_grounder(),
            gate=Gate(load_permissions(), Mode.AUTO),
            approver=Everything(),
            limits=Limits(
                steps=plan.max_steps, minutes=task.minutes or plan.minutes, dollars=plan.budget
            ),
            run_id=uuid.uuid4().hex[:8],
            spent=lambda: use.account.spent,
        )
    )
    try:
        for event in record(events, folder / RUN) if folder is not None else events:
            if isinstance(event, StepFinished):
                steps += 1
            elif isinstance(event, RunFinished):
                finished = event
    finally:
        planner.close()
    if finished is None:
        raise EnvironmentUnavailable("the run ended without an outcome")
    if finished.outcome in _NO_RESULT:
        raise EnvironmentUnavailable(f"the run {finished.outcome.value}: {finished.reason[-1000:]}")
    machine.environment.settle(RunContext(), limit=_SETTLE)
    end = finished.control
    gave_up = isinstance(end, GiveUp) or (isinstance(end, Finish) and not end.success)
    verdict = score(task, machine, gave_up=gave_up, answer=finished.answer)
    return Episode(
        task=task.name,
        seed=number,
        instruction=text,
        raw=verdict.score,
        reward=verdict.score,
        ended=True,
        outcome=finished.outcome.value,
        reason=finished.reason[:300],
        claimed=finished.outcome in _DONE,
        answer=finished.answer[:1000],
        steps=steps,
        seconds=time.monotonic() - began,
        setup=setup,
        calls=finished.spent.calls,
        tokens=finished.spent.input + finished.spent.output,
        dollars=finished.spent.dollars,
    )
