"""The compact text form."""

from collections.abc import Callable

from playwright.sync_api import Page

from perception.observation import Observation
from perception.page import PageReader, PageReading
from perception.text_form import render

Wrap = Callable[[PageReading], Observation]

HTML = (
    "<title>Shop</title><h1>Contacts</h1><form><label>Email <input value=a@b></label>"
    "<label><input type=checkbox checked> News</label><select aria-label=State><option>Open"
    "<option>Sent</select></form><table><thead><tr><th>Name<th></thead><tr><td>Chen<td>"
    "<button>Edit</button></table><span onclick=f()>Flag</span>"
)


def test_one_line_each_indented_and_pruned(page: Page, reader: PageReader, observed: Wrap) -> None:
    page.set_content(HTML)
    text = render(observed(reader.read(whole=True)))
    lines = [line.split("] ", 1)[-1] for line in text.splitlines()]
    assert lines == [
        'on t1 "Shop" about:blank',
        'heading "Contacts" level 1',
        'textbox "Email" = "a@b"',
        'checkbox "News" checked',
        'combobox "State" = "Open" options: Open | Sent',
        "row 1",
        'columnheader "Name"',
        "row 2",
        'cell "Chen" (Name)',
        'button "Edit"',
        'clickable "Flag"',
    ]
    assert any(line.startswith("  [e") for line in text.splitlines())


def test_what_changed_is_marked(page: Page, reader: PageReader, observed: Wrap) -> None:
    page.set_content(HTML)
    before = observed(reader.read(whole=True))
    page.locator("input").first.fill("c@d")
    page.evaluate("document.body.append(document.createElement('button'))")
    page.locator("button").last.evaluate("each => each.textContent = 'New'")
    after = observed(reader.read(whole=True))
    marked = [line for line in render(after, before=before).splitlines() if "*" in line]
    assert [line.strip().split("] ")[1].split()[1] for line in marked] == ['"Email"', '"New"']


def test_a_cap_is_kept_and_said(page: Page, reader: PageReader, observed: Wrap) -> None:
    page.set_content("".join(f"<p>Line number {number}</p>" for number in range(500)))
    whole = observed(reader.read(whole=True))
    text = render(whole, limit=2000)
    assert len(text) <= 2000
    shown = text.count("Line number")
    assert f"… {500 - shown} more elements left out for length" in text
    part = render(observed(reader.read(whole=False)))
    assert "only what is in view was read (0 px above" in part
