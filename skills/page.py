"""`SKILL.md`: a skill as any client of the Agent Skills convention reads it, rendered."""

from __future__ import annotations

from collections.abc import Iterator

from actions.action import (
    Click,
    Drag,
    EnvironmentAction,
    Open,
    Press,
    Select,
    SetValue,
    Type,
    Upload,
    targets,
)
from actions.schema import snake
from actions.target import Anchors
from perception.predicate import described
from skills.skill import AgentStep, Call, Equals, Foreach, If, Node, Skill, Step, inner_of
from skills.yaml_tree import write_tree

NOTE = "Rendered from skill.yaml by Deskhand; what is changed here is lost."


def render_page(skill: Skill) -> str:
    """The text of `SKILL.md`."""
    front = {
        "name": skill.name,
        "description": skill.description,
        "metadata": {"version": str(skill.version), "trust": skill.trust},
    }
    lines = ["---", write_tree(front).rstrip(), "---", "", f"<!-- {NOTE} -->", ""]
    lines += [f"# {skill.name}", "", _line(skill.description), ""]
    if skill.parameters:
        lines += ["## What it takes", ""]
        for each in skill.parameters:
            extra = f": {_line(each.description)}" if each.description else ""
            given = "" if each.required and not each.default else ", need not be given"
            choices = f" ({', '.join(each.choices)})" if each.choices else ""
            lines.append(f"- `{each.name}` ({each.type}{given}){choices}{extra}")
        lines.append("")
    lines += ["## What it touches", ""]
    for title, values in (
        ("programs", skill.capabilities.apps),
        ("pages of", skill.capabilities.origins),
        ("actions", skill.capabilities.actions),
        ("files", skill.capabilities.files),
    ):
        if values:
            lines.append(f"- {title}: {', '.join(map(_line, values))}")
    lines += ["", "## What it does", "", *_nodes(skill.steps, 0), ""]
    if skill.done:
        lines += ["## When it is done", ""]
        lines += [f"- {_line(described(claim.predicate))}" for claim in skill.done]
        lines.append("")
    lines.append(f"Run it with `deskhand skills run {skill.name}`.")
    return "\n".join(lines) + "\n"


def render_steps(skill: Skill) -> str:
    """The steps in words, one on each line."""
    return "\n".join(_nodes(skill.steps, 0))


def in_words(node: Node) -> str:
    """One node in a sentence."""
    match node:
        case Step():
            said = node.about or _action(node.action)
            return said + (" (cannot be taken back)" if node.risk == "commit" else "")
        case If(condition=Equals(parameter=name, value=value)):
            return f"If {name} is {value!r}:"
        case If(condition=condition):
            return f"If {described(condition)}:"  # type: ignore[arg-type]  # Equals is above
        case Foreach():
            return f"For each {node.row} of {node.table}:"
        case Call():
            return f"Carry out {node.skill}"
        case AgentStep():
            return f"Find a way, in at most {node.max_steps} steps: {node.instruction}"


def numbers(skill: Skill) -> dict[str, str]:
    """Id of each node to its number as people count: "2", and "2.1" inside the second."""
    found: dict[str, str] = {}

    def count(steps: tuple[Node, ...], before: str) -> None:
        for number, node in enumerate(steps, 1):
            found[node.id] = f"{before}{number}"
            count(inner_of(node), f"{before}{number}.")

    count(skill.steps, "")
    return found


def _nodes(steps: tuple[Node, ...], depth: int) -> Iterator[str]:
    for number, node in enumerate(steps, 1):
        indent = "   " * depth
        yield f"{indent}{number}. {_line(in_words(node))}"
        if isinstance(node, If):
            yield from _nodes(node.then, depth + 1)
            if node.otherwise:
                yield f"{indent}   Otherwise:"
                yield from _nodes(node.otherwise, depth + 1)
        elif isinstance(node, Foreach):
            yield from _nodes(node.steps, depth + 1)


def _action(action: EnvironmentAction) -> str:
    aims = [_meant(each) for each in targets(action) if isinstance(each, Anchors)]
    target = aims[0] if aims else ""
    into, inside = (f" {word} {target}" if target else "" for word in ("into", "in"))
    match action:
        case Click():
            kind = {2: "Double-click", 3: "Triple-click"}.get(action.count, "Click")
            kind = kind if action.button == "left" else f"{action.button.capitalize()}-click"
            return " ".join([*(f"{key} +" for key in action.modifiers), kind, target]).strip()
        case Type():
            what = action.text
            told = f"“{what}”" if isinstance(what, str) else f"the secret {what.name}"
            return f"Type {told}{into}" + (" and press Enter" if action.submit else "")
        case Press():
            times = f" {action.repeat} times" if action.repeat > 1 else ""
            return f"Press {action.keys}{times}{inside}"
        case SetValue():
            return f"Set {target} to “{action.value}”"
        case Select():
            return f"Choose {', '.join(f'“{each}”' for each in action.options)}{inside}"
        case Open():
            return f"Open {action.what}"
        case Upload():
            return f"Give {', '.join(action.paths)} to {target}"
        case Drag() if len(aims) > 1:
            return f"Drag {aims[0]} to {aims[-1]}"
        case _:
            said = snake(type(action).__name__).replace("_", " ").capitalize()
            more = [str(getattr(action, field, "")) for field in ("how", "text", "keys")]
            return " ".join(filter(None, [said, *more, target]))


def _meant(target: Anchors) -> str:
    """What is acted on; where a value tells which one is meant, that too."""
    ways = dict(reversed(target.ways))
    name = ways.get("name") or ways.get("text") or ""
    words = [ways.get("role", "element"), f'"{name}"' if name else ""]
    beside = [ways[family] for family in ("near", "within") if "{{" in ways.get(family, "")]
    if "{{" not in name and beside:
        words.append(f"with {beside[0]}")
    return " ".join(filter(None, words))


def _line(text: str) -> str:
    return " ".join(text.split())
