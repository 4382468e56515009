"""The sandbox environment: a private desktop, its windows, and the pages of its browser."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from actions.action import GroundedAction, Open
from actions.applications import debugging_port
from actions.context import RunContext
from actions.environment import (
    Capabilities,
    Effect,
    Environment,
    Probe,
    Reading,
    SecretResolver,
)
from actions.environments.desktop import DesktopEnvironment, DesktopOptions
from actions.environments.host import HostedEnvironment
from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from actions.environments.workspace import Workspace
from actions.errors import EnvironmentUnavailable
from actions.target import Grounding
from perception.fusion_options import PixelOptions
from perception.geometry import Size
from perception.observation import Observation
from perception.predicate import Predicate
from perception.screenshot import Screenshot

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """How a sandbox is made.

    Attributes:
        screens: the size of each monitor in pixels, side by side.
        scale: how many pixels of the screen programs take for one of theirs.
        pixels: see `DesktopOptions`.
        home: a folder to use as home and to keep; None: a new one that goes with the sandbox.
        layout: keyboard layout; "" for the default.
        show: show it in a window on the person's display.
        vnc: let it be looked at with VNC, from this machine only, with a password.
        pages: read the pages of a browser in it through the browser's debugging protocol.
        isolated: see `PrivateDesktopOptions`.
        programs: likewise.
    """

    screens: tuple[Size, ...] = (Size(1280, 800),)
    scale: float = 1.0
    pixels: PixelOptions | None = field(default_factory=PixelOptions)
    home: Path | None = None
    layout: str = ""
    show: bool = False
    vnc: bool = False
    pages: bool = True
    isolated: bool = False
    programs: Mapping[str, str] = field(default_factory=dict)


def open_sandbox(options: SandboxOptions | None = None) -> HostedEnvironment:
    """Start a private desktop, on a thread of its own; it ends with `close`.

    Raises:
        EnvironmentUnavailable: something that it needs is missing, or did not start.
    """
    return HostedEnvironment(lambda: Sandbox(options or SandboxOptions()))


class Sandbox:
    """Implements `Environment` on the thread that makes it.

    Attributes:
        desktop: the private desktop.
        windows: what is on it, without the pages of its browser.
    """

    def __init__(self, options: SandboxOptions) -> None:
        self.desktop = PrivateDesktop.start(
            PrivateDesktopOptions(
                screens=options.screens,
                scale=options.scale,
                home=options.home,
                layout=options.layout,
                show=options.show,
                vnc=options.vnc,
                isolated=options.isolated,
                programs=options.programs,
            )
        )
        try:
            windows = DesktopEnvironment(
                DesktopOptions(
                    session=self.desktop.session,
                    launch=self._launch,
                    name="sandbox",
                    pixels=options.pixels,
                )
            )
        except BaseException:
            self.desktop.close()
            raise
        self.windows = windows
        self._inside: Environment = Workspace(windows, self._attach) if options.pages else windows

    @property
    def name(self) -> str:
        """What `--in` calls it."""
        return "sandbox"

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return self._inside.capabilities

    @property
    def pages(self) -> Environment | None:
        """The pages of its browser, as an environment on a thread of its own; None without one."""
        return self._inside.pages if isinstance(self._inside, Workspace) else None

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """Perceive; see `Environment.observe`."""
        return self._inside.observe(context, whole=whole, screenshot=screenshot)

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """Wait until stable; see `Environment.settle`."""
        return self._inside.settle(context, limit=limit, until=until)

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What is at this target right now; see `Environment.probe`."""
        return self._inside.probe(grounding, context)

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Carry out an action; see `Environment.execute`."""
        return self._inside.execute(self._seen_from_here(action), context, secrets=secrets)

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """Read the state a second time; see `Environment.read`."""
        return self._inside.read(context, fresh=fresh, url=url)

    def frame(self) -> Screenshot | None:
        """A picture of the desktop for the live view."""
        return self._inside.frame()

    def close(self) -> None:
        """End everything in it. Idempotent."""
        self._inside.close()
        self.desktop.close()

    def _seen_from_here(self, action: GroundedAction) -> GroundedAction:
        """The action with the path of a file that it opens as this process calls it."""
        match action.action:
            case Open(what=what, kind="file"):
                path = self.desktop.outer_path(what)
                return replace(action, action=replace(action.action, what=path))
            case _:
                return action

    def _launch(self, command: Sequence[str], folder: Path) -> int:
        return self.desktop.launch(command, folder=folder)

    def _attach(self) -> Environment | None:
        """The pages of the browser in the sandbox; None while there is none."""
        from actions.environments.browser import BrowserOptions, open_browser

        port = debugging_port(self.desktop.session)
        if not port:
            return None
        address = f"http://127.0.0.1:{self.desktop.reach(port)}"
        passing = self.desktop.folder / "run" / "downloads"  # called the same inside
        try:
            passing.mkdir(exist_ok=True)
            return open_browser(
                BrowserOptions(
                    attach=address, downloads=self.desktop.home / "Downloads", passing=passing
                )
            )
        except (EnvironmentUnavailable, OSError) as failure:
            logger.info("the browser in the sandbox cannot be attached to: %s", failure)
            return None
