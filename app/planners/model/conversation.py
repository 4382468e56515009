"""The conversation with a planner model: what is said, what is kept, what is folded.

It begins with the task, which stays. Then each reply of the model is followed by what became of it
and what there is now. Only the last few of these exchanges are kept as they were; older ones are
folded into words, several at a time, so that what was sent before stays the same for as long as
possible and can be served from the server's cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.trajectory import Step, Task
from app.models.dialects.interface import Understood
from app.models.wire import Call, Part, Reply, Result, Text, Turn, UserTurn
from app.planners.model.view import Fence, View
from app.planners.model.words import folded, step_told, task_told


@dataclass(frozen=True, slots=True)
class Exchange:
    """A reply of the model and what it was answered with.

    Attributes:
        outcome: what became of the reply, for its calls or in words.
        view: what there was afterwards.
        steps: how many steps of the run were over by then.
    """

    reply: Reply
    results: tuple[Result, ...]
    outcome: tuple[Part, ...]
    view: View
    steps: int


class Conversation:
    """Kept by a planner for one run.

    Args:
        task: of the run.
        fence: marks what comes from the screen.
        images: how many exchanges are kept as they were.
        step: how many more may gather before the oldest are folded.
        goals: the plan that was made for the task.
    """

    def __init__(
        self, task: Task, fence: Fence, *, images: int, step: int, goals: Sequence[str] = ()
    ) -> None:
        self._task = task
        self._fence = fence
        self._most = max(images, 1)
        self._step = max(step, 1)
        self._goals = goals
        self._first: View | None = None
        self._begun_at = 0  # steps that were over at the first view that is kept
        self._exchanges: list[Exchange] = []
        self._hints: tuple[Part, ...] = ()

    def begin(self, view: View, steps: int, hints: Sequence[Part] = ()) -> None:
        """The first look, or one after everything before was folded."""
        self._first, self._begun_at, self._exchanges = view, steps, []
        self._hints = tuple(hints)

    @property
    def begun(self) -> bool:
        """Whether there has been a first look."""
        return self._first is not None

    def add(
        self,
        reply: Reply,
        results: Sequence[Result],
        outcome: Sequence[Part],
        view: View,
        steps: int,
    ) -> None:
        """A reply, what became of it, and what there is now."""
        self._exchanges.append(Exchange(reply, tuple(results), tuple(outcome), view, steps))
        if len(self._exchanges) >= self._most + self._step:
            last = self._exchanges[: -self._most][-1]
            self._exchanges = self._exchanges[-self._most :]
            self._first, self._begun_at = last.view, last.steps

    def turns(self, history: Sequence[Step]) -> tuple[Turn, ...]:
        """All that is sent."""
        assert self._first is not None
        opening = [Text(self._opening())]
        if self._begun_at:
            opening.append(Text(self._folded(history)))
        begun = (*opening, *self._hints, *self._first.parts)
        turns: list[Turn] = [UserTurn(parts=begun, cached=True)]
        for at, each in enumerate(self._exchanges):
            turns.append(each.reply.turn)
            turns.append(_answer(each, cached=at == len(self._exchanges) - 1))
        return tuple(turns)

    def _opening(self) -> str:
        parts = [task_told(self._task)]
        if self._goals:
            listed = "\n".join(f"{at}. {goal}" for at, goal in enumerate(self._goals, 1))
            parts.append(f"A plan, to be changed where the screen teaches otherwise:\n{listed}")
        return "\n\n".join([*parts, self._fence.told])

    def _folded(self, history: Sequence[Step]) -> str:
        """The steps before the first view that is kept, and the notes made at them."""
        before = history[: self._begun_at]
        told = folded(before, history[-1].decision.subgoal)
        text = "What was done so far:\n" + self._fence.around(told)
        # A batch is one decision: its note is told once.
        notes = dict.fromkeys(step.decision.note for step in before if step.decision.note)
        if notes:
            text += "\nYour notes:\n" + self._fence.around("\n".join(notes))
        return text


def _answer(exchange: Exchange, *, cached: bool) -> UserTurn:
    """The turn after a reply. A native call is answered with the picture, where there is one."""
    parts: tuple[Part, ...] = (*exchange.outcome, *exchange.view.parts)
    results = list(exchange.results)
    picture = exchange.view.picture
    native = [at for at, each in enumerate(results) if each.call.native]
    if native and picture is not None:
        parts = (*exchange.outcome, Text(exchange.view.text))
        for at in native:
            results[at] = replace(results[at], parts=(*results[at].parts, picture))
    return UserTurn(parts=parts, results=tuple(results), cached=cached)


def results_of(
    calls: Sequence[Call],
    understood: Understood,
    steps: Sequence[Step],
    fence: Fence,
    url: str,
    *,
    acknowledged: bool,
) -> list[Result]:
    """What became of each call of a reply.

    Args:
        calls: of the reply.
        understood: the actions that they meant.
        steps: that were taken since, in the order of the actions; the last ones may be missing.
        fence: of the run.
        url: of what is acted on now.
        acknowledged: whether a person has acknowledged the calls' checks.
    """
    found = []
    for call in calls:
        mine = [at for at, source in enumerate(understood.sources) if source == call.id]
        taken = [steps[at] for at in mine if at < len(steps)]
        lines = [step_told(step) for step in taken]
        if len(taken) < len(mine):
            lines.append("the rest was not done: something unexpected came before it")
        text = fence.around("\n".join(lines)) if lines else "done"
        failed = bool(mine) and (not taken or bool(taken[-1].error))
        found.append(
            Result(
                call=call,
                parts=(Text(text),),
                failed=failed,
                acknowledged=call.checks if acknowledged else (),
                url=url,
            )
        )
    return found
