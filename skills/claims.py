"""What is true when a skill is done, and can be checked: from what was shown at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.action import Claim
from actions.trajectory import Step
from perception.element import TEXT_ROLES
from perception.observation import Observation
from perception.predicate import Exists, FileExists, FileText, Predicate, Text, WindowTitle, fold
from skills.demonstration import Demonstration
from skills.postconditions import pattern_of, postconditions, title_pattern
from skills.slots import Slot, mentions
from skills.transcribe import checked

_MOST = 4
_STATE = re.compile(r"[A-Z][a-z]{2,19}")  # one word that says what state something is in
_LASTING = frozenset({"text", "cell", "gridcell", "definition", "generic", "paragraph", "strong"})


def claims_shown(
    shown: Demonstration, steps: Sequence[Step], slots: Sequence[Slot]
) -> tuple[Claim, ...]:
    """What to check at the end, as literal texts.

    What the demonstration claims itself comes first (a run's verified claims, files that were
    written), then what the person asked to be checked, then what the last look shows of the values.
    """
    found = [part for each in shown.claims for part in _telling(each, slots)]
    for hints in shown.hints.values():
        for hint in hints:
            wanted = checked(hint.element) if hint.kind == "check" and hint.element else None
            if wanted is not None and hint.observation is steps[-1].after:
                found.append(Claim(predicate=wanted))
    last = steps[-1]
    if not found:
        durable = _redirected(steps)
        assert last.after is not None
        lasting = (*_values(steps, slots), *_record(last.after, slots), *_changed(last, slots))
        found = [Claim(predicate=each, durable=durable) for each in lasting]
        found += [Claim(predicate=each, durable=True) for each in _files(steps, slots)]
    if not found:
        assert last.after is not None
        shown_last = postconditions(last, last.after, None, slots)
        found = [Claim(predicate=each) for each in shown_last if not _passing(each)]
    return tuple(dict.fromkeys(found))[:_MOST]


def _telling(claim: Claim, slots: Sequence[Slot]) -> Iterator[Claim]:
    """Of a claim on a file, what it says of the values; other claims as they are."""
    match claim.predicate:
        case FileExists(path=path):
            if mentions(path, slots):
                yield claim
        case FileText(path=path, text=said):
            for slot in slots:
                for text, _ in slot.pieces:
                    if len(text) > 1 and text not in path and fold(text) in fold(said):
                        yield replace(claim, predicate=FileText(path=path, text=text))
        case _:
            yield claim


def _values(steps: Sequence[Step], slots: Sequence[Slot]) -> Iterator[Predicate]:
    """The values that the last look shows elsewhere than in the fields they were put into."""
    last = steps[-1].after
    assert last is not None
    entered = [slot for slot in slots if not slot.row and slot.parameter.type != "secret"]
    texts = fold(" ".join(_texts(last)))
    for slot in entered:
        for text, _ in slot.pieces:
            if len(text) > 2 and fold(text) in texts and fold(text) not in _first(steps):
                yield Text(text=text)
                break
    active = last.active
    if active is None or active.url or not mentions(active.title, slots):
        return
    if pattern := title_pattern(active.title, slots):
        yield WindowTitle(pattern=pattern)


def _record(last: Observation, slots: Sequence[Slot]) -> Iterator[Predicate]:
    """The heading that names the record which was acted on."""
    for each in last.elements:
        if each.role == "heading" and mentions(each.name, slots):
            yield Exists(role="heading", name=pattern_of(each.name))
            return


def _changed(last: Step, slots: Sequence[Slot]) -> Iterator[Predicate]:
    """A text of a page that only what cannot be taken back has brought up: "Shipped"."""
    if last.risk != "commit" or last.after is None:
        return
    before = {fold(text) for text in _texts(last.observation)}
    new = [
        each.name
        for each in last.after.elements
        if each.role in _LASTING and each.name and fold(each.name) not in before
    ]
    states = [text for text in new if _STATE.fullmatch(text)]
    if len(states) == 1:
        yield Text(text=states[0])


def _passing(predicate: Predicate) -> bool:
    """Whether it is a message, which is gone when somebody looks a second time."""
    inner = getattr(predicate, "predicate", predicate)
    return isinstance(inner, Exists) and inner.role in ("alert", "status", "log", "dialog")


def _texts(observation: Observation) -> Iterator[str]:
    for each in observation.elements:
        if each.role not in TEXT_ROLES:
            yield each.name


def _first(steps: Sequence[Step]) -> str:
    return fold(" ".join(_texts(steps[0].observation)))


def _files(steps: Sequence[Step], slots: Sequence[Slot]) -> Iterator[Predicate]:
    """Downloads whose names are values of the skill."""
    for step in steps:
        for notice in step.after.notices if step.after is not None else ():
            if notice.kind == "download" and notice.path and mentions(notice.path, slots):
                yield FileExists(path=notice.path)


def _redirected(steps: Sequence[Step]) -> bool:
    """Whether what was sent led to a page that can be loaded anew without sending it again."""
    commits = [step for step in steps if step.risk == "commit"]
    last = steps[-1].after
    if not commits or last is None or last.active is None or not last.active.url:
        return False
    spot = commits[-1].grounded.grounding if commits[-1].grounded is not None else None
    element = spot.element if spot is not None else None
    target = element.attributes.get("action", "") if element is not None else ""
    return bool(target) and last.active.url != target
