"""How a desktop is reached."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

# A private desktop's scale, for programs that are told of it on their command line.
SCALE = "DESKHAND_SCALE"


@dataclass(frozen=True, slots=True, kw_only=True)
class DesktopSession:
    """A desktop, by the variables that its programs are started with.

    Whoever connects to a display or a bus takes the address from here, never from `os.environ`: one
    process works on several desktops at once.

    Attributes:
        variables: the whole environment for programs on it (DISPLAY, XAUTHORITY,
            DBUS_SESSION_BUS_ADDRESS, HOME, XDG_*, PATH, ...).
        private: whether it is one of Deskhand's own, apart from the person's.
        processes: where its processes can be looked up: `/proc`, as seen from here.
    """

    variables: Mapping[str, str] = field(repr=False)
    private: bool = False
    processes: Path = Path("/proc")

    @classmethod
    def here(cls) -> DesktopSession:
        """The desktop that this process runs on."""
        return cls(variables=MappingProxyType(dict(os.environ)))

    @property
    def display(self) -> str:
        """The X display, as ":0"; "" if there is none."""
        return self.variables.get("DISPLAY", "")

    @property
    def authority(self) -> str:
        """The file with the X display's cookie; "" for the usual place."""
        return self.variables.get("XAUTHORITY", "")

    @property
    def bus(self) -> str:
        """The address of the D-Bus session bus; "" if there is none."""
        return self.variables.get("DBUS_SESSION_BUS_ADDRESS", "")

    @property
    def home(self) -> Path:
        """The home folder of programs on it."""
        return Path(self.variables.get("HOME", "/"))
