"""Stacks of GTK 3 windows full of buttons, one after the other; run by the system's Python.

Reads a JSON list of windows from each line of its input, shows them from the back to the front, and
answers with a line of where each button is on the screen: {"A1": [x, y, width, height], ...}. Tells
of each click with a line: {"clicked": "A1"}.
"""

import json
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402 - the version comes first

HINTS = {
    "menu": Gdk.WindowTypeHint.POPUP_MENU,
    "tooltip": Gdk.WindowTypeHint.TOOLTIP,
    "ghost": Gdk.WindowTypeHint.NOTIFICATION,
}
shown = []


def tell(what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def build(plan):
    """A window with a grid of buttons: title, kind, x, y, width, height, columns, rows."""
    kind = plan["kind"]
    popup = kind in HINTS
    window = Gtk.Window(type=Gtk.WindowType.POPUP if popup else Gtk.WindowType.TOPLEVEL)
    window.set_title(plan["title"])
    window.set_default_size(plan["width"], plan["height"])
    window.set_resizable(True)
    if popup:
        window.set_type_hint(HINTS[kind])
    window.set_decorated(kind != "bare")
    grid = Gtk.Grid(row_homogeneous=True, column_homogeneous=True)
    buttons = {}
    for at in range(plan["columns"] * plan["rows"]):
        name = f"{plan['title']}{at + 1}"
        button = Gtk.Button(label=name, hexpand=True, vexpand=True)
        button.connect("clicked", lambda _, name=name: tell({"clicked": name}))
        grid.attach(button, at % plan["columns"], at // plan["columns"], 1, 1)
        buttons[name] = button
    window.add(grid)
    window.move(plan["x"], plan["y"])
    window.show_all()
    if plan.get("minimized"):
        window.iconify()
    return window, buttons


def places():
    found = {}
    for window, buttons in shown:
        if not window.get_window().get_state() & Gdk.WindowState.ICONIFIED:
            for name, button in buttons.items():
                _, left, top = button.get_window().get_origin()
                box = button.get_allocation()
                found[name] = [left + box.x, top + box.y, box.width, box.height]
    return found


def show(line):
    while shown:
        shown.pop()[0].destroy()
    for plan in json.loads(line):
        shown.append(build(plan))
        while Gtk.events_pending():
            Gtk.main_iteration()
    GLib.timeout_add(150, settled, None)


def settled(before):
    """Wait until nothing has moved between two looks."""
    now = places()
    if now == before:
        tell(now)
    else:
        GLib.timeout_add(100, settled, now)
    return False


def read(source, _):
    line = source.readline()
    if not line:
        Gtk.main_quit()
        return False
    show(line)
    return True


GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, read)
tell("ready")
Gtk.main()
