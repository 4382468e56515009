"""Waiting until a page is stable."""

import time

import pytest
from playwright.sync_api import Page

from perception.page import PageReader
from perception.settle import settle


class Stopped(Exception):
    pass


class Context:
    def __init__(self, stop: bool = False) -> None:
        self.stop = stop

    def check(self) -> None:
        if self.stop:
            raise Stopped


def timed(reader: PageReader, limit: float = 3.0) -> tuple[bool, float]:
    begun = time.monotonic()
    return settle(reader, Context(), limit), time.monotonic() - begun


def test_a_page_at_rest_is_found_so_at_once(page: Page, reader: PageReader) -> None:
    page.set_content("<p>still")
    stable, seconds = timed(reader, 20)
    assert stable
    assert seconds < 5


def test_what_a_click_brings_in_later_is_waited_for(page: Page, reader: PageReader) -> None:
    page.set_content(
        "<button onclick=\"setTimeout(() => this.after('one'), 60);"
        "setTimeout(() => this.after('two'), 130); setTimeout(() => this.after('three'), 200)\">Go"
    )
    timed(reader)
    page.mouse.click(20, 18)
    assert timed(reader)[0]
    assert "three" in page.inner_text("body")


@pytest.mark.parametrize(
    "restless",
    [
        "<p id=c></p><script>setInterval(() => c.textContent = performance.now(), 20)</script>",
        "<style>@keyframes a{to{transform:rotate(1turn)}}</style>"
        "<b style='display:block;animation:a 1s infinite'>x</b>",
        "<i id=c>x</i><script>setInterval(() => c.style.left = Math.random() + 'px', 20)</script>",
    ],
    ids=["clock", "spinner", "jitter"],
)
def test_what_never_rests_does_not_eat_the_time(
    page: Page, reader: PageReader, restless: str
) -> None:
    page.set_content(restless)
    assert timed(reader, 20)[0]


def test_an_animation_that_ends_is_waited_for(page: Page, reader: PageReader) -> None:
    page.set_content(
        "<style>@keyframes a{to{left:90px}}</style><b style='position:absolute;animation:a .6s'>x"
    )
    assert timed(reader)[1] > 0.3


def test_a_page_that_grows_for_ever_is_given_up_in_time(page: Page, reader: PageReader) -> None:
    page.set_content(
        "<p>x</p><script>let at = document.body; setInterval(() => {"
        "const p = document.createElement('p'); at.append(p, 'a', 'b'); at = p; }, 20)</script>"
    )
    # On a machine that is too busy to let it grow, a page rests for once.
    tries = [timed(reader, 0.8) for _ in range(3)]
    assert not all(stable for stable, _ in tries)
    assert min(seconds for _, seconds in tries) < 5


def test_data_under_way_is_waited_for(page: Page, reader: PageReader) -> None:
    def slow(route: object) -> None:
        page.wait_for_timeout(400)
        route.fulfill(body="late")  # type: ignore[attr-defined]  # playwright.sync_api.Route

    page.route("**/data", slow)
    page.goto("data:text/html,<p id=c>early")
    page.evaluate(
        "() => { fetch('http://127.0.0.1:9/data', {mode: 'no-cors'}).then(() =>"
        " c.textContent = 'late') }"
    )
    assert timed(reader)[0]
    assert page.inner_text("#c") == "late"


def test_a_stopped_run_does_not_wait(page: Page, reader: PageReader) -> None:
    page.set_content("<p>x")
    with pytest.raises(Stopped):
        settle(reader, Context(stop=True), 3.0)
