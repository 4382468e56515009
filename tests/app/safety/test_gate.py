"""What passes the gate, in every mode, and what never does."""

import itertools

import pytest

from actions.action import (
    AnswerDialog,
    Click,
    EnvironmentAction,
    GroundedAction,
    Open,
    Press,
    Scroll,
    SecretRef,
    SetValue,
    Type,
    Upload,
    targets,
)
from actions.environment import Probe
from actions.errors import TargetChanged
from actions.target import ElementRef, Grounding
from actions.trajectory import Task
from app.engine.events import Answer, Effect, Risk
from app.engine.gate import Gate
from app.safety.permissions import Mode, default_permissions, parse_permissions
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Dialog, Observation, Surface

HOME = "https://shop.example"
_count = itertools.count()


def element(role: str, name: str = "", **facts: str) -> Element:
    states = frozenset(facts.pop("states", "").split())
    return Element(
        ref=f"e{next(_count)}",
        surface="t1",
        role=role,
        name=name,
        states=states,
        box=Box(0, 0, 50, 20),
        click_point=Point(25, 10),
        attributes=facts,
    )


def page(*elements: Element, url: str = f"{HOME}/a", dialog: Dialog | None = None) -> Observation:
    origin = "/".join(url.split("/")[:3])
    surface = Surface(
        ref="t1", application="chromium", url=url, origin=origin, box=Box(0, 0, 9, 9), active=True
    )
    return Observation(
        viewport=Viewport(size=Size(800, 600)),
        surfaces=(surface,),
        elements=elements,
        focused=elements[0].ref if elements else None,
        dialogs=(dialog,) if dialog else (),
    )


def aimed(action: EnvironmentAction, *elements: Element) -> GroundedAction:
    found = tuple(
        Grounding(target=target, element=each, surface="t1", point=Point(25, 10))
        for target, each in zip(targets(action), elements, strict=True)
    )
    return GroundedAction(action=action, groundings=found)


def click(what: Element) -> GroundedAction:
    return aimed(Click(target=ElementRef(ref=what.ref)), what)


def gate(mode: Mode = Mode.ASK_RISKY, *, at: Observation | None = None, rules: str = "") -> Gate:
    permissions = default_permissions()
    if rules:
        permissions = permissions.with_rules(parse_permissions(rules).rules)
    made = Gate(permissions, mode)
    made.begin(Task(text="do it", url=HOME), at or page())
    return made


FORM = {"form": "f1", "method": "post", "action": f"{HOME}/save"}
SAVE = element("button", "Save", type="submit", **FORM)
FIELD = element("textbox", "City", **FORM)
LINK = element("link", "More", href=f"{HOME}/more")


@pytest.mark.parametrize(
    ("action", "risk"),
    [
        (click(LINK), Risk.READ),
        (click(element("tab", "Details")), Risk.READ),
        (click(element("checkbox", "Delete old mail")), Risk.EDIT),
        (click(element("button", "Show more")), Risk.EDIT),
        (click(SAVE), Risk.COMMIT),
        (click(element("button", "Anything", type="submit", **FORM)), Risk.COMMIT),
        (click(element("button", "Delete")), Risk.COMMIT),
        (click(element("button", "Jetzt kaufen")), Risk.COMMIT),
        (click(element("button", "送信")), Risk.COMMIT),
        (click(element("link", "Delete", href=f"{HOME}/delete?id=7")), Risk.COMMIT),
        (click(element("link", "Create contact", href=f"{HOME}/new")), Risk.READ),
        (aimed(Type(text="x", into=ElementRef(ref="")), FIELD), Risk.EDIT),
        (aimed(Type(text="x", into=ElementRef(ref=""), submit=True), FIELD), Risk.COMMIT),
        (aimed(Type(text="x\n", into=ElementRef(ref="")), FIELD), Risk.COMMIT),
        (aimed(Press(keys="Enter", target=ElementRef(ref="")), FIELD), Risk.COMMIT),
        (aimed(Press(keys="Control+Enter", target=ElementRef(ref="")), FIELD), Risk.COMMIT),
        (aimed(Press(keys="ArrowDown", target=ElementRef(ref="")), FIELD), Risk.READ),
        (
            aimed(
                Press(keys="Enter", target=ElementRef(ref="")),
                element("searchbox", "Search", form="s", method="get"),
            ),
            Risk.EDIT,
        ),
        (aimed(SetValue(target=ElementRef(ref=""), value="5"), FIELD), Risk.EDIT),
        (aimed(Scroll(dy=3)), Risk.READ),
    ],
)
def test_risk(action: GroundedAction, risk: Risk) -> None:
    elements = [each.element for each in action.groundings if each.element]
    assert gate().check(action, page(*elements)).risk is risk


@pytest.mark.parametrize(
    ("mode", "read", "edit", "commit"),
    [
        (Mode.OBSERVE, Effect.ALLOW, Effect.DENY, Effect.DENY),
        (Mode.ASK_ALL, Effect.ALLOW, Effect.ASK, Effect.ASK),
        (Mode.ASK_RISKY, Effect.ALLOW, Effect.ALLOW, Effect.ASK),
        (Mode.AUTO, Effect.ALLOW, Effect.ALLOW, Effect.ALLOW),
    ],
)
def test_modes_on_the_tasks_own_site(
    mode: Mode, read: Effect, edit: Effect, commit: Effect
) -> None:
    made, seen = gate(mode), page(LINK, FIELD, SAVE)
    typed = aimed(Type(text="x", into=ElementRef(ref=FIELD.ref)), FIELD)
    assert [made.check(each, seen).effect for each in (click(LINK), typed, click(SAVE))] == [
        read,
        edit,
        commit,
    ]


def test_paying_is_asked_about_even_in_auto() -> None:
    pay = element("button", "Pay now")
    assert gate(Mode.AUTO).check(click(pay), page(pay)).effect is Effect.ASK


@pytest.mark.parametrize("mode", [Mode.ASK_RISKY, Mode.AUTO])
def test_another_site_is_asked_about(mode: Mode) -> None:
    made = gate(mode)
    away = element("link", "Partner", href="https://elsewhere.test/x")
    form = element("button", "Save", type="submit", form="f", action="https://elsewhere.test/")
    there = page(FIELD, url="https://elsewhere.test/x")
    typed = aimed(Type(text="x", into=ElementRef(ref=FIELD.ref)), FIELD)
    assert made.check(click(away), page(away)).effect is Effect.ASK
    assert made.check(click(form), page(form)).effect is Effect.ASK
    assert made.check(typed, there).effect is Effect.ASK
    assert made.check(aimed(Open(what="https://elsewhere.test")), page()).effect is Effect.ASK
    assert made.check(aimed(Open(what=f"{HOME}/b")), page()).effect is Effect.ALLOW


def test_a_place_that_the_task_names_belongs_to_it() -> None:
    made = Gate(default_permissions(), Mode.ASK_RISKY)
    made.begin(Task(text="compare shop.example with https://other.test:8443/x", url=HOME), page())
    for there in ("https://other.test:8443/y", "https://shop.example/z", "http://shop.example"):
        assert made.check(aimed(Open(what=there)), page()).effect is Effect.ALLOW
    assert made.check(aimed(Open(what="https://other.test/")), page()).effect is Effect.ASK


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,<p>", "chrome://settings"],
)
def test_addresses_that_run_code_are_never_opened(address: str) -> None:
    loose = "version: 1\nrules: [{id: all, effect: allow, risk: [read, edit, commit]}]"
    verdict = gate(Mode.AUTO, rules=loose).check(aimed(Open(what=address)), page())
    assert (verdict.effect, verdict.rule) == (Effect.DENY, "floor-scheme")


def test_a_secret_goes_nowhere_but_where_it_belongs() -> None:
    made = Gate(default_permissions(), Mode.AUTO, secret_origins=lambda name: [HOME])
    made.begin(Task(text="log in", url=HOME), page())
    typed = aimed(Type(text=SecretRef(name="shop"), into=ElementRef(ref=FIELD.ref)), FIELD)
    assert made.check(typed, page(FIELD)).effect is Effect.ALLOW
    elsewhere = page(FIELD, url="https://shop.example.evil.test/")
    assert made.check(typed, elsewhere).rule == "floor-secret"
    nobody = gate(Mode.AUTO)
    assert nobody.check(typed, page(FIELD)).rule == "floor-secret"
    assert "hunter" not in made.request("1", typed, page(FIELD), made.check(typed, page())).data


def test_files_that_the_task_was_not_given_are_asked_about() -> None:
    chooser = element("button", "Choose file")
    made = Gate(default_permissions(), Mode.AUTO)
    made.begin(Task(text="attach", url=HOME, attachments=("/home/a/b.pdf",)), page())
    given_ = aimed(Upload(target=ElementRef(ref=""), paths=("/home/a/b.pdf",)), chooser)
    other = aimed(Upload(target=ElementRef(ref=""), paths=("/home/a/.ssh/id",)), chooser)
    assert made.check(given_, page(chooser)).effect is Effect.ALLOW
    assert made.check(other, page(chooser)).effect is Effect.ASK


def test_saying_yes_to_a_dialog_is_judged_by_its_question() -> None:
    made = gate(Mode.ASK_RISKY)
    dialog = Dialog(surface="t1", kind="confirm", message="Delete 3 contacts?")
    yes, no = aimed(AnswerDialog(accept=True)), aimed(AnswerDialog(accept=False))
    assert made.check(yes, page(dialog=dialog)).risk is Risk.COMMIT
    assert made.check(no, page(dialog=dialog)).effect is Effect.ALLOW


def test_a_deny_of_the_person_beats_everything() -> None:
    rules = "version: 1\nrules: [{id: never, effect: deny, target: {name: 'delete.*'}}]"
    made = gate(Mode.AUTO, rules=rules)
    delete = element("button", "Delete all")
    made.remember(Answer.TASK, click(delete), page(delete))
    assert made.check(click(delete), page(delete)).rule == "never"


def test_what_was_allowed_for_the_task_covers_that_commit_and_no_other() -> None:
    made = gate()
    other = element("button", "Send message")
    seen = page(SAVE, other)
    made.remember(Answer.TASK, click(SAVE), seen)
    assert made.check(click(SAVE), seen).effect is Effect.ALLOW
    assert made.check(click(other), seen).effect is Effect.ASK


def probe(live: Element | None, origin: str = HOME, surface: str = "t1") -> Probe:
    return Probe(surface=surface, origin=origin, element=live, hit=live is not None)


@pytest.mark.parametrize(
    "now",
    [
        probe(None),
        probe(SAVE, origin="https://evil.test"),
        probe(SAVE, surface="t2"),
        probe(element("button", "Save")),
        probe(Element(ref=SAVE.ref, surface="t1", role="button", name="Pay", box=SAVE.box)),
        probe(
            Element(
                ref=SAVE.ref,
                surface="t1",
                role="button",
                name="Save",
                box=SAVE.box,
                attributes={**FORM, "type": "submit", "action": "https://evil.test/"},
            )
        ),
    ],
)
def test_what_changed_before_the_event_is_refused(now: Probe) -> None:
    made, seen = gate(), page(SAVE)
    (found,) = click(SAVE).groundings
    made.confirm(found, probe(SAVE), seen)
    with pytest.raises(TargetChanged):
        made.confirm(found, now, seen)
