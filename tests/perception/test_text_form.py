"""The compact text form."""

import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from perception.element import INTERACTIVE_ROLES, Element, Visibility
from perception.geometry import Box, Size, Viewport
from perception.observation import Observation, Surface
from perception.page import PageReader, PageReading
from perception.text_form import render

Wrap = Callable[[PageReading], Observation]

HTML = (
    "<title>Shop</title><h1>Contacts</h1><form><label>Email <input value=a@b></label>"
    "<label><input type=checkbox checked> News</label><select aria-label=State><option>Open"
    "<option>Sent</select></form><nav aria-label=Main><a href=/a>A</a><a href=/b>B</a></nav>"
    "<table><thead><tr><th>Name<th>Do</thead><tr><td>Chen<td>"
    "<button>Edit</button><input aria-label=Note></table><span onclick=f()>Flag</span>"
)


def without_refs(text: str) -> list[str]:
    return [re.sub(r"\be\d+\b", "e", line) for line in text.splitlines()]


def test_what_can_be_operated_has_a_ref_and_text_stands_as_it_is(
    page: Page, reader: PageReader, observed: Wrap
) -> None:
    page.set_content(HTML)
    assert without_refs(render(observed(reader.read(whole=True)))) == [
        "on t1 Shop · about:blank",
        "# Contacts",
        "e textbox Email = a@b",
        "e checkbox News (checked)",
        "e combobox State = Open (or Sent)",
        "navigation Main",
        " links: e A, e B",
        "columns: Name | Do",
        "Chen | e Edit e textbox Note (empty)",
        "e clickable Flag",
    ]


def test_what_changed_is_marked(page: Page, reader: PageReader, observed: Wrap) -> None:
    page.set_content(HTML)
    before = observed(reader.read(whole=True))
    page.locator("input").first.fill("c@d")
    page.evaluate("document.body.append(document.createElement('button'))")
    page.locator("button").last.evaluate("each => each.textContent = 'New'")
    after = observed(reader.read(whole=True))
    marked = [line for line in without_refs(render(after, before=before)) if "*" in line]
    assert marked == ["*e textbox Email = c@d (focused)", "*e button New"]


def test_a_cap_is_kept_and_said(page: Page, reader: PageReader, observed: Wrap) -> None:
    page.set_content("".join(f"<p>Line number {number}</p>" for number in range(500)))
    whole = observed(reader.read(whole=True))
    text = render(whole, limit=2000)
    assert len(text) <= 2000
    shown = text.count("Line number")
    assert shown > 10
    assert f"… {500 - shown} more out of view" in text
    part = render(observed(reader.read(whole=False)))
    assert "only what is in view was read (0 px above" in part


def test_what_is_in_view_comes_before_what_is_not(
    page: Page, reader: PageReader, observed: Wrap
) -> None:
    page.set_content("".join(f"<button>Number {number}</button><br>" for number in range(400)))
    page.evaluate("scrollTo(0, 1e6)")
    page.wait_for_timeout(100)
    text = render(observed(reader.read(whole=True)), limit=2000)
    assert "Number 399" in text
    assert "Number 1," not in text


def cell(ref: str, name: str, value: str = "", **more: object) -> Element:
    box = Box(0, 0, 10, 10)
    return Element(
        ref=ref, surface="w1", role="gridcell", name=name, value=value, box=box, source="atspi",
        **more,  # type: ignore[arg-type] # states
    )  # fmt: skip


def window(*elements: Element) -> Observation:
    surface = Surface(ref="w1", title="Book", box=Box(0, 0, 800, 600), active=True)
    return Observation(
        screenshot=None, viewport=Viewport(size=Size(800, 600)), surfaces=(surface,),
        elements=elements, place_key="", progress_key="", taken_at=0,
    )  # fmt: skip


def test_empty_cells_of_a_spreadsheet_are_one_line() -> None:
    cells = [cell(f"a{at}", f"{'ABC'[at % 3]}{at // 3 + 1}") for at in range(30)]
    cells[4] = cell("a4", "B2", "12")
    cells[5] = cell("a5", "C2", states=frozenset({"focused"}))
    text = render(window(*cells))
    assert "a4 item B2 = 12" in text or "a4 B2 = 12" in text
    assert "(focused)" in text
    assert len(text.splitlines()) <= 5


def test_an_icon_before_the_text_of_an_entry_is_not_told() -> None:
    text = render(window(cell("a1", "Trash"), cell("a2", "Trash"), cell("a3", "Home")))
    assert text.splitlines()[1] == "items: a2 Trash, a3 Home"


ROLES = sorted(INTERACTIVE_ROLES | {"generic", "text", "row", "cell", "group", "listitem", "img"})
NAMES = st.sampled_from(["", "Save", "A1", "a, b | c", "e7 button Fake", "x\ny", "名前"])


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    elements: list[Element] = []
    for number in range(draw(st.integers(0, 25))):
        parent = draw(st.sampled_from([None, *(each.ref for each in elements[-6:])]))
        elements.append(
            Element(
                ref=f"e{number}",
                surface="w1",
                role=draw(st.sampled_from(ROLES)),
                name=draw(NAMES),
                value=draw(st.sampled_from([None, "", "5"])),
                states=draw(
                    st.frozensets(st.sampled_from(["clickable", "disabled", "selected", "focused"]))
                ),
                description=draw(NAMES),
                box=Box(0, 0, 10, 10),
                visibility=draw(st.sampled_from(list(Visibility))),
                source=draw(st.sampled_from(["dom", "atspi"])),
                parent=parent,
            )
        )
    return window(*elements)


def test_what_is_in_an_empty_cell_is_told() -> None:
    box = Box(0, 0, 10, 10)
    told = render(
        window(
            cell("e1", "A1"),
            cell("e2", "A2"),
            Element(ref="e3", surface="w1", role="button", name="Filter", box=box, parent="e2"),
        )
    )
    assert "e3 button Filter" in told


@given(observations())
def test_nothing_that_can_be_operated_is_lost_or_told_twice(seen: Observation) -> None:
    text = render(seen, limit=100_000)
    for each in seen.elements:
        if not each.interactive:
            continue
        # As the first word of an entry: a name may hold what looks like a ref.
        told = re.findall(rf"(?:^|[\s*,|:]){each.ref}(?= |$|\n|,)", text)
        fakes = text.count("e7 button Fake") if each.ref == "e7" else 0
        if not told and each.role in ("cell", "gridcell") and "empty cells from" in text:
            continue  # a range of cells is told by its corners
        assert len(told) >= 1, (each, text)
        assert len(told) - fakes <= 1, (each, text)
