"""Typing into real programs of every toolkit, on three layouts: exact, read back.

`installer/test --all` types the text twenty times into each; the default suite a few times into
the quick ones.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.context import RunContext
from actions.environments.private_desktop import PrivateDesktop
from actions.input.x11 import X11Input
from perception.platforms.atspi import AtspiTree
from perception.platforms.x11 import X11Windows

TEXT = 'naïve café – 你好 😀 <tag> "q" \\ { } [ ] @ €'
FREE = RunContext()
WINDOWS = Path(__file__).parents[1] / "support" / "windows"
PYTHON = "/usr/bin/python3"  # with the system's GTK
PAGE = "<!doctype html><title>Page</title><textarea autofocus rows=9 cols=60></textarea>"

# Program of a toolkit: command, title of its window, how its field is emptied.
PROGRAMS = {
    "gtk3": ([PYTHON, str(WINDOWS / "gtk_entry.py"), "3.0"], "Entry"),
    "gtk4": ([PYTHON, str(WINDOWS / "gtk_entry.py"), "4.0"], "Entry"),
    "qt": ([sys.executable, str(WINDOWS / "qt_entry.py")], "Entry"),
    "password": ([sys.executable, str(WINDOWS / "qt_entry.py"), "password"], "Entry"),
    "writer": (["soffice", "--writer", "--norestore", "--nologo"], "Writer"),
    "calc": (["soffice", "--calc", "--norestore", "--nologo"], "Calc"),
    "chromium": (
        ["chromium", "--no-sandbox", "--force-renderer-accessibility", "--no-first-run",
         "--password-store=basic", "{home}/page.html"],
        "Page",
    ),
    "terminal": (["xfce4-terminal", "--disable-server", "-x", "sh", "-c", "cat > out"], "Terminal"),
}  # fmt: skip


class Typist:
    """A program on the desktop, and hands to type into it."""

    def __init__(self, desktop: PrivateDesktop, toolkit: str) -> None:
        self.desktop, self.toolkit = desktop, toolkit
        self.windows = X11Windows(desktop.session)
        self.tree = AtspiTree(desktop.session, self.windows)
        self.input = X11Input(desktop.session)
        self._before = {each.id for each in self.windows.windows()}
        (desktop.home / "page.html").write_text(PAGE, "utf-8")
        command, self.title = PROGRAMS[toolkit]
        filled = [each.format(home=desktop.home) for each in command]
        self.pid = desktop.launch(filled, name=f"typing-{toolkit}")
        self.await_field()

    def window(self) -> object:
        return next(
            (each for each in self.windows.windows()
             if each.id not in self._before and self.title in each.title), None
        )  # fmt: skip

    def await_field(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            window = self.window()
            active = window is not None and window.active  # type: ignore[attr-defined]
            if active and (self.toolkit == "terminal" or self.field() is not None):
                time.sleep(0.5 if self.toolkit in ("writer", "calc", "chromium") else 0.2)
                return
            time.sleep(0.1)
        raise AssertionError(f"no field of {self.toolkit}: {self.windows.windows()}")

    def field(self) -> str | None:
        """The ref of the field that has the focus."""
        reading = self.tree.read([self.window()])  # type: ignore[list-item]
        found = next((e for e in reading.elements if e.ref == reading.focused), None)
        wanted = ("textbox", "paragraph", "gridcell")
        return found.ref if found is not None and found.role in wanted else None

    def empty(self) -> None:
        if self.toolkit == "terminal":
            return
        if self.toolkit == "calc":
            self.input.press("Control+Home Delete", FREE)
            return
        self.input.press("Control+a Delete", FREE)

    def typed(self, number: int) -> str | None:
        """What has arrived of the last text."""
        if self.toolkit == "terminal":
            out = self.desktop.home / "out"
            lines = out.read_text("utf-8").splitlines() if out.exists() else []
            return lines[number] if number < len(lines) else None
        if self.toolkit == "password":
            return str(self.window().title).removeprefix("Entry").strip()  # type: ignore[attr-defined]
        if self.toolkit == "calc":
            reading = self.tree.read([self.window()])  # type: ignore[list-item]
            return next(
                e.value for e in reading.elements if e.name == "A1" and e.role == "gridcell"
            )
        ref = self.field()
        return self.tree.text(ref) if ref is not None else None

    def type(self) -> None:
        self.input.type_text(TEXT, FREE)
        if self.toolkit in ("terminal", "calc"):
            self.input.press("Enter", FREE)

    def close(self) -> None:
        self.input.close()
        self.tree.close()
        self.windows.close()


@contextlib.contextmanager
def typist(toolkit: str, layout: str) -> Iterator[Typist]:
    with PrivateDesktop.start() as desktop:
        subprocess.run(["setxkbmap", layout], env=dict(desktop.session.variables), check=True)
        if toolkit in ("writer", "calc"):
            turn_off_corrections(desktop)
        hand = Typist(desktop, toolkit)
        try:
            yield hand
        finally:
            hand.close()


def turn_off_corrections(desktop: PrivateDesktop) -> None:
    settings = desktop.home / ".config/libreoffice/4/user/registrymodifications.xcu"
    off = "".join(
        f'<item oor:path="/org.openoffice.Office.Common/AutoCorrect"><prop oor:name="{name}" '
        'oor:op="fuse"><value>false</value></prop></item>'
        for name in ("CapitalAtStartSentence", "TwoCapitalsAtStart", "UseReplacementTable",
                     "ReplaceDoubleQuote", "ReplaceSingleQuote", "AutoReplaceDash", "SetInetAttr")
    )  # fmt: skip
    off += (
        '<item oor:path="/org.openoffice.Office.Calc/Input"><prop oor:name="AutoInput" '
        'oor:op="fuse"><value>false</value></prop></item>'
    )
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("</oor:items>", off + "</oor:items>"), "utf-8")


def exact(hand: Typist, times: int) -> list[str | None]:
    """What arrived wherever it was not the text."""
    wrong = []
    for number in range(times):
        hand.empty()
        hand.type()
        end = time.monotonic() + 20
        got = hand.typed(number)
        while got != TEXT and time.monotonic() < end:
            time.sleep(0.05)
            got = hand.typed(number)
        if got != TEXT:
            wrong.append(got)
    return wrong


@pytest.mark.parametrize("layout", ["us", "de", "fr"])
@pytest.mark.parametrize("toolkit", ["gtk3", "qt", "terminal"])
def test_any_text_is_typed_exactly(toolkit: str, layout: str) -> None:
    with typist(toolkit, layout) as hand:
        assert exact(hand, 2) == []


@pytest.mark.campaign
@pytest.mark.parametrize("layout", ["us", "de", "fr"])
@pytest.mark.parametrize("toolkit", list(PROGRAMS))
def test_twenty_times_in_every_toolkit(toolkit: str, layout: str) -> None:
    with typist(toolkit, layout) as hand:
        assert exact(hand, 20) == []


def test_a_cancelled_run_stops_typing_and_holds_nothing(desktop: PrivateDesktop) -> None:
    hand = X11Input(desktop.session)
    context = RunContext()
    context.cancel.cancel()
    with pytest.raises(Exception, match="stopped"):
        hand.type_text("x" * 1000, context)
    assert hand._down_keys == []
    hand.close()


def test_the_clipboard_is_kept(desktop: PrivateDesktop) -> None:
    one, two = X11Input(desktop.session), X11Input(desktop.session)
    large = "größer 😀 " * 20_000
    one._own_clipboard().put(large)
    assert two.clipboard() == large
    two._own_clipboard().put("small")
    assert one.clipboard() == "small"
    two.close()
    assert one.clipboard() is None
    one.close()
