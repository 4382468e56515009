"""Deskhand's own dialect: a call of `act`, or its arguments as JSON text.

For every model that follows a JSON Schema, and for those that are constrained to one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.action import Action
from actions.coordinates import Frame
from actions.errors import ReplyError
from actions.parse import parse_json, parse_text
from actions.serialise import reply_json
from app.models.dialects.interface import ACT, Support, Understood
from app.models.wire import Call, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Implements `Dialect`.

    Attributes:
        name: what profiles call it.
        functions: whether replies are calls of `act`; otherwise they are text. Both are read.
    """

    name: str
    functions: bool

    def native_tools(self, frame: Frame) -> tuple[Mapping[str, Any], ...]:
        """None."""
        return ()

    def parse(self, reply: Reply, frame: Frame) -> Understood:
        """The actions of a reply."""
        actions: list[Action] = []
        sources: list[str] = []
        thought, subgoal, note = reply.thought.strip() or reply.text.strip(), "", ""
        for call in reply.calls:
            if call.name != ACT:
                raise ReplyError(f"there is no tool {call.name[:60]}; there is {ACT}")
            said = parse_json(call.arguments, frame)
            actions += said.actions
            sources += [call.id] * len(said.actions)
            thought, subgoal = said.thought or thought, said.subgoal or subgoal
            note = said.note or note
        if not reply.calls:
            said = parse_text(reply.text, frame)
            actions, sources = list(said.actions), [""] * len(said.actions)
            thought, subgoal, note = said.thought or reply.thought, said.subgoal, said.note
        return Understood(
            actions=tuple(actions),
            sources=tuple(sources),
            thought=thought,
            subgoal=subgoal,
            note=note,
        )

    def serialise(self, actions: Sequence[Action], frame: Frame, thought: str = "") -> Reply:
        """A reply that says these actions."""
        said = reply_json(actions, frame, thought=thought)
        if self.functions:
            return Reply(calls=(Call(id="call_0", name=ACT, arguments=said),), stop="calls")
        return Reply(text=json.dumps(said, ensure_ascii=False))

    def support(self, action: Action, frame: Frame) -> Support:
        """How the dialect says an action."""
        try:
            reply_json([action], frame)
        except ReplyError:
            return Support.REFUSED
        return Support.NATIVE


OWN = Own(name="deskhand", functions=True)
OWN_TEXT = Own(name="deskhand-text", functions=False)
