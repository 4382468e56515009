"""Scripts for the tasks with pages in a browser."""

from __future__ import annotations

from hands import (
    Script,
    choose,
    click,
    done,
    fill,
    pause,
    press,
    put,
    script,
    shown,
    there,
)


def _tickets(*, newsletter: bool) -> Script:
    return script(
        there("Name", "textbox"),
        fill("Name", "Ada Lovelace", "textbox"),
        choose("Play", "Hedda"),
        fill("Number of tickets", "3", "spinbutton"),
        click("Front rows", "radio"),
        [] if newsletter else put("Send me the newsletter", "false", "checkbox"),
        click("Order", "button"),
        shown("Thank you for your order"),
        done(),
    )


def _message(text: str) -> Script:
    return script(
        click("Contact", "link"),
        there("Your email", "textbox"),
        fill("Your email", "eva@example.org", "textbox"),
        fill("Message", text, "textbox"),
        click("Send message", "button"),
        shown("Your message was sent"),
        done(),
    )


def _phone(member: str) -> Script:
    return script(
        click(f"Edit in the row of {member}", "link"),
        there("Phone", "textbox"),
        fill("Phone", "555 0199", "textbox"),
        click("Save", "button"),
        shown("Saved"),
        done(),
    )


def _remove(member: str) -> Script:
    return script(
        there("Member", "combobox"),
        choose("Member", member) if member != "Anna Berg" else [],
        click("Remove", "button"),
        shown("Removed"),
        done(),
    )


def _join(course: str) -> Script:
    return script(
        click("Courses", "link"),
        there(f"Join {course}", "link"),
        click(f"Join {course}", "link"),
        there("Your name", "textbox"),
        fill("Your name", "Tom Fischer", "textbox"),
        click("Join", "button"),
        shown("You have joined the course"),
        done(),
    )


def _bookmark(page: str) -> Script:
    """Bookmark a page of the theatre; the browser's own bubble tells nothing of itself."""
    way = script(click(page, "link"), there(page, "heading")) if page else []
    return script(way, there("*", "link"), press("Control+d"), pause(3), press("Enter"), done())


ORACLES = {
    "browser-order-tickets": _tickets(newsletter=False),
    "browser-ask-theatre": _message("Is there a lift?"),
    "browser-maja-phone": _phone("Maja Novak"),
    "browser-remove-member": _remove("Luis Ortega"),
    "browser-cheapest-course": _join("Calligraphy"),
    "browser-bookmark-programme": _bookmark("Programme"),
}

WRONG = {
    # With the newsletter, which is ticked from the beginning.
    "browser-order-tickets": _tickets(newsletter=True),
    # Nearly the words.
    "browser-ask-theatre": _message("Is there a lift"),
    # The first row.
    "browser-maja-phone": _phone("Anna Berg"),
    # The one that is chosen from the beginning.
    "browser-remove-member": _remove("Anna Berg"),
    # The one that begins first.
    "browser-cheapest-course": _join("Creative writing"),
    # The home page instead.
    "browser-bookmark-programme": _bookmark(""),
}
