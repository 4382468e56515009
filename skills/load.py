"""Reads skills strictly: every fault is told with its line and its reason, and nothing is guessed.

A file that is wrong in any way gives no skill at all. Whatever is read was written by somebody
else, so size, depth, number of steps, paths, links and pictures are limited before anything of it
is used.
"""

from __future__ import annotations

import dataclasses
import math
import re
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_origin

from actions.action import EnvironmentAction, SecretRef
from actions.target import Anchors, Target
from perception.geometry import Box
from perception.predicate import Predicate
from skills import check
from skills.form import ACTIONS, CONDITIONS, NODES, PREDICATES, fields_of, short_field, without_none
from skills.skill import FAMILIES, Condition, Node, Skill, Step, in_order
from skills.yaml_tree import (
    MOST_BYTES,
    Fault,
    Fields,
    Items,
    Place,
    Scalar,
    Tree,
    YamlFault,
    read_tree,
)

SCHEMA = 1
FILE = "skill.yaml"
_MOST_FAULTS = 50
_MOST_FILES = 1_000
_MOST_PICTURE_BYTES = 300_000
_MOST_PICTURE_SIDE = 640  # pixels of the picture
_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURE = re.compile(r"anchors/[0-9a-f]{8,64}\.png")
_TEST = re.compile(r"tests/[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.yaml")
_OTHER = re.compile(r"SKILL\.md|skill\.yaml|SIGNATURE|LICENSE|LICENSE\.txt")
_INTEGER = re.compile(r"[+-]?[0-9]{1,12}")
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{1,25})?|\.[0-9]{1,25})(?:[eE][+-]?[0-9]{1,3})?"
)


class SkillError(Exception):
    """A file is no skill.

    Attributes:
        file: its name, or "".
        faults: all that is wrong with it, by line.
    """

    def __init__(self, faults: Sequence[Fault], file: str = "") -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.place))[:_MOST_FAULTS]
        self.file = file
        where = f"{file}: " if file else ""
        super().__init__("\n".join(f"{where}{fault}" for fault in self.faults))


def parse(text: str, file: str = "") -> Skill:
    """The skill that a `skill.yaml` holds.

    Args:
        text: of the file.
        file: its name, for messages.

    Raises:
        SkillError: with all faults.
    """
    try:
        tree = read_tree(text)
    except YamlFault as failure:
        raise SkillError([failure.fault], file) from None
    reader = _Reader()
    skill = reader.skill(tree)
    if reader.faults or skill is None:
        raise SkillError(reader.faults, file)
    faults = [
        Fault(reader.places.get(where, tree.place), f"{where}: {reason}" if where else reason)
        for where, reason in check.faults(skill)
    ]
    if faults:
        raise SkillError(faults, file)
    return skill


def load(folder: Path) -> Skill:
    """The skill in a folder, whose files are looked at as well.

    Raises:
        SkillError: with all faults.
        OSError: a file cannot be read.
    """
    faults = folder_faults(folder)
    if faults:
        raise SkillError(faults, str(folder))
    file = folder / FILE
    skill = parse(_text(file), str(file))
    missing = [
        Fault(Place(), f"{way} is spoken of, but not there")
        for way in check.pictures(skill)
        if not (folder / way).is_file()
    ]
    if missing:
        raise SkillError(missing, str(file))
    return skill


def folder_faults(folder: Path) -> list[Fault]:
    """What is wrong with the files of a skill's folder: links, foreign files, huge pictures.

    Files and folders that begin with a dot are this machine's own and no part of the skill.
    """
    if folder.is_symlink() or not folder.is_dir():
        return [Fault(Place(), f"{folder} is no folder")]
    found: list[Fault] = []
    waiting, seen = [folder], 0
    while waiting:
        for entry in sorted(waiting.pop().iterdir()):
            name = entry.relative_to(folder).as_posix()
            if name.startswith("."):
                continue
            seen += 1
            if seen > _MOST_FILES:
                return [*found, Fault(Place(), f"there are more than {_MOST_FILES} files")]
            if reason := _entry_fault(entry, name):
                found.append(Fault(Place(), f"{name[:120]!r} {reason}"))
            elif entry.is_dir():
                waiting.append(entry)
    if not found and not (folder / FILE).is_file():
        found.append(Fault(Place(), f"there is no {FILE}"))
    return found


def picture_fault(data: bytes) -> str:
    """Why bytes are no picture of an anchor; "" if they are. Nothing is decoded."""
    if len(data) > _MOST_PICTURE_BYTES:
        return f"is larger than {_MOST_PICTURE_BYTES:,} bytes"
    if not data.startswith(_PNG) or len(data) < 33 or data[12:16] != b"IHDR":
        return "is no PNG picture"
    width, height = struct.unpack(">II", data[16:24])
    if not (0 < width <= _MOST_PICTURE_SIDE and 0 < height <= _MOST_PICTURE_SIDE):
        side = _MOST_PICTURE_SIDE
        return f"is {width}×{height} pixels; at most {side}×{side} are allowed"
    return ""


def _entry_fault(entry: Path, name: str) -> str:
    if entry.is_symlink():
        return "is a link; links are not followed"
    if entry.is_dir():
        return "" if name in ("anchors", "tests") else "is no folder of a skill"
    if not entry.is_file():
        return "is no plain file"
    if _PICTURE.fullmatch(name):
        with entry.open("rb") as file:
            return picture_fault(file.read(_MOST_PICTURE_BYTES + 1))
    if not (_TEST.fullmatch(name) or _OTHER.fullmatch(name)):
        return "is no file of a skill"
    if entry.stat().st_size > MOST_BYTES:
        return f"is larger than {MOST_BYTES:,} bytes"
    return ""


def _text(file: Path) -> str:
    with file.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as failure:
        line = data.count(b"\n", 0, failure.start) + 1
        raise SkillError([Fault(Place(line), "is no UTF-8 text")], str(file)) from None


class _Bad:
    """Stands for a value that could not be read; its fault has been told."""


_BAD = _Bad()


class _Reader:
    """Reads a tree by the types of the skill, and gathers what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.places: dict[str, Place] = {}

    def skill(self, tree: Tree) -> Skill | None:
        """The skill; None if a fault was found."""
        if not isinstance(tree, Fields):
            self._fault(tree, "a skill is a mapping that begins with `schema: 1`")
            return None
        given = dict(tree.fields)
        schema = given.pop("schema", None)
        if schema is None:
            self._fault(tree, f"`schema: {SCHEMA}` is missing")
        elif not isinstance(schema[1], Scalar) or schema[1].text != str(SCHEMA):
            self._fault(schema[1], f"only schema {SCHEMA} is known here")
        for key, (place, _) in given.items():
            self.places.setdefault(key, place)
        skill = self._record(Skill, Fields(tree.place, given))
        return skill if isinstance(skill, Skill) else None

    def _fault(self, at: Tree | Place, reason: str) -> _Bad:
        self.faults.append(Fault(at if isinstance(at, Place) else at.place, reason))
        return _BAD

    def _read(self, hint: Any, tree: Tree, what: str) -> Any:
        """A value of this type."""
        hint = without_none(hint)
        if hint == Target or hint is Anchors:
            return self._anchors(tree)
        if hint == Predicate:
            return self._condition(tree, PREDICATES)
        if hint == Condition:
            return self._condition(tree, CONDITIONS)
        if hint == Node:
            return self._node(tree)
        if hint == str | SecretRef and isinstance(tree, Fields):
            return self._secret(tree)
        if hint is Box:
            numbers = self._tuple((float,) * 4, tree, what)
            return numbers if numbers is _BAD else Box(*numbers)
        if get_origin(hint) is tuple:
            return self._tuple(get_args(hint), tree, what)
        if dataclasses.is_dataclass(hint):
            return self._record(cast(type, hint), tree)
        return self._scalar(hint, tree, what)

    def _scalar(self, hint: Any, tree: Tree, what: str) -> Any:
        if not isinstance(tree, Scalar):
            return self._fault(tree, f"{what} must be a single value")
        text = tree.text
        if get_origin(hint) is Literal:
            words = get_args(hint)
            known = ", ".join(words)
            return text if text in words else self._fault(tree, f"{what} must be one of {known}")
        if hint is bool:
            if tree.plain and text in ("true", "false"):
                return text == "true"
            return self._fault(tree, f"{what} must be true or false")
        if hint is int:
            if tree.plain and _INTEGER.fullmatch(text):
                return int(text)
            return self._fault(tree, f"{what} must be a whole number")
        if hint is float:
            if tree.plain and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
                return float(text)
            return self._fault(tree, f"{what} must be a number")
        return text

    def _tuple(self, hints: tuple[Any, ...], tree: Tree, what: str) -> Any:
        if hints == (tuple[str, str], Ellipsis):
            return self._pairs(tree, what)
        if not isinstance(tree, Items):
            return self._fault(tree, f"{what} must be a list")
        if hints[-1] is Ellipsis:
            found = [self._read(hints[0], each, f"each of {what}") for each in tree.items]
        elif len(tree.items) != len(hints):
            return self._fault(tree, f"{what} must be {len(hints)} values")
        else:
            found = [self._read(*each, what) for each in zip(hints, tree.items, strict=True)]
        return _BAD if any(each is _BAD for each in found) else tuple(found)

    def _pairs(self, tree: Tree, what: str) -> Any:
        if not isinstance(tree, Fields):
            return self._fault(tree, f"{what} must be a mapping of names to texts")
        found = [(name, self._scalar(str, value, name)) for name, (_, value) in tree.fields.items()]
        return _BAD if any(value is _BAD for _, value in found) else tuple(found)

    def _record(self, cls: type, tree: Tree, tag: str = "") -> Any:
        """A dataclass from its fields; an action's stand among them in a step."""
        if not isinstance(tree, Fields):
            return self._fault(tree, f"a {cls.__name__.lower()} must be a mapping")
        known = {field.key: field for field in fields_of(cls)}
        given: dict[str, Any] = {}
        rest = dict(tree.fields)
        if cls is Step:
            action, taken = self._action(tree)
            given["action"] = action
            known.pop("action")
            rest = {key: value for key, value in rest.items() if key not in taken}
        for key, (place, value) in rest.items():
            if key in known:
                given[known[key].name] = self._read(known[key].hint, value, key)
            else:
                names = ", ".join(known)
                kind = tag or cls.__name__.lower()
                self._fault(place, f"{key[:40]!r} is unknown in a {kind}; there are: {names}")
                given[""] = _BAD
        for field in known.values():
            if field.required and field.name not in given:
                given[field.name] = self._fault(tree, f"{field.key!r} is missing")
        if any(value is _BAD for value in given.values()):
            return _BAD
        made = cls(**given)
        self._remember(made, tree)
        return made

    def _remember(self, made: Any, tree: Tree) -> None:
        for where in check.names_of(made):
            self.places.setdefault(where, tree.place)

    def _node(self, tree: Tree) -> Any:
        if not isinstance(tree, Fields):
            return self._fault(tree, "a step must be a mapping")
        tags = [tag for tag in NODES if tag in tree.fields]
        if len(tags) != 1:
            known = ", ".join(NODES)
            return self._fault(tree, f"a step has exactly one of the keys {known}")
        return self._record(NODES[tags[0]], tree, tags[0])

    def _action(self, tree: Fields) -> tuple[Any, frozenset[str]]:
        """The action of a step, and the keys that are its own."""
        _, word = tree.fields["do"]
        cls = ACTIONS.get(word.text) if isinstance(word, Scalar) else None
        if cls is None:
            bad = self._fault(word, f"`do` must be one of {', '.join(ACTIONS)}")
            steps_own = {field.key for field in fields_of(Step)}
            return bad, frozenset(tree.fields) - steps_own
        own = {field.key for field in fields_of(cls)} & tree.fields.keys()
        inner = Fields(tree.place, {key: tree.fields[key] for key in tree.fields if key in own})
        action: EnvironmentAction | _Bad = self._record(cls, inner)
        return action, frozenset(own | {"do"})

    def _condition(self, tree: Tree, kinds: Mapping[str, type]) -> Any:
        if not isinstance(tree, Fields) or len(tree.fields) != 1:
            return self._fault(tree, f"a condition has one key of {', '.join(kinds)}")
        ((word, (place, value)),) = tree.fields.items()
        cls = kinds.get(word)
        if cls is None:
            return self._fault(
                place, f"{word[:40]!r} is no condition; there are {', '.join(kinds)}"
            )
        short = short_field(cls)
        inside = short is not None and (word == "not" or not isinstance(value, Fields))
        if short is not None and inside:
            content = self._read(short.hint, value, word)
            return _BAD if content is _BAD else cls(**{short.name: content})
        return self._record(cls, value)

    def _anchors(self, tree: Tree) -> Any:
        if not isinstance(tree, Fields):
            return self._fault(tree, "a target is a mapping of anchors: {role: …, name: …}")
        ways: list[tuple[str, str]] = []
        for family, (place, value) in tree.fields.items():
            if family not in FAMILIES:
                known = ", ".join(FAMILIES)
                return self._fault(place, f"{family[:40]!r} is no anchor; there are {known}")
            values = value.items if isinstance(value, Items) else (value,)
            read = [self._scalar(str, each, family) for each in values]
            if any(each is _BAD for each in read):
                return _BAD
            ways += [(family, each) for each in read]
        return in_order(Anchors(ways=tuple(ways)))

    def _secret(self, tree: Fields) -> Any:
        if list(tree.fields) != ["secret"]:
            return self._fault(tree, "must be a text or {secret: parameter}")
        name = self._scalar(str, tree.fields["secret"][1], "secret")
        return name if name is _BAD else SecretRef(name=name)
