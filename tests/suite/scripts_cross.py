"""Scripts for the tasks that span programs, and for those that cannot be carried out."""

from __future__ import annotations

from hands import (
    Script,
    app,
    click,
    done,
    file,
    fill,
    impossible,
    press,
    save_as,
    script,
    shown,
    there,
    window,
    write,
)


def _note(name: str, text: str) -> Script:
    """Write a new text file."""
    return script(
        app("Mousepad"), write(text), press("Control+s"), save_as(f"~/Documents/{name}"), done()
    )


def _message(text: str) -> Script:
    return script(
        file("Documents/message.txt", "Mousepad"),
        shown("two wheelchairs"),
        press("Alt+F4"),
        there("Your email", "textbox"),
        fill("Your email", "eva@example.org", "textbox"),
        fill("Message", text, "textbox"),
        click("Send message", "button"),
        shown("Your message was sent"),
        done(),
    )


def _price(play: str, price: str) -> Script:
    return script(click("Programme", "link"), shown(play), _note("price.txt", price))


def _sum(total: str) -> Script:
    return script(file("Documents/bills.ods"), shown("230"), _note("sum.txt", total))


def _calculated(sum_: str, result: str) -> Script:
    return script(
        app("Calculator"), write(sum_), press("Enter"), shown(result), _note("result.txt", result)
    )


def _phone(member: str, phone: str) -> Script:
    return script(
        click(f"Edit in the row of {member}", "link"),
        there("Phone", "textbox"),
        file("Documents/phones.ods"),
        press("Control+Shift+t"),
        write("B3"),
        press("Enter"),
        write(phone),
        press("Enter", "Control+s"),
        done(),
    )


def _title(*, beside: bool) -> Script:
    """Take the title over, or leave the word that it stands for behind it."""
    return script(
        file("Documents/title.txt", "Mousepad"),
        press("Control+a", "Control+c"),
        file("Documents/report.odt"),
        press("Control+Home"),
        [] if beside else press("Shift+End"),
        write("Bees in the City"),
        press("Control+s"),
        done(),
    )


def _renamed(old: str, new: str) -> Script:
    return script(
        file("Documents", "Thunar"),
        press("Control+s"),
        window("Select by Pattern"),
        write(old),
        press("Enter", "F2"),
        window("Rename*"),
        press("Control+a"),
        write(new),
        press("Enter"),
        done(),
    )


ORACLES = {
    "cross-price-note": _price("Blue Dust", "18"),
    "cross-guest-registration": _message("We come with two wheelchairs."),
    "cross-sum-to-text": _sum("415"),
    "cross-calculator-note": _calculated("37*124", "4588"),
    "cross-members-to-sheet": _phone("Maja Novak", "555 0103"),
    "cross-title-from-text": _title(beside=False),
    "infeasible-missing-letter": impossible("there is no farewell.txt"),
    "infeasible-bold-in-text-file": impossible("plain text has no bold words"),
    "infeasible-vegan-menu": impossible("the page offers no menus"),
    "infeasible-empty-bin-restore": impossible("diary.txt is not in the trash"),
    "infeasible-no-such-member": impossible("there is no Peter Lang"),
    "infeasible-bluetooth": impossible("there is no Bluetooth here"),
}

WRONG = {
    # Of another play.
    "cross-price-note": _price("The Storm", "24"),
    # The name of the file instead of what it says.
    "cross-guest-registration": _message("message.txt"),
    # Without the last.
    "cross-sum-to-text": _sum("350"),
    "cross-calculator-note": _calculated("37+124", "161"),
    # Of another member.
    "cross-members-to-sheet": _phone("Anna Berg", "555 0101"),
    "cross-title-from-text": _title(beside=True),
    # Another file.
    "infeasible-missing-letter": _renamed("welcome.txt", "goodbye.txt"),
    # As if it were formatted.
    "infeasible-bold-in-text-file": script(
        file("Documents/note.txt", "Mousepad"),
        press("Control+Home"),
        write("**"),
        press("Control+s"),
        done(),
    ),
    # Without the menu.
    "infeasible-vegan-menu": script(
        there("Name", "textbox"),
        fill("Name", "Ada Lovelace", "textbox"),
        click("Order", "button"),
        shown("Thank you for your order"),
        done(),
    ),
    "infeasible-empty-bin-restore": script(file("Documents", "Thunar"), done("It is back.")),
    # Another member.
    "infeasible-no-such-member": script(
        click("Edit in the row of Anna Berg", "link"),
        there("Phone", "textbox"),
        fill("Phone", "555 0150", "textbox"),
        click("Save", "button"),
        shown("Saved"),
        done(),
    ),
    "infeasible-bluetooth": script(app("Settings Manager"), done("They are connected.")),
}
