"""An OSWorld machine as an environment, over real HTTP and a real desktop; and when it misbehaves.

What every environment promises is tested by tests/contracts, for this one in the long runs.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine_server import Served, machine, serve

from actions.action import Click, GroundedAction, Open, Press, Select, Type, Wait
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.host import HostedEnvironment
from actions.environments.machine import MachineOptions, open_machine
from actions.environments.machine_http import Machine, MachineFault
from actions.environments.machine_look import MachineLimits
from actions.errors import ActionError, ActionTimedOut, EnvironmentUnavailable, RunCancelled
from actions.target import ElementRef, Grounding
from app.cli import main
from perception.element import Element
from perception.observation import Observation

FORM = Path(__file__).parents[1] / "support" / "windows" / "qt_form.py"
FREE = RunContext()
T = ElementRef(ref="")
# Shorter than usual: some of these tests wait for them on purpose.
HASTY = MachineLimits(windows=40, tree=12, picture=25, hands=30, patience=3)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with machine(sys.executable, str(FORM)) as started:
        with opened(started) as environment:
            find(environment, "Save")
        yield started


def opened(served: Served, limits: MachineLimits = MachineLimits()) -> HostedEnvironment:  # noqa: B008 - it is a value
    return open_machine(MachineOptions(url=served.url, cdp="none", limits=limits, pixels=None))


def find(environment: Environment, name: str, limit: float = 30.0) -> Element:
    end = time.monotonic() + limit
    while True:
        seen = environment.observe(FREE, screenshot=False)
        found = [each for each in seen.elements if each.name == name and each.interactive]
        if found:
            return found[0]
        assert time.monotonic() < end, seen.unread
        time.sleep(0.1)


def at(element: Element) -> GroundedAction:
    return grounded(Click(target=T), element)


def grounded(action: Click | Type | Select, element: Element) -> GroundedAction:
    point = element.click_point or element.box.center
    target = ElementRef(ref=element.ref)
    aim = Grounding(target=target, element=element, surface=element.surface, point=point)
    return GroundedAction(action=action, groundings=(aim,))


@pytest.fixture
def faulty(served: Served) -> Iterator[Served]:
    yield served
    for path in ("/screenshot", "/accessibility", "/run_python", "/setup/launch", "/execute"):
        served.fault(path, "", 0)


def test_it_is_seen_and_worked_over_http(served: Served) -> None:
    with opened(served) as environment:
        seen = environment.observe(FREE)
        assert seen.active is not None
        assert seen.active.title == "Form"
        assert seen.screenshot is not None
        assert seen.screenshot.image().size == (1280, 800)
        environment.execute(
            grounded(Type(text="Zoë <日本>", into=T), find(environment, "Name")), FREE
        )
        assert find(environment, "Name").value == "Zoë <日本>"
        colour = find(environment, "Colour")
        assert colour.attributes["options"] == "Red\nGreen\nBlue"
        environment.execute(grounded(Select(target=T, options=("Blue",)), colour), FREE)
        assert find(environment, "Colour").value == "Blue"


SOME = pytest.mark.campaign  # more of the same


@pytest.mark.parametrize(
    "how",
    ["entities", *(pytest.param(how, marks=SOME) for how in ("500", "html", "cut", "dropped"))],
)
def test_without_its_tree_the_picture_has_to_do(faulty: Served, how: str) -> None:
    with opened(faulty, HASTY) as environment:
        faulty.fault("/accessibility", how)
        seen = environment.observe(FREE)
        assert seen.screenshot is not None
        assert not seen.elements
        assert any("accessibility tree" in each for each in seen.unread)
        faulty.fault("/accessibility", "", 0)
        assert find(environment, "Save")


@pytest.mark.campaign
@pytest.mark.parametrize("how", ["file", "none", "broken", "404", "deep", "wide", "code", "slow"])
def test_no_tree_does_harm(faulty: Served, how: str) -> None:
    with opened(faulty, MachineLimits(tree=8, patience=3)) as environment:
        faulty.fault("/accessibility", how)
        started = time.monotonic()
        seen = environment.observe(FREE)
        assert seen.screenshot is not None
        assert time.monotonic() - started < 90
        assert bool(seen.elements) == (how == "slow")


@pytest.mark.campaign
def test_a_tree_that_does_not_come_is_not_asked_for_again_and_again(faulty: Served) -> None:
    with opened(faulty, HASTY) as environment:
        faulty.fault("/accessibility", "stall")
        before = faulty.asked().count("GET /accessibility")
        for _ in range(2):
            seen = environment.observe(FREE)
            assert seen.screenshot is not None
            assert not seen.elements
        assert faulty.asked().count("GET /accessibility") == before + 1


@pytest.mark.parametrize("how", ["truncated", pytest.param("bomb", marks=SOME)])
def test_without_a_picture_the_tree_has_to_do(faulty: Served, how: str) -> None:
    with opened(faulty, HASTY) as environment:
        faulty.fault("/screenshot", how)
        seen = environment.observe(FREE)
        assert seen.screenshot is None
        assert any(each.name == "Save" for each in seen.elements)


@pytest.mark.campaign
@pytest.mark.parametrize("how", ["500", "html", "stall", "drip", "broken"])
def test_no_picture_does_harm(faulty: Served, how: str) -> None:
    with opened(faulty, HASTY) as environment:
        faulty.fault("/screenshot", how)
        started = time.monotonic()
        seen = environment.observe(FREE)
        assert seen.screenshot is None
        assert any(each.name == "Save" for each in seen.elements)
        assert time.monotonic() - started < 90


def test_the_command_line_reaches_it(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path))

    def deskhand(*arguments: str) -> int:
        try:
            return main(list(arguments))
        except SystemExit as end:
            return int(str(end.code))

    assert deskhand("observe", "--in", f"vm:{served.url}") == 0
    assert "checkbox News" in capsys.readouterr().out
    assert deskhand("observe", "--in", "vm:127.0.0.1:9") == 4
    assert "Is its server running" in capsys.readouterr().err
    for wrong in (["--in", "vm:"], ["--in", "vm:ftp://x"], ["--in", "vm:h", "--screen", "800x600"]):
        assert deskhand("observe", *wrong) == 2


def test_what_may_have_been_done_is_not_done_again(faulty: Served) -> None:
    limits = MachineLimits(hands=4, windows=20)
    with opened(faulty, limits) as environment:
        save = find(environment, "Name")
        environment.execute(grounded(Type(text="", into=T), save), FREE)
        faulty.fault("/run_python", "done, then silent", 1)
        before = faulty.asked().count("POST /run_python")
        with pytest.raises(ActionTimedOut, match="unknown"):
            environment.execute(GroundedAction(action=Press(keys="x")), FREE)
        assert faulty.asked().count("POST /run_python") == before + 1
        assert find(environment, "Name").value == "x"


def test_a_server_that_starts_anew_is_waited_for(served: Served) -> None:
    port = int(served.url.rpartition(":")[2])
    with opened(served) as environment:
        find(environment, "Save")
        os.kill(served.pid, signal.SIGKILL)
        back: list[Served] = []
        again = threading.Timer(1.0, lambda: back.append(serve(served.desktop, port)))
        again.start()
        assert find(environment, "Save")
        again.join()
    object.__setattr__(served, "pid", back[0].pid)


def test_a_machine_that_is_gone_ends_the_run() -> None:
    with pytest.raises(EnvironmentUnavailable, match="no OSWorld machine answers at"):
        open_machine(MachineOptions(url="http://127.0.0.1:9", limits=MachineLimits(patience=0.5)))
    with pytest.raises(EnvironmentUnavailable, match="is no address"):
        open_machine(MachineOptions(url="ftp://127.0.0.1:9"))


def test_a_stop_breaks_off_what_hangs(faulty: Served) -> None:
    with opened(faulty) as environment:
        find(environment, "Save")
        faulty.fault("/run_python", "stall", 40)
        faulty.fault("/accessibility", "stall", 40)
        context = RunContext()
        timer = threading.Timer(0.5, context.cancel.cancel)
        timer.start()
        started = time.monotonic()
        time.sleep(0.6)  # what was fetched for `find` is too old by then
        with pytest.raises(RunCancelled):
            environment.observe(context)
        assert time.monotonic() - started < 12
        timer.join()


def test_files_and_programs(served: Served) -> None:
    there = Machine(served.url)
    there.upload("~/folder/ü.txt", b"\0\xff--\r\n")
    assert there.file("~/folder/ü.txt") == b"\0\xff--\r\n"
    assert there.file("~/none") is None
    assert there.execute(["echo", "a b; $HOME"]).text == "a b; $HOME\n"
    with pytest.raises(MachineFault):
        there.execute(["no-such-program"])
    with opened(served) as environment:
        for nothing in (
            Open(what="No Such Program", kind="app"),
            Open(what="~/missing.txt", kind="file"),
        ):
            with pytest.raises(ActionError, match="there is no"):
                environment.execute(GroundedAction(action=nothing), FREE)


@pytest.mark.campaign
def test_a_program_is_opened_by_its_name(served: Served) -> None:
    with opened(served) as environment:
        environment.execute(GroundedAction(action=Open(what="Mousepad", kind="app")), FREE)
        seen: Observation = environment.observe(FREE)
        assert seen.active is not None
        assert seen.active.application == "mousepad"
        environment.execute(GroundedAction(action=Wait(seconds=0)), FREE)
        environment.execute(GroundedAction(action=Press(keys="Control+q")), FREE)
