"""Somebody who goes through a whole story in Deskhand's windows, with pictures of it kept."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageStat
from window_person import WindowPerson, deskhand_window, wait_for

from actions.action import Click
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.private_desktop import PrivateDesktop
from actions.errors import ActionError
from actions.target import ElementRef

PATIENCE = 60.0  # seconds; the machine may be busy


class StoryPerson(WindowPerson):
    """Waits for what is to be clicked, and uses mouse and keys from outside as well.

    Args:
        environment: the desktop.
        window: the process of the Deskhand.
        desktop: whose programs inject input (XTEST).
        pictures: where pictures are kept.
    """

    def __init__(
        self,
        environment: Environment,
        window: subprocess.Popen[bytes],
        desktop: PrivateDesktop,
        pictures: Path,
    ) -> None:
        super().__init__(environment, window)
        self._desktop = desktop
        self._pictures = pictures

    def says(self, text: str) -> None:
        """Wait until a text is shown somewhere."""

        def there() -> bool:
            return any(text in f"{each.name} {each.value or ''}" for each in self.see().elements)

        wait_for(there, PATIENCE, lambda: f"{text!r} is not shown: {self.everything()}")

    def click(self, role: str, name: str) -> None:
        """Click a control, also one that moves or comes to be usable meanwhile."""

        def clicked() -> bool:
            element = self.find(role, name, PATIENCE)
            if element.click_point is None:  # something lies over it
                return False
            try:
                self.do(Click(target=ElementRef(ref=element.ref)), element)
            except ActionError:  # it has moved meanwhile
                return False
            return True

        wait_for(clicked, PATIENCE, lambda: f"{role} {name!r}: {self.told()}")

    def enter(self, name: str, text: str, role: str = "textbox") -> None:
        """Click into a field and press the keys of a text, instead of what stands there."""

        def entered() -> bool:
            self.click(role, name)
            self.hands("key", "ctrl+a")
            self.hands("type", "--delay", "30", text)
            held = [each.value for each in self.all(role, name)]
            return text in held

        wait_for(entered, PATIENCE, lambda: f"{name!r} does not hold {text!r}: {self.told()}")

    def hands(self, *arguments: str) -> None:
        """Let another program press keys or move the mouse."""
        self._xdotool(*arguments, check=True)

    def windows(self, name: str) -> set[str]:
        """The windows of a class that are in sight, menus and icons in a tray among them."""
        return set(self._xdotool("search", "--onlyvisible", "--class", name).split())

    def _xdotool(self, *arguments: str, check: bool = False) -> str:
        return subprocess.run(
            ["xdotool", *arguments],
            env=dict(self._desktop.session.variables),
            check=check,
            timeout=60,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def go_to(self, title: str) -> None:
        """Click into a window at its left upper corner, where nothing can be pressed."""

        def there() -> bool:
            seen = self.see()
            window = next((each for each in seen.surfaces if each.title == title), None)
            if window is None:
                return False
            if not window.active:
                x, y = round(window.box.x) + 4, round(window.box.y) + 4
                self.hands("mousemove", str(x), str(y), "click", "1")
            return window.active

        wait_for(there, PATIENCE, lambda: f"{title!r} does not come: {self.everything()}")

    def picture(self, name: str) -> None:
        """Keep a picture of the screen."""
        self._pictures.mkdir(parents=True, exist_ok=True)
        (self._pictures / f"{name}.png").write_bytes(self._shot())

    def brightness(self) -> float:
        """How bright most of the active window is, from 0 to 255."""
        active = self.see().active
        assert active is not None
        box = active.box
        edges = (box.x, box.y, box.x + box.width, box.y + box.height)
        with Image.open(io.BytesIO(self._shot())) as shot:
            return float(ImageStat.Stat(shot.convert("L").crop(tuple(map(round, edges)))).median[0])

    def _shot(self) -> bytes:
        shot = self._environment.observe(RunContext()).screenshot
        assert shot is not None
        return shot.data

    def everything(self) -> str:
        """All that is there, in words."""
        return "\n".join(each.described() for each in self.see().elements)[:6000]


@contextmanager
def story_on(desktop: PrivateDesktop, home: Path, pictures: Path) -> Iterator[StoryPerson]:
    """Somebody in front of a Deskhand that has just been started.

    Args:
        desktop: where it is shown.
        home: `DESKHAND_HOME`.
        pictures: where pictures are kept.
    """
    with deskhand_window(desktop, home) as person:
        yield StoryPerson(person._environment, person.window, desktop, pictures)
