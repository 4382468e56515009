"""What is recorded: an environment that a person can work in, and the source that listens to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from actions.environment import Environment
from actions.errors import ActionError, EnvironmentUnavailable
from app.errors import UsageError
from app.settings import Settings
from app.where import DOWNLOADS, Where, is_headless, normal_url, open_environment
from perception.events import Allowed, EventSource


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is listened to.

    Attributes:
        environment: stays open until the recording is over; None for the desktop itself.
        source: not started yet.
        home: the home folder of the programs in it.
        close: lets go of all of it.
    """

    environment: Environment | None
    source: EventSource
    home: Path | None
    close: Callable[[], None]


def allowed_in(where: Where, given: tuple[str, ...]) -> Allowed:
    """What may be recorded: what was said, and where it begins.

    Args:
        where: it is recorded.
        given: origins and applications as the person wrote them.

    Raises:
        UsageError: nothing may be recorded, or something is no origin.
    """
    origins, applications = [], []
    if where.url:
        origins.append(_origin(normal_url(where.url)))
    for each in given:
        if "://" in each or where.environment == "browser":
            origins.append(_origin(normal_url(each)))
        else:
            applications.append(each)
    if where.environment == "sandbox" and not applications:
        applications.append("*")  # nothing of the person is in it but what they put there
    elif where.opens and "/" not in where.opens:
        applications.append(where.opens)
    if not origins and not applications:
        kind = "--url or --allow ORIGIN" if where.environment == "browser" else "--allow PROGRAM"
        raise UsageError(f"Say what may be recorded: {kind}. All else stays blank.")
    return Allowed(applications=tuple(applications), origins=tuple(dict.fromkeys(origins)))


def open_source(where: Where, settings: Settings, allowed: Allowed, folder: Path) -> Open:
    """Open what is recorded.

    Args:
        where: as for a run.
        settings: of the person.
        allowed: what may be recorded.
        folder: of the recording, for downloads and a sandbox's home folder.

    Raises:
        EnvironmentUnavailable: it cannot be had; the message says what to do.
    """
    if where.environment == "browser":
        return _browser(where, settings, allowed, folder)
    environment = open_environment(where, settings, folder=folder)
    try:
        source = listen_to(environment, allowed)
    except BaseException:
        environment.close()
        raise
    return Open(environment, source, environment.capabilities.home, environment.close)


def listen_to(environment: Environment, allowed: Allowed) -> EventSource:
    """A source of what a person does in an environment that is open already, as in a takeover.

    Args:
        environment: on its thread, as `open_environment` gives it; it stays open.
        allowed: what may be told.

    Raises:
        EnvironmentUnavailable: it cannot be listened to.
    """
    from actions.environments.browser_record import BrowserSource
    from actions.environments.desktop_record import open_source as desktop_source
    from actions.environments.host import HostedEnvironment
    from actions.environments.joined_record import JoinedSource

    if isinstance(environment, HostedEnvironment):
        if environment.name == "browser":
            return BrowserSource(environment, allowed)
        if environment.name == "sandbox":
            return JoinedSource(environment, allowed)
    return desktop_source(environment, allowed)


def _browser(where: Where, settings: Settings, allowed: Allowed, folder: Path) -> Open:
    """A browser as a person wants it: with a window that they can make larger."""
    from actions.environments.browser import BrowserOptions, open_browser
    from actions.environments.browser_record import BrowserSource

    headless = is_headless(where, settings)
    try:
        environment = open_browser(
            BrowserOptions(
                path=where.browser_path or settings.browser_path,
                headless=headless,
                profile=where.profile,
                attach=where.cdp,
                follow_window=not headless,
                viewport=where.screen or BrowserOptions().viewport,
                scale=where.scale,
                downloads=folder / DOWNLOADS,
                url=normal_url(where.url),
            )
        )
    except ActionError as failure:  # the page to begin on cannot be opened
        raise EnvironmentUnavailable(str(failure)) from failure
    return Open(environment, BrowserSource(environment, allowed), None, environment.close)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return "file://"
    return f"{parts.scheme}://{parts.netloc}"
