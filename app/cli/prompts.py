"""`deskhand runs show RUN --prompts`: what exactly was sent to models, and what they answered."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.terminal import out, print_json
from app.errors import UsageError
from app.runs.folders import run_id_of
from app.runs.prompts import PROMPTS, PromptCall, read_prompts

_SCHEMAS = ("parameters", "input_schema", "parametersJsonSchema", "schema", "responseJsonSchema")


def show_prompts(folder: Path, step: int, *, as_json: bool) -> int:
    """Print the calls of a run.

    Args:
        folder: of the run.
        step: its number, from 1; 0 for all.
        as_json: print them for a program.

    Raises:
        UsageError: no model was asked, or not in this step.
    """
    calls = read_prompts(folder)
    run = run_id_of(folder) or folder.name
    if not calls:
        raise UsageError(f"No model was asked in the run {run}.")
    shown = [call for call in calls if step in (0, call.step + 1)]
    if not shown:
        asked = sorted({call.step + 1 for call in calls})
        listed = ", ".join(map(str, asked))
        raise UsageError(f"No model was asked in step {step} of the run {run}; in {listed}.")
    if as_json:
        print_json({"run": run, "log": str(folder / PROMPTS), "calls": _for_json(shown, folder)})
        return 0
    before: PromptCall | None = None
    for call in shown:
        for line in _lines(call, before, folder):
            out(line)
        before = call
    return 0


def _for_json(calls: list[PromptCall], folder: Path) -> list[dict[str, Any]]:
    return [
        {
            **asdict(call),
            "step": call.step + 1,
            "pictures": [
                {**asdict(each), "path": str(folder / each.file)} for each in call.pictures
            ],
        }
        for call in calls
    ]


def _lines(call: PromptCall, before: PromptCall | None, folder: Path) -> Iterator[str]:
    """A call for a person. What is as in the call before is not told again."""
    when = time.strftime("%H:%M:%S", time.localtime(call.time))
    yield f"━━ call {call.call}, step {call.step + 1}, {call.model}, {when}"
    earlier: dict[str, Any] = before.body if before is not None else {}
    number = before.call if before is not None else 0
    for name, value in call.body.items():
        old = earlier.get(name)
        if old == value and _long(value):
            yield f"{name}: (as in call {number})"
        elif isinstance(value, list) and isinstance(old, list) and (same := _same(old, value)):
            yield f"{name}: (the first {same} as in call {number})"
            yield from _told(value[same:], 1)
        else:
            yield from _named(name, value, 0)
    for shown in call.pictures:
        yield (
            f"picture {folder / shown.file} "
            f"({shown.width} x {shown.height} pixels, {shown.bytes:,} bytes)"
        )
    yield f"── answer, after {call.seconds:.1f} s"
    if call.reply is not None:
        yield from _told(dict(call.reply), 0)
    else:
        yield f"none: {call.error or 'the run ended before it came'}"
    yield ""


def _same(old: list[Any], new: list[Any]) -> int:
    """How many of the first entries are alike, if it is worth to leave them out."""
    count = next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    return count if _long(new[:count]) else 0


def _long(value: Any) -> bool:
    return len(str(value)) > 200


def _told(value: Any, depth: int) -> Iterator[str]:
    """A JSON value as indented lines; texts as they are, line by line."""
    space = "  " * depth
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _named(name, each, depth)
    elif isinstance(value, list):
        for each in value:
            lines = list(_told(each, depth + 1))
            first = lines[0].lstrip(" ") if lines else ""
            yield f"{space}- {first}"
            yield from lines[1:]
    else:
        for line in str(value).splitlines() or [""]:
            yield f"{space}{line}"


def _named(name: str, value: Any, depth: int) -> Iterator[str]:
    space = "  " * depth
    if isinstance(value, dict | list) and value:
        plain = not any(isinstance(each, dict | list) for each in _members(value))
        if name in _SCHEMAS or (plain and not _long(value)):
            yield f"{space}{name}: {json.dumps(value, ensure_ascii=False)}"
            return
        yield f"{space}{name}:"
        yield from _told(value, depth + 1)
    elif isinstance(value, str) and ("\n" in value or len(value) > 120):
        yield f"{space}{name}:"
        yield from _told(value, depth + 1)
    else:
        yield f"{space}{name}: {value if isinstance(value, str) else json.dumps(value)}"


def _members(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value
