"""Where things are, whether a click gets there, which refs they have, and what a page can do."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from perception.element import Element, Visibility
from perception.geometry import Point
from perception.page import PageReader, PageReading

Show = Callable[[str], PageReading]
One = Callable[..., Element]

HEARD = "<script>addEventListener('click', e => document.title = e.composedPath()[0].id)</script>"


def test_a_half_covered_button_is_clicked_where_it_is_free(
    page: Page, reader: PageReader, show: Show, one: One
) -> None:
    reading = show(
        "<button id=half style='width:200px;height:40px'>Half</button><br><button id=full>Full"
        "</button><div style='position:fixed;left:0;top:0;width:150px;height:45px;background:red'>"
        "</div><div style='position:fixed;left:0;top:48px;width:300px;height:40px'>Veil</div>"
        + HEARD
    )
    half, full = one(reading, "Half"), one(reading, "Full")
    assert half.click_point
    page.mouse.click(*half.click_point)
    assert page.title() == "half"
    assert (full.visibility, full.click_point) == (Visibility.COVERED, None)
    live = reader.live(full.ref, scroll=False)
    assert live
    assert not live.hit
    assert "Veil" in live.obstacle


def test_what_is_hidden_from_perception_covers_nothing(page: Page) -> None:
    reader = PageReader(page, "t1", hidden=["#query"])
    page.set_content(
        "<div id=query style='position:fixed;inset:0'>Click on Go</div><button>Go</button>"
    )
    found = reader.read(whole=True).elements
    assert [each.name for each in found] == ["Go"]
    assert found[0].visibility is Visibility.VISIBLE


def test_frames_of_both_kinds_nested_scaled_and_bordered(
    page: Page, reader: PageReader, site: object, one: One
) -> None:
    put = site.put  # type: ignore[attr-defined]  # a fixture of conftest
    tell = "<button id=b onclick=\"parent.postMessage('{0}','*')\">{0}</button>"
    inner = put("/inner", tell.format("Deep"), "localhost")
    remote = put(
        "/remote",
        tell.format("Remote") + f"<iframe src='{inner}' style='width:150px;height:60px'></iframe>",
        "localhost",
    )
    same = put(
        "/same",
        tell.format("Same") + "<span id=s>Heard</span><script>s.addEventListener('click', () => 1)"
        "</script>",
    )
    top = put(
        "/top",
        "<div style='height:900px'>tall</div>"
        f"<iframe src='{same}' style='width:200px;height:80px;border:7px solid;padding:5px'>"
        f"</iframe><iframe src='{remote}' style='width:300px;height:200px;transform:scale(.6);"
        "border:4px solid'></iframe><script>onmessage = e => document.title = e.data;"
        "</script>",
    )
    page.goto(top, wait_until="load")
    page.wait_for_timeout(200)
    reading = reader.read(whole=True)
    assert reading.unread == ()
    assert len(page.frames) == 4
    assert "clickable" in one(reading, "Heard").states
    refs = [each.ref for each in reading.elements]
    assert len(set(refs)) == len(refs)
    for name in ("Same", "Remote"):
        live = reader.live(one(reading, name, "button").ref, scroll=True)
        assert live
        assert live.hit, live.obstacle
        assert live.element.click_point
        at = reader.at(live.element.click_point)
        assert at
        assert at.ref == live.element.ref
        page.mouse.click(*live.element.click_point)
        page.wait_for_function(f"document.title == '{name}'", timeout=2000)
    deep = reader.live(one(reading, "Deep", "button").ref, scroll=True)
    assert deep
    assert deep.hit
    assert reader.call(deep.element.ref, "(element, more) => element.id + more", "!") == "b!"
    page.evaluate("document.querySelectorAll('iframe')[1].style.visibility = 'hidden'")
    after = reader.live(deep.element.ref, scroll=False)
    assert after is None or not after.hit


def test_an_element_out_of_view_is_scrolled_to_and_a_gone_one_is_none(
    page: Page, reader: PageReader, show: Show, one: One
) -> None:
    reading = show("<div style='height:3000px'></div><button id=far>Far</button>" + HEARD)
    ref = one(reading, "Far").ref
    away = reader.live(ref, scroll=False)
    assert away
    assert not away.hit
    there = reader.live(ref, scroll=True)
    assert there
    assert there.hit
    assert there.element.click_point
    page.mouse.click(*there.element.click_point)
    assert page.title() == "far"
    page.evaluate("document.getElementById('far').remove()")
    assert reader.live(ref, scroll=True) is None
    with pytest.raises(KeyError):
        reader.call(ref, "element => 1")
    assert reader.live("e999", scroll=False) is None


def test_refs_last_over_readings_and_over_drawing_anew(
    page: Page, reader: PageReader, show: Show, one: One
) -> None:
    first = show("<div id=app><h1>List</h1><button id=count>Count 1</button><a href=x>Go</a></div>")
    page.evaluate(
        "app.innerHTML = app.innerHTML.replace('Count 1', 'Count 2')"  # all nodes are new now
    )
    second = reader.read(whole=True)
    assert one(first, "List").ref == one(second, "List").ref
    assert one(first, "Go").ref == one(second, "Go").ref
    assert one(first, "Count 1").ref == one(second, "Count 2").ref
    live = reader.live(one(second, "Go").ref, scroll=False)
    assert live
    assert live.hit


def test_another_rows_button_is_another_button(
    page: Page, reader: PageReader, show: Show, one: One
) -> None:
    row = "<table id=t><tr><td>{}</td><td><button>Edit</button></td></tr></table>"
    first = show(row.format("Chen"))
    page.evaluate(f"t.outerHTML = `{row.format('Wei')}`")
    second = reader.read(whole=True)
    assert one(first, "Edit", "button").ref != one(second, "Edit", "button").ref


def test_a_new_document_has_new_refs(
    page: Page, reader: PageReader, site: object, one: One
) -> None:
    put = site.put  # type: ignore[attr-defined]  # a fixture of conftest
    page.goto(put("/one", "<button>Same</button>"))
    first = one(reader.read(whole=True), "Same")
    page.goto(put("/two", "<button>Same</button>", "localhost"))  # another process
    second = one(reader.read(whole=True), "Same")
    assert first.ref != second.ref
    assert reader.live(first.ref, scroll=False) is None


def test_a_page_can_neither_trick_the_walker_nor_see_it(
    page: Page, reader: PageReader, one: One
) -> None:
    page.set_content(
        "<form id=f><input name=id aria-label=A><input name=parentNode><input name=action>"
        "<input name=getAttribute><input name=assignedSlot><input name=attributes>"
        "<button>Send</button></form>"
        "<img name=body width=5 height=5 alt=I><script>"
        "for (const name of ['getAttribute', 'getBoundingClientRect', 'querySelectorAll'])"
        "  Element.prototype[name] = () => { throw new Error('tricked'); };"
        "JSON.stringify = () => 'tricked'; window.changes = 0;"
        "Array.prototype.map = String.prototype.replace = () => 'tricked';"
        "Object.keys(globalThis).length;"
        "new MutationObserver(all => window.changes += all.length).observe(document,"
        "  {subtree: true, childList: true, attributes: true, characterData: true});"
        "window.before = 0; window.before = Object.getOwnPropertyNames(globalThis).length;</script>"
    )
    reading = reader.read(whole=True)
    assert one(reading, "Send", "button").attributes["action"].startswith("about:")
    assert one(reading, "A", "textbox")
    assert page.evaluate("window.changes") == 0
    assert page.evaluate("Object.getOwnPropertyNames(globalThis).length - window.before") == 0


def test_reading_a_page_in_an_endless_loop_ends(browser: object) -> None:
    context = browser.new_context()  # type: ignore[attr-defined]  # a fixture of conftest
    page = context.new_page()
    reader = PageReader(page, "t1")
    page.evaluate("() => { setTimeout(() => { for (;;); }) }")
    page.wait_for_timeout(150)
    with pytest.raises(PlaywrightError):
        reader.read(whole=True, limit=0.5)
    context.close()


@pytest.mark.campaign
def test_a_silent_frame_is_named_and_the_rest_is_read(
    page: Page, reader: PageReader, site: object, one: One
) -> None:
    put = site.put  # type: ignore[attr-defined]  # a fixture of conftest
    stuck = put("/stuck", "<script>setTimeout(() => { for (;;); }, 100)</script>", "localhost")
    page.goto(put("/host", f"<iframe src='{stuck}'></iframe><button>Here</button>"))
    page.wait_for_timeout(400)
    reading = reader.read(whole=True, limit=1.5)
    assert one(reading, "Here").click_point
    assert reading.unread


def test_what_lies_at_a_point(reader: PageReader, show: Show, one: One) -> None:
    reading = show("<p>Some text</p><button><b>Bold</b></button>")
    button = one(reading, "Bold", "button")
    found = reader.at(button.box.center)
    assert found
    assert found.ref == button.ref
    assert reader.at(Point(1270, 790)) is None or reader.at(Point(1270, 790))
