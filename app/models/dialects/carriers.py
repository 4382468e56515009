"""How the calls of a dialect travel in a reply: here as tool calls of the wire protocol.

A carrier takes a reply apart into units, each a name with arguments, and puts units together to a
reply. What the names mean is a matter of the vocabulary. Those that travel in text are in
`carriers_text`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from actions.errors import ReplyError
from actions.parse import LONGEST_REPLY
from app.models.dialects.literals import MOST_CALLS
from app.models.wire import Call, Reply


class Unit(NamedTuple):
    """One call of a dialect.

    Attributes:
        name: what to do.
        arguments: with what.
        source: the id of the tool call that it came in; "" for text.
        native: whether it belongs to the dialect; False for a function of ours.
    """

    name: str
    arguments: Mapping[str, Any]
    source: str = ""
    native: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A reply taken apart.

    Attributes:
        units: in order.
        thought: why.
        text: what was said to the person; the answer, if there are no units.
    """

    units: tuple[Unit, ...]
    thought: str = ""
    text: str = ""


class Carrier(Protocol):
    """Takes replies apart and puts them together."""

    def take(self, reply: Reply) -> Taken:
        """The units of a reply.

        Raises:
            ReplyError: it is not written so.
        """

    def put(self, units: Sequence[Unit], thought: str) -> Reply:
        """A reply with these units."""


class MemberCalls:
    """Each unit is a tool call of its own: Anthropic's toolset, Gemini.

    Args:
        plain: the name of the functions that are not native.
    """

    def __init__(self, plain: str) -> None:
        self._plain = plain

    def take(self, reply: Reply) -> Taken:
        """The units of a reply."""
        units = tuple(
            Unit(call.name, _object(call), call.id, call.name != self._plain)
            for call in reply.calls
        )
        return _said(reply, units)

    def put(self, units: Sequence[Unit], thought: str) -> Reply:
        """A reply with these units."""
        calls = tuple(
            Call(id=f"call_{i}", name=unit.name, arguments=unit.arguments, native=unit.native)
            for i, unit in enumerate(units)
        )
        return Reply(text=thought, calls=calls, stop="calls")


class OneTool:
    """Each unit is a call of one tool; a field says which action it is.

    Args:
        tool: the tool's name.
        field: the field.
        plain: the name of the functions that are not native.
        native: whether the tool is the protocol's own, and not one that we declare.
    """

    def __init__(self, tool: str, field: str, plain: str, *, native: bool = True) -> None:
        self._tool = tool
        self._field = field
        self._plain = plain
        self._native = native

    def take(self, reply: Reply) -> Taken:
        """The units of a reply."""
        return _said(reply, tuple(self._unit(call) for call in reply.calls))

    def _unit(self, call: Call) -> Unit:
        arguments = _object(call)
        if call.name == self._plain:
            return Unit(call.name, arguments, call.id, False)
        if call.name != self._tool:
            raise ReplyError(f"there is no tool {call.name[:60]}; there is {self._tool}")
        return tagged(arguments, self._field, call.id)

    def put(self, units: Sequence[Unit], thought: str) -> Reply:
        """A reply with these units."""
        calls = tuple(
            Call(
                id=f"call_{i}",
                name=self._tool if unit.native else unit.name,
                arguments=(
                    {self._field: unit.name, **unit.arguments} if unit.native else unit.arguments
                ),
                native=unit.native and self._native,
            )
            for i, unit in enumerate(units)
        )
        return Reply(text=thought, calls=calls, stop="calls")


class Batches:
    """Units are the actions within calls of one tool: OpenAI.

    Args:
        plain: the name of the functions that are not native.
        batched: a call may have several actions.
    """

    _tool = "computer"

    def __init__(self, plain: str, *, batched: bool) -> None:
        self._plain = plain
        self._batched = batched

    def take(self, reply: Reply) -> Taken:
        """The units of a reply."""
        units: list[Unit] = []
        for call in reply.calls:
            arguments = _object(call)
            if call.name == self._plain:
                units.append(Unit(call.name, arguments, call.id, False))
                continue
            if call.name != self._tool:
                raise ReplyError(f"there is no tool {call.name[:60]}; there is {self._tool}")
            listed = arguments.get("actions")
            if not isinstance(listed, list) or len(listed) > MOST_CALLS:
                raise ReplyError("a computer call has a list of actions, and not too many")
            units += [tagged(each, "type", call.id) for each in listed]
        return _said(reply, tuple(units))

    def put(self, units: Sequence[Unit], thought: str) -> Reply:
        """A reply with these units."""
        gathered: list[tuple[str, bool, Any]] = []
        for unit in units:
            if not unit.native:
                gathered.append((unit.name, False, unit.arguments))
                continue
            action = {"type": unit.name, **unit.arguments}
            if self._batched and gathered and gathered[-1][1]:
                gathered[-1][2]["actions"].append(action)
            else:
                gathered.append((self._tool, True, {"actions": [action]}))
        calls = tuple(
            Call(id=f"call_{i}", name=name, arguments=arguments, native=native)
            for i, (name, native, arguments) in enumerate(gathered)
        )
        return Reply(text=thought, calls=calls, stop="calls")


def _object(call: Call) -> Mapping[str, Any]:
    # A wire client passes on what the model wrote, which may be no object.
    arguments: Any = call.arguments
    if not isinstance(arguments, Mapping):
        raise ReplyError(f"the arguments of {call.name[:60]} are no object")
    return arguments


def tagged(value: Any, field: str, source: str) -> Unit:
    """The unit of an object, one of whose fields says what it is.

    Raises:
        ReplyError: none does.
    """
    name = value.get(field) if isinstance(value, Mapping) else None
    if not isinstance(name, str):
        raise ReplyError(f'an action says what it is: {{"{field}": "...", ...}}')
    return Unit(name, {key: each for key, each in value.items() if key != field}, source)


def _said(reply: Reply, units: tuple[Unit, ...]) -> Taken:
    if len(units) > MOST_CALLS:
        raise ReplyError("too many calls for one reply")
    text = limited(reply.text).strip()
    thought = reply.thought.strip()
    if units and not thought:
        thought = text
    return Taken(units=units, thought=thought, text=text)


def limited(text: str) -> str:
    """The text, if it is of bearable length.

    Raises:
        ReplyError: it is not.
    """
    if len(text) > LONGEST_REPLY:
        raise ReplyError(f"the reply is longer than {LONGEST_REPLY} characters; be brief")
    return text
