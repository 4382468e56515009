"""What a replay tells people: what it meant, and what is there instead."""

from __future__ import annotations

from actions.action import targets
from actions.target import Anchors
from perception.observation import Observation
from skills.skill import Step


def says(step: Step) -> str:
    """What a step is to do."""
    aims = [target for target in targets(step.action) if isinstance(target, Anchors)]
    return f"to {step.about or 'act on ' + ', '.join(map(meant, aims) or ['it'])}"


def shows(now: Observation) -> str:
    """Where we are, for the message of a halt."""
    active = now.active
    if active is None:
        return "no page or window is open"
    dialogs = [dialog.message for dialog in now.dialogs]
    said = [f"the dialog {dialogs[0]!r}"] if dialogs else []
    headings = [e.name for e in now.elements if e.role == "heading" and e.name]
    said += [f"the heading {headings[0]!r}"] if headings else []
    alerts = [e.name for e in now.elements if e.role in ("alert", "status") and e.name]
    said += [f"the message {alerts[0]!r}"] if alerts else []
    what = f", with {' and '.join(said)}" if said else ""
    return f"there is {(active.title or active.url or active.application)!r}{what}"


def meant(target: Anchors) -> str:
    """A target in words: `button "Save" near "Chen Wei"`."""
    ways = dict(reversed(target.ways))
    name = ways.get("name") or ways.get("text") or ""
    words = [ways.get("role", "element"), f'"{name}"' if name else ""]
    words += [f'{family} "{ways[family]}"' for family in ("near", "within") if family in ways]
    return " ".join(filter(None, words))
