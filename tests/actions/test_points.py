"""Points: what is done at one is done right there, whatever element lies under it."""

from __future__ import annotations

from typing import Any

import pytest

from actions.action import Click, Drag, EnvironmentAction, GroundedAction, Open, Scroll
from actions.target import PointOn
from grounding.by_ref import ground_point

T = PointOn(x=0, y=0)
HALF = """<!doctype html><meta charset=utf-8><title>-</title>
<style>body { margin: 0; height: 3000px }
button { position: absolute; left: 20px; top: 780px; width: 200px; height: 100px }</style>
<button onclick="document.title = `${scrollY}`">Half in view</button>"""
CANVAS = """<!doctype html><meta charset=utf-8><title>-</title><body style="margin:0">
<canvas id=c width=900 height=600 role=img aria-label=Board></canvas><script>
const said = [];
for (const kind of ['mousedown', 'mouseup'])
  document.getElementById('c').addEventListener(kind, e => {
    said.push([e.offsetX, e.offsetY]); document.title = said.join(' '); });
</script>"""
LISTS = """<!doctype html><meta charset=utf-8><title>-</title>
<style>body { margin: 0; display: flex } div { width: 300px; height: 300px; overflow: auto }
p { height: 2000px; margin: 0 }</style>
<div id=a aria-label=First role=group><p>One</p></div><div id=b><p>Two</p></div>
<script>for (const id of ['a', 'b']) document.getElementById(id).onscroll = () => {
  document.title = id; };</script>"""


@pytest.fixture
def at_points(hand: Any, site: Any) -> Any:
    """Show a page, and do something at points of it: `at_points(html, action, *points)`."""

    def do(html: str, action: EnvironmentAction, *points: tuple[float, float]) -> Any:
        hand.do(Open(what=site.page(html, "/points")))
        seen = hand.see()
        groundings = tuple(ground_point(PointOn(x=x, y=y), seen) for x, y in points)
        for each in groundings:
            probe = hand.environment.probe(each, hand.context)
            assert probe.hit
            assert probe.surface == each.surface
        grounded = GroundedAction(action=action, groundings=groundings)
        hand.environment.execute(grounded, hand.context)
        return hand

    return do


def title(hand: Any) -> Any:
    return lambda seen: hand.see(whole=False).active.title != "-"


def test_a_click_at_a_point_moves_nothing_first(at_points: Any) -> None:
    hand = at_points(HALF, Click(target=T), (100, 790))
    hand.until(title(hand))
    assert hand.see(whole=False).active.title == "0"


def test_a_drag_ends_at_its_point_not_in_the_middle_of_what_is_there(at_points: Any) -> None:
    hand = at_points(CANVAS, Drag(path=(T, T)), (100, 120), (320, 240))
    hand.until(lambda seen: " " in hand.see(whole=False).active.title)
    assert hand.see(whole=False).active.title == "100,120 320,240"


def test_a_scroll_at_a_point_scrolls_what_is_there(at_points: Any) -> None:
    hand = at_points(LISTS, Scroll(target=T, dy=3), (450, 100))
    hand.until(title(hand))
    assert hand.see(whole=False).active.title == "b"
