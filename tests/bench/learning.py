"""What learning brings: a task done cold, warm, with other values, and on a changed interface.

    python tests/bench/learning.py [--rounds 5] [--latency 2.0]

On the demonstration site; each run is the whole command with a browser of its own. *Cold* is a
model planner (a script behind a real local server that takes the declared time for each reply, with
the checking habits off, so as few calls as the task can be done in) and, beside it, the built-in
planner. The skill is what `deskhand runs save-skill` makes of the cold run with the model, as it
is: nothing is edited. *Warm* is its replay with the same values, then with other values, then on
pages that were changed: another change in each round. What was done is judged by what the site has
stored: *right*, nothing (*halted*), or anything else; success that is claimed with anything else is
*silently wrong*.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from model_server.makers import act
from model_server.server import KEY, ModelServer
from model_server.talk import Say, Seen

from app.cli import main as deskhand
from app.demo import pages_contacts
from app.demo.server import DemoSite
from app.safety.vault import variable_of
from skills.evidence import rate

FLAGS = ("--headless", "--yes", "--commits", "--json")
PEOPLE = ("Chen Wei", "Anna Bergström", "Priya Nair", "Tomás Silva", "Lucía Romero")

# What changes on the pages, one in each round.
Change = Callable[[str], str]
CHANGES: tuple[tuple[str, Change], ...] = (
    ("field renamed", lambda page: page.replace(">Phone<", ">Phone number<")),
    ("link renamed", lambda page: page.replace(">Edit<", ">Modify<")),
    (
        "dark and large",
        lambda page: page.replace("<body", "<body style='zoom:1.4;background:#222'"),
    ),
    ("a notice", lambda page: page.replace("</main>", "<p>We have new terms.</p></main>")),
    ("button renamed", lambda page: page.replace("Save contact", "Keep changes")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One run."""

    way: str
    right: bool
    silent: bool
    actions: int
    seconds: float
    start: float
    calls: int
    tokens: int
    told: str


class Bench:
    """The site, the model behind its server, and the person's folder."""

    def __init__(self, home: Path, site: DemoSite, latency: float) -> None:
        self.home, self.site, self.latency = home, site, latency
        self.done: list[Done] = []
        self._script: list[Any] = []

    def brain(self, seen: Seen) -> Say:
        """The scripted model: it takes its time, and then says the next thing."""
        time.sleep(self.latency)
        return Say(uses=(self._script.pop(0),))

    def cold(self, who: str, phone: str, city: str, planner: str) -> str:
        """The task in words; the run's id."""
        self._script = _acts(who, phone, city)
        text = (
            f'Click "Edit" in the row of "{who}", type "{phone}" into Phone, type "{city}" into '
            'City and click "Save contact".'
        )
        where = ("--in", "browser", "--url", f"{self.site.url}/contacts", "--planner", planner)
        way = "cold, built-in planner" if planner == "builtin" else "cold, model"
        return self._call(way, ("run", text, *where, *FLAGS), who, phone, city)

    def warm(self, way: str, skill: str, names: dict[str, str], *values: str) -> None:
        """A replay of the skill, with these values for its parameters."""
        given = [part for name, at in names.items() for part in ("--with", f"{name}={at}")]
        self._call(way, ("skills", "run", skill, *FLAGS, *given), *values)

    def learned(self, run: str, name: str) -> dict[str, str]:
        """Save a run as a skill; its parameters with the values that they had."""
        told = _quiet(("runs", "save-skill", run, "--name", name, "--json"))
        from skills.load import parse

        return {each.name: each.example for each in parse(told["yaml"]).parameters}

    def _call(self, way: str, words: Sequence[str], who: str, phone: str, city: str) -> str:
        self.site.reset()
        wanted = _wanted(self.site, who, phone, city)
        before = _stored(self.site)
        told = _quiet(words)
        if os.environ.get("LEARNING_STEPS"):
            for step in told["steps"]:
                sys.stderr.write(f"   {step['seconds']:6.2f} {step['action']} {step['error']}\n")
        now = _stored(self.site)
        succeeded = told["exit_code"] == 0
        self.done.append(
            Done(
                way=way,
                right=succeeded and now == wanted,
                silent=succeeded and now != wanted,
                actions=sum(bool(step["change"]) for step in told["steps"]),
                seconds=told["seconds"],
                start=_start(Path(told["log"])),
                calls=told["models"].get("calls", 0),
                tokens=told["models"].get("input", 0) + told["models"].get("output", 0),
                told="" if succeeded and now == wanted else f"{told['reason']} {told['answer']}",
            )
        )
        sys.stderr.write(f"{self.done[-1]}{'' if now in (before, wanted) else ' WRONG'}\n")
        return str(told["run"])


def _acts(who: str, phone: str, city: str) -> list[Any]:
    claims = [
        {"predicate": {"is": "text", "text": text}, "durable": True} for text in (phone, city)
    ]
    return [
        act(action="click", target={"text": f'"Edit" in the row of "{who}"'}),
        act(action="type", text=phone, into={"text": "Phone", "role": "textbox"}),
        act(action="type", text=city, into={"text": "City", "role": "textbox"}),
        act(action="click", target={"text": "Save contact", "role": "button"}),
        act(action="finish", answer="Changed.", success=True, claims=claims),
    ]


def _stored(site: DemoSite) -> dict[str, tuple[str, str]]:
    return {each.name: (each.phone, each.city) for each in site.state.contacts.values()}


def _wanted(site: DemoSite, who: str, phone: str, city: str) -> dict[str, tuple[str, str]]:
    return {**_stored(site), who: (phone, city)}


def _start(log: Path) -> float:
    """Seconds until the run saw anything: the start of its browser."""
    times = {}
    with log.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            times.setdefault(line["type"], line["time"])
    return float(times["Observed"] - times["RunStarted"])


def _quiet(words: Sequence[str]) -> Any:
    """What a command says in JSON."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(io.StringIO()):
        deskhand(list(words))
    return json.loads(told.getvalue())


@contextmanager
def changed(change: Change) -> Iterator[None]:
    """The contact pages, changed."""
    whole = pages_contacts.fill

    def fill(template: str, **given: Any) -> Any:
        made = whole(template, **given)
        return type(made)(change(str(made)))

    pages_contacts.fill = fill
    try:
        yield
    finally:
        pages_contacts.fill = whole


def table(done: Sequence[Done]) -> str:
    """All ways, a line each."""
    head = "| way | right | seconds | without the browser's start | actions | model calls |"
    lines = [f"{head} tokens | silently wrong |", "|---" * 8 + "|"]
    for way in dict.fromkeys(each.way for each in done):
        mine = [each for each in done if each.way == way]
        right, silent = (
            rate(sum(flags), len(mine))
            for flags in ([each.right for each in mine], [each.silent for each in mine])
        )
        seconds = [each.seconds for each in mine]
        lines.append(
            f"| {way} | {right.successes}/{len(mine)} ({right.low:.0%} to {right.high:.0%}) "
            f"| {statistics.median(seconds):.1f} ({min(seconds):.1f} to {max(seconds):.1f}) "
            f"| {statistics.median(e.seconds - e.start for e in mine):.1f} "
            f"| {statistics.mean(e.actions for e in mine):.1f} "
            f"| {statistics.mean(e.calls for e in mine):.1f} "
            f"| {statistics.mean(e.tokens for e in mine):,.0f} "
            f"| {silent.successes}/{len(mine)} ({silent.low:.0%} to {silent.high:.0%}) |"
        )
    return "\n".join(lines)


def main() -> int:
    """Run it, print the table; 1 if warm is not what it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--latency", type=float, default=2.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, DemoSite() as site:
        home = Path(place)
        os.environ["DESKHAND_HOME"] = place
        os.environ[variable_of("models/bench")] = KEY
        bench = Bench(home, site, options.latency)
        with ModelServer(bench.brain) as server:
            _set_up(home, server.address)
            for number in range(options.rounds):
                _round(bench, number)
    sys.stdout.write(table(bench.done) + "\n")
    return 0 if _good(bench.done) else 1


def _round(bench: Bench, number: int) -> None:
    people = [p for p in PEOPLE if p in _stored(bench.site)] or sorted(_stored(bench.site))
    who, other = people[number % len(people)], people[(number + 1) % len(people)]
    phone, city = f"+49 30 555 01{number:02}", "Bremen"
    run = bench.cold(who, phone, city, "bench")
    bench.cold(who, phone, city, "builtin")
    name = f"learned-{number}"
    values = bench.learned(run, name)
    bench.warm("warm, same values", name, values, who, phone, city)
    swapped = {who: other, phone: "+31 20 555 77", city: "Utrecht"}
    new = {each: swapped.get(value, value) for each, value in values.items()}
    bench.warm("warm, other values", name, new, other, "+31 20 555 77", "Utrecht")
    what, change = CHANGES[number % len(CHANGES)]
    sys.stderr.write(f"changed: {what}\n")
    with changed(change):
        bench.warm("changed interface", name, values, who, phone, city)


def _set_up(home: Path, address: str) -> None:
    entry = {
        "name": "bench",
        "model": "test-model",
        "profile": "compatible",
        "price": "free",
        "address": f"{address}/v1",
        "key": "models/bench",
        "habits": {"check": False, "reflect": False},
    }
    for folder in (home, home / "config"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "models.yaml").write_text(json.dumps({"models": [entry]}), "utf-8")


def _good(done: Sequence[Done]) -> bool:
    def of(way: str) -> list[Done]:
        return [each for each in done if each.way.startswith(way)]

    warm = statistics.median(each.seconds for each in of("warm, same"))
    model = statistics.median(each.seconds for each in of("cold, model"))
    builtin = statistics.median(each.seconds for each in of("cold, built-in"))
    sys.stdout.write(f"warm / model's cold: {warm / model:.0%}; / built-in: {warm / builtin:.0%}\n")
    replays = [*of("warm"), *of("changed")]
    return (
        warm <= 0.3 * model
        and warm <= builtin
        and not any(each.calls or each.silent for each in replays)
        and sum(e.right for e in of("warm, same")) >= sum(e.right for e in of("cold, model"))
    )


if __name__ == "__main__":
    sys.exit(main())
