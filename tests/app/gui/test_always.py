"""What "always" means in an approval: a rule in the file, which holds in the next task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from guests import Guests, guest_list
from story_person import StoryPerson, story_on
from window_person import wait_for

from actions.action import Click, EnvironmentAction, GroundedAction, Open
from actions.environments.private_desktop import PrivateDesktop
from actions.target import ElementRef, Grounding
from actions.trajectory import Task
from app.demo.server import DemoSite
from app.engine.events import ApprovalRequest, Effect, Risk
from app.engine.gate import Gate
from app.gui.asking import always_draft
from app.paths import Paths
from app.runs.index import list_runs
from app.safety.permissions import Mode, Permissions, default_permissions
from app.safety.permissions_file import add_rule, own_permissions
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Observation, Surface, SurfaceKind

LINK = Element(
    ref="e1",
    surface="t1",
    role="link",
    name="Other shop",
    box=Box(0, 0, 50, 20),
    click_point=Point(25, 10),
    attributes={"href": "https://other.example/x"},
)
BOX = replace(LINK, role="checkbox", name="Wrap lines", attributes={})
PAGE = Surface(
    ref="t1",
    application="chromium",
    url="https://shop.example/a",
    origin="https://shop.example",
    box=Box(0, 0, 800, 600),
    active=True,
)
WINDOW = Surface(
    ref="t1",
    kind=SurfaceKind.WINDOW,
    application="keepassxc",
    box=Box(0, 0, 800, 600),
    active=True,
)


def seen(surface: Surface) -> Observation:
    return Observation(
        viewport=Viewport(size=Size(800, 600)), surfaces=(surface,), elements=(LINK, BOX)
    )


def click(element: Element) -> GroundedAction:
    target = ElementRef(ref=element.ref)
    spot = Grounding(target=target, element=element, surface="t1", point=Point(25, 10))
    return GroundedAction(action=Click(target=target), groundings=(spot,))


def plain(action: EnvironmentAction) -> GroundedAction:
    return GroundedAction(action=action)


def asked(
    grounded: GroundedAction, at: Surface, permissions: Permissions, mode: Mode
) -> ApprovalRequest | None:
    """What is asked when a task begins at the shop; None if nothing is."""
    gate = Gate(permissions, mode)
    gate.begin(Task(text="go on"), seen(PAGE))
    verdict = gate.check(grounded, seen(at))
    return gate.request("r", grounded, seen(at), verdict) if verdict.effect is Effect.ASK else None


@pytest.mark.parametrize(
    ("grounded", "at"),
    [
        (click(LINK), PAGE),  # it leads to another site
        (click(BOX), WINDOW),
        (plain(Open(what="https://other.example/x", kind="url")), PAGE),
        (plain(Open(what="keepassxc", kind="app")), PAGE),
    ],
)
def test_what_is_always_allowed_is_not_asked_in_the_next_task(
    grounded: GroundedAction, at: Surface, tmp_path: Path
) -> None:
    request = asked(grounded, at, default_permissions(), Mode.ASK_RISKY)
    assert request is not None
    draft = always_draft(request)
    assert draft is not None
    add_rule(tmp_path / "permissions.yaml", draft)
    rules = own_permissions(tmp_path / "permissions.yaml").rules
    later = default_permissions().with_rules(rules)
    assert asked(grounded, at, later, Mode.ASK_RISKY) is None


def test_always_is_not_offered_where_it_would_change_nothing() -> None:
    """A mode that asks for everything does so whatever rules allow; so does a rule that asks."""
    request = asked(click(BOX), PAGE, default_permissions(), Mode.ASK_ALL)
    assert request is not None
    assert always_draft(request) is None
    commit = replace(request, verdict=replace(request.verdict, rule="new-origin", risk=Risk.COMMIT))
    assert always_draft(commit) is None


@pytest.fixture
def guests() -> Iterator[Guests]:
    with guest_list() as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def person(desktop: PrivateDesktop, home: Path, pictures: Path) -> Iterator[StoryPerson]:
    with story_on(desktop, home, pictures) as person:
        yield person


@pytest.mark.campaign
def test_a_rule_is_written_from_an_approval_and_can_be_taken_back(
    person: StoryPerson, home: Path, guests: Guests
) -> None:
    task = f'Go to {guests.url} and click "Other shop"'
    with DemoSite() as site:
        guests.elsewhere = f"{site.url}/orders"
        give(person, task)
        person.says("May Deskhand click")
        person.picture("always-1-asked")
        person.click("button", "Always here")
        person.find("text", "Done", usable=False)
        (rule,) = own_permissions(home / "permissions.yaml").rules
        assert (rule.effect, rule.kinds) == (Effect.ALLOW, frozenset({"click"}))
        assert rule.origins == (guests.url.rstrip("/"), site.url)

        give(person, task)
        person.find("listitem", 'Click link "Other shop"', usable=False)
        person.find("text", "Done", usable=False)
        person.picture("always-2-not-asked")
    first, second = list_runs(Paths.within(home))
    assert first.outcome == second.outcome

    person.click("tab", "Settings")
    person.click("listitem", "Permissions")
    person.click("gridcell", "Allow clicking in")
    person.picture("always-3-settings")
    person.click("button", "Remove…")
    person.hands("key", "alt+y")
    wait_for(lambda: not own_permissions(home / "permissions.yaml").rules, 30, "it is still there")


def give(person: StoryPerson, task: str) -> None:
    """Begin a task by keys."""
    person.enter("Task", task)
    person.hands("key", "Escape")  # none of what is offered
    person.hands("key", "Return")
