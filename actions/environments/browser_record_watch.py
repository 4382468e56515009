"""What happens in a browser while a person works in it: heard as it comes, told in order.

Everything here runs on the environment's thread. Handlers of the browser's events only put what
came in into one queue; `Watch.step` works it off, and in quiet moments reads the page.
"""

from __future__ import annotations

import functools
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.sync_api import CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from actions.environments.browser import BrowserEnvironment
from actions.environments.browser_dialogs import DialogOpened
from actions.environments.browser_loop import TimeUp
from actions.environments.browser_record_events import Translator, leads_on, opens_aside
from actions.environments.browser_record_history import CAUSED, History, how
from actions.environments.browser_record_mask import Mask, is_blank
from actions.environments.browser_tabs import PageCrashed, Tab, origin
from actions.errors import EnvironmentUnavailable
from perception.events import (
    Allowed,
    DialogAnswered,
    Elsewhere,
    FileArrived,
    InputEvent,
    Marked,
    MarkKind,
    PointerRested,
    Snapshot,
    SurfaceActivated,
    SurfaceClosed,
    Went,
)
from perception.observation import Notice, Observation
from perception.page_listen import Heard, PageListener
from perception.page_world import FrameGone, send
from perception.settle import QUIET, at_rest

logger = logging.getLogger(__name__)

_AFTER_EVENT = 0.06  # seconds without an event before a page is read that is read quickly
_AFTER_KEY = 0.35  # the same while text is typed: between two keys nobody needs to know
_INTERIM = 0.35  # seconds after which a page that is not at rest is read all the same
_RESTLESS = 3.0  # seconds after which a page is taken to be as calm as it will be
_BUSY, _WATCHFUL, _IDLE = 0.03, 0.1, 0.4  # seconds between two steps
_LATER = 3.0  # seconds after an event in which a page is likely to go on changing
_OURS = 0.5  # seconds in which a page may go somewhere after Deskhand has acted
_SLOW = 0.25  # reading a whole page may take this long; of longer ones only what is in view is read

# Messages that are no action by themselves.
_PASSIVE = frozenset({"rest", "moves", "left"})


@dataclass(frozen=True, slots=True)
class _Answered:
    """A page's dialog was closed."""

    kind: str
    message: str
    accept: bool
    text: str


@dataclass(slots=True)
class _Arrived:
    """A page is at an address."""

    url: str
    within: bool
    history: History | None = None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A new tab is listened to; it may have gone somewhere before it was."""


@dataclass(slots=True)
class _Shot:
    """A reading, in its place among the events."""

    observation: Observation


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: MarkKind
    note: str


@dataclass(slots=True)
class _Raw:
    """Something that came in.

    Attributes:
        tab: where; None where that is of no account.
        what: what came.
        at: seconds since the epoch.
        ours: Deskhand itself was acting.
    """

    tab: Tab | None
    what: Heard | _Answered | _Arrived | _Opened | _Shot | _Mark | Notice
    at: float
    ours: bool = False


@dataclass(slots=True)
class _Watched:
    """A tab that is listened to."""

    tab: Tab
    page: Page
    listener: PageListener
    translator: Translator
    history: History = field(default_factory=History)
    announced: bool = False
    acted_at: float = 0.0  # when something was last done in the page that may lead somewhere
    dialog: tuple[str, str] = ("", "")
    window: int = 0  # the browser's number of the window that the tab is in


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
        self._begun = time.time()
        self._last_at = 0.0
        self._raw: deque[_Raw] = deque()
        self._watched: dict[str, _Watched] = {}
        self._attaching: set[str] = set()  # handlers wait, and another may begin meanwhile
        self._current = ""  # the surface that the last event was on
        self._paused = False
        self._gone = False
        self._elsewhere = ""  # the surface of the last `Elsewhere`, until something else is told
        self._aside_at = 0.0  # when a link was last clicked so that it opens behind
        self._acts = 0  # counts what may change a page
        self._dirty_at: float | None = time.monotonic()  # since when the last reading is outdated
        self._acted_at = self._acted_wall = 0.0
        self._typing = False
        self._interim = False
        self._rested: tuple[_Raw, Heard] | None = None
        self._seen: Observation | None = None
        self._read_at = 0.0
        self._slow: set[str] = set()
        self._took = 0.0  # seconds that the last reading took

    def begin(self) -> None:
        """Listen to all tabs, and read the active one."""
        tabs = self._browser.tabs
        tabs.by_hand(True)
        tabs.on_notice = self._on_notice
        self._browser.context.on("page", self._on_page)
        self._browser.context.on("close", self._on_gone)
        self._attach_all()
        active = tabs.active
        if active is not None:
            self._current = active.ref
            for watched in self._watched.values():
                watched.announced = True
            if not is_blank(active.page.url):
                self._tell_of(
                    active, Went(at=0.0, surface=active.ref, where=active.page.url, how="typed")
                )
        self._browser.loop.run(lambda: self._read(settled=True))
        self._work_off()

    def close(self) -> None:
        """Tell what came in last, and stop listening."""
        self._work_off()
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
        self._raw.append(_Raw(None, _Mark(kind, note), time.time()))

    def step(self) -> float:
        """Tell what came in, read the page if it is time; seconds until the next step.

        Raises:
            EnvironmentUnavailable: the browser was closed.
        """
        self._attach_all()
        self._work_off()
        if self._gone:
            raise EnvironmentUnavailable("the browser was closed")
        try:
            wait = self._browser.loop.run(self._look)
        except (DialogOpened, PageCrashed, TimeUp, FrameGone, PlaywrightError) as reason:
            logger.debug("not read: %s", reason)
            wait = _BUSY
        self._work_off()
        return wait

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
        watched = _Watched(tab, tab.page, listener, Translator(tab, listener, self._mask))
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
        if before is None and self._seen is not None:
            self._stirred()
            self._came(tab, _Opened(), time.time(), self._browser.acting)

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
        if heard.kind == "moves":
            self._typing = False  # the hand is off the keys: this is a moment to read
        if heard.kind not in _PASSIVE and not ours:
            self._stirred(typing=heard.kind in ("key", "value") and not heard.told.get("final"))
            self._browser.tabs.acted()
        self._came(tab, heard, heard.at, ours)

    def _on_document(self, watched: _Watched, session: CDPSession, event: dict[str, Any]) -> None:
        if event["frame"].get("parentId") is None:
            self._on_arrival(watched, session, event["frame"]["url"], within=False)
        else:
            self._stirred()

    def _on_within(self, watched: _Watched, session: CDPSession, event: dict[str, Any]) -> None:
        if event["frameId"] == watched.listener.reader.frames[0].world.frame_id:
            self._on_arrival(watched, session, event["url"], within=True)

    def _on_arrival(
        self, watched: _Watched, session: CDPSession, url: str, *, within: bool
    ) -> None:
        arrived = _Arrived(url, within)
        self._stirred()
        now = time.time()
        self._came(watched.tab, arrived, now, self._is_ours(watched, now))
        try:
            arrived.history = _history(session)
        except FrameGone:
            arrived.history = History()
        self._stir()

    def _is_ours(self, watched: _Watched, at: float) -> bool:
        """Whether a page goes somewhere because of what Deskhand did."""
        acted = self._browser.acted_at
        return self._browser.acting or (at - acted < _OURS and watched.acted_at <= acted)

    def _on_dialog(self, watched: _Watched, event: dict[str, Any]) -> None:
        watched.dialog = (event["type"], event["message"])
        self._stirred()
        self._stir()

    def _on_answered(self, watched: _Watched, event: dict[str, Any]) -> None:
        kind, message = watched.dialog
        self._browser.tabs.answered(watched.tab)
        self._stirred()
        answered = _Answered(kind, message, event["result"], event.get("userInput", ""))
        self._came(watched.tab, answered, time.time(), self._browser.acting)

    def _on_notice(self, notice: Notice) -> None:
        if notice.kind in ("closed", "download"):
            self._stirred()
            self._came(None, notice, time.time(), self._browser.acting)

    def _came(self, tab: Tab | None, what: Any, at: float, ours: bool) -> None:
        self._raw.append(_Raw(tab, what, at, ours))
        self._stir()

    def _stirred(self, *, typing: bool = False) -> None:
        """Something happened after which the page may be another one."""
        self._acts += 1
        self._acted_at, self._acted_wall = time.monotonic(), time.time()
        self._typing = typing
        self._interim = False
        self._dirty_at = self._dirty_at or self._acted_at

    # What is told

    def _work_off(self) -> None:
        while self._raw:
            raw = self._raw[0]
            if isinstance(raw.what, _Arrived) and raw.what.history is None:
                self._browser.loop.sleep(0.005)  # its handler waits for the answer
                if time.time() - raw.at < 1.0:
                    continue
                raw.what.history = History()
            self._raw.popleft()
            for event in self._events(raw):
                self._put(event)

    def _events(self, raw: _Raw) -> Iterator[InputEvent]:
        at = self._time(raw.at)
        match raw.what:
            case _Mark(kind, note):
                yield from self._marked(kind, note, at)
            case _Shot(observation):
                if not self._paused:
                    yield from self._announced(self._of(raw.tab), at)
                    yield from self._so_far(at)
                    yield Snapshot(at=at, surface=self._active(), observation=observation)
            case Heard() as heard:
                yield from self._heard(raw, heard, at)
            case _Opened():
                yield from self._opened(raw, at)
            case _Arrived() as arrived:
                yield from self._arrived(raw, arrived, at)
            case _Answered(kind, message, accept, text):
                if raw.ours or self._paused or raw.tab is None:
                    return
                event = DialogAnswered(
                    at=at,
                    surface=raw.tab.ref,
                    kind=kind,
                    message=self._mask.text(message),
                    accept=accept,
                    text=self._mask.text(text) if kind == "prompt" and accept else "",
                )
                yield from self._allowed_only(raw.tab, event)
            case Notice() as notice:
                yield from self._noticed(raw, notice, at)

    def _marked(self, kind: MarkKind, note: str, at: float) -> Iterator[InputEvent]:
        if kind == "resume":
            self._paused = False
        element = None
        if kind in ("check", "wait", "parameter") and self._rested is not None:
            raw, heard = self._rested
            watched = self._of(raw.tab)
            element = watched.translator.element(heard) if watched is not None else None
        yield Marked(at=at, surface=self._active(), kind=kind, note=note, element=element)
        if kind == "pause":
            self._paused = True

    def _heard(self, raw: _Raw, heard: Heard, at: float) -> Iterator[InputEvent]:
        watched = self._of(raw.tab)
        if watched is None:
            return
        watched.translator.keep_secret(heard)
        if raw.ours:
            watched.translator.disown(heard)
            return
        if heard.kind == "left":
            watched.acted_at = 0.0
            return
        if heard.kind in ("rest", "moves"):
            self._rested = (raw, heard) if heard.kind == "rest" else None
            if not self._paused and self._same_window(watched):
                yield from self._activated(watched, at)
            return
        if heard.kind == "press" and opens_aside(heard):
            self._aside_at = raw.at
        if heard.kind in ("press", "key", "release"):
            watched.acted_at = raw.at if leads_on(heard) else 0.0
        if self._paused or is_blank(watched.tab.page.url):
            return
        allowed = self._mask.allows(heard.told["origin"])
        if heard.kind == "value" and not allowed:
            return  # the keys have been told of, as being elsewhere
        yield from self._activated(watched, at)
        if not allowed:
            yield from self._elsewhere_on(watched.tab.ref, at)
            return
        for event in watched.translator.events(heard, at):
            self._elsewhere = ""
            yield event

    def _arrived(self, raw: _Raw, arrived: _Arrived, at: float) -> Iterator[InputEvent]:
        watched = self._of(raw.tab)
        if watched is None or arrived.history is None:
            return
        before, watched.history = watched.history, arrived.history
        if not arrived.within and not self._paused:
            yield from watched.translator.finish(at)
        if raw.ours or self._paused or (is_blank(arrived.url) and not watched.tab.opener):
            watched.announced = watched.announced or raw.ours
            return
        caused = 0 <= raw.at - watched.acted_at < CAUSED
        way = how(before, arrived.history, within=arrived.within, caused=caused)
        new = not watched.announced
        if (
            arrived.within
            and way == "followed"
            and before.shown == arrived.history.shown
            and not new
        ):
            return  # the page only rewrote its address
        if new:
            self._to_front(watched, at)
        watched.acted_at = 0.0  # it has led somewhere: what comes next has another cause
        if not self._mask.allowed_page(arrived.url, origin(arrived.url)):
            yield from self._elsewhere_on(watched.tab.ref, at)
            return
        self._elsewhere = ""
        where = self._mask.text(arrived.url)
        yield Went(at=at, surface=watched.tab.ref, where=where, how=way, new=new)

    def _noticed(self, raw: _Raw, notice: Notice, at: float) -> Iterator[InputEvent]:
        if notice.kind == "closed":
            gone = self._watched.pop(notice.surface, None)
            if gone is None or raw.ours or self._paused:
                return
            yield from gone.translator.finish(at)
            yield SurfaceClosed(at=at, surface=notice.surface)
            active = self._browser.tabs.active
            self._current = active.ref if active is not None else ""
        elif notice.path and not self._paused:
            yield FileArrived(at=at, surface=notice.surface, path=notice.path)

    def _activated(self, watched: _Watched, at: float) -> Iterator[InputEvent]:
        """The person has gone to another tab, if that is so."""
        tab = watched.tab
        if not watched.announced:
            yield from self._announced(watched, at)
        elif self._current != tab.ref:
            yield SurfaceActivated(at=at, surface=tab.ref)
        self._current = tab.ref
        if self._browser.tabs.active is not tab:
            self._browser.tabs.active = tab
            self._dirty_at = self._dirty_at or time.monotonic()

    def _opened(self, raw: _Raw, at: float) -> Iterator[InputEvent]:
        watched = self._of(raw.tab)
        if watched is None or self._paused:
            return
        if raw.ours:
            watched.announced = True
        elif not is_blank(watched.tab.page.url):
            yield from self._announced(watched, at)

    def _announced(self, watched: _Watched | None, at: float) -> Iterator[InputEvent]:
        """Tell of a new tab where it is, if that was not told yet."""
        if watched is None or watched.announced:
            return
        tab = watched.tab
        if is_blank(tab.page.url) and not tab.opener:
            return
        self._to_front(watched, at)
        way = how(History(), watched.history, within=False, caused=False)
        where = self._mask.text(tab.page.url)
        event = Went(at=at, surface=tab.ref, where=where, how=way, new=True)
        yield from self._allowed_only(tab, event)

    def _to_front(self, watched: _Watched, at: float) -> None:
        """A new tab is gone to, unless it was opened so that it stays behind."""
        watched.announced = True
        behind = self._browser.tabs.find(self._current)
        if self._begun + at - self._aside_at < CAUSED and behind is not None:
            self._browser.tabs.active = behind
        else:
            self._current = watched.tab.ref
            self._browser.tabs.active = watched.tab

    def _same_window(self, watched: _Watched) -> bool:
        """Whether moving over it says that it is the tab in front now."""
        current = self._watched.get(self._current)
        return current is not None and 0 != watched.window == current.window

    def _allowed_only(self, tab: Tab, event: InputEvent) -> Iterator[InputEvent]:
        if self._mask.allowed_page(tab.page.url, origin(tab.page.url)):
            self._elsewhere = ""
            yield event
        else:
            yield from self._elsewhere_on(tab.ref, event.at)

    def _tell_of(self, tab: Tab, event: InputEvent) -> None:
        for each in self._allowed_only(tab, event):
            self._put(each)

    def _elsewhere_on(self, surface: str, at: float) -> Iterator[InputEvent]:
        """Once, however much is done there."""
        if self._elsewhere != surface:
            self._elsewhere = surface
            yield Elsewhere(at=at, surface=surface)

    def _so_far(self, at: float) -> Iterator[InputEvent]:
        for watched in self._watched.values():
            yield from watched.translator.so_far(at)

    def _of(self, tab: Tab | None) -> _Watched | None:
        return self._watched.get(tab.ref) if tab is not None else None

    def _active(self) -> str:
        active = self._browser.tabs.active
        return active.ref if active is not None else ""

    def _time(self, epoch: float) -> float:
        """Seconds since the recording began; never before what was told last."""
        self._last_at = max(self._last_at, epoch - self._begun)
        return self._last_at

    # What is read

    def _look(self) -> float:
        """Read the active page if it is at rest and another than when it was read last."""
        tab = self._browser.tabs.active
        if tab is None or tab.crashed or self._browser.acting:
            return _IDLE
        if self._browser.tabs.dialogs:
            if self._dirty_at is not None:
                self._read(settled=True)
            return _IDLE
        now = time.monotonic()
        quiet = now - self._acted_at
        if quiet < (_AFTER_KEY if self._typing else max(_AFTER_EVENT, min(self._took, _AFTER_KEY))):
            return _BUSY  # the page is the person's now
        rest = self._rest(tab, now)
        if self._dirty_at is None:
            if now - rest > self._read_at:
                self._dirty_at = now
            elif not self._hover(tab):
                return _WATCHFUL if now - self._acted_at < _LATER else _IDLE
        dirty = self._dirty_at if self._dirty_at is not None else now
        if rest >= QUIET:
            self._read(settled=True)
        elif now - max(dirty, self._acted_at) > _RESTLESS:
            self._read(settled=False)
        elif quiet > _INTERIM and now - dirty > _INTERIM and not self._interim:
            since = self._dirty_at
            self._read(settled=False)
            self._interim, self._dirty_at = True, since
        return _BUSY if self._dirty_at is not None else _WATCHFUL

    def _rest(self, tab: Tab, now: float) -> float:
        with self._browser.loop.limit(1.0):
            waited = now - (self._dirty_at if self._dirty_at is not None else 0.0)
            return at_rest(self._browser.tabs.reader(tab), waited)

    def _hover(self, tab: Tab) -> bool:
        """Whether the pointer has come to rest somewhere since the last reading, and it shows."""
        if self._rested is None or self._seen is None:
            return False
        raw, heard = self._rested
        watched = self._of(raw.tab)
        if raw.tab is not tab or watched is None or heard.told.get("looked"):
            return False
        if raw.at <= self._acted_wall:  # what was done there since has changed the page
            return False
        self._rested = (raw, replace(heard, told={**heard.told, "looked": True}))
        acts = self._acts
        seen = self._mask.observation(self._browser.view(whole=False))
        if acts != self._acts or _shown(seen) <= _shown(self._seen):
            return False
        if not self._paused and self._mask.allows(heard.told["origin"]):
            self._put(
                PointerRested(
                    at=self._time(raw.at),
                    surface=tab.ref,
                    point=watched.listener.point(heard),
                    element=watched.translator.element(heard),
                )
            )
        self._dirty_at = time.monotonic()
        return True

    def _read(self, *, settled: bool) -> None:
        """Put an observation in its place; none if something happened meanwhile."""
        tab = self._browser.tabs.active
        if tab is None:
            return
        self._browser.secrets.update(self._mask.secrets)
        acts, begun = self._acts, time.monotonic()
        place = tab.page.url.partition("?")[0]
        seen = self._browser.view(whole=place not in self._slow)
        self._took = took = time.monotonic() - begun
        watched = self._of(tab)
        if watched is not None:
            watched.listener.check()
        if acts != self._acts:
            return
        if seen.complete and took > _SLOW:
            self._slow.add(place)
        shot = _Shot(seen)
        self._raw.append(_Raw(tab, shot, time.time()))
        pictured = self._browser.pictured(seen)
        if acts == self._acts:
            seen = pictured
        observation = self._mask.observation(replace(seen, settled=settled))
        shot.observation = self._seen = observation
        self._read_at = begun
        if acts == self._acts:
            self._dirty_at = None


def _history(session: CDPSession) -> History:
    return History.of(send(session, "Page.getNavigationHistory", None, 2.0))


def _window(session: CDPSession) -> int:
    try:
        return int(send(session, "Browser.getWindowForTarget", None, 2.0)["windowId"])
    except FrameGone:  # it has none
        return 0


def _shown(seen: Observation) -> set[tuple[str, frozenset[str]]]:
    """What can be seen, for whether more of it is."""
    return {
        (element.ref, element.states - {"focused"})
        for element in seen.elements
        if element.visibility == "visible"
    }
