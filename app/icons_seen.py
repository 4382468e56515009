"""Learns what icons mean while runs go on; see `perception.icon_memory`."""

from __future__ import annotations

import logging
from pathlib import Path

from app.engine.events import Event, Observed, StepFinished
from perception.icon_memory import harvested, remember
from perception.icon_themes import Entry
from perception.observation import Observation

logger = logging.getLogger(__name__)

_MOST = 30  # places of one run that are looked at


class IconLearner:
    """Looks at each place of a run once.

    Args:
        folder: where icons are kept (`Paths.icons`).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: set[str] = set()
        self._found: list[Entry] = []

    def see(self, event: Event) -> None:
        """The next event of the run."""
        if isinstance(event, Observed):
            self._look(event.observation)
        elif isinstance(event, StepFinished) and event.step.after is not None:
            self._look(event.step.after)

    def keep(self) -> None:
        """Keep what was found. That it cannot be kept is no fault of the run."""
        try:
            remember(self._folder, self._found)
        except OSError as failure:
            logger.warning("the icons that were seen are not kept: %s", failure)
        self._found = []

    def _look(self, seen: Observation) -> None:
        place = seen.place_key
        if seen.screenshot is None or place in self._places or len(self._places) >= _MOST:
            return
        self._places.add(place)
        try:
            self._found += harvested(seen)
        except (OSError, ValueError) as failure:  # a picture that cannot be read teaches nothing
            logger.debug("no icons of %s: %s", place, failure)
