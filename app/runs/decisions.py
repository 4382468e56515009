"""What was decided lately about actions, and why: read from the logs of runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.action import Action, GroundedAction
from app.engine.events import ActionIntended, Answer, ApprovalGiven, ApprovalRequested, Risk
from app.paths import Paths
from app.runs.folders import run_folders, run_id_of
from app.runs.format import EVENTS, HEAD
from app.runs.serial import SerialError, load_any
from app.runs.words import in_words

_TYPES: dict[str, type] = {
    each.__name__: each for each in (ActionIntended, ApprovalRequested, ApprovalGiven)
}
_STEP, _REFUSED = "StepFinished", "action refused: "
_MOST_RUNS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision.

    Attributes:
        run: its id.
        time: seconds since the epoch.
        what: the action, in words.
        effect: "allow", "deny", or how a person answered: "once", "task", "always".
        by: who answered: "person", "--yes", "headless", "timeout"; "" where a rule decided.
        rule: the id of the rule, or of the mode.
        reason: of the rule, or the note of the person.
        risk: as judged.
    """

    run: str
    time: float
    what: str
    effect: str
    by: str = ""
    rule: str = ""
    reason: str = ""
    risk: str = ""


def recent_decisions(paths: Paths, limit: int = 100) -> list[Decided]:
    """The newest decisions on what changes something; looking is always allowed and left out.

    Raises:
        StorageError: the folder of runs cannot be read.
    """
    found: list[Decided] = []
    for folder in list(run_folders(paths.runs))[:_MOST_RUNS]:
        found += reversed(list(decisions_in(folder)))
        if len(found) >= limit:
            break
    return found[:limit]


def decisions_in(folder: Path) -> Iterator[Decided]:
    """The decisions of one run, in order, as far as its log can be read."""
    run, asked = run_id_of(folder) or folder.name, None
    for kind, time, data in _lines(folder):
        if kind == _STEP:
            error = str(data.get("step", {}).get("error", ""))
            if error.casefold().startswith(_REFUSED) and asked is None:
                why = error[len(_REFUSED) :]
                what = _said(data["step"])
                yield Decided(run=run, time=time, what=what, effect="deny", reason=why)
            asked = None
            continue
        try:
            event = load_any(data, _TYPES[kind])
        except SerialError:
            continue
        match event:
            case ApprovalRequested(request=request):
                asked = request
            case ApprovalGiven(approval=approval) if asked is not None:
                yield Decided(
                    run=run,
                    time=time,
                    what=in_words(asked.action.action, asked.action),
                    effect=approval.answer.value,
                    by=approval.by,
                    rule=asked.verdict.rule,
                    reason=approval.note or asked.verdict.reason,
                    risk=asked.verdict.risk.value,
                )
                asked = asked if approval.answer is Answer.DENY else None
            case ActionIntended(action=action, verdict=verdict) if (
                verdict.risk is not Risk.READ and verdict.effect.value == "allow"
            ):
                yield Decided(
                    run=run,
                    time=time,
                    what=in_words(action.action, action),
                    effect=verdict.effect.value,
                    rule=verdict.rule,
                    reason=verdict.reason,
                    risk=verdict.risk.value,
                )


def _said(step: dict[str, Any]) -> str:
    """The action of a step in words."""
    try:
        if step.get("grounded"):
            grounded: GroundedAction = load_any(step["grounded"], GroundedAction)
            return in_words(grounded.action, grounded)
        action: Action = load_any(step["action"], Action)
        return in_words(action)
    except (SerialError, KeyError):
        return ""


def _lines(folder: Path) -> Iterator[tuple[str, float, dict[str, Any]]]:
    """The lines of a log that tell of decisions; the others are passed over unread."""
    try:
        with (folder / EVENTS).open("rb") as lines:
            for line in lines:
                head = HEAD.match(line)
                if head is None or not line.endswith(b"\n"):
                    return
                kind = head[4].decode()
                if kind in _TYPES or (kind == _STEP and b'"error": "' in line):
                    yield kind, float(head[3]), json.loads(line)["data"]
                elif kind == _STEP:
                    yield kind, float(head[3]), {}
    except (OSError, ValueError, KeyError):
        return
