"""The model planner: asks a model what to do next, in its own dialect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.action import Action, Ask, Click, Drag, GiveUp, MouseDown, MouseUp, Move
from actions.context import RunContext
from actions.coordinates import Frame
from actions.errors import InvalidAction, ReplyError
from actions.trajectory import Decision, History, Step, Task
from app.engine.planner import PlannerUnavailable
from app.models.dialects.interface import Understood, act_tool
from app.models.errors import ModelError
from app.models.profile import Profile
from app.models.wire import (
    ModelRequest,
    Part,
    Reply,
    Result,
    Text,
    Turn,
    Usage,
    UserTurn,
    WireClient,
)
from app.planners.model.conversation import Conversation, results_of, told_of
from app.planners.model.view import Fence, View, look
from perception.geometry import Point
from perception.observation import Observation

_YES = ("yes", "no")
_STUCK = (
    "Nothing changed. Look again: was the right thing aimed at? Try another way; do not repeat it."
)


@dataclass(frozen=True, slots=True)
class _Said:
    """The last reply, and what it was taken to mean."""

    reply: Reply
    understood: Understood
    first_step: int  # index of the step that its first action became
    asked: bool = False  # its checks were put to the person first
    agreed: bool = False


class ModelPlanner:
    """Implements `Planner` for one run.

    Args:
        name: what `--planner` calls it.
        client: to the model.
        profile: of the model's family.
    """

    def __init__(self, name: str, client: WireClient, profile: Profile) -> None:
        self._name = name
        self._client = client
        self._profile = profile
        self._fence = Fence()
        self._conversation: Conversation | None = None
        self._said: _Said | None = None
        self._shown: Observation | None = None
        self._warned = 0
        self._heard = 0
        self.usage = Usage()

    @property
    def name(self) -> str:
        """What `--planner` calls it."""
        return self._name

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        """What the model would do next; see `Planner.decide`."""
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
        )
        self._shown = observation
        conversation = self._told(task, observation, history, view)
        turns = conversation.turns(history.steps)
        reply, understood = self._asked(turns, view.frame, context)
        self._said = _Said(reply, understood, len(history.steps))
        checks = [check for call in reply.calls for check in call.checks]
        if checks:
            self._said = replace(self._said, asked=True)
            doubts = " ".join(dict.fromkeys(check.message or check.code for check in checks))
            question = f"The model's server asks before this is done: {doubts} Go on?"
            return Decision(actions=(Ask(question=question, options=_YES),), thought=reply.thought)
        return self._decision(reply, understood)

    def _decision(self, reply: Reply, understood: Understood) -> Decision:
        thought = understood.thought or reply.thought or (reply.text if reply.calls else "")
        return Decision(
            actions=understood.actions, thought=thought.strip(), subgoal=understood.subgoal
        )

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
        self, task: Task, observation: Observation, history: History, view: View
    ) -> Conversation:
        """The conversation, up to what there is now."""
        if self._conversation is None:
            rule = self._profile.history
            self._conversation = Conversation(
                task, self._fence, images=rule.images, step=rule.images_step
            )
        if not self._conversation.begun or self._said is None:
            self._conversation.begin(view, len(history.steps))
            return self._conversation
        said, taken = self._said, history.steps[self._said.first_step :]
        url = observation.active.url if observation.active is not None else ""
        results = self._results(said, taken, url)
        outcome = [*self._outcome(said, taken), *self._news(history)]
        self._conversation.add(said.reply, results, outcome, view, len(history.steps))
        return self._conversation

    def _results(self, said: _Said, taken: Sequence[Step], url: str) -> list[Result]:
        refused = said.asked and not said.agreed
        if refused:
            taken = ()
        results = results_of(
            said.reply.calls,
            said.understood,
            taken,
            self._fence,
            url,
            acknowledged=said.agreed or refused,
        )
        if not refused:
            return results
        told = Text("The person did not allow it. Do something else, or give up.")
        return [replace(each, parts=(told,), failed=True) for each in results]

    def _outcome(self, said: _Said, taken: Sequence[Step]) -> list[Part]:
        """What became of actions that no call stands for, and a push where nothing came of it."""
        spoken = [step for at, step in enumerate(taken) if _source(said.understood, at) == ""]
        parts: list[Part] = []
        if spoken:
            told = "\n".join(told_of(step) for step in spoken)
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

    # Asking.

    def _asked(
        self, turns: Sequence[Turn], frame: Frame, context: RunContext
    ) -> tuple[Reply, Understood]:
        """A reply that makes sense; the model is told once what is wrong with one that does not.

        Raises:
            InvalidAction: the second does not make sense either.
            PlannerUnavailable: the model cannot be used.
        """
        tokens = self._profile.limits.reply_tokens
        said = tuple(turns)
        for attempt in range(2):
            reply = self._complete(said, frame, tokens, context)
            if reply.stop == "refusal":
                reason = reply.text.strip() or reply.reason
                refusal = GiveUp(reason=f"the model will not do this: {reason}")
                return reply, Understood(actions=(refusal,), sources=("",))
            if reply.stop == "length":
                tokens *= 2
            try:
                if reply.stop == "length":
                    raise ReplyError("the reply was cut off because it was too long: say less")
                if not reply.calls and not reply.text.strip():
                    raise ReplyError("the reply was empty: say what to do next")
                return reply, self._profile.spoken.parse(reply, frame)
            except ReplyError as failure:
                if attempt:
                    raise InvalidAction(f"the model's reply makes no sense: {failure}") from failure
                said = _repaired(turns, reply, str(failure))
        raise AssertionError("unreachable")

    def _complete(
        self, turns: tuple[Turn, ...], frame: Frame, tokens: int, context: RunContext
    ) -> Reply:
        dialect = self._profile.spoken
        request = ModelRequest(
            system=self._profile.told(frame),
            turns=turns,
            tools=(act_tool(limits=frame.limits),) if dialect.functions else (),
            native=dialect.native_tools(frame),
            max_tokens=tokens,
        )
        try:
            reply = self._client.complete(request, context)
        except ModelError as failure:
            raise PlannerUnavailable(str(failure)) from failure
        self.usage += reply.usage
        return reply

    def close(self) -> None:
        """Let go of the model."""
        self._client.close()


def _source(understood: Understood, at: int) -> str:
    return understood.sources[at] if at < len(understood.sources) else ""


def _repaired(turns: Sequence[Turn], reply: Reply, problem: str) -> tuple[Turn, ...]:
    """The conversation with a reply that made no sense, and with what is wrong with it."""
    told = Text(f"This was not understood, and nothing was done: {problem}")
    last = turns[-1]
    assert isinstance(last, UserTurn)
    if not reply.calls and not reply.text.strip():  # nothing that could be sent back
        return (*turns[:-1], replace(last, parts=(*last.parts, told)))
    if not reply.calls:
        return (*turns, reply.turn, UserTurn(parts=(told,)))
    # A native call wants a picture for an answer, even when nothing was done.
    shown = [*last.parts, *(part for result in last.results for part in result.parts)]
    pictures = [part for part in shown if not isinstance(part, Text)]
    results = tuple(
        Result(
            call=call,
            parts=(told, *(pictures[-1:] if call.native else ())),
            failed=True,
            acknowledged=call.checks,
        )
        for call in reply.calls
    )
    return (*turns, reply.turn, UserTurn(results=results))


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
