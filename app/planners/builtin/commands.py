"""Commands named by their verb: "reply to the mail by X", "delete order 7", "buy the cheapest"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.action import Claim
from app.planners.builtin import answers, fields, find, lexicon, reading, values
from app.planners.builtin.claims import gone_claim
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import similarity, synonym_similarity
from app.planners.builtin.plan import Assignment, Clause, Intent, Phrase
from app.planners.builtin.seek import seek
from perception.element import Element

_PARTICLES = re.compile(r"\s+(?:to|on|off|up|out|the|for|along|it|with)\b.*$")


def command(desk: Desk, clause: Clause) -> Script:
    """Find the thing, find the control that the verb names, use it, fill in what it asks for."""
    if (yield from _in_numbers(desk, clause)):
        return True
    verb = _PARTICLES.sub("", clause.verb)
    subject = subject_of(clause)
    control = yield from _reach(desk, clause, verb, subject)
    if control is None:
        return False
    before = desk.observation.active
    yield desk.click(control)
    if desk.failure:
        return False
    if (clause.place is not None or clause.values) and not (yield from _fill_in(desk, clause)):
        return False
    if clause.intent is Intent.DELETE:
        yield from _confirm(desk)
        name = _proper(subject)
        if name and before is not None:
            desk.claims.append(gone_claim(name, ""))
    return True


def _in_numbers(desk: Desk, clause: Clause) -> Script:
    """“Order 3 tickets with lunch”: the form's field for the number, and its boxes for the rest."""
    from app.planners.builtin.choosing import set_checked

    phrase = clause.target
    if not phrase.count or not phrase.name:
        return False
    pool = [e for e in desk.shown() if e.role == "spinbutton" or (e.editable and not e.value)]
    field = fields.field_named(desk, phrase.name, pool)
    if field is None:
        return False
    boxes = [e for e in desk.shown() if e.role in ("checkbox", "switch")]
    extras = []
    for said, extra in phrase.relations:
        if said not in ("with", "without", "including"):
            continue
        found = find.pick(find.matches(desk, extra, within=boxes), extra)
        if len(found) != 1:
            return False
        extras.append((found[0], said != "without"))
    if not (yield from fields.enter(desk, field, str(phrase.count))):
        return False
    for box, wanted in extras:
        if not (yield from set_checked(desk, desk.now(box) or box, wanted)):
            return False
    return True


def subject_of(clause: Clause) -> Phrase:
    """What the command is about: its object, or what was found before ("that email")."""
    pronoun = clause.target.text.casefold().split()[:1] in (
        ["that"],
        ["it"],
        ["this"],
        ["them"],
        ["the"],
    )
    if clause.scope is not None and (pronoun or not clause.target):
        return clause.scope
    return clause.target


def _proper(phrase: Phrase) -> str:
    """The telling name in a phrase: quoted, or capitalised or numbered words."""
    if phrase.names:
        return phrase.names[0]
    words = phrase.text.replace("’", "'").split()
    runs: list[list[str]] = [[]]
    for word in words:
        bare = word.removesuffix("'s").strip(",.;:")
        if bare[:1].isupper() or bare[:1] in "@#" or any(letter.isdecimal() for letter in bare):
            runs[-1].append(bare)
            if word != bare:
                runs.append([])
        else:
            runs.append([])
    best = max(runs, key=lambda run: len(" ".join(run)))
    return " ".join(best)


def _reach(desk: Desk, clause: Clause, verb: str, subject: Phrase):  # type: ignore[no-untyped-def]
    """The control for the command, in the place of its subject; opens the subject if need be."""
    extreme = answers.extreme(subject)
    name = _proper(subject)
    for attempt in range(4):
        controls = _controls(desk, verb, subject)
        if extreme and controls:
            return _most(desk, controls, subject)
        anchors = _anchors(desk, name, subject)
        if controls and anchors:
            chosen = find.nearest(desk, controls, anchors[:1])
            if chosen and _belongs(desk, anchors[0], chosen[0].element, controls):
                return chosen[0].element
        if controls and (not name or attempt > 0) and len(controls) == 1:
            return controls[0].element
        if not desk.observation.complete and attempt == 0:
            yield desk.look_wider()
            continue
        if not anchors and name:
            found = yield from seek(desk, Phrase(text=name, names=(name,)), open_things=True)
            if found is None:
                break
            anchors = [found]
            if _controls(desk, verb, subject):
                continue
        if not anchors:
            break
        yield desk.click(anchors[0], f"Open {anchors[0].described()} to {verb} it.")
    controls = _controls(desk, verb, subject)
    return controls[0].element if controls else None


def _controls(desk: Desk, verb: str, subject: Phrase) -> list[find.Match]:
    found = []
    for element in desk.shown():
        if element.role in ("text", "heading", "row", "cell") and "clickable" not in element.states:
            continue
        if not element.interactive or element.editable:
            continue
        score = max(
            (synonym_similarity(verb, text) for text in (
                element.name, element.description, element.attributes.get("class", ""),
                element.attributes.get("id", "")) if text),
            default=0.0,
        )  # fmt: skip
        if score >= 0.6:
            found.append(find.Match(element, score))
    if not found:
        return []
    top = max(match.score for match in found)
    return [match for match in found if match.score >= top - 0.25]


def _anchors(desk: Desk, name: str, subject: Phrase) -> list[Element]:
    if name:
        return find.anchors_of(desk, Phrase(text=name, names=(name,)))
    for _, other in subject.relations:
        if other.text:
            anchors = find.anchors_of(desk, other)
            if anchors:
                return anchors
    return find.anchors_of(desk, subject) if subject else []


def _belongs(desk: Desk, anchor: Element, control: Element, controls: Sequence[find.Match]) -> bool:
    """Whether the control is the subject's own: it is alone, or in the subject's block."""
    if len(controls) == 1:
        return True
    return find.belonging(desk, anchor, control)[0] < len(desk.elements)


def _most(desk: Desk, controls: Sequence[find.Match], subject: Phrase) -> Element:
    """The control of the item with the greatest or least of a quantity."""
    sign = lexicon.SUPERLATIVES[answers.extreme(subject)]
    word = answers.quantity_word(subject)
    scored = []
    for match in controls:
        number = quantity_near(desk, match.element, word, [m.element for m in controls])
        if number is not None:
            scored.append((number, match.element))
    if not scored:
        return controls[0].element
    return max(scored, key=lambda pair: sign * pair[0])[1]


def quantity_near(
    desk: Desk, element: Element, word: str, rivals: Sequence[Element]
) -> float | None:
    """The quantity in the block of an element: price, duration, …."""
    texts = [element.name, *block_texts(desk, element, rivals)]
    money = [t for t in texts if re.search(r"[$€£¥]\s*\d|\d\s*[$€£¥]", t)]
    spans = [t for t in texts if re.search(r"\d+\s*(h|m|min|hours?|days?)\b", t)]
    if re.search(r"price|cost|fare|cheap|money|expens", word):
        pool = money or texts
    elif re.search(r"duration|time|length|long|short|travel", word):
        pool = spans or texts
    else:
        pool = texts
    for text in pool:
        if text in money:
            piece = re.search(r"[$€£¥]\s*([\d,.]+)|([\d,.]+)\s*[$€£¥]", text)
            if piece:
                return reading.quantity((piece[1] or piece[2]).strip(".,"))
        number = reading.quantity(text)
        if number is not None:
            return number
    return None


def block_texts(desk: Desk, element: Element, rivals: Sequence[Element]) -> list[str]:
    """Texts of the block that an element is in: up to where the next rival's block begins."""
    order = list(desk.elements)
    places = {e.ref: place for place, e in enumerate(order)}
    others = sorted(places[e.ref] for e in rivals)
    here = places[element.ref]
    before = max((place for place in others if place < here), default=-1)
    after = min((place for place in others if place > here), default=len(order))
    texts = [e.name for e in order[before + 1 : here] if e.name]
    return texts or [e.name for e in order[here + 1 : after] if e.name]


def _fill_in(desk: Desk, clause: Clause) -> Script:
    """The form that the command opened: whom to, what text; then send it."""
    assigned = list(clause.values)
    if clause.place is not None:
        name = _proper(clause.place) or clause.place.text
        assigned.insert(0, Assignment(field="to", value=name, quoted=True))
    pool = [e for e in fields.editable_fields(desk) if e.editable]
    if not pool:
        target = assigned[0].value
        element = yield from seek(desk, Phrase(text=target, names=(target,)))
        if element is not None:
            yield desk.click(element)
            return not desk.failure
        return False
    for value in assigned:
        text = yield from values.resolve(desk, clause, value)
        field = _field_for(desk, value, pool)
        if field is None or text is None:
            return False
        yield from fields.enter(desk, field, text)
        pool = [desk.now(e) or e for e in pool if e.ref != field.ref] or pool
    return (yield from _send(desk))


def _field_for(desk: Desk, value: Assignment, pool: Sequence[Element]) -> Element | None:
    if value.field:
        field = fields.field_named(desk, value.field, pool)
        if field is not None:
            return field
    if value.field == "to":
        return pool[0]
    areas = [e for e in pool if "multiline" in e.states]
    return (areas or list(pool))[-1] if pool else None


def _send(desk: Desk) -> Script:
    """Press what sends the form that is open now."""
    best: tuple[float, Element] | None = None
    for place, element in enumerate(desk.shown()):
        if not element.interactive or element.editable or "disabled" in element.states:
            continue
        score = max(
            (synonym_similarity("send", text) for text in
             (element.name, element.description, element.attributes.get("class", ""),
              element.attributes.get("id", "")) if text),
            default=0.0,
        )  # fmt: skip
        if score >= 0.6 and (best is None or score + place * 1e-4 > best[0]):
            best = (score + place * 1e-4, element)
    sender = best[1] if best is not None else find.submit_button(desk)
    if sender is None:
        return False
    yield desk.click(sender)
    return not desk.failure


def _confirm(desk: Desk) -> Script:
    """Say yes to the question that a deletion raised."""
    for element in desk.appeared:
        if element.role == "button" and any(
            similarity(word, element.name) >= 0.9
            for word in ("yes", "ok", "delete", "confirm", "remove")
        ):
            yield desk.click(element, "Confirm it.")
            return True
    return True


def claims_after(claims: Sequence[Claim]) -> list[Claim]:
    """Claims that are left once a command has left the page."""
    return [claim for claim in claims if claim.durable]
