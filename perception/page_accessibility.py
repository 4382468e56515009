"""The second channel: the accessibility tree that the browser itself computes.

Slow (seconds on a page of 20,000 elements) and without boxes, so it serves verification only.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from playwright.sync_api import CDPSession

from perception.element import Element
from perception.geometry import Box
from perception.page_world import FrameGone, send

_ROLES = {
    "StaticText": "text",
    "image": "img",
    "LabelText": "label",
    "RootWebArea": "document",
    "DisclosureTriangle": "button",
    "Date": "textbox",
    "DateTime": "textbox",
    "InputTime": "textbox",
    "ColorWell": "button",
    "ComboBoxSelect": "combobox",
    "MenuListOption": "option",
    "MenuListPopup": "menu",
    "ListBoxOption": "option",
    "TextField": "textbox",
    "Iframe": "iframe",
    "Canvas": "canvas",
    "Video": "video",
    "Audio": "audio",
    "Meter": "meter",
    "Legend": "text",
    "Details": "group",
}
_SKIPPED = frozenset({"none", "generic", "InlineTextBox", "LineBreak", "ListMarker", "ignored"})
_FLAGS = {
    "disabled": "disabled",
    "focused": "focused",
    "required": "required",
    "readonly": "readonly",
    "multiline": "multiline",
    "multiselectable": "multiselectable",
    "modal": "modal",
    "busy": "busy",
    "selected": "selected",
}
_NOWHERE = Box(0, 0, 0, 0)


def read(frames: Sequence[tuple[CDPSession, str]], surface: str) -> tuple[Element, ...]:
    """The accessibility trees of these frames, as elements with source "ax".

    Args:
        frames: the session and the id of each; a frame that is gone is left out.
        surface: the surface's ref.
    """
    found: list[Element] = []
    for number, (session, frame_id) in enumerate(frames):
        try:
            nodes = send(session, "Accessibility.getFullAXTree", {"frameId": frame_id}, 30.0)
            found += _elements(nodes["nodes"], surface, f"ax{number}.", _passwords(session))
        except FrameGone:
            continue
    return tuple(found)


def _elements(
    nodes: Sequence[dict[str, Any]], surface: str, prefix: str, passwords: set[int]
) -> list[Element]:
    parents: dict[str, str] = {}
    shown: set[str] = set()
    found = []
    by_id = {node["nodeId"]: node for node in nodes}
    waiting = [node["nodeId"] for node in nodes[:1]]
    while waiting:  # depth first: document order
        own = waiting.pop()
        node = by_id[own]
        inside = [child for child in node.get("childIds", ()) if child in by_id]
        parents.update(dict.fromkeys(inside, own))
        waiting += reversed(inside)
        role = str(node.get("role", {}).get("value", ""))
        if node.get("ignored") or role in _SKIPPED:
            continue
        shown.add(own)
        found.append((node, _ROLES.get(role, role)))
    return [
        _element(node, role, surface, prefix, _nearest(node["nodeId"], parents, shown), passwords)
        for node, role in found
    ]


def _nearest(node: str, parents: dict[str, str], shown: set[str]) -> str | None:
    above = parents.get(node)
    while above is not None and above not in shown:
        above = parents.get(above)
    return above


def _element(
    node: dict[str, Any],
    role: str,
    surface: str,
    prefix: str,
    parent: str | None,
    passwords: set[int],
) -> Element:
    properties = {
        each["name"]: each.get("value", {}).get("value") for each in node.get("properties", ())
    }
    value = node.get("value", {}).get("value")
    text = None if value is None else str(value)
    states = _states(properties)
    if node.get("backendDOMNodeId") in passwords:
        states.add("password")
        text = "•" * len(text or "")
    return Element(
        ref=f"{prefix}{node['nodeId']}",
        surface=surface,
        role=role,
        name=" ".join(str(node.get("name", {}).get("value", "")).split()),
        value=text,
        states=frozenset(states),
        box=_NOWHERE,
        parent=f"{prefix}{parent}" if parent else None,
        description=str(node.get("description", {}).get("value", "")),
        source="ax",
        attributes=MappingProxyType({}),
    )


def _states(properties: dict[str, Any]) -> set[str]:
    states = {state for name, state in _FLAGS.items() if properties.get(name) is True}
    for name in ("checked", "pressed"):
        stated = properties.get(name)
        if stated in (True, "true"):
            states.add(name)
        elif stated == "mixed":
            states.add("mixed")
    if "expanded" in properties:
        states.add("expanded" if properties["expanded"] else "collapsed")
    if properties.get("invalid") not in (None, False, "false"):
        states.add("invalid")
    if properties.get("editable"):
        states.add("editable")
    if properties.get("hasPopup") not in (None, False, "false"):
        states.add("haspopup")
    return states


def _passwords(session: CDPSession) -> set[int]:
    """Backend ids of the password fields, whose text must not get out."""
    answer = send(
        session,
        "Runtime.evaluate",
        {"expression": "document.querySelectorAll('input[type=password]')"},
    )
    handle = answer.get("result", {}).get("objectId")
    if handle is None:
        return set()
    found = set()
    listed = send(
        session, "Runtime.getProperties", {"objectId": handle, "ownProperties": True}
    ).get("result", ())
    for entry in listed:
        held = entry.get("value", {})
        if entry["name"].isdecimal() and "objectId" in held:
            node = send(session, "DOM.describeNode", {"objectId": held["objectId"]})["node"]
            found.add(node["backendNodeId"])
    send(session, "Runtime.releaseObject", {"objectId": handle})
    return found
