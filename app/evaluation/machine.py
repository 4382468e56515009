"""The machine of a task: a fresh private desktop, as setup and evaluator reach it."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import socket
import stat
import tempfile
import time
from pathlib import Path
from typing import cast

from actions.action import EnvironmentAction, GroundedAction
from actions.applications import PROFILE
from actions.context import RunContext
from actions.environment import Environment
from actions.environments import private_space
from actions.environments.private_desktop import PrivateDesktop, Ran
from actions.environments.private_home import FOLDERS
from actions.environments.sandbox import Sandbox, SandboxOptions, open_sandbox
from actions.errors import EnvironmentUnavailable
from app.evaluation.sites import Site, serve
from app.evaluation.stand_ins import stand_ins
from perception.fusion_options import PixelOptions
from perception.geometry import Size
from perception.observation import Observation

SCREEN = Size(1280, 800)
HOME = private_space.HOME_INSIDE  # what tasks call the home folder

_LARGEST = 256 << 20  # bytes of a file that is fetched
_PASSWORD = "password"


class Machine:
    """A private desktop for one task; made anew for each, closed behind it.

    Attributes:
        environment: for the run.
        desktop: the private desktop below it.
        cache: a folder here for what is fetched from it.
        site: what is served to it; None for nothing.
        isolated: whether it has namespaces of its own.
    """

    def __init__(self, *, screen: Size = SCREEN, pixels: PixelOptions | None = None) -> None:
        """Start it, and make sure that nothing is left of an earlier one.

        Raises:
            EnvironmentUnavailable: it cannot be had, or is not as fresh as it must be.
        """
        self.isolated = not private_space.denied()
        self.screen = screen
        self.site: Site | None = None
        self._resources = contextlib.ExitStack()
        self.cache = Path(self._resources.enter_context(tempfile.TemporaryDirectory()))
        try:
            self.environment = self._resources.enter_context(
                open_sandbox(
                    SandboxOptions(
                        screens=(screen,),
                        pixels=pixels or PixelOptions(),
                        isolated=self.isolated,
                        programs=stand_ins(),
                    )
                )
            )
            self.desktop: PrivateDesktop = self.environment.on_thread(_desktop_of)
            self._check_fresh()
            (self.desktop.home / ".config/google-chrome").symlink_to(PROFILE.name)
        except BaseException:
            self._resources.close()
            raise

    @property
    def home(self) -> Path:
        """The home folder, as programs on it call it."""
        return self.desktop.inner_home

    def run(self, command: str | list[str], *, shell: bool = False, limit: float = 120.0) -> Ran:
        """Run a command to its end, as OSWorld's server does.

        Raises:
            EnvironmentUnavailable: the desktop is gone.
        """
        return self.desktop.run(self.words(command, shell=shell), limit=limit)

    def launch(self, command: str | list[str], *, shell: bool = False) -> int:
        """Start a command and leave it running; its process id there.

        Raises:
            EnvironmentUnavailable: there is no such program, or the desktop is gone.
        """
        words = self.words(command, shell=shell)
        return self.desktop.launch(words, name=Path(words[0]).name)

    def words(self, command: str | list[str], *, shell: bool) -> list[str]:
        """A command as words, with placeholders and `~` filled in."""
        if shell:
            text = command if isinstance(command, str) else " ".join(command)
            return ["sh", "-c", self.filled(text)]
        words = shlex.split(command) if isinstance(command, str) else list(command)
        return [self._expanded(self.filled(each)) for each in words]

    def filled(self, text: str) -> str:
        """A text with OSWorld's placeholders filled in, and the home folder as it is called."""
        wide, high = int(self.screen.width), int(self.screen.height)
        for name, value in (
            ("CLIENT_PASSWORD", _PASSWORD),
            ("SCREEN_WIDTH_HALF", str(wide // 2)),
            ("SCREEN_HEIGHT_HALF", str(high // 2)),
            ("SCREEN_WIDTH", str(wide)),
            ("SCREEN_HEIGHT", str(high)),
            ("SITE", self.site.url if self.site is not None else "{SITE}"),
        ):
            text = text.replace("{" + name + "}", value)
        return text if str(self.home) == HOME else text.replace(HOME, str(self.home))

    def path(self, text: str) -> str:
        """A path on the machine; relative ones count from its home folder."""
        return str(self.home / self._expanded(self.filled(text)))

    def fetch(self, path: str, name: str = "") -> Path | None:
        """Copy a file from the machine; where it lies here. None if it is not there.

        The machine itself reads it, so a link that leads out of it leads nowhere.

        Args:
            path: there.
            name: here, in the cache; that of the file if not given.

        Raises:
            EnvironmentUnavailable: the desktop is gone.
        """
        passing = self.desktop.folder / "run" / "fetched"
        copied = self.desktop.run(["cp", "-L", "--", self.path(path), str(passing)])
        if copied.code != 0:
            return None
        target = self.cache / Path(name or path).name
        try:
            facts = passing.lstat()
            if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LARGEST:
                return None
            shutil.copyfile(passing, target, follow_symlinks=False)
        except OSError:
            return None
        finally:
            passing.unlink(missing_ok=True)
        return target

    def put(self, source: Path, path: str) -> None:
        """Copy a file onto the machine, with the folders above it.

        Raises:
            EnvironmentUnavailable: it could not be written there.
        """
        passing = self.desktop.folder / "run" / "given"
        shutil.copyfile(source, passing)
        target = self.path(path)
        made = self.desktop.run(
            ["sh", "-c", 'mkdir -p -- "$(dirname -- "$2")" && cp -- "$1" "$2"', "sh",
             str(passing), target]
        )  # fmt: skip
        passing.unlink(missing_ok=True)
        if made.code != 0:
            raise EnvironmentUnavailable(f"{target} could not be written: {made.error.strip()}")

    def serve(self, pages: Path) -> Site:
        """Serve pages to the machine; at most one site."""
        self.site = self._resources.enter_context(serve(pages, self.listen()))
        return self.site

    def listen(self) -> socket.socket:
        """A socket that its programs reach on their loopback interface."""
        return self.desktop.listen()

    def observe(self) -> Observation:
        """What is to be seen on it, without a picture."""
        return self.environment.observe(RunContext(), screenshot=False)

    def do(self, action: EnvironmentAction) -> None:
        """Carry out an action that needs no target."""
        context = RunContext()
        self.environment.execute(GroundedAction(action=action), context)
        self.environment.settle(context)

    def wait_for_window(self, title: str, *, strict: bool, limit: float = 10.0) -> str:
        """The surface of a window with this title, when it is there; "" if it never is."""
        end = time.monotonic() + limit
        while True:
            for surface in self.observe().surfaces:
                named = surface.title
                if named == title if strict else title.casefold() in named.casefold():
                    return surface.ref
            if time.monotonic() > end:
                return ""
            time.sleep(0.2)

    def close(self) -> None:
        """End everything on it. Idempotent."""
        folder = self.desktop.folder
        self._resources.close()
        if folder.exists():
            raise EnvironmentUnavailable(f"{folder} of the last desktop could not be deleted")

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_fresh(self) -> None:
        """Make sure that the home folder is a new one and that nothing foreign runs.

        Raises:
            EnvironmentUnavailable: it is not.
        """
        left = [str(each) for folder in FOLDERS for each in (self.desktop.home / folder).iterdir()]
        if left:
            raise EnvironmentUnavailable(f"the new home folder is not empty: {', '.join(left)}")
        if self.isolated:
            running = self.desktop.run(["ps", "-eo", "comm="]).output.splitlines()
            if foreign := {name for name in running if not name.startswith(_EXPECTED)}:
                told = ", ".join(sorted(foreign))
                raise EnvironmentUnavailable(f"the new desktop runs what it should not: {told}")

    def _expanded(self, text: str) -> str:
        if text == "~" or text.startswith("~/"):
            return str(self.home) + text[1:]
        return text


# What runs on a desktop that was just made, by the kernel's names (15 letters at most).
_EXPECTED = (
    "python", "Xvfb", "dbus-daemon", "openbox", "at-spi", "sh", "ps", "gvfsd", "dconf", "xkbcomp"
)  # fmt: skip


def _desktop_of(environment: Environment) -> PrivateDesktop:
    return cast(Sandbox, environment).desktop
