"""Small observations built by hand."""

from __future__ import annotations

from typing import Any

from perception.element import Element
from perception.geometry import Box, Size, Viewport
from perception.observation import Observation, Surface

VIEW = Box(0, 0, 1280, 800)


def element(
    ref: str,
    role: str,
    name: str = "",
    box: tuple[float, float, float, float] = (0, 0, 80, 20),
    parent: str | None = None,
    **more: Any,
) -> Element:
    return Element(
        ref=ref, surface="t1", role=role, name=name, box=Box(*box), parent=parent, **more
    )


def observation(*elements: Element, **more: Any) -> Observation:
    return Observation(
        viewport=Viewport(size=Size(VIEW.width, VIEW.height)),
        surfaces=(Surface(ref="t1", box=VIEW, active=True),),
        elements=elements,
        **more,
    )


def table(rows: tuple[str, ...] = ("Chen Wei", "Ana Ruiz", "Chen Li")) -> list[Element]:
    """A table with a header, and Edit and Delete buttons in each row."""
    found = [element("t", "table", "People", (0, 0, 600, 30 * len(rows) + 30))]
    found.append(element("head", "row", "", (0, 0, 600, 30), "t"))
    for at, title in enumerate(("Name", "Mail", "Actions")):
        found.append(element(f"h{at}", "columnheader", title, (at * 200, 0, 200, 30), "head"))
    for at, who in enumerate(rows, 1):
        y = 30 * at
        found += [
            element(f"r{at}", "row", "", (0, y, 600, 30), "t"),
            element(f"n{at}", "cell", who, (0, y, 200, 30), f"r{at}"),
            element(f"m{at}", "cell", f"{at}@example.com", (200, y, 200, 30), f"r{at}"),
            element(f"a{at}", "cell", "", (400, y, 200, 30), f"r{at}"),
            element(f"e{at}", "button", "Edit", (400, y, 60, 25), f"a{at}"),
            element(f"d{at}", "button", "Delete", (470, y, 60, 25), f"a{at}"),
        ]
    return found
