"""Carries out tasks in private desktops as `deskhand run --in sandbox` does, and checks the result.

What is looked at is independent of the run: the disk, a program that asks for settings, a second
accessibility tree, and the web server's own record.
"""

from __future__ import annotations

import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

from desktop_tasks import DesktopTask, Left

from actions.environment import Environment
from actions.trajectory import Outcome, Step
from app.engine.events import RunFinished, StepFinished
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.runs.words import in_words
from app.settings import Settings
from app.where import Where
from perception.platforms.atspi import AtspiTree
from perception.platforms.session import DesktopSession
from perception.platforms.x11 import X11Windows

GOOD = (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)


@dataclass(frozen=True, slots=True)
class Tried:
    """One task, carried out."""

    task: DesktopTask
    result: RunFinished
    steps: tuple[Step, ...]
    achieved: bool
    left: Left

    @property
    def done(self) -> bool:
        """Whether the run says so, and what it left agrees."""
        return self.achieved and self.result.outcome in GOOD

    @property
    def silently_wrong(self) -> bool:
        """Whether the run claims to have verified what is not so."""
        return not self.achieved and self.result.outcome is Outcome.DONE_VERIFIED

    def told(self) -> str:
        """The run in words, for the message of a test that failed."""
        lines = [f"{self.task.name}: {self.task.text}"]
        for step in self.steps:
            lines.append(f"{step.index + 1}. {in_words(step.action, step.grounded)}")
            lines += [f"   ERROR {step.error}"] if step.error else []
        verification = self.result.verification
        lines += [f"claim: {claim}" for claim in verification.claims] if verification else []
        end = self.result
        lines.append(f"{end.outcome.value}: {end.answer!r} ({end.reason}), {end.seconds:.0f} s")
        lines.append(f"achieved: {self.achieved}; files: {end.files}")
        return "\n".join(lines)


@dataclass(slots=True)
class Site:
    """A small web server: fixed pages, and a record of the forms that it received."""

    port: int
    pages: dict[str, str] = field(default_factory=dict)
    posted: list[Mapping[str, str]] = field(default_factory=list)


@contextmanager
def site() -> Iterator[Site]:
    """Serve as long as the block lasts."""
    served: Site

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = served.pages.get(urllib.parse.urlsplit(self.path).path)
            self._answer(body)

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            served.posted.append(dict(urllib.parse.parse_qsl(data, keep_blank_values=True)))
            self._answer(served.pages.get(self.path))

        def _answer(self, body: str | None) -> None:
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Site(port=server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def attempt(task: DesktopTask, folder: Path, *, minutes: float = 4.0) -> Tried:
    """Carry out a task in a private desktop of its own."""
    begin = folder / "begin"
    begin.mkdir(parents=True)
    for path, content in task.files.items():
        (begin / path).parent.mkdir(parents=True, exist_ok=True)
        (begin / path).write_bytes(content)
    seen: list[tuple[Left, bool]] = []
    with site() as served:
        served.pages.update(task.pages)
        paths = Paths.within(folder / "home")
        options = LaunchOptions(
            task=task.text.format(port=served.port),
            where=Where(environment="sandbox", home=begin),
            yes=True,
            commits=True,
            max_steps=80,
            minutes=minutes,
        )
        examined = threading.Event()

        def examine(finished: RunFinished, environment: Environment) -> None:
            home = environment.capabilities.home
            assert home is not None
            left = replace(_left(home, served), answer=finished.answer)
            seen.append((left, task.achieved(left)))
            examined.set()

        launched = launch(options, paths, Settings(), examine=examine)
        steps = tuple(
            event.step for event in launched.handle.events() if isinstance(event, StepFinished)
        )
        result = launched.handle.result(timeout=30)
        examined.wait(30)
    if not seen:  # it did not even begin
        raise AssertionError(f"{task.name}: {result.outcome.value}: {result.reason}")
    left, achieved = seen[0]
    return Tried(task, result, steps, achieved, left)


def _left(home: Path, served: Site) -> Left:
    """What there is now."""
    variables = _variables(home)
    session = DesktopSession(variables=MappingProxyType(variables), private=True)
    windows = X11Windows(session)
    tree = AtspiTree(session, windows)
    try:
        shown = windows.windows()
        reading = tree.read([each for each in shown if each.kind != "desktop"], budget=10)
        texts = [t for e in reading.elements for t in (e.name, e.value, e.description) if t]
        titles = [f"{each.application}: {each.title}" for each in shown]
    finally:
        tree.close()
        windows.close()
    return Left(
        home=home,
        variables=variables,
        windows=tuple(titles),
        shown=tuple(texts),
        posted=tuple(served.posted),
    )


def _variables(home: Path) -> dict[str, str]:
    """The environment variables of programs on the desktop with this home folder."""
    wanted = f"HOME={home}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            entries = (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended, or is not ours
        names = {entry.partition(b"=")[0] for entry in entries}
        if wanted in entries and {b"DISPLAY", b"DBUS_SESSION_BUS_ADDRESS"} <= names:
            pairs = (entry.decode("utf-8", "replace").partition("=") for entry in entries if entry)
            return {name: value for name, _, value in pairs}
    raise AssertionError(f"no program runs with the home folder {home}")
