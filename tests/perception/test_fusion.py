"""What is read in pictures of real pages, beside a tree and without one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from perception import imaging
from perception.element import Element
from perception.fusion import Fusion, fuse
from perception.fusion_areas import Area, blind_areas
from perception.geometry import Box, Size, Viewport
from perception.observation import Observation, Surface
from perception.ocr import OcrUnavailable
from perception.screenshot import Screenshot

SIZE = Size(900, 500)
VIEW = Viewport(size=SIZE)
WHOLE = Area("w1", Box(0, 0, *SIZE))

FORM = """<body style="margin:0;font:15px sans-serif;background:{back};color:{ink}">
<h2 style="margin:20px">Travel request</h2>
<div style="position:absolute;left:40px;top:90px">Destination</div>
<input style="position:absolute;left:160px;top:82px;width:240px;height:32px;box-sizing:border-box"
 value="{value}">
<label style="position:absolute;left:40px;top:150px"><input type=checkbox {tick}>By train</label>
<button style="position:absolute;left:40px;top:220px;width:120px;height:36px">{label}</button>
<button style="position:absolute;left:180px;top:220px;width:120px;height:36px">Discard</button>
<p style="position:absolute;left:40px;top:300px;width:700px">A longer sentence stands here, which is
meant to be read and which nobody would think of clicking at all.</p></body>"""

Shot = Callable[..., Screenshot]


@pytest.fixture
def shot(page: Page) -> Shot:
    page.set_viewport_size({"width": 900, "height": 500})

    def taken(**changed: str) -> Screenshot:
        values = {"back": "white", "ink": "black", "value": "", "tick": "", "label": "Send"}
        page.set_content(FORM.format(**{**values, **changed}))
        return Screenshot(page.screenshot(), SIZE)

    return taken


def one(elements: tuple[Element, ...], name: str, role: str = "") -> Element:
    found = [each for each in elements if each.name == name and each.role == (role or each.role)]
    assert len(found) == 1, [each.described() for each in elements]
    return found[0]


def test_a_bare_picture_becomes_controls_with_names(shot: Shot) -> None:
    seen = fuse(shot(value="Lyon", tick="checked"))
    field = one(seen.elements, "Destination", "textbox")
    assert field.value == "Lyon"
    assert field.editable
    assert field.weak_name
    send = one(seen.elements, "Send", "button")
    assert send.box.overlap(Box(40, 220, 120, 36)) > 0.8
    assert send.click_point is not None
    assert Box(40, 220, 120, 36).contains(send.click_point)
    assert {each.source for each in seen.elements} == {"pixels"}
    assert all(0 < each.confidence < 1 for each in seen.elements)
    sentence = next(each for each in seen.elements if each.name.startswith("A longer sentence"))
    assert not sentence.interactive


def test_boxes_count_in_environment_pixels_where_the_picture_is_finer(page: Page) -> None:
    context = page.context.browser
    assert context is not None
    fine = context.new_page(viewport={"width": 900, "height": 500}, device_scale_factor=2)
    fine.set_content(
        "<button style='position:absolute;left:300px;top:200px;width:140px;height:40px'>Book"
    )
    taken = Screenshot(fine.screenshot(), Size(1800, 1000))
    fine.close()
    bare = Observation(
        screenshot=taken,
        viewport=Viewport(size=SIZE, scale=2),
        surfaces=(Surface(ref="w1", box=Box(0, 0, *SIZE), active=True),),
        elements=(),
    )
    seen = Fusion(scale=2).fuse(bare)
    assert one(seen.elements, "Book").box.overlap(Box(300, 200, 140, 40)) > 0.8


def test_refs_stay_while_things_stay_and_change_what_they_hold(shot: Shot) -> None:
    fusion = Fusion()
    first = fuse(shot(), fusion=fusion)
    second = fuse(shot(value="Porto", tick="checked"), fusion=fusion)
    for name, role in (("Destination", "textbox"), ("Send", "button"), ("Discard", "button")):
        assert one(first.elements, name, role).ref == one(second.elements, name, role).ref
    assert one(second.elements, "Destination", "textbox").value == "Porto"
    assert len({each.ref for each in second.elements}) == len(second.elements)
    assert first.progress_key != second.progress_key


def test_the_same_picture_is_not_read_again(shot: Shot, monkeypatch: pytest.MonkeyPatch) -> None:
    fusion = Fusion()
    taken = shot()
    first = fuse(taken, fusion=fusion)
    monkeypatch.setattr(Fusion, "_shapes", lambda *_: pytest.fail("it was looked at again"))
    assert fuse(taken, fusion=fusion).elements == first.elements


def test_refs_of_a_window_outlast_a_look_at_another(shot: Shot) -> None:
    fusion, pixels = Fusion(), imaging.decoded(shot().data)
    here = fusion.elements(pixels, VIEW, [WHOLE])
    other = fusion.elements(pixels, VIEW, [Area("w2", WHOLE.box)])
    assert not {each.ref for each in here} & {each.ref for each in other}
    again = fusion.elements(pixels, VIEW, [WHOLE])
    assert [each.ref for each in again] == [each.ref for each in here]


def test_another_label_on_the_same_face_is_noticed(shot: Shot) -> None:
    fusion = Fusion()
    seen = fuse(shot(label="Start"), fusion=fusion)
    start, discard = one(seen.elements, "Start"), one(seen.elements, "Discard")
    now = imaging.decoded(shot(label="Stop").data)
    assert not fusion.memory.unchanged(start, now, VIEW)
    assert fusion.memory.unchanged(discard, now, VIEW)


def test_what_the_tree_tells_is_not_told_twice(shot: Shot) -> None:
    send = Element(ref="a1", surface="w1", role="button", name="Send", box=Box(42, 222, 118, 33))
    elsewhere = dataclasses.replace(send, ref="a2", surface="w2", box=Box(180, 220, 120, 36))
    found = Fusion().elements(imaging.decoded(shot().data), VIEW, [WHOLE], [send, elsewhere])
    assert [each.name for each in found if each.role == "button"] == ["Discard"]


def _observed(*elements: Element, box: Box = WHOLE.box) -> Observation:
    surface = Surface(ref="w1", box=box, active=True)
    return Observation(viewport=VIEW, surfaces=(surface,), elements=elements)


def _control(at: int, **changed: object) -> Element:
    box = Box(20, 20 + 40 * at, 100, 30)
    made = Element(ref=f"a{at}", surface="w1", role="button", name=f"Do {at}", box=box)
    return dataclasses.replace(made, **changed)  # type: ignore[arg-type] # fields of an element


def test_windows_with_a_good_tree_are_left_alone() -> None:
    assert not blind_areas(_observed(*(_control(at) for at in range(8))))


def test_windows_without_a_tree_are_read_whole() -> None:
    assert blind_areas(_observed()) == [WHOLE]
    assert blind_areas(_observed(_control(1))) == [WHOLE]


def test_a_large_leaf_of_a_good_tree_is_read() -> None:
    pane = _control(9, role="group", name="", box=Box(300, 50, 500, 400))
    seen = _observed(*(_control(at) for at in range(8)), pane)
    assert [area.box for area in blind_areas(seen)] == [pane.box]


def test_a_leaf_behind_a_text_that_is_told_is_left_alone() -> None:
    pane = _control(9, role="tablist", name="", box=Box(300, 50, 500, 400))
    text = _control(10, role="textbox", name="", value="Dear all", box=Box(300, 50, 490, 400))
    assert not blind_areas(_observed(*(_control(at) for at in range(8)), pane, text))


def test_languages_that_are_missing_are_named(shot: Shot) -> None:
    with pytest.raises(OcrUnavailable, match="tesseract-ocr-tlh"):
        fuse(shot(), fusion=Fusion(("tlh",)))


ROWS = """<body style="margin:0;font:15px sans-serif"><h2 style="margin:20px">Articles</h2>{rows}"""
ROW = """<div style="height:46px;margin-left:40px"><span style="display:inline-block;width:220px">
{name}</span><button style="width:110px;height:32px">Remove</button></div>"""


def test_a_row_that_has_moved_up_is_another_row(page: Page) -> None:
    def taken(*names: str) -> Screenshot:
        page.set_viewport_size({"width": 900, "height": 500})
        page.set_content(ROWS.format(rows="".join(ROW.format(name=name) for name in names)))
        return Screenshot(page.screenshot(), SIZE)

    fusion = Fusion()
    seen = fuse(taken("Anchor chain", "Deck brush", "Signal lamp"), fusion=fusion)
    first, second, third = (each for each in seen.elements if each.name == "Remove")
    now = imaging.decoded(taken("Anchor chain", "Signal lamp").data)
    memory = fusion.memory
    assert memory.unchanged(second, now, VIEW)  # it looks the same
    assert not memory.in_its_row(second, now, VIEW)
    assert memory.in_its_row(first, now, VIEW)
    assert not memory.unchanged(third, now, VIEW)


def test_another_name_in_the_same_place_is_another_element(shot: Shot) -> None:
    fusion = Fusion()
    first = fuse(shot(label="Page 1"), fusion=fusion)
    second = fuse(shot(label="Page 2"), fusion=fusion)
    assert one(first.elements, "Page 1").ref != one(second.elements, "Page 2").ref
    assert one(first.elements, "Discard").ref == one(second.elements, "Discard").ref
