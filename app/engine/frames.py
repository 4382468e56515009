"""Skills inside a run: a planner of its own for a while, within bounds of its own.

`RunSkill` pushes a frame. The frame's planner decides until it finishes or gives up; each of its
steps takes the same loop, gate and log as any other. The gate allows nothing beyond the frame's
scope, in addition to all that holds anyway. The planner that asked for the skill receives one
result and does not see the steps inside.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from actions.action import Finish, GiveUp, RunSkill
from actions.environment import Environment
from actions.errors import InvalidAction
from actions.trajectory import Decision, Step
from app.engine.events import Verification
from app.engine.planner import Planner
from app.engine.stowed import Past
from perception.change import diff
from perception.observation import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillScope:
    """What a skill may touch.

    Attributes:
        name: of the skill, for messages.
        actions: kinds of actions, as in `Facts.kind` ("click", "setvalue").
        origins: of pages, as `normal_origin` writes them.
        apps: programs.
        files: patterns of absolute paths that it may open or give away.
        commits_ask: every commit in it is asked, whatever the mode (a skill not yet trusted).
    """

    name: str
    actions: frozenset[str]
    origins: frozenset[str]
    apps: frozenset[str]
    files: tuple[str, ...] = ()
    commits_ask: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A skill that can be carried out now.

    Attributes:
        planner: decides until it ends.
        scope: what it may touch.
        left: told once that it is over, with what came of checking what it claims; None where
            nothing was checked (it did not come to its end, or claims nothing).
    """

    planner: Planner
    scope: SkillScope
    left: Callable[[Verification | None], None] = lambda verification: None


class Skills(Protocol):
    """Where a run finds skills."""

    def open(self, action: RunSkill, environment: Environment) -> Opened:
        """A planner for a skill.

        Raises:
            ActionError: there is none of that name, it may not be run, or its values do not fit.
        """


def absolute(path: str) -> str:
    """A path, or a pattern of paths, without ~ and dots; whether it is there does not matter."""
    return os.path.normpath(Path(path).expanduser())


class NoSkills:
    """There are none."""

    def open(self, action: RunSkill, environment: Environment) -> Opened:
        """Refuse."""
        raise InvalidAction(f'there is no skill called "{action.name}"')


@dataclass
class Frame:
    """A planner that decides for a while.

    Attributes:
        steps: those that this planner sees.
        opened: the skill; None for the task's own planner.
        asked: the step that asked for the skill.
    """

    planner: Planner
    opened: Opened | None = None
    asked: Step | None = None
    steps: Past = field(default_factory=Past)

    def result(
        self, end: Finish | GiveUp, index: int, now: Observation, checked: Verification | None
    ) -> Step:
        """The one step that the caller sees of all that.

        Args:
            end: how it ended.
            index: of the step.
            now: what there is.
            checked: what it claims, read a second time; None if nothing was.
        """
        assert self.asked is not None
        asked = replace(self.asked, index=index, after=now)
        asked = replace(asked, change=diff(asked.observation, now))
        if isinstance(end, GiveUp):
            return replace(asked, error=end.reason)
        if not end.success:
            return replace(asked, error=end.answer or "the skill did not succeed")
        if checked is not None and checked.agreed is False:
            return replace(asked, error=f"it came to its end, but {checked.reason}")
        return replace(asked, note=end.answer)


def asked_for(action: RunSkill, decision: Decision, observation: Observation) -> Step:
    """The step that stands for a skill until its result is known."""
    return Step(index=0, observation=observation, decision=decision, action=action)
