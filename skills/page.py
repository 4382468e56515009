"""`SKILL.md`: a skill as any client of the Agent Skills convention reads it, rendered."""

from __future__ import annotations

from collections.abc import Iterator

from actions.action import EnvironmentAction, SecretRef, targets
from actions.schema import snake
from actions.target import Anchors
from perception.predicate import described
from skills.skill import AgentStep, Call, Equals, Foreach, If, Node, Skill, Step
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
    aims = " to ".join(_meant(each) for each in targets(action) if isinstance(each, Anchors))
    said = snake(type(action).__name__).replace("_", " ").capitalize()
    for field in ("text", "keys", "value", "what", "how", "options", "paths"):
        value = getattr(action, field, "")
        if isinstance(value, SecretRef):
            said += f" the secret {value.name}"
        elif value:
            said += f" {value if isinstance(value, str) else ', '.join(value)!s}"
    return f"{said} · {aims}" if aims else said


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
