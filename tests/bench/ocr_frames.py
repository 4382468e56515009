"""Makes the frames of the OCR benchmark: a task over real programs, with what they say they show.

The task: look into a folder, work over a note in an editor, correct a sheet, fill in a form on a
page, change a setting. Each frame is a PNG of the screen and a JSON file of the same moment: the
regions whose every word is known, and the words. `ocr.py` reads them.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from perception import imaging
from perception.geometry import Size
from perception.platforms.interface import WindowInfo
from perception.platforms.x11 import X11Windows
from perception.screen import MssCapture

TRUTH = Path(__file__).parent / "ocr_truth.py"

_SUBJECTS = ("The committee", "Our supplier", "Maria Lindqvist", "The night shift", "A neighbour",
             "Professor Okafor", "The harbour office", "Every applicant",
             "The old printer")  # fmt: skip
_VERBS = ("postponed", "confirmed", "measured", "returned", "questioned", "forwarded", "repaired")
_OBJECTS = ("the delivery of 24 crates", "a letter dated 3 March", "the invoice (no. 5817)",
            "all readings above 7.5 kV", "the keys to room B-114", "two copies of the contract",
            "an e-mail from info@example.org")  # fmt: skip
_ENDS = ("before noon.", "without giving a reason.", "at a price of $1,249.50.", "on Friday.",
         "because of the weather.", "and asked for a receipt.")  # fmt: skip
_FILES = ("Budget 2024.csv", "Minutes of the meeting.txt", "Travel plan.txt", "photo-0451.png",
          "photo-0452.png", "readme.md", "invoice_5817.pdf", "Letter to landlord.txt",
          "backup.tar.gz", "contacts.vcf", "Draft (old).txt", "schedule.ics")  # fmt: skip


def prose(lines: int) -> str:
    """Sentences, another mixture on each line."""
    return "\n".join(
        f"{_SUBJECTS[n % 9]} {_VERBS[n * 3 % 7]} {_OBJECTS[n * 5 % 7]} {_ENDS[n * 7 % 6]}"
        for n in range(lines)
    )


def sheet() -> str:
    """Rows of a sheet, as CSV."""
    items = ("Paper", "Toner", "Stamps", "Coffee", "Cables", "Chairs", "Lamps", "Folders")
    rows = [
        f"{items[n % 8]},{n * 37 % 90 + 3},{(n * 911 % 5000) / 100 + 1:.2f},"
        f"{('Bergen', 'Lyon', 'Porto', 'Graz')[n % 4]},{('open', 'paid', 'late')[n % 3]}"
        for n in range(60)
    ]
    return "\n".join(["Item,Count,Price,City,State", *rows])


def page(dark: bool) -> str:
    """A page with a form, a table and text."""
    ink, ground, field = ("#e8e8e8", "#1e1f22", "#2b2d31") if dark else ("#222", "#fff", "#fff")
    rows = "".join(
        f"<tr><td>{2400 + n}</td><td>{_SUBJECTS[n % 9]}</td><td>{_OBJECTS[n % 7]}</td>"
        f"<td><a href=#>Details</a></td></tr>"
        for n in range(24)
    )
    return f"""<!doctype html><meta charset=utf-8><title>Orders</title><style>
body {{ font: 15px/1.5 'Liberation Sans', sans-serif; margin: 24px; color: {ink};
  background: {ground} }}
input, select, button {{ font: inherit; padding: 5px 9px; background: {field}; color: {ink};
  border: 1px solid #888; border-radius: 4px }}
button.main {{ background: #1a5fb4; color: white }}
td, th {{ padding: 4px 12px; border-bottom: 1px solid #8886; text-align: left }}
a {{ color: {"#8ab4f8" if dark else "#0b57d0"} }} small {{ color: {"#aaa" if dark else "#666"} }}
</style><h1>Open orders</h1>
<p>Orders that wait for a decision. <small>Last updated 12 minutes ago by the warehouse.</small></p>
<p><label>Customer <input id=customer></label> <label>Reference <input value="AX-20931"></label>
<label><input type=checkbox id=urgent> Urgent only</label>
<button class=main>Search</button> <button>Reset filters</button></p>
<table><tr><th>Number</th><th>From</th><th>Subject</th><th></th></tr>{rows}</table>
<h2>Terms</h2><p>{prose(12)}</p>"""


class Task:
    """The desktop on which the task is done.

    Args:
        desktop: an empty one.
        dark: whether programs take their dark colours.
        scale: pixels of the screen for one of theirs.
    """

    def __init__(self, desktop: PrivateDesktop, dark: bool, scale: int) -> None:
        self.desktop = desktop
        self.dark = dark
        self.scale = scale
        self.windows = X11Windows(desktop.session)
        self.capture = MssCapture(desktop.session)
        folder = desktop.home / "Documents"
        for name in _FILES:
            (folder / name).write_text("x", "utf-8")
        (desktop.home / "notes.txt").write_text(prose(90), "utf-8")
        (desktop.home / "sheet.csv").write_text(sheet(), "utf-8")
        (desktop.home / "orders.html").write_text(page(dark), "utf-8")

    def start(self, command: list[str], title: str) -> None:
        """Start a program, and wait until its window is active and at rest."""
        variables = {"GTK_THEME": "Adwaita:dark"} if self.dark else {}
        self.desktop.launch(command, variables=variables)
        self.awaited(title)
        self.tool("wmctrl", "-r", title, "-b", "add,maximized_vert,maximized_horz")
        self.rest(3.0)

    def awaited(self, title: str) -> WindowInfo:
        """The window, once it is there."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            for each in self.windows.windows():
                if title in each.title:
                    return each
            time.sleep(0.1)
        raise SystemExit(f"no window {title!r} came up")

    def tool(self, *command: str) -> None:
        """Run a program that works the desktop."""
        subprocess.run(
            command, env=dict(self.desktop.session.variables), check=True, timeout=30,
            capture_output=True,
        )  # fmt: skip

    def keys(self, *names: str) -> None:
        """Press keys one after the other."""
        self.tool("xdotool", "key", "--delay", "60", *names)

    def type(self, text: str) -> None:
        """Type ASCII."""
        self.tool("xdotool", "type", "--delay", "30", text)

    def click(self, x: float, y: float) -> None:
        """Click, in pixels of an unscaled screen."""
        self.tool("xdotool", "mousemove", *_scaled(x, y, self.scale), "click", "1")

    def wheel(self, turns: int) -> None:
        """Scroll in the middle of the screen; downwards if positive."""
        self.tool("xdotool", "mousemove", *_scaled(900, 450, self.scale))
        button = "5" if turns > 0 else "4"
        self.tool("xdotool", "click", "--repeat", str(abs(turns)), "--delay", "80", button)

    def show(self, title: str) -> None:
        """Bring a window to the front."""
        self.tool("wmctrl", "-a", title)

    def rest(self, quiet: float = 0.6) -> None:
        """Wait until the picture rests."""
        self.capture.stable(12.0, quiet)

    def close(self) -> None:
        """Let go of the display."""
        self.capture.close()
        self.windows.close()


def _scaled(x: float, y: float, scale: int) -> tuple[str, str]:
    return str(int(x * scale)), str(int(y * scale))


def steps(task: Task) -> Iterator[tuple[str, Callable[[], None]]]:
    """What is done before each of the 25 frames."""
    home = task.desktop.home
    chromium = [
        "chromium", "--no-sandbox", "--force-renderer-accessibility", "--no-first-run",
        "--password-store=basic", f"--force-device-scale-factor={task.scale}",
        f"--app=file://{home}/orders.html",
    ]  # fmt: skip
    office = ["soffice", "--calc", "--norestore", "--nologo", "--infilter=CSV:44,34,76,1"]
    yield (
        "folder",
        lambda: (
            task.start(["thunar", f"{home}/Documents"], "Documents"),
            task.keys("ctrl+2"),
        )[0],
    )
    yield "edit menu", lambda: task.keys("alt+e")
    yield "select", lambda: task.keys("Escape", "Down", "Down", "Down")
    yield "view menu", lambda: task.keys("alt+v")
    yield (
        "editor",
        lambda: (
            task.keys("Escape"),
            task.start(["mousepad", f"{home}/notes.txt"], "Mousepad"),
        )[0],
    )
    yield "typing", lambda: task.type("Please read this first. ")
    yield "typing on", lambda: task.type("It is about 3 orders.")
    yield "file menu", lambda: task.keys("alt+f")
    yield "search", lambda: (task.keys("Escape", "ctrl+f"), task.type("letter"))[0]
    yield "page down", lambda: task.keys("Escape", "Page_Down")
    yield "wheel", lambda: task.wheel(2)
    yield "wheel on", lambda: task.wheel(2)
    yield "select all", lambda: task.keys("ctrl+a")
    yield "sheet", lambda: task.start([*office, f"{home}/sheet.csv"], "sheet.csv")
    yield "sheet down", lambda: task.keys("Page_Down")
    yield "new value", lambda: (task.keys("ctrl+Home", "Right", "Down"), task.type("512\n"))[0]
    yield "cells", lambda: (task.keys("ctrl+1"), task.awaited("Format Cells"), task.rest(2))[0]
    yield "page", lambda: (task.keys("Escape"), task.start(chromium, "Orders"))[0]
    yield "field", lambda: (task.click(190, 213), task.type("Lindqvist"))[0]
    yield "scroll", lambda: task.wheel(3)
    yield "scroll on", lambda: task.wheel(3)
    yield "scroll back", lambda: task.wheel(-6)
    yield "editor again", lambda: task.show("Mousepad")
    yield "folder again", lambda: task.show("Documents")
    yield "settings", lambda: task.start(["xfce4-mouse-settings"], "Mouse")


def truth(task: Task) -> dict[str, Any]:
    """The regions and words of the moment."""
    windows = [each for each in task.windows.windows() if not each.minimized]
    pids = {str(each.pid) for each in windows if each.pid}
    done = subprocess.run(
        ["/usr/bin/python3", str(TRUTH), *pids], env=dict(task.desktop.session.variables),
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return {
        "windows": [
            {"id": each.id, "pid": each.pid, "title": each.title, "box": list(each.box),
             "frame": list(each.frame), "popup": each.override, "application": each.application}
            for each in windows
        ],
        "words": json.loads(done.stdout),
    }  # fmt: skip


def make(folder: Path, *, dark: bool, scale: int, most: int = 25) -> None:
    """Do the task and write its frames into a folder: 01.png, 01.json and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    screen = Size(1280 * scale, 800 * scale)
    options = PrivateDesktopOptions(screens=(screen,), scale=float(scale))
    with PrivateDesktop.start(options) as desktop:
        task = Task(desktop, dark, scale)
        try:
            for number, (name, do) in enumerate(steps(task), 1):
                if number > most:
                    break
                do()
                task.rest()
                pixels = task.capture.pixels()
                told: Mapping[str, Any] = {"name": name, **truth(task)}
                (folder / f"{number:02}.png").write_bytes(imaging.png(pixels))
                (folder / f"{number:02}.json").write_text(json.dumps(told), "utf-8")
        finally:
            task.close()
