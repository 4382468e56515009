"""How skills are written: their types, walked once for the loader, the printer and the schema.

The declared types of the dataclasses say what a file may hold; nothing is written down twice. A
few things are written shorter than a plain record would be, for people:

* an action stands in its step: `do: click`, and its fields beside it;
* a condition is one key: `{exists: {role: button}}`, `{text: Saved}`;
* anchors are a mapping, a family with several values has a list;
* a secret is `{secret: parameter}`.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from actions.action import EnvironmentAction
from actions.schema import snake
from perception.predicate import Predicate
from skills.skill import AgentStep, Call, Equals, Foreach, If, Step

ACTIONS: Mapping[str, type] = {snake(cls.__name__): cls for cls in get_args(EnvironmentAction)}
PREDICATES: Mapping[str, type] = {snake(cls.__name__): cls for cls in get_args(Predicate)}
CONDITIONS: Mapping[str, type] = {**PREDICATES, "equals": Equals}
# The key by which a node is recognised.
NODES: Mapping[str, type] = {
    "do": Step,
    "if": If,
    "foreach": Foreach,
    "call": Call,
    "agent": AgentStep,
}
# Fields that are called otherwise in the file.
_KEYS: Mapping[tuple[type, str], str] = {
    (If, "condition"): "if",
    (If, "otherwise"): "else",
    (Foreach, "row"): "foreach",
    (Foreach, "table"): "in",
    (Foreach, "most"): "max",
    (Call, "skill"): "call",
    (Call, "arguments"): "with",
    (AgentStep, "instruction"): "agent",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    Attributes:
        name: in the dataclass.
        key: in the file.
        hint: its type.
        default: `dataclasses.MISSING` where there is none.
        doc: a sentence.
    """

    name: str
    key: str
    hint: Any
    default: Any
    doc: str

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is dataclasses.MISSING


@cache
def fields_of(cls: Hashable) -> tuple[Field, ...]:
    """The fields of a dataclass, in the order in which they are written."""
    assert isinstance(cls, type)
    hints = get_type_hints(cls)
    docs = _docs(cls)
    found = []
    for each in dataclasses.fields(cls):
        default = each.default
        if each.default_factory is not dataclasses.MISSING:
            default = each.default_factory()
        key = _KEYS.get((cls, each.name), each.name)
        doc = docs.get(each.name, "")
        found.append(Field(each.name, key, hints[each.name], default, doc))
    return tuple(found)


def short_field(cls: type) -> Field | None:
    """The field of a condition whose value may stand for the whole: `{text: Saved}`."""
    needed = [field for field in fields_of(cls) if field.required]
    return needed[0] if len(needed) == 1 else None


def summary(cls: type) -> str:
    """What a class is, in a sentence or two: its docstring up to the attributes."""
    text, _, _ = (inspect.getdoc(cls) or "").partition("Attributes:")
    return " ".join(text.replace("`", "").split())


def without_none(hint: Any) -> Any:
    """`X` for `X | None`."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    rest = [each for each in get_args(hint) if each is not type(None)]
    if len(rest) == len(get_args(hint)):
        return hint
    found = rest[0]
    for each in rest[1:]:
        found = found | each
    return found


def _docs(cls: type) -> Mapping[str, str]:
    _, _, attributes = (inspect.getdoc(cls) or "").partition("Attributes:")
    return {
        found[1]: " ".join(found[2].replace("`", "").split())
        for found in re.finditer(
            r"^ *(\w+): (.*(?:\n {6,}.*)*)", attributes.lstrip("\n"), re.MULTILINE
        )
    }
