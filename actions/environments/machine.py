"""An OSWorld machine as an environment: a desktop at the end of a line, reached by its server.

It is seen and worked as the desktop of this machine is, by the same code; only what lies below
differs (windows, trees, pictures, pointer, keys), all of it asked for over HTTP. What the machine
says is never trusted: a picture or a tree that is none is left out, and said to be.
"""

from __future__ import annotations

import http.client
import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit

from actions.action import GroundedAction
from actions.context import RunContext
from actions.environment import Capabilities, Effect, Environment, Probe, Reading, SecretResolver
from actions.environments.desktop import DesktopEnvironment, DesktopOptions, with_pictures
from actions.environments.desktop_parts import Parts
from actions.environments.host import HostedEnvironment
from actions.environments.machine_capture import MachineCapture
from actions.environments.machine_http import Machine, MachineFault, MachineGone
from actions.environments.machine_input import MachineInput
from actions.environments.machine_look import Look, MachineLimits
from actions.environments.machine_programs import MachinePrograms
from actions.environments.machine_tree import MachineTree
from actions.environments.machine_windows import MachineControl, MachineWindows
from actions.environments.workspace import Workspace
from actions.errors import ActionError, ActionTimedOut, EnvironmentUnavailable
from actions.target import Grounding
from perception.fusion_options import PixelOptions
from perception.observation import Observation
from perception.platforms.interface import PlatformGone
from perception.platforms.session import DesktopSession
from perception.predicate import Predicate
from perception.screenshot import Screenshot

T = TypeVar("T")

logger = logging.getLogger(__name__)

# Paths there mean nothing here; nothing lies in this folder.
_NO_HOME = Path("/nonexistent/machine")
_FIRST = 3.0  # seconds that a machine may take to be there at all
_CDP = 9222  # where OSWorld's machines have their browser's debugging protocol
_CDP_LIMIT = 2.0
_CDP_PAUSE = 15.0  # seconds before a browser that did not answer is asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineOptions:
    """Which machine, and how.

    Attributes:
        url: of its server.
        cdp: where its browser answers its debugging protocol; "": port 9222 of the same host, if
            that answers; "none": it is not asked.
        limits: how long it may take.
        pixels: how its pictures are read where its trees tell nothing; None: never.
    """

    url: str
    cdp: str = ""
    limits: MachineLimits = field(default_factory=MachineLimits)
    pixels: PixelOptions | None = field(default_factory=PixelOptions)


def open_machine(options: MachineOptions) -> HostedEnvironment:
    """Reach a machine, on a thread of its own.

    Raises:
        EnvironmentUnavailable: nothing answers there, or something else than such a server.
    """
    return HostedEnvironment(lambda: MachineEnvironment(options))


class MachineEnvironment:
    """Implements `Environment` on the thread that makes it.

    Attributes:
        machine: the server, for files and programs beside a run.
    """

    def __init__(self, options: MachineOptions) -> None:
        self._idle = threading.Event()
        try:
            patience = options.limits.patience
            self.machine = Machine(options.url, patience=min(patience, _FIRST))
            platform = self.machine.platform()
            self.machine.patience = patience
        except ValueError as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        except MachineFault as failure:
            raise EnvironmentUnavailable(
                f"no OSWorld machine answers at {options.url}: {failure}. Is its server running, "
                "and is this its port?"
            ) from failure
        if platform not in ("Linux", "Windows", "Darwin"):
            raise EnvironmentUnavailable(
                f"what answers at {self.machine.url} is no OSWorld machine: it says {platform!r}"
            )
        look = Look(self.machine, options.limits)
        self._windows = MachineWindows(look)
        try:
            self._windows.screen()
        except PlatformGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        session = DesktopSession(
            variables=MappingProxyType({"HOME": str(_NO_HOME), "PATH": "/usr/bin"}), private=True
        )
        parts = Parts(
            windows=self._windows,
            tree=MachineTree(look, self._windows),
            capture=MachineCapture(look, self._windows),
            input=MachineInput(look, windows=platform == "Windows"),
            control=MachineControl(look, self._windows),
            second_tree=lambda: MachineTree(look, self._windows),
            prepare=look.prepare,
        )
        desktop_options = DesktopOptions(
            session=session,
            launch=self._launch,
            programs=MachinePrograms(self.machine),
            name="vm",
            pixels=options.pixels,
        )
        desktop = DesktopEnvironment(
            desktop_options, with_pictures(parts, session, desktop_options)
        )
        self._inside: Environment = desktop
        if options.cdp != "none":
            address = options.cdp or f"http://{self.machine.host}:{_CDP}"
            self._inside = Workspace(desktop, _attacher(address))

    @property
    def name(self) -> str:
        """What `--in` calls it."""
        return "vm"

    @property
    def capabilities(self) -> Capabilities:
        """What it can do. Its files are not those of this machine: it names no home here."""
        return replace(self._inside.capabilities, home=_NO_HOME)

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """Perceive; see `Environment.observe`."""
        return self._do(
            lambda: self._inside.observe(context, whole=whole, screenshot=screenshot), context
        )

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """Wait until stable; see `Environment.settle`."""
        return self._do(lambda: self._inside.settle(context, limit=limit, until=until), context)

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What is at this target right now; see `Environment.probe`."""
        return self._do(lambda: self._inside.probe(grounding, context), context)

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Carry out an action; see `Environment.execute`."""
        return self._do(lambda: self._inside.execute(action, context, secrets=secrets), context)

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """Read the state a second time; see `Environment.read`."""
        return self._do(lambda: self._inside.read(context, fresh=fresh, url=url), context)

    def frame(self) -> Screenshot | None:
        """A picture of the screen for the live view."""
        return self._inside.frame()

    def close(self) -> None:
        """Let go of the machine, which goes on. Idempotent."""
        self._inside.close()
        self.machine.close()

    # `Served`: while idle there is nothing to do, but a call that hangs can be freed.

    def serve(self, seconds: float) -> None:
        """Nothing comes in by itself."""
        self._idle.wait(seconds)
        self._idle.clear()

    def wake(self) -> None:
        """End `serve` early."""
        self._idle.set()

    def unstick(self) -> None:
        """End the requests that are under way."""
        self.machine.unstick()

    def _launch(self, command: Sequence[str], folder: Path) -> int:
        del folder  # programs begin where the machine's server does
        try:
            self.machine.launch(list(command))
        except MachineGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        except MachineFault as failure:
            raise ActionTimedOut(f"{command[0]} could not be started: {failure}") from failure
        return 0

    def _do(self, work: Callable[[], T], context: RunContext) -> T:
        """Do something that a stop ends: requests under way are broken off."""
        context.check()
        with context.cancel.register(self.machine.unstick):
            try:
                return work()
            except (ActionError, EnvironmentUnavailable):
                context.check()  # a stop says more than what it broke
                raise


def _attacher(address: str) -> Callable[[], Environment | None]:
    """Attaches to the browser of a machine; one that does not answer is left alone for a while."""
    later = 0.0

    def attach() -> Environment | None:
        nonlocal later
        if time.monotonic() < later or not _is_browser(address):
            later = max(later, time.monotonic() + _CDP_PAUSE)
            return None
        from actions.environments.browser import BrowserOptions, open_browser

        try:
            return open_browser(BrowserOptions(attach=address, elsewhere=True, pixels=None))
        except EnvironmentUnavailable as failure:
            logger.info("the browser of the machine cannot be attached to: %s", failure)
            later = time.monotonic() + _CDP_PAUSE
            return None

    return attach


def _is_browser(address: str) -> bool:
    """Whether a browser answers its debugging protocol there."""
    parts = urlsplit(address if "//" in address else f"http://{address}")
    if not parts.hostname:
        return False
    connection = http.client.HTTPConnection(parts.hostname, parts.port or _CDP, timeout=_CDP_LIMIT)
    try:
        connection.request("GET", "/json/version")
        said = json.loads(connection.getresponse().read(100_000))
        return isinstance(said, dict) and "webSocketDebuggerUrl" in said
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
