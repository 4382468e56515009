"""Waiting until a window is as it was asked to be."""

from __future__ import annotations

from collections.abc import Callable

from actions.context import RunContext

_LOOK = 0.02  # seconds between two looks


def until(holds: Callable[[], bool], limit: float, context: RunContext) -> bool:
    """Whether something comes to hold within `limit` seconds.

    Raises:
        RunCancelled: the run was stopped meanwhile.
    """
    for _ in range(max(int(limit / _LOOK), 1)):
        if holds():
            return True
        context.sleep(_LOOK)
    return holds()
