"""Questions put to a model beside the conversation: a plan, a second thought, a check, a choice.

Each is one short call with what the model must know for it, answered in JSON. What comes back is
advice: it is told to the planner model or picks among what that has decided, and never acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from actions.action import Finish
from actions.context import RunContext
from actions.errors import ReplyError
from actions.parse import find_json
from actions.trajectory import Step, Task
from app.models.wire import ModelRequest, Part, Text, UserTurn, WireClient
from app.planners.model.view import Fence, View
from app.planners.model.words import steps_told, task_told

_LONGEST = 2000  # characters of an answer that are used
_MOST_GOALS = 12
_TOKENS = 1500  # of an answer, thinking included
_LAST_STEPS = 8  # that a second thought is given to


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check of a finished task found."""

    done: bool
    reason: str


class Advisor:
    """Asks one model.

    Args:
        client: to it.
        fence: of the run.
    """

    def __init__(self, client: WireClient, fence: Fence) -> None:
        self._client = client
        self._fence = fence

    def plan(self, task: Task, view: View, context: RunContext) -> tuple[str, ...]:
        """The parts of a task, in order; none where the answer is of no use.

        Raises:
            ModelError: the call failed.
        """
        told = self._answer("plan", self._task(task), view, context)
        goals = told.get("goals")
        if not isinstance(goals, list):
            return ()
        return tuple(_short(goal) for goal in goals[:_MOST_GOALS] if isinstance(goal, str))

    def reflect(self, task: Task, steps: Sequence[Step], view: View, context: RunContext) -> str:
        """Why the last steps came to nothing, and what else could be tried; "" if it is no use.

        Raises:
            ModelError: the call failed.
        """
        parts = [*self._task(task), *self._steps(steps[-_LAST_STEPS:])]
        told = self._answer("reflect", parts, view, context)
        said = [_short(told.get(name)) for name in ("mistake", "instead")]
        return " ".join(each for each in said if each)

    def check(
        self, task: Task, steps: Sequence[Step], finish: Finish, view: View, context: RunContext
    ) -> Finding:
        """Whether a task is done that is said to be; an answer of no use does not stand in its way.

        Raises:
            ModelError: the call failed.
        """
        said = Text(f"It was said to be done: {finish.answer or 'without a word'}")
        parts = [*self._task(task), *self._steps(steps), said]
        told = self._answer("check", parts, view, context)
        return Finding(done=told.get("done") is not False, reason=_short(told.get("reason")))

    def pick(
        self,
        task: Task,
        steps: Sequence[Step],
        candidates: Sequence[str],
        view: View,
        context: RunContext,
    ) -> int:
        """The index of the step that promises most, after imagining what each leads to.

        A model's own imagination stands in for the world, as in WebDreamer (Gu and others, 2024).

        Raises:
            ModelError: the call failed.
        """
        listed = "\n".join(f"{at}. {each}" for at, each in enumerate(candidates))
        parts = [*self._task(task), *self._steps(steps), Text(f"The candidates:\n{listed}")]
        told = self._answer("pick", parts, view, context)
        return _best(told.get("candidates"), len(candidates))

    def compare(self, task: Task, stories: Sequence[str], context: RunContext) -> int:
        """The index of the attempt that carried out the task best.

        Each attempt is told as facts, what every step changed, as in behaviour best-of-N
        (Gonzalez-Pumariega and others, 2025).

        Raises:
            ModelError: the call failed.
        """
        told_of = [
            Text(f"Attempt {at}:\n{self._fence.around(story)}") for at, story in enumerate(stories)
        ]
        told = self._answer("compare", [*self._task(task), *told_of], None, context)
        return _best(told.get("attempts"), len(stories))

    def _task(self, task: Task) -> list[Part]:
        return [Text(f"{task_told(task)}\n\n{self._fence.told}")]

    def _steps(self, steps: Sequence[Step]) -> list[Part]:
        return [Text("What was done:\n" + self._fence.around(steps_told(steps)))] if steps else []

    def _answer(
        self, prompt: str, parts: Sequence[Part], view: View | None, context: RunContext
    ) -> dict[str, Any]:
        """The JSON object that the model answers with; an empty one where it holds none."""
        shown = (Text("What there is now:"), *view.parts) if view is not None else ()
        request = ModelRequest(
            system=resources.files("resources").joinpath(f"prompts/advice_{prompt}.md").read_text(),
            turns=(UserTurn(parts=(*parts, *shown)),),
            max_tokens=_TOKENS,
        )
        reply = self._client.complete(request, context)
        try:
            told = find_json(reply.text)
        except ReplyError:
            return {}
        return told if isinstance(told, dict) else {}


def _best(scored: object, count: int) -> int:
    """The index with the highest score; the first where none is said."""
    if not isinstance(scored, list):
        return 0
    scores: dict[int, float] = {}
    for each in scored:
        if isinstance(each, dict) and isinstance(each.get("index"), int):
            score = each.get("score")
            if 0 <= each["index"] < count and isinstance(score, int | float):
                scores[each["index"]] = float(score)
    return max(scores, key=lambda at: (scores[at], -at)) if scores else 0


def _short(said: object) -> str:
    text = said.strip() if isinstance(said, str) else ""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
