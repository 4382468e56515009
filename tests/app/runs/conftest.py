"""A small run, as the engine tells it, for the tests of what is on disk."""

from __future__ import annotations

import pytest

from actions.action import Claim, Click, Finish, GroundedAction, SecretRef, Type
from actions.target import Description, ElementRef, Grounding
from actions.trajectory import Decision, Outcome, Step, Task, Timing
from app.engine.events import (
    ActionIntended,
    CheckedClaim,
    Decided,
    Effect,
    Event,
    Observed,
    Risk,
    RunFinished,
    RunStarted,
    StepFinished,
    Verdict,
    Verification,
)
from perception.change import Change
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Observation, Surface
from perception.predicate import Text
from perception.screenshot import Screenshot

RUN_ID = "abcdef"


def element(ref: str, role: str, name: str, value: str | None = None) -> Element:
    return Element(
        ref=ref, surface="t1", role=role, name=name, value=value, box=Box(10, 20, 100.5, 24)
    )


def observation(*elements: Element, shot: bytes = b"picture") -> Observation:
    return Observation(
        screenshot=Screenshot(shot, Size(800, 600)),
        viewport=Viewport(size=Size(800, 600)),
        surfaces=(
            Surface(ref="t1", url="https://demo.test/form", box=Box(0, 0, 800, 600), active=True),
        ),
        elements=elements,
        place_key="form",
    )


def story() -> list[Event]:
    """Two steps, typing and sending, with all kinds of content in them."""
    name, send = element("e1", "textbox", "Name", ""), element("e2", "button", "Send ✉ שלח")
    before = observation(name, send)
    middle = observation(element("e1", "textbox", "Name", "Ada\u2028\x00😀"), send, shot=b"two")
    after = observation(element("e9", "alert", "Sent"), send, shot=b"three")
    typing = GroundedAction(
        action=Type(text="Ada", into=Description(text="the name field")),
        groundings=(_ground(name),),
    )
    sending = GroundedAction(action=Click(target=ElementRef(ref="e2")), groundings=(_ground(send),))
    decision = Decision(actions=(typing.action, sending.action), thought="fill in, then send")
    task = Task(text="Send Ada", values={"login": "x"}, url="https://demo.test/form")
    return [
        RunStarted(run_id=RUN_ID, task=task, environment="fake", planner="scripted"),
        Observed(index=0, observation=before),
        Decided(index=0, decision=decision),
        ActionIntended(index=0, action=typing, verdict=_verdict(Risk.EDIT)),
        StepFinished(
            step=Step(
                index=0,
                observation=before,
                decision=decision,
                action=typing.action,
                grounded=typing,
                after=middle,
                change=Change(lines=('textbox "Name": "" -> "Ada"',), altered=("e1",)),
                risk="edit",
                timing=Timing(act=0.25),
            )
        ),
        ActionIntended(index=1, action=sending, verdict=_verdict(Risk.COMMIT)),
        StepFinished(
            step=Step(
                index=1,
                observation=middle,
                decision=decision,
                action=sending.action,
                grounded=sending,
                after=after,
                risk="commit",
            )
        ),
        Observed(index=2, observation=after),
        Decided(
            index=2,
            decision=Decision(
                actions=(Finish(answer="Sent.", claims=(Claim(predicate=Text(text="Sent")),)),)
            ),
        ),
        RunFinished(
            outcome=Outcome.DONE_VERIFIED,
            answer="Sent.",
            verification=Verification(
                agreed=True, claims=(CheckedClaim(text="Sent", held=True, method="read back"),)
            ),
            seconds=1.5,
            final=after,
        ),
    ]


def secret_story() -> list[Event]:
    """A run in which a secret is typed by name, and echoed by the page."""
    shown = observation(element("e1", "textbox", "Echo: hunter2", "hunter2"))
    typing = GroundedAction(action=Type(text=SecretRef(name="crm")))
    return [
        RunStarted(run_id=RUN_ID, task=Task(text="log in"), environment="fake", planner="s"),
        ActionIntended(index=0, action=typing, verdict=_verdict(Risk.EDIT)),
        Observed(index=1, observation=shown),
        RunFinished(outcome=Outcome.DONE_UNVERIFIED, answer="the page says hunter2", final=shown),
    ]


def _ground(found: Element) -> Grounding:
    return Grounding(
        target=Description(text=found.name), element=found, surface="t1", point=Point(60, 32)
    )


def _verdict(risk: Risk) -> Verdict:
    return Verdict(effect=Effect.ALLOW, risk=risk, rule="test")


@pytest.fixture
def events() -> list[Event]:
    return story()


@pytest.fixture
def secret_events() -> list[Event]:
    return secret_story()
