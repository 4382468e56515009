"""What the window starts: tasks, skills, and saving a run as one. Knows no widget.

What a run needs takes long to import, so it is imported when the first one is started.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.paths import Paths
from app.runs.index import list_runs
from app.settings import Settings, load_settings

if TYPE_CHECKING:
    from app.launch import Launched
    from app.place import Place
    from app.where import Where
    from skills.generalise import Learned
    from skills.skill import Skill
    from skills.store import Store

_REMEMBERED = 200  # tasks that are offered while one is typed
_OFFERED = 6  # of each kind at once
SIGNED_IN = "profile"  # a browser that stays signed in
FOLLOWS = "same"  # where the run before has ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A task as it is given in the window.

    Attributes:
        task: in words; of a skill, what it does.
        place: "browser", "sandbox", "desktop", SIGNED_IN or FOLLOWS.
        address: where a browser begins.
        planner: who decides.
        skill: that is run; "" for none.
        values: of its parameters.
    """

    task: str
    place: str = "browser"
    address: str = ""
    planner: str = "builtin"
    skill: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that fits what is being typed: an earlier task, or a skill."""

    text: str
    skill: str = ""


class Starter:
    """Starts runs as the command line does.

    Args:
        home: where things lie.
        settings: of the person.
    """

    def __init__(self, home: Paths, settings: Settings) -> None:
        self.home = home
        self.planner = settings.planner

    @cached_property
    def store(self) -> Store:
        """The library of skills."""
        from skills.store import Store

        return Store(self.home.skills)

    @property
    def planners(self) -> Sequence[str]:
        """Who may decide; read anew, for a model may have been added."""
        from app.models.config import load_models

        return ("builtin", *load_models(self.home.models))

    def begin(self, order: Order, place: Place | None = None) -> Launched:
        """Begin what was ordered; it leaves its environment open.

        Args:
            order: what is wanted.
            place: that the run before has left open; it goes on there.

        Raises:
            UsageError: something about it makes no sense.
            StorageError: its folder cannot be written to.
        """
        from app.launch import LaunchOptions, launch
        from app.skill_runs import limited, once, startable

        settings = load_settings(self.home.settings)
        where = place.where if place is not None else self.where(order.place, order.address)
        options = LaunchOptions(
            task=order.task, where=where, planner=order.planner, attended=True, values={}
        )
        if not order.skill:
            return launch(options, self.home, settings, place=place, keep=True)
        skill = startable(self.store, order.skill)
        options = limited(
            LaunchOptions(
                task="", where=where, planner=order.planner, attended=True, values=order.values
            ),
            skill,
        )
        planner = once(skill, order.values)
        return launch(options, self.home, settings, planner=planner, place=place, keep=True)

    def where(self, place: str, address: str) -> Where:
        """What is acted on."""
        from app.where import Where

        profile = self.profile if place == SIGNED_IN else None
        environment = "browser" if place in (SIGNED_IN, FOLLOWS) else place
        # The live view shows the page; a window of its own would lie over ours.
        return Where(environment=environment, url=address, headless=True, profile=profile)

    @property
    def profile(self) -> Path:
        """The browser profile in which logins last."""
        return self.home.data / "browser"

    def drafted(self, run: str, *, loops: bool = True) -> Learned:
        """The draft of a skill of a run; it is not in the library yet.

        Args:
            run: its id.
            loops: whether what was done again and again may become a loop over a table.

        Raises:
            CannotLearn: nothing can be learned from it.
        """
        from app.learning import from_run, learn
        from app.runs.folders import find_run
        from app.runs.read import read

        record = read(find_run(self.home.runs, run))
        shown = from_run(record, unverified=True)
        return learn(shown, self.store, kind="runs", loops=loops)

    def offers(self, text: str) -> Sequence[Offer]:
        """What fits what is being typed: skills by their meaning, earlier tasks by their words."""
        from skills.match import match

        words = text.casefold().split()
        if not words:
            return [Offer(text=each) for each in self._earlier()[:_OFFERED]]
        hits = match(self.store, self.home.skills_index, text, most=_OFFERED)
        skills = [Offer(text=hit.description or hit.name, skill=hit.name) for hit in hits]
        fitting = [
            Offer(text=each)
            for each in self._earlier()
            if all(word in each.casefold() for word in words) and each != text.strip()
        ]
        return [*skills, *fitting[:_OFFERED]]

    def skill(self, name: str) -> Skill:
        """A skill of the library that may be run.

        Raises:
            UsageError: there is none, or it is out of use.
        """
        from app.skill_runs import startable

        return startable(self.store, name)

    def _earlier(self) -> list[str]:
        """What was asked for before, the newest first, each once."""
        return list(dict.fromkeys(run.task for run in list_runs(self.home)[:_REMEMBERED]))
