"""The worked examples: a screen of 1920x1080, the target at (480, 270)."""

from __future__ import annotations

from typing import Any

import pytest

from actions.action import (
    Action,
    Ask,
    Click,
    Drag,
    Finish,
    Hold,
    MouseDown,
    MouseUp,
    Move,
    Navigate,
    Open,
    Press,
    Scroll,
    Type,
    Wait,
    Zoom,
)
from actions.coordinates import CoordinateSpace, Frame
from actions.errors import ReplyError
from actions.target import ElementRef, PointOn
from app.models.dialects.grounding import GROUNDINGS
from app.models.dialects.registry import DIALECTS
from app.models.wire import Call, Reply
from perception.geometry import Point, Size, Viewport

SCREEN = Viewport(size=Size(1920, 1080))
SMALL = Frame(viewport=SCREEN, sent=Size(1456, 819))
FULL = Frame(viewport=SCREEN, sent=Size(1920, 1080))
THOUSAND = Frame(viewport=SCREEN, sent=Size(1920, 1080), space=CoordinateSpace(name="k1000"))
NINES = Frame(viewport=SCREEN, sent=Size(1920, 1080), space=CoordinateSpace(name="k999"))
UNIT = Frame(viewport=SCREEN, sent=Size(1920, 1080), space=CoordinateSpace(name="unit"))
SMART = Frame(
    viewport=SCREEN,
    sent=Size(1920, 1080),
    space=CoordinateSpace(name="smart_resize_px", min_pixels=78400, max_pixels=16384 * 784),
)


def call(name: str, arguments: dict[str, Any], *, native: bool = True) -> Reply:
    return Reply(calls=(Call(id="c1", name=name, arguments=arguments, native=native),))


def understood(dialect: str, reply: Reply | str, frame: Frame) -> tuple[Action, ...]:
    said = Reply(text=reply) if isinstance(reply, str) else reply
    return DIALECTS[dialect].parse(said, frame).actions


CLICKS: list[tuple[str, Reply | str, Frame]] = [
    ("anthropic-toolset-20260801", call("left_click", {"coordinate": [364, 205]}), SMALL),
    (
        "anthropic-computer-20251124",
        call("computer", {"action": "left_click", "coordinate": [364, 205]}),
        SMALL,
    ),
    (
        "anthropic-computer-20250124",
        call("computer", {"action": "left_click", "coordinate": [364, 205]}),
        SMALL,
    ),
    (
        "openai-computer",
        call(
            "computer",
            {"actions": [{"type": "click", "button": "left", "x": 480, "y": 270, "keys": None}]},
        ),
        FULL,
    ),
    ("gemini-3.5", call("click", {"x": 250, "y": 250, "intent": "open it"}), THOUSAND),
    ("gemini-2.5", call("click_at", {"x": 250, "y": 250}), THOUSAND),
    ("ui-tars-1.0", "Thought: x\nAction: click(start_box='(250,250)')", THOUSAND),
    (
        "ui-tars-1.0",
        "Thought: x\nAction: click(start_box='<|box_start|>(250,250)<|box_end|>')",
        THOUSAND,
    ),
    ("ui-tars-1.5", "Thought: x\nAction: click(start_box='(483,273)')", SMART),
    ("doubao-1.5-ui-tars", "Action: click(point='<point>250 250</point>')", THOUSAND),
    (
        "ui-tars-2",
        "<think_never_used_51b>hm</think_never_used_51b><seed:tool_call_never_used_51b>\n"
        "<function_never_used_51b=click>\n<parameter_never_used_51b=point><point>250 250</point>"
        "</parameter_never_used_51b>\n</function_never_used_51b>\n</seed:tool_call_never_used_51b>",
        THOUSAND,
    ),
    (
        "qwen2.5-vl",
        '<tool_call>\n{"name":"computer_use","arguments":{"action":"left_click",'
        '"coordinate":[483,273]}}\n</tool_call>',
        SMART,
    ),
    (
        "qwen3-vl",
        '<tool_call>{"name":"computer_use","arguments":{"action":"left_click",'
        '"coordinate":[250,250]}}</tool_call>',
        THOUSAND,
    ),
    (
        "qwen3-vl",
        '<tool_call>{"name":"computer_use","arguments":{"action":"left_click",'
        '"coordinate":[250,250]}}</tool_call>',
        NINES,
    ),
    (
        "qwen3-vl-xml",
        "<tool_call>\n<function=computer>\n<parameter=action>\nleft_click\n</parameter>\n"
        "<parameter=coordinate>\n[250, 250]\n</parameter>\n</function>\n</tool_call>",
        THOUSAND,
    ),
    ("pyautogui", "## Code:\n```python\npyautogui.click(x=483, y=273)\n```", SMART),
    ("pyautogui", "pyautogui.click(0.25, 0.25)", UNIT),
    ("pyautogui", "import pyautogui\npyautogui.click(480, 270)  # the button", FULL),
    (
        "computer_13",
        '{"action_type": "CLICK", "x": 480, "y": 270, "button": "left", "num_clicks": 1}',
        FULL,
    ),
    (
        "glm-4.5v",
        "<think>x</think>Action: <|begin_of_box|>left_click(start_box='[250,250]', "
        "element_info='')<|end_of_box|>\nMemory:\n[]",
        THOUSAND,
    ),
    ("deskhand", call("act", {"actions": [{"action": "click", "target": [480, 270]}]}), FULL),
    ("deskhand-text", '```json\n{"action": "click", "target": [480, 270]}\n```', FULL),
]


@pytest.mark.parametrize(("dialect", "reply", "frame"), CLICKS)
def test_a_click_at_the_target(dialect: str, reply: Reply | str, frame: Frame) -> None:
    (click,) = understood(dialect, reply, frame)
    assert isinstance(click, Click)
    assert isinstance(click.target, PointOn)
    assert abs(click.target.x - 480) <= 2
    assert abs(click.target.y - 270) <= 2
    assert click == Click(target=click.target)


POINTS = [
    ("gta1", "(483,273)", SMART),
    ("uground", "(250, 250)", THOUSAND),
    ("os-atlas", "<|box_start|>(240,240),(260,260)<|box_end|>", THOUSAND),
    ("internvl", "[[240, 240, 260, 260]]", THOUSAND),
    ("internvl", "The box is [[250, 250]].", THOUSAND),
    ("showui", "[0.25,0.25]", UNIT),
    ("showui", "{'action':'CLICK','value':None,'position':[0.25,0.25]}", UNIT),
    ("holo1", "Click(483, 273)", SMART),
    ("holo1.5", '{"action":"click_absolute","x":483,"y":273}', SMART),
    ("holo2", '{"x":250,"y":250}', THOUSAND),
    ("numbers", "480, 270", FULL),
    (
        "jedi",
        '<tool_call>{"name":"computer_use","arguments":{"action":"left_click",'
        '"coordinate":[483,273]}}</tool_call>',
        SMART,
    ),
    ("ui-tars-1.5", "Action: click(start_box='(483,273)')", SMART),
]


@pytest.mark.parametrize(("name", "text", "frame"), POINTS)
def test_a_grounding_model_points_at_the_target(name: str, text: str, frame: Frame) -> None:
    assert GROUNDINGS[name].read(text, frame).distance(Point(480, 270)) <= 2


@pytest.mark.parametrize("name", GROUNDINGS)
@pytest.mark.parametrize(
    "frame", [FULL, SMALL, THOUSAND, SMART], ids=["full", "small", "k", "smart"]
)
def test_what_a_grounding_model_says_is_read_back(name: str, frame: Frame) -> None:
    for point in (Point(480, 270), Point(0, 0), Point(1919, 1079), Point(33, 1000)):
        grounding = GROUNDINGS[name]
        assert grounding.read(grounding.write(point, frame), frame).distance(point) <= 3
    for text in ("", "I cannot see it", "(90000, 1)", "[" * 9000, "(" * 30_000):
        with pytest.raises(ReplyError):
            GROUNDINGS[name].read(text, frame)


AT, THERE = PointOn(x=480, y=270), PointOn(x=960, y=540)

MEANT: list[tuple[str, str, tuple[Action, ...]]] = [
    # keys that go down and up
    (
        "pyautogui",
        "pyautogui.keyDown('ctrl')\npyautogui.click(480, 270)\npyautogui.keyUp('ctrl')",
        (Click(target=AT, modifiers=("Control",)),),
    ),
    ("pyautogui", "pyautogui.keyDown('alt'); pyautogui.press('tab'); pyautogui.keyUp('alt')",
     (Press(keys="Alt+Tab"),)),
    ("pyautogui", "pyautogui.keyDown('a')\ntime.sleep(2)\npyautogui.keyUp('a')",
     (Hold(keys="a", seconds=2),)),
    # movements that belong together
    ("pyautogui", "pyautogui.moveTo(480, 270)\npyautogui.dragTo(960, 540, button='left')",
     (Drag(path=(AT, THERE)),)),
    (
        "pyautogui",
        "pyautogui.moveTo(480, 270)\npyautogui.mouseDown()\npyautogui.moveTo(960, 540)\n"
        "pyautogui.mouseUp()",
        (Drag(path=(AT, THERE)),),
    ),
    ("pyautogui", "pyautogui.moveTo(480, 270)\npyautogui.scroll(-3)",
     (Scroll(target=AT, dy=3),)),
    ("pyautogui", "pyautogui.write('Lisbon')\npyautogui.press('enter')",
     (Type(text="Lisbon", clear=False, submit=True),)),
    ("pyautogui", "pyautogui.press(['tab', 'tab', 'enter'])",
     (Press(keys="Tab", repeat=2), Press(keys="Enter"))),
    ("pyautogui", "computer.triple_click(480, 270)", (Click(target=AT, count=3),)),
    ("pyautogui", "computer.terminate(status='failure')", (Finish(success=False),)),
    ("pyautogui", "DONE", (Finish(),)),
    (
        "computer_13",
        '[{"action_type": "MOVE_TO", "x": 480, "y": 270}, {"action_type": "DRAG_TO", "x": 960, '
        '"y": 540}]',
        (Drag(path=(AT, THERE)),),
    ),
    ("computer_13", '{"action_type": "SCROLL", "dx": 0, "dy": -3}', (Scroll(dy=3),)),
    ("ui-tars-1.0", "Action: type(content='It's done\\n')",
     (Type(text="It's done", clear=False, submit=True),)),
    ("ui-tars-1.0", "Action: hotkey(key='ctrl shift arrowleft')",
     (Press(keys="Control+Shift+ArrowLeft"),)),
    ("ui-tars-1.0", "Thought: Which account?\nAction: call_user()",
     (Ask(question="Which account?"),)),
    ("ui-tars-1.0", "Action: finished(content='42')", (Finish(answer="42"),)),
    (
        "ui-tars-1.0",
        "Action: left_double(start_box='(480,270)')\n\nclick(start_box='(480,270)')",
        (Click(target=AT, count=3),),
    ),
    (
        "qwen2.5-vl",
        '<tool_call>{"name":"computer_use","arguments":{"action":"key","keys":["ctrl","+"]}}'
        "</tool_call>",
        (Press(keys="Control++"),),
    ),
    (
        "qwen3-vl",
        '<tool_call>{"name":"computer_use","arguments":{"action":"answer","text":"42"}}</tool_call>'
        '\n<tool_call>{"name":"computer_use","arguments":{"action":"terminate","status":"success"}}'
        "</tool_call>",
        (Finish(answer="42"),),
    ),
    ("glm-4.5v", "scroll(start_box='[480,270]', direction='down', step=4)",
     (Scroll(target=AT, dy=4),)),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "meant"), MEANT)
def test_what_text_means(dialect: str, text: str, meant: tuple[Action, ...]) -> None:
    assert understood(dialect, text, FULL) == meant


CALLED: list[tuple[str, str, dict[str, Any], tuple[Action, ...]]] = [
    ("anthropic-toolset-20260801", "key", {"text": "ctrl+s", "repeat": 2},
     (Press(keys="Control+s", repeat=2),)),
    ("anthropic-toolset-20260801", "left_click", {"coordinate": [480, 270], "text": "ctrl+shift"},
     (Click(target=AT, modifiers=("Control", "Shift")),)),
    ("anthropic-toolset-20260801", "scroll",
     {"coordinate": [480, 270], "scroll_direction": "down", "scroll_amount": 3},
     (Scroll(target=AT, dy=3),)),
    ("anthropic-toolset-20260801", "screenshot", {}, (Wait(seconds=0),)),
    ("anthropic-toolset-20260801", "hold_key", {"text": "Down", "duration": 2},
     (Hold(keys="ArrowDown", seconds=2),)),
    ("openai-computer", "computer",
     {"actions": [{"type": "keypress", "keys": ["CTRL", "S"]}, {"type": "type", "text": "x"}]},
     (Press(keys="Control+s"), Type(text="x", clear=False))),
    ("openai-computer", "computer",
     {"actions": [{"type": "click", "button": "back", "x": 1, "y": 1}]}, (Navigate(how="back"),)),
    ("openai-computer", "computer",
     {"actions": [{"type": "drag", "path": [{"x": 480, "y": 270}, {"x": 960, "y": 540}]}]},
     (Drag(path=(AT, THERE)),)),
    ("gemini-3.5", "hotkey", {"keys": ["CONTROL", "A"], "intent": "all"},
     (Press(keys="Control+a"),)),
    ("gemini-3.5", "navigate", {"url": "https://example.org", "intent": "go"},
     (Open(what="https://example.org"),)),
    ("gemini-3.5", "scroll",
     {"x": 480, "y": 270, "direction": "up", "magnitude_in_pixels": 300},
     (Scroll(target=AT, dy=-300, unit="pixel"),)),
    ("gemini-2.5", "type_text_at", {"x": 480, "y": 270, "text": "x"},
     (Type(text="x", into=AT),)),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "name", "arguments", "meant"), CALLED)
def test_what_a_call_means(
    dialect: str, name: str, arguments: dict[str, Any], meant: tuple[Action, ...]
) -> None:
    assert understood(dialect, call(name, arguments), FULL) == meant


def test_several_calls_know_where_their_actions_come_from() -> None:
    reply = Reply(
        text="First the name.",
        calls=(
            Call(id="a", name="mouse_move", arguments={"coordinate": [480, 270]}, native=True),
            Call(id="b", name="left_mouse_down", arguments={}, native=True),
            Call(id="c", name="mouse_move", arguments={"coordinate": [960, 540]}, native=True),
            Call(id="d", name="left_mouse_up", arguments={}, native=True),
            Call(
                id="e",
                name="act",
                arguments={"actions": [{"action": "click", "target": "e3"}]},
            ),
        ),
    )
    result = DIALECTS["anthropic-toolset-20260801"].parse(reply, FULL)
    assert result.actions == (Drag(path=(AT, THERE)), Click(target=ElementRef(ref="e3")))
    assert result.sources == ("d", "e")
    assert result.thought == "First the name."


def test_the_pointer_stays_where_the_last_reply_left_it() -> None:
    frame = Frame(viewport=SCREEN, sent=Size(1920, 1080), pointer=Point(480, 270))
    press = call("left_mouse_down", {})
    scroll = call("scroll", {"scroll_direction": "down", "scroll_amount": 3})
    toolset = DIALECTS["anthropic-toolset-20260801"]
    assert toolset.parse(press, frame).actions == (MouseDown(target=AT),)
    assert toolset.parse(scroll, frame).actions == (Scroll(target=AT, dy=3),)
    with pytest.raises(ReplyError, match="nobody knows where the pointer is"):
        toolset.parse(press, FULL)
    up = call("left_mouse_up", {})
    assert toolset.parse(up, frame).actions == (MouseUp(target=AT),)


def test_text_beside_a_native_tool_is_the_answer() -> None:
    result = DIALECTS["openai-computer"].parse(Reply(text="It costs 42 euros."), FULL)
    assert result.actions == (Finish(answer="It costs 42 euros."),)
    assert result.plain


def test_a_function_that_is_said_and_not_called_is_no_answer() -> None:
    said = Reply(text='{"actions": [{"action": "click", "target": "e3"}]}')
    result = DIALECTS["openai-computer"].parse(said, FULL)
    assert result.actions == (Click(target=ElementRef(ref="e3")),)
    assert not result.plain
    with pytest.raises(ReplyError):
        DIALECTS["openai-computer"].parse(Reply(text='{"actions": [{"action": '), FULL)


def test_regions_to_zoom_into_are_in_the_picture() -> None:
    toolset = DIALECTS["anthropic-toolset-20260801"]
    (zoom,) = toolset.parse(call("zoom", {"region": [0, 0, 728, 819]}), SMALL).actions
    assert isinstance(zoom, Zoom)
    assert zoom.region is not None
    assert zoom.region.rounded() == (0, 0, 960, 1080)
    with pytest.raises(ReplyError, match="reaches out of the picture"):
        toolset.parse(call("zoom", {"region": [0, 0, 2000, 819]}), SMALL)


REFUSED = [
    ("anthropic-toolset-20260801", "cursor_position", {}, "the screenshot shows it"),
    (
        "anthropic-toolset-20260801",
        "left_click",
        {"coordinate": [2000, 1]},
        "x goes from 0 to 1919",
    ),
    ("anthropic-toolset-20260801", "left_click", {"coordinate": [1, 1], "at": 1}, "not take at"),
    ("anthropic-toolset-20260801", "key", {"text": "hyper+x"}, "there is no key"),
    ("anthropic-toolset-20260801", "fly", {}, "there is no action fly; there are left_click"),
    ("openai-computer", "computer", {"actions": [{"type": "click", "x": 1}]}, "click lacks y"),
    ("gemini-3.5", "key_down", {"key": "shift"}, "release it in the same reply"),
    ("deskhand", "act", {"actions": [{"action": "click", "target": "the Save button"}]}, "no ref"),
    ("deskhand", "act", {"actions": [{"action": "click"}]}, "click lacks target"),
]


@pytest.mark.parametrize(("dialect", "name", "arguments", "message"), REFUSED)
def test_refusals_say_what_to_do(
    dialect: str, name: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ReplyError, match=message):
        DIALECTS[dialect].parse(call(name, arguments), FULL)


def test_moves_without_more_are_moves() -> None:
    assert understood("glm-4.5v", "hover(start_box='[480,270]')", FULL) == (Move(target=AT),)
