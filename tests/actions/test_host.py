"""The host thread: what comes in is served while nobody calls, and nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.action import Click, GroundedAction, Open, Wait
from actions.context import RunContext
from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.find_browser import find_browser
from actions.environments.host import HostedEnvironment
from actions.errors import ActionError, EnvironmentUnavailable, RunCancelled
from actions.fake import FakeEnvironment, Fault
from actions.target import ElementRef

T = ElementRef(ref="")


def inside(environment: HostedEnvironment, work: Any) -> Any:
    """Do something on the environment's own thread."""
    return environment._call(lambda it: it._loop.run(lambda: work(it)))


SERVED = """<script>
setTimeout(() => tell('hello'), 1500);
setTimeout(() => window.open('/popup'), 3000);
setTimeout(() => confirm('Well?'), 4500);
</script>"""


def test_a_planner_that_thinks_for_ten_seconds_starves_nobody(hand: Any, site: Any) -> None:
    environment = hand.environment
    arrived: dict[str, float] = {}

    def prepare(it: Any) -> None:
        tabs = it._tabs
        notice = tabs.notice

        def noted(kind: str, *rest: Any, **more: Any) -> None:
            arrived[kind] = time.monotonic()
            notice(kind, *rest, **more)

        tabs.notice = noted
        tabs.active.page.expose_function(
            "tell", lambda text: arrived.setdefault("binding", time.monotonic())
        )

    inside(environment, prepare)
    site.page("<title>Popup</title>", "/popup")
    hand.do(Open(what=site.page(SERVED)))
    thought = time.monotonic() + 10  # the planner thinks so long, and asks for nothing
    while not {"binding", "popup", "dialog"} <= arrived.keys():
        assert time.monotonic() < thought, arrived
        time.sleep(0.05)
    seen = hand.see()
    assert [each.message for each in seen.dialogs] == ["Well?"]
    assert len(seen.surfaces) == 2


def test_a_stopped_run_ends_whatever_the_browser_does(hand: Any, site: Any) -> None:
    hand.do(Open(what=site.page("<title>x</title>")))
    release = threading.Event()

    def silent(*_: object) -> Any:
        release.wait(60)
        return 200, {}, b""

    site.pages["/silent"] = silent
    calls = {
        "waiting": lambda context: hand.environment.execute(
            GroundedAction(action=Wait(seconds=60)), context
        ),
        "loading": lambda context: hand.environment.execute(
            GroundedAction(action=Open(what=site.url + "/silent")), context
        ),
        "reading": lambda context: hand.environment.read(
            context, fresh=True, url=site.url + "/silent"
        ),
    }
    try:
        for name, call in calls.items():
            context = RunContext()
            timer = threading.Timer(0.3, context.cancel.cancel, ["Ctrl-C"])
            timer.start()
            started = time.monotonic()
            with pytest.raises(RunCancelled, match="Ctrl-C"):
                call(context)
            assert time.monotonic() - started < 20, name
            timer.join()
    finally:
        release.set()
    hand.do(Open(what=site.page("<title>alive</title>")))
    assert hand.see().active.title == "alive"


def test_an_environment_that_listens_to_nothing_is_left_behind() -> None:
    hosted = HostedEnvironment(
        lambda: FakeEnvironment(faults=[Fault(kind="deaf", at="observe", seconds=8)])
    )
    context = RunContext()
    threading.Timer(0.2, context.cancel.cancel).start()
    started = time.monotonic()
    with pytest.raises(RunCancelled):
        hosted.observe(context)
    assert time.monotonic() - started < 7
    hosted.close()


def test_exceptions_keep_their_type() -> None:
    with HostedEnvironment(lambda: FakeEnvironment(faults=[Fault(kind="bug")])) as hosted:
        with pytest.raises(RuntimeError, match="a bug"):
            hosted.execute(GroundedAction(action=Wait(seconds=0)), RunContext())
        assert hosted.observe(RunContext()).elements


def test_a_factory_that_fails_tells_why_and_leaves_no_thread() -> None:
    before = threading.active_count()

    def broken() -> FakeEnvironment:
        raise EnvironmentUnavailable("not today")

    with pytest.raises(EnvironmentUnavailable, match="not today"):
        HostedEnvironment(broken)
    time.sleep(0.1)
    assert threading.active_count() == before


def profiles() -> set[Path]:
    # Ours: other processes have browsers, too.
    return set(Path(tempfile.gettempdir()).glob(f"deskhand-profile-{os.getpid()}-*"))


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def started() -> Iterator[dict[str, Any]]:
    before_threads, before_profiles = set(threading.enumerate()), profiles()
    environment = open_browser(BrowserOptions())
    pids = inside(environment, lambda it: (it._browser._pid, it._browser._driver))
    yield {"environment": environment, "pids": pids}
    environment.close()
    end = time.monotonic() + 20
    while any(alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [pid for pid in pids if alive(pid)]
    assert profiles() <= before_profiles
    assert set(threading.enumerate()) <= before_threads


def test_closing_leaves_nothing(started: dict[str, Any]) -> None:
    assert all(alive(pid) for pid in started["pids"])


def test_closing_while_the_page_spins_leaves_nothing(started: dict[str, Any]) -> None:
    environment = started["environment"]
    inside(environment, lambda it: it._tabs.active.page.set_content("<h1>x</h1>"))
    inside(
        environment,
        lambda it: it._loop.soon(lambda: it._tabs.active.page.evaluate("while (true);")),
    )
    begun = time.monotonic()
    environment.close()
    assert time.monotonic() - begun < 30


def test_a_browser_that_dies_is_told_apart(started: dict[str, Any]) -> None:
    environment = started["environment"]
    os.kill(started["pids"][0], 9)

    def observe_for_a_while() -> None:
        for _ in range(50):
            environment.observe(RunContext())
            time.sleep(0.05)

    with pytest.raises(EnvironmentUnavailable, match="gone"):
        observe_for_a_while()


def test_no_browser_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentUnavailable, match="does not exist"):
        open_browser(BrowserOptions(path=str(tmp_path / "none")))
    text = tmp_path / "text"
    text.write_text("#!/bin/sh\nexit 3\n")
    text.chmod(0o755)
    with pytest.raises(EnvironmentUnavailable, match="could not be started"):
        open_browser(BrowserOptions(path=str(text)))


def test_a_page_that_cannot_be_opened_at_the_start_leaves_nothing() -> None:
    before = set(threading.enumerate()), profiles()
    with pytest.raises(ActionError):
        open_browser(BrowserOptions(url="http://nosuchhost.invalid/"))
    time.sleep(0.2)
    assert profiles() <= before[1]
    assert set(threading.enumerate()) <= before[0]


def test_a_profile_outlives_the_run(tmp_path: Path, site: Any) -> None:
    profile = tmp_path / "profile"
    site.page(
        "<title>-</title><script>document.title = localStorage.n = +(localStorage.n || 0) + 1"
        "</script>"
    )
    for count in ("1", "2"):
        with open_browser(BrowserOptions(profile=profile, url=site.url + "/page")) as environment:
            assert environment.observe(RunContext()).active.title == count
            if count == "2":
                with pytest.raises(EnvironmentUnavailable, match="in use"):
                    open_browser(BrowserOptions(profile=profile))
    assert profile.is_dir()


def test_a_running_browser_is_joined_and_left_running(tmp_path: Path, site: Any) -> None:
    site.page("<title>Mine</title><button onclick=\"document.title = 'clicked'\">Go</button>")
    process = subprocess.Popen(
        [
            str(find_browser()),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--remote-debugging-port=0",
            f"--user-data-dir={tmp_path / 'data'}",
            site.url + "/page",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port_file = tmp_path / "data" / "DevToolsActivePort"
        end = time.monotonic() + 15
        while not (port_file.exists() and port_file.read_text().strip()):
            assert time.monotonic() < end
            time.sleep(0.05)
        address = f"http://127.0.0.1:{port_file.read_text().split()[0]}"
        with open_browser(BrowserOptions(attach=address)) as environment:
            seen = environment.observe(RunContext())
            assert seen.active.title == "Mine"
            go = next(each for each in seen.elements if each.name == "Go" and each.interactive)
            from actions.target import Grounding

            environment.execute(
                GroundedAction(
                    action=Click(target=T),
                    groundings=(
                        Grounding(target=T, element=go, surface=go.surface, point=go.click_point),
                    ),
                ),
                RunContext(),
            )
            assert environment.observe(RunContext()).active.title == "clicked"
            assert seen.screenshot.size.width == seen.viewport.size.width * seen.viewport.scale
        assert process.poll() is None
        with urllib.request.urlopen(address + "/json/list") as answer:
            assert "clicked" in answer.read().decode()
    finally:
        process.terminate()
        process.wait(10)
    with pytest.raises(EnvironmentUnavailable, match="remote-debugging-port"):
        open_browser(BrowserOptions(attach=address))
