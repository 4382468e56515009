"""Getting to an element that is not there yet: look wider, open what may hold it, turn pages."""

from __future__ import annotations

from collections.abc import Sequence

from actions.action import Move, Wait
from actions.target import Description
from app.planners.builtin import find
from app.planners.builtin.desk import Desk, Seek, SeekAll
from app.planners.builtin.match import plain, similarity
from app.planners.builtin.plan import Phrase
from grounding.by_icon import bare_icons
from perception.element import Element, Visibility

_MAX_OPENED = 40
_WAITS, _MOMENT = 2, 1.5  # times, seconds
_OPENABLE = frozenset(
    {"tab", "treeitem", "menuitem", "button", "combobox", "generic", "link", "heading"}
)


def candidates(desk: Desk, phrase: Phrase, purpose: str, scope: Phrase | None) -> list[find.Match]:
    """What fits now, within the scope where there is one."""
    found = find.matches(desk, phrase, purpose=purpose)
    if scope is not None and found:
        anchors = find.anchors_of(desk, scope) or _anchors_in_relations(desk, scope)
        if not anchors:
            return []
        found = find.nearest(desk, found, anchors)
    return sorted(found, key=lambda match: -match.score)


def _anchors_in_relations(desk: Desk, scope: Phrase) -> list[Element]:
    for _, other in scope.relations:
        anchors = find.anchors_of(desk, other)
        if anchors:
            return anchors
    for word in scope.text.split():
        if word[:1].isupper() or word[:1] in "@#":
            anchors = find.anchors_of(desk, Phrase(text=word, words=word.removesuffix("'s")))
            if anchors:
                return anchors
    return []


def seek(
    desk: Desk, phrase: Phrase, *, purpose: str = "click", scope: Phrase | None = None,
    open_things: bool = True,
) -> Seek:  # fmt: skip
    """Find the one element that is meant, doing what it takes to get to see it."""
    found = yield from seek_all(desk, phrase, purpose=purpose, scope=scope, open_things=open_things)
    if not found:
        return None
    if len(found) == 1 or phrase.every or alike(desk, found):
        return found[0]
    return (yield from ask_which(desk, phrase, found))


def seek_all(
    desk: Desk, phrase: Phrase, *, purpose: str = "click", scope: Phrase | None = None,
    open_things: bool = True,
) -> SeekAll:  # fmt: skip
    """Find all elements that are meant."""
    opened: set[str] = set()
    looked, hovered, waited = False, False, 0
    while True:
        found = find.pick(candidates(desk, phrase, purpose, scope), phrase)
        if found:
            return found
        if not desk.observation.complete and not looked:
            looked = True
            yield desk.look_wider()
            continue
        if not hovered and scope is None and purpose == "click" and bare_icons(desk.observation):
            hovered = True
            meant = yield from _icon(desk, phrase)
            if meant is not None:
                return [meant]
            continue
        if waited < _WAITS and any(find.only_seen(each) for each in desk.elements):
            # A passing notice may lie over it, and no tree tells of what is covered.
            waited += 1
            yield desk.act("It is not in sight: wait a moment.", Wait(seconds=_MOMENT))
            continue
        if not open_things or len(opened) >= _MAX_OPENED:
            return []
        opener = next_to_open(desk, opened, phrase)
        if opener is None:
            return []
        opened.add(_mark(opener))
        yield desk.click(opener, f"{phrase.text!r} is not in view: open {opener.described()}.")


def _icon(desk: Desk, phrase: Phrase) -> Seek:
    """An icon that no name tells of, found by what it looks like or says on hovering."""
    move = Move(target=Description(text=phrase.text, purpose="click"))
    yield desk.act(f"Nothing is called {phrase.text!r}: look whether an icon means it.", move)
    last = desk.last
    if desk.failure or last is None or last.grounded is None or last.grounded.grounding is None:
        return None
    meant = last.grounded.grounding.element
    return meant if meant is not None and meant.ref in desk.observation.by_ref else None


def _mark(element: Element) -> str:
    if _is_next(element):
        return f"{element.ref}/{len(element.name)}"
    return element.ref


def next_to_open(desk: Desk, opened: set[str], phrase: Phrase) -> Element | None:
    """The next thing that could reveal more: a closed section, another tab, a menu, a page."""
    groups: tuple[list[Element], ...] = ([], [], [], [])
    for element in desk.shown():
        if "disabled" in element.states or element.ref in opened:
            continue
        if element.role not in _OPENABLE:
            continue
        if "collapsed" in element.states:
            groups[0].append(element)
        elif element.role == "tab" and "selected" not in element.states:
            groups[1].append(element)
        elif "haspopup" in element.states and "expanded" not in element.states:
            groups[2].append(element)
    # What was opened last first: its own closed parts are nearest to what was sought there.
    for group in groups:
        if group:
            return group[0]
    return next_page(desk)


def next_page(desk: Desk) -> Element | None:
    """The control that turns to the next page of a list, if there is one to turn to."""
    best = None
    for element in desk.shown():
        if _is_next(element) and "disabled" not in element.states:
            best = element
    return best


def _is_next(element: Element) -> bool:
    name = plain(element.name) or element.name.strip()
    return element.interactive and name in {
        ">",
        "next",
        "next page",
        "›",
        "→",
        "older",
        "»",
        "next >",
        "next ›",
    }


def alike(desk: Desk, found: Sequence[Element]) -> bool:
    """Whether nothing that a person could say tells these elements apart.

    Then each of them is what was asked for. Elements in rows or cards of their own differ.
    """
    first = found[0]
    if any(e.role != first.role or e.name != first.name for e in found):
        return False
    contexts = {_context(desk, element) for element in found}
    return len(contexts) == 1


def _context(desk: Desk, element: Element) -> str:
    for parent in desk.observation.ancestors(element):
        if parent.role in ("row", "listitem", "article", "group", "region", "treeitem", "form"):
            return " ".join(e.name for e in desk.observation.within(parent) if e.ref != element.ref)
    return ""


def ask_which(desk: Desk, phrase: Phrase, found: Sequence[Element]) -> Seek:
    """Have the person choose among candidates."""
    options = tuple(_told(desk, element) for element in found[:9])
    question = f"Several things fit “{phrase.text}”. Which one is meant?"
    yield desk.ask(question, options)
    reply = (desk.last.reply if desk.last is not None else "").strip()
    if not reply:
        return None
    for number, (element, option) in enumerate(zip(found, options, strict=False), 1):
        if reply in (str(number), element.ref) or plain(reply) == plain(option):
            return element
    best = max(zip(found, options, strict=False), key=lambda pair: similarity(reply, pair[1]))
    return best[0] if similarity(reply, best[1]) >= find.GOOD else None


def _told(desk: Desk, element: Element) -> str:
    context = _context(desk, element)
    return f"{element.described()} beside “{context[:60]}”" if context else element.described()


def visible(element: Element) -> bool:
    """Whether a person sees it without scrolling."""
    return element.visibility is Visibility.VISIBLE and element.box.area > 0
