"""Makes the frames of the benchmark of image anchors: windows and pages, and what became of them.

Each surface has a folder: `base.png` and one PNG for each change of it, with a JSON file beside it
that says what the toolkit or the page itself says is there: {"box": of the window, "elements":
[{"key", "role", "name", "box", "shown"}]}. A key names the same element in all of them.
`image_anchors.py` records anchors in the base and looks for them in the others.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr_frames import page as orders_page
from ocr_frames import prose, sheet
from pages import synthetic
from playwright.sync_api import Browser, Page, sync_playwright

from actions.environments.find_browser import find_browser
from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from app.demo.server import DemoSite
from perception import imaging
from perception.element import Element, Visibility
from perception.geometry import Box, Size
from perception.platforms.atspi import AtspiTree
from perception.platforms.interface import WindowInfo
from perception.platforms.x11 import X11Windows
from perception.screen import MssCapture

SCREEN = Size(1280, 800)
PAGES = Path(__file__).parent.parent / "grounding" / "pages"
_PLACE = Box(60, 40, 900, 620)
_ELSEWHERE = (331, 127)
_WIDER = (1100, 700)
_OTHER_GTK = """[Settings]
gtk-icon-theme-name=breeze
gtk-font-name=DejaVu Serif 10
"""
# Its buttons' letters stay dark on dark buttons there; a person could not read them either.
_UNREADABLE = {("kcalc", "dark")}
_SMALLEST = {"qt": 1.0}  # Qt 5 draws nothing but rubbish below
_DARK_QT = """QWidget { background: #23252a; color: #e6e6e6 } QPushButton, QToolButton, QLineEdit,
QTextEdit, QPlainTextEdit, QListView { background: #30333a; border: 1px solid #55585f }"""


@dataclass(frozen=True)
class Program:
    """A program whose window is looked at.

    Attributes:
        name: of the surface.
        command: `{home}` stands for the home folder.
        title: a part of the window's title.
        toolkit: "gtk", "qt" or "office".
    """

    name: str
    command: Sequence[str]
    title: str
    toolkit: str


PROGRAMS = (
    Program("mousepad", ("mousepad", "{home}/notes.txt"), "notes", "gtk"),
    Program("thunar", ("thunar", "{home}/Documents"), "Documents", "gtk"),
    Program("gedit", ("gedit", "{home}/notes.txt"), "notes", "gtk"),
    Program("mouse-settings", ("xfce4-mouse-settings",), "Mouse", "gtk"),
    Program("appearance", ("xfce4-appearance-settings",), "Appearance", "gtk"),
    Program("calculator", ("gnome-calculator",), "Calculator", "gtk"),
    Program("text-editor", ("gnome-text-editor", "{home}/notes.txt"), "notes", "gtk"),
    Program("kcalc", ("kcalc",), "KCalc", "qt"),
    Program("featherpad", ("featherpad", "{home}/notes.txt"), "notes", "qt"),
    Program("pcmanfm", ("pcmanfm-qt", "{home}/Documents"), "Documents", "qt"),
    Program("lximage", ("lximage-qt", "{home}/photo.png"), "photo", "qt"),
    Program("calc", ("soffice", "--calc", "--norestore", "--nologo",
                     "--infilter=CSV:44,34,76,1", "{home}/sheet.csv"), "sheet", "office"),
    Program("writer", ("soffice", "--writer", "--norestore", "--nologo"), "Writer", "office"),
)  # fmt: skip
# Change -> environment variables of a program, or arguments, by toolkit.
LOOKS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "dark": {
        "gtk": {"GTK_THEME": "Adwaita:dark"},
        "office": {"GTK_THEME": "Adwaita:dark"},
        "qt": {"arguments": "-stylesheet {home}/dark.qss"},
    },
    "theme": {
        "gtk": {"GTK_THEME": "HighContrast"},
        "office": {"GTK_THEME": "HighContrast"},
        "qt": {"arguments": "-style Windows"},
    },
}
SCALES = (0.8, 1.25, 1.5)


def _scaled(scale: float) -> dict[str, str]:
    return {"GDK_DPI_SCALE": f"{scale:g}", "QT_SCALE_FACTOR": f"{scale:g}"}


class Windows:
    """Pictures the windows of programs on a private desktop of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, program: Program) -> None:
        """All frames of a program."""
        looks: dict[str, Mapping[str, str]] = {"base": {}}
        looks |= {name: by_kit[program.toolkit] for name, by_kit in LOOKS.items()}
        least = _SMALLEST.get(program.toolkit, 0.0)
        looks |= {f"scale{scale:g}": _scaled(scale) for scale in SCALES if scale >= least}
        for name, look in looks.items():
            done = (self._folder / program.name / f"{name}.json").exists()
            if done or (program.name, name) in _UNREADABLE:
                continue
            with PrivateDesktop.start(PrivateDesktopOptions(screens=(SCREEN,))) as desktop:
                _furnish(desktop.home, other=name == "theme")
                _Shooting(desktop, self._folder / program.name).shoot(program, name, look)


def _furnish(home: Path, *, other: bool) -> None:
    if other:
        for version in ("3.0", "4.0"):
            settings = home / ".config" / f"gtk-{version}" / "settings.ini"
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(_OTHER_GTK, "utf-8")
    folder = home / "Documents"
    folder.mkdir(exist_ok=True)
    for name in ("Budget 2024.csv", "Minutes.txt", "photo-0451.png", "readme.md", "invoice.pdf",
                 "Letter.txt", "backup.tar.gz", "contacts.vcf", "Draft (old).txt"):  # fmt: skip
        (folder / name).write_text("x", "utf-8")
    for name in ("Invoices", "Pictures 2023", "Travel"):
        (folder / name).mkdir(exist_ok=True)
    (home / "notes.txt").write_text(prose(60), "utf-8")
    (home / "sheet.csv").write_text(sheet(), "utf-8")
    (home / "dark.qss").write_text(_DARK_QT, "utf-8")
    import numpy as np

    shades = np.add.outer(np.arange(200), np.arange(300)).astype(np.uint8)
    (home / "photo.png").write_bytes(imaging.png(np.dstack([shades, shades // 2, 255 - shades])))


class _Shooting:
    def __init__(self, desktop: PrivateDesktop, folder: Path) -> None:
        self._desktop = desktop
        self._folder = folder
        self._windows = X11Windows(desktop.session)
        self._tree = AtspiTree(desktop.session, self._windows)
        self._capture = MssCapture(desktop.session)

    def shoot(self, program: Program, name: str, look: Mapping[str, str]) -> None:
        home = str(self._desktop.home)
        command = [each.format(home=home) for each in program.command]
        command += look.get("arguments", "").format(home=home).split()
        variables = {key: value for key, value in look.items() if key != "arguments"}
        try:
            self._tool("xdotool", "mousemove", f"{SCREEN.width - 1:g}", f"{SCREEN.height - 1:g}")
            self._desktop.launch(command, variables=variables)
            self._awaited(program.title)
            self._rest(2.0)
            self._place(program.title, *_PLACE)
            self._save(program.title, name)
            if name == "base":
                self._place(program.title, *_ELSEWHERE, -1, -1)
                self._save(program.title, "moved")
                self._place(program.title, _PLACE.x, _PLACE.y, *_WIDER)
                self._save(program.title, "wider")
        finally:
            self._tree.close()
            self._capture.close()
            self._windows.close()

    def _awaited(self, title: str) -> WindowInfo:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            for each in self._windows.windows():
                if title.casefold() in each.title.casefold():
                    return each
            time.sleep(0.1)
        titles = [each.title for each in self._windows.windows()]
        raise SystemExit(f"no window {title!r} came up, but {titles}")

    def _place(self, title: str, *numbers: float) -> None:
        """Move and size the window."""
        where = ",".join(f"{each:g}" for each in (0, *numbers))
        for command in (["-b", "remove,maximized_vert,maximized_horz"], ["-e", where]):
            self._tool("wmctrl", "-i", "-r", hex(self._awaited(title).id), *command)
        self._rest(1.0)

    def _tool(self, *command: str) -> None:
        variables = dict(self._desktop.session.variables)
        subprocess.run(command, env=variables, check=True, timeout=30)

    def _rest(self, quiet: float) -> None:
        self._capture.stable(15.0, quiet)

    def _save(self, title: str, name: str) -> None:
        window = self._awaited(title)
        reading = self._tree.read([window], budget=20)
        save(
            self._folder,
            name,
            imaging.png(self._capture.pixels()),
            window.box,
            list(keyed(reading.elements)),
        )


def keyed(elements: Sequence[Element]) -> Iterator[dict[str, Any]]:
    """Elements with keys that hold in every look of the window."""
    paths: dict[str, str] = {}
    counted: dict[str, int] = {}
    for each in elements:
        above = paths.get(each.parent or "", "")
        path = f"{above}/{each.role}:{each.name[:40]}"
        counted[path] = counted.get(path, 0) + 1
        paths[each.ref] = path = f"{path}[{counted[path]}]"
        yield {
            "key": path,
            "role": each.role,
            "name": each.name,
            "box": list(each.box),
            "shown": each.visibility is Visibility.VISIBLE,
            "operable": each.interactive,
        }


def save(folder: Path, name: str, png: bytes, box: Box, elements: list[dict[str, Any]]) -> None:
    """Write one frame."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.png").write_bytes(png)
    told = {"box": list(box), "elements": elements}
    (folder / f"{name}.json").write_text(json.dumps(told), "utf-8")


# Pages.

_MARK = """() => { let n = 0;
  const wanted = 'a,button,input,select,textarea,summary,[role=button],[role=tab],' +
    '[role=checkbox],[role=menuitem],[role=link],[role=option],[tabindex]';
  for (const each of document.querySelectorAll(wanted)) each.dataset.key = 'e' + n++; }"""
_TELL = """() => { const found = [];
  for (const each of document.querySelectorAll('[data-key]')) {
    const box = each.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const hit = box.width > 1 && box.height > 1 && document.elementFromPoint(x, y);
    const shown = !!hit && (each.contains(hit) || hit.contains(each) && hit.tagName === 'LABEL') &&
      box.x >= 0 && box.y >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    const role = each.getAttribute('role') || each.tagName.toLowerCase();
    found.push({key: each.dataset.key, role,
      name: (each.innerText || each.value || each.getAttribute('aria-label') || '').slice(0, 60),
      box: [box.x, box.y, box.width, box.height], shown, operable: true}); }
  return found; }"""
_DARK = """body, main, header, nav, section, aside, footer, div, table, form, ul, li, td, th, tr, p,
h1, h2, h3, label, span, b, dialog { background-color: #1d1f23 !important;
color: #e4e4e4 !important; border-color: #555 !important }
a { color: #8ab4f8 !important; background: transparent !important }
input, select, textarea, button, [role=button], [role=tab] { background: #31343b !important;
color: #f0f0f0 !important; border-color: #777 !important } svg { color: #f0f0f0 }"""
_THEME = """* { font-family: 'DejaVu Serif', serif !important }
button, input, select, textarea, [role=button] { border-radius: 0 !important;
padding: 7px 11px !important; border: 2px solid #345 !important }
body { background: #f7f1e3 !important; color: #223 !important } a { text-decoration: underline }
button { background: #d7e4c0 !important; color: #132 !important }"""
_BANNER = """() => { const bar = document.createElement('div');
  bar.textContent = 'New: the summer catalogue is here. Read about it, or close this message.';
  bar.style.cssText = 'height:56px;background:#fff3c4;color:#333;font:15px/56px sans-serif;' +
    'padding-left:20px;width:100%;position:relative;z-index:1';
  document.body.prepend(bar); }"""
_SIDEBAR = """() => { document.body.style.marginLeft = '170px'; }"""
_REVERSED = """() => { for (const list of document.querySelectorAll('tbody, ul, ol')) {
  const rows = [...list.children].filter(each => !each.querySelector('th'));
  if (rows.length > 1) for (const each of rows.reverse()) list.append(each); } }"""
_HIDE = "([key, how]) => document.querySelector(`[data-key=${key}]`).style.display = how"
_MOST_GONE = 12


class Pages:
    """Pictures pages in Chromium."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder

    def make(self, name: str, url: str) -> None:
        """All frames of a page."""
        self._shoot(name, url, "base", lambda page: None)
        for change, style in (("dark", _DARK), ("theme", _THEME)):
            self._shoot(name, url, change, lambda page, s=style: page.add_style_tag(content=s))
        for change, script in (
            ("banner", _BANNER), ("moved", _SIDEBAR), ("reversed", _REVERSED),
        ):  # fmt: skip
            self._shoot(name, url, change, lambda page, s=script: page.evaluate(s))
        for scale in SCALES:
            self._shoot(name, url, f"scale{scale:g}", lambda page: None, scale)
        self._shoot(name, url, "wider", lambda page: page.set_viewport_size(_size(1500, 800)))
        self._gone(name, url)

    def _shoot(
        self, name: str, url: str, change: str, do: Callable[[Page], object], scale: float = 1.0
    ) -> None:
        with self._open(url, scale) as page:
            do(page)
            page.wait_for_timeout(150)
            self._save(page, name, change, scale)

    def _gone(self, name: str, url: str) -> None:
        """Each of some elements taken away, so that others come where it was."""
        with self._open(url, 1.0) as page:
            shown = [each["key"] for each in page.evaluate(_TELL) if each["shown"]]
            step = max(len(shown) // _MOST_GONE, 1)
            for key in shown[::step][:_MOST_GONE]:
                page.evaluate(_HIDE, [key, "none"])
                page.wait_for_timeout(50)
                self._save(page, name, f"gone-{key}", 1.0)
                page.evaluate(_HIDE, [key, ""])

    def _open(self, url: str, scale: float) -> _Opened:
        return _Opened(self._browser, url, scale)

    def _save(self, page: Page, name: str, change: str, scale: float) -> None:
        elements = page.evaluate(_TELL)
        for each in elements:
            each["box"] = list(Box(*each["box"]).scaled(scale))
        view = page.viewport_size
        assert view is not None
        box = Box(0, 0, view["width"] * scale, view["height"] * scale)
        save(self._folder / name, change, page.screenshot(), box, elements)


class _Opened:
    """A page in a view of 1280x800 pixels of the screen, whatever the scale."""

    def __init__(self, browser: Browser, url: str, scale: float) -> None:
        self._context = browser.new_context(
            viewport=_size(SCREEN.width / scale, SCREEN.height / scale), device_scale_factor=scale
        )
        self._url = url

    def __enter__(self) -> Page:
        page = self._context.new_page()
        page.goto(self._url)
        page.wait_for_timeout(200)
        page.evaluate(_MARK)
        return page

    def __exit__(self, *_: object) -> None:
        self._context.close()


def _size(width: float, height: float) -> Any:
    return {"width": round(width), "height": round(height)}


def make(folder: Path, only: Sequence[str] = ()) -> None:
    """Make all frames that are not there yet."""
    own = folder / "pages"
    own.mkdir(parents=True, exist_ok=True)
    (own / "orders.html").write_text(orders_page(dark=False), "utf-8")
    (own / "office.html").write_text(synthetic(300), "utf-8")
    files = [*sorted(PAGES.glob("*.html")), *sorted(own.glob("*.html"))]
    urls = {f"page-{file.stem}": file.as_uri() for file in files}
    with DemoSite() as site, sync_playwright() as playwright:
        urls |= {f"demo-{path}": f"{site.url}/{path}" for path in ("contacts", "orders", "support")}
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=str(find_browser()), args=arguments)
        for name, url in urls.items():
            if (not only or name in only) and not (folder / name / "wider.json").exists():
                Pages(browser, folder).make(name, url)
        browser.close()
    windows = Windows(folder)
    for program in PROGRAMS:
        if not only or program.name in only:
            windows.make(program)
