"""The browser of a machine that is driven by its URL: its pages are read by its own protocol."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine_server import Served, machine

from actions.action import Click, EnvironmentAction, GroundedAction, Navigate, Type
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.machine import MachineOptions, open_machine
from actions.target import ElementRef, Grounding
from app.cli import main
from app.evaluation.sites import serve
from perception.element import Element
from perception.observation import SurfaceKind

FREE = RunContext()
PAGE = """<!doctype html><meta charset=utf-8><title>Orders</title><h1>Orders</h1>
<label>Name <input id=n></label><button onclick="document.getElementById('s').textContent =
'Kept ' + document.getElementById('n').value">Keep</button><p id=s></p>
<a href="list.txt" download>The list</a>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "index.html").write_text(PAGE, "utf-8")
    (folder / "list.txt").write_text("three things\n", "utf-8")
    with serve(folder, socket.create_server(("127.0.0.1", 0))) as site:
        yield site.url + "/"


@pytest.fixture(scope="module")
def served(page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A machine with a browser on it, and where that answers its protocol."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["chromium", "--no-sandbox", "--no-first-run", "--password-store=basic"]
    command.append("--force-renderer-accessibility")
    profile = f"--user-data-dir={tmp_path_factory.mktemp('profile')}"
    with machine(*command, profile, f"--remote-debugging-port={port}", page) as started:
        yield started, f"http://127.0.0.1:{port}"


@pytest.fixture
def environment(served: tuple[Served, str]) -> Iterator[Environment]:
    there, cdp = served
    with open_machine(MachineOptions(url=there.url, cdp=cdp)) as made:
        yield made


def find(environment: Environment, name: str, role: str) -> Element:
    end = time.monotonic() + 60
    while True:
        seen = environment.observe(FREE, screenshot=False)
        for each in seen.elements:
            if (each.name, each.role, each.source) == (name, role, "dom"):
                return each
        assert time.monotonic() < end, [each.described() for each in seen.elements]
        time.sleep(0.2)


def do(environment: Environment, action: EnvironmentAction, element: Element | None = None) -> None:
    groundings: tuple[Grounding, ...] = ()
    if element is not None:
        point = element.click_point or element.box.center
        target = ElementRef(ref=element.ref)
        groundings = (
            Grounding(target=target, element=element, surface=element.surface, point=point),
        )
    environment.execute(GroundedAction(action=action, groundings=groundings), FREE)
    environment.settle(FREE)


T = ElementRef(ref="")


def test_a_page_is_read_and_worked_by_its_own_protocol(environment: Environment, page: str) -> None:
    field = find(environment, "Name", "textbox")
    seen = environment.observe(FREE, screenshot=False)
    assert seen.active is not None
    assert (seen.active.kind, seen.active.url) == (SurfaceKind.PAGE, page)
    assert any(each.source == "atspi" for each in seen.elements), "the window around it, too"
    do(environment, Type(text="Zoë <日本>", into=T), field)
    do(environment, Click(target=T), find(environment, "Keep", "button"))
    find(environment, "Kept Zoë <日本>", "text")
    do(environment, Navigate(how="reload"))
    assert find(environment, "Name", "textbox").value == ""


def test_what_is_saved_stays_on_the_machine(
    environment: Environment, served: tuple[Served, str]
) -> None:
    do(environment, Click(target=T), find(environment, "The list", "link"))
    saved = served[0].desktop.home / "Downloads" / "list.txt"
    end = time.monotonic() + 20
    while not saved.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert saved.read_text() == "three things\n"


def test_the_command_names_the_browser(
    served: tuple[Served, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path))
    there, cdp = served
    assert main(["observe", "--in", f"vm:{there.url}", "--cdp", cdp]) == 0
    assert "The list" in capsys.readouterr().out
