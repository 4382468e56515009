"""What is told of two observations."""

from perception.change import MOST_LINES, diff
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Dialog, Notice, Observation, Surface

BOX = Box(0, 0, 10, 10)


def element(ref: str, role: str, name: str = "", **more: object) -> Element:
    return Element(ref=ref, surface="t1", role=role, name=name, box=BOX, **more)  # type: ignore[arg-type]  # test fields


def seen(*elements: Element, url: str = "https://a.example/list", **more: object) -> Observation:
    surface = Surface(
        ref="t1", title="A", url=url, origin="https://a.example", box=BOX, active=True
    )
    fields: dict[str, object] = {"viewport": Viewport(size=Size(100, 100)), **more}
    return Observation(surfaces=(surface,), elements=elements, **fields)  # type: ignore[arg-type]  # test fields


FIELD = element("e1", "textbox", "Email", value="")
BOX_OFF = element("e2", "checkbox", "Agree")


def test_nothing_changed() -> None:
    change = diff(seen(FIELD), seen(FIELD))
    assert not change
    assert str(change) == "nothing changed"
    assert not change.moved_on


def test_a_value_a_state_and_what_the_page_answers() -> None:
    after = seen(
        element("e1", "textbox", "Email", value="a@b.c"),
        element("e2", "checkbox", "Agree", states=frozenset({"checked"})),
        element("e3", "text", "Footnote"),
        element("e4", "alert", "Saved"),
    )
    change = diff(seen(FIELD, BOX_OFF), after)
    assert change.lines == (
        'appeared: alert "Saved"',
        'textbox "Email": "" -> "a@b.c"',
        'checkbox "Agree" is now checked',
        'appeared: text "Footnote"',
    )
    assert change.altered == ("e1", "e2")
    assert change.appeared == ("e3", "e4")


def test_another_address_comes_first_and_moves_on() -> None:
    change = diff(
        seen(FIELD, BOX_OFF),
        seen(element("e9", "heading", "Chen"), url="https://a.example/list/7"),
    )
    assert change.moved_on
    assert change.lines[0] == "the address is now /list/7"
    assert change.lines[1] == 'appeared: heading "Chen"'
    assert not any("gone" in line for line in change.lines)


def test_what_a_partial_view_shows_after_scrolling_did_not_appear() -> None:
    scrolled = Viewport(size=Size(100, 100), scroll=Point(0, 400))
    change = diff(
        seen(FIELD, complete=False),
        seen(element("e8", "button", "Far"), complete=False, viewport=scrolled),
    )
    assert change.lines == ("scrolled to 0, 400",)
    assert change.gone == ()


def test_dialogs_notices_and_focus() -> None:
    asked = Dialog(surface="t1", kind="confirm", message="Delete?")
    after = seen(
        FIELD, dialogs=(asked,), notices=(Notice(kind="download", text="a.pdf"),), focused="e1"
    )
    lines = diff(seen(FIELD), after).lines
    assert lines == (
        'a dialog asks (confirm): "Delete?"',
        "download: a.pdf",
        'the focus is on textbox "Email"',
    )
    assert diff(after, seen(FIELD)).lines[0] == "the confirm dialog is closed"


def test_what_was_drawn_anew_without_looking_different_is_not_told() -> None:
    change = diff(
        seen(FIELD, element("e5", "button", "Go")), seen(FIELD, element("e6", "button", "Go"))
    )
    assert change.lines == ()
    assert change.appeared == ("e6",)


def test_many_changes_are_capped_and_counted() -> None:
    many = [element(f"e{i}", "text", f"line {i}") for i in range(10, 60)]
    lines = diff(seen(FIELD), seen(FIELD, *many)).lines
    assert len(lines) == MOST_LINES
    assert lines[-1] == f"and {50 - MOST_LINES + 1} more changes"
