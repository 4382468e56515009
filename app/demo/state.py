"""What the demonstration site stores: contacts, orders, settings.

Everything starts from the same data every time, so that a task's effect can be checked exactly. The
state is a plain Python object for tests (`DemoSite.state`); no page of the site shows it as data.
"""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files

TAGS = ("Customer", "Supplier", "VIP")
SHIPPING = ("Standard", "Express", "Pick-up")
STATUSES = ("New", "Packed", "Shipped", "Cancelled")
FREQUENCIES = ("Never", "Weekly", "Monthly")
ACCOUNT = ("demo", "harbour")  # user name and password of the site's only account; shown on it
FIRST_ORDER = 1001


@dataclass(slots=True)
class Attachment:
    """A file that was uploaded to a contact."""

    name: str
    content: bytes


@dataclass(slots=True)
class Contact:
    """A person at a company."""

    id: int
    name: str
    email: str
    phone: str
    company: str
    city: str
    country: str
    tags: tuple[str, ...] = ()
    notes: str = ""
    starred: bool = False
    archived: bool = False
    attachments: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Product:
    """Something that is sold; `price` in euros."""

    code: str
    name: str
    price: float


@dataclass(slots=True)
class Order:
    """One product, some times, for one customer."""

    id: int
    customer: str
    product: str
    quantity: int
    delivery: date
    shipping: str = "Standard"
    gift: bool = False
    instructions: str = ""
    status: str = "New"
    total: float = 0.0


@dataclass(slots=True)
class Settings:
    """The account's settings."""

    dark_mode: bool = False
    email_notifications: bool = True
    weekly_digest: bool = False
    display_name: str = "Robin Hale"
    time_zone: str = "UTC"
    accent: str = "Pine"


@dataclass(slots=True)
class Newsletter:
    """What the newsletter pages claim to save. They never do."""

    email: str = ""
    frequency: str = "Never"
    topics: tuple[str, ...] = ("Product news",)


@dataclass(slots=True)
class State:
    """All of it. Hold `lock` while reading several things that must fit together."""

    contacts: dict[int, Contact]
    products: dict[str, Product]
    orders: dict[int, Order]
    settings: Settings = field(default_factory=Settings)
    newsletter: Newsletter = field(default_factory=Newsletter)
    callbacks: list[tuple[str, str]] = field(default_factory=list)  # (phone, time of day)
    feedback: list[tuple[str, str]] = field(default_factory=list)  # (mood, message)
    exports: int = 0
    logins: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def contact(self, name: str) -> Contact:
        """The contact with exactly this name.

        Raises:
            KeyError: there is none.
        """
        for contact in self.contacts.values():
            if contact.name == name:
                return contact
        raise KeyError(name)

    def product(self, name: str) -> Product | None:
        """The product with exactly this name."""
        return next((each for each in self.products.values() if each.name == name), None)


def initial() -> State:
    """The state in which every session of the site begins."""
    products = {product.code: product for product in _products()}
    contacts = {contact.id: contact for contact in _contacts()}
    orders = {order.id: order for order in _orders(contacts, tuple(products.values()))}
    return State(contacts=contacts, products=products, orders=orders)


def _table(name: str) -> list[list[str]]:
    text = files("resources").joinpath("demo_site", "data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line]


def _products() -> list[Product]:
    return [Product(code, name, float(price)) for code, name, price in _table("products.tsv")]


def _contacts() -> list[Contact]:
    contacts = []
    for number, (name, company, city, country) in enumerate(_table("contacts.tsv"), start=1):
        first, domain = _plain(name.split()[0]), _plain(company)
        contacts.append(
            Contact(
                id=number,
                name=name,
                email=f"{first or 'office'}@{domain}.example",
                phone=f"+{30 + number % 60} 555 {1000 + number * 37}",
                company=company,
                city=city,
                country=country,
                tags=tuple(tag for bit, tag in enumerate(TAGS) if number % (bit + 2) == 0),
            )
        )
    return contacts


def _plain(text: str) -> str:
    """Lower-case ASCII letters of a name, as in an email address: "Müller" -> "muller"."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if c.isascii() and c.isalnum())


def _orders(contacts: dict[int, Contact], products: tuple[Product, ...]) -> list[Order]:
    """Forty orders. Multipliers without a common factor with the counts spread them evenly."""
    orders = []
    for number in range(40):
        product = products[number * 3 % len(products)]
        quantity = 1 + number * 7 % 9
        orders.append(
            Order(
                id=FIRST_ORDER + number,
                customer=contacts[1 + number * 17 % len(contacts)].name,
                product=product.name,
                quantity=quantity,
                delivery=date(2026, 8, 3) + timedelta(days=number * 5 // 2),
                shipping=SHIPPING[number % len(SHIPPING)],
                gift=number % 6 == 0,
                status=("Shipped", "Packed", "New", "New", "Cancelled")[number % 5],
                total=round(product.price * quantity, 2),
            )
        )
    return orders
