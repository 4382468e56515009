"""The windows and pages of the own-box benchmark, and how they are brought up.

A third of them, chosen before anything was measured (`held`), is never looked at while the method
is worked on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

_CHROMIUM = (
    "chromium", "--no-sandbox", "--force-renderer-accessibility", "--no-first-run",
    "--password-store=basic", "--window-size=1000,640", "--window-position=60,40",
)  # fmt: skip
_OFFICE = ("soffice", "--norestore", "--nologo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A moment on a desktop.

    Attributes:
        name: of the moment.
        toolkit: what draws the window that is asked about.
        command: starts the program; "{home}" and "{scale}" are filled in.
        title: a part of its window's title.
        keys: pressed, one after the other, when it is up (as xdotool names them).
        awaited: a part of the title of the dialog that the keys bring up, or "".
        over: a second program that covers a part of the first, or ().
        held: whether it is kept aside.
        icons: sets an icon theme for GTK, or "".
    """

    name: str
    toolkit: str
    command: tuple[str, ...]
    title: str
    keys: tuple[str, ...] = ()
    awaited: str = ""
    over: tuple[str, ...] = ()
    over_title: str = ""
    held: bool = False
    icons: str = ""
    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


SCENES = (
    Scene(name="mousepad", toolkit="gtk3", command=("mousepad", "{home}/notes.txt"),
          title="Mousepad"),
    Scene(name="mousepad menu", toolkit="gtk3", command=("mousepad", "{home}/notes.txt"),
          title="Mousepad", keys=("alt+f",), icons="elementary-xfce"),
    Scene(name="mousepad covered", toolkit="gtk3", command=("mousepad", "{home}/notes.txt"),
          title="Mousepad", over=("xfce4-mouse-settings",), over_title="Mouse"),
    Scene(name="gedit", toolkit="gtk3", command=("gedit", "-s", "{home}/notes.txt"),
          title="notes", held=True),
    Scene(name="thunar", toolkit="gtk3", command=("thunar", "{home}/Documents"),
          title="Documents", keys=("ctrl+2",)),
    Scene(name="thunar covered", toolkit="gtk3", command=("thunar", "{home}"),
          title="Thunar", keys=("ctrl+2",), over=("gnome-calculator",), over_title="Calculator",
          icons="elementary-xfce", held=True),
    Scene(name="mouse settings", toolkit="gtk3", command=("xfce4-mouse-settings",),
          title="Mouse"),
    Scene(name="keyboard settings", toolkit="gtk3", command=("xfce4-keyboard-settings",),
          title="Keyboard", held=True),
    Scene(name="ristretto", toolkit="gtk3", command=("ristretto", "{home}/Pictures/hill.png"),
          title="Image Viewer", held=True),
    Scene(name="eog", toolkit="gtk3", command=("eog", "{home}/Pictures/hill.png"),
          title="hill"),
    Scene(name="terminal", toolkit="gtk3",
          command=("xfce4-terminal", "--disable-server", "--show-toolbar"), title="Terminal"),
    Scene(name="text editor", toolkit="gtk4",
          command=("gnome-text-editor", "-s", "{home}/notes.txt"), title="notes"),
    Scene(name="gnome calculator", toolkit="gtk4", command=("gnome-calculator",),
          title="Calculator", held=True),
    Scene(name="featherpad", toolkit="qt", command=("featherpad", "-s", "{home}/notes.txt"),
          title="notes.txt"),
    Scene(name="featherpad search", toolkit="qt",
          command=("featherpad", "-s", "{home}/notes.txt"), title="notes.txt",
          keys=("ctrl+f",)),
    Scene(name="kcalc", toolkit="qt", command=("kcalc",), title="KCalc", held=True),
    Scene(name="files qt", toolkit="qt", command=("pcmanfm-qt", "{home}/Documents"),
          title="Documents"),
    Scene(name="image viewer qt", toolkit="qt", command=("lximage-qt", "{home}/Pictures/hill.png"),
          title="hill", held=True),
    Scene(name="qterminal menu", toolkit="qt", command=("qterminal",), title="Shell",
          keys=("alt+f",)),
    Scene(name="calc", toolkit="libreoffice",
          command=(*_OFFICE, "--calc", "--infilter=CSV:44,34,76,1", "{home}/sheet.csv"),
          title="sheet.csv"),
    Scene(name="calc cells", toolkit="libreoffice",
          command=(*_OFFICE, "--calc", "--infilter=CSV:44,34,76,1", "{home}/sheet.csv"),
          title="sheet.csv", keys=("ctrl+1",), awaited="Format Cells"),
    Scene(name="writer", toolkit="libreoffice", command=(*_OFFICE, "--writer"),
          title="Writer", held=True),
    Scene(name="writer find", toolkit="libreoffice", command=(*_OFFICE, "--writer"),
          title="Writer", keys=("ctrl+h",), awaited="Find", held=True),
    Scene(name="chromium", toolkit="chromium",
          command=(*_CHROMIUM, "--force-device-scale-factor={scale}",
                   "file://{home}/orders.html"), title="Orders"),
)  # fmt: skip


def furnish(home: Path) -> None:
    """Put the documents of the scenes into a home folder."""
    for name in (
        "Budget 2024.csv", "Minutes.txt", "Travel plan.txt", "readme.md", "invoice_5817.pdf",
        "backup.tar.gz", "contacts.vcf", "schedule.ics",
    ):  # fmt: skip
        (home / "Documents" / name).write_text("x", "utf-8")
    (home / "notes.txt").write_text(_NOTES, "utf-8")
    goods = ("Paper", "Toner", "Stamps", "Coffee") * 8
    rows = "\n".join(
        f"{item},{n * 37 % 90},{n * 911 % 5000 / 100:.2f}" for n, item in enumerate(goods)
    )
    (home / "sheet.csv").write_text(f"Item,Count,Price\n{rows}\n", "utf-8")
    (home / "orders.html").write_text(_ORDERS, "utf-8")
    (home / "Pictures" / "hill.png").write_bytes(_hill())


_NOTES = """The committee postponed the delivery of 24 crates.
Our supplier confirmed a letter dated 3 March.
The night shift measured all readings above 7.5 kV.
"""
_ORDERS = """<!doctype html><meta charset=utf-8><title>Orders</title>
<h1>Open orders</h1><p><label>Customer <input></label> <button>Look up</button></p>
<p><a href=#a>Terms</a> <a href=#b>Imprint</a></p>"""


def _hill() -> bytes:
    """A picture without words."""
    import numpy as np

    from perception import imaging

    rows, columns = np.mgrid[0:300, 0:400]
    high = 180 - 60 * np.sin(columns / 400 * np.pi)
    pixels = np.empty((300, 400, 3), np.uint8)
    pixels[:] = (220, 190, 150)
    pixels[rows > high] = (70, 130, 60)
    return imaging.png(pixels)
