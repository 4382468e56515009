"""An observation as compact text, for planners and people.

One line per element, ref first, indented by structure:

    [e3] heading "Contacts" (level 1)
    [e7] row 2
      [e8] cell "Chen Wei" (Name)
      [e9] button "Edit"
    [e12] textbox "Email" = "chen@example.org" required
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perception.element import Element, Visibility
from perception.observation import Observation

_STATES = (
    "checked",
    "mixed",
    "selected",
    "pressed",
    "expanded",
    "collapsed",
    "disabled",
    "readonly",
    "required",
    "invalid",
    "focused",
    "multiline",
    "multiselectable",
    "password",
    "draggable",
    "modal",
    "busy",
)
# Structure that says nothing unless it has a name, or something in it.
_SCAFFOLD = frozenset(
    {"table", "list", "group", "form", "region", "main", "banner", "contentinfo", "navigation"}
    | {"complementary", "article", "figure", "document", "tablist", "menu", "tree", "search"}
)
_CELLS = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_MOST_OPTIONS = 12
_LONGEST = 200


def render(
    observation: Observation,
    *,
    before: Observation | None = None,
    limit: int = 20_000,
    boxes: bool = False,
) -> str:
    """The observation as text.

    Args:
        observation: to render.
        before: an earlier one; elements that are new or differ are marked with "*".
        limit: characters; what does not fit is left out, and the last line says how much.
        boxes: add each element's centre in environment pixels.
    """
    lines = list(_head(observation))
    old = before.by_ref if before is not None else None
    depths: dict[str, int] = {}
    pruned = _pruned(observation)
    size = sum(len(line) + 1 for line in lines)
    room = limit - 120
    left_out = 0
    for element in observation.elements:
        above = depths.get(element.parent, 0) if element.parent else 0
        if element.ref in pruned:
            depths[element.ref] = above
            continue
        depths[element.ref] = above + 1
        if left_out:
            left_out += 1
            continue
        line = "  " * above + _line(element, old, boxes)
        if size + len(line) + 1 > room:
            left_out = 1
            continue
        size += len(line) + 1
        lines.append(line)
    lines.extend(_tail(observation, left_out))
    return "\n".join(lines)


def _head(observation: Observation) -> Iterable[str]:
    for surface in observation.surfaces:
        mark = "on" if surface.active else "behind:"
        yield f'{mark} {surface.ref} "{_short(surface.title)}" {_short(surface.url)}'.rstrip()
    for dialog in observation.dialogs:
        yield f'dialog ({dialog.kind}) waits for an answer: "{_short(dialog.message)}"'
    for notice in observation.notices:
        yield f"{notice.kind}: {_short(notice.text)}"


def _tail(observation: Observation, left_out: int) -> Iterable[str]:
    if left_out:
        yield f"… {left_out} more elements left out for length"
    view = observation.viewport
    if not observation.complete:
        if view.document is not None and view.document.height > view.size.height:
            above = int(view.scroll.y)
            below = int(view.document.height - view.scroll.y - view.size.height)
            yield f"… only what is in view was read ({above} px above, {max(below, 0)} px below)"
        else:
            yield "… only what is in view was read"
    for part in observation.unread:
        yield f"… not read: {_short(part)}"
    if not observation.settled:
        yield "… the page was still changing"


def _pruned(observation: Observation) -> set[str]:
    """Elements that need no line: nameless scaffold, labels that repeat a field's name."""
    found = set()
    for element in observation.elements:
        if element.interactive or "modal" in element.states:
            continue
        scaffold = element.role in _SCAFFOLD and not element.name
        if scaffold or _repeats(element, observation.by_ref):
            found.add(element.ref)
        elif (element.role == "row" or element.role == "img") and not element.name:
            if not observation.children.get(element.ref):
                found.add(element.ref)
        elif element.role in _CELLS and _repeats_child(element, observation):
            found.add(element.ref)
    return found


def _repeats(element: Element, by_ref: Mapping[str, Element]) -> bool:
    """Whether a plain text is told already: by its field, or by the item that it is part of."""
    if element.role != "text" or "shape" in element.attributes:
        return False
    field = by_ref.get(element.attributes.get("for", ""))
    around = by_ref.get(element.parent or "")
    return any(
        other is not None and not other.weak_name and element.name in other.name
        for other in (field, around)
    )


def _repeats_child(element: Element, observation: Observation) -> bool:
    inside = observation.children.get(element.ref, ())
    return not element.name or (len(inside) == 1 and inside[0].name == element.name)


def _line(element: Element, old: Mapping[str, Element] | None, boxes: bool) -> str:
    mark = ""
    if old is not None:
        earlier = old.get(element.ref)
        if earlier is None or (earlier.name, earlier.value, earlier.states) != (
            element.name,
            element.value,
            element.states,
        ):
            mark = "*"
    role = "clickable" if element.role == "generic" and element.interactive else element.role
    parts = [f"{mark}[{element.ref}] {role}"]
    if element.name:
        parts.append(f'"{_short(element.name)}"' + ("?" if element.weak_name else ""))
    if element.value:
        parts.append(f'= "{_short(element.value)}"')
    elif element.value == "" and element.editable:
        parts.append("empty")
    if element.description and element.description != element.name:
        parts.append(f"({_short(element.description)})")
    parts += _facts(element)
    parts += [state for state in _STATES if state in element.states]
    if element.visibility is Visibility.COVERED:  # what is off-screen is scrolled to by itself
        parts.append("covered")
    if boxes:
        parts.append(f"at {round(element.box.center.x)},{round(element.box.center.y)}")
    return " ".join(parts)


def _facts(element: Element) -> Iterable[str]:
    facts = element.attributes
    if element.role == "heading" and "level" in facts:
        yield f"level {facts['level']}"
    if element.role in _CELLS and facts.get("header"):
        yield f"({_short(facts['header'])})"
    if element.role == "row" and "row" in facts:
        yield facts["row"]
    if facts.get("type") in ("date", "time", "datetime-local", "month", "week", "file", "color"):
        yield facts["type"]
    if "options" in facts:
        options = facts["options"].split("\n")
        shown = " | ".join(_short(option) for option in options[:_MOST_OPTIONS])
        more = f" | … {len(options) - _MOST_OPTIONS} more" if len(options) > _MOST_OPTIONS else ""
        yield f"options: {shown}{more}"
    if "min" in facts or "max" in facts:
        yield f"from {facts.get('min', '')} to {facts.get('max', '')}"
    told = element.name and not element.weak_name and "shape" not in facts
    if "color" in facts and not told and not element.name.startswith(facts["color"]):
        yield facts["color"]


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _LONGEST else folded[: _LONGEST - 1] + "…"
