"""A recording under test: what came in so far, and waiting for what is to come."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from playwright.sync_api import CDPSession, Page

from actions.environments.browser import BrowserEnvironment
from actions.environments.browser_record import BrowserSource
from actions.environments.host import HostedEnvironment
from perception.events import Allowed, InputEvent, Snapshot

T = TypeVar("T")
Kind = TypeVar("Kind", bound=InputEvent)


@dataclass
class Person:
    """Works in a browser by its input devices, at the level of the browser's input pipeline.

    What it does is trusted input like a real mouse's and keyboard's, and not done by way of
    `Environment.execute`: for the recorder it is a person.
    """

    environment: HostedEnvironment
    source: BrowserSource
    events: list[InputEvent] = field(default_factory=list)

    @classmethod
    def at(cls, environment: HostedEnvironment, *origins: str) -> Person:
        """A person whose work on these origins is recorded."""
        return cls(environment, BrowserSource(environment, Allowed(origins=origins)))

    def in_page(self, work: Callable[[Page], T]) -> T:
        """Do something with the active page."""

        def with_page(environment: object) -> T:
            assert isinstance(environment, BrowserEnvironment)
            assert environment.tabs.active is not None
            return work(environment.tabs.active.page)

        return self.environment.on_thread(with_page)

    def in_session(self, work: Callable[[CDPSession], T]) -> T:
        """Do something with the DevTools session of the active tab."""

        def with_session(environment: object) -> T:
            assert isinstance(environment, BrowserEnvironment)
            tab = environment.tabs.active
            assert tab is not None
            assert tab.session is not None
            return work(tab.session)

        return self.environment.on_thread(with_session)

    def click_on(self, selector: str) -> None:
        """Click, but do not wait until the page has taken it: a dialog may hold it up."""

        def begin(environment: object) -> None:
            assert isinstance(environment, BrowserEnvironment)
            assert environment.tabs.active is not None
            page = environment.tabs.active.page
            environment.loop.soon(lambda: page.locator(selector).click(no_wait_after=True))

        self.environment.on_thread(begin)

    def click(self, selector: str, frame: int = 0, **more: object) -> None:
        """Click the middle of an element with the mouse; scrolls nothing and waits for nothing."""

        def work(page: Page) -> None:
            box = page.frames[frame].locator(selector).bounding_box()
            assert box is not None
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            page.mouse.click(x, y, **more)  # type: ignore[arg-type] # handed on

        self.in_page(work)

    def type(self, text: str) -> None:
        """Type with the keyboard."""
        self.in_page(lambda page: page.keyboard.type(text))

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.in_page(lambda page, key=key: page.keyboard.press(key))

    def until(self, condition: Callable[[], object], limit: float = 10.0) -> None:
        """Take in events until something holds of them."""
        end = time.monotonic() + limit
        while not condition():
            event = self.source.next(0.2)
            if event is not None:
                self.events.append(event)
            assert time.monotonic() < end, "\n".join(map(brief, self.events))

    def wait(self, kind: type[Kind], **holds: object) -> Kind:
        """Wait for an event of a kind with these attributes; the first one."""
        self.until(lambda: self.all(kind, **holds))
        return self.all(kind, **holds)[0]

    def all(self, kind: type[Kind], **holds: object) -> list[Kind]:
        """The events of a kind with these attributes that have come in."""
        return [
            each
            for each in self.events
            if isinstance(each, kind)
            and all(getattr(each, name) == value for name, value in holds.items())
        ]

    def rest(self) -> Snapshot:
        """Wait for a settled snapshot after all that was told so far; it."""
        count = len(self.events)
        self.until(
            lambda: any(
                isinstance(each, Snapshot) and each.observation.settled
                for each in self.events[count:]
            )
        )
        return self.last(Snapshot)

    def quiet(self, seconds: float = 0.45) -> None:
        """Take in events until none has come for a while."""
        for _ in range(10_000):
            event = self.source.next(seconds)
            if event is None:
                return
            self.events.append(event)
        raise AssertionError("events without end")

    def last(self, kind: type[Kind]) -> Kind:
        """The last event of a kind."""
        return self.all(kind)[-1]

    def forget(self) -> None:
        """Leave what came in so far behind."""
        self.quiet(0.15)
        self.events.clear()

    def kinds(self, *without: type) -> list[str]:
        """The kinds of the events, in order."""
        return [type(each).__name__ for each in self.events if not isinstance(each, without)]


def named(events: Sequence[InputEvent]) -> list[str]:
    """The names of the elements that events are about."""
    return [each.element.name for each in events if getattr(each, "element", None) is not None]  # type: ignore[union-attr] # just asked


def brief(event: InputEvent) -> str:
    """An event in a line."""
    if isinstance(event, Snapshot):
        return f"{event.at:.2f} Snapshot of {len(event.observation.elements)} elements"
    return f"{event.at:.2f} {event!s}"[:300]
