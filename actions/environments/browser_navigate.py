"""Opening addresses and moving through the history."""

from __future__ import annotations

import contextlib
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from actions.action import Navigate
from actions.environments.browser_loop import Loop
from actions.environments.browser_tabs import Tab, Tabs
from actions.errors import ActionError, ActionTimedOut, InvalidAction, TargetChanged

# After the answer has begun, the document may take this long to be parsed.
_PARSE_LIMIT = 5.0
_CROSSED = (0.1, 0.3)  # pauses before an address is opened again, in seconds
_HISTORY_LIMIT = 5.0

_PROBLEMS = {
    "ERR_NAME_NOT_RESOLVED": "there is no such host",
    "ERR_CONNECTION_REFUSED": "the server refuses the connection",
    "ERR_CONNECTION_RESET": "the server broke the connection off",
    "ERR_CONNECTION_CLOSED": "the server broke the connection off",
    "ERR_EMPTY_RESPONSE": "the server answered nothing",
    "ERR_CONNECTION_TIMED_OUT": "the server does not answer",
    "ERR_TIMED_OUT": "the server does not answer",
    "ERR_ADDRESS_UNREACHABLE": "the server cannot be reached",
    "ERR_INTERNET_DISCONNECTED": "there is no network",
    "ERR_PROXY_CONNECTION_FAILED": "the proxy cannot be reached",
    "ERR_TUNNEL_CONNECTION_FAILED": "the proxy does not let it through",
    "ERR_INVALID_URL": "this is no address",
    "ERR_UNKNOWN_URL_SCHEME": "the browser does not know this kind of address",
    "ERR_FILE_NOT_FOUND": "there is no such file",
    "ERR_ACCESS_DENIED": "the file may not be read",
    "ERR_UNSAFE_PORT": "the browser does not open this port",
    "ERR_TOO_MANY_REDIRECTS": "it is forwarded without end",
    "ERR_SSL_PROTOCOL_ERROR": "the secure connection failed",
}


class Navigation:
    """Takes tabs to places."""

    def __init__(self, loop: Loop, tabs: Tabs, limit: float) -> None:
        self._loop = loop
        self._tabs = tabs
        self._limit = limit

    def open(self, tab: Tab, url: str) -> str:
        """Go to an address and wait until its document is there; a note on what was odd.

        A page that goes on loading for ever is left to do so.

        Raises:
            InvalidAction: it is no address.
            ActionError: it cannot be reached; the message says why.
            ActionTimedOut: the server did not begin to answer in time.
        """
        address = completed(url)
        self._tabs.revive(tab)
        self._tabs.rouse(tab)  # a script that keeps the page busy would keep it from leaving, too
        try:
            response = goto(tab.page, address, self._limit)
        except PlaywrightTimeout as error:
            self._tabs.notice("navigation_failed", f"{address}: no answer", tab)
            raise ActionTimedOut(
                f"{address} did not begin to answer within {self._limit:g} seconds"
            ) from error
        except PlaywrightError as error:
            if "Download is starting" in str(error):
                return "the address led to a download"
            if "ERR_ABORTED" in str(error):  # an answer without content
                return "the address led to no page"
            problem = problem_of(error)
            self._tabs.notice("navigation_failed", f"{address}: {problem}", tab)
            raise ActionError(f"{address} could not be opened: {problem}") from error
        self._parsed(tab.page)
        if response is not None and response.status >= 400:
            return f"the server answered {response.status} {response.status_text}".strip()
        return ""

    def navigate(self, action: Navigate) -> str:
        """Back, forward, reload, activate, close.

        Raises:
            TargetChanged: there is no such tab.
            InvalidAction: there is nothing to go back or forward to, or to reload would send a form
                again.
            ActionTimedOut: the page did not change in time.
        """
        tab = self._tabs.find(action.surface)
        if tab is None:
            raise TargetChanged(f"there is no tab {action.surface}")
        match action.how:
            case "activate":
                self._tabs.activate(tab)
            case "close":
                self._close(tab)
            case "reload":
                self._reload(tab)
            case "back" | "forward":
                self._step(tab, -1 if action.how == "back" else 1)
        return ""

    def _close(self, tab: Tab) -> None:
        self._tabs.rouse(tab)
        tab.page.close(run_before_unload=True)
        end = time.monotonic() + 2.0
        while tab in list(self._tabs) and time.monotonic() < end:
            self._loop.sleep(0.02)
        if tab in list(self._tabs):  # it hangs; a beforeunload dialog would have broken this off
            tab.page.close()

    def _reload(self, tab: Tab) -> None:
        if tab.crashed:
            self.open(tab, tab.page.url)
            return
        if tab.posted:
            raise InvalidAction(
                "this page is the answer to a form; to reload it would send the form again"
            )
        self._tabs.rouse(tab)
        try:
            tab.page.reload(wait_until="commit", timeout=self._limit * 1000)
        except PlaywrightTimeout as error:
            raise ActionTimedOut(f"the page did not load within {self._limit:g} seconds") from error
        except PlaywrightError as error:
            raise ActionError(f"the page could not be reloaded: {problem_of(error)}") from error
        self._parsed(tab.page)

    def _step(self, tab: Tab, step: int) -> None:
        session = tab.session
        if session is None:
            raise TargetChanged("the page crashed, and its history with it; open an address")
        self._tabs.rouse(tab)
        history = session.send("Page.getNavigationHistory")
        index, entries = history["currentIndex"] + step, history["entries"]
        if not 0 <= index < len(entries):
            raise InvalidAction(f"there is nothing to go {'back' if step < 0 else 'forward'} to")
        session.send("Page.navigateToHistoryEntry", {"entryId": entries[index]["id"]})
        end = time.monotonic() + _HISTORY_LIMIT
        while time.monotonic() < end:
            self._loop.sleep(0.03)
            with contextlib.suppress(PlaywrightError):  # between two documents there is no history
                if session.send("Page.getNavigationHistory")["currentIndex"] == index:
                    self._parsed(tab.page)
                    return
        raise ActionTimedOut(f"the page {entries[index]['url']} did not come in time")

    def _parsed(self, page: Page) -> None:
        try:
            page.wait_for_load_state("domcontentloaded", timeout=_PARSE_LIMIT * 1000)
        except PlaywrightTimeout:
            return


def goto(page: Page, address: str, limit: float) -> Response | None:
    """Go to an address and wait until its answer begins."""
    for pause in _CROSSED:
        try:
            return page.goto(address, wait_until="commit", timeout=limit * 1000)
        except PlaywrightError as error:
            # An earlier navigation that was given up may still come through and take its place.
            if "interrupted by another navigation" not in str(error):
                raise
        page.wait_for_timeout(pause * 1000)
    return page.goto(address, wait_until="commit", timeout=limit * 1000)


def problem_of(error: PlaywrightError) -> str:
    """Why a navigation failed, for people."""
    text = str(error)
    found = re.search(r"net::(ERR_\w+)", text)
    if found is None:
        return text.strip().splitlines()[0]
    code = found.group(1)
    if code.startswith("ERR_CERT"):
        return f"its certificate is not valid ({code})"
    return f"{_PROBLEMS[code]} ({code})" if code in _PROBLEMS else code


def completed(what: str) -> str:
    """An address as browsers take it, from what people write.

    >>> completed("example.com/a"), completed("localhost:8000"), completed("/tmp/a b.html")
    ('https://example.com/a', 'http://localhost:8000', 'file:///tmp/a%20b.html')

    Raises:
        InvalidAction: it is no address, or one that runs a script.
    """
    text = what.strip()
    if not text or any(ord(character) < 32 for character in text):
        raise InvalidAction(f'"{what[:80]}" is no address')
    if text.startswith(("/", "~/")):
        return Path(text).expanduser().as_uri()
    if re.match(r"(javascript|vbscript):", text, re.I):
        raise InvalidAction("an address that runs a script is not opened")
    if re.match(r"[a-z][a-z0-9+.-]*://", text, re.I) or re.match(
        r"(about|data|blob|view-source):", text
    ):
        return text
    host = urlsplit("//" + text).hostname or ""
    if " " in host or not re.match(r"[\w\[]", host):
        raise InvalidAction(f'"{what[:80]}" is no address')
    local = (
        host == "localhost" or host.endswith(".localhost") or re.fullmatch(r"[\d.]+|.*:.*", host)
    )
    return f"{'http' if local else 'https'}://{text}"
