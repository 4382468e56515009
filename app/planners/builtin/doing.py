"""The plain clauses: click, type, check, scroll, wait, go back …."""

from __future__ import annotations

import re

from actions.action import Click, Move, Navigate, Open, Press, Scroll, Wait
from actions.target import ElementRef
from app.planners.builtin import fields, find, lexicon, reading, values
from app.planners.builtin.desk import Desk, Script, Stuck
from app.planners.builtin.match import plain
from app.planners.builtin.phrases import number
from app.planners.builtin.plan import Assignment, Clause, Phrase
from app.planners.builtin.seek import seek, seek_all
from perception.element import Element
from perception.observation import SurfaceKind


def click(desk: Desk, clause: Clause) -> Script:
    """Click what is meant: one thing, several, or all of a kind."""
    if clause.options.get("key"):
        yield desk.press(clause.options["key"])
        return not desk.failure
    phrase = clause.target
    if phrase.text.casefold() in lexicon.SUBMIT_NAMES and not find.pick(
        find.matches(desk, phrase), phrase
    ):
        return (yield from submit(desk, clause))
    if not phrase:
        return False
    found = yield from targets(desk, clause)
    if not found:
        return False
    count = 2 if clause.verb.startswith("double") else 1
    for element in found:
        button = "right" if clause.verb.startswith("right") else "left"
        yield desk.act(
            f"Click the {element.described()}.",
            Click(target=ElementRef(ref=element.ref), button=button, count=count),  # type: ignore[arg-type]
        )
        if desk.failure and not (yield from _retry_click(desk, element)):
            return False
    return True


def _retry_click(desk: Desk, element: Element) -> Script:
    now = desk.now(element)
    if now is None:
        return False
    yield desk.click(now, "It did not work: try once more.")
    return not desk.failure


def targets(desk: Desk, clause: Clause):  # type: ignore[no-untyped-def]
    """The elements that a clause is about."""
    phrase = clause.target
    scope = clause.scope
    if phrase.every or phrase.count:
        return (yield from seek_all(desk, phrase, scope=scope))
    each = next((other for _, other in phrase.relations if other.every or other.count), None)
    if each is not None:
        return (yield from _one_for_each(desk, phrase, each))
    element = yield from seek(desk, phrase, scope=scope)
    return [element] if element is not None else []


def _one_for_each(desk: Desk, phrase: Phrase, each: Phrase):  # type: ignore[no-untyped-def]
    """The button nearest to each place that shows X: "the Share button on all posts by X"."""
    owner = next(
        (other for said, other in phrase.relations if said in ("by", "of", "from", "for")), each
    )
    anchors = find.anchors_of(desk, owner)
    if each.count:
        anchors = anchors[: each.count]
    if not anchors:
        return []
    bare = Phrase(text=phrase.text, names=phrase.names, words=phrase.words, roles=phrase.roles)
    found = find.matches(desk, bare)
    chosen = []
    for anchor in anchors:
        ranked = sorted(found, key=lambda match: find.belonging(desk, anchor, match.element))
        if ranked and ranked[0].element not in chosen:
            chosen.append(ranked[0].element)
    return chosen
    yield  # a generator, as `targets` expects


def type_values(desk: Desk, clause: Clause) -> Script:
    """Enter the values of a clause into their fields."""
    assigned = clause.values or (Assignment(field="", value=clause.target.text),)
    if clause.place is not None and clause.place.every and len(assigned) == 1:
        return (yield from _into_every(desk, clause, assigned[0]))
    used: set[str] = set()
    for value in assigned:
        text = yield from values.resolve(desk, clause, value)
        if text is None:
            return False
        places = fields.target_fields(desk, value, clause.place)
        if not places and not desk.observation.complete:
            yield desk.look_wider()
            places = fields.target_fields(desk, value, clause.place)
        places = [place for place in places if place.ref not in used] or places
        if not places:
            return False
        used.add(places[0].ref)
        if not (yield from fields.enter(desk, places[0], text)):
            return False
    return True


def _into_every(desk: Desk, clause: Clause, value: Assignment) -> Script:
    assert clause.place is not None
    text = yield from values.resolve(desk, clause, value)
    if text is None:
        return False
    places = [e for e in fields.editable_fields(desk) if e.editable]
    if clause.place.count:
        places = places[: clause.place.count]
    for place in places:
        now = desk.now(place) or place
        if not (yield from fields.enter(desk, now, text)):
            return False
    return bool(places)


def submit(desk: Desk, clause: Clause) -> Script:
    """Send the form: the button that the words name, else the one that sends it."""
    element = _sender(desk, clause)
    if element is None and not desk.observation.complete:
        yield desk.look_wider()
        element = _sender(desk, clause)
    if element is None:
        if desk.observation.focused:
            yield desk.press("Enter", "No button sends the form: press Enter in it.")
            return not desk.failure
        return False
    yield desk.click(element, f"Send it with the {element.described()}.")
    return not desk.failure


def _sender(desk: Desk, clause: Clause) -> Element | None:
    """What sends the form: "save the preferences" means "Save preferences" before a mere "Save".

    Only what can be pressed: a heading "Preferences" saves nothing.
    """
    usable = (e for e in desk.shown() if e.interactive and "disabled" not in e.states)
    pool = [e for e in usable if not e.editable]
    aside = clause.target.related("with", "by", "using", "via")
    names = [
        f"{clause.verb} {clause.target.name}" if clause.target.name else "",
        f"{clause.verb} {clause.target.noun}" if clause.target.noun else "",
        aside.name if aside is not None else "",
        clause.target.name,
        clause.verb,
    ]
    for name in filter(None, names):
        phrase = Phrase(text=name, words=name)
        found = find.pick(find.matches(desk, phrase, within=pool), phrase)
        found = [e for e in found if not find.says_no(e)]
        if found:
            return found[0]
    return find.submit_button(desk)


def focus(desk: Desk, clause: Clause) -> Script:
    """Put the focus into a field."""
    phrase = clause.target
    found = find.pick(find.matches(desk, phrase, purpose="type"), phrase)
    element = found[0] if found else (yield from seek(desk, phrase))
    if element is None:
        return False
    yield desk.click(element, f"Put the focus into {element.described()}.")
    return not desk.failure


def hover(desk: Desk, clause: Clause) -> Script:
    """Move the pointer onto something."""
    element = yield from seek(desk, clause.target, scope=clause.scope)
    if element is None:
        return False
    yield desk.act(f"Hover over {element.described()}.", Move(target=ElementRef(ref=element.ref)))
    return not desk.failure


def wait(desk: Desk, clause: Clause) -> Script:
    """Wait for the time that is said, or a second."""
    said = re.search(r"(\d+(?:\.\d+)?)\s*(ms|milli|s|m)?", clause.text)
    seconds = float(said[1]) if said else float(max(number(clause.text.split()[-1]), 1))
    if said and said[2] in ("ms", "milli"):
        seconds /= 1000
    elif said and said[2] == "m":
        seconds *= 60
    yield desk.act(f"Wait {seconds:g} seconds.", Wait(seconds=seconds))
    return True


def scroll(desk: Desk, clause: Clause) -> Script:
    """Scroll a box or the page: to its top or bottom, a page on, or until a thing is in view."""
    text = clause.text.casefold()
    boxes = [e for e in desk.shown() if "multiline" in e.states] if clause.target.roles else []
    target = ElementRef(ref=boxes[0].ref) if boxes else None
    if re.search(r"\b(bottom|end|last|lowest)\b", text):
        dy = 100_000.0
    elif re.search(r"\b(top|beginning|start|first)\b", text):
        dy = -100_000.0
    elif re.search(r"\b(up|upwards?)\b", text):
        dy = -600.0
    elif clause.target.name and not clause.target.roles and "down" not in text:
        return (yield from hover(desk, clause))
    else:
        dy = 600.0
    yield desk.act("Scroll.", Scroll(target=target, dy=dy, unit="pixel"))
    if boxes and abs(dy) > 10_000 and not desk.changed:
        yield desk.click(boxes[0], "It did not scroll: go there with the keyboard.")
        yield desk.act("Go there.", Press(keys="Control+End" if dy > 0 else "Control+Home"))
    return True


def navigate(desk: Desk, how: str) -> Script:
    """Go back, forward, or load again; in a window that has a control for it, by that."""
    active = desk.observation.active
    if active is not None and active.kind is SurfaceKind.WINDOW:
        named = [e for e in desk.shown() if plain(e.name) in (how, f"go {how}")]
        usable = [e for e in named if "disabled" not in e.states]
        if len(usable) == 1:
            yield desk.click(usable[0])
            return not desk.failure
    yield desk.act(f"Go {how}.", Navigate(how=how))  # type: ignore[arg-type]
    return not desk.failure


_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?|(?<!\S)/[\w/-]+")


def open_(desk: Desk, clause: Clause) -> Script:
    """Open an address, or what is named on the page."""
    match = _URL.search(clause.target.text)
    if match and (match.group().startswith(("http", "www.", "/")) or "." in match.group()):
        url = match.group()
        if url.startswith("/"):
            active = desk.observation.active
            url = (active.origin if active is not None else "") + url
        elif not url.startswith("http"):
            url = "https://" + url
        yield desk.act(f"Open {url}.", Open(what=url))
        return not desk.failure
    phrase = _without_page_words(_referred(desk, clause.target))
    element = yield from seek(desk, phrase, scope=clause.scope)
    if element is None:
        return False
    yield desk.click(element, f"Open {element.described()}.")
    return not desk.failure


def _referred(desk: Desk, phrase: Phrase) -> Phrase:
    """“Her page” after a search is the page of what was searched for."""
    found = desk.remembered.get("found", "")
    if found and re.match(r"(her|his|their|its|that|this|it|them|him)\b", phrase.text.casefold()):
        return Phrase(text=found, words=found)
    return phrase


def _without_page_words(phrase: Phrase) -> Phrase:
    words = re.sub(
        r"\b(page|screen|tab|section|view|details?|entry|record)\b", "", phrase.words
    ).strip()
    if not words or words == phrase.words:
        return phrase
    return Phrase(text=phrase.text, names=phrase.names, words=words, relations=phrase.relations)


def agrees(desk: Desk, clause: Clause) -> bool:
    """Whether the clause accepts something that the page has a box to tick for."""
    if clause.verb not in ("accept", "agree", "agree to", "consent", "acknowledge"):
        return False
    boxes = [e for e in desk.shown() if e.role in ("checkbox", "switch")]
    return bool(find.pick(find.matches(desk, clause.target, within=boxes), clause.target))


def check(desk: Desk, clause: Clause, wanted: bool) -> Script:
    """Tick or untick boxes, radio buttons and switches."""
    from app.planners.builtin.choosing import set_checked

    phrase = clause.target
    names = phrase.names if len(phrase.names) > 1 else ()
    if names:
        for name in names:
            element = yield from seek(desk, Phrase(text=name, names=(name,)), scope=clause.scope)
            if element is None or not (yield from set_checked(desk, element, wanted)):
                return False
        return True
    if not phrase.roles and not phrase.name:
        raise Stuck("It is not said what to check.")
    pool = [e for e in desk.shown() if e.role in ("checkbox", "radio", "switch")]
    if phrase.every and not phrase.names and (not phrase.words or phrase.roles):
        for element in pool:
            if not (yield from set_checked(desk, desk.now(element) or element, wanted)):
                return False
        return bool(pool)
    found = find.pick(find.matches(desk, phrase, within=pool), phrase) if pool else []
    element = found[0] if len(found) == 1 else (yield from seek(desk, phrase, scope=clause.scope))
    if element is None:
        return False
    return (yield from set_checked(desk, element, wanted))


def copy(desk: Desk, clause: Clause) -> Script:
    """Remember a text for a later paste."""
    text = reading.read(desk, clause.target) or reading.source_text(desk, clause.target)
    if not text:
        return False
    desk.remembered["clipboard"] = text
    return True
    yield
