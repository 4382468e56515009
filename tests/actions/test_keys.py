from __future__ import annotations

import pytest

from actions.errors import InvalidAction
from actions.keys import Chord, canonical, parse


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Return", "Enter"),
        ("BackSpace", "Backspace"),
        ("Page_Down", "PageDown"),
        ("Prior", "PageUp"),
        ("pgdn", "PageDown"),
        ("VK_ESCAPE", "Escape"),
        ("KEY_A", "a"),
        ("KP_Enter", "NumpadEnter"),
        ("Super_L", "Meta"),
        ("ctrl", "Control"),
        ("option", "Alt"),
        ("f12", "F12"),
        (" ", "Space"),
        ("A", "A"),
        ("ß", "ß"),
        ("minus", "-"),
        ("→", "ArrowRight"),
    ],
)
def test_dialects(name: str, expected: str) -> None:
    assert canonical(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Control+Shift+a", [Chord(("Control", "Shift"), "a")]),
        ("shift+ctrl+A", [Chord(("Control", "Shift"), "A")]),
        ("ctrl-a", [Chord(("Control",), "a")]),
        ("Control + a", [Chord(("Control",), "a")]),
        ("Control++", [Chord(("Control",), "+")]),
        ("ctrl+minus", [Chord(("Control",), "-")]),
        ("ctrl+-", [Chord(("Control",), "-")]),
        ("+", [Chord((), "+")]),
        ("-", [Chord((), "-")]),
        ("Shift", [Chord((), "Shift")]),
        ("Control+Shift", [Chord(("Control",), "Shift")]),
        ("Page Down", [Chord((), "PageDown")]),
        ("Tab Tab Enter", [Chord((), "Tab"), Chord((), "Tab"), Chord((), "Enter")]),
        ("⌥⇧x", [Chord(("Alt", "Shift"), "x")]),
        (" ", [Chord((), "Space")]),
    ],
)
def test_chords(text: str, expected: list[Chord]) -> None:
    assert list(parse(text)) == expected


@pytest.mark.parametrize("text", ["", "Hyper", "Control+Foo", "a+b", "the quick brown fox"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(InvalidAction):
        parse(text)


def test_every_key_that_the_browser_knows_is_reached() -> None:
    names = ["Enter", "Tab", "Escape", "Backspace", "Delete", "Insert", "Home", "End", "PageUp"]
    assert [canonical(name) for name in names] == names
