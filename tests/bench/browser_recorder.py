"""What the recorder of a browser loses, and what it costs the page: real input from an X server.

    python tests/bench/browser_recorder.py [--keys 400] [--clicks 150] [--rate 25]

A visible Chromium on a private desktop is worked by xdotool. What the pages themselves noted down
(keys, and the number of each page that was asked for) is the truth that the stream is held against.
Needs xdotool and chromium.
"""

from __future__ import annotations

import argparse
import http.server
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from recorded_browser import Person

from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.private_desktop import PrivateDesktop
from perception.events import KeyPressed, PointerPressed, Snapshot, ValueChanged, Went
from perception.geometry import Size

TYPING = """<title>Typing</title><style>body{margin:0}</style>
<label>Text <input id=f style="width:600px"></label><ul id=l></ul><script>
window.keys = [];
f.addEventListener("keydown", (event) => keys.push(event.key));
f.addEventListener("input", () => {  // as a list of suggestions is drawn anew with each key
  l.innerHTML = Array.from({length: 50}, (_, i) => `<li><a href=#>${f.value} ${i}</a>`).join("");
});</script>"""

LINKS = """<title>Page %d</title><style>body{margin:0}a{display:block;height:400px}</style>
<a href="%s/links?%d">Next %d</a>%s"""

DELAY = """<title>Delay</title><style>body{margin:0}button{width:500px;height:300px}</style>
<button>Press</button>%s<script>window.late = [];
addEventListener("pointerdown", (event) => late.push(performance.now() - event.timeStamp));
</script>"""


class Pages(http.server.BaseHTTPRequestHandler):
    """Pages; which links were followed, in order."""

    followed: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        port = self.server.server_address[1]
        if path == "/typing":
            html = TYPING
        elif path == "/links":
            number = int(query or 0)
            self.followed.append(number)
            host = "127.0.0.1" if number % 2 else "localhost"  # each is another process
            filler = "<p>words</p>" * 200
            html = LINKS % (number, f"http://{host}:{port}", number + 1, number + 1, filler)
        elif path == "/delay":
            html = DELAY % ("<p><a href=#>link</a> words</p>" * int(query or 0))
        else:
            html = ""
        data = html.encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: object) -> None:
        return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=400)
    parser.add_argument("--clicks", type=int, default=150)
    parser.add_argument("--rate", type=float, default=25.0, help="keys a second")
    parser.add_argument("--losses", action="store_true", help="only what is lost, no delays")
    chosen = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    with PrivateDesktop.start() as desktop:
        Bench(desktop, f"http://127.0.0.1:{port}", f"http://localhost:{port}").run(chosen)
    server.shutdown()


class Bench:
    """One browser, and one pair of hands."""

    def __init__(self, desktop: PrivateDesktop, site: str, other: str) -> None:
        self.variables = dict(desktop.session.variables)
        self.site, self.other = site, other
        self.environment = open_browser(
            BrowserOptions(
                headless=False,
                follow_window=True,
                viewport=Size(1000, 600),
                variables=self.variables,
            )
        )

    def run(self, chosen: argparse.Namespace) -> None:
        try:
            if not chosen.losses:
                self.delays(recorded=False)
                self.delays(recorded=True)
            self.keys(chosen.keys, chosen.rate)
            self.clicks(chosen.clicks)
        finally:
            self.environment.close()

    def tool(self, *words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], env=self.variables, check=True)

    def person(self, path: str, *, start: bool = True) -> Person:
        person = Person.at(self.environment, self.site, self.other)
        person.in_page(lambda page: page.goto(self.site + path))
        if start:
            person.source.start()
            person.wait(Snapshot)
            person.forget()
        return person

    def to(self, person: Person, selector: str) -> None:
        """Move the pointer over an element."""
        x, y = person.in_page(
            lambda page: page.evaluate(
                """(selector) => {
                  const box = document.querySelector(selector).getBoundingClientRect();
                  return [screenX + (outerWidth - innerWidth) / 2 + box.x + 60,
                          screenY + outerHeight - innerHeight + box.y + 10];
                }""",
                selector,
            )
        )
        self.tool("mousemove", int(x), int(y))
        time.sleep(0.3)

    def delays(self, *, recorded: bool) -> None:
        """Until a press arrives at the page's own listener, with pages of several sizes."""
        for size in (10, 1000, 3000):
            person = self.person(f"/delay?{size}", start=recorded)
            self.to(person, "button")
            for _ in range(30):
                self.tool("click", 1)
                time.sleep(0.12)
            late = person.in_page(lambda page: page.evaluate("late"))
            ordered = sorted(late)
            tell(
                f"press to page, {size * 3} nodes, {'recorded' if recorded else 'bare    '}: "
                f"median {statistics.median(ordered):.1f} ms, "
                f"95 % {ordered[int(len(ordered) * 0.95)]:.1f} ms, n={len(ordered)}"
            )
            person.source.close()

    def keys(self, count: int, rate: float) -> None:
        """Typed at a steady rate into a page that draws a list anew with each key."""
        person = self.person("/typing")
        self.to(person, "#f")
        self.tool("click", 1)
        text = ("the quick brown fox jumps over the lazy dog " * (count // 40 + 1))[:count]
        begun = time.monotonic()
        self.tool("type", "--delay", int(1000 / rate), text)
        took = time.monotonic() - begun
        self.tool("key", "Tab")
        person.until(lambda: person.all(ValueChanged, final=True), 120)
        person.quiet(2)
        truth = person.in_page(lambda page: page.evaluate("keys"))
        heard = [key for key in person.all(KeyPressed) if key.keys != "Tab"]
        value = person.in_page(lambda page: page.evaluate("f.value"))
        tell(
            f"keys: {len(truth) - 1} came to the page at {count / took:.0f} a second, "
            f"{len(heard)} told, in order: {[key.text for key in heard] == truth[:-1]}, with their "
            f"element: {sum(each.element is not None for each in heard)}, final value right: "
            f"{person.last(ValueChanged).value == value}"
        )
        person.source.close()

    def clicks(self, count: int) -> None:
        """Each leads to a page in another process; the next follows as soon as that is there."""
        Pages.followed.clear()
        person = self.person("/links?0")
        self.to(person, "a")
        done = 0
        while done < count:
            asked = len(Pages.followed)
            self.tool("click", 1)
            end = time.monotonic() + 5
            while len(Pages.followed) == asked and time.monotonic() < end:
                time.sleep(0.005)
            done += 1
            _until(lambda: self._title(person) == f"Page {Pages.followed[-1]}")
        person.quiet(2)
        pressed = person.all(PointerPressed)
        named = [each.element.name for each in pressed if each.element is not None]
        followed = Pages.followed[1:]
        went = [int(each.where.partition("?")[2]) for each in person.all(Went)]
        snapshots = len(person.all(Snapshot))
        tell(
            f"clicks: {count} clicks led to {len(followed)} pages; {len(pressed)} presses told, "
            f"{len(named)} with their element, of which in order and right: "
            f"{sum(name == f'Next {number + 1}' for number, name in enumerate(named))}; "
            f"{sum(one == other for one, other in zip(went, followed, strict=False))} addresses, "
            f"{snapshots} snapshots"
        )
        person.source.close()

    def _title(self, person: Person) -> str:
        return person.in_page(lambda page: page.title())


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)


if __name__ == "__main__":
    main()
