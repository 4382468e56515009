"""What a page is loading right now."""

from __future__ import annotations

import time

from playwright.sync_api import Page, Request, Response

# What a page waits for before it shows something. Pictures, media, pings and streams are not.
_TELLING = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
_LONG_POLL = 3.0  # seconds after which a request is taken for one that stays open
_BODY = 0.5  # seconds for the body of an answer: one that the page never reads never ends


class Traffic:
    """Counts the requests of a page that are under way.

    Args:
        page: listened to until `close`.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: dict[Request, float] = {}
        self.changed_at = 0.0
        page.on("request", self._begun)
        page.on("response", self._answered)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)

    def busy(self) -> bool:
        """Whether something that matters is under way, long polls left aside."""
        now = time.monotonic()
        return any(now - begun < _LONG_POLL for begun in self._open.values())

    def close(self) -> None:
        """Stop listening."""
        self._page.remove_listener("request", self._begun)
        self._page.remove_listener("response", self._answered)
        self._page.remove_listener("requestfinished", self._ended)
        self._page.remove_listener("requestfailed", self._ended)

    def _begun(self, request: Request) -> None:
        if request.resource_type in _TELLING:
            if len(self._open) > 500:
                self._open.clear()
            self._open[request] = self.changed_at = time.monotonic()

    def _answered(self, response: Response) -> None:
        request = response.request
        if request in self._open and request.resource_type in ("xhr", "fetch"):
            self._open[request] = min(self._open[request], time.monotonic() - _LONG_POLL + _BODY)

    def _ended(self, request: Request) -> None:
        if self._open.pop(request, None) is not None:
            self.changed_at = time.monotonic()
