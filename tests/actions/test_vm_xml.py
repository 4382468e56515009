"""The accessibility XML of a machine is read as the hostile text that it may be."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.environments.machine_nodes import tops
from actions.environments.machine_xml import BadTree, pair, read_tree

SPACE = "https://accessibility.ubuntu.example.org/ns"
HEAD = " ".join(
    f'xmlns:{short}="{SPACE}/{name}"'
    for short, name in {
        "st": "state", "cp": "component", "val": "value", "act": "action", "attr": "attributes",
    }.items()
)  # fmt: skip


def desktop(inside: str) -> str:
    return f"<desktop-frame {HEAD}><application name='app'>{inside}</application></desktop-frame>"


def control(tag: str, name: str, box: str = "(1, 2)", size: str = "(3, 4)", more: str = "") -> str:
    return (
        f"<{tag} name='{name}' st:showing='true' st:visible='true' cp:screencoord='{box}' "
        f"cp:size='{size}'>{more}</{tag}>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing",
        "<a>",
        "<a/><b/>",
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><a/>',
        "<a>&undefined;</a>",
        "<a \ud800='x'/>",
    ],
)
def test_what_is_no_plain_tree_is_refused(text: str) -> None:
    with pytest.raises(BadTree):
        read_tree(text)


@pytest.mark.parametrize(
    "text",
    [
        "<panel>" * 50_000 + "</panel>" * 50_000,
        "<panel/>" * 150_000,
        f"<panel name='{'x' * 1_000_000}'/>",
        f"<panel>{'x' * 2_000_000}</panel>",
        "<panel " + " ".join(f"a{n}='1'" for n in range(5_000)) + "/>",
    ],
    ids=["deep", "wide", "long name", "long text", "many attributes"],
)
def test_what_is_too_much_is_cut(text: str) -> None:
    started = time.monotonic()
    tree = read_tree(desktop(text))
    nodes = list(tree.root.walk())
    assert len(nodes) <= 60_000
    assert all(len(node.name) <= 4_000 and len(node.text) <= 100_000 for node in nodes)
    tops(tree)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "text",
    ["", "(1)", "(1, 2, 3)", "1, 2", "(a, b)", "__import__('os').abort()", "(1, 999999999999)",
     "(1,\n2); evil()", "(0x10, 2)", "(1e5, 2)", "(inf, nan)", "(" * 500],
)  # fmt: skip
def test_only_two_numbers_are_coordinates(text: str) -> None:
    assert pair(text) is None


@given(st.integers(-100_000, 100_000), st.integers(-100_000, 100_000))
def test_coordinates(x: int, y: int) -> None:
    assert pair(str((x, y))) == (x, y)
    assert pair(f"({x}.5, {y}.0)") == (x, y)


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    with contextlib.suppress(BadTree):
        read_tree(text)


def test_fields_are_named_by_the_label_before_them() -> None:
    inside = control(
        "frame",
        "Window",
        more=control("label", "City", "(10, 10)", "(50, 20)")
        + control("text", "", "(70, 10)", "(100, 20)")
        + control("label", "Colour", "(10, 40)", "(100, 20)")
        + control("combo-box", "Red", "(10, 62)", "(100, 20)")
        + control("label", "Far", "(10, 100)", "(50, 20)")
        + control("text", "", "(10, 400)", "(100, 20)"),
    )
    (top,) = tops(read_tree(desktop(inside)))
    named = [(each.name, each.text) for each in top.node.children]
    assert named[1] == ("City", "")
    assert named[3] == ("Colour", "Red")
    assert named[5] == ("", "")


def test_what_is_hidden_is_left_out_and_paths_count_it() -> None:
    hidden = "<panel name='hidden'/>"
    inside = control("frame", "Window", more=hidden + control("push-button", "Go"))
    (top,) = tops(read_tree(desktop(inside)))
    assert [each.name for each in top.node.children] == ["Go"]
    assert top.node.children[0].place == ("push-button", "1")


def test_windows_trees_are_read_too() -> None:
    space = SPACE.replace("ubuntu", "windows")
    head = HEAD.replace(SPACE, space)
    text = (
        f"<desktop {head}><dialog name='Notepad' st:visible='True' st:enabled='True' "
        "cp:screencoord='(0, 0)' cp:size='(800, 600)'><edit name='Editor' st:visible='true' "
        "st:enabled='true' cp:screencoord='(1, 30)' cp:size='(700, 500)' val:value='Hello'/>"
        "</dialog></desktop>"
    )
    (top,) = tops(read_tree(text))
    assert (top.title, top.toolkit) == ("Notepad", "windows")
    assert top.node.children[0].text == "Hello"
