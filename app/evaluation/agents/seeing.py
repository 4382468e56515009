"""What OSWorld's runner sees, as an observation.

The runner's screenshot and accessibility tree are read by the same parts that read a machine at the
end of a line; only nobody is there to be asked for more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from actions.context import RunContext
from actions.environments.desktop import DesktopEnvironment, DesktopOptions, with_pictures
from actions.environments.desktop_parts import Parts
from actions.environments.machine_capture import MachineCapture, size_of
from actions.environments.machine_http import MachineFault
from actions.environments.machine_look import Look, MachineLimits
from actions.environments.machine_tree import MachineTree
from actions.environments.machine_windows import MachineControl, MachineWindows
from actions.environments.machine_xml import BadTree, RawTree, read_tree
from perception.fusion_options import PixelOptions
from perception.geometry import Size
from perception.observation import Observation
from perception.platforms.session import DesktopSession

# Paths on the runner's machine mean nothing here; nothing lies in this folder.
NO_HOME = Path("/nonexistent/machine")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a runner brought.

    Attributes:
        screenshot: PNG or JPEG; empty if it has none.
        tree: the accessibility tree as XML; "" if it has none.
        terminal: what a terminal shows; "" if it has none.
    """

    screenshot: bytes = b""
    tree: str = ""
    terminal: str = ""

    @classmethod
    def of(cls, obs: Mapping[str, Any]) -> Brought:
        """What stands in the dictionary that OSWorld's runners give; whatever else is left out."""
        picture, tree, terminal = (
            obs.get(name) for name in ("screenshot", "accessibility_tree", "terminal")
        )
        return cls(
            bytes(picture) if isinstance(picture, bytes | bytearray) else b"",
            tree if isinstance(tree, str) else "",
            terminal if isinstance(terminal, str) else "",
        )


class _Given(Look):
    """What was brought, in the place of what a machine would answer."""

    def __init__(self) -> None:
        self.limits = MachineLimits(tree=0.0, picture=0.0)
        self._turn = 0
        self.size: Size | None = None
        self._brought = Brought()
        self._read: RawTree | None = None

    def bring(self, brought: Brought) -> None:
        """Take in what there is now."""
        if brought is not self._brought:
            self._brought, self._read = brought, None
            self._turn += 1

    def prepare(self) -> None:
        """All of it is here already."""

    def screen_size(self) -> tuple[int, int]:
        """As large as the picture."""
        if self.size is None:
            try:
                self.size = size_of(self._brought.screenshot)
            except ValueError as failure:
                raise MachineFault(str(failure)) from failure
        return round(self.size.width), round(self.size.height)

    def ask(self, name: str, arguments: Mapping[str, Any], limit: float) -> NoReturn:
        """Nobody answers."""
        raise MachineFault("nobody can be asked between two steps")

    def windows(self) -> NoReturn:
        """Nobody lists them."""
        raise MachineFault("nobody lists the windows")

    def tree(self, limit: float) -> RawTree:
        """The tree that was brought."""
        if self._read is None:
            if not self._brought.tree:
                raise MachineFault("the runner brought none")
            try:
                self._read = read_tree(self._brought.tree)
            except BadTree as failure:
                raise MachineFault(str(failure)) from failure
        return self._read

    def picture(self, *, again: bool = False) -> bytes:
        """The picture that was brought."""
        if not self._brought.screenshot:
            raise MachineFault("the runner brought no picture")
        return self._brought.screenshot


class DesktopEyes:
    """Makes observations of what is brought. Implements `turned.Eyes`; used by one thread.

    Args:
        screen: how large the screen is that is clicked on; None: as large as its pictures.
        pixels: how pictures are read where the tree tells nothing; None: never.
    """

    def __init__(self, screen: Size | None, pixels: PixelOptions | None) -> None:
        self._given = _Given()
        self._given.size = screen
        self._last: Brought | None = None
        self._seen: dict[bool, Observation] = {}  # of the last, by whether all was wanted
        windows = MachineWindows(self._given, listed=False)
        session = DesktopSession(variables=MappingProxyType({"HOME": str(NO_HOME)}), private=True)
        parts = Parts(
            windows=windows,
            tree=MachineTree(self._given, windows),
            capture=MachineCapture(self._given, windows),
            input=_NoHands(),
            control=MachineControl(self._given, windows),
            second_tree=lambda: MachineTree(self._given, windows),
        )
        options = DesktopOptions(session=session, launch=_nothing, name="osworld", pixels=pixels)
        self._desktop = DesktopEnvironment(options, with_pictures(parts, session, options))

    def see(
        self, brought: Brought, context: RunContext, *, whole: bool, screenshot: bool
    ) -> Observation:
        """What was brought, as an observation; read once, however often it is looked at."""
        if brought is not self._last:
            self._last, self._seen = brought, {}
            self._given.bring(brought)
        if whole not in self._seen:
            self._seen[whole] = self._desktop.observe(context, whole=whole, screenshot=True)
        seen = self._seen[whole]
        return seen if screenshot else replace(seen, screenshot=None)

    def close(self) -> None:
        """Let go of what reads pictures."""
        self._desktop.close()


class _NoHands:
    """In the place of an input backend: what is to be done is handed to the runner."""

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        raise AssertionError(f"nothing is done here ({name})")

    def release_all(self) -> None:
        """Nothing is held."""

    def close(self) -> None:
        """Nothing is held."""


def _nothing(command: Sequence[str], folder: Path) -> NoReturn:
    raise AssertionError("nothing is started here")
