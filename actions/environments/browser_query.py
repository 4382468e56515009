"""Reads texts of pages in a browser that runs, for who judges what a run has left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import unquote

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

Part = Literal["text", "own", "heading", "value"]
T = TypeVar("T")

_PATIENCE = 10_000  # milliseconds for each thing that is asked of the browser
_FILLING = 700  # milliseconds in which a page of settings learns what is set
_READ = """(nodes, part) => (part === 'own' ? nodes.slice(0, 1) : nodes).map((node) => {
    if (part === 'own')
        return Array.from(node.childNodes).filter((each) => each.nodeType === Node.TEXT_NODE)
            .map((each) => each.textContent.trim()).filter(Boolean);
    if (part === 'heading') node = node.querySelector('h3');
    if (!node) return [];
    return [String((part === 'value' ? node.value : node.textContent) ?? '').trim()];
}).flat()"""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a page.

    Attributes:
        selector: of elements, as Playwright writes it: "css=.price", "xpath=//h1", "text=Total".
        part: of each element all its text, the text of its first third-level heading, or the value
            of a field; "own": each text node of the first element itself.
    """

    selector: str
    part: Part = "text"


def texts_of_page(address: str, url: str, queries: Sequence[Query]) -> list[list[str]] | None:
    """What elements of an open page say: for each query the texts, in document order.

    Args:
        address: where the browser answers its debugging protocol.
        url: of the page; a slash at its end and how it is escaped do not matter.
        queries: one whose selector makes no sense finds nothing.

    Returns:
        None if there is no such browser or page.
    """

    def ask(browser: Browser) -> list[list[str]] | None:
        page = next((each for each in _pages(browser) if _plain(each.url) == _plain(url)), None)
        return [_texts(page, query) for query in queries] if page is not None else None

    return _asked(address, ask)


def texts_of_new_page(address: str, url: str, query: Query) -> list[str] | None:
    """What elements of a page say that is opened for it and closed again.

    Args:
        address: where the browser answers its debugging protocol.
        url: of the page.
        query: elements that are waited for.

    Returns:
        None if there is no such browser, or the page cannot be opened or has no such elements.
    """

    def ask(browser: Browser) -> list[str]:
        context = browser.contexts[0] if browser.contexts else browser.new_context()
        page = context.new_page()
        try:
            page.goto(url, wait_until="domcontentloaded", timeout=_PATIENCE)
            page.locator(query.selector).first.wait_for(state="attached", timeout=_PATIENCE)
            page.wait_for_timeout(_FILLING)
            return _texts(page, query)
        finally:
            page.close()

    return _asked(address, ask)


def _asked(address: str, ask: Callable[[Browser], T]) -> T | None:
    """Ask a browser, on a thread of its own: only one Playwright can live on each."""
    found: list[T] = []

    def run() -> None:
        with sync_playwright() as playwright:
            try:
                browser = playwright.chromium.connect_over_cdp(
                    address, timeout=_PATIENCE, no_defaults=True
                )
                found.append(ask(browser))
            except PlaywrightError:
                return  # gone, or it does not answer: nothing is found

    thread = threading.Thread(target=run, name="browser query")
    thread.start()
    thread.join()
    return found[0] if found else None


def _pages(browser: Browser) -> list[Page]:
    return [page for context in browser.contexts for page in context.pages]


def _plain(url: str) -> str:
    return unquote(url).rstrip("/")


def _texts(page: Page, query: Query) -> list[str]:
    try:
        found: list[str] = page.locator(query.selector).evaluate_all(_READ, query.part)
    except PlaywrightError:
        return []
    return found
