"""The second reading: the same address loaded anew in a tab of its own, or the page read back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from actions.context import RunContext
from actions.environments.browser_loop import Loop, TimeUp
from actions.environments.browser_navigate import completed, goto, problem_of
from actions.environments.browser_tabs import Tab, Tabs, origin
from perception.geometry import Box
from perception.observation import Surface
from perception.page import PageReader, PageReading
from perception.page_world import FrameGone
from perception.settle import settle

_SURFACE = "r1"  # of the tab in which data is read anew; it is closed again at once
_LIMIT = 10.0
_SETTLE = 3.0


class Rereading:
    """Reads data anew without touching the person's tabs."""

    def __init__(
        self, loop: Loop, tabs: Tabs, hidden: tuple[str, ...], size: Callable[[Page], None]
    ) -> None:
        self._loop = loop
        self._tabs = tabs
        self._hidden = hidden
        self._size = size

    def reason_against(self, tab: Tab | None, reading: PageReading | None, url: str) -> str:
        """Why the data cannot be read anew; "" if it can."""
        if url:
            return ""
        if tab is None or tab.crashed:
            return "there is no page"
        if tab.posted:
            return "the page is the answer to a form that was sent"
        if reading is not None and reading.unsaved:
            return "the page has unsaved data"
        scheme = tab.page.url.partition(":")[0]
        if scheme not in ("http", "https", "file"):
            return "the page has no address that could be loaded again"
        return ""

    def anew(self, url: str, context: RunContext) -> tuple[PageReading, Surface, str]:
        """Load an address in a tab of its own with GET, read it and close it.

        Returns:
            the reading, its surface, and what was odd about it.

        Raises:
            ActionError: the address is none.
            Unreadable: it could not be read.
        """
        address = completed(url)
        with self._page() as page:
            try:
                with self._loop.limit(_LIMIT + _SETTLE + 5, "reading the page anew"):
                    # Before the page begins to load: it hears what its scripts ask for then.
                    reader = PageReader(page, _SURFACE, hidden=self._hidden)
                    response = goto(page, address, _LIMIT)
                    with contextlib.suppress(PlaywrightTimeout):
                        page.wait_for_load_state("domcontentloaded", timeout=5000)
                    settle(reader, context, _SETTLE)
                    reading = reader.read(whole=True)
            except PlaywrightError as error:
                raise Unreadable(f"{address} could not be read: {problem_of(error)}") from error
            except (TimeUp, FrameGone) as error:
                raise Unreadable(f"{address} could not be read in time") from error
            odd = ""
            if response is not None and response.status >= 400:
                odd = f"the server answered {response.status}"
            elif page.url.partition("#")[0] != address.partition("#")[0]:
                odd = f"the address led on to {page.url}"
            surface = Surface(
                ref=_SURFACE,
                application="chromium",
                title=reading.title,
                url=page.url,
                origin=origin(page.url),
                box=Box(0, 0, reading.viewport.size.width, reading.viewport.size.height),
                active=True,
            )
            return reading, surface, odd

    @contextlib.contextmanager
    def _page(self) -> Iterator[Page]:
        page = self._tabs.open_reader()
        try:
            self._size(page)
            page.route("**/*", _only_harmless)
            yield page
        finally:
            with contextlib.suppress(PlaywrightError, TimeUp), self._loop.limit(2.0):
                page.close()


class Unreadable(Exception):
    """An address could not be read anew."""


def _only_harmless(route: Route) -> None:
    """Let a document be fetched, never sent to: a page that submits itself when loaded stays put.

    Requests that are routed also bypass the browser's cache, so that the answer is the server's.
    """
    request = route.request
    sends = request.is_navigation_request() and request.method not in ("GET", "HEAD")
    with contextlib.suppress(PlaywrightError):
        if sends:
            route.abort("blockedbyclient")
        else:
            route.continue_()
