"""What the window starts: tasks, skills, and saving a run as one. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.errors import UsageError
from app.launch import Launched, LaunchOptions, launch
from app.learning import from_run, keep, learn
from app.models.config import load_models
from app.paths import Paths
from app.planners.rows import RowsPlanner, task_of
from app.runs.folders import find_run
from app.runs.index import list_runs
from app.runs.read import read
from app.settings import Settings, load_settings
from app.where import Where
from skills.filling import claims_of
from skills.store import Store
from skills.values import ValuesError, bind

_REMEMBERED = 200  # tasks that are offered while one is typed


class Starter:
    """Starts runs as the command line does.

    Args:
        home: where things lie.
        settings: of the person.
    """

    def __init__(self, home: Paths, settings: Settings) -> None:
        self.home = home
        self.store = Store(home.skills)
        self.planner = settings.planner
        self.planners: Sequence[str] = ("builtin", *load_models(home.models))

    def task(self, task: str, place: str, address: str, planner: str) -> Launched:
        """Begin a task.

        Raises:
            UsageError: something about it makes no sense.
        """
        options = LaunchOptions(
            task=task, where=_where(place, address), planner=planner, attended=True
        )
        return launch(options, self.home, load_settings(self.home.settings))

    def skill(self, name: str, values: Mapping[str, str], place: str, address: str) -> Launched:
        """Run a skill once.

        Raises:
            UsageError: a value is missing or none for its parameter.
        """
        skill = self.store.get(name)
        try:
            claims = claims_of(skill, bind(skill, dict(values)))
        except ValuesError as failure:
            raise UsageError(f"{name}: {failure}.") from None
        options = LaunchOptions(
            task=task_of(skill),
            where=_where(place, address),
            planner=self.planner,
            attended=True,
            values=values,
        )
        planner = RowsPlanner(name, [(1, tuple(values.items()))], claims=claims)
        settings = load_settings(self.home.settings)
        return launch(options, self.home, settings, planner=planner)

    def save(self, run: str) -> str:
        """Make a draft of a skill of a run; its name.

        Raises:
            CannotLearn: nothing can be learned from it.
        """
        record = read(find_run(self.home.runs, run))
        learned = learn(from_run(record, unverified=True), self.store, kind="runs")
        return keep(learned, self.store).name

    def earlier_tasks(self) -> Sequence[str]:
        """What was asked for before, the newest first."""
        return [run.task for run in list_runs(self.home)[:_REMEMBERED]]


def _where(place: str, address: str) -> Where:
    # The live view shows the page; a window of its own would lie over ours.
    return Where(environment=place, url=address, headless=True)
