"""Starts runs of skills for the window. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import DeskhandError
from app.launch import Launched, LaunchOptions, launch
from app.paths import Paths
from app.planners.rows import RowsPlanner, task_of
from app.settings import load_settings
from app.skill_runs import limited
from app.where import Where
from skills.skill import Skill
from skills.store import Store


@dataclass
class SkillRun:
    """A run of a skill, from the wish to its end.

    Args:
        home: where things lie.
        skill: that is run.
        planner: with its rows.
        place: "browser", "sandbox" or "desktop".
        address: where the browser begins; "" leaves that to the skill.
        values: for all rows.
        library: of the skills that may be run; None takes the person's.

    Attributes:
        launched: the run; None while it waits its turn.
        failure: why it could not be begun.
    """

    home: Paths
    skill: Skill
    planner: RowsPlanner
    place: str
    address: str
    values: Mapping[str, str]
    library: Store | None = None
    launched: Launched | None = None
    failure: str = ""

    def begin(self) -> Launched:
        """Start it.

        Raises:
            DeskhandError: it cannot be started; `failure` says why.
        """
        settings = load_settings(self.home.settings)
        # The live view shows the page; a window of its own would lie over ours.
        where = Where(environment=self.place, url=self.address, headless=True)
        options = LaunchOptions(
            task=task_of(self.skill),
            where=where,
            planner=settings.planner,
            attended=True,
            values=self.values,
        )
        options = limited(options, self.skill, len(self.planner.rows))
        try:
            self.launched = launch(
                options, self.home, settings, planner=self.planner, library=self.library
            )
        except DeskhandError as failure:
            self.failure = str(failure)
            raise
        return self.launched

    @property
    def over(self) -> bool:
        """Whether nothing of it goes on any more."""
        if self.launched is None:
            return bool(self.failure)
        return self.launched.handle.join(0)


def usual_place(skill: Skill) -> str:
    """Where a skill is run if nobody says so: a private desktop for what needs programs."""
    return "sandbox" if skill.capabilities.apps else "browser"
