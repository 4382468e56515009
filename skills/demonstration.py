"""What a skill is learned from: the steps that were taken, and what the person said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from actions.action import Claim
from actions.trajectory import Trajectory
from perception.element import Element
from perception.observation import Observation

HintKind = Literal["parameter", "wait", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something that the person told about a step.

    Attributes:
        kind: "parameter": what was entered differs from use to use; "wait": what came may take
            long; "check": the element must be as it was then.
        note: words of the person; of a parameter its name.
        element: that a check is about.
        observation: when it was said.
    """

    kind: HintKind
    note: str = ""
    element: Element | None = None
    observation: Observation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """One way in which something was done.

    Attributes:
        trajectory: what was done; steps that came to nothing may be among them.
        hints: by `Step.index`; those told before the first step are under -1.
        claims: what is known to be true at the end, as literal texts.
        notes: what could not be understood, for people.
        source: id of the run or the recording.
    """

    trajectory: Trajectory
    hints: Mapping[int, tuple[Hint, ...]] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
