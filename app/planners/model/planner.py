"""The model planner: asks a model what to do next, in its own dialect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from actions.action import (
    Action,
    Ask,
    Click,
    Drag,
    Finish,
    MouseDown,
    MouseUp,
    Move,
    Zoom,
)
from actions.context import RunContext
from actions.errors import InvalidAction
from actions.trajectory import Decision, History, Step, Task
from app.engine.planner import PlannerLimit, PlannerUnavailable
from app.models.dialects.interface import Understood
from app.models.errors import BudgetSpent, ModelError
from app.models.habits import Habits
from app.models.pictures import pictured
from app.models.profile import Profile
from app.models.wire import (
    Part,
    Reply,
    Result,
    Text,
    Turn,
    WireClient,
)
from app.planners.model.advice import Advisor
from app.planners.model.asking import Asker
from app.planners.model.conversation import Conversation, results_of
from app.planners.model.view import Fence, View, look
from app.planners.model.words import fruitless, step_told
from app.runs.words import in_words
from perception.geometry import Point
from perception.observation import Observation

_YES = ("yes", "no")
_STUCK = (
    "Nothing changed. Look again: was the right thing aimed at? Try another way; do not repeat it."
)
_MOST_OBJECTIONS = 2  # after so many, "done" is believed as far as the engine can verify it
_REFLECT_EVERY = 2  # fruitless steps


# The skills that may help with a part of the task now, a line each; "" if there are none.
# What may help with a part of a task: what it is, for the planner, and the list.
Hints = Callable[[str, Observation], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class _Said:
    """The last reply, and what it was taken to mean.

    Attributes:
        first_step: index of the step that its first action became.
        asked: its checks were put to the person first.
        agreed: and the person agreed.
        done: that the task is done, as it says; a check comes first.
        objection: what the check found missing.
    """

    reply: Reply
    understood: Understood
    first_step: int
    asked: bool = False
    agreed: bool = False
    done: Finish | None = None
    objection: str = ""


class ModelPlanner:
    """Implements `Planner` for one run.

    Args:
        name: what `--planner` calls it.
        client: to the model.
        profile: of the model's family.
        habits: what it does besides asking for the next action.
        checker: the model that checks what is said to be done; the same one if None.
        hints: asked once for each part of the task which skills and tips may help.
    """

    def __init__(
        self,
        name: str,
        client: WireClient,
        profile: Profile,
        *,
        habits: Habits | None = None,
        checker: WireClient | None = None,
        hints: Hints | None = None,
    ) -> None:
        self._name = name
        self._client = client
        self._checker = checker
        self._profile = profile
        self._habits = habits or Habits()
        self._fence = Fence()
        self._asker = Asker(client, profile)
        self._advisor = Advisor(client, self._fence)
        self._judge = Advisor(checker or client, self._fence)
        self._conversation: Conversation | None = None
        self._said: _Said | None = None
        self._shown: Observation | None = None
        self._warned = 0
        self._heard = 0
        self._hints = hints
        self._hinted: str | None = None  # the part of the task that was asked for last
        self._objections = 0
        self._reflected_at = 0  # steps that were over at the last second thought

    @property
    def name(self) -> str:
        """What `--planner` calls it."""
        return self._name

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        """What the model would do next; see `Planner.decide`."""
        try:
            return self._decide(task, observation, history, context)
        except BudgetSpent as failure:
            raise PlannerLimit(str(failure)) from failure
        except ModelError as failure:
            raise PlannerUnavailable(str(failure)) from failure
        except InvalidAction:  # its last words cannot be part of a conversation
            self.forget()
            raise

    def forget(self) -> None:
        """Begin anew at the next decision, with what was done told in words."""
        self._said = None
        self._shown = None

    def close(self) -> None:
        """Let go of the models."""
        self._client.close()
        if self._checker is not None:
            self._checker.close()

    # Deciding.

    def _decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        if self._said is not None and self._said.asked and not self._said.agreed:
            allowed = self._allowed(history)
            if allowed is not None:
                return allowed
        view = look(
            observation,
            self._profile,
            self._fence,
            before=self._shown,
            pointer=_pointer(history.steps),
            marks=self._habits.marks,
        )
        if self._said is not None and self._said.done is not None:
            believed = self._believed(task, history, view, context)
            if believed is not None:
                return believed
        self._shown = observation
        turns = self._told(task, observation, history, view, context)
        reply, understood = self._next(task, history, turns, view, context)
        self._said = _Said(reply, understood, len(history.steps))
        checks = [check for call in reply.calls for check in call.checks]
        if checks:
            self._said = replace(self._said, asked=True)
            doubts = " ".join(dict.fromkeys(check.message or check.code for check in checks))
            question = f"The model's server asks before this is done: {doubts} Go on?"
            return Decision(actions=(Ask(question=question, options=_YES),), thought=reply.thought)
        return self._decision(reply, understood)

    def _decision(self, reply: Reply, understood: Understood) -> Decision:
        """The decision; instead of an end that is to be checked first, a look at everything."""
        thought = understood.thought or reply.thought or (reply.text if reply.calls else "")
        decision = Decision(
            actions=understood.actions,
            thought=thought.strip(),
            subgoal=understood.subgoal,
            note=understood.note,
        )
        ends = [at for at, each in enumerate(decision.actions) if isinstance(each, Finish)]
        if not ends or not self._habits.check or self._objections >= _MOST_OBJECTIONS:
            return decision
        end = decision.actions[ends[0]]
        assert isinstance(end, Finish)
        if not end.success:
            return decision
        assert self._said is not None
        self._said = replace(self._said, done=end)
        return replace(decision, actions=(*decision.actions[: ends[0]], Zoom()))

    def _believed(
        self, task: Task, history: History, view: View, context: RunContext
    ) -> Decision | None:
        """The end that was held back, if what was done before it went well and the check agrees."""
        said = self._said
        assert said is not None
        assert said.done is not None
        last = history.steps[-1] if history.steps else None
        if last is None or not isinstance(last.action, Zoom) or len(history.messages) > self._heard:
            self._said = replace(said, done=None)
            return None
        finding = self._judge.check(task, history.steps[:-1], said.done, view, context)
        if finding.done:
            return Decision(actions=(said.done,), thought=finding.reason)
        self._objections += 1
        self._said = replace(said, done=None, objection=finding.reason or "it is not done")
        return None

    def _allowed(self, history: History) -> Decision | None:
        """What was decided before the person was asked, if the person said yes."""
        assert self._said is not None
        last = history.steps[-1] if history.steps else None
        said = last.reply.strip().casefold() if last is not None else ""
        if said in ("yes", "y", "ja", "ok", "go on"):
            self._said = replace(self._said, agreed=True, first_step=len(history.steps))
            return self._decision(self._said.reply, self._said.understood)
        return None

    # What is said.

    def _told(
        self,
        task: Task,
        observation: Observation,
        history: History,
        view: View,
        context: RunContext,
    ) -> tuple[Turn, ...]:
        """All that is sent: the conversation, up to what there is now."""
        if self._conversation is None:
            rule = self._profile.history
            goals = self._advisor.plan(task, view, context) if self._habits.plan else ()
            self._conversation = Conversation(
                task, self._fence, images=rule.images, step=rule.images_step, goals=goals
            )
        if not self._conversation.begun or self._said is None:
            self._hinted = None
            hints = self._matching(task, observation, history)
            self._conversation.begin(view, len(history.steps), hints)
            return self._conversation.turns(history.steps)
        said, taken = self._said, history.steps[self._said.first_step :]
        url = observation.active.url if observation.active is not None else ""
        results = self._results(said, taken, url)
        outcome = [
            *self._outcome(said, taken),
            *_enlarged(taken, observation, self._profile),
            *self._news(history),
            *self._matching(task, observation, history),
            *self._second_thought(task, history, view, context),
        ]
        self._conversation.add(said.reply, results, outcome, view, len(history.steps))
        return self._conversation.turns(history.steps)

    def _results(self, said: _Said, taken: Sequence[Step], url: str) -> list[Result]:
        refused = said.asked and not said.agreed
        results = results_of(
            said.reply.calls,
            said.understood,
            () if refused else taken,
            self._fence,
            url,
            acknowledged=said.agreed or refused,
        )
        if refused:
            told = "The person did not allow it. Do something else, or give up."
        elif said.objection:
            told = f"Not accepted: {said.objection}"
        else:
            return results
        return [replace(each, parts=(Text(told),), failed=True) for each in results]

    def _outcome(self, said: _Said, taken: Sequence[Step]) -> list[Part]:
        """What became of actions that no call stands for, and a push where nothing came of it."""
        if said.objection:
            told = f"A check of what there is now says that it is not done: {said.objection}"
            return [Text(f"{told}\nDo what is missing, or say why it cannot be done.")]
        spoken = [step for at, step in enumerate(taken) if _source(said.understood, at) == ""]
        parts: list[Part] = []
        if spoken:
            told = "\n".join(step_told(step) for step in spoken)
            parts.append(Text("What came of it:\n" + self._fence.around(told)))
        acted = [step for step in taken if step.after is not None and not step.error]
        if taken and acted and not any(step.change for step in acted):
            parts.append(Text(_STUCK))
        return parts

    def _news(self, history: History) -> list[Part]:
        """What the person and the engine have said since."""
        parts: list[Part] = [
            Text(f"The person says: {each.text}") for each in history.messages[self._heard :]
        ]
        parts += [Text(f"Mind: {each.text}") for each in history.warnings[self._warned :]]
        self._heard, self._warned = len(history.messages), len(history.warnings)
        return parts

    def _matching(self, task: Task, observation: Observation, history: History) -> list[Part]:
        """The skills and the tips that may help, once for each part of the task."""
        part = history.steps[-1].decision.subgoal if history.steps else ""
        if self._hints is None or self._hinted == part:
            return []
        self._hinted = part
        found = self._hints(f"{task.text} {part}".strip(), observation)
        return [Text(f"{told}\n{self._fence.around(listed)}") for told, listed in found]

    def _second_thought(
        self, task: Task, history: History, view: View, context: RunContext
    ) -> list[Part]:
        """What the model thinks of its last steps, when several of them came to nothing."""
        since = history.steps[self._reflected_at :]
        if not self._habits.reflect or fruitless(since) < _REFLECT_EVERY:
            return []
        self._reflected_at = len(history.steps)
        thought = self._advisor.reflect(task, history.steps, view, context)
        return [Text(f"On second thought: {thought}")] if thought else []

    def _next(
        self,
        task: Task,
        history: History,
        turns: Sequence[Turn],
        view: View,
        context: RunContext,
    ) -> tuple[Reply, Understood]:
        """The next reply; the most promising one where several are thought up."""
        if self._habits.lookahead > 1:
            some = self._asker.several(turns, view.frame, self._habits.lookahead, context)
            if len(some) > 1:
                told = [_in_words(understood) for _, understood in some]
                return some[self._judge.pick(task, history.steps, told, view, context)]
            if some:
                return some[0]
        return self._asker.ask(turns, view.frame, context)


def _in_words(understood: Understood) -> str:
    return "; ".join([understood.thought, *map(in_words, understood.actions)]).strip("; ")


def _enlarged(taken: Sequence[Step], observation: Observation, profile: Profile) -> list[Part]:
    """The region that was asked for last, enlarged."""
    regions = [step.action.region for step in taken if isinstance(step.action, Zoom)]
    if not regions or regions[-1] is None or observation.screenshot is None:
        return []
    picture, _ = pictured(observation, profile, region=regions[-1])
    told = "The region, enlarged; points are still those of the whole picture, which follows:"
    return [Text(told), picture]


def _source(understood: Understood, at: int) -> str:
    return understood.sources[at] if at < len(understood.sources) else ""


def _pointer(steps: Sequence[Step]) -> Point | None:
    """Where the last action with the pointer left it."""
    for step in reversed(steps):
        action: Action = step.action
        if step.grounded is None or step.error:
            continue
        if (
            isinstance(action, Click | Move | Drag | MouseDown | MouseUp)
            and step.grounded.groundings
        ):
            return step.grounded.groundings[-1].point
    return None
