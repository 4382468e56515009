"""The usual way to read accessibility trees: node by node, with pyatspi.

Run by the system's Python.

atspi_peer.py PID ROUNDS: walks all of the program's tree that is there and prints JSON: seconds of
each round, and the nodes of the last one. It reads of each node what Deskhand reads: role, name,
states, box, and where there are such interfaces text, value, action and description.
"""

import json
import sys
import time

import pyatspi

LONGEST = 20_000
MOST_CHILDREN = 2_000  # as Deskhand: LibreOffice's tables have a billion

USABLE = {
    pyatspi.STATE_ENABLED,
    pyatspi.STATE_EDITABLE,
    pyatspi.STATE_EXPANDABLE,
    pyatspi.STATE_CHECKABLE,
}


def read(node, depth, found):
    states = node.getState().getStates()
    entry = {
        "role": node.getRoleName(),
        "name": node.name,
        "showing": pyatspi.STATE_SHOWING in states,
        "visible": pyatspi.STATE_VISIBLE in states,
        "usable": bool(USABLE & set(states)),
        "count": node.childCount,
    }
    interfaces = node.get_interfaces()
    if "Component" in interfaces:
        box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        entry["box"] = [box.x, box.y, box.width, box.height]
    if "Text" in interfaces:
        text = node.queryText()
        entry["text"] = text.getText(0, min(text.characterCount, LONGEST))
    if "Value" in interfaces:
        value = node.queryValue()
        entry["value"] = [value.currentValue, value.minimumValue, value.maximumValue]
    if "Action" in interfaces:
        action = node.queryAction()
        entry["actions"] = [action.getName(at) for at in range(action.nActions)]
    entry["description"] = node.description
    found.append(entry)
    managed = pyatspi.STATE_MANAGES_DESCENDANTS in states
    if depth > 100 or entry["count"] > (200 if managed else MOST_CHILDREN):
        return
    for at in range(entry["count"]):
        try:
            child = node.getChildAtIndex(at)
            if child is not None:
                read(child, depth + 1, found)
        except Exception:  # noqa: BLE001 - gone meanwhile, as nodes of living programs go
            continue


def main():
    pid, rounds = int(sys.argv[1]), int(sys.argv[2])
    desktop = pyatspi.Registry.getDesktop(0)
    pids = {pid, *map(int, sys.argv[3:])}
    seconds, found = [], []
    for _ in range(rounds):
        found = []
        began = time.perf_counter()
        for application in desktop:
            if application is not None and application.get_process_id() in pids:
                for at in range(application.childCount):
                    child = application.getChildAtIndex(at)
                    if child is not None:
                        read(child, 0, found)
        seconds.append(time.perf_counter() - began)
        # What the library has kept of this round must not serve the next.
        desktop.clear_cache()
        for application in desktop:
            if application is not None:
                application.clear_cache()
    sys.stdout.write(json.dumps({"seconds": seconds, "nodes": found}) + "\n")


main()
