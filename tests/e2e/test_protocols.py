"""Whole runs with a model behind each wire protocol, on screens of several sizes and scales.

The model is a script. It is told by the run's own events where an element lies, as a fraction of
the view, and answers in its maker's words with numbers that fit the picture that it was really
sent. So a picture of the wrong size, a wrong conversion, a missing result or a step that did not
happen make the task fail; what counts in the end is what the site or the window has stored.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from model_server.makers import LOCAL_MAKERS, MAKERS, Maker, Place
from model_server.server import KEY, ModelServer
from model_server.talk import Say, Seen

from actions.trajectory import Outcome
from app.demo.server import DemoSite
from app.engine.events import Event, Observed, RunFinished
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.safety.vault import variable_of
from app.settings import Settings
from app.where import Where
from perception.geometry import Size
from perception.observation import Observation

SCREENS = (Size(1280, 720), Size(1920, 1080), Size(2560, 1440))
CASES = [(screen, scale) for screen in SCREENS for scale in (1, 2)]
WINDOW = Path(__file__).parents[1] / "support" / "windows" / "qt_steps.py"
NAME = "Zoë – 你好"
EVERY = {**MAKERS, **LOCAL_MAKERS}


class Eyes:
    """What the run has observed last, for the script to know where things are."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._seen: list[Observation] = []

    def take(self, event: Event) -> None:
        if isinstance(event, Observed):
            with self._news:
                self._seen.append(event.observation)
                self._news.notify_all()

    def at(self, count: int) -> Observation:
        """The observation that the decision with this number is made on."""
        with self._news:
            assert self._news.wait_for(lambda: len(self._seen) >= count, 20), "nothing observed"
            return self._seen[count - 1]


def place_of(observation: Observation, role: str, name: str) -> Place | None:
    """Where an element is, as a fraction of the view; None if it is not in view."""
    for element in observation.elements:
        if element.role == role and element.name == name and element.click_point is not None:
            view = observation.viewport.box
            x, y = element.click_point
            if view.contains(element.click_point):
                return (x - view.x) / view.width, (y - view.y) / view.height
    return None


@dataclass
class Script:
    """A model that does one thing after another.

    Attributes:
        acts: ("click", role, name), ("type", text).
        end: what it says when it finishes.
        shows: what the screen says in the end.
    """

    maker: Maker
    eyes: Eyes
    acts: list[tuple[str, ...]]
    end: dict[str, Any]
    shows: str
    decisions: int = 0
    scrolls: int = 0
    pictures: set[tuple[int, int]] = field(default_factory=set)

    def __call__(self, seen: Seen) -> Say:
        if "Check it" in seen.system:
            assert self.shows in seen.text, seen.text
            return Say(text='{"done": true, "reason": "it says so"}')
        assert seen.pictures, f"no picture came: {seen.text}"
        self.decisions += 1
        if self.decisions > 1 and self.maker.written is None:
            assert seen.results, "the last call has no result"
        self.pictures.add((seen.pictures[-1].width, seen.pictures[-1].height))
        if not self.acts:
            assert self.shows in seen.text, seen.text
            return self.maker.say(self.maker.finish(self.end))
        kind, *given = self.acts[0]
        if kind == "type":
            self.acts.pop(0)
            return self.maker.say(self.maker.type(given[0]))
        place = place_of(self.eyes.at(self.decisions), *given)
        if place is None:
            self.scrolls += 1
            assert self.scrolls < 15, f"{given} does not come into view"
            return self.maker.say(self.maker.scroll(seen, (0.5, 0.6), 2))
        self.acts.pop(0)
        return self.maker.say(self.maker.click(seen, place), "Next.")


def play(
    maker: Maker,
    where: Where,
    task: str,
    acts: list[tuple[str, ...]],
    end: dict[str, Any],
    shows: str,
    folder: Path,
    patch: pytest.MonkeyPatch,
) -> tuple[RunFinished, Script, Path]:
    """Carry out a task with a scripted model; the end, the script, and the run's folder."""
    script = Script(maker, Eyes(), acts, end, shows)
    with ModelServer(script) as server:
        setting: dict[str, Any] = {"name": "tested", "model": "test-model"}
        setting |= {"profile": maker.profile, "key": "models/test"}
        if maker.written is None:
            setting |= {"address": server.address + maker.path}
        else:
            weights = a_model_here(folder, server, patch)
            setting = {"name": "tested", "model": "tested", "profile": maker.profile} | weights
        (folder / "models.yaml").write_text(json.dumps({"models": [setting]}), "utf-8")
        options = LaunchOptions(
            task=task, where=where, planner="tested", yes=True, commits=True, max_steps=30
        )
        launched = launch(options, Paths.within(folder), Settings())
        for event in launched.handle.events():
            script.eyes.take(event)
        finished = launched.handle.result()
        launched.handle.join(20)
        assert server.rejected == [], finished.reason
    return finished, script, launched.folder


def a_model_here(folder: Path, server: ModelServer, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Settings of a local model, in whose process the script writes instead of weights."""
    pytest.importorskip("torch", reason="local models need torch")
    from tiny_models import build

    from app.models.local import process

    weights = folder / "weights"
    build(weights, False)
    patch.setenv("SCRIPTED_MODEL", f"{server.address} {KEY}")
    worker = Path(__file__).parents[1] / "support" / "scripted_worker.py"
    patch.setattr(process, "COMMAND", (sys.executable, str(worker)))
    return {"weights": str(weights)}


def done(finished: RunFinished) -> bool:
    return finished.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable_of("models/test"), KEY)


def on_the_site(
    name: str, screen: Size, scale: int, folder: Path, patch: pytest.MonkeyPatch
) -> None:
    acts = [
        ("click", "link", "Contacts"),
        ("click", "link", "New contact"),
        ("click", "textbox", "Name"),
        ("type", NAME),
        ("click", "textbox", "Email"),
        ("type", "zoe@example.org"),
        ("click", "button", "Save contact"),
    ]
    claim = {"predicate": {"is": "text", "text": NAME}, "durable": True}
    end = {"answer": "added", "success": True, "claims": [claim]}
    view = Size(screen.width // scale, screen.height // scale)
    with DemoSite() as site:
        where = Where(url=site.url, headless=True, screen=view, scale=scale)
        task = f"Add the contact {NAME}, zoe@example.org"
        finished, script, _ = play(EVERY[name], where, task, acts, end, NAME, folder, patch)
        added = [each for each in site.state.contacts.values() if each.name == NAME]
    assert [each.email for each in added] == ["zoe@example.org"], finished.reason
    assert done(finished), finished.reason
    assert len(script.pictures) == 1, "the picture's size changes"


def in_the_sandbox(
    name: str, screen: Size, scale: int, folder: Path, patch: pytest.MonkeyPatch
) -> None:
    home = folder / "home"
    entries = home / ".local" / "share" / "applications"
    entries.mkdir(parents=True)
    entry = f"[Desktop Entry]\nType=Application\nName=Steps\nExec={sys.executable} {WINDOW}\n"
    (entries / "steps.desktop").write_text(entry, "utf-8")
    acts = [
        ("click", "button", "Start"),
        ("click", "textbox", "Name"),
        ("type", NAME),
        ("click", "button", "Send"),
    ]
    claim = {"predicate": {"is": "file_text", "path": "~/Documents/sent.txt", "text": NAME}}
    end = {"answer": "sent", "success": True, "claims": [claim]}
    where = Where(environment="sandbox", opens="Steps", home=home, screen=screen, scale=scale)
    task = f"Send the form as {NAME}"
    finished, _, run = play(EVERY[name], where, task, acts, end, f"Thanks {NAME}", folder, patch)
    assert done(finished), finished.reason
    assert (run / "files" / "Documents" / "sent.txt").read_text("utf-8") == NAME


# What goes over the wire is tested without a browser, too: tests/app/planners/model.
QUICK = (("chat", on_the_site), ("anthropic", in_the_sandbox))

Story = Callable[[str, Size, int, Path, pytest.MonkeyPatch], None]


@pytest.mark.parametrize(
    ("name", "story"),
    [
        pytest.param(name, story, marks=() if (name, story) in QUICK else pytest.mark.campaign)
        for story in (on_the_site, in_the_sandbox)
        for name in EVERY
    ],
)
def test_each_protocol(
    name: str, story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scale = 1 + list(EVERY).index(name) % 2  # the campaign has them all
    story(name, SCREENS[1], scale, tmp_path, monkeypatch)


@pytest.mark.campaign
@pytest.mark.parametrize("story", [on_the_site, in_the_sandbox])
@pytest.mark.parametrize(("screen", "scale"), CASES)
@pytest.mark.parametrize("name", list(EVERY))
def test_each_protocol_on_each_screen(
    name: str,
    screen: Size,
    scale: int,
    story: Story,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story(name, screen, scale, tmp_path, monkeypatch)
