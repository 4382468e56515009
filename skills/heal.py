"""When an interface has changed: what was found instead becomes a patch, never a silent change.

A step that was found although some of its anchors no longer fit goes on only if
`skills.identify.accept` lets it. What fits now is kept as a candidate beside the skill; after two
verified runs it becomes a new version, which can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.action import Drag, targets
from actions.target import Anchors
from perception.element import Element
from skills.identify import Way
from skills.skill import Foreach, If, Node, Skill, Step, in_order
from skills.template import literal

SIGHTINGS = 2  # verified runs before a patch becomes a version


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """New anchors for one target of one step.

    Attributes:
        skill: its name.
        version: that was replayed.
        step: its id.
        at: which target of the step, from 0.
        old: the anchors as stored.
        new: the anchors as they would be.
        reason: what did not fit, for people.
        shown: a person pointed at what is meant.
    """

    skill: str
    version: int
    step: str
    at: int = 0
    old: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]
    reason: str = ""
    shown: bool = False


def renewed(stored: Anchors, element: Element, missed: Sequence[Way]) -> Anchors:
    """The stored anchors with those that did not fit replaced by what the element has now.

    An anchor with a parameter in it stays as it is. One whose new value is not known is left out.
    """
    gone = {(way.family, way.value) for way in missed}
    found: list[tuple[str, str]] = []
    for family, value in stored.ways:
        if "{{" in value or (family, value) not in gone:
            found.append((family, value))
        elif now := _now(family, element):
            found.append((family, literal(now)))
    return in_order(Anchors(ways=tuple(dict.fromkeys(found))))


def apply(skill: Skill, patches: Iterable[Patch]) -> Skill:
    """The skill with patches applied, one version on. Patches whose anchors are gone are left out.

    Raises:
        SkillError: never here; printing the result tells what is wrong with it.
    """
    wanted = {(patch.step, patch.at): patch for patch in patches if patch.skill == skill.name}
    steps = tuple(_patched(node, wanted) for node in skill.steps)
    if steps == skill.steps:
        return skill
    return replace(skill, steps=steps, version=skill.version + 1)


def _patched(node: Node, wanted: dict[tuple[str, int], Patch]) -> Node:
    if isinstance(node, If):
        return replace(
            node,
            then=tuple(_patched(each, wanted) for each in node.then),
            otherwise=tuple(_patched(each, wanted) for each in node.otherwise),
        )
    if isinstance(node, Foreach):
        return replace(node, steps=tuple(_patched(each, wanted) for each in node.steps))
    if not isinstance(node, Step):
        return node
    for at, target in enumerate(targets(node.action)):
        patch = wanted.get((node.id, at))
        if patch is not None and isinstance(target, Anchors) and target.ways == patch.old:
            node = replace(node, action=aimed(node.action, {at: Anchors(ways=patch.new)}))
    return node


def aimed(action: Any, aims: dict[int, Any]) -> Any:
    """The action with some of its targets replaced, by their number."""
    if isinstance(action, Drag):
        path = tuple(aims.get(at, target) for at, target in enumerate(action.path))
        return replace(action, path=path)
    field = "into" if hasattr(action, "into") else "target"
    return replace(action, **{field: aims[0]}) if 0 in aims else action


def _now(family: str, element: Element) -> str:
    match family:
        case "role":
            return element.role
        case "name" | "text":
            return element.name
        case _:
            return element.attributes.get(family, "")
