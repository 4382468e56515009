"""Prove the task suite and write down what came of it; goes on where it was stopped.

python tests/suite/prove.py --out DIR [--seed N] [--workers N] [--times K] [--tasks PATTERN ...]
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
from pathlib import Path

from proving import TASKS, WAYS, ScriptMaker, faults, work

from app.evaluation.campaign import Results, evaluate
from app.evaluation.crew import LocalCrew
from app.evaluation.episode import Episode
from app.evaluation.task import load_tasks


def main() -> int:
    """Play the scripts; 1 if something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--ways", nargs="*", default=list(WAYS))
    parser.add_argument("--tasks", nargs="*", default=["*"])
    options = parser.parse_args()
    chosen = [
        each
        for each in load_tasks(TASKS)
        if any(fnmatch.fnmatchcase(each.name, pattern) for pattern in options.tasks)
    ]
    planned = work(chosen, options.seed, options.ways, times=options.times)
    maker = ScriptMaker()

    def tell(episode: Episode) -> None:
        _say(f"{episode.task} {episode.seed}: {episode.raw:g}, {episode.seconds:.1f} s")

    results = Results(options.out, maker.settings())
    episodes = evaluate(planned, maker, results, LocalCrew(options.workers), tell)
    wrong = faults(episodes)
    _say(f"{len(episodes)} scripts of {len(chosen)} tasks; not as they must be: {len(wrong)}")
    _say("\n".join(wrong))
    return 1 if wrong else 0


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  a benchmark's output


if __name__ == "__main__":
    sys.exit(main())
