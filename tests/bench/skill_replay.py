"""How fast a replay is on the demonstration site, and how surely it works again and again.

    PYTHONPATH=tests/support python tests/bench/skill_replay.py [--runs 5]
    PYTHONPATH=tests/support python tests/bench/skill_replay.py --rows 500

Each run is the whole command: a new browser, a replay of seven actions, the check at the end.
Counted is, from the log of its steps, the time for perceiving, deciding, grounding, the gate and
acting, without the start of the browser; the time in which the page settles is told apart. With
`--rows` the same replay is made once for each row of a table, in one browser; each row is checked
by loading its page anew, and by what the site has stored.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sample_skills import change_contact

from actions.trajectory import Step
from app.cli import main as deskhand
from app.demo.server import DemoSite
from app.runs.read import read
from skills.evidence import rate
from skills.load import parse
from skills.store import Store

NAME = "demo-change-contact"
FLAGS = ("--headless", "--yes", "--commits", "--json")
PARTS = ("perceive", "decide", "ground", "gate", "act", "settle")


def main() -> int:
    """Measure one of the two; 1 if it is not as good as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, DemoSite() as site:
        os.environ["DESKHAND_HOME"] = home
        store = Store(Path(home) / "skills")
        store.put(parse(change_contact(site.url)))
        if options.rows:
            return again_and_again(Path(home), site, store, options.rows)
        return speed(site, options.runs)


def speed(site: DemoSite, runs: int) -> int:
    """Actions a second."""
    taken: list[Step] = []
    starts = 0.0
    done = 0
    for number in range(runs):
        given = {"contact": "Chen Wei", "phone": f"+49 {number}", "city": "Bremen"}
        values = [part for name, text in given.items() for part in ("--with", f"{name}={text}")]
        told = _quiet(["skills", "run", NAME, *FLAGS, *values])
        done += site.state.contact("Chen Wei").phone == f"+49 {number}"
        steps = [s for s in read(Path(told["log"]).parent).steps if s.grounded is not None]
        starts += steps[0].timing.perceive  # the first look waits for the browser
        taken += steps
    spent = {part: sum(getattr(step.timing, part) for step in taken) for part in PARTS}
    spent["perceive"] -= starts
    own = sum(spent.values()) - spent["settle"]
    each = ", ".join(f"{part} {spent[part] / len(taken) * 1000:.0f}" for part in PARTS)
    _say(f"{done} of {runs} done; {len(taken)} actions; milliseconds each: {each}")
    _say(
        f"{len(taken) / own:.1f} a second without settling, "
        f"{len(taken) / (own + spent['settle']):.1f} with"
    )
    return 0 if done == runs and len(taken) / own >= 8 else 1


def again_and_again(home: Path, site: DemoSite, store: Store, count: int) -> int:
    """The same replay, so often."""
    table = home / "rows.csv"
    lines = [f"Chen Wei,+49 {number:04},Bremen" for number in range(count)]
    table.write_text("\n".join(["contact,phone,city", *lines]) + "\n", "utf-8")
    told = _quiet(["skills", "run", NAME, "--table", str(table), *FLAGS])
    statuses = Counter(row["status"] for row in told["rows"])
    evidence = store.evidence(NAME)
    good = sum(each.success for each in evidence)
    found = rate(good, count)
    seconds = sorted(each.seconds for each in evidence)
    _say(f"rows: {dict(statuses)}; verified: {sum(each.verified for each in evidence)}")
    _say(
        f"{good} of {count} succeeded ({found.low:.1%} to {found.high:.1%}); "
        f"median {seconds[len(seconds) // 2]:.2f} s, slowest {seconds[-1]:.2f} s; "
        f"stored at the end: {site.state.contact('Chen Wei').phone}"
    )
    for each in evidence:
        if not each.success:
            _say(f"  {each.halted[:300]}")
    return 0 if good >= 0.99 * count else 1


def _quiet(words: Sequence[str]) -> Any:
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        deskhand(list(words))
    return json.loads(told.getvalue())


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
