"""Icons without a name on real web pages: found by their look, by what was seen, by tooltips."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.action import Click, Move
from actions.context import RunContext
from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.host import HostedEnvironment
from actions.errors import TargetNotFound
from actions.target import Description
from actions.trajectory import Outcome, Task
from app.engine.approval import HeadlessApprover
from app.engine.events import RunFinished, StepFinished
from app.engine.gate import Gate
from app.engine.run import run
from app.icons_seen import IconLearner
from app.planners.builtin.planner import BuiltinPlanner
from app.safety.permissions import default_permissions
from grounding.chain import default_grounder
from perception.icon_memory import MOST, harvested, recall, remember
from perception.icon_themes import Entry, gathered
from perception.icons import IconFolders, IconLibrary, icons_in, save
from perception.observation import Observation

SAVE = "M2 1h10l3 3v11H1V1zm2 0v5h7V1zm-1 8v5h10V9z"
BELL = "M8 1a5 5 0 0 0-5 5v4l-2 3h14l-2-3V6a5 5 0 0 0-5-5zM6 14h4v2H6z"
HEXAGON = "M8 1l6 3.5v7L8 15l-6-3.5v-7z"
FLAG = "M3 1v14h2v-5h9l-2-3.5L14 3H5V1z"


def button(path: str, more: str = "", ink: str = "#222") -> str:
    return (
        f'<button {more} onclick="out.textContent = this.id"><svg width=20 height=20 '
        f'viewBox="0 0 16 16" aria-hidden=true><path fill="{ink}" d="{path}"/></svg></button>'
    )


def html(*parts: str, style: str = "") -> str:
    return (
        f"<!doctype html><title>Bar</title><style>body{{margin:40px}} button{{margin:12px;padding:"
        "6px} [role=tooltip]{display:none;position:absolute} "
        f"button:hover + [role=tooltip]{{display:block}}{style}</style><h1>Tools</h1>"
        f"{''.join(parts)}<p id=out></p>"
    )


@pytest.fixture(scope="module")
def environment() -> Iterator[HostedEnvironment]:
    environment = open_browser(BrowserOptions(headless=True))
    yield environment
    environment.close()


@pytest.fixture
def show(environment: HostedEnvironment, tmp_path: Path) -> Callable[[str], Observation]:
    def show(page: str) -> Observation:
        from actions.action import GroundedAction, Open

        file = tmp_path / "page.html"
        file.write_text(page, "utf-8")
        environment.execute(GroundedAction(action=Open(what=file.as_uri())), RunContext())
        return environment.observe(RunContext(), whole=True)

    return show


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> IconLibrary:
    """A theme with one icon in it, "document-save"."""
    theme = tmp_path_factory.mktemp("themes") / "Plain"
    place = theme / "scalable/actions"
    place.mkdir(parents=True)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">'
        f'<path fill="#222" d="{SAVE}"/></svg>'
    )
    (place / "document-save-symbolic.svg").write_text(svg, "utf-8")
    (theme / "index.theme").write_text("[Icon Theme]\nName=Plain\n", "utf-8")
    return IconLibrary.of(list(gathered([theme])))


def test_an_icon_of_a_page_is_known_by_its_look(
    show: Callable[[str], Observation], library: IconLibrary
) -> None:
    page = html(button(BELL, "id=a1"), button(SAVE, "id=b2", ink="#357"))
    seen = show(page)
    wanted = Description(text="the save button", purpose="click")
    with pytest.raises(TargetNotFound):
        default_grounder().ground(wanted, seen)
    found = default_grounder(library).ground(wanted, seen)
    assert found.element is not None
    assert found.element.attributes["id"] == "b2"
    assert found.element.weak_name
    # What has a name comes first, whatever else looks like it.
    seen = show(html(button(SAVE, "id=b3"), "<button id=named>Save</button>"))
    named = default_grounder(library).ground(wanted, seen)
    assert named.element is not None
    assert named.element.attributes["id"] == "named"
    with pytest.raises(TargetNotFound):
        default_grounder(library).ground(Description(text="Print", purpose="click"), seen)


def test_what_trees_name_is_known_where_nothing_names_it(
    show: Callable[[str], Observation], tmp_path: Path
) -> None:
    told = html(
        button(BELL, 'aria-label="Notifications (3)"'),
        button(FLAG, 'aria-label="Report Ada_Love@mail.test"'),
        f"<table><tr><td>Ada</td><td>{button(HEXAGON, 'aria-label=Remove')}</td></tr></table>",
        '<input type=password aria-label="Secret" value=hunter2>',
    )
    icons = tmp_path / "icons"
    entries = harvested(show(told))
    assert [each.names for each in entries] == ["Notifications"]
    assert remember(icons, entries) == 1
    assert remember(icons, harvested(show(told))) == 0  # known already
    bare = html(button(FLAG, "id=c1"), button(BELL, "id=c2", ink="#86c"))
    known = IconLibrary.of(recall(icons))
    found = default_grounder(known).ground(
        Description(text="Notifications", purpose="click"), show(bare)
    )
    assert found.element is not None
    assert found.element.attributes["id"] == "c2"
    # The library that runs use takes it from there.
    pictured = icons_in(IconFolders(seen=icons, themes=tmp_path / "themes"))
    again = default_grounder(pictured).ground(
        Description(text="notifications button", purpose="click"), show(bare)
    )
    assert again.element is not None
    assert again.element.attributes["id"] == "c2"


def test_no_more_icons_are_kept_than_there_is_room_for(tmp_path: Path) -> None:
    import numpy as np

    from perception.icon_shape import LENGTH

    shapes = np.random.default_rng(3).normal(size=(MOST + 50, LENGTH)).astype(np.float32)
    shapes /= np.linalg.norm(shapes, axis=1, keepdims=True)
    entries = [Entry(f"icon {at}", "seen", shape) for at, shape in enumerate(shapes)]
    assert remember(tmp_path, entries) == MOST + 50
    kept = recall(tmp_path)
    assert len(kept) == MOST
    assert kept[-1].names == f"icon {MOST + 49}"
    (tmp_path / "seen.npz").write_bytes(b"nothing")
    assert recall(tmp_path) == []
    save(tmp_path / "seen.npz", entries[:2])
    assert [each.names for each in recall(tmp_path)] == ["icon 0", "icon 1"]


TIPPED = html(
    button(HEXAGON, "id=one"),
    "<span role=tooltip>Combine the layers</span>",
    button(FLAG, "id=two"),
    "<span role=tooltip>Flag for review</span>",
    style="body{margin-top:320px}",  # where no pointer rests from before
)


def done(
    environment: HostedEnvironment, text: str, tmp_path: Path, mode: str = ""
) -> tuple[RunFinished, list[StepFinished]]:
    gate = Gate(default_permissions())
    learner = IconLearner(tmp_path / "icons")
    events = list(
        run(
            Task(text=text),
            environment=environment,
            planner=BuiltinPlanner(),
            grounder=default_grounder(),
            gate=gate,
            approver=HeadlessApprover(yes=True, commits=True),
        )
    )
    for event in events:
        learner.see(event)
    learner.keep()
    last = events[-1]
    assert isinstance(last, RunFinished)
    return last, [each for each in events if isinstance(each, StepFinished)]


def test_a_tooltip_is_asked_for_when_nothing_else_says_what_an_icon_is(
    environment: HostedEnvironment, show: Callable[[str], Observation], tmp_path: Path
) -> None:
    show(TIPPED)
    finished, steps = done(environment, 'Click "Flag for review"', tmp_path)
    actions = [each.step.action for each in steps if not each.step.error]
    assert [type(each) for each in actions[:2]] == [Move, Click]
    assert finished.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)
    after = environment.observe(RunContext(), whole=True)
    assert "two" in [each.name for each in after.elements]
