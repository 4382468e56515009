"""Waiting until a page has come to rest after something was done to it."""

from __future__ import annotations

import time
from typing import Protocol

from perception.page import PageReader
from perception.page_world import FrameGone

_QUIET = 0.09  # seconds without a change that counts
_STEP = 0.03  # seconds between two looks
_PARSING = 1.5  # seconds that a document which still loads pictures is waited for
_NAVIGATING = 0.12  # seconds that a page is given to begin loading what a click asked for


class Waiting(Protocol):
    """What is needed of a run's context: `actions.context.RunContext` is one."""

    def check(self) -> None:
        """Raise if the run was stopped."""


def settle(reader: PageReader, context: Waiting, limit: float) -> bool:
    """Wait until the page is stable.

    Stable is: for 90 ms no change of the DOM that counts, no animation that will end, no document,
    script or data under way. What changes in one place over and over, endless animations and
    requests that stay open do not count. A page at rest is found so after about 0.1 s.

    Args:
        reader: of the page.
        context: asked between two looks whether the run was stopped.
        limit: seconds.

    Returns:
        Whether it became stable in time.

    Raises:
        FrameGone: the page does not answer.
    """
    begun = time.monotonic()
    while True:
        context.check()
        looked = time.monotonic()
        if _rests(reader, looked - begun) and looked - begun >= _QUIET:
            return True
        if time.monotonic() - begun + _STEP > limit:
            return False
        reader.page.wait_for_timeout(_STEP * 1000)


def _rests(reader: PageReader, waited: float) -> bool:
    if reader.traffic.busy() or time.monotonic() - reader.traffic.changed_at < _QUIET:
        return False
    try:
        frames = reader.activity()
    except FrameGone:
        if reader.page.is_closed():
            raise
        return False  # between two documents
    for since, ending, state in frames:
        if since < _QUIET * 1000 or ending > 0 or state == "loading":
            return False
        if state == "interactive" and waited < _PARSING:
            return False
    return True
