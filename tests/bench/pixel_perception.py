"""What it costs to read pictures: observations of a drawn page and of windows, with and without.

    python tests/bench/pixel_perception.py [--rounds 9]

The canvas page is 1280 by 720; the windows are those of Thunar, whose icon view tells nothing of
what is in it, and of mousepad, whose tree tells all: nothing is read there, and it must cost
nothing. "cold" is the reading of the picture alone, with the engine's start, by somebody who has
read nothing before; "same" the median of observations in which nothing had changed; "changed" of
those after a key was pressed that changes a part of it.
Milliseconds on the clock, and in brackets those of this process's processor time.
"""

from __future__ import annotations

import argparse
import dataclasses
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from pixel_apps.canvas_site import canvas_site

from actions.action import EnvironmentAction, GroundedAction, Open, Press
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.sandbox import SandboxOptions, open_sandbox
from perception.fusion import SOURCE, Fusion
from perception.geometry import Size

Taken = tuple[float, float]


T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[Taken, T]:
    """Seconds on the clock and of the processor, and what came of it."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return (time.perf_counter() - wall, time.process_time() - cpu), made


def observed(environment: Environment) -> Taken:
    """What an observation takes."""
    return timed(lambda: environment.observe(RunContext()))[0]


def do(environment: Environment, action: EnvironmentAction) -> None:
    """Act, and wait for rest."""
    environment.execute(GroundedAction(action=action), RunContext())
    environment.settle(RunContext())


def measured(environment: Environment, keys: tuple[str, ...], rounds: int) -> str:
    """One line of the table."""
    seen = environment.observe(RunContext())
    found = sum(1 for each in seen.elements if each.source == SOURCE)
    bare = dataclasses.replace(
        seen, elements=tuple(each for each in seen.elements if each.source != SOURCE)
    )
    cold, _ = timed(lambda: Fusion().fuse(bare))
    same, changed = [], []
    for at in range(rounds):
        same.append(observed(environment))
        do(environment, Press(keys=keys[at % len(keys)]))
        time.sleep(0.1)  # what was read while it came to rest does not count
        changed.append(observed(environment))
    columns = [told([cold] if found else []), told(same), told(changed)]
    return "".join(f"{each:>16}" for each in columns) + f"{found:>9}"


def told(taken: list[Taken]) -> str:
    """Medians, in milliseconds."""
    if not taken:
        return "-"
    wall, cpu = (statistics.median(each) * 1000 for each in zip(*taken, strict=True))
    return f"{wall:.0f} ({cpu:.0f})"


@contextmanager
def page(languages: tuple[str, ...]) -> Iterator[Environment]:
    """A browser with the drawn page."""
    with canvas_site() as site:
        options = BrowserOptions(
            url=f"{site.url}/tasks", viewport=Size(1280, 720), languages=languages
        )
        with open_browser(options) as environment:
            environment.settle(RunContext())
            yield environment


@contextmanager
def window(program: str, languages: tuple[str, ...]) -> Iterator[Environment]:
    """A sandbox with a program's window, and a folder of twelve files."""
    with open_sandbox(SandboxOptions(languages=languages)) as environment:
        home = environment.capabilities.home
        assert home is not None
        for at in range(12):
            (home / f"Report {at + 1}.txt").write_text("a line\n", "utf-8")
        do(environment, Open(what=program, kind="app"))
        yield environment


def main() -> None:
    """Measure all, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    places: dict[str, tuple[Callable[[tuple[str, ...]], object], tuple[str, ...]]] = {
        "canvas page": (page, ("Tab",)),
        "thunar": (lambda languages: window("thunar", languages), ("Right", "Left")),
        "mousepad": (lambda languages: window("mousepad", languages), ("a", "b")),
    }
    sys.stdout.write(f"{'':22}{'cold':>16}{'same':>16}{'changed':>16}{'elements':>9}\n")
    for name, (opened, keys) in places.items():
        for label, languages in (("trees alone", ()), ("with pictures", ("eng",))):
            with opened(languages) as environment:  # type: ignore[attr-defined] # both are context managers
                line = measured(environment, keys, rounds)
            sys.stdout.write(f"{name + ', ' + label:28}{line[6:]}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
