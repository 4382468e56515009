"""The drift campaign, in parts that may run side by side, and its tables. See docs/drift.md.

python tests/bench/drift_cases.py --apps contacts,orders --beside --out one.jsonl
python tests/bench/drift_cases.py --windows --out windows.jsonl
python tests/bench/drift_cases.py --fresh --out fresh.jsonl
python tests/bench/drift_cases.py --table one.jsonl windows.jsonl
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from drift.campaign import Result, play_web, play_windows, table
from drift.cases import web_cases
from drift.fresh import fresh_cases, play_fresh
from drift.programs import window_cases

from actions.environments.private_desktop import PrivateDesktop


def main() -> int:
    """Run a part, or print the tables of parts that were run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--apps", default="", help="web applications, by name")
    parser.add_argument("--windows", action="store_true", help="the programs on a desktop")
    parser.add_argument("--fresh", action="store_true", help="the set that was written last")
    parser.add_argument("--beside", action="store_true", help="what the code generator writes, too")
    parser.add_argument("--out", type=Path, help="a line for each case")
    parser.add_argument("--table", nargs="*", type=Path, help="lines of parts that were run")
    options = parser.parse_args()
    if options.table:
        results = [Result(**json.loads(line)) for path in options.table for line in lines(path)]
        sys.stdout.write(table(results) + "\n")
        return 0
    with tempfile.TemporaryDirectory() as place, options.out.open("w", encoding="utf-8") as file:
        for result in _played(options, Path(place)):
            file.write(json.dumps(dataclasses.asdict(result)) + "\n")
            file.flush()
    return 0


def lines(path: Path) -> list[str]:
    """The lines of a file."""
    return path.read_text("utf-8").splitlines()


def _played(options: argparse.Namespace, folder: Path) -> Iterator[Result]:
    if options.windows:
        with PrivateDesktop.start() as private:
            yield from play_windows(window_cases(), folder, private)
    if options.fresh:
        yield from play_fresh(fresh_cases(), folder)
    names = options.apps.split(",")
    cases = [case for case in web_cases() if case.app.name in names]
    if cases:
        yield from play_web(cases, folder, beside=options.beside)


if __name__ == "__main__":
    sys.exit(main())
