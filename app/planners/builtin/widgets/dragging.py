"""Drag and drop: into boxes, in a direction, to a place in a list or a grid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.action import Drag
from actions.target import ElementRef, PointOn
from app.planners.builtin import find
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import similarity
from app.planners.builtin.phrases import number
from app.planners.builtin.plan import Clause, Phrase
from app.planners.builtin.reading import numbers_in
from app.planners.builtin.seek import seek
from app.planners.builtin.shapes import shape_elements, shape_of
from perception.element import Element
from perception.geometry import Box, Point

_STEP = 40
_FALLING = re.compile(
    r"\b(descending|decreasing|falling|reverse|high(?:est)? to low|"
    r"largest (?:first|to)|greatest (?:first|number at the top))\b"
)
_AWAY = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def drag(desk: Desk, clause: Clause, moved: set[str]) -> Script:
    """Carry out a drag clause. `moved` holds refs moved by earlier clauses ("everything else")."""
    things = yield from _things(desk, clause, moved)
    if not things:
        return False
    if clause.goal and not clause.place:
        return (yield from _to_goal(desk, clause, things[0]))
    direction = clause.options.get("direction", "")
    for thing in things:
        moved.add(thing.ref)
        grid = neighbours(desk, thing)
        if len(grid) > 1 and not _container(desk, clause, things):
            return (yield from _in_grid(desk, clause, thing, grid))
        now = desk.now(thing) or thing
        if direction in _AWAY and clause.place is None:
            yield from _by(desk, now, direction, clause.text)
            continue
        box = _container(desk, clause, things)
        if box is None:
            return False
        yield from _into(desk, now, desk.now(box) or box, len(moved))
    return True


def _things(desk: Desk, clause: Clause, moved: set[str]):  # type: ignore[no-untyped-def]
    phrase = clause.target
    if phrase.every and re.search(r"\b(else|other|rest|remaining)\b", phrase.text):
        return [e for e in movable(desk) if e.ref not in moved]
    shapes = shape_elements(desk, phrase)
    if shapes:
        shapes = [e for e in shapes if e.ref in {m.ref for m in movable(desk)}] or shapes
        return shapes if phrase.every else shapes[:1]
    boxes = _sized_boxes(desk, phrase)
    if boxes:
        return boxes
    found = find.pick(find.matches(desk, phrase, within=movable(desk)), phrase)
    if found:
        return found if phrase.every else found[:1]
    if phrase.roles and "slider" in phrase.noun:
        return []
    element = yield from seek(desk, phrase, open_things=False)
    if element is not None:
        return [element]
    loose = movable(desk)
    return loose[:1] if len(loose) == 1 else []


def movable(desk: Desk) -> list[Element]:
    """What can be dragged: what says so, else the drawn things that can be taken."""
    said = [e for e in desk.shown() if "draggable" in e.states]
    if said:
        return said
    return [e for e in desk.shown() if shape_of(e) and "clickable" in e.states]


def _sized_boxes(desk: Desk, phrase: Phrase) -> list[Element]:
    """“The smaller box” among the things that can be moved."""
    if not {"smaller", "larger", "bigger", "small", "large", "big"} & set(phrase.qualities):
        return []
    pool = movable(desk)
    if len(pool) < 2:
        return []
    least = bool({"smaller", "small"} & set(phrase.qualities))
    return [min(pool, key=lambda e: e.box.area if least else -e.box.area)]


def _to_goal(desk: Desk, clause: Clause, thing: Element) -> Script:
    """“… so that it is inside the larger box”."""
    from app.planners.builtin.phrases import parse_phrase
    from app.planners.builtin.tokens import tokenise

    match = re.search(
        r"\b(?:inside|within|in|into|on top of|over|touch\w*)\s+(?:of\s+)?(.+)$", clause.goal
    )
    if match is None:
        return False
    place = parse_phrase(tokenise(match[1]), match[1])
    others = [e for e in movable(desk) if e.ref != thing.ref]
    boxes = [e for e in _sized_boxes(desk, place) if e.ref != thing.ref]
    if not boxes:
        found = find.pick(find.matches(desk, place), place)
        boxes = found or others
    if not boxes:
        return False
    yield from _into(desk, thing, boxes[0], 0)
    return True


def _container(desk: Desk, clause: Clause, things: Sequence[Element]) -> Element | None:
    """The box that the place of the clause means."""
    place = clause.place
    if place is None:
        return None
    spot = place.ordinal or re.search(
        r"\b(position|place|top|bottom|cent(?:er|re)|middle|corner|row|column|spot|slot|cell)\b",
        place.text,
    )
    if spot and not re.search(r"\bbox|container|area|square|circle\b", place.noun):
        return None
    taken = {thing.ref for thing in things}
    pool = [e for e in desk.shown() if e.ref not in taken and e.box.area > 0]
    if place.noun in ("box", "container", "area", "rectangle", "square", "boxes", "zone", "region"):
        loose = {e.ref for e in movable(desk)}
        drawn = [e for e in pool if e.ref not in loose and shape_of(e) == "rectangle"]
        frames = drawn or [e for e in pool if e.ref not in loose and not e.name]
        if frames:
            return _which(frames, place)
    found = find.pick(find.matches(desk, place, within=pool), place)
    return found[0] if found else None


def _which(frames: list[Element], place: Phrase) -> Element:
    from app.planners.builtin.qualities import with_qualities

    chosen = with_qualities(frames, place, frames) or frames
    text = place.text.casefold()
    if "right" in text:
        return max(chosen, key=lambda e: e.box.x)
    if "left" in text:
        return min(chosen, key=lambda e: e.box.x)
    return max(chosen, key=lambda e: e.box.area)


def _into(desk: Desk, thing: Element, box: Element, number_of: int) -> Script:
    center = box.box.center
    spread = min(box.box.width, box.box.height) / 8 if number_of else 0
    target = PointOn(x=center.x + spread * ((number_of % 3) - 1), y=center.y, surface=thing.surface)
    yield desk.act(
        f"Drag {thing.described()} into {box.described()}.",
        Drag(path=(ElementRef(ref=thing.ref), target)),
    )
    return not desk.failure


def _by(desk: Desk, thing: Element, direction: str, text: str) -> Script:
    dx, dy = _AWAY[direction]
    said = numbers_in(text)
    length = said[0] if said and "pixel" in text else _STEP
    start = thing.box.center
    yield desk.act(
        f"Drag {thing.described()} {direction}.",
        Drag(path=(ElementRef(ref=thing.ref),
                   PointOn(x=start.x + dx * length, y=start.y + dy * length,
                           surface=thing.surface))),
    )  # fmt: skip
    return not desk.failure


def neighbours(desk: Desk, thing: Element) -> list[Element]:
    """The items of the list or grid that a thing is part of, in reading order."""
    taken = "draggable" in thing.states
    kin = [
        each
        for each in desk.observation.children.get(thing.parent, ())
        if each.role == thing.role
        and _similar(each.box, thing.box)
        and ("draggable" in each.states) == taken
    ]
    if thing.role not in ("listitem", "option", "row", "cell", "generic", "gridcell") or shape_of(
        thing
    ):
        return []
    return sorted(kin, key=lambda e: (round(e.box.y / 8), e.box.x))


def _similar(one: Box, other: Box) -> bool:
    return abs(one.width - other.width) < 4 and abs(one.height - other.height) < 12


def _in_grid(desk: Desk, clause: Clause, thing: Element, grid: list[Element]) -> Script:
    here = next(i for i, e in enumerate(grid) if e.ref == thing.ref)
    there = _destination(desk, clause, grid, here)
    if there is None:
        return False
    return (yield from move_item(desk, grid, here, there))


def move_item(desk: Desk, grid: Sequence[Element], here: int, there: int) -> Script:
    """Drag an item of a sortable list from one place to another."""
    if here == there:
        return True
    thing, goal = grid[here], grid[there]
    start, end = thing.box.center, goal.box.center
    # Past the middle of the item that has to make way, on the side away from the start.
    over = 0.3
    beyond = Point(
        end.x
        + (
            goal.box.width * over
            if end.x > start.x + 4
            else -goal.box.width * over
            if end.x < start.x - 4
            else 0
        ),
        end.y
        + (
            goal.box.height * over
            if end.y > start.y + 4
            else -goal.box.height * over
            if end.y < start.y - 4
            else 0
        ),
    )
    yield desk.act(
        f"Drag {thing.described()} to place {there + 1}.",
        Drag(
            path=(ElementRef(ref=thing.ref), PointOn(x=beyond.x, y=beyond.y, surface=thing.surface))
        ),
    )
    return not desk.failure


def columns_of(grid: Sequence[Element]) -> int:
    """How many items stand in the first line of a grid."""
    first = grid[0].box.y
    return max(sum(1 for e in grid if abs(e.box.y - first) < 8), 1)


def _destination(desk: Desk, clause: Clause, grid: list[Element], here: int) -> int | None:
    wide = columns_of(grid)
    high = -(-len(grid) // wide)
    text = clause.text.casefold()
    direction = clause.options.get("direction", "")
    place = clause.place
    if place is not None and place.ordinal:
        return place.ordinal - 1 if place.ordinal > 0 else len(grid) + place.ordinal
    if place is not None and numbers_in(place.text):
        return int(numbers_in(place.text)[0]) - 1
    if direction and (place is None or wide == 1):
        step = next((number(word) for word in text.split() if number(word)), 1)
        dx, dy = _AWAY.get(direction, (0, 0))
        return here + dx * step + dy * step * wide
    if place is None:
        return None
    for other, element in enumerate(grid):
        if other != here and similarity(place.name, element.name) >= 0.9:
            return other - 1 if "before" in text and other > here else other
    row = 0 if "top" in text else high - 1 if "bottom" in text else high // 2
    column = (
        0
        if re.search(r"\bleft\b", text)
        else wide - 1
        if re.search(r"\bright\b", text)
        else wide // 2
    )
    if wide == 1:
        return 0 if re.search(r"\btop|start|beginning|first\b", text) else len(grid) - 1
    return row * wide + column


def sort(desk: Desk, clause: Clause) -> Script:
    """Bring a list into order, one item after the other."""
    text = clause.text.casefold()
    falling = bool(_FALLING.search(text))
    for _ in range(60):
        grid = sortable(desk)
        if not grid:
            return False
        wanted = sorted(range(len(grid)), key=lambda i: _key(grid[i].name), reverse=falling)
        wrong = next((place for place, i in enumerate(wanted) if i != place), None)
        if wrong is None:
            return True
        if not (yield from move_item(desk, grid, wanted[wrong], wrong)):
            return False
    return False


def sortable(desk: Desk) -> list[Element]:
    """The items of the longest list whose items can be moved."""
    best: list[Element] = []
    for element in movable(desk):
        kin = neighbours(desk, element)
        if len(kin) > len(best):
            best = kin
    return best


def _key(text: str) -> tuple[int, float, str]:
    found = numbers_in(text)
    return (0, found[0], "") if found else (1, 0.0, text.casefold())
