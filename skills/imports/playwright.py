"""Scripts of Playwright's code generator (Python, JavaScript, TypeScript): read, never run.

The generator writes one call per line, as `page.getByRole('button', { name: 'Save' }).click()`.
Lines of that form are understood; every other line that acts is told and left out.
"""

from __future__ import annotations

import re

from actions.action import Click, EnvironmentAction, Move, Open, Press, Select, SetValue, Type
from actions.target import Anchors
from skills.imports.draft import Draft, drafted, plain, step
from skills.skill import Node, anchors
from skills.template import literal

_QUOTED = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.)*`)"""
_CALL = re.compile(r"\.(\w+)\(")
_ACTS = frozenset(
    [
        "goto",
        "click",
        "dblclick",
        "fill",
        "press",
        "check",
        "uncheck",
        "select_option",
        "selectoption",
        "hover",
        "type",
    ]
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read(text: str, name: str) -> Draft:
    """The draft of a script.

    Raises:
        ImportFault: there is no step in it.
    """
    nodes: list[Node] = []
    notes: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip().removeprefix("await ").rstrip(";")
        if not re.match(r"\w+(\.\w+\(|\.\w+\.)", bare) or bare.startswith(("expect", "browser")):
            continue
        calls = _calls(bare)
        if not calls or _snake(calls[-1][0]) not in _ACTS:
            continue
        action = _action(calls)
        if action is None:
            notes.append(f"line {number} is left out: {plain(bare)[:100]}")
        else:
            nodes.append(step(len(nodes) + 1, action))
    return drafted(name, "", nodes, (), notes, f"{name} (Playwright)")


def _calls(line: str) -> list[tuple[str, str]]:
    """The calls of a chain with the text of their arguments; [] if it cannot be read."""
    found: list[tuple[str, str]] = []
    at = line.find(".")
    while 0 <= at < len(line):
        if line.startswith(".first", at) and not line.startswith(".first(", at):
            at += len(".first")
            continue
        call = _CALL.match(line, at)
        if call is None:
            return []
        end = _closing(line, call.end())
        if end < 0:
            return []
        found.append((call[1], line[call.end() : end]))
        at = end + 1
        if at < len(line) and line[at] != ".":
            return []
    return found


def _closing(line: str, at: int) -> int:
    """Where the bracket that is open at a place closes; -1 if nowhere."""
    depth = 1
    quoted = re.compile(_QUOTED)
    while at < len(line):
        if (text := quoted.match(line, at)) is not None:
            at = text.end()
            continue
        depth += {"(": 1, ")": -1}.get(line[at], 0)
        if depth == 0:
            return at
        at += 1
    return -1


def _action(calls: list[tuple[str, str]]) -> EnvironmentAction | None:
    *way, (name, given) = calls
    verb = _snake(name).replace("_", "")
    said = _strings(given)
    if verb == "goto":
        return Open(what=literal(said[0])) if said else None
    target = _target(way)
    if verb == "press" and said and "{{" not in said[0]:
        return Press(keys=said[0], target=target)
    if target is None:
        return None
    match verb:
        case "click":
            return Click(target=target, button="right" if "right" in said else "left")
        case "dblclick":
            return Click(target=target, count=2)
        case "fill" | "type":
            return Type(text=literal(said[0]), into=target) if said and said[0] else None
        case "check" | "uncheck":
            return SetValue(target=target, value="true" if verb == "check" else "false")
        case "selectoption":
            return Select(target=target, options=tuple(map(literal, said))) if said else None
        case "hover":
            return Move(target=target)
        case _:
            return None


def _target(way: list[tuple[str, str]]) -> Anchors | None:
    ways: dict[str, str] = {}
    for name, given in way:
        said = _strings(given)
        match _snake(name):
            case "get_by_role" if said:
                # A second role is inside the first: what was the target is what it is within.
                if ways.get("name"):
                    ways["within"] = ways.pop("name")
                ways["role"] = said[0]
                named = re.search(r"""name['"]?\s*[:=]\s*""" + _QUOTED, given)
                if named:
                    ways["name"] = literal(_unquoted(named[1]))
            case "get_by_label" | "get_by_placeholder" | "get_by_title" | "get_by_alt_text" if said:
                ways["name"] = literal(said[0])
            case "get_by_text" if said:
                ways["text"] = literal(said[0])
            case "get_by_test_id" if said:
                ways["test_id"] = literal(said[0])
            case "locator" if said:
                ways["selector"] = literal(said[0])
                if found := re.fullmatch(r"#([A-Za-z][\w-]*)", said[0]):
                    ways["id"] = found[1]
            case "filter" if said:
                ways["near"] = literal(said[-1])
            case "nth" | "first" | "last" | "frame_locator" | "content_frame":
                return None  # a number in a list or a frame is a place, not an identity
            case _:
                return None
    if not ways.keys() & {"name", "text", "test_id", "id"}:
        return None
    return anchors(**ways)


def _strings(given: str) -> list[str]:
    return [_unquoted(each) for each in re.findall(_QUOTED, given)]


def _unquoted(text: str) -> str:
    return plain(re.sub(r"\\(.)", r"\1", text[1:-1]))


def _snake(name: str) -> str:
    return _CAMEL.sub("_", name).lower()
