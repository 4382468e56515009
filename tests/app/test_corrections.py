"""What a person puts right by hand is suggested, accepted, and then done so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from recorded_browser import Person
from sample_skills import change_contact

from actions.action import Click, GroundedAction, RunSkill
from actions.context import RunContext
from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.host import HostedEnvironment
from actions.target import Anchors, ElementRef, Grounding
from actions.trajectory import Decision, Step
from app.cli import main
from app.corrections import NothingLearned, from_correction, from_takeover, running_skill
from app.demo.server import DemoSite
from app.engine.events import Decided, Event, StepFinished
from app.paths import Paths, paths
from app.recording.takeover import Takeover
from app.suggestions import SuggestionGone, accept, dismiss, suggestions
from app.tips import TipBook
from perception.element import Element
from perception.observation import Observation
from skills.load import parse
from skills.store import Store

NAME = "demo-change-contact"
RUNNING = RunSkill(
    name=NAME, arguments=(("contact", "Chen Wei"), ("phone", "+49 1"), ("city", "Bremen"))
)


@dataclass
class Desk:
    """A browser at the demonstration site, and the library."""

    environment: HostedEnvironment
    site: DemoSite
    home: Paths

    def see(self, path: str = "") -> Observation:
        if path:
            url = f"{self.site.url}{path}"
            Person.at(self.environment).in_page(lambda page: page.goto(url))
        return self.environment.observe(RunContext(), whole=True, screenshot=False)

    def library(self, **changes: str) -> Store:
        """The library with the skill in it, its text changed."""
        text = change_contact(self.site.url)
        for old, new in changes.values():
            assert old in text
            text = text.replace(old, new)
        library = Store(self.home.skills)
        library.put(parse(text))
        return library


@pytest.fixture(scope="module")
def environment() -> Iterator[HostedEnvironment]:
    environment = open_browser(BrowserOptions(headless=True))
    yield environment
    environment.close()


@pytest.fixture
def desk(
    environment: HostedEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path / "home"))
    with DemoSite() as site:
        yield Desk(environment, site, paths())


def called(seen: Observation, role: str, name: str, within: str = "") -> Element:
    """The element of this name, in the row that shows a text."""
    return next(
        each
        for each in seen.elements
        if (each.role, each.name) == (role, name)
        and (
            not within
            or any(
                inner.name == within
                for around in seen.ancestors(each)
                if around.role == "row"
                for inner in seen.within(around)
            )
        )
    )


def taken(seen: Observation, element: Element | None, *, step: str = "", error: str = "") -> Step:
    """A click that a planner, or a step of a skill, decided."""
    if element is None:
        action = Click(target=Anchors(ways=(("role", "link"), ("name", "Change"))))
        grounded = None
    else:
        action = Click(target=ElementRef(ref=element.ref))
        spot = Grounding(
            target=action.target,
            element=element,
            surface=element.surface,
            point=element.box.center,
        )
        grounded = GroundedAction(action=action, groundings=(spot,))
    return Step(
        index=0,
        observation=seen,
        decision=Decision(actions=(action,), subgoal=step),
        action=action,
        grounded=grounded,
        error=error,
    )


CHANGED = {"edit": ("name: Edit, near", "name: Change, near")}
SEARCH = f"/contacts?q={quote('Chen Wei')}"


def test_a_target_that_was_corrected_changes_the_skill(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    library = desk.library(edit=("name: Edit, near", "name: View, near"))
    seen = desk.see(SEARCH)
    wrong = called(seen, "link", "Chen Wei")
    right = called(seen, "link", "Edit", "Chen Wei")
    given = from_correction(
        desk.home,
        step=taken(seen, wrong, step="s4"),
        chosen=right,
        seen=seen,
        run="r1",
        skill=RUNNING,
    )
    assert (given.kind, given.about) == ("patch", NAME)
    assert library.get(NAME).version == 1  # nothing changes before the person says so
    assert main(["skills", "propose"]) == 0
    listed = capsys.readouterr().out
    assert f"1. change of {NAME}: step s4" in listed
    assert "+ role: link, name: Edit" in listed
    assert "near: {{contact}}" in listed.partition("+ role")[2]
    assert main(["skills", "propose", given.id]) == 0
    assert library.get(NAME).version == 2
    assert suggestions(desk.home) == []
    with pytest.raises(SuggestionGone, match="not what it was"):
        accept(given, desk.home)


@pytest.mark.campaign
def test_the_changed_skill_does_what_the_person_showed(desk: Desk) -> None:
    library = desk.library(edit=("name: Edit, near", "name: View, near"))
    seen = desk.see(SEARCH)
    given = from_correction(
        desk.home,
        step=taken(seen, called(seen, "link", "Chen Wei"), step="s4"),
        chosen=called(seen, "link", "Edit", "Chen Wei"),
        seen=seen,
        run="r1",
        skill=RUNNING,
    )
    assert accept(given, desk.home) == f"{NAME} is version 2 now."
    assert library.get(NAME).version == 2
    values = [f"{name}={text}" for name, text in RUNNING.arguments]
    run = ["skills", "run", NAME, "--headless", "--yes", "--commits"]
    assert main([*run, *(part for value in values for part in ("--with", value))]) == 0
    assert [each.name for each in desk.site.state.contacts.values() if each.phone == "+49 1"] == [
        "Chen Wei"
    ]


def test_another_record_is_no_correction_of_the_step(desk: Desk) -> None:
    desk.library(**CHANGED)
    seen = desk.see("/contacts")
    names = [each.name for each in desk.site.state.contacts.values()]
    shown = {each.name for each in seen.elements}
    other = next(name for name in names if name in shown and name != "Chen Wei")
    chosen = called(seen, "link", "Edit", other)
    with pytest.raises(NothingLearned, match=r"is about \{\{contact\}\} .'Chen Wei'"):
        from_correction(
            desk.home,
            step=taken(seen, None, step="s4"),
            chosen=chosen,
            seen=seen,
            run="r1",
            skill=RUNNING,
        )
    assert suggestions(desk.home) == []


def test_what_was_done_in_a_takeover_changes_the_step_that_failed(desk: Desk) -> None:
    library = desk.library(**CHANGED)
    seen = desk.see(SEARCH)
    right = called(seen, "link", "Edit", "Chen Wei")
    takeover = Takeover(desk.environment, seen)
    takeover.begin()
    point = right.box.center
    Person.at(desk.environment).in_page(lambda page: page.mouse.click(point.x, point.y))
    Person.at(desk.environment).in_page(lambda page: page.wait_for_url("**/edit"))
    failed = taken(seen, None, step="s4", error="target not found: there is none")
    given = from_takeover(
        desk.home, events=takeover.end(), before=[failed], run="r1", skill=RUNNING
    )
    assert given.kind == "patch"
    assert given.patch is not None
    assert dict(given.patch.new)["near"] == "{{contact}}"
    dismiss(given, desk.home)
    assert suggestions(desk.home) == []
    healed = given.patch
    assert library.sight(healed, "r2") is None  # shown again by a person: it waits again
    assert [each.id for each in suggestions(desk.home)] == [given.id]


def test_what_a_planner_did_not_find_becomes_a_tip(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = desk.see("/contacts")
    wrong, right = called(seen, "link", "Orders"), called(seen, "link", "New contact")
    given = from_correction(desk.home, step=taken(seen, wrong), chosen=right, seen=seen, run="r1")
    assert given.told == (
        'rather click link "New contact" than click link "Orders", since a person pointed at it'
    )
    assert TipBook(desk.home).told(seen) == ""
    assert main(["skills", "tips"]) == 0
    assert "from your hand" in capsys.readouterr().out
    assert main(["skills", "propose", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["kind"], listed["id"], listed["about"]) == ("tip", given.id, desk.site.url)
    assert main(["skills", "propose", "1"]) == 0
    assert 'rather click link "New contact"' in TipBook(desk.home).told(seen)
    assert suggestions(desk.home) == []


def test_a_takeover_without_a_skill_becomes_a_tip_that_can_be_dismissed(desk: Desk) -> None:
    seen = desk.see("/contacts")
    target, wrong = called(seen, "link", "New contact"), called(seen, "link", "Orders")
    takeover = Takeover(desk.environment, seen)
    takeover.begin()
    point = target.box.center
    person = Person.at(desk.environment)
    person.in_page(lambda page: page.mouse.click(point.x, point.y))
    person.in_page(lambda page: page.wait_for_url("**/new"))
    person.in_page(lambda page: page.get_by_label("Name", exact=True).click())
    person.type("Ada 4711 Secret")
    failed = taken(seen, wrong, error="it is covered by a dialog")
    heard = takeover.end()
    given = from_takeover(desk.home, events=heard, before=[failed], run="r1")
    assert given.told.startswith('rather click link "New contact", then type textbox "Name"')
    assert given.told.endswith('than click link "Orders", since it is covered by a dialog')
    kept = (desk.home.data / "learned" / "tips.json").read_text("utf-8")
    assert "Ada" not in kept  # what was typed is no part of a tip
    first = from_takeover(
        desk.home, events=heard, before=[failed], after=[taken(seen, wrong)], run="r1"
    )
    assert first.told.startswith('before you click link "Orders": click link "New contact"')
    dismiss(given, desk.home)
    assert [each.id for each in suggestions(desk.home)] == [first.id]


def test_nothing_done_is_nothing_learned(desk: Desk) -> None:
    seen = desk.see("/contacts")
    takeover = Takeover(desk.environment, seen)
    takeover.begin()
    with pytest.raises(NothingLearned, match="nothing was done"):
        from_takeover(desk.home, events=takeover.end(), before=[], run="r1")
    link = called(seen, "link", "Orders")
    with pytest.raises(NothingLearned, match="called the same"):
        from_correction(desk.home, step=taken(seen, link), chosen=link, seen=seen, run="r1")


def test_which_skill_was_running(desk: Desk) -> None:
    seen = desk.see("/contacts")
    outer, inner = RunSkill(name="a"), RunSkill(name="b")
    asked: list[Event] = [
        Decided(index=0, decision=Decision(actions=(each,))) for each in (outer, inner)
    ]
    assert running_skill([]) is None
    assert running_skill(asked) == inner
    over = StepFinished(
        step=Step(index=0, observation=seen, decision=Decision(actions=(inner,)), action=inner)
    )
    assert running_skill([*asked, over]) == outer
