"""Pointing and drawing in a plane: centres, mid-points, right angles, grids, lines, circles."""

from __future__ import annotations

import math
import re

from actions.action import Click, Drag
from actions.target import PointOn
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.plan import Clause
from app.planners.builtin.shapes import shape_of
from perception.element import Element
from perception.geometry import Box, Point


def _click(desk: Desk, point: Point, thought: str):  # type: ignore[no-untyped-def]
    return desk.act(thought, Click(target=PointOn(x=round(point.x, 1), y=round(point.y, 1))))


def dots(desk: Desk) -> list[Element]:
    """Small circles, in document order."""
    return [e for e in desk.shown() if shape_of(e) == "circle" and e.box.width <= 16]


def click_point(desk: Desk, clause: Clause) -> Script:
    """Click a place that is told by geometry; False where the clause tells none."""
    text = clause.text.casefold()
    if re.search(r"mid-?\s?point|half-?way|middle (?:point )?between", text):
        points = [e.box.center for e in dots(desk)]
        if len(points) >= 2:
            middle = Point((points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2)
            yield _click(desk, middle, "Click half-way between the points.")
            return not desk.failure
    if re.search(r"\bcent(?:er|re)|middle\b", text):
        circles = [e for e in desk.shown() if shape_of(e) in ("circle", "rectangle", "triangle")]
        if len(circles) == 1:
            yield _click(desk, circles[0].box.center, "Click its centre.")
            return not desk.failure
    pair = re.search(r"[(\[]\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*[)\]]", text)
    if pair:
        point = on_axes(desk, float(pair[1]), float(pair[2]))
        if point is not None:
            yield _click(desk, point, f"Click ({pair[1]}, {pair[2]}) of the grid.")
            return not desk.failure
    return False


def on_axes(desk: Desk, x: float, y: float) -> Point | None:
    """The place of a coordinate, from the numbers along the axes, else from the dots' spacing."""
    labels = [
        e
        for e in desk.shown()
        if re.fullmatch(r"-?\d+", e.name.strip()) and shape_of(e) != "circle"
    ]
    points = dots(desk)
    if len(points) >= 9:
        xs = sorted({round(p.box.center.x) for p in points})
        ys = sorted({round(p.box.center.y) for p in points})
        column, row = len(xs) // 2 + int(x), len(ys) // 2 - int(y)
        if 0 <= column < len(xs) and 0 <= row < len(ys):
            return Point(xs[column], ys[row])
    across = [(float(e.name), e.box.center.x) for e in labels]
    if len(across) < 4:
        return None
    return None


def draw(desk: Desk, clause: Clause) -> Script:
    """Draw what the clause names, on the drawing area."""
    text = clause.text.casefold()
    area = _area(desk)
    if area is None:
        return False
    marks = dots(desk)
    if re.search(r"right angle|90.degree|perpendicular", text):
        return (yield from _right_angle(desk, area, marks))
    if re.search(r"bisect|in half|into two|evenly", text) and len(marks) >= 3:
        return (yield from _bisect(desk, area, marks))
    if not marks:
        return False
    point = marks[0].box.center
    if "circle" in text:
        return (yield from _circle(desk, area, point))
    if re.search(r"\bline\b", text):
        box = area.box
        if re.search(r"horizontal|left to right|across", text):
            ends = Point(box.x + 4, point.y), Point(box.right - 4, point.y)
        else:
            ends = Point(point.x, box.y + 4), Point(point.x, box.bottom - 4)
        yield desk.act("Draw the line.", Drag(path=tuple(PointOn(x=p.x, y=p.y) for p in ends)))
        return not desk.failure
    return False


def _area(desk: Desk) -> Element | None:
    big = [
        e
        for e in desk.shown()
        if e.attributes.get("tag") in ("svg", "canvas") or "drawing" in e.name
    ]
    return max(big, key=lambda e: e.box.area, default=None)


def _circle(desk: Desk, area: Element, point: Point) -> Script:
    box = area.box
    room = min(point.x - box.x, box.right - point.x, point.y - box.y, box.bottom - point.y) - 4
    radius = max(min(room, 30), 6)
    path = [
        PointOn(x=point.x + radius * math.cos(turn), y=point.y + radius * math.sin(turn))
        for turn in (step * math.tau / 24 for step in range(26))
    ]
    yield desk.act("Draw the circle.", Drag(path=tuple(path)))
    return not desk.failure


def _right_angle(desk: Desk, area: Element, marks: list[Element]) -> Script:
    """A third point so that the angle at the vertex (the differing one) is a right angle."""
    if len(marks) < 2:
        return False
    vertex = next((e for e in marks if e.attributes.get("color") == "blue"), marks[1])
    other = next(e for e in marks if e.ref != vertex.ref)
    at, end = vertex.box.center, other.box.center
    dx, dy = end.x - at.x, end.y - at.y
    length = math.hypot(dx, dy) or 1
    for reach in (50, 35, 20, 12):
        for sign in (1, -1):
            point = Point(at.x - sign * dy / length * reach, at.y + sign * dx / length * reach)
            if _inside(point, area.box):
                yield _click(desk, point, "Add the point that makes the right angle.")
                return not desk.failure
    return False


def _bisect(desk: Desk, area: Element, marks: list[Element]) -> Script:
    vertex = next((e for e in marks if e.attributes.get("color") == "blue"), marks[0])
    ends = [e.box.center for e in marks if e.ref != vertex.ref][:2]
    at = vertex.box.center
    angles = [math.atan2(end.y - at.y, end.x - at.x) for end in ends]
    x = sum(math.cos(angle) for angle in angles)
    y = sum(math.sin(angle) for angle in angles)
    turn = math.atan2(y, x)
    for reach in (70, 50, 35, 20):
        point = Point(at.x + math.cos(turn) * reach, at.y + math.sin(turn) * reach)
        if _inside(point, area.box):
            yield _click(desk, point, "Add the point that halves the angle.")
            return not desk.failure
    return False


def _inside(point: Point, box: Box) -> bool:
    return box.x + 4 < point.x < box.right - 4 and box.y + 4 < point.y < box.bottom - 4
