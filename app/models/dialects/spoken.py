"""A dialect made of a carrier and a vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from actions.action import Action, Finish
from actions.coordinates import Frame
from actions.errors import ReplyError
from actions.parse import parse_json, parse_text
from actions.serialise import reply_json
from app.models.dialects.carriers import Carrier, Unit
from app.models.dialects.given import Given
from app.models.dialects.hand import Hand
from app.models.dialects.interface import ACT, Support, Understood
from app.models.wire import Reply

Reader = Callable[[Given, Hand], None]


class Vocabulary(Protocol):
    """The words of a dialect."""

    @property
    def readers(self) -> Mapping[str, Reader]:
        """For each word the function that reads its arguments."""

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action.

        Raises:
            ReplyError: there are no words for it.
        """


def _no_tools(frame: Frame) -> tuple[Mapping[str, Any], ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Implements `Dialect`.

    Attributes:
        name: what profiles call it.
        carrier: how units travel.
        vocabulary: what they mean.
        functions: whether `act` is offered beside the native tool; text alone then means the
            answer.
        tools: entries for the protocol's own tools.
        example: how an action is written, for a reply without any.
    """

    name: str
    carrier: Carrier
    vocabulary: Vocabulary
    functions: bool = False
    tools: Callable[[Frame], tuple[Mapping[str, Any], ...]] = _no_tools
    example: str = ""

    def native_tools(self, frame: Frame) -> tuple[Mapping[str, Any], ...]:
        """Entries for the protocol's own tools."""
        return self.tools(frame)

    def parse(self, reply: Reply, frame: Frame) -> Understood:
        """The actions of a reply."""
        taken = self.carrier.take(reply)
        if not taken.units:
            if self.functions and '"actions"' in taken.text:  # said instead of called
                said = parse_text(taken.text, frame)
                return Understood(
                    actions=said.actions,
                    sources=("",) * len(said.actions),
                    thought=said.thought or taken.thought,
                    subgoal=said.subgoal,
                    note=said.note,
                )
            if self.functions and taken.text:
                finish = Finish(answer=taken.text)
                return Understood(actions=(finish,), sources=("",), plain=True)
            raise ReplyError(f"the reply holds no action; write one as in {self.example}")
        hand = Hand(frame.pointer)
        thought, subgoal, note = taken.thought, "", ""
        for unit in taken.units:
            hand.source = unit.source
            if not unit.native:
                own = parse_json(unit.arguments, frame)
                for action in own.actions:
                    hand.add(action)
                thought, subgoal = own.thought or thought, own.subgoal or subgoal
                note = own.note or note
            else:
                self._read(unit, frame, hand)
        actions, sources = hand.finish(thought)
        if not actions:
            raise ReplyError("the reply only holds keys down and up; press them instead")
        return Understood(
            actions=actions, sources=sources, thought=thought, subgoal=subgoal, note=note
        )

    def _read(self, unit: Unit, frame: Frame, hand: Hand) -> None:
        reader = self.vocabulary.readers.get(unit.name)
        if reader is None:
            words = ", ".join(self.vocabulary.readers)
            raise ReplyError(f"there is no action {unit.name[:60]}; there are {words}")
        given = Given(unit.name, unit.arguments, frame)
        reader(given, hand)
        given.done()

    def serialise(self, actions: Sequence[Action], frame: Frame, thought: str = "") -> Reply:
        """A reply that says these actions."""
        if self.functions and len(actions) == 1 and _plain(actions[0]):
            assert isinstance(actions[0], Finish)
            return Reply(text=actions[0].answer, thought=thought)
        units = [unit for action in actions for unit in self._units(action, frame)[0]]
        return self.carrier.put(units, thought)

    def support(self, action: Action, frame: Frame) -> Support:
        """How the dialect says an action."""
        if self.functions and _plain(action):
            return Support.NATIVE
        try:
            units, support = self._units(action, frame)
            self.carrier.put(units, "")
        except ReplyError:
            return Support.REFUSED
        return support

    def _units(self, action: Action, frame: Frame) -> tuple[list[Unit], Support]:
        try:
            units = self.vocabulary.write(action, frame)
        except ReplyError:
            if not self.functions:
                raise
            return [Unit(ACT, reply_json([action], frame), native=False)], Support.FUNCTION
        return units, Support.NATIVE if len(units) == 1 else Support.EMULATED


def _plain(action: Action) -> bool:
    """Whether the action is an answer that a model gives by just saying it."""
    if not isinstance(action, Finish) or action != Finish(answer=action.answer.strip()):
        return False
    return bool(action.answer) and '"actions"' not in action.answer
