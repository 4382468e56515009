"""Deskhand as the agent in OSWorld's runner: over a real machine, and whatever that brings."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine_server import Served, machine

from actions.action import (
    Action,
    Click,
    Drag,
    Finish,
    GiveUp,
    GroundedAction,
    Open,
    Press,
    Scroll,
    SecretRef,
    Select,
    SetValue,
    Type,
    Window,
)
from actions.context import RunContext
from actions.environments import machine_code as code
from actions.environments.machine_http import Machine
from actions.errors import InvalidAction
from actions.target import Description, Grounding, PointOn
from actions.trajectory import Decision, History, Task
from app.evaluation.agents.conducted import AgentOptions
from app.evaluation.agents.hands import DesktopHands as Hands
from app.evaluation.agents.osworld import OSWorldAgent
from app.evaluation.agents.windows_arena import WindowsArenaAgent
from app.paths import Paths
from app.planners.scripted import ScriptedPlanner
from app.settings import Settings
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Observation, Surface

FORM = Path(__file__).parents[2] / "support" / "windows" / "qt_form.py"
HEAD = "import pyautogui; import time; pyautogui.FAILSAFE = False; "
TASK = "Fill in the form"
T = Description(text="Name", purpose="type")


@pytest.fixture
def home(tmp_path: Path) -> Paths:
    return Paths.within(tmp_path)


def agent_of(script: Sequence[Action | Decision] | Any, home: Paths, **more: Any) -> OSWorldAgent:
    patience = more.pop("patience", 60.0)
    options = AgentOptions(
        make_planner=lambda: ScriptedPlanner(script), home=home, settings=Settings(),
        patience=patience,
    )  # fmt: skip
    return OSWorldAgent(options=options, **more)


# Over a real machine.


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with machine(sys.executable, str(FORM)) as started:
        there = Machine(started.url)
        end = time.monotonic() + 30
        while "Save" not in there.accessibility() and time.monotonic() < end:
            time.sleep(0.1)
        yield started


def episode(agent: OSWorldAgent, served: Served, steps: int = 15) -> list[Any]:
    """As OSWorld's runner does it: observe, predict, carry out, until DONE or FAIL."""
    there, done = Machine(served.url), []
    agent.reset(None, vm_ip="127.0.0.1")
    for _ in range(steps):
        obs = {
            "screenshot": there.screenshot(),
            "accessibility_tree": there.accessibility(),
            "terminal": None,
            "instruction": TASK,
        }
        response, actions = agent.predict(TASK, obs)
        json.dumps(response)
        for action in actions:
            done.append(action)
            if action in ("DONE", "FAIL"):
                return done
            if action != "WAIT":
                command = ["python", "-c", HEAD + action]
                output = there.execute(command)
                assert output.code == 0, output.error
        time.sleep(0.3)
    return done


def test_a_form_is_filled_in_inside_a_runner(served: Served, home: Paths) -> None:
    script = [
        Type(text='it\'s "Zoë" <日本>\\', into=T),
        Select(target=Description(text="Colour", purpose="select"), options=("Green",)),
        SetValue(target=Description(text="News"), value="true"),
        Finish(answer="filled in"),
    ]
    agent = agent_of(script, home, pixels=None)
    done = episode(agent, served)
    assert done[-1] == "DONE"
    assert len(done) == 5  # choosing takes two
    tree = Machine(served.url).accessibility()
    assert '>it\'s "Zoë" &lt;日本&gt;\\</text>' in tree
    assert re.search(r"<combo-box name=\"Green\"", tree)
    assert re.search(r"<check-box name=\"News\"[^>]*st:checked=\"true\"", tree)
    (run,) = home.runs.iterdir()
    assert (run / "events.jsonl").exists()


# Whatever happens, it answers.


@pytest.mark.parametrize(
    "obs",
    [
        {},
        {"screenshot": None, "accessibility_tree": None},
        {"screenshot": b"no picture", "accessibility_tree": "no tree"},
        {"screenshot": 7, "accessibility_tree": ["x"], "terminal": object()},
        {"screenshot": b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "accessibility_tree": "<a"},
    ],
)
def test_it_never_raises(obs: dict[str, Any], home: Paths) -> None:
    agent = agent_of([Click(target=PointOn(x=5, y=5)), Finish()], home, pixels=None)
    agent.reset()
    response, actions = agent.predict(TASK, obs)
    assert isinstance(response, str)
    assert actions == ["FAIL"]
    assert "screen is" in response
    assert agent.predict(TASK, obs)[1] == ["FAIL"]
    agent.close()


class Broken(ScriptedPlanner):
    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        raise ZeroDivisionError("a fault of the planner")


TREE = (
    "<desktop-frame xmlns:st='https://accessibility.ubuntu.example.org/ns/state' "
    "xmlns:cp='https://accessibility.ubuntu.example.org/ns/component'><application name='app'>"
    "<frame name='App' st:active='true' st:showing='true' st:visible='true' "
    "cp:screencoord='(0, 0)' cp:size='(640, 480)'><push-button name='Go' st:enabled='true' "
    "st:sensitive='true' st:showing='true' st:visible='true' cp:screencoord='(10, 20)' "
    "cp:size='(80, 30)'/></frame></application></desktop-frame>"
)


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    import io

    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (640, 480)).save(picture, "PNG")
    return {"screenshot": picture.getvalue(), "accessibility_tree": TREE, "terminal": None}


def test_a_fault_of_the_planner_is_a_fail_with_its_reason(
    seen: dict[str, Any], home: Paths
) -> None:
    agent = OSWorldAgent(
        options=AgentOptions(make_planner=lambda: Broken([]), home=home, settings=Settings())
    )
    agent.reset()
    response, actions = agent.predict(TASK, seen)
    assert actions == ["FAIL"]
    assert "ZeroDivisionError" in response
    agent.close()


def test_a_planner_that_is_late_is_waited_for(seen: dict[str, Any], home: Paths) -> None:
    ready = threading.Event()

    def slow(task: Task, observation: Observation, history: History) -> Action:
        ready.wait(30)
        return Finish(answer="done")

    agent = agent_of(slow, home, patience=0.5)
    agent.reset()
    response, actions = agent.predict(TASK, seen)
    assert actions == ["WAIT"]
    assert "no decision within" in response
    ready.set()
    end = time.monotonic() + 30
    while actions == ["WAIT"] and time.monotonic() < end:
        response, actions = agent.predict(TASK, seen)
    assert actions == ["DONE"]
    agent.close()


def test_giving_up_and_impossible_are_fail(seen: dict[str, Any], home: Paths) -> None:
    for last in (GiveUp(reason="no way on"), Finish(success=False, answer="no Bluetooth here")):
        agent = agent_of([last], home)
        agent.reset()
        response, actions = agent.predict(TASK, seen)
        assert actions == ["FAIL"]
        assert "no" in response
        agent.close()


def test_a_new_episode_ends_the_last(seen: dict[str, Any], home: Paths) -> None:
    agent = agent_of([Click(target=Description(text="Go"))] * 5, home)
    for _ in range(2):
        agent.reset(object(), vm_ip="10.0.0.7", whatever=1)
        assert agent.predict(TASK, seen)[1] == ["pyautogui.click(50, 35)"]
    agent.close()
    end = time.monotonic() + 20
    while {"deskhand-run", "attend"} & {each.name for each in threading.enumerate()}:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_windows_agent_arena_gets_four_values(seen: dict[str, Any], home: Paths) -> None:
    planner = [Type(text="ü", clear=False), Finish()]
    agent = WindowsArenaAgent(
        options=AgentOptions(
            make_planner=lambda: ScriptedPlanner(planner), home=home, settings=Settings()
        )
    )
    agent.reset()
    response, actions, logs, update = agent.predict(TASK, seen)
    assert isinstance(response, str)
    assert "pyperclip.copy('\\xfc')" in actions[0]
    assert logs
    assert update == {}
    agent.close()


def test_nothing_of_theirs_is_imported() -> None:
    program = (
        "import sys, app.evaluation.agents.osworld, app.evaluation.agents.windows_arena, "
        "app.evaluation.agents.browsergym\n"
        "theirs = {'desktop_env', 'mm_agents', 'browsergym', 'agentlab', 'gymnasium', 'bgym', "
        "'pyautogui', 'cv2', 'torch'}\n"
        "print(sorted(theirs & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


# What is handed out.


SCREEN = Observation(
    viewport=Viewport(size=Size(640, 480)),
    surfaces=(
        Surface(ref="w1", title='it\'s; a "window"\n', box=Box(0, 0, 640, 480), active=True),
    ),
    elements=(),
)
PLACE = Grounding(target=PointOn(x=5, y=6), element=None, surface="w1", point=Point(5, 6))


def written(action: Any, *groundings: Grounding) -> str:
    grounded = GroundedAction(action=action, groundings=groundings)
    (found,) = Hands().write(grounded, SCREEN, None)
    assert isinstance(found, str)
    return found


@given(st.text())
def test_no_text_breaks_out_of_its_literal(text: str) -> None:
    found = code.literal(text)
    assert found.isascii()
    assert ast.literal_eval(found) == text


@given(st.text(max_size=60))
def test_typed_text_is_only_ever_text(text: str) -> None:
    found = written(Type(text=text, clear=False))
    # OSWorld's runner rewrites calls of these two by regular expressions, also in literals.
    assert not re.search(r"pyautogui\.(press|typewrite)\(.{0,4}<", found)
    tree = ast.parse(HEAD + found)
    texts = [each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)]
    if text.isascii() and text.isprintable() and text:
        typed = [
            call.args[0].value if call.func.attr == "write" else "<"  # type: ignore[attr-defined]
            for call in calls(tree)
            if call.func.attr in ("write", "hotkey")  # type: ignore[attr-defined]
        ]
        assert "".join(typed) == text
    elif text and not text.isascii():
        assert any(isinstance(each, str) and json_of(each) == text for each in texts)


def calls(tree: ast.AST) -> list[ast.Call]:
    """Calls in the order in which they are made."""
    return [
        statement.value
        for statement in tree.body  # type: ignore[attr-defined]
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    ]


def json_of(text: str) -> Any:
    try:
        return json.loads(text)["text"]
    except (ValueError, TypeError, KeyError):
        return None


@pytest.mark.parametrize(
    "action",
    [
        Type(text="pyautogui.press('<'); pyautogui.typewrite(\"a<b\")", clear=False),
        Type(text="'); import os; os.abort() #", clear=False, submit=True),
        Window(surface="w1", how="close"),
        Open(what="'); import os; os.abort() #", kind="app"),
        Open(what="~/a\nb'c.txt", kind="file"),
        Press(keys="Control+Shift+ü"),
        Press(keys="<", repeat=5),
        Press(keys="ArrowDown Tab Control+a", repeat=3),
    ],
)
def test_what_is_handed_out_is_sound(action: Any) -> None:
    found = written(action)
    tree = ast.parse(HEAD + found)
    assert not [each for each in ast.walk(tree) if getattr(each, "attr", "") == "abort"]
    # What OSWorld's runner looks for in the code stands in no literal: it would be rewritten there.
    literals = re.findall(r"'[^']*'", found)
    assert not [each for each in literals if "pyautogui" in each]


def test_pointing() -> None:
    there = PLACE
    far = Grounding(target=PointOn(x=50, y=60), element=None, surface="w1", point=Point(50, 60))
    click = Click(target=PointOn(x=5, y=6), button="right", modifiers=("Control",))
    assert written(click, there) == (
        "pyautogui.keyDown('ctrl'); pyautogui.click(5, 6, button='right'); pyautogui.keyUp('ctrl')"
    )
    assert "mouseDown" in written(Drag(path=(there.target, far.target)), there, far)
    assert written(Scroll(target=there.target, dy=3), there) == (
        "pyautogui.moveTo(5, 6); pyautogui.scroll(-3)"
    )


def test_computer_13() -> None:
    hands = Hands("computer_13")

    def said(action: Any, *groundings: Grounding) -> list[Any]:
        grounded = GroundedAction(action=action, groundings=groundings)
        return list(hands.write(grounded, SCREEN, None))

    assert said(Click(target=PLACE.target), PLACE) == [
        {
            "action_type": "CLICK",
            "parameters": {"x": 5, "y": 6, "button": "left", "num_clicks": 1},
        }
    ]
    assert said(Type(text="a<b", clear=False, submit=True)) == [
        {"action_type": "TYPING", "parameters": {"text": "a"}},
        {"action_type": "HOTKEY", "parameters": {"keys": ["shift", ","]}},
        {"action_type": "TYPING", "parameters": {"text": "b"}},
        {"action_type": "PRESS", "parameters": {"key": "enter"}},
    ]
    with pytest.raises(InvalidAction):
        said(Type(text="ü", clear=False))


def test_no_secret_goes_through_a_runner() -> None:
    with pytest.raises(InvalidAction):
        written(Type(text=SecretRef(name="password"), clear=False))
