"""What Deskhand and a worker say to each other: one JSON object to a line, over pipes.

To the worker: `{"do": "load", ...}`, `{"do": "write", ...}`, `{"do": "stop"}`; when the pipe ends,
so does the worker. From it: `{"told": text}` on progress, `{"text": piece}` as it is written,
`{"done": {...}}` at the end of a job, or `{"failed": kind, "why": text}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, Literal

# "load": the model cannot be loaded; "request": it does not take such a request;
# "memory": there was not enough while it worked; "stopped": as it was told to.
Fault = Literal["load", "request", "memory", "stopped", "crash"]

Frame = Mapping[str, Any]


class FrameError(ValueError):
    """A line is no frame."""


def send(pipe: IO[bytes], frame: Frame) -> None:
    """Write one frame.

    Raises:
        OSError: nobody reads any more.
        ValueError: the pipe is closed.
    """
    pipe.write(json.dumps(frame, ensure_ascii=True).encode("ascii") + b"\n")
    pipe.flush()


def read(line: bytes) -> Frame:
    """The frame on a line.

    Raises:
        FrameError: it is none.
    """
    try:
        frame = json.loads(line)
    except (ValueError, RecursionError) as failure:
        raise FrameError(f"not JSON: {line[:80]!r}") from failure
    if not isinstance(frame, dict):
        raise FrameError(f"no object: {line[:80]!r}")
    return frame
