"""Learns what icons mean while runs go on; see `perception.icon_memory`."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from app.engine.events import Event, Observed, StepFinished
from perception.icon_memory import harvested, named_icons, remember
from perception.observation import Observation

logger = logging.getLogger(__name__)

_MOST = 12  # places of one run that are looked at


class IconLearner:
    """Looks at each place of a run once; pictures are only read when the run is over.

    Args:
        folder: where icons are kept (`IconFolders.seen`).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: set[str] = set()
        self._seen: list[Observation] = []

    def see(self, event: Event) -> None:
        """The next event of the run."""
        if isinstance(event, Observed):
            self._look(event.observation)
        elif isinstance(event, StepFinished) and event.step.after is not None:
            self._look(event.step.after)

    def keep(self) -> None:
        """Learn from what was seen, and keep it. That it cannot be kept is no fault of the run."""
        seen, self._seen = self._seen, []
        try:
            found = [entry for each in seen for entry in harvested(each)]
            remember(self._folder, found)
        except (OSError, ValueError) as failure:
            logger.warning("the icons that were seen are not kept: %s", failure)

    def _look(self, seen: Observation) -> None:
        place = seen.place_key
        if seen.screenshot is None or place in self._places or len(self._seen) >= _MOST:
            return
        self._places.add(place)
        icons = named_icons(seen)
        if icons:  # nothing else of it is needed
            inner = tuple(each for icon in icons for each in (icon, *seen.within(icon)))
            self._seen.append(replace(seen, elements=inner))
