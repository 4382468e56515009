"""What came in while a browser was watched -> the events of a recording, in order."""

from __future__ import annotations

import time
from collections.abc import Iterator

from actions.environments.browser import BrowserEnvironment
from actions.environments.browser_record_events import leads_on, opens_aside
from actions.environments.browser_record_history import CAUSED, History, how
from actions.environments.browser_record_mask import Mask, is_blank
from actions.environments.browser_record_raw import (
    Answered,
    Arrived,
    Mark,
    Opened,
    Raw,
    Rested,
    Shot,
    Watched,
)
from actions.environments.browser_tabs import Tab, origin
from perception.events import (
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
from perception.observation import Notice
from perception.page_listen import Heard


class Teller:
    """Tells what came in, of what is allowed.

    Args:
        browser: the environment.
        mask: what may be told.
        watched: the tabs that are listened to, by their refs.

    Attributes:
        began: seconds since the epoch that the times of events count from.
    """

    def __init__(
        self, browser: BrowserEnvironment, mask: Mask, watched: dict[str, Watched]
    ) -> None:
        self._browser = browser
        self._mask = mask
        self._watched = watched
        self.began = time.time()
        self._last_at = 0.0
        self._current = ""  # the surface that the last event was on
        self._paused = False
        self._resumed_at = 0.0  # what is heard late of a pause is not told either
        self._elsewhere = ""  # the surface of the last `Elsewhere`, until something else is told
        self._aside_at = 0.0  # when a link was last clicked so that it opens behind
        self._since = 0.0  # when the current tab came to the front by itself
        self._pointed: tuple[Watched, Heard] | None = None  # where the pointer rests

    def first(self) -> Iterator[InputEvent]:
        """Where the person begins."""
        for watched in self._watched.values():
            watched.announced = True
        active = self._browser.tabs.active
        if active is None:
            return
        self._current = active.ref
        if not is_blank(active.page.url):
            where = self._mask.text(active.page.url)
            event = Went(at=0.0, surface=active.ref, where=where, how="typed")
            yield from self._allowed_only(active, event)

    def events(self, raw: Raw) -> Iterator[InputEvent]:
        """The events that something stands for."""
        at = self._time(raw.at)
        match raw.what:
            case Mark(kind, note):
                yield from self._marked(kind, note, at)
            case Shot(observation):
                if not self._paused:
                    yield from self._announced(self._of(raw.tab), at)
                    yield from self._so_far(at)
                    yield Snapshot(at=at, surface=self._active(), observation=observation)
            case Heard() as heard:
                yield from self._heard(raw, heard, at)
            case Opened():
                yield from self._opened(raw, at)
            case Arrived() as arrived:
                yield from self._arrived(raw, arrived, at)
            case Answered() as answered:
                yield from self._answered(raw, answered, at)
            case Rested(heard):
                yield from self._rested(raw, heard, at)
            case Notice() as notice:
                yield from self._noticed(raw, notice, at)

    def _answered(self, raw: Raw, answered: Answered, at: float) -> Iterator[InputEvent]:
        if raw.ours or self._paused or raw.tab is None:
            return
        given = answered.text if answered.kind == "prompt" and answered.accept else ""
        event = DialogAnswered(
            at=at,
            surface=raw.tab.ref,
            kind=answered.kind,
            message=self._mask.text(answered.message),
            accept=answered.accept,
            text=self._mask.text(given),
        )
        yield from self._allowed_only(raw.tab, event)

    def _rested(self, raw: Raw, heard: Heard, at: float) -> Iterator[InputEvent]:
        watched = self._of(raw.tab)
        if watched is None or self._paused or not self._mask.allows(heard.told["origin"]):
            return
        yield PointerRested(
            at=at,
            surface=watched.tab.ref,
            point=watched.listener.point(heard),
            element=watched.translator.element(heard),
        )

    def _marked(self, kind: MarkKind, note: str, at: float) -> Iterator[InputEvent]:
        if kind == "resume":
            self._paused, self._resumed_at = False, self.began + at
        element = None
        if kind in ("check", "wait", "parameter") and self._pointed is not None:
            watched, heard = self._pointed
            if self._mask.allows(heard.told["origin"]):
                element = watched.translator.element(heard)
        yield Marked(at=at, surface=self._active(), kind=kind, note=note, element=element)
        if kind == "pause":
            self._paused = True

    def _heard(self, raw: Raw, heard: Heard, at: float) -> Iterator[InputEvent]:
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
            self._pointed = (watched, heard) if heard.kind == "rest" else None
            if not self._paused and raw.at > self._since and self._same_window(watched):
                yield from self._activated(watched, at)
            return
        if heard.kind == "press" and opens_aside(heard):
            self._aside_at = raw.at
        if heard.kind in ("press", "key", "release"):
            watched.acted_at = raw.at if leads_on(heard) else 0.0
        if self._paused or raw.at < self._resumed_at or is_blank(watched.tab.page.url):
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

    def _arrived(self, raw: Raw, arrived: Arrived, at: float) -> Iterator[InputEvent]:
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

    def _noticed(self, raw: Raw, notice: Notice, at: float) -> Iterator[InputEvent]:
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

    def _activated(self, watched: Watched, at: float) -> Iterator[InputEvent]:
        """The person has gone to another tab, if that is so."""
        tab = watched.tab
        if not watched.announced:
            yield from self._announced(watched, at)
        elif self._current != tab.ref:
            yield SurfaceActivated(at=at, surface=tab.ref)
        self._current = tab.ref
        self._bring(tab)

    def _opened(self, raw: Raw, at: float) -> Iterator[InputEvent]:
        watched = self._of(raw.tab)
        if watched is None or self._paused:
            return
        if raw.ours:
            watched.announced = True
        elif not is_blank(watched.tab.page.url):
            yield from self._announced(watched, at)

    def _announced(self, watched: Watched | None, at: float) -> Iterator[InputEvent]:
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

    def _to_front(self, watched: Watched, at: float) -> None:
        """A new tab is gone to, unless it was opened so that it stays behind."""
        watched.announced = True
        self._since = self.began + at
        behind = self._browser.tabs.find(self._current)
        if self.began + at - self._aside_at < CAUSED and behind is not None:
            self._bring(behind)
        else:
            self._current = watched.tab.ref
            self._bring(watched.tab)

    def _bring(self, tab: Tab) -> None:
        """A tab is the active one, unless it was closed before this was told of."""
        if self._browser.tabs.find(tab.ref) is tab:
            self._browser.tabs.active = tab

    def _same_window(self, watched: Watched) -> bool:
        """Whether moving over it says that it is the tab in front now."""
        current = self._watched.get(self._current)
        return current is not None and 0 != watched.window == current.window

    def _allowed_only(self, tab: Tab, event: InputEvent) -> Iterator[InputEvent]:
        if self._mask.allowed_page(tab.page.url, origin(tab.page.url)):
            self._elsewhere = ""
            yield event
        else:
            yield from self._elsewhere_on(tab.ref, event.at)

    def _elsewhere_on(self, surface: str, at: float) -> Iterator[InputEvent]:
        """Once, however much is done there."""
        if self._elsewhere != surface:
            self._elsewhere = surface
            yield Elsewhere(at=at, surface=surface)

    def _so_far(self, at: float) -> Iterator[InputEvent]:
        for watched in self._watched.values():
            yield from watched.translator.so_far(at)

    def _of(self, tab: Tab | None) -> Watched | None:
        return self._watched.get(tab.ref) if tab is not None else None

    def _active(self) -> str:
        active = self._browser.tabs.active
        return active.ref if active is not None else ""

    def _time(self, epoch: float) -> float:
        """Seconds since the recording began; never before what was told last."""
        self._last_at = max(self._last_at, epoch - self.began)
        return self._last_at
