"""The browser environment: Chrome, Chromium or Edge through Playwright.

One thread owns it; `open_browser` puts it on a thread of its own and returns a proxy that may be
called from any.
"""

from __future__ import annotations

import dataclasses
import functools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from actions.action import GroundedAction, Wait
from actions.context import RunContext
from actions.environment import Capabilities, Effect, Probe, Reading, SecretResolver
from actions.environments.browser_aim import Aim
from actions.environments.browser_dialogs import DialogOpened
from actions.environments.browser_execute import Executor
from actions.environments.browser_launch import Browser, BrowserOptions
from actions.environments.browser_loop import Loop, TimeUp
from actions.environments.browser_navigate import Navigation
from actions.environments.browser_pictures import masked_elements, masked_picture, picture
from actions.environments.browser_read import Rereading, Unreadable
from actions.environments.browser_tabs import PageCrashed, Tab, Tabs, origin
from actions.environments.host import HostedEnvironment
from actions.errors import ActionTimedOut, EnvironmentUnavailable, TargetChanged
from actions.target import Grounding
from perception.element import Element
from perception.geometry import Viewport
from perception.keys import place_key, progress_key
from perception.observation import Observation
from perception.page import PageReading
from perception.page_world import FrameGone
from perception.predicate import Predicate, holds
from perception.screenshot import Screenshot
from perception.settle import settle

T = TypeVar("T")

__all__ = ["BrowserEnvironment", "BrowserOptions", "open_browser"]

_CAPABILITIES = Capabilities(
    actions=frozenset(
        {
            "Click",
            "Move",
            "Drag",
            "MouseDown",
            "MouseUp",
            "Scroll",
            "Type",
            "Press",
            "Hold",
            "SetValue",
            "Select",
            "Upload",
            "Open",
            "Navigate",
            "AnswerDialog",
            "Wait",
        }
    ),
    opens=frozenset({"url"}),
    rereads=True,
    private=True,
)

# A page that is busy gets this long to be read or pictured; then it is shown as it was last.
_READ_LIMIT = 8.0
_WHOLE_LIMIT = 20.0
_PICTURE_LIMIT = 4.0
_PROBE_LIMIT = 4.0
_FRESH = 0.05  # seconds that what was read early is taken for what there is
# No single action takes longer, `Wait` apart.
_ACTION_LIMIT = 60.0


def open_browser(options: BrowserOptions) -> HostedEnvironment:
    """Start a browser, or join one, on a thread of its own.

    Raises:
        EnvironmentUnavailable: there is no browser, it does not start, or nobody answers.
        ActionError: `options.url` cannot be opened.
    """
    return HostedEnvironment(functools.partial(BrowserEnvironment, options))


class BrowserEnvironment:
    """Implements `Environment` on the thread that makes it, and `host.Served`."""

    def __init__(self, options: BrowserOptions) -> None:
        self._options = options
        self._closed = False
        self._settled = True
        self._early: tuple[str, bool, bool] | None = None  # what was read before it was asked for
        self._early_until = 0.0
        self._wanted = (False, True)  # whether observations are of all, and have pictures
        self._brisk = False  # whether the next one is taken without, for once
        self.acting = False  # an action of ours is being carried out
        self.acted_at = 0.0  # when the last one ended, in seconds since the epoch
        self._browser = Browser(options)
        try:
            self._prepare(options)
        except BaseException:
            self._browser.close()
            raise

    def _prepare(self, options: BrowserOptions) -> None:
        browser = self._browser
        self._loop = browser.loop
        self._size = options.viewport
        downloads = options.downloads or Path(tempfile.gettempdir()) / "deskhand-downloads"
        self._tabs = self._loop.run(
            lambda: Tabs(
                browser.context,
                self._loop,
                downloads,
                options.hidden,
                pixels=options.pixels,
                scale=options.scale,
            )
        )
        self._aim = Aim(self._tabs, options.viewport)
        self._navigation = Navigation(self._loop, self._tabs, options.navigation_limit)
        self._rereading = Rereading(self._loop, self._tabs, options.hidden, self._resize)
        self._executor = Executor(self._loop, self._tabs, self._aim, self._navigation, self._look)
        self._loop.run(lambda: self._begin(options.url))

    def _begin(self, url: str) -> None:
        tab = self._tab()
        if url:
            self._navigation.open(tab, url)

    @property
    def name(self) -> str:
        """What `--in` calls it."""
        return "browser"

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return _CAPABILITIES

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """Perceive the active tab and the dialogs over it; see `Environment.observe`."""
        pictured = screenshot or (self._brisk and self._wanted[1])
        self._wanted, self._brisk = (whole, pictured), False
        return self._run(lambda: self._observe(whole=whole, screenshot=screenshot), context)

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """Wait until the active tab is stable; also when another one becomes active meanwhile."""
        self._brisk = until is not None
        self._settled = self._run(lambda: self._settle(context, limit, until), context)
        return self._settled

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What is at this target right now; see `Environment.probe`."""
        return self._run(lambda: self._probe(grounding), context)

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Carry out an action; see `Environment.execute`."""
        return self._run(lambda: self._execute(action, secrets), context)

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """Read the state a second time; see `Environment.read`."""
        return self._run(lambda: self._read(context, fresh=fresh, url=url), context)

    def frame(self) -> Screenshot | None:
        """A picture for the live view: JPEG; the last one kept while a dialog blocks the page."""
        return self._run(self._frame, None)

    @property
    def loop(self) -> Loop:
        """The loop that its commands run on."""
        return self._loop

    @property
    def tabs(self) -> Tabs:
        """Its tabs."""
        return self._tabs

    @property
    def context(self) -> BrowserContext:
        """The browser's context."""
        return self._browser.context

    @property
    def secrets(self) -> set[str]:
        """Texts that are masked wherever they are shown."""
        return self._executor.secrets

    def view(self, *, whole: bool) -> Observation:
        """An observation without a picture, for who looks on; notices are left for `observe`."""
        return self._run(
            lambda: self._observe(whole=whole, screenshot=False, take_notices=False), None
        )

    def pictured(self, seen: Observation) -> Observation:
        """The same with a picture, if one can be taken of what was last read."""
        tab = self._tabs.active
        if tab is None or tab.reading is None or tab.crashed or self._tabs.dialogs:
            return seen
        reading = tab.reading
        try:
            tab.picture = taken = self._run(lambda: self._picture(tab, reading), None)
        except (TimeUp, DialogOpened, PageCrashed, PlaywrightError):
            return seen
        viewport = dataclasses.replace(
            seen.viewport, scale=taken.size.width / (seen.viewport.size.width or taken.size.width)
        )
        return dataclasses.replace(seen, screenshot=taken, viewport=viewport)

    def serve(self, seconds: float) -> None:
        """Handle what comes in; see `host.Served`."""
        self._loop.serve(seconds)

    def wake(self) -> None:
        """End `serve` early."""
        self._loop.wake()

    def unstick(self) -> None:
        """End the browser, if it is ours, and our link to it."""
        self._browser.kill()

    def close(self) -> None:
        """Let go of everything. Idempotent."""
        if not self._closed:
            self._closed = True
            self._browser.close()

    def _run(self, command: Callable[[], T], context: RunContext | None) -> T:
        """Run a command on the loop, and tell a browser that is gone from one that is not.

        Raises:
            EnvironmentUnavailable: the browser is gone.
        """
        if self._closed:
            raise EnvironmentUnavailable("the browser is closed")
        try:
            return self._loop.run(command, context)
        except (PlaywrightError, FrameGone) as error:
            if context is not None:
                context.check()
            if self._gone():
                raise EnvironmentUnavailable("the browser is gone; was it closed?") from error
            raise

    def _gone(self) -> bool:
        def ask() -> None:
            with self._loop.limit(2.0):
                self._browser.context.cookies("http://deskhand.invalid/")

        try:
            self._loop.run(ask)
        except (PlaywrightError, TimeUp):
            return True
        return False

    def _tab(self) -> Tab:
        """The active tab; a new one where all are closed."""
        return self._tabs.active or self._tabs.open()

    def _resize(self, page: Page) -> None:
        """Give a page that has no viewport of its own the size that the others have."""
        if page.viewport_size is None:
            page.set_viewport_size(
                {"width": int(self._size.width), "height": int(self._size.height)}
            )

    def _look(self) -> Observation:
        return self._observe(whole=True, screenshot=False, take_notices=False)

    def _observe(self, *, whole: bool, screenshot: bool, take_notices: bool = True) -> Observation:
        tab = self._tab()
        unread: tuple[str, ...] = ()
        early, self._early = self._early, None
        if early == (tab.ref, whole, screenshot) and time.monotonic() <= self._early_until:
            pass  # it was read while its rest was waited for
        elif not self._tabs.dialogs and not tab.crashed:
            try:
                tab = self._perceive(tab, whole=whole, screenshot=screenshot)
            except DialogOpened:
                pass  # shown below, over what was seen last
            except PageCrashed:
                pass  # told by a notice; there is nothing to be seen
            except TimeUp:
                unread = (tab.page.url,)
        return self._composed(tab, unread, screenshot=screenshot, take_notices=take_notices)

    def _read_early(self, tab: Tab, until: Predicate | None) -> bool:
        """Read a tab that seems to rest, which `_observe` takes if the rest lasts.

        With something to wait for no picture is taken, and the answer is whether it is there.
        """
        whole, screenshot = self._wanted
        screenshot = screenshot and until is None
        self._early = None
        if self._tabs.active is not tab:
            return False
        if self._perceive(tab, whole=whole, screenshot=screenshot) is not tab:
            return False
        self._early = (tab.ref, whole, screenshot)
        if until is None:
            return False
        seen = self._composed(tab, (), screenshot=False, take_notices=False)
        return not seen.unread and holds(until, seen)

    def _perceive(self, tab: Tab, *, whole: bool, screenshot: bool) -> Tab:
        """Read and picture a tab; another one if it closes meanwhile."""
        for attempt in range(3):
            try:
                with self._loop.limit(_WHOLE_LIMIT if whole else _READ_LIMIT, "reading the page"):
                    reading = self._tabs.reader(tab).read(whole=whole)
                tab.reading, tab.title, self._size = reading, reading.title, reading.viewport.size
                self._aim.size = self._size
                if screenshot:
                    tab.picture = self._picture(tab, reading)
                return tab
            except (PlaywrightError, FrameGone) as error:
                if tab.crashed:
                    raise PageCrashed(tab.page.url) from None
                if attempt == 2:
                    raise TimeUp(str(error)) from error
                self._loop.sleep(0.1)  # it navigates or has just been closed
                tab = self._tab()
        raise AssertionError("unreachable")

    def _picture(self, tab: Tab, reading: PageReading) -> Screenshot:
        assert tab.session is not None
        with self._loop.limit(_PICTURE_LIMIT, "picturing the page"):
            taken = picture(tab.session)
        return masked_picture(taken, reading, tab.secret_refs, self._executor.secrets)

    def _composed(
        self, tab: Tab, unread: tuple[str, ...], *, screenshot: bool, take_notices: bool
    ) -> Observation:
        """The observation of what was last read of a tab, with the dialogs that wait."""
        reading = tab.reading
        elements: tuple[Element, ...] = ()
        viewport = Viewport(size=self._size)
        taken = tab.picture if screenshot else None
        if reading is not None:
            elements = masked_elements(reading.elements, tab.secret_refs, self._executor.secrets)
            viewport = reading.viewport
            unread = (*unread, *reading.unread)
        if taken is not None and viewport.size.width:
            viewport = dataclasses.replace(viewport, scale=taken.size.width / viewport.size.width)
        for dialog in self._tabs.dialogs:
            elements += dialog.elements(viewport.size)
        bare = Observation(
            screenshot=taken,
            viewport=viewport,
            surfaces=self._tabs.surfaces(viewport.size),
            elements=elements,
            focused=reading.focused if reading is not None else None,
            dialogs=tuple(dialog.shown for dialog in self._tabs.dialogs),
            notices=self._tabs.take_notices() if take_notices else (),
            complete=reading.complete if reading is not None else True,
            settled=self._settled and not unread,
            unread=unread,
            taken_at=time.time(),
        )
        return dataclasses.replace(bare, place_key=place_key(bare), progress_key=progress_key(bare))

    def _settle(self, context: RunContext, limit: float, until: Predicate | None) -> bool:
        end = time.monotonic() + limit
        while True:
            tab = self._tab()
            if self._tabs.dialogs or tab.crashed:
                return True  # as stable as it will be until somebody acts
            left = end - time.monotonic()
            if left <= 0:
                return False
            try:
                with self._loop.limit(left + 0.5):
                    early = functools.partial(self._read_early, tab, until)
                    stable = settle(self._tabs.reader(tab), context, left, early)
            except (DialogOpened, PageCrashed):
                continue
            except TimeUp:
                return False
            except (PlaywrightError, FrameGone):
                if self._tabs.active is tab and not tab.crashed:
                    self._loop.sleep(0.05)  # it navigates
                continue
            if self._tabs.active is tab:
                self._early_until = time.monotonic() + _FRESH if stable else 0.0
                return stable

    def _probe(self, grounding: Grounding) -> Probe:
        tab = self._tabs.find(grounding.surface)
        if tab is None:
            return Probe(surface="", origin="", element=None, hit=False)
        where = origin(tab.page.url)
        for dialog in self._tabs.dialogs:
            shown = {each.ref: each for each in dialog.elements(self._size)}
            element = shown.get(grounding.element.ref) if grounding.element is not None else None
            if element is not None:
                return Probe(surface=tab.ref, origin=where, element=element, hit=True)
        if self._tabs.dialogs:
            return Probe(
                surface=tab.ref, origin=where, element=None, hit=False, obstacle="a dialog"
            )
        try:
            with self._loop.limit(_PROBE_LIMIT, "looking at the target"):
                reader = self._tabs.reader(tab)
                if grounding.bare:
                    found = reader.at(grounding.point)
                    there = (found,) if found is not None else ()
                    masked = masked_elements(there, tab.secret_refs, self._executor.secrets)
                    element = masked[0] if masked else None
                    return Probe(surface=tab.ref, origin=where, element=element, hit=True)
                assert grounding.element is not None
                live = reader.live(grounding.element.ref, scroll=True)
        except (DialogOpened, PageCrashed, TimeUp, FrameGone):
            return Probe(
                surface=tab.ref, origin=where, element=None, hit=False, obstacle="a busy page"
            )
        if live is None:
            return Probe(surface=tab.ref, origin=where, element=None, hit=False)
        (element,) = masked_elements((live.element,), tab.secret_refs, self._executor.secrets)
        return Probe(
            surface=tab.ref,
            origin=origin(tab.page.url),
            element=element,
            hit=live.hit,
            obstacle=live.obstacle,
        )

    def _execute(self, action: GroundedAction, secrets: SecretResolver | None) -> Effect:
        limit = 3600.0 if isinstance(action.action, Wait) else _ACTION_LIMIT
        self._settled = True
        self._early = None
        self.acting = True
        try:
            with self._loop.limit(limit, "the action"):
                note = self._executor.execute(action, secrets)
        except TimeUp as error:
            raise ActionTimedOut(f"{error}; the page may be busy") from error
        except DialogOpened:
            note = "a dialog opened"
        except PageCrashed as error:
            raise TargetChanged(f"the page {error} crashed; load it again") from error
        except (PlaywrightError, FrameGone) as error:
            if self._gone():
                raise
            raise TargetChanged(
                f"the page went away meanwhile ({str(error).splitlines()[0]})"
            ) from error
        finally:
            self.acting, self.acted_at = False, time.time()
        return Effect(note=note, files=self._tabs.take_files())

    def _read(self, context: RunContext, *, fresh: bool, url: str) -> Reading:
        tab = self._tabs.active
        reason = ""
        if fresh:
            reason = self._rereading.reason_against(tab, self._state(tab), url)
            if not reason:
                try:
                    return self._read_anew(url or (tab.page.url if tab else ""), context)
                except Unreadable as error:
                    reason = str(error)
                except (DialogOpened, PageCrashed):  # in another tab; its dialog waits
                    reason = "something else happened in the browser meanwhile"
        return self._read_back(reason)

    def _state(self, tab: Tab | None) -> PageReading | None:
        """A reading of now, for whether there is unsaved data; the last one of a busy page."""
        if tab is None or tab.crashed or self._tabs.dialogs:
            return tab.reading if tab is not None else None
        try:
            with self._loop.limit(_WHOLE_LIMIT):
                return self._tabs.reader(tab).read(whole=True)
        except (TimeUp, DialogOpened, PageCrashed, FrameGone):
            return tab.reading

    def _read_anew(self, url: str, context: RunContext) -> Reading:
        reading, surface, odd = self._rereading.anew(url, context)
        bare = Observation(
            viewport=reading.viewport,
            surfaces=(surface,),
            elements=masked_elements(reading.elements, set(), self._executor.secrets),
            complete=reading.complete,
            unread=reading.unread,
            taken_at=time.time(),
        )
        return Reading(
            observation=dataclasses.replace(
                bare, place_key=place_key(bare), progress_key=progress_key(bare)
            ),
            method="reloaded",
            fresh=True,
            reason=odd,
        )

    def _read_back(self, reason: str) -> Reading:
        observation = self._observe(whole=True, screenshot=False, take_notices=False)
        tab = self._tabs.active
        if tab is not None and not tab.crashed and not self._tabs.dialogs:
            try:
                with self._loop.limit(_WHOLE_LIMIT, "reading the page back"):
                    elements = self._tabs.reader(tab).read_back()
            except (TimeUp, DialogOpened, PageCrashed, FrameGone) as error:
                reason = reason or f"the page could not be read back: {error}"
                elements = ()
            observation = dataclasses.replace(
                observation,
                elements=masked_elements(elements, tab.secret_refs, self._executor.secrets),
            )
        return Reading(observation=observation, method="read back", fresh=False, reason=reason)

    def _frame(self) -> Screenshot | None:
        tab = self._tabs.active
        if tab is None or tab.crashed:
            return None
        if self._tabs.dialogs or tab.secret_refs or tab.session is None:
            return tab.picture  # masked when it was taken
        try:
            with self._loop.limit(1.0):
                return picture(tab.session, quality=70)
        except (TimeUp, DialogOpened, PageCrashed, PlaywrightError):
            return tab.picture
