"""The fallback for input, in a process of its own on a real display."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from actions.environments.private_desktop import PrivateDesktop

COUNTER = Path(__file__).parents[1] / "support" / "windows" / "qt_counter.py"

SCRIPT = """
import sys, time
from actions.context import RunContext
from actions.errors import InvalidAction
from actions.input.pyautogui_input import PyautoguiInput
from perception.geometry import Point
from perception.platforms.atspi import AtspiTree
from perception.platforms.session import DesktopSession
from perception.platforms.x11 import X11Windows

session, free = DesktopSession.here(), RunContext()
windows = X11Windows(session)
tree = AtspiTree(session, windows)
while not (aim := [each for each in windows.windows() if each.title == "Aim" and each.active]):
    time.sleep(0.05)

# A window that has just been mapped can still be moved by the window manager.
before, elements = None, {}
while not before or before != [each.box for each in elements.values()]:
    before = [each.box for each in elements.values()]
    time.sleep(0.5)
    aim = [each for each in windows.windows() if each.title == "Aim"]
    elements = {each.role: each for each in tree.read(aim).elements}
hands = PyautoguiInput()

def copied(wanted):
    end = time.monotonic() + 10
    while (held := hands.clipboard()) != wanted and time.monotonic() < end:
        time.sleep(0.1)
    return held

hands.click(elements["button"].click_point, free)
field = elements["textbox"].click_point
hands.click(field, free)
end = time.monotonic() + 10  # the window manager may hold the pointer after a click
while hands.pointer().distance(field) > 1:
    assert time.monotonic() < end, (hands.pointer(), field)
    time.sleep(0.01)
hands.type_text("naïve 你好 😀 <tag> @", free)
hands.press("Control+a", free)
hands.press("Control+c", free)
print(ascii(copied("naïve 你好 😀 <tag> @")))
hands.press("Delete", free)
hands.type_text("secret", free, secret=True)
hands.press("Home Shift+End", free)
hands.hold("Control+c", 0.05, free)
print(ascii(copied("secret")))
for wrong, what in ((hands.press, "NoSuchKey"), (hands.type_text, "ü")):
    try:
        wrong(what, free, **({"secret": True} if wrong == hands.type_text else {}))
    except InvalidAction as refused:
        print("refused")
hands.close()
"""


def test_it_clicks_presses_and_types(desktop: PrivateDesktop) -> None:
    count = desktop.home / "fallback"
    pid = desktop.launch([sys.executable, str(COUNTER), "Aim", str(count), "300", "300"])
    variables = {**desktop.session.variables, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=variables, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    end = time.monotonic() + 10
    while not (count.exists() and count.read_text()) and time.monotonic() < end:
        time.sleep(0.05)
    os.kill(pid, 9)
    assert done.returncode == 0, done.stderr
    typed, secret, *refused = done.stdout.splitlines()
    assert typed == ascii("naïve 你好 😀 <tag> @")
    assert secret == ascii("secret")
    assert refused == ["refused", "refused"]
    assert count.exists(), "the click did not arrive"
    assert count.read_text() == "1"


def test_without_a_display_it_is_said() -> None:
    script = (
        "from actions.input.pyautogui_input import PyautoguiInput\n"
        "from actions.errors import EnvironmentUnavailable\n"
        "try: PyautoguiInput()\n"
        "except EnvironmentUnavailable as failure: print(failure)\n"
    )
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "HOME": "/"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=variables, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "finds no display" in done.stdout, done.stderr
