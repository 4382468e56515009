"""What a replay is told, and what it answers: its moves."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from actions.action import Claim, EnvironmentAction
from perception.observation import Observation
from perception.predicate import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What there is now, and how the last move went.

    Attributes:
        observation: now.
        error: of the last action; "" if it went well.
        executed: whether the last action was begun; then it may have had its effect.
        changed: whether anything changed by it.
        reached: of a part that a planner did: whether it ended well.
    """

    observation: Observation
    error: str = ""
    executed: bool = False
    changed: bool = True
    reached: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Do this; the targets are refs of the observation that was given.

    Attributes:
        action: to do.
        step: of the skill.
        about: what it is for.
        until: what it brings about; no longer rest need be waited for than until it holds. None:
            the surface must rest, and be pictured, before the next look at it.
    """

    action: EnvironmentAction
    step: str
    about: str = ""
    until: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Show the whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """Let a planner reach this, with these kinds of actions, in so many steps."""

    instruction: str
    actions: tuple[str, ...]
    max_steps: int
    post: tuple[Predicate, ...]
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Halted:
    """It does not go on.

    Attributes:
        step: where.
        expected: what should have been there.
        present: what is there.
    """

    step: str
    expected: str
    present: str

    def __str__(self) -> str:
        at = f"step {self.step}: " if self.step else ""
        return f"{at}expected {self.expected}; {self.present}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """All is done; `claims` say how that can be checked."""

    claims: tuple[Claim, ...] = ()


Move = Act | Look | Delegate | Halted | Done
Play = Generator[Move, Seen, None]


class Halt(Exception):
    """Ends the replay with a halt."""

    def __init__(self, step: str, expected: str, present: str) -> None:
        super().__init__(expected)
        self.halted = Halted(step=step, expected=expected, present=present)


@dataclass(slots=True)
class Stage:
    """What there is now, for all parts of one replay.

    Attributes:
        seen: what the replay was told last.
    """

    seen: Seen | None = None

    @property
    def now(self) -> Observation:
        """What is observed; only between the first telling and the end."""
        assert self.seen is not None
        return self.seen.observation
