"""How the calls of a dialect travel in text: as function calls, as JSON, in tags."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.errors import ReplyError
from actions.parse import LONGEST_REPLY, find_json, read_json
from app.models.dialects.carriers import OneTool, Taken, Unit, limited, tagged
from app.models.dialects.literals import MOST_CALLS, read_calls, write_text
from app.models.wire import Reply


class FunctionText:
    """Units are function calls in text: UI-TARS, GLM, pyautogui.

    Args:
        before: what stands before the calls, with "{thought}" in it.
        after: what stands after them.
        begins: what parts the thought from the calls; the last place where it matches.
        ends: where the calls end.
        named: for each function the names of its arguments by position.
        bare: calls that are written, and may be read, without parentheses.
        module: what stands before the names of functions, with a dot.
        loose: quotes within texts may lack their backslash; see `read_calls`.
    """

    def __init__(
        self,
        *,
        before: str,
        after: str = "",
        begins: str,
        ends: str = r"\Z",
        named: Mapping[str, Sequence[str]] | None = None,
        bare: Sequence[str] = (),
        module: str = "",
        loose: bool = True,
    ) -> None:
        self._before = before
        self._after = after
        self._begins = re.compile(begins)
        self._ends = re.compile(ends)
        self._named = named or {}
        self._bare = frozenset(bare)
        self._module = module
        self._loose = loose

    def take(self, reply: Reply) -> Taken:
        """The units of a reply."""
        text = limited(reply.text)
        thought, code = "", text
        for found in self._begins.finditer(text):
            thought, code = text[: found.start()], text[found.end() :]
        ending = self._ends.search(code)
        code = code[: ending.start()] if ending else code
        calls = read_calls(code, bare=bool(self._bare), loose=self._loose)
        units = tuple(self._unit(call.name, call.positional, call.named) for call in calls)
        return Taken(units=units, thought=_thought(reply, thought))

    def _unit(self, name: str, positional: tuple[Any, ...], named: Mapping[str, Any]) -> Unit:
        if self._module and name.startswith(self._module + "."):
            name = name[len(self._module) + 1 :]
        order = self._named.get(name, ())
        if len(order) == 1 and order[0].startswith("*") and positional:
            return Unit(name, {order[0][1:]: list(positional), **named})
        if len(positional) > len(order):
            raise ReplyError(f"{name[:60]}: name the arguments, as in {name[:60]}(x=1, y=2)")
        found = dict(zip(order, positional, strict=False))
        if found.keys() & named.keys():
            raise ReplyError(f"{name[:60]}: an argument is given twice")
        return Unit(name, {**found, **named})

    def put(self, units: Sequence[Unit], thought: str) -> Reply:
        """A reply with these units."""
        lines = "\n".join(self._line(unit) for unit in units)
        return Reply(text=self._before.replace("{thought}", thought) + lines + self._after)

    def _line(self, unit: Unit) -> str:
        if unit.name in self._bare:
            return unit.name
        order = self._named.get(unit.name, ())
        if len(order) == 1 and order[0].startswith("*"):
            given = [_literal(each) for each in unit.arguments[order[0][1:]]]
        else:
            given = [f"{name}={_literal(value)}" for name, value in unit.arguments.items()]
        module = f"{self._module}." if self._module and "." not in unit.name else ""
        return f"{module}{unit.name}({', '.join(given)})"


class JsonText:
    """Units are JSON objects in text, bare or in a list: computer_13.

    Args:
        field: the field that says which action it is.
    """

    def __init__(self, field: str) -> None:
        self._field = field

    def take(self, reply: Reply) -> Taken:
        """The units of a reply."""
        value = find_json(limited(reply.text))
        listed = value if isinstance(value, list) else [value]
        if len(listed) > MOST_CALLS:
            raise ReplyError("too many actions for one reply")
        units = tuple(tagged(each, self._field, "") for each in listed)
        return Taken(units=units, thought=_thought(reply, re.split(r"[{\[`]", reply.text)[0]))

    def put(self, units: Sequence[Unit], thought: str) -> Reply:
        """A reply with these units."""
        listed = [{self._field: unit.name, **unit.arguments} for unit in units]
        value = listed if len(listed) > 1 else listed[0]
        return Reply(text=f"{thought}\n" * bool(thought) + json.dumps(value, ensure_ascii=False))


class ToolCallText:
    """Units are JSON tool calls in text, between `<tool_call>` tags: Qwen-VL.

    Servers that know the model turn them into tool calls of the protocol; both are read.

    Args:
        tool: the tool's name.
        field: the field that says which action it is.
    """

    def __init__(self, tool: str, field: str) -> None:
        self._tool = tool
        self._field = field
        self._calls = OneTool(tool, field, "", native=False)

    def take(self, reply: Reply) -> Taken:
        """The units of a reply."""
        if reply.calls:
            return self._calls.take(reply)
        text = limited(reply.text)
        units: list[Unit] = []
        at = first = text.find("<tool_call>")
        while at >= 0:
            value, end = read_json(text, _skip_blanks(text, at + len("<tool_call>")))
            units.append(self._unit(value))
            if len(units) > MOST_CALLS:
                raise ReplyError("too many calls for one reply")
            at = text.find("<tool_call>", end)
        if not units:
            value = find_json(text)
            units.append(self._unit(value))
            first = text.find("{")
        return Taken(units=tuple(units), thought=_thought(reply, text[:first]))

    def _unit(self, value: Any) -> Unit:
        if not isinstance(value, Mapping):
            raise ReplyError(f'a tool call is {{"name": "{self._tool}", "arguments": {{...}}}}')
        if value.get("name") == self._tool and "arguments" in value:
            return tagged(value["arguments"], self._field, "")
        return tagged(value, self._field, "")

    def put(self, units: Sequence[Unit], thought: str) -> Reply:
        """A reply with these units."""
        lines = [thought] if thought else []
        for unit in units:
            arguments = {self._field: unit.name, **unit.arguments}
            call = json.dumps({"name": self._tool, "arguments": arguments}, ensure_ascii=False)
            lines.append(f"<tool_call>\n{call}\n</tool_call>")
        return Reply(text="\n".join(lines))


class ParameterText:
    """Units are functions with parameters in tags: Seed, Qwen3.5's XML.

    Args:
        outer: the name of the tag around a call.
        tool: the function's name, where a parameter says which action it is; "" where the
            function's name does.
        field: that parameter.
        lines: values stand on lines of their own.
    """

    _FUNCTION = re.compile(r"<function\w{0,60}=(\w{1,40})>")
    _PARAMETER = re.compile(r"<parameter\w{0,60}=(\w{1,40})>")

    def __init__(self, outer: str, *, tool: str = "", field: str = "", lines: bool = False) -> None:
        self._outer = outer
        self._tool = tool
        self._field = field
        self._lines = lines
        self._calls = OneTool(tool, field, "", native=False)

    def take(self, reply: Reply) -> Taken:
        """The units of a reply."""
        if reply.calls and self._tool:
            return self._calls.take(reply)
        text = limited(reply.text)
        units: list[Unit] = []
        starts = list(self._FUNCTION.finditer(text))
        if len(starts) > MOST_CALLS:
            raise ReplyError("too many calls for one reply")
        at = 0
        for start in starts:
            if start.start() < at:  # within the text of the function before
                continue
            at = start.end()
            parameters, at = self._parameters(text, at)
            units.append(self._unit(start[1], parameters))
        thought = text[: starts[0].start()] if starts else ""
        thought = re.sub(rf"<{self._outer}\w{{0,60}}>\s*\Z", "", thought)
        return Taken(units=tuple(units), thought=_thought(reply, thought))

    def _parameters(self, text: str, at: int) -> tuple[dict[str, str], int]:
        found: dict[str, str] = {}
        while True:
            at = _skip_blanks(text, at)
            start = self._PARAMETER.match(text, at)
            if start is None:
                if not text.startswith("</function", at):
                    raise ReplyError("a function does not end with </function>")
                return found, at
            end = text.find("</parameter", start.end())
            if end < 0:
                raise ReplyError(f"the parameter {start[1]} does not end with </parameter>")
            value = text[start.end() : end]
            if self._lines and len(value) >= 2 and value[0] == value[-1] == "\n":
                value = value[1:-1]
            if start[1] in found:
                raise ReplyError(f"the parameter {start[1]} is given twice")
            found[start[1]] = value
            at = text.find(">", end) + 1 or len(text)

    def _unit(self, name: str, parameters: dict[str, str]) -> Unit:
        if not self._tool:
            return Unit(name, parameters)
        return tagged(parameters, self._field, "")

    def put(self, units: Sequence[Unit], thought: str) -> Reply:
        """A reply with these units."""
        parts = [thought] if thought else []
        edge = "\n" if self._lines else ""
        for unit in units:
            given = {self._field: unit.name, **unit.arguments} if self._tool else unit.arguments
            lines = [f"<{self._outer}>", f"<function={self._tool or unit.name}>"]
            for name, value in given.items():
                shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                if "</parameter" in shown:
                    raise ReplyError("this dialect cannot write </parameter within a text")
                lines.append(f"<parameter={name}>{edge}{shown}{edge}</parameter>")
            parts.append("\n".join([*lines, "</function>", f"</{self._outer}>"]))
        return Reply(text="\n".join(parts))


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _thought(reply: Reply, before: str) -> str:
    text = re.sub(r"^\s*(?:#+\s*)?Thought:?\s*", "", before)
    text = re.sub(r"</?think\w{0,60}>", "", text)
    return (text.strip() or reply.thought.strip())[:LONGEST_REPLY]


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_literal(each) for each in value) + "]"
    return write_text(value) if isinstance(value, str) else repr(value)
