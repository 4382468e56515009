"""What the built-in planner understands of an instruction, for people."""

from __future__ import annotations

from app.planners.builtin.language import understand
from app.planners.builtin.plan import Clause, Phrase, Plan


def explain(text: str) -> str:
    """A numbered list of what would be done, without looking at anything."""
    return explained(understand(text))


def explained(plan: Plan) -> str:
    """A plan as text, one clause a line."""
    if not plan.clauses:
        return "Nothing to do was understood."
    return "\n".join(f"{number}. {line(clause)}" for number, clause in enumerate(plan.clauses, 1))


def line(clause: Clause) -> str:
    """One clause in words."""
    parts = [clause.intent.value if clause.verb in ("", clause.intent.value)
             else f"{clause.intent.value} ({clause.verb})"]  # fmt: skip
    if clause.target:
        parts.append(f"target: {phrase(clause.target)}")
    parts += [f"{each.field or 'value'} = “{each.value}”" for each in clause.values]
    if clause.place:
        parts.append(f"place: {phrase(clause.place)}")
    if clause.scope:
        parts.append(f"about: {phrase(clause.scope)}")
    if clause.goal:
        parts.append(f"so that: {clause.goal}")
    parts += [f"{key}: {value}" for key, value in clause.options.items()]
    return "; ".join(parts)


def phrase(said: Phrase) -> str:
    """A noun phrase with what was recognised in it."""
    notes = []
    if said.every:
        notes.append("all")
    if said.ordinal:
        notes.append("the last" if said.ordinal == -1 else f"number {said.ordinal}")
    if said.count:
        notes.append(f"{said.count} of them")
    if said.noun:
        notes.append(said.noun)
    if said.names:
        notes.append("named " + ", ".join(f"“{name}”" for name in said.names))
    notes += said.qualities
    notes += [f"{word} {phrase(inner)}" for word, inner in said.relations]
    label = said.words or said.text
    return f"“{label}”" + (f" ({', '.join(notes)})" if notes else "")
