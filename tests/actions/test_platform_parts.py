"""Which backends are taken, and what is said where they cannot be."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from actions.environments import platform_parts
from actions.environments.desktop_parts import Parts
from actions.environments.platform_parts import mac_parts, parts_for, windows_parts
from actions.errors import EnvironmentUnavailable
from perception.platforms.session import DesktopSession

NOWHERE = DesktopSession(variables={})


@pytest.mark.parametrize(
    ("platform", "chosen"),
    [("win32", "windows_parts"), ("darwin", "mac_parts"), ("linux", "x11_parts")],
)
def test_the_platform_chooses(monkeypatch: pytest.MonkeyPatch, platform: str, chosen: str) -> None:
    taken: list[str] = []

    def note(name: str) -> Callable[[DesktopSession], Parts]:
        def take(_session: DesktopSession) -> Parts:
            taken.append(name)
            raise EnvironmentUnavailable(name)

        return take

    for name in ("windows_parts", "mac_parts", "x11_parts"):
        monkeypatch.setattr(platform_parts, name, note(name))
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(EnvironmentUnavailable):
        parts_for(NOWHERE)
    assert taken == [chosen]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one of them works")
def test_on_linux_the_others_say_that_they_are_not_for_it() -> None:
    with pytest.raises(EnvironmentUnavailable, match="not Windows"):
        windows_parts(NOWHERE)
    with pytest.raises(EnvironmentUnavailable, match="not macOS"):
        mac_parts(NOWHERE)
    with pytest.raises(EnvironmentUnavailable, match="--in sandbox"):
        parts_for(NOWHERE)
