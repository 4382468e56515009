"""The task that `deskhand demo` carries out on the demonstration site."""

from __future__ import annotations

from app.demo.server import DemoSite
from app.demo.state import State

NAME = "Chen Wei"
PHONE = "+49 30 555 0199"
CITY = "Bremen"

TASK = (
    f'Open the contacts, click Edit in the row of {NAME}, set the phone to "{PHONE}", '
    f'set the city to "{CITY}" and click Save contact.'
)


def begin(site: DemoSite) -> str:
    """The address at which the task begins."""
    return f"{site.url}/"


def stored(state: State) -> tuple[bool, str]:
    """What the site itself holds afterwards: whether the task is done, and a sentence on it."""
    contact = state.contact(NAME)
    done = (contact.phone, contact.city) == (PHONE, CITY)
    return done, f"the site stores for {NAME}: phone {contact.phone}, city {contact.city}"
