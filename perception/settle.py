"""Waiting until a page has come to rest after something was done to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from perception.page import PageReader
from perception.page_world import FrameGone

QUIET = 0.09  # seconds without a change that counts
_EARLY = 0.02  # seconds without a change, after which it may be over
_STEP = 0.03  # seconds between two looks
_PARSING = 1.5  # seconds that a document which still loads pictures is waited for
_NAVIGATING = 0.12  # seconds that a page is given to begin loading what a click asked for


class Waiting(Protocol):
    """What is needed of a run's context: `actions.context.RunContext` is one."""

    def check(self) -> None:
        """Raise if the run was stopped."""


def settle(
    reader: PageReader,
    context: Waiting,
    limit: float,
    early: Callable[[], bool] | None = None,
) -> bool:
    """Wait until the page is stable.

    Stable is: for 90 ms no change of the DOM that counts, no animation that will end, no document,
    script or data under way. What changes in one place over and over, endless animations and
    requests that stay open do not count. A page at rest is found so after about 0.1 s.

    Args:
        reader: of the page.
        context: asked between two looks whether the run was stopped.
        limit: seconds.
        early: called when the page seems to rest, and again after each change since: what it
            reads is what there will be if nothing more changes. If it answers that all that is
            waited for is there, and nothing changed while it read, the wait is over at once.

    Returns:
        Whether it became stable in time.

    Raises:
        FrameGone: the page does not answer.
    """
    begun = time.monotonic()
    called = 0.0
    while True:
        context.check()
        looked = time.monotonic()
        rest = at_rest(reader, looked - begun)
        if rest >= QUIET and looked - begun >= QUIET:
            return True
        if early is not None and rest >= _EARLY and looked - rest > called:
            called = time.monotonic()
            if early() and at_rest(reader, time.monotonic() - begun) > time.monotonic() - called:
                return True
            continue
        if time.monotonic() - begun + _STEP > limit:
            return False
        wait = min(max(QUIET - rest, 0.005), _STEP)
        reader.page.wait_for_timeout(wait * 1000)


def at_rest(reader: PageReader, waited: float) -> float:
    """For how many seconds the page has been at rest; 0 if it is not.

    Args:
        reader: of the page.
        waited: seconds that it has been waited for; a page that only loads pictures is at rest
            once that is long.

    Raises:
        FrameGone: the page is gone.
    """
    if reader.traffic.busy():
        return 0.0
    rest = time.monotonic() - reader.traffic.changed_at
    try:
        frames = reader.activity()
    except FrameGone:
        if reader.page.is_closed():
            raise
        return 0.0  # between two documents
    for since, ending, state in frames:
        if ending > 0 or state == "loading" or (state == "interactive" and waited < _PARSING):
            return 0.0
        rest = min(rest, since / 1000)
    return rest
