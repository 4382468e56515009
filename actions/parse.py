"""A model's reply in Deskhand's own dialect, read into actions.

    {"thought": "...", "actions": [{"action": "click", "target": "e12"}]}

A target is a ref (`"e12"`), a point of the picture (`[480, 270]`), an element in words
(`{"text": "the Save button"}`) or a point on another surface. Reading follows the catalogue of
`actions.schema` and is strict: unknown fields, wrong types and numbers out of range are errors
that say how it is written. Nothing is ever evaluated, sizes are limited, and time is linear in
the size of the reply.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from actions import keys
from actions.action import Action, Claim, Drag, Hold, Press, SecretRef, Zoom
from actions.coordinates import Frame
from actions.errors import InvalidAction, ReplyError
from actions.schema import (
    ACTIONS,
    CLAIM,
    LONGEST_TEXT,
    MOST_ITEMS,
    PREDICATES,
    Entry,
    Field,
    Json,
    Kind,
)
from actions.target import Description, ElementRef, PointOn, Target
from perception.geometry import Box
from perception.predicate import Predicate

LONGEST_REPLY = 200_000  # characters
MOST_ACTIONS = 30
_DEEPEST = 8  # of conditions within conditions

_REF = re.compile(r"\[?([A-Za-z][A-Za-z0-9_.-]{0,31})\]?")
_JSON_START = re.compile(r'\{\s{0,80}["}]|\[\s{0,80}\{\s{0,80}"')
_THINKS = re.compile(r"\s{0,80}<think")
_PREDICATES: Mapping[str, Entry] = {entry.name: entry for entry in PREDICATES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a reply says.

    Attributes:
        actions: in order, at least one.
        thought: why.
        subgoal: what part of the task this serves.
        note: what is to be remembered until the end.
    """

    actions: tuple[Action, ...]
    thought: str = ""
    subgoal: str = ""
    note: str = ""


def parse_text(text: str, frame: Frame) -> Reply:
    """The actions of a reply that holds JSON, perhaps fenced or after some prose.

    Args:
        text: the model's reply.
        frame: of the picture that the model was sent.

    Raises:
        ReplyError: it holds no valid actions.
    """
    return parse_json(find_json(text), frame)


def parse_json(value: Json, frame: Frame) -> Reply:
    """The actions of a reply that is JSON already, as the arguments of a tool call.

    A list of actions or a single action stands for a reply without a thought.

    Raises:
        ReplyError: it is no valid reply.
    """
    if isinstance(value, list):
        value = {"actions": value}
    elif isinstance(value, dict) and "action" in value:
        value = {"actions": [value]}
    if not isinstance(value, dict) or "actions" not in value:
        raise ReplyError('a reply is {"thought": "...", "actions": [{"action": "...", ...}]}')
    reader = _Reader(frame)
    reader.known(value, ("thought", "subgoal", "note", "actions"), "the reply")
    listed = value["actions"]
    if not isinstance(listed, list) or not listed:
        raise ReplyError('"actions" is a list with at least one action')
    if len(listed) > MOST_ACTIONS:
        raise ReplyError(f"{len(listed)} actions are too many for one reply; write the next few")
    return Reply(
        actions=tuple(reader.action(each, f"actions[{i}]") for i, each in enumerate(listed)),
        thought=reader.text(value.get("thought") or "", "thought"),
        subgoal=reader.text(value.get("subgoal") or "", "subgoal"),
        note=reader.text(value.get("note") or "", "note"),
    )


def find_json(text: str) -> Json:
    """The first JSON object, or list of objects, in a text.

    Prose and code fences around it are passed over, as is a `<think>` part before it. JSON that
    does not hold together is an error, never searched for parts that do.

    Raises:
        ReplyError: there is none, it is wrong, or the text is too long.
    """
    if len(text) > LONGEST_REPLY:
        raise ReplyError(f"the reply is longer than {LONGEST_REPLY} characters; be brief")
    start = text.find("</think") + 1 if _THINKS.match(text) else 0
    found = _JSON_START.search(text, start)
    if found is None:
        raise ReplyError("the reply holds no JSON object")
    return read_json(text, found.start())[0]


def read_json(text: str, start: int) -> tuple[Json, int]:
    """The JSON that begins at a place of a text, and where it ends.

    Raises:
        ReplyError: it is wrong.
    """
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as failure:
        near = " ".join(text[max(failure.pos - 20, 0) : failure.pos + 20].split())
        raise ReplyError(f'the JSON is wrong: {failure.msg} near "{near}"') from None
    # RecursionError: lists in lists without end; ValueError: a number of thousands of digits.
    except (RecursionError, ValueError):
        raise ReplyError("the JSON is nested too deeply, or a number is too long") from None


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ReplyError("a JSON object of the reply names the same field twice")
    return found


def _constant(name: str) -> NoReturn:
    raise ReplyError(f"{name} is no number that can be used")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_constant)


class _Reader:
    """Reads JSON by the catalogue; every path in a message leads to the place."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._readers: Mapping[Kind, Callable[[Json, Field, str], Any]] = {
            Kind.TARGET: lambda value, _, path: self.target(value, path),
            Kind.TARGETS: lambda value, _, path: self._each(value, self.target, path),
            Kind.SAID_TEXT: lambda value, _, path: self._said_text(value, path),
            Kind.TEXT: self._text_field,
            Kind.TEXTS: lambda value, _, path: self._each(value, self.text, path),
            Kind.NUMBER: self._number,
            Kind.INTEGER: self._integer,
            Kind.FLAG: self._flag,
            Kind.CHOICE: self._choice,
            Kind.CHOICES: lambda value, field, path: self._each(
                value, lambda each, at: self._choice(each, field, at), path
            ),
            Kind.BOX: lambda value, _, path: self._box(value, path),
            Kind.PREDICATE: lambda value, _, path: self.predicate(value, path),
            Kind.PREDICATES: lambda value, _, path: self._each(value, self.predicate, path),
            Kind.CLAIMS: lambda value, _, path: self._each(value, self._claim, path),
            Kind.PAIRS: lambda value, _, path: self._pairs(value, path),
        }

    def action(self, value: Json, path: str) -> Action:
        """One action."""
        entry = self._tagged(value, "action", ACTIONS, path)
        action: Action = entry.cls(**self._fields(value, entry, "action", path))
        self._check(action, path)
        return action

    def _check(self, action: Action, path: str) -> None:
        """What the types alone do not say."""
        match action:
            case Press() | Hold():
                check_keys(action.keys, f"{path}.keys")
            case Drag() if len(action.path) < 2:
                raise ReplyError(f"{path}: a drag needs at least two targets")
            case Zoom(region=Box() as region):
                self._frame.check_inside(region)
            case _:
                pass

    def predicate(self, value: Json, path: str) -> Predicate:
        """One condition."""
        if path.count(".predicate") > _DEEPEST:
            raise ReplyError(f"{path[:80]}…: conditions are nested too deeply")
        entry = self._tagged(value, "is", _PREDICATES, path)
        predicate: Predicate = entry.cls(**self._fields(value, entry, "is", path))
        return predicate

    def target(self, value: Json, path: str) -> Target:
        """A ref, a point or a description."""
        if isinstance(value, str):
            found = _REF.fullmatch(value)
            if found is None:
                raise ReplyError(
                    f"{path}: {_short(value)} is no ref; an element in words is written "
                    '{"text": "the Save button"}'
                )
            return ElementRef(ref=found[1])
        if isinstance(value, list) and len(value) == 2:
            return self._frame.on(self._bare(value[0], path), self._bare(value[1], path))
        if isinstance(value, dict) and "text" in value:
            self.known(value, ("text", "role", "purpose"), path)
            return Description(
                **{name: self.text(given, f"{path}.{name}") for name, given in value.items()}
            )
        if isinstance(value, dict) and value.keys() >= {"x", "y"}:
            self.known(value, ("x", "y", "surface"), path)
            point = self._frame.on(self._bare(value["x"], path), self._bare(value["y"], path))
            surface = self.text(value.get("surface", ""), f"{path}.surface")
            return PointOn(x=point.x, y=point.y, surface=surface)
        raise ReplyError(
            f'{path}: {_short(value)} is no target; write a ref ("e12"), a point ([x, y]) or '
            '{"text": "the Save button"}'
        )

    def text(self, value: Json, path: str) -> str:
        """A text of bearable length."""
        if not isinstance(value, str):
            raise ReplyError(f"{path}: {_short(value)} is no text")
        if len(value) > LONGEST_TEXT:
            raise ReplyError(f"{path}: the text is longer than {LONGEST_TEXT} characters")
        return value

    def known(self, value: Mapping[str, Json], names: tuple[str, ...], path: str) -> None:
        """Refuse other fields than these."""
        if unknown := value.keys() - set(names):
            listed = ", ".join(sorted(unknown)[:5])
            raise ReplyError(f"{path}: there is no {listed[:200]}; allowed: {', '.join(names)}")

    def _tagged(self, value: Json, tag: str, entries: Mapping[str, Entry], path: str) -> Entry:
        if not isinstance(value, dict):
            raise ReplyError(f'{path}: {_short(value)} is no object {{"{tag}": "...", ...}}')
        name = value.get(tag)
        if not isinstance(name, str) or name not in entries:
            raise ReplyError(
                f'{path}: there is no "{tag}": {_short(name)}; there are {", ".join(entries)}'
            )
        return entries[name]

    def _fields(self, value: Json, entry: Entry, tag: str, path: str) -> dict[str, Any]:
        fields = entry.by_name
        self.known(value, (*([tag] if tag else []), *fields), f"{path} ({entry.name})")
        found: dict[str, Any] = {}
        for name, field in fields.items():
            if name not in value or (value[name] is None and not field.required):
                if field.required:
                    raise ReplyError(f"{path}: {entry.name} lacks {name}")
                continue
            found[name] = self._readers[field.kind](value[name], field, f"{path}.{name}")
        return found

    def _each(self, value: Json, read: Callable[[Json, str], Any], path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ReplyError(f"{path}: {_short(value)} is no list")
        if len(value) > MOST_ITEMS:
            raise ReplyError(f"{path}: {len(value)} are too many, at most {MOST_ITEMS}")
        return tuple(read(each, f"{path}[{i}]") for i, each in enumerate(value))

    def _said_text(self, value: Json, path: str) -> str | SecretRef:
        if isinstance(value, dict):
            self.known(value, ("secret",), path)
            return SecretRef(name=self.text(value.get("secret"), f"{path}.secret"))
        return self.text(value, path)

    def _text_field(self, value: Json, field: Field, path: str) -> str:
        # A structured answer is JSON text; models write the JSON itself as well.
        if field.name == "data" and isinstance(value, dict | list):
            return self.text(json.dumps(value, ensure_ascii=False), path)
        return self.text(value, path)

    def _number(self, value: Json, field: Field, path: str) -> float:
        number = self._bare(value, path)
        if not field.low <= number <= field.high:
            raise ReplyError(f"{path}: {number:g} is not between {field.low:g} and {field.high:g}")
        return number

    def _integer(self, value: Json, field: Field, path: str) -> int:
        number = self._number(value, field, path)
        if number != int(number):
            raise ReplyError(f"{path}: {number:g} is no whole number")
        return int(number)

    def _bare(self, value: Json, path: str) -> float:
        # `bool` is an `int` in Python; not-a-number fails the comparison.
        if type(value) in (int, float) and -1e9 <= value <= 1e9:
            return float(value)
        raise ReplyError(f"{path}: {_short(value)} is no number")

    def _flag(self, value: Json, field: Field, path: str) -> bool:
        if not isinstance(value, bool):
            raise ReplyError(f"{path}: {_short(value)} is neither true nor false")
        return value

    def _choice(self, value: Json, field: Field, path: str) -> str:
        if not isinstance(value, str) or value not in field.choices:
            raise ReplyError(f"{path}: {_short(value)} is none of {', '.join(field.choices)}")
        return value

    def _box(self, value: Json, path: str) -> Any:
        if not isinstance(value, list) or len(value) != 4:
            raise ReplyError(f"{path}: a region is [left, top, right, bottom]")
        left, top, right, bottom = (self._bare(each, path) for each in value)
        return self._frame.box_to_environment(left, top, right, bottom)

    def _claim(self, value: Json, path: str) -> Claim:
        if not isinstance(value, dict):
            raise ReplyError(f'{path}: a claim is {{"predicate": {{"is": "...", ...}}}}')
        return Claim(**self._fields(value, CLAIM, "", path))

    def _pairs(self, value: Json, path: str) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, dict) or len(value) > MOST_ITEMS:
            raise ReplyError(f"{path}: {_short(value)} is no object of names and texts")
        return tuple(
            (name, self.text(given, f"{path}.{name[:40]}")) for name, given in value.items()
        )


def check_keys(text: str, path: str = "keys") -> tuple[keys.Chord, ...]:
    """The chords that a text names.

    Raises:
        ReplyError: there is no such key.
    """
    if len(text) > 200:
        raise ReplyError(f"{path}: too many keys; text is typed, not pressed")
    try:
        return keys.parse(text)
    except InvalidAction as failure:
        raise ReplyError(f"{path}: {failure}") from None


def _short(value: Json) -> str:
    """A value for a message, however large it is."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else f"a list of {len(value)}"
    if isinstance(value, int) and abs(value) > 1e9:
        return "a huge number"
    shown = json.dumps(value[:60] if isinstance(value, str) else value, ensure_ascii=False)
    return shown if len(shown) <= 60 else shown[:57] + "…"
