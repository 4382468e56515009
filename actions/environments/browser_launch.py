"""Starts a browser, or joins one that runs, and ends what it started for certain."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from actions.environments.browser_loop import Loop, TimeUp
from actions.environments.find_browser import find_browser
from actions.errors import EnvironmentUnavailable
from perception.fusion_options import PixelOptions
from perception.geometry import Size

# No request that the person did not ask for, no bubble over the page, full speed in background
# tabs. Playwright's own defaults come on top.
_ARGUMENTS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter,InterestFeedContentSuggestions",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--metrics-recording-only",
    "--password-store=basic",
)

_VIEWPORT = Size(1280, 800)
_FURNITURE = 125  # pixels of a window above its page: tabs, address, a notice
_PROFILE = "deskhand-profile-"  # of temporary profiles; the owner's process id follows
_START_LIMIT = 30.0
_CLOSE_LIMIT = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserOptions:
    """How to get a browser.

    Attributes:
        path: the browser's program; "" finds one.
        headless: without a window.
        profile: a folder for cookies, storage and history that outlive the run. None: a fresh
            profile in a temporary folder, deleted at the end. It must be a folder of its own: a
            browser started by hand on the same one at the same time would refuse.
        attach: the CDP address of a running browser ("http://127.0.0.1:9222"). Then its own
            profile, window and viewport are used, and it is left running at the end.
        viewport: in CSS pixels; of a visible window it is that of the page area.
        scale: pixels of pictures per CSS pixel, as on a fine screen.
        follow_window: the page area is as large as the window lets it be, and changes with it, as
            a person expects who works in it; `viewport` is only how it begins.
        variables: environment variables that the browser is started with, such as DISPLAY; empty:
            those of this process.
        downloads: where downloads are put; None: a temporary folder that is kept.
        passing: of a browser that is attached to: a folder that it sees by the same path, over
            which downloads come; None: it sees the folders for temporary files of this process.
        elsewhere: of a browser that is attached to: it runs on another machine and puts downloads
            where it always does; nothing is told of them.
        hidden: CSS selectors of what perception must not see.
        url: where to begin; "" leaves the first tab as it is.
        navigation_limit: seconds that a server has to begin its answer.
        pixels: how what a page draws itself, as on a canvas, is read; None: never.
    """

    path: str = ""
    headless: bool = True
    profile: Path | None = None
    attach: str = ""
    viewport: Size = _VIEWPORT
    scale: float = 1.0
    follow_window: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    downloads: Path | None = None
    passing: Path | None = None
    elsewhere: bool = False
    hidden: tuple[str, ...] = ()
    url: str = ""
    navigation_limit: float = 15.0
    pixels: PixelOptions | None = field(default_factory=PixelOptions)


class Browser:
    """A browser and its one context. Made by `launch`; all on one thread but `kill`."""

    def __init__(self, options: BrowserOptions) -> None:
        self._temporary: Path | None = None
        self._pid: int | None = None
        self._closed = False
        self.owned = not options.attach
        self.sandboxed = True
        self.playwright, self._driver = _start_playwright()
        self.loop = Loop(self.playwright)
        try:
            self.context = self.loop.run(lambda: self._open(options))
            if self.owned:
                self._pid = self._browser_pid()
        except BaseException:
            self.close()
            raise

    def _open(self, options: BrowserOptions) -> BrowserContext:
        with self.loop.limit(_START_LIMIT + 5, "starting the browser"):
            return self._attach(options) if options.attach else self._launch(options)

    def _attach(self, options: BrowserOptions) -> BrowserContext:
        try:
            browser = self.playwright.chromium.connect_over_cdp(
                options.attach,
                timeout=10_000,
                artifacts_dir=options.passing,
                no_defaults=options.elsewhere,
            )
        except PlaywrightError as error:
            raise EnvironmentUnavailable(
                f"no browser answers at {options.attach} ({_first_line(error)}); start it with "
                "--remote-debugging-port and a --user-data-dir of its own"
            ) from error
        return browser.contexts[0] if browser.contexts else browser.new_context()

    def _launch(self, options: BrowserOptions) -> BrowserContext:
        program = find_browser(options.path)
        try:
            profile = self._profile(options)
        except OSError as error:
            raise EnvironmentUnavailable(
                f"no folder for the browser's profile could be made: {error}"
            ) from error
        # As root, Chromium's sandbox refuses to start. Elsewhere try with it first.
        tries = (False,) if _is_root() else (True, False)
        for sandbox in tries:
            self.sandboxed = sandbox
            try:
                return self.playwright.chromium.launch_persistent_context(
                    str(profile),
                    executable_path=str(program),
                    headless=options.headless,
                    chromium_sandbox=sandbox,
                    accept_downloads=True,
                    env=dict(options.variables) or None,
                    **_page_area(options),
                    timeout=_START_LIMIT * 1000,
                    handle_sigint=False,  # a stopped run is ours to end, its log comes first
                    handle_sigterm=False,
                    handle_sighup=False,
                )
            except PlaywrightError as error:
                if sandbox and "sandbox" in str(error).lower():
                    continue
                raise EnvironmentUnavailable(_launch_problem(program, profile, error)) from error
        raise AssertionError("unreachable")

    def _profile(self, options: BrowserOptions) -> Path:
        if options.profile is not None:
            options.profile.mkdir(parents=True, exist_ok=True)
            return options.profile.absolute()
        _sweep()
        self._temporary = Path(tempfile.mkdtemp(prefix=f"{_PROFILE}{os.getpid()}-"))
        return self._temporary

    def _browser_pid(self) -> int | None:
        def ask() -> int | None:
            browser = self.context.browser
            if browser is None:
                return None
            with self.loop.limit(3.0):
                session = browser.new_browser_cdp_session()
                found = session.send("SystemInfo.getProcessInfo")["processInfo"]
                session.detach()
            return next((int(each["id"]) for each in found if each["type"] == "browser"), None)

        with contextlib.suppress(PlaywrightError, TimeUp):
            return self.loop.run(ask)
        return None

    def kill(self) -> None:
        """End everything at once, whatever hangs. Called from any thread."""
        self.loop.give_up()
        if self._pid is not None:
            _kill(self._pid)
        if self._driver is not None:
            _kill(self._driver)

    def close(self) -> None:
        """End the browser if it is ours, else only let go of it. Never hangs, never raises."""
        if self._closed:
            return
        self._closed = True
        if self.owned and hasattr(self, "context"):
            with contextlib.suppress(PlaywrightError, TimeUp):
                self.loop.run(self._close_context)
        if self._pid is not None and _alive(self._pid):
            _wait_gone(self._pid, 1.0)
            _kill(self._pid)
        with _watchdog(_CLOSE_LIMIT, self._driver), contextlib.suppress(PlaywrightError):
            self.playwright.stop()
        if self._temporary is not None:
            _remove(self._temporary)

    def _close_context(self) -> None:
        with self.loop.limit(_CLOSE_LIMIT, "closing the browser"):
            self.context.close()


def _start_playwright() -> tuple[Playwright, int | None]:
    """Playwright, and the id of its driver's process; None where its internals have changed."""
    manager = sync_playwright()
    try:
        playwright = manager.start()
    except Exception as error:  # Playwright raises a bare one if its driver dies
        raise EnvironmentUnavailable(
            f"Playwright's driver could not be started ({error}). On Debian and Ubuntu it needs "
            "the package libatomic1; installer/run installs what is missing."
        ) from error
    link = getattr(manager, "_client", None) or getattr(manager, "_connection", None)
    process = getattr(getattr(link, "_transport", None), "_proc", None)
    return playwright, getattr(process, "pid", None)


def _page_area(options: BrowserOptions) -> dict[str, Any]:
    """What decides how large pages are drawn."""
    width, height = int(options.viewport.width), int(options.viewport.height)
    if not options.follow_window:
        return {
            "args": list(_ARGUMENTS),
            "viewport": {"width": width, "height": height},
            "device_scale_factor": options.scale,
        }
    own = [f"--window-size={width},{height + _FURNITURE}"]
    if options.scale != 1:
        own.append(f"--force-device-scale-factor={options.scale:g}")
    return {"args": [*_ARGUMENTS, *own], "no_viewport": True}


def _launch_problem(program: Path, profile: Path, error: PlaywrightError) -> str:
    text = str(error)
    if "ProcessSingleton" in text or "SingletonLock" in text or "already in use" in text:
        return f"the profile {profile} is in use by another browser; close it or name another one"
    if "Missing X server" in text or "cannot open display" in text.lower():
        return "a visible browser needs a display and there is none; use --headless"
    return f"{program} could not be started: {_first_line(error)}"


def _first_line(error: PlaywrightError) -> str:
    return str(error).strip().splitlines()[0].removeprefix("BrowserType.").strip()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True


def _wait_gone(pid: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while _alive(pid) and time.monotonic() < end:
        time.sleep(0.02)


@contextlib.contextmanager
def _watchdog(seconds: float, pid: int | None) -> Iterator[None]:
    """Kill a process if the block takes longer."""
    timer = threading.Timer(seconds, lambda: _kill(pid) if pid is not None else None)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _sweep() -> None:
    """Delete temporary profiles whose process was killed before it could."""
    if os.name != "posix":  # elsewhere a process cannot be asked whether it lives
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PROFILE}*"):
        owner = folder.name.removeprefix(_PROFILE).partition("-")[0]
        if owner.isdecimal() and not _alive(int(owner)):
            _remove(folder)


def _remove(folder: Path) -> None:
    """Delete a folder that a dying browser may still write into."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)
