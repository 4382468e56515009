"""What a page draws on a canvas: seen in the picture, and looked at again before each click."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from actions.action import Click, Open, Type
from actions.environments.browser import BrowserOptions, open_browser
from actions.errors import InvalidAction, TargetChanged, TargetNotReady
from actions.target import ElementRef
from perception.element import Visibility
from perception.fusion import SOURCE
from perception.fusion_options import PixelOptions
from perception.geometry import Box

PAGE = """<!doctype html><title>Board</title><body style="margin:0">
<h1 style="font:20px sans-serif;margin:10px">Board</h1>
<p id=log style="margin:10px">nothing yet</p>
<canvas id=board width=600 height=300 style="position:absolute;left:50px;top:100px"></canvas>
<div id=veil hidden style="position:absolute;left:0;top:90px;width:700px;height:330px;
 background:#fff">In between</div>
<script>
const paint = board.getContext("2d"), state = {label: "Start", top: 40};
function draw() {
  paint.fillStyle = "#fafafa"; paint.fillRect(0, 0, 600, 300);
  for (const [x, name] of [[40, state.label], [240, "Discard"]]) {
    paint.fillStyle = "#d8dde6"; paint.strokeStyle = "#445"; paint.lineWidth = 1;
    paint.fillRect(x + .5, state.top + .5, 140, 40);
    paint.strokeRect(x + .5, state.top + .5, 140, 40);
    paint.fillStyle = "#111"; paint.font = "15px sans-serif"; paint.textAlign = "center";
    paint.fillText(name, x + 70, state.top + 26);
  }
}
board.onclick = event => {
  const across = event.offsetX, down = event.offsetY - state.top;
  if (down < 0 || down > 40) return;
  const name = across < 180 ? state.label : "Discard";
  document.title = log.textContent = "clicked " + name;
};
draw();
for (const [name, does] of Object.entries({
  relabel: () => { state.label = "Stop"; }, shift: () => { state.top += 60; },
  hide: () => { veil.hidden = false; }})) {
  const button = document.body.appendChild(document.createElement("button"));
  button.textContent = name; button.style.cssText = "position:relative;top:420px";
  button.onclick = () => { does(); draw(); };
}
</script>"""


@pytest.fixture
def board(hand: Any, site: Any) -> Any:
    hand.do(Open(what=site.page(PAGE)))
    return hand


def _clicked(hand: Any) -> Any:
    return hand.see().surfaces[0].title


def test_what_is_drawn_is_among_the_elements(board: Any) -> None:
    seen = board.see(screenshot=True)
    start = board.find("Start", "button", seen)
    assert start.source == SOURCE
    assert start.parent is not None
    assert seen.by_ref[start.parent].role == "canvas"
    assert start.box.overlap(Box(90, 140, 141, 41)) > 0.8
    # What the page tells is not read once more.
    assert [each.source for each in seen.elements if each.name == "Board"] == ["dom"]
    board.do(Click(target=ElementRef(ref=start.ref)), start)
    assert _clicked(board) == "clicked Start"


def test_another_label_in_the_meantime_is_not_clicked(board: Any) -> None:
    start = board.find("Start")
    board.do(Click(target=ElementRef(ref="")), "relabel")
    with pytest.raises(TargetChanged):
        board.do(Click(target=ElementRef(ref=start.ref)), start)
    assert _clicked(board) == "Board"


def test_what_has_moved_is_clicked_where_it_is(board: Any) -> None:
    start = board.find("Start")
    board.do(Click(target=ElementRef(ref="")), "shift")
    board.do(Click(target=ElementRef(ref=start.ref)), start)
    assert _clicked(board) == "clicked Start"


def test_nothing_is_clicked_through_what_lies_over_the_canvas(board: Any) -> None:
    start = board.find("Start")
    board.do(Click(target=ElementRef(ref="")), "hide")
    with pytest.raises(TargetChanged):
        board.do(Click(target=ElementRef(ref=start.ref)), start)
    assert _clicked(board) == "Board"
    names = {each.name for each in board.see().elements if each.source == SOURCE}
    assert "Start" not in names


def test_what_is_drawn_is_also_seen_without_a_picture_for_the_observation(board: Any) -> None:
    assert board.see(screenshot=False).screenshot is None
    assert board.find("Discard").source == SOURCE


def test_pictures_are_read_all_over_or_not_at_all(hand: Any, site: Any) -> None:
    address = site.page(PAGE)
    with open_browser(BrowserOptions(url=address, pixels=None)) as environment:
        seen = type(hand)(environment).see()
        assert {each.source for each in seen.elements} == {"dom"}
    with open_browser(BrowserOptions(url=address, pixels=PixelOptions(always=True))) as environment:
        other = type(hand)(environment)
        start = other.find("Start", "button")
        other.do(Click(target=ElementRef(ref=start.ref)), start)
        assert _clicked(other) == "clicked Start"
        assert start.visibility is Visibility.VISIBLE


def test_a_detector_of_ones_own_proposes_the_controls(hand: Any, site: Any, tmp_path: Path) -> None:
    file = tmp_path / "detector.py"
    file.write_text(
        "from perception.geometry import Box\n"
        "from perception.widgets import Proposal\n"
        "class One:\n"
        "    def detect(self, picture):\n"
        "        return [Proposal(Box(5, 5, 300, 60), 'button', 0.9)]\n"
        "def detector():\n"
        "    return One()\n"
    )
    options = BrowserOptions(url=site.page(PAGE), pixels=PixelOptions(detector=file))
    with open_browser(options) as environment:
        seen = [each for each in type(hand)(environment).see().elements if each.source == SOURCE]
    (button,) = (each for each in seen if each.role == "button")
    assert button.box.size == (300, 60)


def test_large_pictures_without_a_name_are_read(hand: Any, site: Any) -> None:
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='500' height='200'><rect width='500' "
        "height='200' fill='white'/><text x='40' y='90' font-size='20'>Closed on Monday</text>"
        "</svg>"
    )
    source = f"data:image/svg+xml,{quote(drawing)}"
    hand.do(Open(what=site.page(f'<h1>News</h1><img src="{source}"><img alt="b" src="{source}">')))
    seen = hand.see()
    read = [each for each in seen.elements if each.source == SOURCE and each.name]
    assert [each.name for each in read] == ["Closed on Monday"]
    assert read[0].parent is not None
    assert seen.by_ref[read[0].parent].name == ""


def test_text_cannot_be_typed_into_what_is_no_field(board: Any) -> None:
    start = board.find("Start")
    with pytest.raises((TargetNotReady, InvalidAction)):
        board.do(Type(into=ElementRef(ref=start.ref), text="x"), start)
