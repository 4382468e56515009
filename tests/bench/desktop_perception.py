"""How fast windows are read, beside the usual node-by-node walk, in one run.

    python tests/bench/desktop_perception.py [--rounds 5]

For each program, in milliseconds and medians: Deskhand's reading of what is on the screen, and a
walk with pyatspi (`atspi_peer.py`), by a fresh process, that collects the same of each node; the
ratio; the ratio to the same walk made again by the same process ("again"), which libatspi answers
in part from a cache that nobody has brought up to date; by how much the program's memory grew over
Deskhand's readings; and what Deskhand missed: nodes that the walk says are showing, that lie in the
window, and that have a name or can be operated, for which Deskhand has no element in that place.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actions.environments.private_desktop import PrivateDesktop
from perception.element import Element
from perception.geometry import Box
from perception.platforms.atspi import AtspiTree
from perception.platforms.interface import WindowInfo
from perception.platforms.x11 import X11Windows

PEER = Path(__file__).parent / "atspi_peer.py"
OPERABLE = frozenset(
    {"push button", "toggle button", "check box", "radio button", "combo box", "entry", "link"}
    | {"menu item", "check menu item", "radio menu item", "menu", "page tab", "slider", "text"}
    | {"spin button", "password text", "table cell", "list item", "tree item", "icon"}
)
_MENU_BAR = 30  # pixels
SCAFFOLD = frozenset(
    {"frame", "window", "filler", "panel", "root pane", "scroll pane", "viewport", "section"}
    | {"application", "layered pane", "split pane", "scroll bar", "separator", "document web"}
    | {"internal frame", "unknown", "tool tip", "redundant object", "option pane"}
)


def page(rows: int = 330) -> str:
    """A page of some 3,500 accessible nodes."""
    lines = "".join(
        f"<div><b>Row {n}</b> <span>cell {n}</span> <button>Edit {n}</button> "
        f"<a href=#{n}>Link {n}</a> <input value='v{n}'></div>"
        for n in range(rows)
    )
    return f"<!doctype html><title>Bench</title><h1>Bench</h1>{lines}"


def programs(home: Path) -> dict[str, tuple[list[str], str]]:
    """Name: command, and a part of the window's title."""
    (home / "bench.html").write_text(page(), "utf-8")
    chromium = ["chromium", "--no-sandbox", "--force-renderer-accessibility", "--no-first-run"]
    return {
        "Chromium, 330 rows": (
            [*chromium, "--password-store=basic", str(home / "bench.html")],
            "Bench",
        ),
        "LibreOffice Calc": (["soffice", "--calc", "--norestore", "--nologo"], "Calc"),
        "LibreOffice Writer": (["soffice", "--writer", "--norestore", "--nologo"], "Writer"),
        "mousepad (GTK 3)": (["mousepad"], "Mousepad"),
        "gnome-calculator (GTK 4)": (["gnome-calculator"], "Calculator"),
        "kcalc (Qt 5)": (["kcalc"], "KCalc"),
    }


def resident(pid: int) -> float:
    """Megabytes of memory that a process uses."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def missed(nodes: Sequence[dict[str, Any]], elements: Sequence[Element], window: Box) -> list[str]:
    """What the walk saw on the screen and we did not."""
    found = []
    for node in nodes:
        box = Box(*node.get("box", (0, 0, 0, 0)))
        shown = node["showing"] and node["visible"] and box.area > 0
        if not shown or box.intersection(window).area < 0.5 * box.area:
            continue
        name = " ".join(node["name"].split())
        if node["role"] in SCAFFOLD or not (name or node["role"] in OPERABLE):
            continue
        if not any(_covers(each, name, box) for each in elements):
            found.append(f"{node['role']} {name!r} {tuple(map(int, box))}")
    return found


def _covers(element: Element, name: str, box: Box) -> bool:
    said = f"{element.name} {element.value or ''}"
    # LibreOffice says of what it draws itself that it is up to a menu bar higher than it is.
    near = Box(box.x, box.y, box.width, box.height + _MENU_BAR)
    common = element.box.intersection(near).area
    return (not name or name in said) and common > 0.3 * min(element.box.area, box.area)


def measured(desktop: PrivateDesktop, name: str, rounds: int) -> dict[str, Any]:
    """One program, read by both."""
    command, title = programs(desktop.home)[name]
    windows = X11Windows(desktop.session)
    tree = AtspiTree(desktop.session, windows)
    desktop.launch(command)
    window = awaited(windows, title)
    rest(tree)
    before = resident(window.pid)
    ours, reading = [], None
    for _ in range(rounds):
        began = time.perf_counter()
        reading = tree.read([window], budget=20)
        ours.append(time.perf_counter() - began)
    assert reading is not None
    after = resident(window.pid)
    peers = [
        json.loads(
            subprocess.run(
                ["/usr/bin/python3", str(PEER), str(window.pid), "2"],
                env=dict(desktop.session.variables), capture_output=True, text=True, check=True,
            ).stdout.splitlines()[-1]
        )
        for _ in range(max(rounds // 2, 1))
    ]  # fmt: skip
    peer = peers[-1]
    tree.close()
    windows.close()
    return {
        "program": name,
        "elements": len(reading.elements),
        "nodes": len(peer["nodes"]),
        "ours": statistics.median(ours),
        "peer": statistics.median(each["seconds"][0] for each in peers),
        "cached": statistics.median(each["seconds"][1] for each in peers),
        "missed": missed(peer["nodes"], reading.elements, window.box),
        "grown": after - before,
    }


def awaited(windows: X11Windows, title: str) -> WindowInfo:
    """The window, once it is there and has the keys."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for each in windows.windows():
            if title in each.title and each.active:
                return each
        time.sleep(0.1)
    raise SystemExit(f"no window {title!r} came up")


def rest(tree: AtspiTree) -> None:
    """Wait until no event has come for a second."""
    seen = -1
    while tree.changes() != seen:
        seen = tree.changes()
        time.sleep(1.0)
    time.sleep(1.0)


def main() -> None:
    """Measure all, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    out = sys.stdout.write
    out(f"{'program':26} {'ours ms':>8} {'pyatspi':>8} {'ratio':>6} {'again':>7} {'elements':>8} "
        f"{'nodes':>6} "
        f"{'missed':>6} {'grown MB':>8}\n")  # fmt: skip
    for name in programs(Path(tempfile.gettempdir())):
        with PrivateDesktop.start() as desktop:
            row = measured(desktop, name, rounds)
        out(
            f"{row['program']:26} {row['ours'] * 1000:8.1f} {row['peer'] * 1000:8.0f} "
            f"{row['peer'] / row['ours']:6.1f} {row['cached'] / row['ours']:7.1f} "
            f"{row['elements']:8} {row['nodes']:6} "
            f"{len(row['missed']):6} {row['grown']:8.1f}\n"
        )
        for each in row["missed"][:12]:
            out(f"    missed: {each}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
