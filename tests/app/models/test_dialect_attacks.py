"""Whatever a model writes: nothing but `ReplyError`, nothing run, and no long thinking."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.action import Click, Press, Type
from actions.coordinates import CoordinateSpace, Frame
from actions.errors import ReplyError
from actions.target import PointOn
from app.models.dialects.grounding import GROUNDINGS
from app.models.dialects.interface import Dialect
from app.models.dialects.registry import DIALECTS
from app.models.wire import Call, Reply
from perception.geometry import Size, Viewport

FRAME = Frame(
    viewport=Viewport(size=Size(1920, 1080)),
    sent=Size(1920, 1080),
    space=CoordinateSpace(name="k1000"),
)
EVERY = [pytest.param(dialect, id=name) for name, dialect in DIALECTS.items()]
SLOW = 30.0  # seconds: hundreds of times what it takes

_FORBIDDEN = ("exec", "compile", "open", "import", "os.", "subprocess.", "socket.", "shutil.")
_seen: list[str] | None = None


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen is not None and event.startswith(_FORBIDDEN):
        _seen.append(f"{event} {arguments!r:.80}")


sys.addaudithook(_audit)


@contextmanager
def nothing_is_run() -> Iterator[None]:
    """Nothing is compiled, imported, opened or started meanwhile, by Python's own account."""
    global _seen
    _seen = []
    try:
        yield
        assert _seen == []
    finally:
        _seen = None


def test_the_watch_sees_what_is_run() -> None:
    with pytest.raises(AssertionError), nothing_is_run():
        eval("1")  # noqa: S307 - what the watch is there to see


def survive(dialect: Dialect, reply: Reply) -> None:
    began = time.monotonic()
    message = ""
    with nothing_is_run():
        try:
            assert dialect.parse(reply, FRAME).actions
        except ReplyError as failure:
            message = str(failure)
    assert len(message) < 2000
    assert time.monotonic() - began < SLOW


def as_call(arguments: Any, name: str = "computer") -> Reply:
    return Reply(calls=(Call(id="c", name=name, arguments=arguments, native=name != "act"),))


fragments = st.sampled_from(
    [
        "Thought: ", "Action: ", "\nAction: ", "click(", "start_box=", "'(1,2)'", "(", ")", "[",
        "]",
        "{", "}", '"', "'", "\\", ",", ":", "<tool_call>", "</tool_call>", "<function=click>",
        "<parameter=point>", "</parameter>", "</function>", "```python\n", "```", "pyautogui.",
        "hotkey('ctrl'", "__import__('os').system('true')", "eval('1')", "1e999", "-5", "NaN",
        '{"actions": [', '{"action": "click", ', '"target": ', '"e1"', "[1, 2]", "DONE", "\n", " ",
        '"action_type": "CLICK"', "<|begin_of_box|>", "<|end_of_box|>", "\x00", "\ud800", "é",
    ]
)  # fmt: skip
wild = st.one_of(st.text(max_size=60), st.lists(fragments, max_size=25).map("".join))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("dialect", EVERY)
@settings(max_examples=100, deadline=None)
@given(text=wild)
def test_any_text(dialect: Dialect, text: str) -> None:
    survive(dialect, Reply(text=text))


ARGUMENTS = [
    "action", "actions", "type", "coordinate", "start_coordinate", "text", "x", "y", "keys", "key",
    "path", "button", "scroll_direction", "scroll_amount", "duration", "region", "direction",
    "magnitude", "url", "pixels", "time", "status", "thought",
]  # fmt: skip


@pytest.mark.parametrize("dialect", EVERY)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_call(dialect: Dialect, data: st.DataObject) -> None:
    """Known names with arguments of any kind."""
    readers = getattr(getattr(dialect, "vocabulary", None), "readers", {"click": None})
    word = st.sampled_from(sorted(readers))
    arguments = data.draw(st.dictionaries(st.sampled_from(ARGUMENTS), json_values, max_size=4))
    inner = {"action": data.draw(word), "type": data.draw(word), **arguments}
    for reply in (
        as_call(arguments, data.draw(word)),
        as_call({**arguments, "action": data.draw(word)}),
        as_call({"actions": [inner]}),
        as_call({"actions": [inner]}, "act"),
        as_call({"actions": arguments}, "act"),
        as_call(data.draw(json_values), "act"),
    ):
        survive(dialect, reply)


@pytest.mark.parametrize("dialect", EVERY)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_good_reply_cut_and_changed(dialect: Dialect, data: st.DataObject) -> None:
    text = dialect.serialise(
        [Click(target=PointOn(x=9, y=9)), Press(keys="Control+s"), Type(text="it's", clear=False)],
        FRAME,
        "why",
    ).text
    cut = data.draw(st.integers(0, len(text)))
    changed = text[:cut] + data.draw(wild) + text[cut + data.draw(st.integers(0, 9)) :]
    survive(dialect, Reply(text=changed))


MILLION = 1_000_000
HUGE = {
    "letters": "a" * MILLION,
    "quotes": "Action: type(content='" + "'" * MILLION,
    "blanks": "Action: type(content='" + "' " * (MILLION // 2),
    "brackets": "[" * MILLION,
    "objects": '{"a":' * (MILLION // 5),
    "backslashes": "Action: type(content='" + "\\" * MILLION,
    "actions": "\nAction: " * (MILLION // 9),
    "functions": "<function=click>" * (MILLION // 16),
    "digits": "Action: click(start_box='(" + "9" * MILLION,
}


def _within(text: str) -> list[str]:
    """The text as it is, and as long as just fits."""
    return [text, text[:199_990]]


@pytest.mark.parametrize("dialect", EVERY)
@pytest.mark.parametrize("kind", HUGE)
def test_a_million_characters(dialect: Dialect, kind: str) -> None:
    for text in _within(HUGE[kind]):
        survive(dialect, Reply(text=text))


NASTY = [
    "Action: click(start_box='" + "(1,2)" * 30_000 + "')",
    "Action: click(" + "a=1, " * 30_000 + ")",
    "Action: " + "wait()\n" * 20_000,
    "Action: type(content='" + ("'" + " " * 500) * 380,
    "Action: type(content='" + ("', a" + " " * 40) * 4000,
    "<tool_call>" * 15_000,
    "<tool_call>{" + '"a":[' * 30_000,
    "<function=click>" + "<parameter=point>" * 10_000,
    "<function=click>" + "<parameter=a>1</parameter>" * 7000 + "</function>",
    "```python\n" * 15_000,
    "# x\n" * 45_000,
    '{"actions": [' + '{"action": "wait", "until": ' * 6000,
    '{"actions": [{"action": "wait", "until": '
    + '{"is": "not", "predicate": ' * 500
    + '{"is": "text", "text": "a"}'
    + "}" * 502
    + "]}",
    '{"actions": [' + ", ".join(['{"action": "zoom"}'] * 9000) + "]}",
    '{"actions": [{"action": "click", "target": [' + "9" * 9000 + ", 1]}]}",
    '{"actions": [{"action": "click", "target": [1e400, NaN]}]}',
    '{"actions": [], "actions": [{"action": "zoom"}]}',
    '{"thought": "x" "actions": [{"action": "click", "target": "e1"}]}',
    "<think>" * 20_000 + "{",
    "Action: " + "f" * 100_000 + "()",
    "Action: hotkey(key='" + "ctrl " * 20_000 + "')",
    "Action: hotkey(key='" + "ctrl+" * 20_000 + "')",
    "pyautogui.hotkey(" + "'a', " * 20_000 + ")",
    "pyautogui.press(['a'] * 1000000)",
    "pyautogui.click(x=__import__('os').getpid(), y=1)",
    "pyautogui.write(f'{1}')",
    "pyautogui.write('a' + 'b')",
    "[x for x in ().__class__.__base__.__subclasses__()]",
    "exec('import os')",
    "Action: click(start_box='__import__(\"os\")')",
]


@pytest.mark.parametrize("dialect", EVERY)
def test_what_is_meant_to_break_or_to_be_run(dialect: Dialect) -> None:
    for text in NASTY:
        survive(dialect, Reply(text=text))
        survive(dialect, as_call({"action": "type", "text": text}))
        survive(dialect, as_call({"action": text, "coordinate": text, text: text}))
        survive(dialect, as_call({"actions": [{"action": "type", "text": text}]}, "act"))
        survive(dialect, as_call({"actions": [{"action": text}]}, "act"))


@pytest.mark.parametrize("name", GROUNDINGS)
def test_grounding_models_are_trusted_no_more(name: str) -> None:
    for text in [*NASTY, *HUGE.values(), *(text[:19_999] for text in HUGE.values())]:
        began = time.monotonic()
        with nothing_is_run(), suppress(ReplyError):
            GROUNDINGS[name].read(text, FRAME)
        assert time.monotonic() - began < SLOW


def test_broken_json_is_never_searched_for_parts() -> None:
    for dialect in (DIALECTS["deskhand-text"], DIALECTS["computer_13"]):
        with pytest.raises(ReplyError):
            dialect.parse(Reply(text='{"actions": [{"action": "click", "target": "e1"}]'), FRAME)
        with pytest.raises(ReplyError):
            dialect.parse(Reply(text='{"a" {"action": "click", "target": "e1"}}'), FRAME)
