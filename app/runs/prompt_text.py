"""What was said to a model, and what it answered, as text for people."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.runs.prompts import PromptCall

_SCHEMAS = ("parameters", "input_schema", "parametersJsonSchema", "schema", "responseJsonSchema")


def lines(call: PromptCall, before: PromptCall | None, folder: Path) -> Iterator[str]:
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
