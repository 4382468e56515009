"""What BrowserGym observes of a page, as an observation of ours.

BrowserGym gives Chromium's accessibility tree, in which it has marked every element with an id
("bid"), and tells of each where it is and how much of it can be seen. What a page says is never
more than text here.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from actions.context import RunContext
from actions.errors import EnvironmentUnavailable
from perception import imaging
from perception.element import Element, Visibility
from perception.geometry import Box, Point, Size, Viewport
from perception.keys import place_key, progress_key
from perception.observation import Observation, Surface, SurfaceKind
from perception.screenshot import Screenshot

Brought = Mapping[str, Any]

_ROLES = {
    "StaticText": "text", "LabelText": "text", "paragraph": "paragraph", "image": "img",
    "searchbox": "searchbox", "ListBox": "listbox", "MenuListOption": "option",
    "menuListOption": "option", "gridcell": "gridcell", "LayoutTableCell": "cell",
    "DescriptionListTerm": "text", "Date": "textbox", "ColorWell": "textbox", "Canvas": "img",
    "SvgRoot": "img", "ContentInfo": "region", "disclosuretriangle": "button",
}  # fmt: skip
_SKIPPED = frozenset(
    {"RootWebArea", "WebArea", "none", "InlineTextBox", "generic", "GenericContainer", "ListMarker"}
    | {"LineBreak", "Iframe", "IframePresentational", "MenuListPopup", "LayoutTable", "Section"}
    | {"LayoutTableRow", "Legend", "strong", "emphasis", "Pre", "mark", "subscript", "superscript"}
)
_STATES = {
    "focused": "focused", "disabled": "disabled", "required": "required", "readonly": "readonly",
    "multiline": "multiline", "multiselectable": "multiselectable", "selected": "selected",
    "modal": "modal", "busy": "busy",
}  # fmt: skip
_TYPED = frozenset({"textbox", "searchbox", "spinbutton", "combobox"})
_VALUED = _TYPED | {"slider", "progressbar", "meter"}
_SEEN = 0.5  # of an element, from which on it counts as visible
_NEAR = 30  # pixels between a text and the field below it
_MOST = 20_000  # nodes
_LONGEST = 4_000  # characters


class PageEyes:
    """Makes observations of what BrowserGym observes. Implements `turned.Eyes`."""

    def see(
        self, brought: Brought, context: RunContext, *, whole: bool, screenshot: bool
    ) -> Observation:
        """What was brought, as an observation.

        Raises:
            EnvironmentUnavailable: it has no accessibility tree.
        """
        del whole  # BrowserGym always tells of the whole page
        context.check()
        tree = brought.get("axtree_object")
        nodes = tree.get("nodes") if isinstance(tree, Mapping) else None
        if not isinstance(nodes, Sequence):
            raise EnvironmentUnavailable(
                "BrowserGym brought no axtree_object: keep it in obs_preprocessor, and leave "
                "use_raw_page_output off"
            )
        surfaces = _surfaces(brought)
        active = next(each.ref for each in surfaces if each.active)
        size, picture = _picture(brought.get("screenshot"), wanted=screenshot)
        elements = _labelled(tuple(_elements(nodes[:_MOST], brought, active, size)))
        bare = Observation(
            screenshot=picture,
            viewport=Viewport(size=size),
            surfaces=surfaces,
            elements=elements,
            focused=next((e.ref for e in reversed(elements) if "focused" in e.states), None),
            complete=True,
            taken_at=time.time(),
        )
        return dataclasses.replace(bare, place_key=place_key(bare), progress_key=progress_key(bare))

    def close(self) -> None:
        """Nothing is held."""


def _surfaces(brought: Brought) -> tuple[Surface, ...]:
    """The tabs, the active one first."""
    urls = [str(each) for each in brought.get("open_pages_urls") or [brought.get("url", "")]]
    titles = [str(each) for each in brought.get("open_pages_titles") or ()]
    index = brought.get("active_page_index")
    active = int(index[0]) if index is not None and len(index) else 0
    found = []
    for at, url in enumerate(urls):
        found.append(
            Surface(
                ref=f"t{at}",
                kind=SurfaceKind.PAGE,
                application="chromium",
                title=titles[at] if at < len(titles) else "",
                url=url,
                origin=_origin(url),
                box=Box(0, 0, 1280, 720),
                stacking=0 if at == active else at + 1,
                active=at == active,
            )
        )
    if not any(each.active for each in found):
        found[0] = dataclasses.replace(found[0], active=True)
    return tuple(sorted(found, key=lambda each: each.stacking))


def _origin(url: str) -> str:
    """Where a page comes from, as `Surface.origin` has it."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that is not closed
        return ""
    if parts.scheme == "file":
        return "file://"
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _picture(pixels: Any, *, wanted: bool) -> tuple[Size, Screenshot | None]:
    """The size of the page's view, and its picture. BrowserGym's are arrays: red, green, blue."""
    shape: tuple[int, ...] = getattr(pixels, "shape", ())
    if len(shape) != 3 or shape[2] < 3:
        return Size(1280, 720), None
    size = Size(shape[1], shape[0])
    if not wanted:
        return size, None
    return size, Screenshot(imaging.png(pixels[:, :, 2::-1].copy()), size)


def _elements(
    nodes: Sequence[Any], brought: Brought, surface: str, size: Size
) -> Iterator[Element]:
    """The elements of a page in document order."""
    extra = brought.get("extra_element_properties")
    facts = extra if isinstance(extra, Mapping) else {}
    known = {str(each["nodeId"]): each for each in nodes if isinstance(each, Mapping)}
    holders: dict[str, str] = {}  # node id to the ref of the element around it
    boxes: dict[str, Box] = {}
    count = 0
    for node in _ordered(known):
        identity, around = str(node["nodeId"]), str(node.get("parentId", ""))
        parent = holders.get(around, "")
        holders[identity] = parent
        boxes[identity] = boxes.get(around, Box(0, 0, 0, 0))
        bid = str(node.get("browsergym_id") or "")
        told = facts.get(bid) if bid else None
        told = told if isinstance(told, Mapping) else {}
        sides = told.get("bbox")
        if isinstance(sides, Sequence) and len(sides) == 4:
            boxes[identity] = Box(*(float(each) for each in sides))
        role, name = _said(node.get("role")), _said(node.get("name"))
        clickable = told.get("clickable") is True
        role = _role(role, clickable=clickable)
        if node.get("ignored") is True or not role:
            continue
        if role == "text" and (not name or _repeats(name, known.get(around))):
            continue
        count += 1
        ref = bid or f"s{count}"
        holders[identity] = ref
        states = _states(node, role, clickable=clickable)
        seen = told.get("visibility")
        box = boxes[identity]
        shown = box.intersection(Box(0, 0, *size))
        visible = shown.area > 0 and (seen is None or float(seen) >= _SEEN)
        yield Element(
            ref=ref,
            surface=surface,
            role=role,
            name=" ".join(name.split())[:_LONGEST],
            value=_value(node, role, known),
            states=states,
            box=box,
            click_point=Point(*shown.center) if visible else None,
            visibility=Visibility.VISIBLE if visible else Visibility.OFFSCREEN,
            parent=parent or None,
            description=_said(node.get("description"))[:_LONGEST],
            source="dom",
            attributes=MappingProxyType(_attributes(node, role, bid, known)),
        )


def _labelled(elements: Sequence[Element]) -> tuple[Element, ...]:
    """The elements; fields without a name are called as the text right before them says."""
    found: list[Element] = []
    before: Element | None = None
    for each in elements:
        nameless = each.role in _TYPED and not each.name
        if nameless and before is not None and _beside(before.box, each.box):
            each = dataclasses.replace(each, name=before.name, weak_name=True)
        found.append(each)
        before = each if each.role == "text" else None
    return tuple(found)


def _beside(label: Box, field: Box) -> bool:
    """Whether a text stands right before a field, or right above it."""
    if min(label.bottom, field.bottom) > max(label.y, field.y):
        return field.x >= label.x
    return 0 <= field.y - label.bottom + 2 <= _NEAR


def _ordered(known: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The nodes in document order."""
    children = {str(each) for node in known.values() for each in node.get("childIds") or ()}
    stack = [node for identity, node in reversed(list(known.items())) if identity not in children]
    done: set[str] = set()
    while stack:
        node = stack.pop()
        identity = str(node["nodeId"])
        if identity in done:
            continue
        done.add(identity)
        yield node
        below = [known.get(str(each)) for each in node.get("childIds") or ()]
        stack += [each for each in reversed(below) if each is not None]


def _said(value: Any) -> str:
    inside = value.get("value") if isinstance(value, Mapping) else None
    return "" if inside is None else str(inside)


def _properties(node: Mapping[str, Any]) -> Mapping[str, Any]:
    found = {}
    for each in node.get("properties") or ():
        if isinstance(each, Mapping) and isinstance(each.get("value"), Mapping):
            found[str(each.get("name"))] = each["value"].get("value")
    return found


def _role(role: str, *, clickable: bool) -> str:
    """An ARIA role; "" for what only holds others."""
    if role in _SKIPPED:
        return "generic" if clickable and role not in ("RootWebArea", "WebArea") else ""
    return _ROLES.get(role, role if role.islower() else "")


def _repeats(name: str, around: Mapping[str, Any] | None) -> bool:
    """Whether a text only says again what the control around it is called."""
    return around is not None and _said(around.get("name")).strip() == name.strip()


def _states(node: Mapping[str, Any], role: str, *, clickable: bool) -> frozenset[str]:
    told = _properties(node)
    found = {ours for theirs, ours in _STATES.items() if told.get(theirs) is True}
    checked = str(told.get("checked", "")).casefold()
    found |= {"checked"} if checked == "true" else {"mixed"} if checked == "mixed" else set()
    if str(told.get("pressed", "")).casefold() == "true":
        found.add("pressed")
    if isinstance(told.get("expanded"), bool):
        found.add("expanded" if told["expanded"] else "collapsed")
    if role in _TYPED and not found & {"readonly", "disabled"} and told.get("editable"):
        found.add("editable")
    if clickable:
        found.add("clickable")
    if set(_said(node.get("value"))) == {"•"}:
        found.add("password")
    return frozenset(found)


def _value(node: Mapping[str, Any], role: str, known: Mapping[str, Any]) -> str | None:
    if role not in _VALUED:
        return None
    said = _said(node.get("value"))
    if said or role != "combobox":
        return said[:_LONGEST]
    chosen = [e for e in _below(node, known) if _properties(e).get("selected") is True]
    return _said(chosen[0].get("name")) if chosen else ""


def _attributes(
    node: Mapping[str, Any], role: str, bid: str, known: Mapping[str, Any]
) -> dict[str, str]:
    found = {"bid": bid} if bid else {}
    told = _properties(node)
    if role in ("combobox", "listbox"):
        options = [_said(each.get("name")) for each in _below(node, known) if _is_option(each)]
        if options:
            found["options"] = "\n".join(options)
    for ours, theirs in (("href", "url"), ("min", "valuemin"), ("max", "valuemax")):
        if theirs in told:
            found[ours] = str(told[theirs])[:_LONGEST]
    return found


def _is_option(node: Mapping[str, Any]) -> bool:
    return _said(node.get("role")) in ("option", "MenuListOption", "menuListOption")


def _below(node: Mapping[str, Any], known: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    stack = [str(each) for each in node.get("childIds") or ()]
    while stack and len(found) < 1_000:
        each = known.get(stack.pop(0))
        if each is not None:
            found.append(each)
            stack += [str(child) for child in each.get("childIds") or ()]
    return found
