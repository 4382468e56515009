"""What is perceived of a page: roles, names, values, states, structure."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from perception.element import Element, Visibility
from perception.page import PageReader, PageReading

Show = Callable[[str], PageReading]
One = Callable[..., Element]


@pytest.mark.parametrize(
    ("html", "role", "name", "value", "states"),
    [
        ("<button>Save <b>all</b></button>", "button", "Save all", None, set()),
        ("<button aria-label=Close>×</button>", "button", "Close", None, set()),
        ("<button>Go<i aria-hidden=true>arrow</i></button>", "button", "Go", None, set()),
        ("<button><i aria-hidden=true>×</i></button>", "button", "×", None, set()),
        ("<button><img alt=Cart src=x.png></button>", "button", "Cart", None, set()),
        ("<button disabled>Pay</button>", "button", "Pay", None, {"disabled"}),
        ("<input type=submit>", "button", "Submit", None, set()),
        ("<label>City <input value=Bonn></label>", "textbox", "City", "Bonn", set()),
        ("<label for=a>City</label><input id=a required>", "textbox", "City", "", {"required"}),
        ("<p id=l>City</p><input aria-labelledby=l readonly>", "textbox", "City", "", {"readonly"}),
        ("<input placeholder=Name>", "textbox", "Name", "", set()),
        ("<input type=password aria-label=P value=abc>", "textbox", "P", "•••", {"password"}),
        ("<input type=number aria-label=N value=4>", "spinbutton", "N", "4", set()),
        ("<input type=range aria-label=R value=30>", "slider", "R", "30", set()),
        ("<input type=date aria-label=D value=2024-03-05>", "textbox", "D", "2024-03-05", set()),
        ("<input type=checkbox aria-label=C checked>", "checkbox", "C", None, {"checked"}),
        ("<label><input type=radio> Red</label>", "radio", "Red", None, set()),
        ("<textarea aria-label=T>a\nb</textarea>", "textbox", "T", "a\nb", {"multiline"}),
        ("<select aria-label=S><option>A<option selected>B</select>", "combobox", "S", "B",
         {"haspopup"}),
        ("<div contenteditable aria-label=E>hello</div>", "textbox", "E", "hello", {"editable"}),
        ("<div role=checkbox aria-checked=mixed>X</div>", "checkbox", "X", None, {"mixed"}),
        ("<div role=tab aria-selected=true>One</div>", "tab", "One", None, {"selected"}),
        ("<div role=slider aria-label=V aria-valuenow=7>", "slider", "V", "7", set()),
        ("<details><summary>More</summary>x</details>", "button", "More", None, {"collapsed"}),
        ("<progress aria-label=L value=.5>", "progressbar", "L", "0.5", set()),
        ("<h2>About <a href=x>us</a></h2>", "heading", "About us", None, set()),
        ("<div style='cursor:pointer'>Tile</div>", "generic", "Tile", None, {"clickable"}),
        ("<div onclick=f()>Tile</div>", "generic", "Tile", None, {"clickable"}),
        ("<div draggable=true>Tile</div>", "generic", "Tile", None, {"draggable"}),
        ("<div role=alert>Saved</div>", "alert", "Saved", None, set()),
        ("<ul><li>First</li></ul>", "listitem", "First", None, set()),
        ("<fieldset><legend>Billing</legend><input></fieldset>", "group", "Billing", None, set()),
        ("<div role=dialog aria-modal=true aria-label=Q>x</div>", "dialog", "Q", None, {"modal"}),
    ],
)  # fmt: skip
def test_role_name_value_states(
    show: Show, one: One, html: str, role: str, name: str, value: str | None, states: set[str]
) -> None:
    element = one(show(f"<body style='line-height:30px'>{html}"), name, role)
    assert (element.value, set(element.states) - {"focused"}) == (value, states)
    assert not element.weak_name


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<img src='/icons/shopping_cart.png' width=20 height=20>", "shopping cart"),
        ("<button style='width:30px;background:url(/i/trash-can.svg)'></button>", "trash can"),
        ("<table><tr><td>Phone:<td><input></table>", "Phone"),
        ("<button><i class='fa fa-pencil' style='display:inline-block;width:9px'></i></button>",
         "pencil"),
    ],
)  # fmt: skip
def test_guessed_names_are_marked_as_weak(show: Show, one: One, html: str, name: str) -> None:
    found = [each for each in show(html).elements if each.name == name and each.weak_name]
    assert len(found) == 1


def test_inline_text_is_one_run_and_blocks_and_breaks_end_it(show: Show) -> None:
    found = show("<p>One <b>two</b> <i>three</i>.<br>Four</p><div>Five</div>").elements
    assert [each.name for each in found] == ["One two three.", "Four", "Five"]
    assert {each.role for each in found} == {"text"}


def test_hidden_things_are_not_perceived(show: Show) -> None:
    found = show(
        "<p style='display:none'>a</p><p style='visibility:hidden'>b</p><p style='opacity:0'>c</p>"
        "<p style='position:absolute;left:-9999px'>d</p><details><summary>s</summary>e</details>"
        "<p style='position:absolute;width:1px;height:1px;overflow:hidden'>f</p><p>shown</p>"
    ).elements
    assert [each.name for each in found if each.role == "text"] == ["shown"]


def test_a_table_tells_rows_columns_and_headers(show: Show, one: One) -> None:
    reading = show(
        "<table><thead><tr><th>Name<th>City</thead><tr><td>Chen<td>Bonn <button>Edit</button>"
        "<tr><td>Wei<td>Ulm</table>"
    )
    cell = one(reading, "Ulm", "cell")
    assert (cell.attributes["row"], cell.attributes["column"]) == ("3", "2")
    assert cell.attributes["header"] == "City"
    by_ref = {each.ref: each for each in reading.elements}
    button = one(reading, "Edit", "button")
    assert by_ref[button.parent or ""].role == "cell"
    assert by_ref[by_ref[button.parent or ""].parent or ""].role == "row"


def test_fields_tell_their_form_and_options(show: Show, one: One) -> None:
    reading = show(
        "<form action=/pay method=post><input name=id><select aria-label=S><option>A"
        "<option>B</select><button>Pay</button></form><button>Alone</button>"
    )
    pay = one(reading, "Pay").attributes
    assert pay["method"] == "post"
    assert pay["type"] == "submit"
    assert pay["form"] in {each.ref for each in reading.elements if each.role == "form"}
    assert one(reading, "S").attributes["options"] == "A\nB"
    assert "form" not in one(reading, "Alone").attributes


def test_shapes_and_swatches_are_told_by_colour(show: Show, one: One) -> None:
    reading = show(
        "<svg width=200 height=100><circle r=20 cx=30 cy=30 fill=#f00 /><rect x=60 y=10 width=30"
        " height=30 fill=blue /><text x=120 y=40 fill=green>K</text></svg>"
        "<div style='width:20px;height:20px;background:rgb(255,255,0)'></div>"
    )
    assert one(reading, "red circle").attributes["shape"] == "circle"
    assert one(reading, "blue square").attributes["color"] == "blue"
    assert one(reading, "K", "text").attributes["color"] == "green"
    assert one(reading, "yellow box").attributes["color"] == "yellow"


def test_a_control_drawn_by_its_label_is_perceived_there(
    page: Page, reader: PageReader, show: Show, one: One
) -> None:
    reading = show("<input type=checkbox id=c style='display:none'><label for=c>Agree</label>")
    box = one(reading, "Agree", "checkbox")
    assert "checked" not in box.states
    assert box.click_point
    page.mouse.click(*box.click_point)
    assert "checked" in one(reader.read(whole=True), "Agree", "checkbox").states
    assert reader.call(box.ref, "element => element.type") == "checkbox"


def test_listeners_make_elements_clickable_in_shadow_roots_too(show: Show, one: One) -> None:
    reading = show(
        "<span id=a>Plain</span><span id=b>Heard</span><div id=h></div><script>"
        "b.addEventListener('click', () => {}); const r = h.attachShadow({mode: 'open'});"
        "r.innerHTML = '<span>Inner</span>'; r.firstChild.addEventListener('mousedown', () => {})"
        "</script>"
    )
    assert "clickable" in one(reading, "Heard").states
    assert "clickable" in one(reading, "Inner").states
    assert one(reading, "Plain", "text").states == frozenset()


def test_shadow_roots_open_and_closed_and_slots(show: Show, one: One) -> None:
    reading = show(
        "<div id=o><b>slotted</b></div><my-box></my-box><div id=c></div><script>"
        "o.attachShadow({mode:'open'}).innerHTML = '<h2><slot></slot></h2>';"
        "document.querySelector('my-box').attachShadow({mode:'closed'}).innerHTML ="
        "'<button>In custom</button>';"
        "c.attachShadow({mode:'closed'}).innerHTML = '<button>In closed</button>'</script>"
    )
    assert one(reading, "slotted", "heading")
    assert one(reading, "In custom").click_point
    assert one(reading, "In closed").click_point


def test_unsaved_input_is_noticed(page: Page, reader: PageReader) -> None:
    page.set_content(
        "<input id=t value=x><input type=search><select><option>A<option>B</select>"
        "<div contenteditable>e</div>"
    )
    assert not reader.read(whole=True).unsaved
    page.keyboard.press("Tab")
    page.locator("[type=search]").fill("words")
    assert not reader.read(whole=True).unsaved
    page.locator("#t").fill("y")
    assert reader.read(whole=True).unsaved
    # as frameworks do that keep the attribute in step with the value
    page.evaluate("t.setAttribute('value', 'y')")
    assert reader.read(whole=True).unsaved
    page.locator("#t").fill("x")
    page.evaluate("t.setAttribute('value', 'x')")
    assert not reader.read(whole=True).unsaved
    page.locator("[contenteditable]").click()
    page.keyboard.type("more")
    assert reader.read(whole=True).unsaved


def test_the_view_comes_first_and_the_whole_page_on_request(
    page: Page, reader: PageReader, one: One
) -> None:
    page.set_content(
        "<button>Near</button>" + "<p style='height:400px'>gap</p>" * 20 + "<button>Far</button>"
    )
    first = reader.read(whole=False)
    assert not first.complete
    assert one(first, "Near").visibility is Visibility.VISIBLE
    assert "Far" not in {each.name for each in first.elements}
    whole = reader.read(whole=True)
    assert whole.complete
    assert one(whole, "Far").visibility is Visibility.OFFSCREEN
    assert one(whole, "Far").click_point is None
    assert one(first, "Near").ref == one(whole, "Near").ref


def test_the_second_channel_agrees_and_keeps_passwords(show: Show, reader: PageReader) -> None:
    show(
        "<title>T</title><h1>Head</h1><input aria-label=City value=Bonn><input type=checkbox"
        " checked aria-label=C><input type=password aria-label=P value=secret><p>Saved</p>"
    )
    found = reader.read_back()
    by_name = {each.name: each for each in found if each.role != "text"}
    assert (by_name["City"].role, by_name["City"].value) == ("textbox", "Bonn")
    assert "checked" in by_name["C"].states
    assert by_name["P"].value == "••••••"
    assert [each.name for each in found if each.role == "text"].index("Saved") > 0
    assert not any("secret" in f"{each.name}{each.value}" for each in found)
