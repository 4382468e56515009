"""The application that the fake environment shows: pages of controls over a small store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from actions.fake import FakeEnvironment

ORIGIN = "https://fake.example"

Store = dict[str, str]  # what the application keeps: key -> text
Handler = Callable[["FakeEnvironment"], None]


@dataclass(kw_only=True)
class Control:
    """One control or text on a page, as it lives.

    Attributes:
        key: names it within its page; ref and identity come from it.
        press: what a click, or Enter on it, does.
        parent: key of the enclosing control.
        covered: what lies over it, or "".
    """

    key: str
    role: str
    name: str = ""
    value: str | None = None
    states: set[str] = field(default_factory=set)
    attributes: dict[str, str] = field(default_factory=dict)
    press: Handler | None = None
    parent: str = ""
    covered: str = ""


@dataclass(kw_only=True)
class Page:
    """A page: its title and controls, top to bottom."""

    title: str
    controls: list[Control]


Pages = Mapping[str, Callable[[Store, Mapping[str, str]], Page]]  # path -> (store, query) -> page


DEMO_STORE: Store = {
    "contact:Ada Lovelace": "ada@example.org",
    "contact:Chen Wei": "chen@example.org",
    "contact:Noor Haddad": "noor@example.org",
    "display name": "Guest",
    "newsletter": "false",
    "language": "English",
}


def demo_application() -> Pages:
    """A home page, contacts with a form and a dialog, settings that save, settings that lie."""
    return {
        "/": _home,
        "/contacts": _contacts,
        "/contacts/new": _new_contact,
        "/settings": lambda store, query: _settings(store, lies=False),
        "/lying": lambda store, query: _settings(store, lies=True),
        "/long": _long,
        "/odd": _odd,
    }


def _link(name: str, path: str) -> Control:
    return Control(
        key=f"to{path}",
        role="link",
        name=name,
        attributes={"tag": "a", "href": path},
        press=lambda app: app.go(path),
    )


def _heading(name: str) -> Control:
    return Control(key="heading", role="heading", name=name, attributes={"level": "1"})


def _home(store: Store, query: Mapping[str, str]) -> Page:
    links = [("Contacts", "/contacts"), ("Settings", "/settings"), ("Old settings", "/lying")]
    links += [("Long list", "/long"), ("Odds and ends", "/odd")]
    return Page(
        title="Home",
        controls=[_heading("Welcome"), *(_link(name, path) for name, path in links)],
    )


def _contacts(store: Store, query: Mapping[str, str]) -> Page:
    """A search by GET and a row for each contact, with a button that asks before it deletes."""
    wanted = query.get("q", "")
    search = {"form": "search", "method": "get"}

    def look_up(app: FakeEnvironment) -> None:
        app.go(f"/contacts?q={quote(app.value('q'))}")

    controls = [
        _heading("Contacts"),
        _link("New contact", "/contacts/new"),
        Control(
            key="q",
            role="searchbox",
            name="Search contacts",
            value=wanted,
            attributes=dict(search),
            press=look_up,
        ),
        Control(
            key="find",
            role="button",
            name="Search",
            attributes={"type": "submit", **search},
            press=look_up,
        ),
    ]
    for key, email in sorted(store.items()):
        kind, _, name = key.partition(":")
        if kind == "contact" and wanted.casefold() in name.casefold():
            controls += _contact_row(name, email)
    return Page(title="Contacts", controls=controls)


def _contact_row(name: str, email: str) -> list[Control]:
    def delete(app: FakeEnvironment) -> None:
        def then(accepted: bool, _text: str) -> None:
            if accepted:
                app.forget(f"contact:{name}")
                app.refresh()

        app.ask("confirm", f"Delete {name}?", then)

    row = f"row {name}"
    return [
        Control(key=row, role="row", name=f"{name} {email}"),
        Control(key=f"name {name}", role="cell", name=name, parent=row),
        Control(key=f"email {name}", role="cell", name=email, parent=row),
        Control(key=f"delete {name}", role="button", name="Delete", parent=row, press=delete),
    ]


def _new_contact(store: Store, query: Mapping[str, str]) -> Page:
    """A form sent by POST, that wants a name."""
    form = {"form": "contact", "method": "post", "action": "/contacts"}

    def save(app: FakeEnvironment) -> None:
        if not app.value("name").strip():
            app.control("name").states.add("invalid")
            app.say("Please give a name")
            return
        app.stored(**{f"contact:{app.value('name').strip()}": app.value("email")})
        app.go("/contacts")

    return Page(
        title="New contact",
        controls=[
            _heading("New contact"),
            _field("name", "Name", form, press=save),
            _field("email", "Email", form, press=save),
            _field("notes", "Notes", form, states={"multiline"}),
            Control(
                key="save",
                role="button",
                name="Save",
                attributes={"type": "submit", **form},
                press=save,
            ),
            _link("Cancel", "/contacts"),
        ],
    )


def _settings(store: Store, *, lies: bool) -> Page:
    """Settings with a Save button; the lying page only says that it saved."""
    form = {"form": "settings", "method": "post"}

    def save(app: FakeEnvironment) -> None:
        if lies:
            app.saved_nothing()
        else:
            app.stored(
                **{
                    "display name": app.value("display"),
                    "newsletter": str("checked" in app.control("news").states).lower(),
                    "language": app.value("language"),
                }
            )
        app.say("Settings saved")

    return Page(
        title="Old settings" if lies else "Settings",
        controls=[
            _heading("Settings"),
            _field("display", "Display name", form, value=store["display name"], press=save),
            Control(
                key="news",
                role="checkbox",
                name="Newsletter",
                value="on",
                states={"checked"} if store["newsletter"] == "true" else set(),
                attributes=dict(form),
            ),
            Control(
                key="language",
                role="combobox",
                name="Language",
                value=store["language"],
                attributes={"options": "English\nDeutsch\n中文", **form},
            ),
            _field("pin", "PIN", form, states={"password"}),
            Control(
                key="save",
                role="button",
                name="Save",
                attributes={"type": "submit", **form},
                press=save,
            ),
            _link("Home", "/"),
        ],
    )


def _field(
    key: str,
    name: str,
    form: Mapping[str, str],
    *,
    value: str = "",
    states: set[str] | None = None,
    press: Handler | None = None,
) -> Control:
    return Control(
        key=key,
        role="textbox",
        name=name,
        value=value,
        states=set(states or ()),
        attributes=dict(form),
        press=press,
    )


def _long(store: Store, query: Mapping[str, str]) -> Page:
    """More than fits the view."""
    controls = [_heading("Long list")]
    for number in range(1, 101):

        def press(app: FakeEnvironment, number: int = number) -> None:
            app.say(f"Item {number} chosen")

        controls.append(
            Control(key=f"item{number}", role="button", name=f"Item {number}", press=press)
        )
    return Page(title="Long list", controls=controls)


def _odd(store: Store, query: Mapping[str, str]) -> Page:
    """Things that go on by themselves, count, toggle, or do nothing."""

    def count(app: FakeEnvironment) -> None:
        control = app.control("counter")
        control.name = f"Count {int(control.name.split()[1]) + 1}"

    return Page(
        title="Odds and ends",
        controls=[
            _heading("Odds and ends"),
            Control(key="dead", role="button", name="Nothing", press=lambda app: None),
            Control(key="counter", role="button", name="Count 0", press=count),
            Control(
                key="greet",
                role="button",
                name="Greet",
                press=lambda app: app.ask("alert", "Hello", lambda accepted, text: None),
            ),
            Control(
                key="ask",
                role="button",
                name="Ask me",
                press=lambda app: app.ask(
                    "prompt", "Your name?", lambda accepted, text: app.say(f"Hello {text}")
                ),
            ),
            Control(
                key="new tab",
                role="link",
                name="Settings in a new tab",
                attributes={"tag": "a", "href": "/settings"},
                press=lambda app: app.popup("/settings"),
            ),
            Control(key="off", role="button", name="Unavailable", states={"disabled"}),
            Control(key="digits", role="textbox", name="Digits", value=""),
            Control(key="area", role="textbox", name="Area", value="", states={"multiline"}),
        ],
    )
