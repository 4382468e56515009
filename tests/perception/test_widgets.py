"""Proposing the controls of real pages from their pixels."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from perception import imaging
from perception.geometry import Box
from perception.widgets import Proposal, load_detector, proposals

ICON = "<svg width=20 height=20><path d='M3 3L17 17M17 3L3 17' stroke='{}' stroke-width=3 /></svg>"
PAGE = """<!doctype html><style>
  body {{ font: 15px 'DejaVu Sans'; background: {ground}; color: {ink}; margin: 24px }}
  button, input, select {{ font: inherit; padding: 6px 12px; border: 1px solid #888;
    border-radius: 4px; background: {face}; color: {ink} }}
  .flat {{ border: 0; background: none; padding: 8px }} div {{ margin-bottom: 18px }}
  a {{ color: {link} }}
  input[type=checkbox], input[type=radio] {{ width: 16px; height: 16px }}
</style>
<div><button>Save</button> <button>Cancel order</button> <button class=flat>{icon}</button>
  <button class=flat>{icon}</button></div>
<div><input value="Lindqvist" size=24> <input size=16></div>
<div><input type=checkbox id=c> <label for=c>Urgent only</label></div>
<div><input type=radio> First class</div><div><input type=radio checked> Second class</div>
<div><select><option>All cities</select></div>
<div><a href=#>Details</a> &emsp;&emsp; <a href=#>Terms of use</a></div>
<p>A paragraph that explains at some length what happens to an order once it was placed.</p>
"""
THEMES = {
    "light": {"ground": "#fff", "ink": "#222", "face": "#f2f2f2", "link": "#0b57d0"},
    "dark": {"ground": "#1e1f22", "ink": "#ddd", "face": "#33353a", "link": "#8ab4f8"},
}


def shown(browser: Browser, theme: str) -> tuple[np.ndarray, list[Box]]:
    """The picture of the page, and where its controls are."""
    context = browser.new_context(viewport={"width": 900, "height": 600}, color_scheme=theme)
    try:
        page = context.new_page()
        page.set_content(PAGE.format(icon=ICON.format(THEMES[theme]["ink"]), **THEMES[theme]))
        boxes = page.evaluate(
            """() => [...document.querySelectorAll('button, input, select, a')].map(each => {
                 const r = each.getBoundingClientRect(); return [r.x, r.y, r.width, r.height] })"""
        )
        return imaging.decoded(page.screenshot()), [Box(*each) for each in boxes]
    finally:
        context.close()


def point_in(box: Box, found: list[Proposal]) -> bool:
    """Whether a click at the middle of a proposal of about its size would hit it."""
    return any(box.contains(each.box.center) and each.box.area <= 4 * box.area for each in found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_control_is_proposed(browser, theme):
    picture, boxes = shown(browser, theme)
    found = proposals(picture, 60)
    assert [box for box in boxes if not point_in(box, found)] == []


def test_controls_come_before_text(browser):
    picture, boxes = shown(browser, "light")
    best = proposals(picture, len(boxes) + 4)
    framed = boxes[:2] + boxes[4:7]
    assert all(point_in(box, best) for box in framed)
    assert [each.score for each in best] == sorted((each.score for each in best), reverse=True)


def test_kinds_and_boxes_of_framed_controls(browser):
    picture, boxes = shown(browser, "light")
    found = proposals(picture)

    def kind(box: Box) -> str:
        return max(found, key=lambda each: each.box.overlap(box)).kind

    assert [kind(box) for box in boxes[:2]] == ["button", "button"]
    assert [kind(box) for box in boxes[4:6]] == ["field", "field"]
    assert kind(boxes[6]) == "checkbox"
    for box in boxes[:2] + boxes[4:6]:
        assert max(each.box.overlap(box) for each in found) > 0.8


def test_nothing_in_a_plain_picture():
    assert proposals(np.full((300, 400, 4), 80, np.uint8)) == []


def test_a_full_screen_takes_little_time(browser):
    picture, _ = shown(browser, "light")
    screen = np.tile(picture, (2, 3, 1))[:1080, :1920].copy()
    proposals(screen)
    began = time.process_time()
    proposals(screen)
    assert time.process_time() - began < 1.5  # some 0.08 s on an idle core


def test_a_detector_is_loaded_from_its_file(tmp_path: Path):
    file = tmp_path / "mine.py"
    file.write_text(
        "from perception.geometry import Box\n"
        "from perception.widgets import Proposal\n"
        "class Mine:\n"
        "    def detect(self, picture):\n"
        "        return [Proposal(Box(1, 2, 3, 4), 'icon', 0.9)]\n"
        "def detector():\n"
        "    return Mine()\n",
        "utf-8",
    )
    found = load_detector(str(file)).detect(np.zeros((9, 9, 3), np.uint8))
    assert list(found) == [Proposal(Box(1, 2, 3, 4), "icon", 0.9)]
    with pytest.raises(ValueError, match="no such file"):
        load_detector(str(tmp_path / "other.py"))
    file.write_text("x = 1\n", "utf-8")
    with pytest.raises(ValueError, match="must define detector"):
        load_detector(str(file))
