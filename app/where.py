"""What is acted on: from what a person says of it to an environment that is open."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from actions.action import GroundedAction, Open
from actions.context import RunContext
from actions.environment import Environment
from actions.errors import ActionError, EnvironmentUnavailable
from app.errors import UsageError
from app.handover import HOME
from app.instruction import check_text
from app.paths import paths
from app.settings import Settings
from perception.geometry import Size

if TYPE_CHECKING:
    from perception.fusion_options import PixelOptions

DOWNLOADS = "downloads"  # in the run's folder
MACHINE = "vm:"  # stands before the address of an OSWorld machine

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)  # not localhost:8000


_SCREEN = Size(1280, 800)
_SMALLEST, _LARGEST = 320, 7680  # pixels of a side


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What is acted on; as given, not yet checked.

    Attributes:
        environment: "browser", "desktop", "sandbox", "fake", or "vm:" and the address of an OSWorld
            machine's server.
        url: where to begin; without a scheme, https (http for this machine).
        opens: an application or a file to begin with, on a desktop; "" for none.
        home: a folder whose contents are copied into a sandbox's home folder.
        screen: the size of a sandbox's screen, or of a page's view; None: 1280 by 800.
        scale: of a sandbox or a page; on a fine screen people set 2.
        show: show a sandbox in a window.
        vnc: let a sandbox be looked at with VNC, from this machine only.
        headless: None: as the settings say, else headless only where there is no display.
        profile: folder of a lasting browser profile.
        cdp: address of a running browser; for a machine, of the one on it.
    """

    environment: str = "browser"
    url: str = ""
    opens: str = ""
    home: Path | None = None
    screen: Size | None = None
    scale: float = 1.0
    show: bool = False
    vnc: bool = False
    headless: bool | None = None
    browser_path: str = ""
    profile: Path | None = None
    cdp: str = ""


def screen_size(text: str) -> Size:
    """A size as people write it.

    >>> screen_size("1920x1080")
    Size(width=1920, height=1080)

    Raises:
        UsageError: it is none, or too small or large for a screen.
    """
    wide, _, high = text.lower().partition("x")
    sides = [int(side) for side in (wide, high) if side.isascii() and side.isdecimal()]
    if len(sides) != 2 or not all(_SMALLEST <= side <= _LARGEST for side in sides):
        raise UsageError(
            f"{text!r} is no size of a screen: write it as 1920x1080, each side from {_SMALLEST} "
            f"to {_LARGEST}."
        )
    return Size(*sides)


def normal_url(text: str) -> str:
    """An address as a browser takes it.

    >>> normal_url("example.com/a")
    'https://example.com/a'
    >>> normal_url("localhost:8000")
    'http://localhost:8000'

    Raises:
        UsageError: it is none that could be opened.
    """
    text = check_text(text.strip(), "The address")
    if not text or text == "about:blank":
        return text
    if "://" not in text and not _SCHEME.match(text):
        if Path(text).is_file():
            return Path(text).resolve().as_uri()
        host = text.partition("/")[0].rpartition(":")[0] or text.partition("/")[0]
        local = host == "localhost" or re.fullmatch(r"[\d.]+|\[[\da-f:]+\]", host)
        text = f"{'http' if local else 'https'}://{text}"
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https", "file"):
        raise UsageError(f"Cannot begin at {text!r}: only http, https and file addresses.")
    if any(space in text for space in " \n\t") or not (parts.netloc or parts.scheme == "file"):
        raise UsageError(f"{text!r} is no address, as https://example.com is one.")
    return text


def open_environment(
    where: Where, settings: Settings, *, folder: Path | None = None
) -> Environment:
    """Open what is acted on.

    Args:
        where: what is wanted.
        settings: of the person.
        folder: of the run, for downloads and a sandbox's home folder; None: temporary ones.

    Raises:
        UsageError: the address makes no sense.
        EnvironmentUnavailable: it cannot be had; the message says what to do.
    """
    if where.environment == "fake":
        from actions.fake import FakeEnvironment

        return FakeEnvironment(url=normal_url(where.url)) if where.url else FakeEnvironment()
    if where.environment in ("desktop", "sandbox") or where.environment.startswith(MACHINE):
        return _open_desktop(where, settings, folder)
    from actions.environments.browser import BrowserOptions, open_browser

    try:
        return open_browser(
            BrowserOptions(
                path=where.browser_path or settings.browser_path,
                headless=is_headless(where, settings),
                profile=where.profile,
                attach=where.cdp,
                downloads=folder / DOWNLOADS if folder is not None else None,
                url=normal_url(where.url),
                viewport=where.screen or _SCREEN,
                scale=where.scale,
                pixels=_pixels(settings),
            )
        )
    except ActionError as failure:  # the page to begin on cannot be opened
        raise EnvironmentUnavailable(str(failure)) from failure


def _pixels(settings: Settings) -> PixelOptions | None:
    """How pictures are read, as the settings say; None for not at all.

    Raises:
        UsageError: the file of the detector is none.
    """
    from perception.fusion_options import PixelOptions
    from perception.widgets import load_detector

    if not settings.ocr_languages:
        return None
    detector = Path(settings.detector).expanduser() if settings.detector else None
    if detector is not None:
        try:
            load_detector(str(detector))
        except ValueError as failure:
            raise UsageError(f"The setting detector: {failure}") from failure
    return PixelOptions(
        languages=settings.ocr_languages,
        icons=paths().icons,
        always=settings.pixels == "always",
        detector=detector,
    )


def _open_desktop(where: Where, settings: Settings, folder: Path | None) -> Environment:
    """Open this desktop, a private one or a machine's, with what is to be there at the beginning.

    Raises:
        UsageError: the address makes no sense.
        EnvironmentUnavailable: it cannot be had, or what it is to begin with cannot be opened.
    """
    first = _to_begin_with(where)
    environment: Environment
    if where.environment.startswith(MACHINE):
        environment = _open_machine(where, settings)
    elif where.environment == "desktop":
        from actions.environments.desktop import DesktopOptions, open_desktop

        environment = open_desktop(DesktopOptions(pixels=_pixels(settings)))
    else:
        from actions.environments.sandbox import SandboxOptions, open_sandbox

        home = folder / HOME if folder is not None else None
        if where.home is not None:
            if home is None:
                home = Path(tempfile.mkdtemp(prefix="deskhand-home-"))
            try:
                shutil.copytree(where.home, home, dirs_exist_ok=True, symlinks=True)
            except (OSError, shutil.Error) as failure:
                raise EnvironmentUnavailable(
                    f"The folder {where.home} could not be copied: {failure}"
                ) from failure
        environment = open_sandbox(
            SandboxOptions(
                screens=(where.screen or _SCREEN,),
                scale=where.scale,
                pixels=_pixels(settings),
                home=home,
                show=where.show,
                vnc=where.vnc,
            )
        )
    context = RunContext()
    try:
        for action in first:
            environment.execute(GroundedAction(action=action), context)
            environment.settle(context)
    except ActionError as failure:
        environment.close()
        raise EnvironmentUnavailable(str(failure)) from failure
    except BaseException:
        environment.close()
        raise
    return environment


def _open_machine(where: Where, settings: Settings) -> Environment:
    """Reach an OSWorld machine by the address of its server.

    Raises:
        UsageError: the address makes no sense.
        EnvironmentUnavailable: nothing answers there, or something else.
    """
    from actions.environments.machine import MachineOptions, open_machine

    address = where.environment.removeprefix(MACHINE)
    url = normal_url(address if "//" in address else f"http://{address}")
    return open_machine(MachineOptions(url=url, cdp=where.cdp, pixels=_pixels(settings)))


def _to_begin_with(where: Where) -> tuple[Open, ...]:
    """What is opened before the run begins."""
    found = []
    if where.opens:
        is_file = "/" in where.opens or Path(where.opens).suffix != ""
        found.append(Open(what=where.opens, kind="file" if is_file else "app"))
    if where.url:
        found.append(Open(what=normal_url(where.url), kind="url"))
    return tuple(found)


def is_headless(where: Where, settings: Settings) -> bool:
    """Whether the browser has no window: as said, as set, or because there is no display."""
    for said in (where.headless, settings.headless):
        if said is not None:
            return said
    if sys.platform in ("win32", "darwin"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
