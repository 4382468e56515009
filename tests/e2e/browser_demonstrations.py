"""What is shown in a browser: on the demonstration site, and on a page with a password."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from demonstrations import Person

from app.demo.server import DemoSite

SECRET = "Blue-Heron-4711"
LOGIN = """\
<title>Reading room</title><h1>Reading room</h1>
<form method="post" action="/in"><p><label>Card number <input name="card"></label></p>
<p><label>Password <input name="pin" type="password"></label></p>
<p><button>Enter</button></p></form>"""
INSIDE = "<title>Reading room</title><h1>Welcome to the reading room</h1><p>Seat 12 is yours.</p>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Something that is shown in a browser.

    Attributes:
        text: what the person says that they show; the site's address fills in {url}.
        path: where it begins.
        show: does it by hand.
        values: for another run of the skill.
        achieved: whether that run did what it should.
    """

    name: str
    text: str
    path: str
    show: Callable[[Person], None]
    values: Mapping[str, str] = field(default_factory=dict)
    achieved: Callable[[DemoSite], bool]


def _change_contact(person: Person) -> None:
    person.click("link", "Edit", row="Chen Wei")
    person.fill("textbox", "Phone", "+49 30 555 0199")
    person.fill("textbox", "City", "Bremen")
    person.click("button", "Save contact")
    person.find("status", "Your changes were saved.")


def _place_order(person: Person) -> None:
    person.click("link", "New order")
    person.fill("combobox", "Customer", "Emma")
    person.click("option", "Emma Fischer")
    person.click("combobox", "Product")
    person.hand.type("Whiteb")
    person.hand.key("Return")
    person.fill("spinbutton", "Quantity", "3")
    person.click("textbox", "Delivery date")
    person.hand.key("Tab", "shift+Tab")
    person.hand.type("12242026")
    person.click("radio", "Express")
    person.click("checkbox", "I accept the terms of sale")
    person.click("button", "Place order")
    person.find("heading", "Details")


def _ship_order(person: Person) -> None:
    person.click("link", "Orders")
    person.click("link", "1034")
    person.click("button", "Mark as shipped")
    person.find("status", "Order 1034 was marked as shipped.")


def _search(person: Person) -> None:
    person.click("link", "Contacts")
    person.click("searchbox", "Search contacts")
    person.hand.type("Maria Papadaki")
    person.hand.key("Return")
    person.click("link", "Maria Papadaki")
    person.click("button", "Star")
    person.sees("the star", lambda seen: any("pressed" in each.states for each in seen.elements))


def _ordered(site: DemoSite) -> bool:
    order = site.state.orders[max(site.state.orders)]
    return (order.customer, order.product, order.quantity, order.delivery, order.shipping) == (
        "Ahmed Hassan",
        "Desk lamp",
        7,
        date(2027, 2, 3),
        "Pick-up",
    )


BROWSER = (
    Shown(
        name="change a contact",
        text='Change the phone of Chen Wei to "+49 30 555 0199" and the city to Bremen',
        path="/contacts",
        show=_change_contact,
        values={"contact": "Anna Bergström", "phone": "+46 8 123", "city": "Umeå"},
        achieved=lambda site: (
            (site.state.contact("Anna Bergström").phone, site.state.contact("Anna Bergström").city)
            == ("+46 8 123", "Umeå")
            and site.state.contact("Anna Berg").city != "Umeå"
        ),
    ),
    Shown(
        name="place an order",
        text="Order 3 pieces of Whiteboard for Emma Fischer, to be delivered on 24 December 2026 "
        "by Express",
        path="/orders",
        show=_place_order,
        values={
            "customer": "Ahmed Hassan",
            "product": "Desk lamp",
            "quantity": "7",
            "delivery_date": "2027-02-03",
            "shipping": "Pick-up",
        },
        achieved=_ordered,
    ),
    Shown(
        name="ship an order",
        text="Mark the order 1034 as shipped",
        path="/",
        show=_ship_order,
        values={"order": "1038"},
        achieved=lambda site: site.state.orders[1038].status == "Shipped",
    ),
    Shown(
        name="star a contact",
        text="Find Maria Papadaki among the contacts and star her",
        path="/",
        show=_search,
        values={"contact": "Ahmed Hassan"},
        achieved=lambda site: site.state.contact("Ahmed Hassan").starred,
    ),
)
