"""Fields while they are filled in: text and a caret break up the even face of an empty one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from perception.element import Element
from perception.fusion import Fusion, fuse
from perception.geometry import Size
from perception.screenshot import Screenshot

# A caret from border to border, as toolkits without padding draw it, right after the text.
FORM = """<body style="margin:0;font:15px sans-serif;background:#d9d9d9">
<div style="position:absolute;left:{label}px;top:80px;line-height:22px">Amount</div>
<div style="position:absolute;left:120px;top:80px;width:300px;height:22px;background:#fff;
line-height:22px;box-sizing:border-box;border:1px solid {border};white-space:nowrap;overflow:hidden"
><span style="{caret}">{value}</span></div>
<div style="position:absolute;left:40px;top:140px">Another line of words</div></body>"""
CARET = "border-right:2px solid #000;display:inline-block;height:20px"

Shot = Callable[..., Screenshot]


@pytest.fixture
def shot(page: Page) -> Shot:
    page.set_viewport_size({"width": 600, "height": 240})

    def take(
        value: str = "", *, caret: bool = False, border: str = "#888", label: int = 40
    ) -> Screenshot:
        style = CARET if caret else ""
        page.set_content(FORM.format(value=value, caret=style, border=border, label=label))
        return Screenshot(page.screenshot(), Size(600, 240))

    return take


def _field(shown: Screenshot, fusion: Fusion) -> Element:
    (field,) = [e for e in fuse(shown, fusion=fusion).elements if e.role == "textbox"]
    return field


@pytest.mark.parametrize("border", ["#888", "#000"])
def test_a_field_stays_while_it_is_filled_in(shot: Shot, border: str) -> None:
    fusion = Fusion()
    empty = _field(shot(), fusion)
    assert (empty.name, empty.value) == ("Amount", "")
    typed = _field(shot("Rope", caret=True, border=border), fusion)
    assert (typed.ref, typed.name) == (empty.ref, "Amount")
    assert typed.box.overlap(empty.box) > 0.9
    left = _field(shot("Rope", border=border), fusion)
    assert (left.ref, left.value) == (empty.ref, "Rope")


def test_a_label_close_to_its_field_is_no_part_of_its_value(shot: Shot) -> None:
    fusion = Fusion()
    for value in ("", "25", "3"):
        field = _field(shot(value, label=64), fusion)
        assert (field.name, field.value) == ("Amount", value)


def test_a_field_that_is_gone_is_not_kept(shot: Shot, page: Page) -> None:
    fusion = Fusion()
    _field(shot(), fusion)
    page.set_content("<body style='background:#d9d9d9'><p style='margin:80px'>Rope, twine</p>")
    bare = Screenshot(page.screenshot(), Size(600, 240))
    assert not [e for e in fuse(bare, fusion=fusion).elements if e.role == "textbox"]
