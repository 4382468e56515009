"""A recording of a browser when something goes wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from recorded_browser import Person, named

from actions.environments.browser import BrowserOptions, open_browser
from actions.errors import EnvironmentUnavailable
from perception.events import PointerPressed, Snapshot, SurfaceClosed, Went


@pytest.fixture
def person(site: Any) -> Iterator[Person]:
    """A person at a browser of their own."""
    with open_browser(BrowserOptions(url=site.page("<button>Go</button>"))) as environment:
        person = Person.at(environment, site.url)
        person.source.start()
        person.wait(Snapshot)
        yield person
        person.source.close()


def test_a_browser_that_is_closed_ends_the_stream(person: Person) -> None:
    person.click("button")
    person.environment.on_thread(lambda browser: browser.context.close())  # type: ignore[attr-defined] # a browser
    with pytest.raises(EnvironmentUnavailable, match="closed"):
        person.until(lambda: False)
    assert named(person.all(PointerPressed)) == ["Go"]
    assert person.all(SurfaceClosed)
    with pytest.raises(EnvironmentUnavailable):
        person.source.next(0)
    person.source.close()
    person.source.close()


def test_a_closed_browser_cannot_be_recorded(site: Any) -> None:
    environment = open_browser(BrowserOptions())
    environment.close()
    person = Person.at(environment, site.url)
    with pytest.raises(EnvironmentUnavailable):
        person.source.start()
    person.source.close()


def click_in_another(person: Person, site: Any) -> None:
    """Open another tab and click there; that is told."""
    pages: list[Any] = []

    def another(browser: Any) -> None:
        pages.append(browser.context.new_page())
        pages[0].goto(site.url + "/page")

    person.environment.on_thread(another)
    person.until(lambda: person.all(Went, new=True), 15)
    person.environment.on_thread(lambda _: pages[0].mouse.click(20, 18))
    person.until(lambda: person.all(PointerPressed), 15)
    assert named(person.all(PointerPressed)) == ["Go"]


def test_a_page_that_hangs_holds_up_nothing_else(person: Person, site: Any) -> None:
    site.page("<script>setTimeout(() => { for (;;) ; }, 200)</script>", "/hangs")
    person.in_page(lambda page: page.goto(site.url + "/hangs"))
    person.wait(Went)
    person.in_page(lambda page: page.wait_for_timeout(500))

    click_in_another(person, site)
    began = time.monotonic()
    person.source.close()
    assert time.monotonic() - began < 30


def test_a_page_that_crashes_is_left_and_another_is_heard(person: Person, site: Any) -> None:
    def crash(browser: Any) -> None:
        browser.tabs.active.session.send("Page.crash", timeout=500)

    with pytest.raises(Exception, match=r"crash|Timeout|closed"):
        person.environment.on_thread(crash)

    click_in_another(person, site)


def test_a_recording_ends_while_a_dialog_waits(person: Person, site: Any) -> None:
    person.in_page(lambda page: page.goto(site.page("<button onclick='alert(1)'>Hi</button>")))
    person.rest()
    person.click_on("button")
    person.until(lambda: any(each.observation.dialogs for each in person.all(Snapshot)))
    began = time.monotonic()
    person.source.close()
    assert time.monotonic() - began < 30
    assert named(person.all(PointerPressed)) == ["Hi"]
