"""Where a task was carried out, kept open for the one that follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from actions.late import LateEnvironment
from app.where import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An environment that outlives its run; whoever has it closes it.

    Attributes:
        environment: as the run left it.
        where: what it is.
        home: the home folder of a private desktop, in the folder of the run that opened it.
        clear: lets go of what lies on disk for it.
    """

    environment: LateEnvironment
    where: Where
    home: Path | None = None
    clear: Callable[[], None] = lambda: None

    @property
    def open(self) -> bool:
        """Whether it is there still."""
        return self.environment.opened is not None

    def close(self) -> None:
        """Let go of it. Idempotent."""
        self.environment.close()
        self.clear()
