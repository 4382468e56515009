"""Brings up windows and pages, and writes down what is in them: pictures, and items to be asked.

Truth comes from the toolkits (AT-SPI) and from pages (CDP), never from the picture. An item is kept
only if its box is in full view (but for the split of windows that are partly covered), is not
one even colour, and if nothing else in the picture has its name.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from own_boxes_scenes import SCENES, Scene, furnish

from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from perception import imaging
from perception.element import Element, Visibility
from perception.geometry import Box, Size
from perception.platforms.atspi import AtspiTree
from perception.platforms.interface import WindowInfo
from perception.platforms.visible import uncovered
from perception.platforms.x11 import X11Windows
from perception.screen import MssCapture

if TYPE_CHECKING:
    from perception.imaging import Pixels

# What a role is called in a question.
CALLED = {
    "button": "button", "checkbox": "checkbox", "radio": "radio button", "link": "link",
    "menuitem": "menu item", "menuitemcheckbox": "menu item", "menuitemradio": "menu item",
    "tab": "tab", "textbox": "field", "searchbox": "field", "combobox": "dropdown",
    "spinbutton": "field", "switch": "switch", "option": "option", "treeitem": "item",
    "listitem": "item", "columnheader": "column header", "cell": "item",
}  # fmt: skip
FIELDS = frozenset({"textbox", "searchbox", "combobox", "spinbutton"})
_WIDE = 4.6  # pixels that a letter takes at least, on the average
_LONGEST = 40  # characters of a name
_SMALLEST = 6  # pixels
_HIGHEST_LINE = 16  # pixels from the highest to the lowest of a line of text


@dataclass(slots=True)
class Item:
    """A question.

    Attributes:
        query: as it is asked.
        kind: "text": the name is drawn in the window; "icon": only a picture is; "refusal".
        boxes: where the answer may lie, in pixels of the picture; none for a refusal.
        covered: whether a part of its window is covered.
    """

    query: str
    kind: str
    boxes: list[list[float]]
    role: str
    name: str
    covered: bool = False


def folded(name: str) -> str:
    """A name without marks, spaces and capitals, for comparing."""
    return "".join(each for each in name.casefold() if each.isalnum())


def items(
    elements: Sequence[Element], windows: Sequence[WindowInfo], pixels: Pixels, scale: float
) -> list[Item]:
    """The questions about the windows in one picture."""
    shown = [each for each in elements if _shown(each, windows) > 0.1]
    covered = {each.ref: _partly(each, windows) for each in windows}
    full = [each for each in shown if _shown(each, windows) > 0.95]
    return questions(shown, full, pixels, scale, covered)


def questions(
    shown: Sequence[Element],
    full: Sequence[Element],
    pixels: Pixels,
    scale: float,
    covered: Mapping[str, bool],
) -> list[Item]:
    """The questions about one picture.

    Args:
        shown: all elements of which something can be seen.
        full: those that can be seen wholly.
        pixels: of the picture.
        scale: of what is drawn in it.
        covered: for each window whether another one covers a part of it.
    """
    same: dict[str, list[Element]] = {}
    for each in shown:
        same.setdefault(folded(spoken(each.name)), []).append(each)
    found = []
    for each in full:
        name, word = spoken(each.name), CALLED.get(each.role)
        if word is None or not _askable(each, name) or not _drawn(each.box, pixels):
            continue
        others = [one for one in same[folded(name)] if one is not each and not _part(one, each)]
        labels = [one for one in others if one.role not in CALLED] if each.role in FIELDS else []
        if len(others) > len(labels) or len(labels) > 1:
            continue
        kind = _kind(each, name, bool(labels), pixels, scale)
        if kind:
            query = f"the {name} {word}"
            hidden = covered.get(each.surface, False)
            box = _whole_row(each, scale)
            found.append(Item(query, kind, [list(box)], each.role, name, hidden))
    # Of a thing and what it lies in, with the same name, the inner one is asked for.
    found.sort(key=lambda item: item.boxes[0][2] * item.boxes[0][3])
    return list({folded(item.name): item for item in reversed(found)}.values())


def _whole_row(element: Element, scale: float) -> Box:
    """The box of an element; that of a cell with what stands in its row beside it.

    Where rows of lists and trees have pictures, GTK displaces their texts.
    """
    if element.role not in ("cell", "treeitem"):
        return element.box
    box, by = element.box, 40 * scale
    return Box(box.x - by, box.y, box.width + 2 * by, box.height)


def spoken(name: str) -> str:
    """A name without what nobody says: the colon of a label, a shortcut, what a tab costs."""
    name = re.sub(r"\s*\([^)]*\)$", "", name)
    return name.partition(" - Memory usage")[0].strip().rstrip(":.…").strip()


def _askable(element: Element, name: str) -> bool:
    """Whether a person could ask for an element by its name."""
    if len(folded(name)) < 2 or len(name) > _LONGEST or name.endswith("-symbolic"):
        return False
    if element.role == "cell" and sum(each.isalpha() for each in name) < 3:
        return False
    if "deskhand" in name or "disabled" in element.states:
        return False
    return min(element.box.width, element.box.height) >= _SMALLEST


def _part(one: Element, other: Element) -> bool:
    """Whether two elements are the same thing: one lies in the other."""
    common = one.box.intersection(other.box).area
    return common > 0.7 * min(one.box.area, other.box.area)


def _shown(element: Element, windows: Sequence[WindowInfo]) -> float:
    """How much of an element's box no other window covers, 0 to 1."""
    own = next((each for each in windows if each.ref == element.surface), None)
    if own is None or element.visibility is Visibility.OFFSCREEN or element.box.area <= 0:
        return 0.0
    if element.role.startswith("menuitem"):  # those of an open menu are in a window of its own
        own = next(
            (each for each in windows
             if each.override and each.pid == own.pid and each.box.contains(element.box.center)),
            own,
        )  # fmt: skip
    above = [each.frame for each in windows if each.stacking < own.stacking]
    pieces = uncovered(element.box.intersection(own.box), above)
    return sum(each.area for each in pieces) / element.box.area


def _partly(own: WindowInfo, windows: Sequence[WindowInfo]) -> bool:
    return any(
        each.stacking < own.stacking and each.frame.intersection(own.box).area > 0
        for each in windows
        if not each.override
    )


def _inner(box: Box, pixels: Pixels, by: float = 0) -> Pixels:
    x, y = max(int(box.x + by), 0), max(int(box.y + by), 0)
    return pixels[y : max(int(box.bottom - by), 0), x : max(int(box.right - by), 0), :3]


def _drawn(box: Box, pixels: Pixels) -> bool:
    """Whether anything is drawn in a box."""
    part = _inner(box, pixels)
    return part.size > 0 and int(part.max()) - int(part.min()) > 24


def _ink(box: Box, pixels: Pixels, scale: float) -> tuple[float, float]:
    """Width and height of what is drawn in a button, in pixels of an unscaled screen."""
    import numpy as np

    part = _inner(box, pixels, 4 * scale).astype(np.int32)
    if not part.size:
        return 0.0, 0.0
    ground = np.median(part.reshape(-1, 3), axis=0)
    ink = np.abs(part - ground).max(axis=2) > 30
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    if not len(columns):
        return 0.0, 0.0
    return (columns[-1] - columns[0] + 1) / scale, (rows[-1] - rows[0] + 1) / scale


def _kind(element: Element, name: str, labelled: bool, pixels: Pixels, scale: float) -> str:
    """Whether a name is drawn, or stands for a picture; "" where that is not sure.

    Buttons do not tell. What is higher than a line of text is a picture, and what is too narrow
    for the letters of the name.
    """
    wide = element.box.width / scale
    if element.role in FIELDS:
        return "text" if labelled else ""
    if element.role in ("checkbox", "radio", "switch"):
        return "text" if wide > 16 + _WIDE * len(name) else ""
    if element.role != "button":
        return "text" if wide >= _WIDE * len(name) else ""
    if wide < 4 + _WIDE * len(name):
        return "icon" if max(element.box.size) <= 80 * scale else ""
    if element.box.width >= 1.7 * element.box.height:
        return "text"
    across, down = _ink(element.box, pixels, scale)
    if down > _HIGHEST_LINE or across < 4.2 * len(name):
        return "icon"
    drawn = 5.5 * len(name) < across < 11 * len(name) and down <= 0.75 * _HIGHEST_LINE
    return "text" if drawn else ""


class Stage:
    """A private desktop on which scenes are brought up, one after the other."""

    def __init__(self, desktop: PrivateDesktop, dark: bool, scale: int) -> None:
        self.desktop, self.dark, self.scale = desktop, dark, scale
        self.windows = X11Windows(desktop.session)
        self.capture = MssCapture(desktop.session)
        furnish(desktop.home)

    def variables(self, scene: Scene) -> dict[str, str]:
        found = dict(scene.variables)
        if self.dark:
            found["GTK_THEME"] = "Adwaita:dark"
        return found

    def run(self, scene: Scene, folder: Path) -> str:
        """Bring a scene up, write it down, clear it away; what went wrong, or ""."""
        settings = self.desktop.home / ".config/gtk-3.0/settings.ini"
        plain = "[Settings]\ngtk-enable-animations=0\ngtk-cursor-blink=0\n"
        if self.dark:
            plain += "gtk-application-prefer-dark-theme=1\n"
        icons = f"gtk-icon-theme-name={scene.icons}\n" if scene.icons else ""
        settings.write_text(plain + icons, "utf-8")
        pids = []
        try:
            pids.append(self._start(scene.command, scene))
            if not self._awaited(scene.title):
                return f"no window {scene.title!r} came up"
            self._tool("xdotool", "mousemove", "0", "0")  # no tooltips
            self.rest(1.5)
            for key in scene.keys:
                self._tool("xdotool", "key", key)
                self.rest(0.5)
            if scene.awaited and not self._awaited(scene.awaited):
                return f"no window {scene.awaited!r} came up"
            if scene.over:
                pids.append(self._start(scene.over, scene))
                if not self._awaited(scene.over_title):
                    return f"no window {scene.over_title!r} came up"
                self._cover(scene)
            self.rest(1.0)
            self._write(scene, folder)
            return ""
        finally:
            self._clear(pids)

    def _start(self, command: Sequence[str], scene: Scene) -> int:
        filled = [each.format(home=self.desktop.home, scale=self.scale) for each in command]
        return self.desktop.launch(filled, variables=self.variables(scene))

    def _awaited(self, title: str, limit: float = 40.0) -> WindowInfo | None:
        end = time.monotonic() + limit
        while time.monotonic() < end:
            for each in self.windows.windows():
                if title in each.title and each.box.area > 5000:
                    return each
            time.sleep(0.1)
        return None

    def _cover(self, scene: Scene) -> None:
        """Move the second window over the lower right of the first one."""
        lower, upper = self._awaited(scene.title), self._awaited(scene.over_title)
        assert lower
        assert upper
        self._tool("xdotool", "windowmove", str(lower.id), "80", "60")
        self.rest(0.5)
        lower = self._awaited(scene.title)
        assert lower
        x = int(lower.box.x + 0.45 * lower.box.width)
        y = int(lower.box.y + 0.3 * lower.box.height)
        self._tool("xdotool", "windowmove", str(upper.id), str(x), str(y))

    def _tool(self, *command: str) -> None:
        subprocess.run(
            command, env=dict(self.desktop.session.variables), check=True, timeout=30,
            capture_output=True,
        )  # fmt: skip

    def rest(self, quiet: float) -> None:
        """Wait until the picture rests."""
        self.capture.stable(8.0, quiet)

    def _write(self, scene: Scene, folder: Path) -> None:
        tree = AtspiTree(self.desktop.session, self.windows, timeout=5.0)
        try:
            windows = [each for each in self.windows.windows() if not each.minimized]
            reading = tree.read(windows, budget=30)
            # A tree that is still being built is read once more.
            self.rest(0.5)
            reading = tree.read(windows, budget=30)
        finally:
            tree.close()
        pixels = self.capture.pixels()[:, :, :3]
        name = f"{scene.name}-{'dark' if self.dark else 'light'}-{self.scale}".replace(" ", "_")
        write(
            folder / name,
            pixels,
            items(reading.elements, windows, pixels, self.scale),
            toolkit=scene.toolkit,
            held=scene.held,
            dark=self.dark,
            scale=self.scale,
            names=sorted({each.name for each in reading.elements if each.name}
                         | {each.title for each in windows}),
            elements=[[each.role, each.name, *each.box] for each in reading.elements],
        )  # fmt: skip

    def _clear(self, pids: Iterable[int]) -> None:
        """End the programs, and wait until their windows are gone."""
        own = {each.pid for each in self.windows.windows()} | set(pids)
        for pid in own - {0}:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        end = time.monotonic() + 10
        while time.monotonic() < end and self.windows.windows():
            time.sleep(0.1)
        for lock in (self.desktop.home / ".config/libreoffice/4").glob(".lock"):
            lock.unlink()
        for lock in self.desktop.home.glob(".~lock*"):
            lock.unlink()

    def close(self) -> None:
        self.capture.close()
        self.windows.close()


def write(at: Path, pixels: Pixels, found: Sequence[Item], **more: object) -> None:
    """A picture and its items."""
    at.with_suffix(".png").write_bytes(imaging.png(pixels))
    told = {**more, "items": [asdict(each) for each in found]}
    at.with_suffix(".json").write_text(json.dumps(told, indent=1), "utf-8")


def windows_of(folder: Path, *, dark: bool, scale: int, only: Sequence[str] = ()) -> list[str]:
    """Make the pictures of windows in one theme and scale; what did not come up."""
    folder.mkdir(parents=True, exist_ok=True)
    options = PrivateDesktopOptions(screens=(Size(1280 * scale, 800 * scale),), scale=float(scale))
    faults = []
    for toolkit in dict.fromkeys(each.toolkit for each in SCENES):
        chosen = [each for each in SCENES
                  if each.toolkit == toolkit and (not only or each.name in only)]  # fmt: skip
        if not chosen:
            continue
        with PrivateDesktop.start(options) as desktop:
            stage = Stage(desktop, dark, scale)
            try:
                for scene in chosen:
                    fault = stage.run(scene, folder)
                    if fault:
                        faults.append(f"{scene.name}: {fault}")
            finally:
                stage.close()
    return faults
