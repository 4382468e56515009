"""What comes in while a browser is watched, before it is told: one queue for all of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page

from actions.environments.browser_record_events import Translator
from actions.environments.browser_record_history import History
from actions.environments.browser_tabs import Tab
from perception.events import MarkKind
from perception.observation import Notice, Observation
from perception.page_listen import Heard, PageListener


@dataclass(frozen=True, slots=True)
class Answered:
    """A page's dialog was closed."""

    kind: str
    message: str
    accept: bool
    text: str


@dataclass(slots=True)
class Arrived:
    """A page is at an address.

    Attributes:
        url: the address.
        within: the document stayed the same.
        history: what the browser says of its way there; None until it has answered.
    """

    url: str
    within: bool
    history: History | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A new tab is listened to; it may have gone somewhere before it was."""


@dataclass(frozen=True, slots=True)
class Rested:
    """The pointer has come to rest, and something unfolded there."""

    heard: Heard


@dataclass(slots=True)
class Shot:
    """A reading, in its place among the events."""

    observation: Observation


@dataclass(frozen=True, slots=True)
class Mark:
    """The person told the recorder something."""

    kind: MarkKind
    note: str


@dataclass(frozen=True, slots=True)
class Raw:
    """Something that came in.

    Attributes:
        tab: where; None where that is of no account.
        what: what came.
        at: seconds since the epoch.
        ours: Deskhand itself was acting.
    """

    tab: Tab | None
    what: Heard | Answered | Arrived | Opened | Rested | Shot | Mark | Notice
    at: float
    ours: bool = False


@dataclass(slots=True)
class Watched:
    """A tab that is listened to.

    Attributes:
        history: where it has been, as of the last address that was told.
        announced: it was told of, or was there from the start.
        acted_at: when something was last done in the page that may lead somewhere; seconds since
            the epoch. Forgotten once it has led somewhere.
        person_at: when the person last did anything in the page; seconds since the epoch.
        dialog: kind and message of the dialog that opened last.
        window: the browser's number of the window that the tab is in; 0 if unknown.
    """

    tab: Tab
    page: Page
    listener: PageListener
    translator: Translator
    history: History = field(default_factory=History)
    announced: bool = False
    acted_at: float = 0.0
    person_at: float = 0.0
    dialog: tuple[str, str] = ("", "")
    window: int = 0
