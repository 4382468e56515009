"""Choosing: boxes to tick, options of a list, menu paths, values of sliders, dates, colours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.action import Click
from actions.target import ElementRef
from app.planners.builtin import dates, fields, find
from app.planners.builtin.claims import checked_claim
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import similarity
from app.planners.builtin.plan import Assignment, Clause, Intent, Phrase
from app.planners.builtin.qualities import color_of, hue_name, rgb
from app.planners.builtin.seek import seek
from app.planners.builtin.widgets import calendars, colors, menus, sliders, spinners
from perception.element import Element

_NOTHING = frozenset({"nothing", "none", "no options", "no items", "nothing at all", "no boxes"})
CHECKABLE = ("checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio")


def choose(desk: Desk, clause: Clause) -> Script:
    """Choose what the clause names, with whatever control offers it."""
    phrase = clause.target
    if phrase.text.casefold() in _NOTHING:
        return True
    if clause.place is not None and (yield from _with_control(desk, clause, clause.place)):
        return True
    if clause.values and all(value.field for value in clause.values):
        done = 0
        for value in clause.values:
            if not (yield from _as_field(desk, value)):
                break
            done += 1
        if done:
            return done == len(clause.values)
    shades = _shades(desk, phrase)
    if shades:
        return (yield from _click_all(desk, shades))
    names = _merged(desk, phrase.names or (phrase.words or phrase.text,))
    if len(names) > 1 or phrase.names:
        return (yield from _choose_names(desk, clause, names))
    return (yield from _choose_one(desk, clause, phrase))


def _with_control(desk: Desk, clause: Clause, place: Phrase) -> Script:
    """Use the control that the clause names: "… with the slider", "… from the dropdown"."""
    said = clause.target.name
    if "slider" in place.text or place.roles == ("slider",):
        return (yield from sliders.set_slider(desk, place, said))
    if place.roles and place.roles[0] == "spinbutton":
        return (yield from spinners.set_spinner(desk, place, said))
    if re.search(r"\bcolou?r\b", place.text):
        return (yield from colors.set_color(desk, clause.target, place))
    if place.roles and place.roles[0] in ("combobox", "listbox"):
        return (yield from _from_list(desk, clause, place))
    return False


def _as_field(desk: Desk, value: Assignment) -> Script:
    """Use the field of that label: "choose 5 May 2024 as the date"."""
    if dates.parse_date(value.value) is not None:
        return (yield from calendars.choose_date(desk, None, value.value, value.field))
    field = fields.field_named(desk, value.field)
    if field is None:
        return False
    return (yield from fields.enter(desk, field, value.value))


def _from_list(desk: Desk, clause: Clause, place: Phrase) -> Script:
    names = _merged(desk, clause.target.names or (clause.target.words or clause.target.text,))
    lists = [e for e in desk.shown() if e.attributes.get("options")]
    lists = [e for e in lists if _offers(e, names)] or lists
    named = [e for e in lists if place.name and similarity(place.name, e.name) >= find.GOOD]
    for element in (named or lists)[:3]:
        if (yield from fields.choose_option(desk, element, names)):
            return True
    return False


def _offers(element: Element, names: Sequence[str]) -> bool:
    offered = element.attributes.get("options", "").split("\n")
    return all(
        max((similarity(name, each) for each in offered), default=0) >= 0.86 for name in names
    )


def _choose_names(desk: Desk, clause: Clause, names: Sequence[str]) -> Script:
    for element in desk.shown():
        if element.attributes.get("options") and _offers(element, names):
            return (yield from fields.choose_option(desk, element, names))
    done = 0
    for name in names:
        phrase = Phrase(text=name, names=(name,), roles=clause.target.roles)
        if not (yield from _choose_one(desk, clause, phrase, add=done > 0)):
            return False
        done += 1
    return done > 0


def _choose_one(desk: Desk, clause: Clause, phrase: Phrase, add: bool = False) -> Script:
    """One thing by its name: a box, an option, a menu path, else whatever can be clicked."""
    name = phrase.name
    steps = menus.path(name)
    if len(steps) > 1:
        return (yield from menus.follow(desk, steps))
    boxes = [e for e in desk.shown() if e.role in CHECKABLE]
    found = (
        find.pick(find.matches(desk, phrase, within=boxes), phrase)
        if name or phrase.ordinal
        else []
    )
    if len(found) == 1:
        return (yield from set_checked(desk, found[0], True))
    for each in desk.shown():
        if each.attributes.get("options") and _offers(each, [name]):
            return (yield from fields.choose_option(desk, each, [name]))
    if dates.parse_date(name) is not None and (yield from calendars.choose_date(desk, None, name)):
        return True
    if (yield from sliders.set_if_number(desk, name)):
        return True
    element = yield from seek(desk, phrase, scope=clause.scope)
    if element is None:
        return False
    if element.role in CHECKABLE:
        return (yield from set_checked(desk, element, True))
    modifiers = ("Control",) if add and element.role == "option" else ()
    yield desk.act(
        f"Choose {element.described()}.",
        Click(target=ElementRef(ref=element.ref), modifiers=modifiers),  # type: ignore[arg-type]
    )
    return not desk.failure


def choose_named(desk: Desk, name: str) -> Script:
    """Choose one thing by its name."""
    phrase = Phrase(text=name, names=(name,))
    return (yield from _choose_one(desk, Clause(intent=Intent.CHOOSE, target=phrase), phrase))


def set_checked(desk: Desk, element: Element, wanted: bool) -> Script:
    """Bring a box into the wanted state; nothing is done where it is in it already."""
    if ("checked" in element.states) == wanted and element.role in CHECKABLE:
        desk.claims.extend(checked_claim(element, wanted))
        return True
    yield desk.click(element, f"{'Tick' if wanted else 'Untick'} {element.described()}.")
    now = desk.now(element)
    wrong = now is not None and element.role in CHECKABLE and ("checked" in now.states) != wanted
    if now is not None and wrong and (desk.failure or not desk.changed):
        yield desk.click(now, "It did not change: try once more.")
    desk.claims.extend(checked_claim(desk.now(element) or element, wanted))
    return not desk.failure


def _merged(desk: Desk, names: Sequence[str]) -> tuple[str, ...]:
    """Join list items that belong together because the page shows them as one.

    "Garlic bread, Spaghetti and Meatballs" is two dishes if the page offers "Spaghetti and
    Meatballs".
    """
    shown = [e.name for e in desk.elements if e.name]
    shown += [line for e in desk.elements for line in e.attributes.get("options", "").split("\n")]
    merged: list[str] = []
    rest = list(names)
    while rest:
        for length in range(len(rest), 0, -1):
            joins = (" and ".join(rest[:length]), ", ".join(rest[:length]))
            if length == 1:
                merged.append(rest[0])
                break
            hit = next(
                (j for j in joins if any(similarity(j, text) >= 0.94 for text in shown)), None
            )
            if hit is not None:
                merged.append(hit)
                break
        rest = rest[length:]
    return tuple(merged)


def _shades(desk: Desk, phrase: Phrase) -> list[Element]:
    """Things by colour: "all the shades of red", "every blue square"."""
    of = phrase.related("of", "in")
    wanted = next((q for q in phrase.qualities if rgb(q)), "")
    if of is not None and rgb(of.text) and re.search(r"shade|tone|hue|tint", phrase.text):
        wanted = of.text
    if not wanted or not (phrase.every or of is not None):
        return []
    color = rgb(wanted)
    assert color is not None
    family = hue_name(color)
    return [e for e in desk.shown() if (c := color_of(e)) and hue_name(c) == family and not e.name
            and e.box.area < 20_000 and e.interactive]  # fmt: skip


def _click_all(desk: Desk, elements: Sequence[Element]) -> Script:
    for element in elements:
        yield desk.click(desk.now(element) or element)
        if desk.failure:
            return False
    return bool(elements)


merged = _merged
