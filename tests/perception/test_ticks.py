"""Boxes to tick and round options in pictures of real pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from perception.element import Element
from perception.fusion import fuse
from perception.geometry import Size
from perception.screenshot import Screenshot

OPTIONS = ("By train", "On foot", "Oranges", "Quiet car", "Return trip")

PAGE = """<body style="margin:0;font:15px sans-serif;background:{back};color:{ink};
 color-scheme:{scheme}"><h2 style="margin:20px">Options</h2>{rows}
<p style="margin:20px">Our Only Oboe: 8 0 O D Q and the rest of a sentence to be read.</p>"""


def _seen(page: Page, kind: str, ticked: set[str], dark: bool, style: str = "") -> list[Element]:
    rows = "".join(
        f"<div style='margin:12px 40px'><label><input type={kind} style='{style}'"
        f"{' checked' if name in ticked else ''}> {name}</label></div>"
        for name in OPTIONS
    )
    page.set_viewport_size({"width": 700, "height": 420})
    colours = ("#202124", "#e8eaed", "dark") if dark else ("white", "black", "light")
    back, ink, scheme = colours
    page.set_content(PAGE.format(back=back, ink=ink, scheme=scheme, rows=rows))
    return list(fuse(Screenshot(page.screenshot(), Size(700, 420))).elements)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("style", ["", "width:18px;height:18px;accent-color:green"])
def test_boxes_to_tick(page: Page, dark: bool, style: str) -> None:
    ticked = {"On foot", "Quiet car"}
    found = [
        each for each in _seen(page, "checkbox", ticked, dark, style) if each.role == "checkbox"
    ]
    assert [each.name for each in found] == list(OPTIONS)
    assert {each.name for each in found if "checked" in each.states} == ticked
    for each in found:
        assert each.click_point is not None
        assert each.click_point.x < each.box.x + 22  # in the box, not on the text


@pytest.mark.parametrize("dark", [False, True])
def test_round_options(page: Page, dark: bool) -> None:
    found = [
        each
        for each in _seen(page, "radio", {"Oranges"}, dark, "width:16px;height:16px")
        if each.role == "radio"
    ]
    assert [each.name for each in found] == list(OPTIONS)
    assert {each.name for each in found if "checked" in each.states} == {"Oranges"}


def test_letters_are_none(page: Page) -> None:
    found = _seen(page, "checkbox", set(), False)
    sentence = next(each for each in found if each.name.startswith("Our Only"))
    assert sentence.role == "text"
    assert len([each for each in found if each.role in ("checkbox", "radio")]) == len(OPTIONS)
