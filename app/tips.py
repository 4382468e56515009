"""Tips on disk, and what a run was told of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from actions.trajectory import Outcome, Step
from app.errors import DeskhandError
from app.paths import Paths, ensure_folder
from app.result import write_output
from app.runs.serial import SerialError, dump, load_any
from perception.observation import Observation
from skills.tips import Lesson, Lessons, Tip, fitting, judged, taught

_WELL = frozenset({Outcome.DONE_VERIFIED})
_BADLY = frozenset({Outcome.FAILED, Outcome.GAVE_UP, Outcome.LIMIT})


class NoSuchTip(DeskhandError):
    """There is no tip of this id."""

    exit_code = 2


class TipBook:
    """The tips that there are, for one run.

    Args:
        home: where they lie.
    """

    def __init__(self, home: Paths) -> None:
        self._home = home
        self._told: list[str] = []
        self._lessons = Lessons()

    def tips(self) -> Mapping[str, Tip]:
        """All, by their ids; none where the file cannot be read: they are learned again."""
        try:
            return load_any(json.loads(self._file.read_text("utf-8")), dict[str, Tip])  # type: ignore[no-any-return]
        except (OSError, ValueError, SerialError):
            return {}

    def told(self, observation: Observation) -> str:
        """The tips for what is in front, a line each; remembered as told."""
        tips = self.tips()
        chosen = fitting(tips, observation)
        self._told += [each for each in chosen if each not in self._told]
        return "\n".join(f"- {tips[each].lesson.told()}" for each in chosen)

    def see(self, step: Step) -> None:
        """A step of the run."""
        self._lessons.see(step)

    def learn(self, run: str, outcome: Outcome) -> None:
        """Keep what the run taught, and how it went with what it was told.

        Raises:
            StorageError: it cannot be written.
        """
        found = self._lessons.found() if outcome in _WELL else []
        told = self._told if outcome in _WELL | _BADLY else []
        if not found and not told:
            return
        tips = taught(self.tips(), found, run)
        self._keep(judged(tips, told, well=outcome in _WELL))

    def propose(self, lesson: Lesson, run: str) -> Tip:
        """Keep what a person taught by hand; it counts when they approve it, or it is taught again.

        Raises:
            StorageError: it cannot be written.
        """
        tips = taught(self.tips(), [lesson], run, shown=True)
        self._keep(tips)
        return tips[lesson.digest]

    def approve(self, digest: str) -> None:
        """A person says that it is right: it counts from now on.

        Raises:
            NoSuchTip: there is none of this id.
        """
        tips = dict(self.tips())
        tip = tips[self._known(digest, tips)]
        tips[digest] = replace(tip, approved=True, helped=0, hurt=0)
        self._keep(tips)

    def forget(self, digest: str) -> None:
        """Delete one.

        Raises:
            NoSuchTip: there is none of this id.
        """
        tips = dict(self.tips())
        del tips[self._known(digest, tips)]
        self._keep(tips)

    @property
    def _file(self) -> Path:
        return self._home.data / "learned" / "tips.json"

    def _known(self, digest: str, tips: Mapping[str, Tip]) -> str:
        if digest not in tips:
            raise NoSuchTip(f"There is no tip {digest}; `deskhand skills tips` lists them.")
        return digest

    def _keep(self, tips: Mapping[str, Tip]) -> None:
        ensure_folder(self._file.parent)
        written = json.dumps(dump(dict(tips), dict[str, Tip]), ensure_ascii=False, indent=1)
        write_output(self._file, f"{written}\n")
