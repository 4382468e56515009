"""The lines of a run's log, as the writer and the reader both know them.

`events.jsonl` holds one JSON object in each line:

    {"seq": 0, "prev": "", "time": 1795213740.2, "type": "RunStarted", "data": {...}}

`prev` is the SHA-256 of the line before (without its line feed), so that a line that was changed,
dropped or put in between is noticed. `type` is the name of an event class, or "Observation": each
observation is written once, in a line of its own, before the first event that knows it; events
refer to it by the number of that line. Its elements that are equal to those of an earlier
observation ("base") are written as their ref alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, get_args

from app.engine.events import Event

EVENTS = "events.jsonl"
SCREENS = "screens"
OBSERVATION = "Observation"

# Key order is fixed, so that a reader that wants a summary can pass over lines unparsed.
HEAD = re.compile(rb'\{"seq": (\d+), "prev": "([0-9a-f]*)", "time": ([0-9.e+-]+), "type": "(\w+)"')

EVENT_TYPES: dict[str, type] = {each.__name__: each for each in get_args(Event)}


def line_hash(line: bytes) -> str:
    """What the next line says under "prev"."""
    return hashlib.sha256(line).hexdigest()


def make_line(seq: int, prev: str, time: float, type_name: str, data: Any) -> bytes:
    """One line, without its line feed.

    It is UTF-8; text that UTF-8 cannot hold (half a surrogate pair, which a page may contain) is
    escaped.
    """
    entry = {"seq": seq, "prev": prev, "time": time, "type": type_name, "data": data}
    try:
        return json.dumps(entry, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return json.dumps(entry, allow_nan=False).encode()
