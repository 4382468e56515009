"""Hearing a real X server: every event, what keys give, whose input it is."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import xcffib
import xcffib.xtest

from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from perception.geometry import Point
from perception.platforms.interface import PlatformGone
from perception.platforms.own_input import (
    BUTTON_PRESS,
    BUTTON_RELEASE,
    KEY_PRESS,
    KEY_RELEASE,
    OwnInput,
    own_input,
)
from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display
from perception.platforms.x11_events import RawInput, X11Listener, _Clock
from perception.platforms.x11_events_keys import KeyReader, Stroke
from perception.platforms.x11_events_windows import X11WindowEvents

A, S = 38, 39  # codes of keys


class Injector:
    """Injects input through XTEST."""

    def __init__(self, session: DesktopSession) -> None:
        self._connection: Any = open_display(session)
        self._test = self._connection(xcffib.xtest.key)
        self._root = self._connection.get_setup().roots[0].root

    def give(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        self._test.FakeInput(kind, detail, 0, self._root, x, y, 0)

    def sync(self) -> None:
        self._connection.core.GetInputFocus().reply()

    def lend(self, code: int, keysym: int) -> None:
        """Let a key give something else."""
        self._connection.core.ChangeKeyboardMapping(1, code, 1, [keysym])
        self.sync()

    def close(self) -> None:
        self._connection.disconnect()


@pytest.fixture
def injector(desktop: PrivateDesktop) -> Iterator[Injector]:
    made = Injector(desktop.session)
    yield made
    made.close()


def until(condition: Callable[[], object], limit: float = 20, told: object = None) -> None:
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, f"it did not happen: {told}"
        time.sleep(0.01)


def test_every_event(desktop: PrivateDesktop, injector: Injector) -> None:
    """Of a thousand keys in four seconds nothing is lost, though working them off takes longer."""
    heard: list[RawInput] = []

    def hear(raw: RawInput) -> None:
        heard.append(raw)
        time.sleep(0.001)

    listener = X11Listener(desktop.session, hear, lambda: None)
    try:
        wanted = [(kind, A + n % 4) for n in range(1000) for kind in (KEY_PRESS, KEY_RELEASE)]
        for at, (kind, code) in enumerate(wanted):
            injector.give(kind, code)
            if at % 20 == 19:
                injector.sync()
                time.sleep(0.04)
        until(lambda: len(heard) >= len(wanted), 60)
    finally:
        listener.close()
    assert [(each.kind, each.detail) for each in heard] == wanted
    assert all(each.injected for each in heard)
    times = [each.at for each in heard]
    assert times == sorted(times)
    assert 0 <= time.monotonic() - times[-1] < 60


def test_pointer(desktop: PrivateDesktop, injector: Injector) -> None:
    heard: list[RawInput] = []
    listener = X11Listener(desktop.session, heard.append, lambda: None)
    try:
        injector.give(6, 0, 300, 200)
        injector.give(KEY_PRESS, 37)  # Control
        injector.give(BUTTON_PRESS, 3)
        injector.give(BUTTON_RELEASE, 3)
        injector.give(KEY_RELEASE, 37)
        injector.sync()
        until(lambda: len(heard) >= 4, told=heard)
        assert listener.pointer() == Point(300, 200)
    finally:
        listener.close()
        listener.close()
    press = heard[1]
    assert (press.kind, press.detail, press.point) == (BUTTON_PRESS, 3, Point(300, 200))
    assert press.state & 4


def test_what_keys_give() -> None:
    """A German layout, shifted and third levels, dead keys, and lent keys."""
    with PrivateDesktop.start(PrivateDesktopOptions(layout="de")) as desktop:
        strokes: list[Stroke] = []
        reader = KeyReader(desktop.session)

        def hear(raw: RawInput) -> None:
            if raw.kind == KEY_PRESS:
                strokes.append(reader.read(raw.detail, raw.state))

        listener = X11Listener(desktop.session, hear, lambda: None)
        try:
            variables = dict(desktop.session.variables)

            def does(*words: str) -> list[Stroke]:
                strokes.clear()
                subprocess.run(["xdotool", *words], env=variables, check=True)
                time.sleep(0.2)
                return list(strokes)

            def text(*words: str) -> str:
                return "".join(each.text for each in does(*words))

            assert text("type", "Zyß ä@{€ 5/7") == "Zyß ä@{€ 5/7"
            injector = Injector(desktop.session)
            injector.lend(251, 0x01000000 + ord("你"))
            strokes.clear()
            injector.give(KEY_PRESS, 251)
            injector.give(KEY_RELEASE, 251)
            injector.sync()
            until(lambda: strokes)
            assert strokes[0].text == "你"
            injector.close()
            assert text("key", "dead_acute", "e") == "é"
            assert text("key", "dead_circumflex", "Return") == ""
            chord = does("key", "ctrl+shift+s")[-1]
            assert (chord.text, chord.modifiers) == ("", ("Control", "Shift"))
            assert reader.character(chord.plain) == "s"
            assert text("key", "Tab", "F5", "BackSpace") == ""
        finally:
            listener.close()
            reader.close()
            reader.close()


def test_own_input_counts_once() -> None:
    own = OwnInput()
    own.announce(KEY_PRESS, A)
    own.announce(BUTTON_PRESS, 1)
    assert own.claims(BUTTON_PRESS, 1)
    assert not own.claims(BUTTON_PRESS, 1)
    assert own.claims(KEY_PRESS, A)
    assert own.claims(KEY_PRESS, A)  # it is held and repeats
    assert not own.claims(KEY_PRESS, S)
    assert not own.claims(KEY_RELEASE, A)
    own.announce(KEY_RELEASE, A)
    assert own.claims(KEY_RELEASE, A)
    assert not own.claims(KEY_PRESS, A)
    own.announce(KEY_PRESS, S)
    own.announce(KEY_PRESS, A)
    assert own.claims(KEY_PRESS, A)
    own.forget()
    assert not own.claims(KEY_PRESS, S)
    assert not own.claims(KEY_PRESS, A)
    assert own_input(":7") is own_input(":7")
    assert own_input(":7") is not own_input(":8")


def test_windows_are_told_of(desktop: PrivateDesktop) -> None:
    changed = threading.Event()
    events = X11WindowEvents(desktop.session, changed.set)
    try:
        changed.clear()
        connection: Any = open_display(desktop.session)
        window = connection.generate_id()
        root = connection.get_setup().roots[0].root
        connection.core.CreateWindow(0, window, root, 0, 0, 50, 50, 0, 1, 0, 0, [])
        connection.core.MapWindow(window)
        connection.flush()
        until(changed.is_set)
        changed.clear()
        connection.core.DestroyWindow(window)
        connection.flush()
        until(changed.is_set)
        connection.disconnect()
    finally:
        events.close()
        events.close()


def test_display_that_goes() -> None:
    lost = threading.Event()
    with PrivateDesktop.start() as desktop:
        listener = X11Listener(desktop.session, lambda raw: None, lost.set)
    until(lost.is_set)
    listener.close()
    with pytest.raises(PlatformGone):
        X11Listener(desktop.session, lambda raw: None, lost.set)


def test_clock_wraps_around() -> None:
    clock = _Clock()
    clock.heard(0xFFFFFF00)
    before = clock.monotonic(0xFFFFFF00)
    assert clock.monotonic(0x00000100) - before == pytest.approx(0.512)
    assert clock.monotonic(0xFFFFFE00) - before == pytest.approx(-0.256)
