"""Reading the page that a person works in, in the moments when their hands rest.

The person must never wait for it: a page cannot take their input while it is read. So nothing is
read until a moment after their last event, longer where a reading takes longer, and what they do
meanwhile throws a reading away.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace

from actions.environments.browser import BrowserEnvironment
from actions.environments.browser_record_mask import Mask
from actions.environments.browser_record_raw import Raw, Rested, Shot, Watched
from actions.environments.browser_tabs import Tab
from perception.observation import Observation
from perception.page_listen import Heard
from perception.settle import QUIET, at_rest

_AFTER_EVENT = 0.06  # seconds without an event before a page is read that is read quickly
_AFTER_KEY = 0.35  # the same while text is typed: between two keys nobody needs to know
_INTERIM = 0.35  # seconds after which a page that is not at rest is read all the same
_RESTLESS = 3.0  # seconds after which a page is taken to be as calm as it will be
_LATER = 3.0  # seconds after an event in which a page is likely to go on changing
_SLOW = 0.25  # reading a whole page may take this long; of longer ones only what is in view is read
BUSY, WATCHFUL, IDLE = 0.03, 0.1, 0.4  # seconds between two looks


class Look:
    """Decides when the active page is read, and reads it.

    Args:
        browser: the environment.
        mask: what may be told.
        came: the queue that readings are put into.
        watched: the tabs that are listened to.
    """

    def __init__(
        self,
        browser: BrowserEnvironment,
        mask: Mask,
        came: deque[Raw],
        watched: dict[str, Watched],
    ) -> None:
        self._browser = browser
        self._mask = mask
        self._came = came
        self._watched = watched
        self._acts = 0  # counts what may change a page
        self._dirty_at: float | None = time.monotonic()  # since when the last reading is outdated
        self._acted_at = self._acted_wall = 0.0
        self._typing = False
        self._interim = False
        self._rested: tuple[Tab, Heard] | None = None  # where the pointer is, and was not looked at
        self._seen: Observation | None = None
        self._read_at = 0.0
        self._read_tab = ""
        self._slow: set[str] = set()
        self._took = 0.0  # seconds that the last reading took

    def stirred(self, *, typing: bool = False) -> None:
        """Something happened after which the page may be another one."""
        self._acts += 1
        self._acted_at, self._acted_wall = time.monotonic(), time.time()
        self._typing = typing
        self._interim = False
        self.outdated()

    def outdated(self) -> None:
        """What was read last is not what there is now."""
        self._dirty_at = self._dirty_at or time.monotonic()

    @property
    def has_read(self) -> bool:
        """Whether anything was read yet."""
        return self._seen is not None

    def first(self) -> float:
        """Read what there is when the recording begins."""
        self.read(settled=True)
        return WATCHFUL

    def moved(self) -> None:
        """The pointer moves: the hand is off the keys, and this is a moment to read."""
        self._typing = False
        self._rested = None

    def rests(self, tab: Tab, heard: Heard) -> None:
        """The pointer has come to rest."""
        self._rested = (tab, heard)

    def look(self) -> float:
        """Read the active page if it is at rest and another than when it was read last.

        Returns:
            Seconds until the next look.
        """
        tab = self._browser.tabs.active
        if tab is None or tab.crashed or self._browser.acting:
            return IDLE
        if self._browser.tabs.dialogs:
            if self._dirty_at is not None:
                self.read(settled=True)
            return IDLE
        if tab.ref != self._read_tab:
            self.outdated()
        now = time.monotonic()
        quiet = now - self._acted_at
        if quiet < (_AFTER_KEY if self._typing else max(_AFTER_EVENT, min(self._took, _AFTER_KEY))):
            return BUSY  # the page is the person's now
        rest = self._rest(tab, now)
        if self._dirty_at is None:
            if now - rest > self._read_at:
                self._dirty_at = now
            elif not self._hover(tab):
                return WATCHFUL if now - self._acted_at < _LATER else IDLE
        dirty = self._dirty_at if self._dirty_at is not None else now
        if rest >= QUIET:
            self.read(settled=True)
        elif now - max(dirty, self._acted_at) > _RESTLESS:
            self.read(settled=False)
        elif quiet > _INTERIM and now - dirty > _INTERIM and not self._interim:
            since = self._dirty_at
            self.read(settled=False)
            self._interim, self._dirty_at = True, since
        return BUSY if self._dirty_at is not None else WATCHFUL

    def _rest(self, tab: Tab, now: float) -> float:
        with self._browser.loop.limit(1.0):
            waited = now - (self._dirty_at if self._dirty_at is not None else 0.0)
            return at_rest(self._browser.tabs.reader(tab), waited)

    def _hover(self, tab: Tab) -> bool:
        """Whether the pointer has come to rest somewhere since the last reading, and it shows."""
        if self._rested is None or self._seen is None or self._rested[0] is not tab:
            return False
        heard, self._rested = self._rested[1], None
        if heard.at <= self._acted_wall:  # what was done there since has changed the page
            return False
        acts = self._acts
        seen = self._mask.observation(self._browser.view(whole=False))
        if acts != self._acts or _shown(seen) <= _shown(self._seen):
            return False
        self._came.append(Raw(tab, Rested(heard), heard.at))
        self.outdated()
        return True

    def read(self, *, settled: bool) -> None:
        """Put an observation in its place; none if something happened meanwhile."""
        tab = self._browser.tabs.active
        if tab is None or self._came:  # what came in is told first: it may be a secret
            return
        self._browser.secrets.update(self._mask.secrets)
        acts, begun = self._acts, time.monotonic()
        place = tab.page.url.partition("?")[0]
        seen = self._browser.view(whole=place not in self._slow)
        self._took = took = time.monotonic() - begun
        watched = self._watched.get(tab.ref)
        if watched is not None:
            watched.listener.check()
        if acts != self._acts:
            return
        if seen.complete and took > _SLOW:
            self._slow.add(place)
        shot = Shot(seen)
        self._came.append(Raw(tab, shot, time.time()))
        pictured = self._browser.pictured(seen)
        if acts == self._acts:
            seen = pictured
        observation = self._mask.observation(replace(seen, settled=settled))
        shot.observation = self._seen = observation
        self._read_at, self._read_tab = begun, tab.ref
        if acts == self._acts:
            self._dirty_at = None


def _shown(seen: Observation) -> set[tuple[str, frozenset[str]]]:
    """What can be seen, for whether more of it is."""
    return {
        (element.ref, element.states - {"focused"})
        for element in seen.elements
        if element.visibility == "visible"
    }
