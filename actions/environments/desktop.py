"""The desktop environment: the windows of an X11 session, seen and worked like a person would.

One thread owns it; `open_desktop` puts it on a thread of its own and returns a proxy that may be
called from any.
"""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from actions.action import GroundedAction
from actions.context import RunContext
from actions.environment import Capabilities, Effect, Probe, Reading, SecretResolver
from actions.environments.desktop_aim import Aim
from actions.environments.desktop_dialogs import MessageBox, message_boxes
from actions.environments.desktop_execute import Executor
from actions.environments.desktop_parts import Launch, Parts, start_here
from actions.environments.desktop_programs import LocalPrograms, Programs
from actions.environments.host import HostedEnvironment
from actions.environments.platform_parts import parts_for
from actions.errors import EnvironmentUnavailable
from actions.target import Grounding
from perception import imaging
from perception.element import Element
from perception.fusion_options import PixelOptions
from perception.geometry import Point, Size, Viewport
from perception.keys import place_key, progress_key
from perception.observation import Observation, Surface, SurfaceKind
from perception.platforms.interface import (
    CaptureFailed,
    ElementTree,
    PlatformGone,
    TreeReading,
    WindowInfo,
)
from perception.platforms.seen import SeenTree
from perception.platforms.session import SCALE, DesktopSession
from perception.predicate import Predicate
from perception.screen import changed_tiles
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    from perception.imaging import Pixels

T = TypeVar("T")

_ACTIONS = frozenset(
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
        "Open",
        "Navigate",
        "AnswerDialog",
        "Window",
        "Wait",
    }
)
_BUDGET = 3.0  # seconds to read what is shown
_WHOLE_BUDGET = 10.0
_QUIET = 0.2  # seconds without an event, after which a window is looked at for movement
_EARLY = 0.04  # seconds without an event, after which the windows are read for what they show now
_FRESH = 0.05  # seconds that what was read so is taken for what there is
_STILL = 0.12  # seconds without a change of the picture
_STEP = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class DesktopOptions:
    """Which desktop, and what of it.

    Attributes:
        session: None: the one that this process runs on.
        hidden: process ids whose windows are not there for a run; our own always.
        launch: starts programs; None: as children of nobody on this desktop.
        programs: that can be started; None: those installed on this machine.
        name: what `--in` calls it.
        pixels: how pictures are read where windows do not tell what is in them; None: never.
    """

    session: DesktopSession | None = None
    hidden: frozenset[int] = frozenset()
    launch: Launch | None = None
    programs: Programs | None = None
    name: str = "desktop"
    pixels: PixelOptions | None = field(default_factory=PixelOptions)


def open_desktop(options: DesktopOptions | None = None) -> HostedEnvironment:
    """The desktop of this session, on a thread of its own.

    Raises:
        EnvironmentUnavailable: there is no display, no accessibility, or it is Wayland; the
            message says what to do.
    """
    return HostedEnvironment(lambda: DesktopEnvironment(options or DesktopOptions()))


class DesktopEnvironment:
    """Implements `Environment` on the thread that makes it."""

    def __init__(self, options: DesktopOptions, parts: Parts | None = None) -> None:
        self._session = options.session or DesktopSession.here()
        self._name = options.name
        self._parts = parts or with_pictures(parts_for(self._session), self._session, options)
        hidden = options.hidden | {os.getpid()}
        self._aim = Aim(self._parts, private=self._session.private, hidden=hidden)
        self._executor = Executor(
            self._parts,
            self._aim,
            self._session,
            options.launch or start_here(self._session),
            options.programs or LocalPrograms(self._session),
            self._look,
            self._boxes,
        )
        self._settled = True
        self._closed = False
        self._early: _Early | None = None
        self._wanted = (False, True)  # whether observations are of all, and have pictures

    @property
    def name(self) -> str:
        """What `--in` calls it."""
        return self._name

    @property
    def parts(self) -> Parts:
        """What it is seen and worked with, for who listens to it."""
        return self._parts

    @property
    def session(self) -> DesktopSession:
        """How the desktop is reached."""
        return self._session

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return Capabilities(
            actions=_ACTIONS,
            opens=frozenset({"url", "app", "file"}),
            rereads=False,
            private=self._session.private,
            home=self._session.home,
        )

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """Perceive the active window and what lies over it; see `Environment.observe`."""
        self._wanted = (whole, screenshot)
        return self._run(lambda: self._observe(whole=whole, screenshot=screenshot), context)

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """Wait until neither events nor the picture tell of a change."""
        self._settled = self._run(lambda: self._settle(context, limit), context)
        return self._settled

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What is at this target right now; see `Environment.probe`."""
        return self._run(lambda: self._probe(grounding, context), context)

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Carry out an action; see `Environment.execute`."""
        self._settled = True
        self._early = None
        note = self._run(lambda: self._executor.execute(action, context, secrets), context)
        return Effect(note=note)

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """Read the windows back through a second connection; their data is never loaded anew."""
        del url
        reason = "a window cannot load its data anew" if fresh else ""
        return self._run(lambda: self._read_back(reason), context)

    def frame(self) -> Screenshot | None:
        """A picture of the screen for the live view."""
        if self._closed:
            return None
        try:
            return self._picture()
        except (PlatformGone, CaptureFailed):
            return None

    def close(self) -> None:
        """Let go of the desktop. Idempotent."""
        if not self._closed:
            self._closed = True
            self._parts.close()

    def _run(self, work: Callable[[], T], context: RunContext) -> T:
        context.check()
        if self._closed:
            raise EnvironmentUnavailable(f"the {self._name} is closed")
        try:
            return work()
        except PlatformGone as failure:
            raise EnvironmentUnavailable(f"the {self._name} is gone: {failure}") from failure

    # Perceiving.

    def _look(self) -> Observation:
        return self._observe(whole=False, screenshot=False)

    def _observe(self, *, whole: bool, screenshot: bool) -> Observation:
        early, self._early = self._early, None
        if early is not None and early.serves(whole, screenshot, self._parts.tree.changes()):
            return self._composed(early.windows, early.reading, early.picture, whole=whole)
        if screenshot:
            self._parts.prepare()
        windows, reading = self._windows_read(whole)
        picture = self._picture() if screenshot else None
        return self._composed(windows, reading, picture, whole=whole)

    def _windows_read(self, whole: bool) -> tuple[Sequence[WindowInfo], TreeReading]:
        windows = self._aim.windows()
        budget = _WHOLE_BUDGET if whole else _BUDGET
        return windows, self._parts.tree.read(_read(windows), whole=whole, budget=budget)

    def _picture(self) -> Screenshot | None:
        try:
            return self._parts.capture.grab(self._parts.windows.screen())
        except CaptureFailed:
            return None

    def _composed(
        self,
        windows: Sequence[WindowInfo],
        reading: TreeReading,
        picture: Screenshot | None,
        *,
        whole: bool,
    ) -> Observation:
        screen = self._parts.windows.screen()
        surfaces = _surfaces(windows)
        shown = {each.ref for each in surfaces}
        elements = tuple(each for each in reading.elements if each.surface in shown)
        bare = Observation(
            screenshot=picture,
            viewport=Viewport(
                size=Size(screen.width, screen.height), origin=Point(screen.x, screen.y)
            ),
            surfaces=surfaces,
            elements=elements,
            focused=reading.focused,
            dialogs=tuple(each.shown for each in message_boxes(elements, surfaces)),
            complete=whole and reading.complete,
            settled=self._settled,
            unread=reading.unread,
            taken_at=time.time(),
        )
        return dataclasses.replace(bare, place_key=place_key(bare), progress_key=progress_key(bare))

    def _boxes(self) -> list[MessageBox]:
        windows = self._aim.windows()
        elements = self._parts.tree.read(_read(windows), budget=_BUDGET).elements
        return message_boxes(elements, _surfaces(windows))

    def _settle(self, context: RunContext, limit: float) -> bool:
        """Wait for rest. What is there is read while it is waited for, and kept if it stays."""
        end = time.monotonic() + limit
        seen, since = self._parts.tree.changes(), time.monotonic()
        counted, rested = self._executor.rested
        if counted == seen:  # nothing has happened since the action was over
            since = max(rested, since - _QUIET)
        self._early = None
        tried, reads = False, 0
        while True:
            now = time.monotonic()
            changes = self._parts.tree.changes()
            if changes != seen:
                seen, since, tried = changes, now, False
                self._early = None
            elif not tried and now - since >= _EARLY:
                tried, reads = True, reads + 1
                self._early = self._read_early(seen)
                if reads > 1:
                    seen = self._without_echo(context)
            elif now - since >= _QUIET:
                if self._pictures_rest(end - now) and self._parts.tree.changes() == seen:
                    if self._early is not None:
                        self._early.until = time.monotonic() + _FRESH
                    return True
                seen, since, tried = self._parts.tree.changes(), time.monotonic(), False
            if now + _STEP > end:
                self._early = None
                return False
            context.sleep(_STEP)

    def _without_echo(self, context: RunContext) -> int:
        """The counter of changes without those that a reading itself has brought about.

        Some programs tell of changes whenever they are asked what they show. What has really
        changed meanwhile is seen in the picture, which was taken before the reading.
        """
        context.sleep(_EARLY)
        changes = self._parts.tree.changes()
        if self._early is not None:
            self._early.changes = changes
        return changes

    def _read_early(self, changes: int) -> _Early | None:
        whole, screenshot = self._wanted
        self._parts.prepare()
        try:
            pixels = self._parts.capture.pixels(self._parts.windows.screen())
        except CaptureFailed:
            return None
        windows, reading = self._windows_read(whole)
        picture = None
        if screenshot:
            height, width = pixels.shape[:2]
            picture = Screenshot(imaging.png(pixels), Size(width, height))
        return _Early(windows, reading, pixels, picture, whole, changes)

    def _pictures_rest(self, left: float) -> bool:
        """Whether nothing moves on the screen: not since the windows were read, or not now."""
        capture = self._parts.capture
        try:
            if self._early is not None:
                now = capture.pixels(self._parts.windows.screen())
                if not changed_tiles(self._early.pixels, now):
                    return True
                self._early = None
            return capture.stable(min(left, 1.0), _STILL)
        except CaptureFailed:
            self._early = None
            return True

    def _probe(self, grounding: Grounding, context: RunContext) -> Probe:
        if grounding.bare:
            top = self._parts.windows.at(grounding.point)
            if top is None or all(each.id != top.id for each in self._aim.windows()):
                return Probe(
                    surface="", origin="", element=None, hit=False, obstacle="no window of a task"
                )
            return Probe(surface=top.ref, origin="", element=self._there(grounding), hit=True)
        assert grounding.element is not None
        live = self._aim.live(grounding.element, context)
        if live is None:
            return Probe(surface=grounding.surface, origin="", element=None, hit=False)
        hit, over = True, ""
        if live.element.click_point is None:
            hit, over = False, live.obstacle or self._cover(live.element)
        else:
            over = self._aim.over(live.element, live.element.click_point)
            if over:
                hit = False
            elif live.hit is False:
                hit, over = False, live.obstacle
        return Probe(
            surface=live.element.surface, origin="", element=live.element, hit=hit, obstacle=over
        )

    def _there(self, grounding: Grounding) -> Element | None:
        """The element at a point, now. Toolkits do not always name the innermost one."""
        found = self._parts.tree.at(grounding.point)
        if grounding.element is None:
            return found
        live = self._parts.tree.live(grounding.element.ref)
        if live is None or not live.element.box.contains(grounding.point):
            return found
        inner = found is None or live.element.box.area < found.box.area
        return live.element if inner else found

    def _cover(self, element: Element) -> str:
        """What lies over an element that cannot be clicked anywhere."""
        over = self._aim.over(element, element.box.center)
        return over or "it is scrolled out of view"

    def _read_back(self, reason: str) -> Reading:
        second: ElementTree = self._parts.second_tree()
        try:
            windows = self._aim.windows()
            reading = second.read(_read(windows), whole=True, budget=_WHOLE_BUDGET)
            observation = self._composed(windows, reading, None, whole=True)
        finally:
            second.close()
        return Reading(observation=observation, method="read back", fresh=False, reason=reason)


def with_pictures(parts: Parts, session: DesktopSession, options: DesktopOptions) -> Parts:
    """The parts, with trees that also tell what only the picture of the screen shows.

    Args:
        parts: of a platform.
        session: of the desktop.
        options: with how pictures are read; None for not at all.
    """
    wanted = options.pixels
    if wanted is None:
        return parts
    scale = float(session.variables.get(SCALE) or 1)

    def seen(tree: ElementTree) -> ElementTree:
        fusion = wanted.fusion(scale)
        return SeenTree(tree, parts.windows, parts.capture, fusion, always=wanted.always)

    second = parts.second_tree
    return dataclasses.replace(parts, tree=seen(parts.tree), second_tree=lambda: seen(second()))


@dataclass
class _Early:
    """What was read while it was waited for rest.

    Attributes:
        pixels: of the screen, before the windows were read.
        changes: the counter of changes then.
        until: when it is no longer taken for what there is; set when there is rest.
    """

    windows: Sequence[WindowInfo]
    reading: TreeReading
    pixels: Pixels
    picture: Screenshot | None
    whole: bool
    changes: int
    until: float = 0.0

    def serves(self, whole: bool, screenshot: bool, changes: int) -> bool:
        """Whether it is what an observation of this kind would find now."""
        return (
            time.monotonic() <= self.until
            and whole == self.whole
            and (self.picture is not None or not screenshot)
            and changes == self.changes
        )


def _read(windows: Sequence[WindowInfo]) -> list[WindowInfo]:
    """The windows that are read: the active one, those that belong to it, and what pops up."""
    active = next((each for each in windows if each.active), None)
    if active is None:
        active = next(
            (e for e in windows if e.kind in ("normal", "dialog") and not e.minimized), None
        )
    if active is None:  # a menu can come up where no window is, as from an icon in a tray
        return [each for each in windows if each.override]
    kin = _kin(active, windows)
    return [
        each
        for each in windows
        if each.id in kin or (each.override and each.stacking < active.stacking)
    ]


def _kin(active: WindowInfo, windows: Sequence[WindowInfo]) -> set[int]:
    """The active window, the dialogs that belong to it, and the window that it is a dialog of."""
    kin = {active.id}
    owner = next((each for each in windows if each.id == active.transient_for), None)
    if owner is not None and active.kind == "dialog":
        kin.add(owner.id)
    kin |= {each.id for each in windows if each.transient_for in kin and not each.minimized}
    return kin


def _surfaces(windows: Sequence[WindowInfo]) -> tuple[Surface, ...]:
    """Windows as surfaces, front first."""
    refs = {each.id: each.ref for each in windows}
    active = next((each.ref for each in windows if each.active), "")
    if not active:
        usual = (e.ref for e in windows if e.kind in ("normal", "dialog") and not e.minimized)
        active = next(usual, "")
    return tuple(
        Surface(
            ref=each.ref,
            kind=SurfaceKind.WINDOW,
            application=each.application,
            title=each.title,
            box=each.box,
            stacking=each.stacking + (len(windows) if each.minimized else 0),
            active=each.ref == active,
            opener=refs.get(each.transient_for),
        )
        for each in windows
        if each.kind != "tooltip"
    )
