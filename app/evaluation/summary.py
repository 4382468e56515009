"""The figures of an evaluation, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.evaluation.campaign import share_of
from app.evaluation.episode import Episode
from app.evaluation.statistics import pass_all, pass_at, wilson

Figures = dict[str, Any]


def summarise(episodes: Sequence[Episode], settings: Mapping[str, Any]) -> Figures:
    """What every benchmark tells: how many, what came of them, what they cost."""
    valid = [each for each in episodes if each.valid]
    return {
        "plan": dict(settings),
        "episodes": len(valid),
        "errors": [asdict(each) for each in episodes if each.error],
        "skipped": {each.task: each.skipped for each in episodes if each.skipped},
        "success": share(valid, lambda each: each.success),
        "mean_score": mean([max(each.raw, 0.0) for each in valid]),
        "claims": sum(each.claimed for each in valid),
        "wrong_claims": share(
            [each for each in valid if each.claimed], lambda each: each.wrong_claim
        ),
        "mean_steps": mean([each.steps for each in valid]),
        "mean_seconds": mean([each.seconds for each in valid]),
        "mean_setup": mean([each.setup for each in valid]),
        "mean_tokens": mean([each.tokens for each in valid]),
        "dollars": round(sum(each.dollars for each in valid), 6),
        "outcomes": counted(each.outcome for each in valid),
    }


def summarise_miniwob(episodes: Sequence[Episode], settings: Mapping[str, Any]) -> Figures:
    """With the two ways in which rewards of MiniWoB++ are counted, and each task."""
    valid = [each for each in episodes if each.valid]
    return summarise(episodes, settings) | {
        "raw_above_0": share(valid, lambda each: each.raw > 0),
        "raw_equals_1": share(valid, lambda each: each.raw == 1),
        "mean_raw": mean([each.raw for each in valid]),
        "tasks": {
            name: {
                "episodes": len(several),
                "raw_above_0": sum(each.raw > 0 for each in several),
                "raw_equals_1": sum(each.raw == 1 for each in several),
                "mean_steps": mean([each.steps for each in several]),
                "mean_seconds": mean([each.seconds for each in several]),
            }
            for name, several in by_task(valid).items()
        },
    }


def summarise_tasks(
    episodes: Sequence[Episode],
    settings: Mapping[str, Any],
    *,
    label: str,
    infeasible: frozenset[str],
) -> Figures:
    """Of tasks in OSWorld's format: by domain, by task, and how sure repetitions are.

    Args:
        episodes: of the evaluation.
        settings: that it was run with.
        label: what such scores are called, so that nobody takes them for others.
        infeasible: names of tasks that cannot be done; told apart, because a planner that always
            gives up would get them right.
    """
    valid = [each for each in episodes if each.valid]
    able = [each for each in valid if each.task not in infeasible]
    tasks = by_task(valid)
    domains = sorted({each.task.partition("/")[0] for each in valid})
    judged = [each for each in valid if each.judged >= 0]
    return (
        {"label": label}
        | summarise(episodes, settings)
        | {
            "feasible": share(able, lambda each: each.success),
            "infeasible": share(
                [each for each in valid if each.task in infeasible], lambda each: each.success
            ),
            "domains": {
                name: share(
                    [each for each in valid if each.task.startswith(f"{name}/")],
                    lambda each: each.success,
                )
                for name in domains
            },
            "repetitions": _repetitions(tasks),
            "judged_apart": {
                "episodes": len(judged),
                "mean": mean([each.judged for each in judged]),
            },
            "tasks": {
                name: {
                    "scores": [each.raw for each in several],
                    "mean_steps": mean([each.steps for each in several]),
                    "mean_seconds": mean([each.seconds for each in several]),
                    "dollars": round(sum(each.dollars for each in several), 6),
                    "outcomes": [each.outcome for each in several],
                }
                for name, several in tasks.items()
            },
        }
    )


def _repetitions(tasks: Mapping[str, Sequence[Episode]]) -> Figures:
    """pass@k and pass^k over the tasks that have at least k results."""
    most = max((len(several) for several in tasks.values()), default=0)
    figures: Figures = {}
    for k in range(1, most + 1):
        able = [several for several in tasks.values() if len(several) >= k]
        counts = [(len(each), sum(episode.success for episode in each)) for each in able]
        figures[str(k)] = {
            "tasks": len(able),
            "pass_at": mean([pass_at(k, trials, right) for trials, right in counts]),
            "pass_all": mean([pass_all(k, trials, right) for trials, right in counts]),
        }
    return figures


def by_task(episodes: Sequence[Episode]) -> dict[str, list[Episode]]:
    """Episodes by the name of their task, in order."""
    tasks: dict[str, list[Episode]] = {}
    for episode in sorted(episodes, key=lambda each: (each.task, each.seed)):
        tasks.setdefault(episode.task, []).append(episode)
    return tasks


def share(episodes: Sequence[Episode], success: Callable[[Episode], bool]) -> Figures:
    """A share with its interval, as JSON."""
    found = share_of(episodes, success)
    low, high = wilson(found.successes, found.trials)
    return {
        "successes": found.successes,
        "trials": found.trials,
        "share": round(found.successes / found.trials, 4) if found.trials else None,
        "wilson95": [round(low, 4), round(high, 4)],
    }


def mean(values: Sequence[float]) -> float | None:
    """The mean, to three places; None of nothing."""
    return round(sum(values) / len(values), 3) if values else None


def counted(words: Iterable[str]) -> dict[str, int]:
    """How often each word is there."""
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return found
