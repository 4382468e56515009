"""Many episodes: side by side, written down as they end, taken up again where they stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.errors import UsageError, storage_error
from app.evaluation.crew import Crew, Maker
from app.evaluation.episode import Episode, Work
from app.evaluation.statistics import wilson

EPISODES = "episodes.jsonl"
SETTINGS = "settings.json"
SUMMARY = "summary.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Successes among episodes that have a result, with the 95 % Wilson interval."""

    successes: int
    trials: int

    def __str__(self) -> str:
        if not self.trials:
            return "no result"
        low, high = wilson(self.successes, self.trials)
        return (
            f"{100 * self.successes / self.trials:.1f} % "
            f"({self.successes}/{self.trials}; 95 %: {100 * low:.1f} to {100 * high:.1f})"
        )


class Results:
    """The folder of one evaluation: settings, one line per episode, a summary."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        """Open the folder; one that holds other settings is refused.

        Raises:
            UsageError: it was begun with other settings.
            StorageError: it cannot be written.
        """
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / SETTINGS
            text = json.dumps(settings, indent=2)
            if path.exists() and json.loads(path.read_text("utf-8")) != json.loads(text):
                raise UsageError(
                    f"{folder} holds an evaluation with other settings; choose another --out."
                )
            path.write_text(text, "utf-8")
        except ValueError as failure:
            raise UsageError(f"{folder / SETTINGS} is damaged; choose another --out.") from failure
        except OSError as failure:
            raise storage_error("write results to", folder, failure) from failure

    def load(self) -> list[Episode]:
        """The episodes that have a result; see `read_episodes`."""
        return [each for each in read_episodes(self.folder) if each.valid]

    def add(self, episode: Episode) -> None:
        """Write down an episode."""
        try:
            with (self.folder / EPISODES).open("a", encoding="utf-8") as file:
                if file.tell() and not self._ends_with_line():
                    file.write("\n")
                file.write(json.dumps(asdict(episode), ensure_ascii=False) + "\n")
        except OSError as failure:
            raise storage_error("write results to", self.folder, failure) from failure

    def finish(self, summary: Mapping[str, Any]) -> Path:
        """Write the summary."""
        path = self.folder / SUMMARY
        new = path.with_suffix(".new")
        try:
            new.write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", "utf-8")
            new.replace(path)
        except OSError as failure:
            raise storage_error("write", path, failure) from failure
        return path

    def _ends_with_line(self) -> bool:
        with (self.folder / EPISODES).open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def read_episodes(folder: Path) -> list[Episode]:
    """What was written down of each episode, the last word on it; a half-written line is left out.

    Raises:
        UsageError: the folder holds no evaluation.
    """
    if not (folder / SETTINGS).is_file():
        raise UsageError(f"{folder} holds no evaluation.")
    try:
        lines = (folder / EPISODES).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    found: dict[Work, Episode] = {}
    for line in lines:
        try:
            episode = Episode(**json.loads(line))
        except (ValueError, TypeError):
            continue  # cut off when the evaluation was stopped: it is run again
        key = episode.task, episode.seed
        if episode.valid or key not in found or not found[key].valid:
            found[key] = episode
    return list(found.values())


def evaluate(
    work: Sequence[Work],
    maker: Maker,
    results: Results,
    crew: Crew,
    progress: Callable[[Episode], None],
) -> list[Episode]:
    """Run what has no result yet; all episodes of the work, each once and in its order.

    Raises:
        EnvironmentUnavailable: nothing can be run here.
        StorageError: the results cannot be written.
    """
    episodes = {(each.task, each.seed): each for each in results.load()}
    missing = [each for each in dict.fromkeys(work) if each not in episodes]
    for episode in crew.play(missing, maker):
        results.add(episode)
        episodes[episode.task, episode.seed] = episode
        progress(episode)
    return [episodes[each] for each in dict.fromkeys(work)]


def share_of(episodes: Sequence[Episode], success: Callable[[Episode], bool]) -> Share:
    """The share of successes among episodes that have a result."""
    valid = [each for each in episodes if each.valid]
    return Share(successes=sum(map(success, valid)), trials=len(valid))
