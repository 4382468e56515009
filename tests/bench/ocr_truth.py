"""The words that programs say they show, with their places. Run by the system's Python.

    ocr_truth.py PID...

Prints JSON: a list of {text, box, popup, whole, pid}. Where a program tells the place of each word
(the Text interface), `box` is the word's; else that of the control whose name holds it. `popup`: it
belongs to an open menu. `whole`: false where the word is cut off by what it scrolls in.
"""

import json
import re
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version comes first

SCREEN = Atspi.CoordType.SCREEN
# Controls that draw their accessible name. Buttons in tool bars show a picture instead.
NAMED = {
    "menu", "menu item", "check menu item", "radio menu item", "push button", "toggle button",
    "check box", "radio button", "page tab", "table column header", "table cell", "tree item",
    "list item", "label", "combo box", "statusbar", "status bar",
}  # fmt: skip
CLIPPING = {"scroll pane", "viewport", "document web", "tree table", "table", "frame", "dialog"}
MOST = 400  # children; LibreOffice's tables have a billion


def extents(node):
    box = node.get_extents(SCREEN)
    return (box.x, box.y, box.width, box.height)


def cut(one, other):
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right = min(one[0] + one[2], other[0] + other[2])
    bottom = min(one[1] + one[3], other[1] + other[3])
    return (left, top, max(right - left, 0), max(bottom - top, 0))


def walk(node, clip, above, found):
    states = node.get_state_set()
    if not (states.contains(Atspi.StateType.SHOWING) or states.contains(Atspi.StateType.ACTIVE)):
        return
    role = node.get_role_name()
    box = extents(node) if node.get_component_iface() else None
    if role in CLIPPING and box and box[2] > 0:
        clip = cut(clip, box) if clip else box
    if role == "menu" and above and above[-1] in ("menu bar", "menu"):
        show(node, role, box, clip, above, found)
        for child in children(node):  # those of an open menu show
            walk(child, None, [*above, role], found)
        return
    show(node, role, box, clip, above, found)
    for child in children(node):
        walk(child, clip, [*above, role], found)


def children(node):
    count = node.get_child_count()
    if count > MOST and node.get_table_iface():
        yield from cells(node)
        return
    for at in range(min(count, MOST)):
        child = node.get_child_at_index(at)
        if child is not None:
            yield child


def cells(table):
    """Cells of a spreadsheet, from the first one on, as far as they show."""
    grid = table.get_table_iface()
    empty = 0
    for row in range(120):
        seen = False
        for column in range(12):
            cell = grid.get_accessible_at(row, column)
            if cell is None or not cell.get_state_set().contains(Atspi.StateType.SHOWING):
                continue
            seen = True
            yield cell
        empty = 0 if seen else empty + 1


def show(node, role, box, clip, above, found):
    if box is None or box[2] <= 1 or box[3] <= 1:
        return
    popup = "menu" in above
    text = node.get_text_iface()
    content = text.get_text(0, min(text.get_character_count(), 20000)) if text else ""
    if content.strip(" \n\ufffc") and role != "password text":
        boxes = []
        for match in re.finditer(r"[^\s\ufffc]+", content):
            rect = text.get_range_extents(match.start(), match.end(), SCREEN)
            boxes.append((match.group(), (rect.x, rect.y, rect.width, rect.height)))
        good = all(0 < each[2] < 4000 and -20000 < each[0] < 20000 for _, each in boxes)
        for word, place in boxes:
            add(word, place if good else box, clip, popup, role, good, found)
    elif role in NAMED and not (role == "table cell" and text) and not is_picture(node, box, above):
        for word in node.get_name().split():
            add(word, box, clip, popup, role, False, found)


def is_picture(node, box, above):
    """Whether a button shows a picture: it stands in a tool bar, or its name has no room."""
    if node.get_role_name() not in ("push button", "toggle button"):
        return False
    return "tool bar" in above or box[2] < 6 * len(node.get_name())


def add(word, box, clip, popup, role, exact, found):
    seen = cut(box, clip) if clip else box
    if seen[2] * seen[3] <= 0:
        return
    whole = seen[2] >= 0.97 * box[2] and seen[3] >= 0.9 * box[3]
    found.append(
        {
            "text": word,
            "box": list(box),
            "popup": popup,
            "whole": whole,
            "role": role,
            "exact": exact,
        }
    )


def main():
    pids = set(map(int, sys.argv[1:]))
    Atspi.set_timeout(3000, 5000)
    found = []
    desktop = Atspi.get_desktop(0)
    for at in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(at)
        if application is None or application.get_process_id() not in pids:
            continue
        for index in range(application.get_child_count()):
            window = application.get_child_at_index(index)
            begin = len(found)
            try:
                if window is not None:
                    walk(window, None, [], found)
            except GLib.Error:
                continue  # gone meanwhile
            for each in found[begin:]:
                each["window"] = window.get_name()
                each["pid"] = application.get_process_id()
    sys.stdout.write(json.dumps(found) + "\n")


main()
