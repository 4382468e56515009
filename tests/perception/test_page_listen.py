"""The page script's listeners: no message is lost, whatever the page does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from perception.page import PageReader
from perception.page_listen import Heard, PageListener

HERE = "http://here.test"
THERE = "http://there.test"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a site whose pages all look the same, and lead to the other site at a press."""
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()

    def answer(url: str) -> str:
        other = THERE if url.startswith(HERE) else HERE
        return (
            f"<title>{url}</title><label>Text <input></label>"
            f"<button onpointerdown=\"location = '{other}/'\">Away</button>"
        )

    page.route(
        "**/*",
        lambda route: route.fulfill(content_type="text/html", body=answer(route.request.url)),
    )
    page.goto(HERE + "/")
    yield page
    context.close()


@pytest.fixture
def heard(page: Page) -> Iterator[list[Heard]]:
    """What is heard on the page."""
    found: list[Heard] = []
    listener = PageListener(PageReader(page, "t1"), found.append)
    yield found
    listener.close()


def kinds(heard: list[Heard], kind: str) -> list[Heard]:
    """Those of one kind."""
    return [each for each in heard if each.kind == kind]


def test_a_thousand_keys_as_fast_as_can_be(page: Page, heard: list[Heard]) -> None:
    page.click("input")
    text = "the quick brown fox " * 50
    page.keyboard.type(text)
    page.wait_for_function("text => document.querySelector('input').value === text", arg=text)
    end = time.monotonic() + 10
    while len(kinds(heard, "key")) < len(text) and time.monotonic() < end:
        page.wait_for_timeout(20)
    assert "".join(each.told["key"] for each in kinds(heard, "key")) == text
    assert [each.number for each in heard] == list(range(1, len(heard) + 1))
    assert kinds(heard, "value")[-1].told["value"] == text


def test_presses_that_lead_to_another_process_at_once(page: Page, heard: list[Heard]) -> None:
    for count in range(1, 13):
        page.mouse.click(250, 18)
        page.wait_for_url((THERE if count % 2 else HERE) + "/")
        page.wait_for_load_state()
    page.wait_for_timeout(100)
    presses = kinds(heard, "press")
    assert len(presses) == 12
    assert {each.told["origin"] for each in presses} == {HERE, THERE}
    assert all("Away" in str(each.told["element"]["row"]) for each in presses)


def test_what_is_heard_and_what_is_read_share_their_refs(page: Page) -> None:
    found: list[Heard] = []
    reader = PageReader(page, "t1")
    listener = PageListener(reader, found.append)
    button = next(each for each in reader.read(whole=True).elements if each.role == "button")
    page.mouse.move(*button.box.center)
    page.mouse.down()
    end = time.monotonic() + 20
    while not kinds(found, "press") and time.monotonic() < end:
        page.wait_for_timeout(10)
    (press,) = kinds(found, "press")
    told = listener.element(press, press.told["element"])
    assert told is not None
    assert (told.ref, told.role, told.name) == (button.ref, "button", "Away")
    assert listener.point(press) == pytest.approx(button.box.center, abs=0.1)
    listener.close()


def test_a_closed_listener_hears_nothing(page: Page) -> None:
    found: list[Heard] = []
    listener = PageListener(PageReader(page, "t1"), found.append)
    listener.close()
    page.click("input")
    page.keyboard.type("quiet")
    page.wait_for_timeout(100)
    assert found == []
