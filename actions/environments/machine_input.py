"""The pointer and the keyboard of a machine: code that its own Python runs."""

from __future__ import annotations

from collections.abc import Sequence

from actions import keys as key_names
from actions.action import Button, Modifier
from actions.context import RunContext
from actions.environments import machine_code as code
from actions.environments.machine_http import MachineFault, MachineGone, MachineSilent
from actions.environments.machine_look import Look, script
from actions.errors import ActionTimedOut, EnvironmentUnavailable
from perception.geometry import Point

_HEAD = "import time\nimport pyautogui\npyautogui.FAILSAFE = False\npyautogui.PAUSE = 0.01\n"
# Programs that hold the clipboard outlive the code, and would keep its output open.
_PASTE = """
import os
import pyperclip
try:
    before = pyperclip.paste()
except Exception:
    before = None
quiet = os.open(os.devnull, os.O_WRONLY)
said = os.dup(2)
os.dup2(quiet, 1)
os.dup2(quiet, 2)
os.set_inheritable(said, False)
try:
    pyperclip.copy({text})
except Exception as failure:
    os.write(said, str(failure).encode("ascii", "replace"))
    raise SystemExit(1)
{press}
time.sleep(0.4)
if before:
    pyperclip.copy(before)
"""


class MachineInput:
    """Implements `InputBackend`. Used by one thread.

    What is asked for is sent once. When no answer comes, nobody knows whether it was done: that is
    said, and nothing is done a second time.

    Args:
        look: at the machine; told when something was done.
        windows: whether the machine runs Windows.
    """

    def __init__(self, look: Look, *, windows: bool = False) -> None:
        self._look = look
        self._windows = windows
        self._keys: list[str] = []
        self._buttons: list[Button] = []
        self._types: bool = not windows  # whether the machine can type by our script

    def pointer(self) -> Point:
        """Where the pointer is."""
        try:
            return Point(*self._look.machine.cursor())
        except MachineFault as failure:
            raise EnvironmentUnavailable(str(failure)) from failure

    def move(self, point: Point) -> None:
        """Move the pointer there."""
        self._run(code.move(point))

    def click(
        self,
        point: Point,
        context: RunContext,
        *,
        button: Button = "left",
        count: int = 1,
        modifiers: Sequence[Modifier] = (),
    ) -> None:
        """Click there; see `InputBackend.click`."""
        context.check()
        self._run(code.click(point, button, count, modifiers))

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a mouse button where the pointer is."""
        if down:
            self._buttons.append(button)
        self._run(code.button(button, down=down))
        if not down:
            self._buttons = [each for each in self._buttons if each != button]

    def drag(
        self,
        path: Sequence[Point],
        context: RunContext,
        *,
        button: Button = "left",
        modifiers: Sequence[Modifier] = (),
    ) -> None:
        """Drag along the path; see `InputBackend.drag`."""
        context.check()
        self._run(code.drag(path, button, modifiers))

    def scroll(self, point: Point, dx: float, dy: float) -> None:
        """Turn the wheel there."""
        self._run(code.scroll(point, dx, dy, windows=self._windows))

    def press(self, keys: str, context: RunContext, *, repeat: int = 1) -> None:
        """Press a key or a chord; see `InputBackend.press`."""
        written = code.press(keys, repeat)
        context.check()
        self._run(written)

    def hold(self, keys: str, seconds: float, context: RunContext) -> None:
        """Hold a key or a chord down."""
        key_names.parse(keys)
        self._keys.append(keys)
        self._run(code.hold(keys, down=True))
        try:
            context.sleep(seconds)
        finally:
            self._run(code.hold(keys, down=False))
            self._keys.remove(keys)

    def type_text(self, text: str, context: RunContext, *, secret: bool = False) -> None:
        """Type any text; see `InputBackend.type_text`.

        Raises:
            ActionTimedOut: the machine did not do it. A secret is in no message.
        """
        for part in code.parts(text):
            context.check()
            if self._types and self._type(part):
                continue
            if secret and not part.isascii():
                raise ActionTimedOut(
                    "this machine takes such characters by its clipboard only, where a secret "
                    "does not belong"
                )
            self._run(code.write(part, windows=True))

    def paste(self, text: str, context: RunContext, *, keys: str = "Control+v") -> None:
        """Put the text on the clipboard and press `keys`; typed where there is no clipboard."""
        context.check()
        pasted = _PASTE.format(text=code.literal(text), press=code.press(keys))
        try:
            self._send(pasted)
        except MachineGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        except MachineSilent as failure:
            raise ActionTimedOut(f"whether it was pasted is unknown: {failure}") from failure
        except MachineFault:  # pyperclip says so before anything is pressed
            self.type_text(text, context)

    def clipboard(self) -> str | None:
        """The text on the clipboard; None if it holds none, or nobody can tell."""
        try:
            said = self._look.machine.script(
                "import pyperclip\nanswer(pyperclip.paste())\n", {}, limit=10.0
            )
        except MachineFault:
            return None
        return said if isinstance(said, str) and said else None

    def release_all(self) -> None:
        """Release every button and key that this backend holds down."""
        lines = [code.button(each, down=False) for each in self._buttons]
        lines += [code.hold(each, down=False) for each in self._keys]
        self._buttons, self._keys = [], []
        if lines:
            try:
                self._send("\n".join(lines))
            except MachineFault:
                return  # it is gone, or hangs: there is no other way to reach it

    def close(self) -> None:
        """Release everything."""
        self.release_all()

    def _type(self, text: str) -> bool:
        """Type by our script; False if the machine cannot run it, and nothing was typed."""
        try:
            self._look.machine.script(script("type"), {"text": text}, limit=self._limit)
        except MachineGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        except MachineSilent as failure:
            raise ActionTimedOut(f"whether the text was typed is unknown: {failure}") from failure
        except MachineFault as failure:
            if "ModuleNotFoundError" in str(failure) or "ImportError" in str(failure):
                self._types = False
                return False
            raise ActionTimedOut("the machine did not type the text to its end") from failure
        finally:
            self._look.touched()
        return True

    @property
    def _limit(self) -> float:
        return self._look.limits.hands

    def _run(self, written: str) -> None:
        """Have code run.

        Raises:
            EnvironmentUnavailable: the machine is gone.
            ActionTimedOut: it did not answer, or failed.
        """
        try:
            self._send(written)
        except MachineGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        except MachineSilent as failure:
            raise ActionTimedOut(
                f"the machine did not answer: whether it was done is unknown; look ({failure})"
            ) from failure
        except MachineFault as failure:
            raise ActionTimedOut(f"the machine could not do it: {failure}") from failure

    def _send(self, written: str) -> None:
        try:
            output = self._look.machine.python(_HEAD + written, limit=self._limit)
        finally:
            self._look.touched()
        if output.code:
            said = (output.error.strip() or output.text.strip() or "no reason").splitlines()[-1]
            raise MachineFault(said[:300])
