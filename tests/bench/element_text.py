"""How much text a model is sent of a page or a window, beside what others send of the same.

    python tests/bench/element_text.py [--show] [--more]

Counted in characters and in pieces of the cl100k pre-tokenisation pattern. Of pages: BrowserGym's
axtree text and browser-use's state text, each with its own defaults (`peer.py`); of windows and of
pages OSWorld's linearised accessibility tree, rebuilt by its published rules (which nodes are kept,
which columns a line has) from a walk with pyatspi. The last column names interactive elements that
are in view and have no ref in our text: there must be none. The form of the text was found on the
six that are measured by default; `--more` measures six others.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex

sys.path.insert(0, str(Path(__file__).parent))

from desktop_perception import PEER, awaited, rest
from page_perception import PEERS, Peer, peers_environment, served
from pages import write

from actions.action import GroundedAction, Open
from actions.context import RunContext
from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.desktop import DesktopOptions, open_desktop
from actions.environments.find_browser import find_browser
from actions.environments.private_desktop import PrivateDesktop
from app.demo.server import DemoSite
from perception.element import Visibility
from perception.observation import Observation
from perception.platforms.atspi import AtspiTree
from perception.platforms.x11 import X11Windows
from perception.text_form import render

REQUIRED = 0.5
PIECES = regex.compile(
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# What OSWorld's filter keeps, by the end of the role's name or by all of it.
KEPT_ENDS = (
    "item", "button", "heading", "label", "scrollbar", "searchbox", "textbox", "link",
    "tabelement", "textfield", "textarea", "menu",
)  # fmt: skip
KEPT = frozenset(
    {"alert", "canvas", "check-box", "combo-box", "entry", "icon", "image", "paragraph"}
    | {"scroll-bar", "section", "slider", "static", "table-cell", "terminal", "text"}
)


@dataclass
class Row:
    """One page or window."""

    name: str
    ours: str
    lost: list[str]
    peers: dict[str, str] = field(default_factory=dict)


def osworld(nodes: list[dict[str, Any]]) -> str:
    """A walk's nodes as OSWorld writes them: a table with tabs between the columns."""
    lines = ["tag\tname\ttext\tclass\tdescription\tposition (top-left x&y)\tsize (w&h)"]
    for node in nodes:
        tag = node["role"].replace(" ", "-")
        kept = tag in KEPT or tag.startswith("document") or tag.endswith(KEPT_ENDS)
        left, top, wide, high = node.get("box", (-1, -1, 0, 0))
        text = node.get("text", "")
        shown = node["showing"] and node["visible"] and left >= 0 and top >= 0
        if not (kept and shown and node["usable"] and wide > 0 and high > 0):
            continue
        if not (node["name"] or text):
            continue
        quoted = '"{}"'.format(text.replace('"', '""')) if '"' in text else text or '""'
        lines.append(
            f"{tag}\t{node['name']}\t{quoted}\t\t{node['description']}"
            f"\t({left}, {top})\t({wide}, {high})"
        )
    return "\n".join(lines)


def elements_of(text: str) -> str:
    """Without the lines that name the window or the tab: the others are counted without, too."""
    lines = text.splitlines()
    return "\n".join(line for line in lines if not line.startswith(("on ", "behind: ")))


def lost(seen: Observation, text: str) -> list[str]:
    """Interactive elements in view that the text has no ref of."""
    refs = set(regex.findall(r"(?<![\w.])[a-z]+\d+\b", text))
    return [
        each.described()
        for each in seen.elements
        if each.interactive and each.visibility is Visibility.VISIBLE and each.ref not in refs
    ]


def pages(more: bool) -> Iterator[Row]:
    """Pages in a browser."""
    chromium, python, context = str(find_browser()), peers_environment(), RunContext()
    with tempfile.TemporaryDirectory() as place, DemoSite() as site:
        write(Path(place), (3000,))
        with served(Path(place)) as address, open_browser(BrowserOptions()) as browser:
            (large,) = sorted(Path(place).glob("*.html"))
            wanted = {
                "contacts (a table)": f"{site.url}/contacts",
                "new order (a form)": f"{site.url}/orders/new",
                "3,000 elements": f"{address}/{large.name}",
            }
            if more:
                wanted = {
                    "settings": f"{site.url}/settings",
                    "orders (a table)": f"{site.url}/orders",
                    "support": f"{site.url}/support",
                }
            for name, url in wanted.items():
                browser.execute(GroundedAction(action=Open(what=url)), context)
                browser.settle(context)
                seen = browser.observe(context)
                text = render(seen)
                row = Row(name, text, lost(seen, text))
                for which in PEERS:
                    peer = Peer(which, python, chromium)
                    peer.ask(open=url)
                    row.peers[which] = peer.ask(text=True)["text"]
                    peer.close()
                row.peers["OSWorld"] = walked_page(url)
                yield row


def walked_page(url: str) -> str:
    """A page as OSWorld sees it: through the accessibility tree of its browser's window."""
    with private() as (desktop, windows):
        flags = ["--no-sandbox", "--force-renderer-accessibility", "--no-first-run"]
        flags += ["--password-store=basic", "--window-size=1280,800", "--window-position=0,0"]
        desktop.launch(["chromium", *flags, "--app=" + url])
        window = awaited(windows, "")
        time.sleep(4)
        return osworld(walk(desktop, window.pid))


@contextmanager
def private() -> Iterator[tuple[PrivateDesktop, X11Windows]]:
    """A desktop of our own."""
    with PrivateDesktop.start() as desktop:
        windows = X11Windows(desktop.session)
        try:
            yield desktop, windows
        finally:
            windows.close()


def walk(desktop: PrivateDesktop, pid: int) -> list[dict[str, Any]]:
    """All nodes of a program, by pyatspi."""
    done = subprocess.run(
        ["/usr/bin/python3", str(PEER), str(pid), "1"],
        env=dict(desktop.session.variables), capture_output=True, text=True, check=True,
    )  # fmt: skip
    nodes: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])["nodes"]
    return nodes


def windows_of_programs(more: bool) -> Iterator[Row]:
    """Windows on a desktop."""
    programs: dict[str, tuple[list[str], str]] = {
        "LibreOffice Calc": (["soffice", "--calc", "--norestore", "--nologo"], "Calc"),
        "Thunar (files)": (["thunar"], "Thunar"),
        "mousepad (editor)": (["mousepad"], "Mousepad"),
    }
    if more:
        programs = {
            "LibreOffice Writer": (["soffice", "--writer", "--norestore", "--nologo"], "Writer"),
            "gnome-calculator": (["gnome-calculator"], "Calculator"),
            "xfce4-appearance-settings": (["xfce4-appearance-settings"], "Appearance"),
        }
    for name, (command, title) in programs.items():
        with private() as (desktop, windows):
            desktop.launch(command)
            window = awaited(windows, title)
            tree = AtspiTree(desktop.session, windows)
            rest(tree)
            tree.close()
            context = RunContext()
            options = DesktopOptions(session=desktop.session, launch=None, name="sandbox")
            with open_desktop(options) as environment:
                seen = environment.observe(context)
            text = render(seen)
            yield Row(name, text, lost(seen, text), {"OSWorld": osworld(walk(desktop, window.pid))})


def main() -> int:
    """Measure all, print a table; 1 if a figure is worse than required."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="print the texts, too")
    parser.add_argument("--more", action="store_true", help="six others")
    options = parser.parse_args()
    out = sys.stdout.write
    good = True
    out("page or window | ours: characters, pieces | leanest other | its characters, pieces | "
        "ratio of characters, of pieces | lost\n")  # fmt: skip
    sources: tuple[Callable[[bool], Iterator[Row]], ...] = (pages, windows_of_programs)
    for source in sources:
        for row in source(options.more):
            counted = {name: len(PIECES.findall(text)) for name, text in row.peers.items()}
            leanest = min(counted, key=lambda name: counted[name])
            body = elements_of(row.ours)
            chars, pieces = len(body), len(PIECES.findall(body))
            ratios = chars / len(row.peers[leanest]), pieces / counted[leanest]
            good &= max(ratios) <= REQUIRED and not row.lost
            out(
                f"{row.name} | {chars}, {pieces} | {leanest} | {len(row.peers[leanest])}, "
                f"{counted[leanest]} | {ratios[0]:.2f}, {ratios[1]:.2f} | {row.lost or 'none'}\n"
            )
            for name, text in row.peers.items():
                out(f"    {name}: {len(text)}, {counted[name]}\n")
            if options.show:
                for name, text in {"ours": row.ours, **row.peers}.items():
                    out(f"----- {name}\n{text}\n")
            sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
