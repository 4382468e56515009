"""What the recorder of a desktop loses, and what it costs the person: input of a real X server.

    python tests/bench/desktop_recorder.py [--keys 1000] [--rate 20] [--clicks 100] [--burst 500]

A GTK window on a private desktop is worked through XTEST, unannounced, as by a person. What the
window itself holds and shows in the end is the truth that the stream is held against.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import threading
import time
from pathlib import Path
from typing import Any

import xcffib
import xcffib.xtest

from actions.context import RunContext
from actions.environments.desktop import DesktopOptions, open_desktop
from actions.environments.desktop_record import open_source
from actions.environments.private_desktop import PrivateDesktop
from perception.element import Element
from perception.events import Allowed, InputEvent, KeyPressed, PointerPressed, Snapshot
from perception.platforms.own_input import (
    BUTTON_PRESS,
    BUTTON_RELEASE,
    KEY_PRESS,
    KEY_RELEASE,
    MOTION,
)
from perception.platforms.x11_connection import open_display

WINDOW = Path(__file__).parents[1] / "support" / "windows" / "gtk_desk.py"
A = 38  # code of a key; three more letters follow
LETTERS = "asdf"
REST = 4.0  # seconds


class Bench:
    """A window, a person who works in it, and what is heard of that."""

    def __init__(self, desktop: PrivateDesktop) -> None:
        self.environment = open_desktop(DesktopOptions(session=desktop.session, pixels=None))
        self._connection: Any = open_display(desktop.session)
        self._test = self._connection(xcffib.xtest.key)
        self._root = self._connection.get_setup().roots[0].root
        self.source = open_source(self.environment, Allowed(applications=("*",)))
        self.heard: list[tuple[float, InputEvent]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen)

    def listen(self) -> None:
        self.source.start()
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        self.source.close()
        self.environment.close()
        self._connection.disconnect()

    def give(self, kind: int, detail: int, x: float = 0, y: float = 0) -> None:
        self._test.FakeInput(kind, detail, 0, self._root, int(x), int(y), 0)

    def sync(self) -> None:
        self._connection.core.GetInputFocus().reply()

    def element(self, name: str, role: str = "") -> Element:
        seen = self.environment.observe(RunContext(), screenshot=False)
        return next(e for e in seen.elements if e.name == name and role in ("", e.role))

    def click(self, name: str, role: str = "") -> None:
        point = self.element(name, role).box.center
        self.give(MOTION, 0, *point)
        self.give(BUTTON_PRESS, 1)
        self.give(BUTTON_RELEASE, 1)
        self.sync()

    def type(self, count: int, pause: float) -> list[float]:
        """Strike keys; when each was struck."""
        times = []
        for at in range(count):
            times.append(time.monotonic())
            self.give(KEY_PRESS, A + at % 4)
            self.give(KEY_RELEASE, A + at % 4)
            if pause or at % 10 == 9:
                self.sync()
            if pause:
                time.sleep(pause)
        self.sync()
        return times

    def _listen(self) -> None:
        while not self._ended.is_set():
            event = self.source.next(0.2)
            if event is not None:
                self.heard.append((time.monotonic(), event))


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    late = ordered[int(0.95 * len(ordered))]
    tell(
        f"{what}: median {statistics.median(ordered) * 1000:.0f} ms, "
        f"95 % {late * 1000:.0f} ms, most {ordered[-1] * 1000:.0f} ms (n = {len(ordered)})"
    )


def typed(bench: Bench, count: int, pause: float, what: str) -> None:
    """Strike keys, and compare with what the field holds."""
    before, held = len(bench.heard), bench.element("Name", "textbox").value or ""
    times = bench.type(count, pause)
    time.sleep(REST)
    keys = [(at, e) for at, e in bench.heard[before:] if isinstance(e, KeyPressed)]
    text = "".join(each.text for _, each in keys)
    wanted = "".join(LETTERS[at % 4] for at in range(count))
    holds = (bench.element("Name", "textbox").value or "")[len(held) :]
    aimed = sum(e.element is not None and e.element.name == "Name" for _, e in keys)
    tell(
        f"{what}: {count} keys, told {len(keys)}, in order {text == wanted}, "
        f"the field holds them {holds == wanted}, with their field {aimed}"
    )
    if len(keys) == count:
        late = [at - struck for (at, _), struck in zip(keys, times, strict=True)]
        say(f"{what}: from the key to the event", late)


def clicked(bench: Bench, count: int) -> None:
    """Press one control after another at half a second's distance; each changes something."""
    names = [("News", "checkbox"), ("Name", "textbox"), ("Count", "spinbutton")]
    points = {name: bench.element(name, role).box.center for name, role in names}
    before = len(bench.heard)
    wanted = [names[at % 3][0] for at in range(count)]
    for name in wanted:
        bench.give(MOTION, 0, *points[name])
        bench.give(BUTTON_PRESS, 1)
        bench.sync()
        time.sleep(0.08)
        bench.give(BUTTON_RELEASE, 1)
        bench.sync()
        time.sleep(0.4)
    time.sleep(REST)
    presses = [e for _, e in bench.heard[before:] if isinstance(e, PointerPressed)]
    told = [e.element.name if e.element is not None else "" for e in presses]
    right = sum(one == other for one, other in zip(told, wanted, strict=False))
    shots = sum(isinstance(e, Snapshot) for _, e in bench.heard[before:])
    tell(f"clicks: {count}, told {len(presses)}, right element {right}, snapshots {shots}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--clicks", type=int, default=100)
    parser.add_argument("--burst", type=int, default=500)
    given = parser.parse_args()
    tell(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with PrivateDesktop.start() as desktop:
        desktop.launch(["/usr/bin/python3", str(WINDOW)])
        bench = Bench(desktop)
        try:
            wait(bench)
            bench.listen()
            bench.click("Name", "textbox")
            time.sleep(REST)
            typed(bench, given.keys, 1 / given.rate, f"{given.rate:g} keys a second")
            typed(bench, given.burst, 0, "as fast as it goes")
            clicked(bench, given.clicks)
        finally:
            bench.close()


def wait(bench: Bench) -> None:
    """Until the window is there."""
    end = time.monotonic() + 30
    while not bench.environment.observe(RunContext(), screenshot=False).elements:
        assert time.monotonic() < end, "the window did not open"
        time.sleep(0.1)


if __name__ == "__main__":
    main()
