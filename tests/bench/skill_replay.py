"""How many actions a second a replay does on the demonstration site, settling apart.

    PYTHONPATH=tests/support python tests/bench/skill_replay.py [RUNS]

Each run is the whole command: a new browser, a replay of seven actions, the check at the end.
Counted is, from the log of its steps, the time for perceiving, deciding, grounding, the gate and
acting; the time in which the page settles is told apart.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path

from sample_skills import change_contact

from app.cli import main
from app.demo.server import DemoSite
from app.runs.read import read
from skills.load import parse
from skills.store import Store


def bench() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as home, DemoSite() as site:
        os.environ["DESKHAND_HOME"] = home
        Store(Path(home) / "skills").put(parse(change_contact(site.url)))
        count, own, settled, done = 0, 0.0, 0.0, 0
        for number in range(runs):
            given = {"contact": "Chen Wei", "phone": f"+49 {number}", "city": "Bremen"}
            values = [part for name, text in given.items() for part in ("--with", f"{name}={text}")]
            told = io.StringIO()
            with contextlib.redirect_stdout(told):
                flags = ["--headless", "--yes", "--commits", "--json"]
                main(["skills", "run", "demo-change-contact", *flags, *values])
            done += site.state.contact("Chen Wei").phone == f"+49 {number}"
            folder = Path(json.loads(told.getvalue())["log"]).parent
            for step in read(folder).steps:
                if step.grounded is not None:
                    count += 1
                    own += step.timing.total - step.timing.settle
                    settled += step.timing.settle
        print(  # noqa: T201
            f"{done} of {runs} done; {count} actions, {count / own:.1f} a second without settling, "
            f"{count / (own + settled):.1f} with"
        )


if __name__ == "__main__":
    bench()
