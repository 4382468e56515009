"""What happens in a browser while a person works in it: heard as it comes, told in order.

Everything here runs on the environment's thread. Handlers of the browser's events only put what
came in into one queue; `Watch.step` works it off, and in quiet moments reads the page.
"""

from __future__ import annotations

import functools
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from actions.environments.browser import BrowserEnvironment
from actions.environments.browser_dialogs import DialogOpened
from actions.environments.browser_loop import TimeUp
from actions.environments.browser_record_events import Translator
from actions.environments.browser_record_history import History
from actions.environments.browser_record_look import BUSY, Look
from actions.environments.browser_record_mask import Mask
from actions.environments.browser_record_raw import Answered, Arrived, Mark, Opened, Raw, Watched
from actions.environments.browser_record_tell import Teller
from actions.environments.browser_tabs import PageCrashed, Tab
from actions.errors import EnvironmentUnavailable
from perception.events import Allowed, InputEvent, MarkKind
from perception.observation import Notice
from perception.page_listen import Heard, PageListener
from perception.page_world import FrameGone, send

logger = logging.getLogger(__name__)

_OURS = 0.5  # seconds in which a page may go somewhere after Deskhand has acted
_ANSWER = 1.0  # seconds that the browser has to say how a page came to its address

# Messages that are no action by themselves.
_PASSIVE = frozenset({"rest", "moves", "left"})


class Watch:
    """Watches one browser. Made and used on its thread.

    Args:
        browser: the environment.
        allowed: what may be told.
        put: takes the events.
        stir: called when something has come in.
    """

    def __init__(
        self,
        browser: BrowserEnvironment,
        allowed: Allowed,
        put: Callable[[InputEvent], None],
        stir: Callable[[], None],
    ) -> None:
        self._browser = browser
        self._mask = Mask(browser.tabs, allowed)
        self._put = put
        self._stir = stir
        self._raw: deque[Raw] = deque()
        self._watched: dict[str, Watched] = {}
        self._attaching: set[str] = set()  # handlers wait, and another may begin meanwhile
        self._began = False
        self._gone = False
        self._closed = False
        self._teller = Teller(browser, self._mask, self._watched)
        self._look = Look(browser, self._mask, self._raw, self._watched)

    @property
    def began(self) -> float:
        """Seconds since the epoch that the times of events count from."""
        return self._teller.began

    def begin(self) -> None:
        """Listen to all tabs, and read the active one."""
        tabs = self._browser.tabs
        tabs.by_hand(True)
        tabs.on_notice = self._on_notice
        self._browser.context.on("page", self._on_page)
        self._browser.context.on("close", self._on_gone)
        self._attach_all()
        self._began = True
        for event in self._teller.first():
            self._put(event)
        self._raw.clear()  # what the tabs did before is no part of it
        for _ in range(5):  # a hand that moves meanwhile throws a reading away
            self._quietly(self._look.first)
            self._work_off()
            if self._look.has_read:
                break

    def close(self) -> None:
        """Tell what came in last, and stop listening."""
        self._work_off()
        self._closed = True
        tabs = self._browser.tabs
        tabs.on_notice = None
        self._browser.context.remove_listener("page", self._on_page)
        self._browser.context.remove_listener("close", self._on_gone)
        for watched in self._watched.values():
            if not watched.page.is_closed():
                watched.page.remove_listener("framenavigated", self._on_navigated)
                watched.listener.close()
        self._watched.clear()
        tabs.by_hand(False)

    def mark(self, kind: MarkKind, note: str) -> None:
        """Put a mark in its place."""
        self._raw.append(Raw(None, Mark(kind, note), time.time()))
        self._look.outdated()

    def step(self) -> float:
        """Tell what came in, read the page if it is time; seconds until the next step.

        Raises:
            EnvironmentUnavailable: the browser was closed.
        """
        self._attach_all()
        self._work_off()
        if self._gone:
            raise EnvironmentUnavailable("the browser was closed")
        wait = self._quietly(self._look.look)
        self._work_off()
        return wait

    def _quietly(self, look: Callable[[], float]) -> float:
        """Read; where that is not possible now, it is tried again soon."""
        try:
            return self._browser.loop.run(look)
        except (DialogOpened, PageCrashed, TimeUp, FrameGone, PlaywrightError) as reason:
            logger.debug("not read: %s", reason)
            return BUSY

    # What comes in

    def _attach_all(self) -> None:
        for tab in list(self._browser.tabs):
            known = self._watched.get(tab.ref)
            if tab.crashed or tab.page.is_closed() or tab.ref in self._attaching:
                continue
            if known is not None and known.page is tab.page and known.listener.reader is tab.reader:
                continue
            self._attaching.add(tab.ref)
            try:
                self._attach(tab)
            except (PlaywrightError, FrameGone) as reason:
                logger.debug("not listened to: %s", reason)
            finally:
                self._attaching.discard(tab.ref)

    def _attach(self, tab: Tab) -> None:
        reader = self._browser.tabs.reader(tab)
        before = self._watched.get(tab.ref)
        listener = PageListener(reader, functools.partial(self._on_heard, tab))
        watched = Watched(tab, tab.page, listener, Translator(tab, listener, self._mask))
        self._watched[tab.ref] = watched
        if before is not None:
            watched.announced = before.announced
            before.listener.close()
        session = reader.frames.sessions[0]
        session.on("Page.frameNavigated", functools.partial(self._on_document, watched, session))
        session.on(
            "Page.navigatedWithinDocument", functools.partial(self._on_within, watched, session)
        )
        session.on("Page.javascriptDialogOpening", functools.partial(self._on_dialog, watched))
        session.on("Page.javascriptDialogClosed", functools.partial(self._on_answered, watched))
        tab.page.on("framenavigated", self._on_navigated)
        listener.find_frames()
        watched.history = _history(session)
        watched.window = _window(session)
        if before is None and self._began:
            self._look.stirred()
            self._came(tab, Opened(), time.time(), self._browser.acting)

    def _on_page(self, page: Page) -> None:
        try:
            self._attach_all()
        except (PlaywrightError, FrameGone) as reason:
            logger.debug("a page went before it could be listened to: %s", reason)
        self._stir()

    def _on_gone(self, _context: object) -> None:
        self._gone = True
        self._stir()

    def _on_navigated(self, frame: Any) -> None:
        """A frame may have moved to another process: hear it there from its start."""
        page = frame.page
        watched = next((each for each in self._watched.values() if each.page is page), None)
        if watched is None or frame == page.main_frame:
            return
        try:
            watched.listener.find_frames()
        except (PlaywrightError, FrameGone) as reason:
            logger.debug("a frame went before it could be listened to: %s", reason)

    def _on_heard(self, tab: Tab, heard: Heard) -> None:
        ours = self._browser.acting or heard.at <= self._browser.acted_at
        watched = self._watched.get(tab.ref)
        if watched is not None and heard.kind not in _PASSIVE and not ours:
            watched.person_at = heard.at
        if heard.kind == "moves":
            self._look.moved()
        elif heard.kind == "rest" and not ours:
            self._look.rests(tab, heard)
        if heard.kind not in _PASSIVE and not ours:
            self._look.stirred(
                typing=heard.kind in ("key", "value") and not heard.told.get("final")
            )
            self._browser.tabs.acted()
        self._came(tab, heard, heard.at, ours)

    def _on_document(self, watched: Watched, session: CDPSession, event: dict[str, Any]) -> None:
        if event["frame"].get("parentId") is None:
            self._on_arrival(watched, session, event["frame"]["url"], within=False)
        else:
            self._look.stirred()

    def _on_within(self, watched: Watched, session: CDPSession, event: dict[str, Any]) -> None:
        if event["frameId"] == watched.listener.reader.frames[0].world.frame_id:
            self._on_arrival(watched, session, event["url"], within=True)

    def _on_arrival(self, watched: Watched, session: CDPSession, url: str, *, within: bool) -> None:
        if self._closed:
            return
        arrived = Arrived(url, within)
        self._look.stirred()
        now = time.time()
        self._came(watched.tab, arrived, now, self._is_ours(watched, now))
        arrived.history = self._history_of(session, now + _ANSWER)
        self._stir()

    def _history_of(self, session: CDPSession, until: float) -> History:
        """Where a tab has been; an empty history if the browser does not tell until then."""
        while True:
            try:
                return _history(session)
            except FrameGone as reason:  # while a document takes the place of another
                logger.debug("not told where the tab has been: %s", reason)
            if self._closed or time.time() > until:
                return History()
            self._browser.loop.sleep(0.005)

    def _is_ours(self, watched: Watched, at: float) -> bool:
        """Whether a page goes somewhere because of what Deskhand did."""
        acted = self._browser.acted_at
        return self._browser.acting or (at - acted < _OURS and watched.person_at <= acted)

    def _on_dialog(self, watched: Watched, event: dict[str, Any]) -> None:
        watched.dialog = (event["type"], event["message"])
        self._look.stirred()
        self._stir()

    def _on_answered(self, watched: Watched, event: dict[str, Any]) -> None:
        if self._closed:
            return
        kind, message = watched.dialog
        self._browser.tabs.answered(watched.tab)
        self._look.stirred()
        answered = Answered(kind, message, event["result"], event.get("userInput", ""))
        self._came(watched.tab, answered, time.time(), self._browser.acting)

    def _on_notice(self, notice: Notice) -> None:
        if notice.kind in ("closed", "download"):
            self._look.stirred()
            self._came(None, notice, time.time(), self._browser.acting)

    def _came(self, tab: Tab | None, what: Any, at: float, ours: bool) -> None:
        if not self._closed:
            self._raw.append(Raw(tab, what, at, ours))
            self._stir()

    def _work_off(self) -> None:
        while self._raw:
            raw = self._raw[0]
            if isinstance(raw.what, Arrived) and raw.what.history is None:
                self._browser.loop.sleep(0.005)  # its handler waits for the answer
                if time.time() - raw.at < _ANSWER:
                    continue
                raw.what.history = History()
            self._raw.popleft()
            for event in self._teller.events(raw):
                self._put(event)


def _history(session: CDPSession) -> History:
    return History.of(send(session, "Page.getNavigationHistory", None, 2.0))


def _window(session: CDPSession) -> int:
    try:
        return int(send(session, "Browser.getWindowForTarget", None, 2.0)["windowId"])
    except FrameGone:  # it has none
        return 0
