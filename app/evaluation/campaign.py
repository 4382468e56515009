"""Many episodes: side by side, written down as they end, taken up again where they stopped."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from pathlib import Path

from app.errors import UsageError, storage_error
from app.evaluation.miniwob import Episode, MiniwobBench, Plan
from app.evaluation.statistics import wilson

Work = tuple[str, int]  # task, seed

_EPISODES = "episodes.jsonl"
_SETTINGS = "settings.json"
_SUMMARY = "summary.json"


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

    def __init__(self, folder: Path, plan: Plan) -> None:
        """Open the folder; one that holds other settings is refused.

        Raises:
            UsageError: it was begun with other settings.
            StorageError: it cannot be written.
        """
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            settings = folder / _SETTINGS
            if settings.exists() and json.loads(settings.read_text("utf-8")) != asdict(plan):
                raise UsageError(
                    f"{folder} holds an evaluation with other settings; choose another --out."
                )
            settings.write_text(json.dumps(asdict(plan), indent=2), "utf-8")
        except OSError as failure:
            raise storage_error("write results to", folder, failure) from failure

    def load(self) -> list[Episode]:
        """The episodes that have ended; errors and a half-written last line are left out."""
        try:
            lines = (self.folder / _EPISODES).read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
        episodes = []
        for line in lines:
            try:
                episodes.append(Episode(**json.loads(line)))
            except (ValueError, TypeError):
                continue  # cut off when the evaluation was stopped: it is run again
        return [episode for episode in episodes if not episode.error]

    def add(self, episode: Episode) -> None:
        """Write down an episode."""
        try:
            with (self.folder / _EPISODES).open("a", encoding="utf-8") as file:
                if file.tell() and not self._ends_with_line():
                    file.write("\n")
                file.write(json.dumps(asdict(episode), ensure_ascii=False) + "\n")
        except OSError as failure:
            raise storage_error("write results to", self.folder, failure) from failure

    def finish(self, summary: dict[str, object]) -> Path:
        """Write the summary."""
        path = self.folder / _SUMMARY
        new = path.with_suffix(".new")
        new.write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", "utf-8")
        new.replace(path)
        return path

    def _ends_with_line(self) -> bool:
        with (self.folder / _EPISODES).open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def evaluate(
    work: Sequence[Work],
    pages: Path,
    plan: Plan,
    results: Results,
    workers: int,
    progress: Callable[[Episode], None],
) -> list[Episode]:
    """Run what has not been run yet; all episodes of the work."""
    earlier = {(each.task, each.seed): each for each in results.load()}
    episodes = [earlier[each] for each in work if each in earlier]
    missing = [each for each in work if each not in earlier]
    for episode in _played(missing, pages, plan, workers):
        results.add(episode)
        episodes.append(episode)
        progress(episode)
    return episodes


def _played(work: Sequence[Work], pages: Path, plan: Plan, workers: int) -> Iterator[Episode]:
    """Episodes as they end. A worker that dies takes only its own episodes with it."""
    left = list(work)
    while left:
        with ProcessPoolExecutor(
            min(workers, len(left)),
            multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(pages, plan),
        ) as pool:
            futures = {pool.submit(_play, *each): each for each in left}
            left = []
            try:
                for future in _as_they_end(futures):
                    task, seed = futures[future]
                    try:
                        yield future.result()
                    except BrokenProcessPool:
                        if not left:  # one of these killed it; the first is the likeliest
                            yield Episode(task=task, seed=seed, error="the worker process died")
                            left = [w for f, w in futures.items() if not f.done() or f.exception()]
                            left = [w for w in left if w != (task, seed)]
                            break
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _as_they_end(futures: Iterable[Future[Episode]]) -> Iterator[Future[Episode]]:
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from done


_bench: MiniwobBench | None = None


def _begin_worker(pages: Path, plan: Plan) -> None:
    """In each worker process: its own browser and server."""
    import atexit

    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends us
    _bench = MiniwobBench(pages, plan)
    atexit.register(_bench.close)


def _play(task: str, seed: int) -> Episode:
    assert _bench is not None
    return _bench.play(task, seed)


def summarise(episodes: Sequence[Episode], plan: Plan) -> dict[str, object]:
    """The figures, for people and programs."""
    valid = [each for each in episodes if not each.error]
    tasks: dict[str, list[Episode]] = {}
    for episode in sorted(valid, key=lambda each: (each.task, each.seed)):
        tasks.setdefault(episode.task, []).append(episode)
    outcomes: dict[str, int] = {}
    for episode in valid:
        outcomes[episode.outcome] = outcomes.get(episode.outcome, 0) + 1
    return {
        "plan": asdict(plan),
        "episodes": len(valid),
        "errors": [asdict(each) for each in episodes if each.error],
        "raw_above_0": _share(valid, lambda each: each.raw > 0),
        "raw_equals_1": _share(valid, lambda each: each.raw == 1),
        "mean_raw": _mean([each.raw for each in valid]),
        "mean_steps": _mean([each.steps for each in valid]),
        "mean_seconds": _mean([each.seconds for each in valid]),
        "mean_tokens": _mean([each.tokens for each in valid]),
        "dollars": round(sum(each.dollars for each in valid), 6),
        "outcomes": outcomes,
        "tasks": {
            name: {
                "episodes": len(several),
                "raw_above_0": sum(each.raw > 0 for each in several),
                "raw_equals_1": sum(each.raw == 1 for each in several),
                "mean_steps": _mean([each.steps for each in several]),
                "mean_seconds": _mean([each.seconds for each in several]),
            }
            for name, several in tasks.items()
        },
    }


def share_of(episodes: Sequence[Episode], success: Callable[[Episode], bool]) -> Share:
    """The share of successes among episodes that have a result."""
    valid = [each for each in episodes if not each.error]
    return Share(successes=sum(map(success, valid)), trials=len(valid))


def _share(episodes: Sequence[Episode], success: Callable[[Episode], bool]) -> dict[str, object]:
    share = share_of(episodes, success)
    low, high = wilson(share.successes, share.trials)
    return {
        "successes": share.successes,
        "trials": share.trials,
        "share": round(share.successes / share.trials, 4) if share.trials else None,
        "wilson95": [round(low, 4), round(high, 4)],
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None
