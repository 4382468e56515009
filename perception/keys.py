"""Keys of an observation: where we are, and whether anything moved on since.

`place_key` is for skills: the same screen with other data has the same key. `progress_key` is for
loop detection: filling eight fields, or typing 777, is progress although the place stays the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from perception.element import INTERACTIVE_ROLES, Element
from perception.observation import Observation

# Inside these, names are data: contacts, mails, search results.
_DATA_ROLES = frozenset({"row", "listitem", "option", "treeitem", "article", "gridcell", "cell"})
_PLACE_ROLES = INTERACTIVE_ROLES | {"heading", "dialog", "alertdialog", "tabpanel", "form"}
_STEADY_STATES = frozenset({"modal"})

_DATE_OR_TIME = re.compile(
    r"\b\d{1,4}[-/.:]\d{1,2}(?:[-/.:]\d{1,4})?(?:\s?[ap]m)?\b", re.IGNORECASE
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ID = re.compile(
    r"^(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|(?=[^/]*\d)[0-9a-f]{8,}|(?=[^/]*\d)[A-Za-z0-9_-]{16,})$"
)


def place_key(observation: Observation) -> str:
    """Where we are: application, templated address, what can be done there.

    Values, numbers, dates and the data in rows and lists leave no trace in it. Of a page that was
    not read as a whole, only what was read counts.
    """
    return _digest(_place_parts(observation))


def progress_key(observation: Observation) -> str:
    """The place, and all that changes when work is done: values, states, texts, focus, scrolling.

    Clock times in texts do not count, or a page with a clock would never stand still.
    """
    scroll = observation.viewport.scroll
    parts = [
        *_place_parts(observation),
        f"address {observation.active.url if observation.active else ''}",
        f"scroll {round(scroll.x / 40)} {round(scroll.y / 40)}",
        f"focus {observation.focused or ''}",
        *(f"dialog {each.kind} {each.message}" for each in observation.dialogs),
    ]
    parts.extend(_progress_part(element) for element in observation.elements)
    return _digest(parts)


def place_template(url: str) -> str:
    """An address without what differs from one record to the next.

    >>> place_template("https://crm.example/contacts/1724/edit?tab=mail&page=3#top")
    'https://crm.example/contacts/{id}/edit?page&tab'
    >>> place_template("https://crm.example/#/orders/99")
    'https://crm.example/#/orders/{id}'
    """
    parts = urlsplit(url)
    shown = f"{parts.scheme}://{parts.netloc}{_template_path(parts.path)}"
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    if names:
        shown += "?" + "&".join(names)
    if parts.fragment.startswith(("/", "!/")):
        shown += "#" + _template_path(parts.fragment.split("?")[0])
    return shown


def _template_path(path: str) -> str:
    return "/".join("{id}" if _ID.match(unquote(part)) else part for part in path.split("/"))


def _place_parts(observation: Observation) -> list[str]:
    active = observation.active
    names = sorted(
        {
            f"{element.role} {steady_name(element.name)} {sorted(element.states & _STEADY_STATES)}"
            for element in _steady(observation)
        }
    )
    return [
        active.application if active else "",
        place_template(active.url) if active and active.url else (active.title if active else ""),
        *(f"dialog {dialog.kind}" for dialog in observation.dialogs),
        *names,
    ]


def steady_name(name: str) -> str:
    """A name without counters and dates.

    >>> steady_name("Inbox (12)")
    'inbox (#)'
    """
    return _NUMBER.sub("#", _DATE_OR_TIME.sub("#", name)).casefold()


def _steady(observation: Observation) -> Iterable[Element]:
    """The elements that make out a place: what can be operated, and headings, outside data."""
    in_data: set[str] = set()
    for element in observation.elements:  # parents come before their children
        if element.role in _DATA_ROLES or element.parent in in_data:
            in_data.add(element.ref)
        elif element.role in _PLACE_ROLES and not element.weak_name and element.name:
            yield element


def _progress_part(element: Element) -> str:
    states = " ".join(sorted(element.states - {"focused"}))
    name = _CLOCK.sub("#", element.name) if not element.interactive else element.name
    return f"{element.role}|{name}|{element.value or ''}|{states}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
