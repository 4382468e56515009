"""Deskhand as the agent in BrowserGym's loop, against observations of the form that it gives.

Against BrowserGym itself it is run by hand: docs/osworld.md.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.action import (
    Action,
    Click,
    Drag,
    Finish,
    GiveUp,
    GroundedAction,
    Navigate,
    Press,
    Scroll,
    Select,
    SetValue,
    Type,
)
from actions.context import RunContext
from actions.errors import InvalidAction
from actions.target import Description, ElementRef, Grounding, PointOn
from app.evaluation.agents.browsergym import BrowserGymAgent, BrowserGymAgentArgs
from app.evaluation.agents.browsergym_hands import PageHands
from app.evaluation.agents.browsergym_seeing import PageEyes
from app.evaluation.agents.conducted import AgentOptions
from app.paths import Paths
from app.planners.scripted import ScriptedPlanner
from app.settings import Settings
from perception.element import Element, Visibility
from perception.geometry import Point
from perception.observation import Observation


def node(
    number: int,
    role: str,
    name: str = "",
    *,
    inside: int | None = None,
    bid: str = "",
    below: Sequence[int] = (),
    value: str = "",
    **properties: Any,
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "nodeId": str(number),
        "ignored": False,
        "role": {"type": "role", "value": role},
        "name": {"type": "computedString", "value": name},
        "childIds": [str(each) for each in below],
        "properties": [{"name": key, "value": {"value": it}} for key, it in properties.items()],
    }
    if inside is not None:
        found["parentId"] = str(inside)
    if bid:
        found["browsergym_id"] = bid
    if value:
        found["value"] = {"value": value}
    return found


def page() -> dict[str, Any]:
    nodes = [
        node(1, "RootWebArea", "Login", below=[2, 3, 5, 6, 7, 10, 12]),
        node(2, "LabelText", inside=1, bid="a0", below=[13]),
        node(13, "StaticText", "User", inside=2),
        node(3, "textbox", "", inside=1, bid="a1", editable="plaintext"),
        node(5, "textbox", "Password", inside=1, bid="a2", value="•••", editable="plaintext"),
        node(6, "checkbox", "Stay", inside=1, bid="a3", checked="true"),
        node(7, "combobox", "Land", inside=1, bid="a4", below=[8, 9], value="Peru"),
        node(8, "option", "Peru", inside=7, bid="a5", selected=True),
        node(9, "option", "Fiji", inside=7, bid="a6"),
        node(10, "button", "Go", inside=1, bid="a7", below=[11]),
        node(11, "StaticText", "Go", inside=10),
        node(12, "link", "Far down", inside=1, bid="a8"),
    ]
    boxes = {
        "a0": [10, 12, 40, 16], "a1": [10, 30, 100, 20], "a2": [10, 60, 100, 20],
        "a3": [10, 90, 20, 20],
        "a4": [10, 120, 100, 20], "a7": [10, 150, 60, 20], "a8": [10, 900, 60, 20],
    }  # fmt: skip
    return {
        "goal": "Log in",
        "open_pages_urls": ("https://example.com/a", "https://example.com/b"),
        "open_pages_titles": ("A", "Login"),
        "active_page_index": np.asarray([1]),
        "url": "https://example.com/b",
        "screenshot": np.zeros((300, 400, 3), np.uint8),
        "axtree_object": {"nodes": nodes},
        "extra_element_properties": {
            bid: {"visibility": 1.0 if box[1] < 300 else 0.0, "bbox": box, "clickable": False}
            for bid, box in boxes.items()
        },
        "last_action_error": "",
    }


def see(obs: dict[str, Any]) -> Observation:
    return PageEyes().see(obs, RunContext(), whole=False, screenshot=True)


@pytest.fixture(scope="module")
def seen() -> Observation:
    return see(page())


def test_a_page_is_seen(seen: Observation) -> None:
    active = seen.active
    assert active is not None
    assert (active.ref, active.title, active.origin) == ("t1", "Login", "https://example.com")
    assert seen.screenshot is not None
    assert seen.screenshot.image().size == (400, 300)
    user, land, go = seen.by_ref["a1"], seen.by_ref["a4"], seen.by_ref["a7"]
    assert (user.role, user.editable, user.click_point) == ("textbox", True, Point(60, 40))
    assert (land.value, land.attributes["options"]) == ("Peru", "Peru\nFiji")
    assert "checked" in seen.by_ref["a3"].states
    assert "password" in seen.by_ref["a2"].states
    assert seen.by_ref["a8"].visibility is Visibility.OFFSCREEN
    assert [each.name for each in seen.elements].count("Go") == 1
    assert go.parent is None


def written(action: Any, *elements: Element | Point) -> str:
    aims = []
    for each in elements:
        if isinstance(each, Point):
            aims.append(Grounding(target=PointOn(x=each.x, y=each.y), element=None, surface="t1",
                                  point=each))  # fmt: skip
        else:
            aims.append(
                Grounding(target=ElementRef(ref=each.ref), element=each, surface="t1",
                          point=each.click_point or each.box.center)
            )  # fmt: skip
    grounded = GroundedAction(action=action, groundings=tuple(aims))
    (found,) = PageHands().write(grounded, see(page()), None)
    return found


T = ElementRef(ref="")


def test_actions_become_calls(seen: Observation) -> None:
    user, land, go = seen.by_ref["a1"], seen.by_ref["a4"], seen.by_ref["a7"]
    assert written(Click(target=T), go) == "click('a7', 'left', [])"
    assert written(Click(target=T, count=2), go) == "dblclick('a7', 'left', [])"
    assert written(Click(target=T, button="right"), Point(3, 4)) == "mouse_click(3.0, 4.0, 'right')"
    assert written(Type(text="it's\n", into=T, submit=True), user) == (
        "fill('a1', 'it\\x27s\\x0a')\npress('a1', 'Enter')"
    )
    assert written(Select(target=T, options=("Fiji",)), land) == "select_option('a4', ['Fiji'])"
    assert written(SetValue(target=T, value="false"), seen.by_ref["a3"]) == "uncheck('a3')"
    assert written(Press(keys="Control+a Tab")) == (
        "keyboard_press('Control+a')\nkeyboard_press('Tab')"
    )
    assert written(Scroll(dy=2, unit="page")) == "scroll(0, 1200)"
    assert written(Drag(path=(T, T)), user, go) == "drag_and_drop('a1', 'a7')"
    assert written(Navigate(how="activate", surface="t0")) == "tab_focus(0)"
    with pytest.raises(InvalidAction):
        written(Select(target=T, options=("Fiji",)), Point(3, 4))


@given(st.text())
def test_no_text_breaks_out_of_a_call(text: str) -> None:
    (call,) = ast.parse(written(Type(text=text, clear=False))).body
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    (typed,) = call.value.args
    assert ast.literal_eval(typed) == text


def agent_of(script: list[Action], folder: Path) -> BrowserGymAgent:
    return BrowserGymAgent(
        options=AgentOptions(
            make_planner=lambda: ScriptedPlanner(script),
            home=Paths.within(folder),
            settings=Settings(),
        )
    )


def test_an_episode(tmp_path: Path) -> None:
    script: list[Action] = [
        Type(text="Ann", into=Description(text="User", purpose="type")),
        Click(target=Description(text="Far down")),
        Finish(answer="logged in"),
    ]
    agent = agent_of(script, tmp_path)
    agent.reset()
    obs = agent.obs_preprocessor(page() | {"dom_object": {"much": "more"}})
    assert "dom_object" not in obs
    said = [agent.get_action(obs)[0] for _ in range(4)]
    assert said == [
        "fill('a1', 'Ann')",
        "click('a8', 'left', [])",
        "send_msg_to_user('logged in')",
        "send_msg_to_user('logged in')",
    ]
    agent.close()


@pytest.mark.parametrize("obs", [{}, {"axtree_object": {"nodes": [7, None, {}]}}, {"goal": 7}])
def test_it_never_raises(obs: dict[str, Any], tmp_path: Path) -> None:
    agent = agent_of([GiveUp(reason="no way on")], tmp_path)
    agent.reset()
    action, info = agent.get_action(obs)
    assert action.startswith("report_infeasible(")
    assert info["think"]
    agent.close()


def test_agentlab_makes_it() -> None:
    args = BrowserGymAgentArgs(planner="builtin")
    assert isinstance(args.make_agent(), BrowserGymAgent)
    assert args.agent_name
