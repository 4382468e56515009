"""Commands of the program in front: buttons, menus, the context menu."""

from __future__ import annotations

from collections.abc import Sequence

from actions.action import Click, Move
from actions.target import ElementRef, PointOn
from app.planners.builtin.desk import Script
from app.planners.builtin.desktop.bench import Bench
from app.planners.builtin.match import plain, similarity
from perception.element import Element
from perception.geometry import Box

_ITEMS = ("menuitem", "menuitemcheckbox", "menuitemradio")
# Words of commands that say the same, and words that say nothing.
_SAME = {
    "clockwise": "right", "counterclockwise": "left", "anticlockwise": "left", "turn": "rotate",
    "forward": "next", "back": "previous", "prev": "previous", "mirror": "flip",
    "horizontally": "horizontal", "vertically": "vertical",
}  # fmt: skip
_EMPTY = frozenset(
    ["the", "a", "an", "image", "picture", "photo", "page", "document", "to", "by", "of", "90",
     "degrees", "degree", "90°", "go", "and", "this", "current", "selection", "counter"]
)  # fmt: skip
_LIKELY = {"rotate": ("image", "edit", "tools", "view"), "flip": ("image", "edit", "tools"),
           "find": ("search", "edit"), "zoom": ("view",), "bold": ("format",)}  # fmt: skip
_GOOD = 0.8


def command(bench: Bench, words: str) -> Script:
    """Carry out the command that these words name, by a button or in a menu."""
    found = best(_operable(bench), words)
    if found is None and (yield from by_menu(bench, words)):
        return True
    if found is None and bench.active is not None:
        # Viewers show their buttons only as long as the pointer is over the picture.
        middle, ref = bench.active.box.center, bench.active.ref
        for aside in (20, 0):  # they appear when the pointer moves there, not when it comes
            yield bench.desk.act(
                "Look whether buttons appear under the pointer.",
                Move(target=PointOn(x=middle.x - aside, y=middle.y - aside, surface=ref)),
            )
            found = found or best(_operable(bench), words)
    if found is None:
        return False
    yield bench.desk.click(found)
    return not bench.desk.failure


def by_menu(bench: Bench, words: str) -> Script:
    """Look through the menus, the likely ones first, and choose the item that the words name."""
    for opener in _openers(bench, words):
        now = bench.desk.now(opener)
        if now is None:
            continue
        before = {each.ref for each in bench.shown(*_ITEMS)}
        yield bench.desk.click(now, f"Look into {now.described()}.")
        items = [each for each in bench.shown(*_ITEMS, "button") if each.ref not in before]
        found = best(items, words)
        if found is not None:
            yield bench.desk.click(found)
            return not bench.desk.failure
        if items:
            yield bench.desk.press("Escape", "It is not in there.")
    return False


def best(pool: Sequence[Element], words: str) -> Element | None:
    """The control that the words name; None if none does, or several do."""
    wanted = _telling(words)
    scored = [
        (max(_fit(words, wanted, label) for label in _labels(each)), each)
        for each in pool
        if "disabled" not in each.states and any(_labels(each))
    ]
    good = sorted((s for s in scored if s[0] >= _GOOD), key=lambda pair: -pair[0])
    return good[0][1] if good else None


def _fit(words: str, wanted: tuple[str, ...], label: str) -> float:
    return 0.95 if wanted and _telling(label) == wanted else similarity(words, label)


def _telling(text: str) -> tuple[str, ...]:
    """The words of a command that tell it from others.

    >>> _telling("Rotate the image 90 degrees to the right") == _telling("rotate clockwise")
    True
    """
    said = plain(text).replace("counter clockwise", "counterclockwise").split()
    return tuple(sorted({_SAME.get(word, word) for word in said if word not in _EMPTY}))


def _labels(element: Element) -> list[str]:
    texts = (element.name, element.description)
    return [text.replace("_", "").rstrip("…. ") for text in texts if text]


def _operable(bench: Bench) -> list[Element]:
    active = bench.active
    return [
        each
        for each in bench.shown("button", *_ITEMS, "checkbox", "switch", "link")
        if active is None or each.surface == active.ref
    ]


def _openers(bench: Bench, words: str) -> list[Element]:
    """What opens menus: the menu bar's, then buttons of menus; the likeliest first."""
    active = bench.active
    box = active.box if active is not None else Box(0, 0, 1e6, 1e6)
    items = [
        each
        for each in bench.shown(*_ITEMS)
        if _in_menu_bar(bench, each) and "disabled" not in each.states
    ]
    menus = [
        each
        for each in bench.shown("button")
        if ("haspopup" in each.states or "menu" in plain(each.name)) and each.box.y < box.y + 120
    ]
    first = _LIKELY.get(plain(words).split()[0] if plain(words) else "", ())
    items.sort(key=lambda each: first.index(plain(each.name)) if plain(each.name) in first else 9)
    return [*items, *menus]


def _in_menu_bar(bench: Bench, item: Element) -> bool:
    return any(
        each.role == "menubar" for each in bench.desk.observation.ancestors(item)
    ) and not any(
        each.role in (*_ITEMS, "menu") and "expanded" not in each.states and each.role != "menu"
        for each in list(bench.desk.observation.ancestors(item))[:1]
    )


def context_menu(bench: Bench, element: Element, words: str) -> Script:
    """Choose an item of an element's context menu."""
    before = {each.ref for each in bench.shown(*_ITEMS)}
    yield bench.desk.act(
        f"Open the menu of {element.described()}.",
        Click(target=ElementRef(ref=element.ref), button="right"),
    )
    items = [each for each in bench.shown(*_ITEMS) if each.ref not in before]
    found = best(items, words)
    if found is None:
        yield bench.desk.press("Escape", "It is not in there.")
        return False
    yield bench.desk.click(found)
    return not bench.desk.failure
