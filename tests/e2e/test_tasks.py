"""Tasks as a person would write them, carried out by the built-in planner in a real browser.

What counts is what the site has stored afterwards; what the run says of itself must agree with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from actions.trajectory import Outcome
from app.demo.server import DemoSite
from app.demo.state import Newsletter
from app.runs.report import write_report


@dataclass(frozen=True, slots=True)
class Case:
    """A task.

    Attributes:
        achieved: whether the site's state says that it is done.
        answer: what the answer must hold.
        gone_wrong: whether the state says that something was done that nobody wanted.
    """

    name: str
    text: str
    achieved: Callable[[DemoSite], bool] = lambda _site: True
    path: str = "/"
    answer: str = ""


def _new_order(site: DemoSite) -> bool:
    order = site.state.orders.get(1041)
    return order is not None and (
        order.customer,
        order.product,
        order.quantity,
        order.delivery,
        order.shipping,
        order.gift,
        len(site.state.orders),
    ) == ("Zoë Müller", "Desk lamp", 3, date(2026, 12, 15), "Express", True, 41)


def _new_contact(site: DemoSite) -> bool:
    contact = site.state.contacts.get(61)
    return contact is not None and (
        contact.name,
        contact.email,
        contact.city,
        contact.country,
        contact.tags,
    ) == ("Ines Duarte", "ines@duarte.example", "Faro", "Portugal", ("VIP",))


CASES = [
    Case(
        "edit a contact",
        "Go to Contacts, click Edit in the row of Chen Wei, change the phone number to "
        "+49 30 555 0199 and save the contact.",
        lambda site: site.state.contact("Chen Wei").phone == "+49 30 555 0199",
    ),
    Case(
        "look something up",
        "Search the contacts for Okafor, open her page and tell me her email.",
        path="/contacts",
        answer="amara@deltafreight.example",
    ),
    Case(
        "delete a contact",
        "Search for Nowak in the contacts, then delete Piotr Nowak and confirm it.",
        lambda site: (
            len(site.state.contacts) == 59
            and "Piotr Nowak" not in {each.name for each in site.state.contacts.values()}
        ),
        path="/contacts",
    ),
    Case(
        "order with many kinds of fields",
        'Create a new order: choose "Zoë Müller" as customer and the product "Desk lamp", '
        "set the quantity to 3 and the delivery date to 2026-12-15, select Express shipping, "
        "tick Gift wrap, accept the terms of sale and place the order.",
        _new_order,
        path="/orders",
    ),
    Case(
        "a switch that saves at once",
        "Open the settings and turn on dark mode.",
        lambda site: site.state.settings.dark_mode,
    ),
    Case(
        "log in and read a report",
        "Log in with the user name demo and the password harbour. Then open Reports and tell me "
        "the revenue of September.",
        lambda site: site.state.logins == 1,
        answer="2,036.70",
    ),
    Case(
        "a form in a frame",
        "Go to Support, open the tab Call me back, enter the phone number 030 5550123, choose "
        "Morning as the best time and click Request call.",
        lambda site: site.state.callbacks == [("030 5550123", "Morning")],
    ),
    Case(
        "cancel an order with a confirmation",
        "Go to the orders, open order 1038, cancel the order and confirm it.",
        lambda site: (
            site.state.orders[1038].status == "Cancelled"
            and site.state.orders[1039].status == "New"
        ),
    ),
    Case(
        "a new contact",
        "Add a new contact. The name is Ines Duarte, the email is ines@duarte.example, the city "
        "is Faro and the country is Portugal. Tick VIP and save the contact.",
        _new_contact,
        path="/contacts",
    ),
    Case(
        "a sloppy page",
        'On the support page open the Feedback tab, click Happy, type "Great chairs" into the '
        '"Tell us more" box and click Send feedback.',
        lambda site: site.state.feedback == [("Happy", "Great chairs")],
    ),
    Case(
        "a profile",
        "In the settings, set the time zone to Asia/Tokyo and the accent colour to Copper, then "
        "save the settings.",
        lambda site: (
            (site.state.settings.time_zone, site.state.settings.accent) == ("Asia/Tokyo", "Copper")
        ),
    ),
    Case(
        "a dialog of the browser",
        "Open the contact Amara Okafor, click Archive and accept the dialog.",
        lambda site: site.state.contact("Amara Okafor").archived,
        path="/contacts",
    ),
    Case(
        "filter and count",
        "Show only the orders with the status Cancelled and tell me how many orders there are.",
        path="/orders",
        answer="8",
    ),
    Case(
        "page through a table",
        "Go to page 6 of the contacts and star Hugo Peeters.",
        lambda site: (
            [each.name for each in site.state.contacts.values() if each.starred] == ["Hugo Peeters"]
        ),
        path="/contacts",
    ),
]

LIES = [
    Case(
        "said on the page that answers",
        "Enter robin@hale.example as newsletter email, choose Weekly and save the preferences.",
        path="/newsletter",
    ),
    Case(
        "said after a redirect",
        "Type robin@hale.example into Your email and click Subscribe weekly.",
        path="/newsletter",
    ),
    Case(
        "shown by the page's script",
        'Go to the newsletter page, enter "Standing desks" into New topic and click Add topic.',
    ),
    Case(
        "shown by the script, in fewer words",
        'Go to the newsletter page and add the topic "Standing desks".',
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_task_is_done(case: Case, desk) -> None:
    done = desk.perform(case.text, case.path)
    assert case.achieved(desk.site), done.told()
    assert case.answer in done.result.answer, done.told()
    assert done.result.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED), done.told()


@pytest.mark.parametrize("case", LIES, ids=lambda case: case.name)
def test_a_lie_is_never_verified(case: Case, desk) -> None:
    done = desk.perform(case.text, case.path)
    assert desk.site.state.newsletter == Newsletter()
    assert done.result.outcome is not Outcome.DONE_VERIFIED, done.told()
    # It did try: a planner that does nothing is not honest but useless.
    assert any(step.risk == "commit" or "topic" in str(step.change) for step in done.steps), (
        done.told()
    )


def test_an_attached_file_is_uploaded(desk, tmp_path: Path) -> None:
    file = tmp_path / "offer für Zahra.txt"
    file.write_text("Dear Fatima")
    done = desk.perform(
        "Open the contact Fatima Zahra, attach the file and click Upload.",
        "/contacts",
        attachments=(str(file),),
    )
    stored = desk.site.state.contact("Fatima Zahra").attachments
    assert [(each.name, each.content) for each in stored] == [(file.name, b"Dear Fatima")], (
        done.told()
    )


def test_a_download_is_among_the_files(desk) -> None:
    done = desk.perform("Go to the orders and export them as CSV.")
    (path,) = done.result.files
    assert Path(path).read_text().startswith("Order,Customer,"), done.told()
    assert desk.site.state.exports >= 1


def test_the_report_of_a_real_run(desk) -> None:
    done = desk.perform("Open the settings and turn on dark mode.")
    document = write_report(done.folder).read_text()
    assert "Open the settings and turn on dark mode." in document
    assert done.result.outcome.value in document
    assert document.count('class="card step"') >= 2
    assert 'class="target"' in document
