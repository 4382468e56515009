"""What ends a run that does not end by itself: steps, minutes, errors and loops.

Loops are told by `progress_key`, so that filling a form or typing 777 is none. A loop or a limit
that is near is first said to the planner; the run ends only if that does not help.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.action import Action, Wait, targets
from actions.target import Anchors, Description, ElementRef, PointOn
from actions.trajectory import Step
from app.engine.spending import Spending, dollars
from perception.observation import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a run may go.

    Attributes:
        steps: actions, of whatever kind and however they went.
        minutes: wall time, without the time spent waiting for the person.
        dollars: that models may cost; 0: there is no limit. Whoever calls them keeps to it; here
            the planner is told when it is near.
        errors: consecutive steps that failed.
        repeats: how often the same may be done to the same target without progress.
        stale: steps without a state that was not there before.
        cycle: the longest cycle of states that is looked for.
        patience: steps that a warned planner has to find another way.
    """

    steps: int = 60
    minutes: float = 20.0
    dollars: float = 0.0
    errors: int = 6
    repeats: int = 3
    stale: int = 8
    cycle: int = 4
    patience: int = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What the watch has to say: a warning, or the reason why the run ends here."""

    text: str
    ends: bool


class Watch:
    """Keeps an eye on the steps of one run. Ask it once after every step."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._warned: dict[str, int] = {}  # kind of trouble -> number of steps when last warned

    def look(
        self, steps: Sequence[Step], seconds: float, spent: Spending | None = None
    ) -> Finding | None:
        """The most serious thing to be said now, if any.

        Args:
            steps: of the run so far.
            seconds: that count towards `Limits.minutes`.
            spent: by models so far.
        """
        limits, count = self.limits, len(steps)
        if count >= limits.steps:
            return Finding(f"the limit of {limits.steps} steps is reached", True)
        if seconds >= limits.minutes * 60:
            return Finding(f"the limit of {limits.minutes:g} minutes is reached", True)
        if trailing_errors(steps) >= limits.errors:
            return Finding(f"{limits.errors} steps in a row failed: {steps[-1].error}", True)
        trouble = loop(steps, limits)
        if trouble is None:
            self._warned.pop("loop", None)
        elif "loop" not in self._warned:
            self._warned["loop"] = count
            return Finding(f"no progress: {trouble}. Try another way, ask, or give up.", False)
        elif count - self._warned["loop"] >= limits.patience:
            return Finding(f"no progress, although warned: {trouble}", True)
        return self._near(steps, seconds, spent.dollars + spent.doubtful if spent else 0.0)

    def _near(self, steps: Sequence[Step], seconds: float, money: float) -> Finding | None:
        """A warning that a limit is near, said once each."""
        limits, count = self.limits, len(steps)
        near = {
            "steps": (count >= 0.8 * limits.steps, f"{limits.steps - count} steps are left"),
            "minutes": (
                seconds >= 0.8 * limits.minutes * 60,
                f"{limits.minutes * 60 - seconds:.0f} seconds are left",
            ),
            "dollars": (
                bool(limits.dollars) and money >= 0.8 * limits.dollars,
                f"{dollars(limits.dollars - money)} of the budget are left: come to an end",
            ),
            "errors": (
                trailing_errors(steps) >= max(limits.errors // 2, 1),
                f"{trailing_errors(steps)} steps in a row failed: try another way",
            ),
        }
        for kind, (holds, text) in near.items():
            if not holds:
                if kind == "errors":
                    self._warned.pop(kind, None)
            elif kind not in self._warned:
                self._warned[kind] = count
                return Finding(text, False)
        return None


def trailing_errors(steps: Sequence[Step]) -> int:
    """How many of the last steps failed in a row."""
    count = 0
    for step in reversed(steps):
        if not step.error:
            break
        count += 1
    return count


def loop(steps: Sequence[Step], limits: Limits) -> str | None:
    """In what kind of loop the run is now, in words for the planner; None if in none."""
    if not steps:
        return None
    last, repeats = steps[-limits.repeats :], limits.repeats
    if (
        len(last) == repeats
        and not isinstance(last[-1].action, Wait)
        and len({signature(step.action, step.observation) for step in last}) == 1
        and len({_before(last[0]), *(_after(step) for step in last)}) == 1
    ):
        return f"the same was done {repeats} times and nothing changed"
    states = [_before(steps[0]), *(_after(step) for step in steps)]
    for length in range(2, limits.cycle + 1):
        tail = states[-2 * length - 1 :]
        # Twice around: back at the beginning after `length` steps, and again.
        if len(tail) == 2 * length + 1 and tail[:length] == tail[length:-1]:
            goes_round = tail[0] == tail[-1] and len(set(tail)) > 1
            if goes_round:
                return f"the same {length} states came round twice"
    if len(steps) >= limits.stale and set(states[-limits.stale :]) <= set(states[: -limits.stale]):
        return f"nothing new in {limits.stale} steps"
    return None


def signature(action: Action, observation: Observation) -> tuple[object, ...]:
    """An action and what it aims at, such that a ref that changed makes no difference."""
    aims: list[object] = []
    for target in targets(action):
        match target:
            case ElementRef(ref=ref):
                element = observation.by_ref.get(ref)
                aims.append(ref if element is None else _identity(element.ref, observation))
            case PointOn(x=x, y=y):
                aims.append((round(x / 8), round(y / 8)))
            case Description(text=text):
                aims.append(text.casefold())
            case Anchors():
                aims.append(target)
    plain = {name: getattr(action, name) for name in action.__dataclass_fields__}
    for aimed in ("target", "into", "path"):
        plain.pop(aimed, None)
    return (type(action).__name__, repr(sorted(plain.items())), tuple(aims))


def _identity(ref: str, observation: Observation) -> tuple[object, ...]:
    """Role, name, and which of several alike it is."""
    wanted = observation.by_ref[ref]
    alike = [
        element.ref
        for element in observation.elements
        if (element.role, element.name) == (wanted.role, wanted.name)
    ]
    return (wanted.role, wanted.name, alike.index(ref))


def _before(step: Step) -> str:
    return step.observation.progress_key


def _after(step: Step) -> str:
    return (step.after or step.observation).progress_key
