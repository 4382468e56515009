"""Whether a task that a planner calls done is done: its claims, read a second time.

A planner's word is worth nothing here, nor is a page's. The outcome:

* *failed*: a claim is contradicted by a reading strong enough for it: a durable one by a reading
  that loaded the data anew, one about a file by the disk, another by a second reading of the live
  surface (unless the run's own last observation disagrees with that, then nobody knows).
* *done, verified*: every claim holds in such a reading, and together they prove something, as
  `app.engine.evidence` decides.
* *done, unverified*: everything else, with the reason.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from actions.action import Claim, Finish
from actions.environment import Reading
from actions.errors import ActionError, EnvironmentUnavailable
from actions.trajectory import Outcome, Step, Task
from app.engine.events import CheckedClaim, Verification
from app.engine.evidence import Held, doubt, speaks_of_absence
from app.engine.files import FilesBefore
from app.engine.places import place_of, same_place
from perception.observation import Observation
from perception.predicate import Predicate, about_files, described, holds, located, unreadable

# Reads the state a second time: (fresh, url) -> Reading.
Reader = Callable[[bool, str], Reading]

# What was sent a moment ago may take a moment to arrive: look again before calling it a failure.
_SECOND_LOOKS = (0.0, 0.4, 1.2)


def outcome_of(finish: Finish, verification: Verification) -> Outcome:
    """What a run that ended with this is."""
    if not finish.success or verification.agreed is False:
        return Outcome.FAILED
    return Outcome.DONE_VERIFIED if verification.agreed else Outcome.DONE_UNVERIFIED


def verify(
    finish: Finish,
    task: Task,
    steps: Sequence[Step],
    first: Observation,
    last: Observation,
    reader: Reader,
    *,
    files: FilesBefore,
    sleep: Callable[[float], None] = time.sleep,
) -> Verification:
    """Read the state a second time and compare it with the claims.

    Args:
        finish: what the planner says.
        task: what was wanted.
        steps: of the run.
        first: the observation that the run began with.
        last: the observation that it ended with.
        reader: reads; a failure (`ActionError`, `EnvironmentUnavailable`) leaves it unverified.
        files: what files there were when the run began.
        sleep: waits before a second look.

    Raises:
        RunCancelled: the run was stopped.
    """
    if not finish.success:
        return Verification(agreed=None, reason="the planner says that it could not be done")
    if not finish.claims:
        return Verification(agreed=None, reason="the planner made no claim that could be checked")
    told = [described(claim.predicate) for claim in finish.claims]  # with ~, as people write it
    finish = replace(
        finish,
        claims=tuple(
            replace(claim, predicate=located(claim.predicate, files.home))
            for claim in finish.claims
        ),
    )
    for wait in _SECOND_LOOKS:
        if wait:
            sleep(wait)
        looks = _look_at_all(finish.claims, told, last, reader, files.home)
        if all(held is not False for held, _, _ in looks):
            break
    claims = tuple(
        CheckedClaim(text=text, held=held is True, method=method, reason=reason)
        for text, (held, method, reason) in zip(told, looks, strict=True)
    )
    for verdict in (False, None):
        for held, _, reason in looks:
            if held is verdict:
                return Verification(agreed=verdict, claims=claims, reason=reason)
    if finish.unclaimed:
        reason = f"nothing that can be checked was claimed of this: {finish.unclaimed}"
        return Verification(agreed=None, claims=claims, reason=reason)
    proven = [Held(claim=claim, place=claim.url or place_of(last)) for claim in finish.claims]
    why = doubt(finish, task, steps, first, proven, files=files)
    return Verification(agreed=None if why else True, claims=claims, reason=why)


_Look = tuple[bool | None, str, str]  # whether it held (None: not known), method, reason


def _look_at_all(
    claims: Sequence[Claim], told: Sequence[str], last: Observation, reader: Reader, home: Path
) -> list[_Look]:
    """Check each claim once; claims on the same place share a reading."""
    readings: dict[tuple[bool, str], Reading | Exception] = {}
    looks = []
    for claim, text in zip(claims, told, strict=True):
        if about_files(claim.predicate):
            looks.append(_look_at_disk(claim.predicate, text, last, home))
            continue
        key = (claim.durable, claim.url)
        if key not in readings:
            try:
                readings[key] = reader(*key)
            except (ActionError, EnvironmentUnavailable) as failure:
                readings[key] = failure
        looks.append(_look(claim, last, readings[key]))
    return looks


def _look_at_disk(predicate: Predicate, text: str, last: Observation, home: Path) -> _Look:
    if not home.is_dir():
        return None, "file", f"it is not known whether {text}: the files are on another machine"
    if why := unreadable(predicate):
        return None, "file", f"it is not known whether {text}: {why}"
    held = holds(predicate, last)
    return held, "file", "" if held else f"it should be that {text}, but the disk says otherwise"


def _look(claim: Claim, last: Observation, reading: Reading | Exception) -> _Look:
    """What one reading says of a claim."""
    text = described(claim.predicate)
    if isinstance(reading, Exception):
        return None, "", f"it could not be read a second time: {reading}"
    seen, method = reading.observation, reading.method
    held = holds(claim.predicate, seen)
    shown = place_of(seen)
    if claim.url and shown and not same_place(claim.url, shown):
        return None, method, f"asked for {claim.url}, the second reading was shown {shown}"
    if claim.durable and not reading.fresh:
        why = reading.reason or "the data could not be loaded anew"
        return None, method, f"it is not known whether {text} to stay: {why}"
    whole = seen.complete and not seen.unread
    if not held and not whole:
        return None, method, f"it is not known whether {text}: not all could be read"
    if not held and not reading.fresh and holds(claim.predicate, last):
        return None, method, f"two readings disagree on whether {text}"
    if not held:
        again = "after loading it again" if reading.fresh else "when read a second time"
        return False, method, f"it should be that {text}, but {again} that is not so"
    if speaks_of_absence(claim.predicate) and not (whole and seen.settled):
        return None, method, f"it is not known whether {text}: not all could be read"
    return True, method, reading.reason
