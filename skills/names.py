"""Names for what was shown: of fields, of parameters, of skills."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from grounding.structure import nearest_label, section_of
from perception.element import Element
from perception.observation import Observation

_LONGEST_LABEL = 80  # characters; longer texts name nothing
_MOST_WORDS = 5
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an the of in on at to from for with by into and or then it its this that these those is "
        "are be as click press open go choose select type enter use using please "
        "new row page field button link called named value so my our your his her their i you we",
    )
)
# Words with which a label asks for a value; they are no part of what it is.
_ASKING = frozenset(
    {"search", "find", "filter", "enter", "type", "choose", "select", "your", "for", "the", "a"}
)
_MARK = "\ue000{}\ue001"  # stands for a value while clauses are told apart
_GENERIC = frozenset({"value", "text", "name", "field", "item", "input", "p"})


def label_of(element: Element, observation: Observation) -> str:
    """What a person would call a control; "" if nothing names it.

    Texts that only describe it or stand beside it count if it has no name of its own.
    """
    if element.name and not element.weak_name and len(element.name) <= _LONGEST_LABEL:
        return element.name
    beside = nearest_label(element, observation)
    if beside is not None and beside.name and len(beside.name) <= _LONGEST_LABEL:
        return beside.name
    for other in (element.description, element.name, element.attributes.get("name", "")):
        if other and len(other) <= _LONGEST_LABEL:
            return other
    return ""


def column_of(element: Element, observation: Observation) -> str:
    """The header of the table column that an element stands in; "" if there is none."""
    table = next(
        (up for up in observation.ancestors(element) if up.role in ("table", "grid", "treegrid")),
        None,
    )
    if table is None:
        return ""
    middle = element.box.center.x
    for other in observation.within(table):
        if other.role == "columnheader" and other.box.x <= middle <= other.box.right:
            return other.name
    return ""


def thing_of(element: Element, observation: Observation) -> str:
    """What the items of a list are: the heading above in the singular; "" if there is none."""
    heading = section_of(element, observation)
    return singular(heading.name) if heading is not None else ""


def singular(text: str) -> str:
    """A plural word as one of them.

    >>> singular("All Contacts"), singular("Categories"), singular("Address")
    ('contact', 'category', 'address')
    """
    found = re.findall(r"[^\W\d_]+", text.casefold())
    if not found:
        return ""
    last = str(found[-1])
    if last.endswith("ies") and len(last) > 4:
        return f"{last[:-3]}y"
    if last.endswith(("sses", "xes", "ches", "shes")):
        return last[:-2]
    return last[:-1] if last.endswith("s") and not last.endswith(("ss", "us", "is")) else last


def parameter_name(candidates: Iterable[str], taken: Collection[str]) -> str:
    """A free name for a parameter, from the first candidate that gives one.

    >>> parameter_name(["", "E-mail address *"], {"e_mail_address"})
    'e_mail_address_2'
    """
    words = [found for each in candidates if (found := _identifier(each))]
    wanted = next((each for each in words if each not in _GENERIC), words[0] if words else "value")
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}_{count}"
    return name


def _identifier(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text.casefold())
    while len(words) > 1 and words[0] in _ASKING:
        words = words[1:]
    found = "_".join(words[:_MOST_WORDS])[:40].strip("_")
    return found if found[:1].isalpha() else ""


def skill_name(instruction: str, slots: Sequence[tuple[str, str]], taken: Collection[str]) -> str:
    """A free name for a skill: the words of the instruction that are no values.

    The clause that speaks of most values says most about what it is for; of several, the first.

    Args:
        instruction: what was asked for.
        slots: each value in it with what stands for it in a name; "" leaves it out.
        taken: names that are not free.

    >>> skill_name('Open the list, click Edit for Ada, set it to "1"', [("Ada", "contact")], ())
    'edit-contact'
    """
    marked = instruction
    for at, (value, _) in sorted(enumerate(slots), key=lambda each: -len(each[1][0])):
        marked = marked.replace(value, _MARK.format(at)) if value else marked
    parts = re.split(r"[,;.\n](?:\s|$)|\bthen\b|\band\b(?!\W*\ue000)", marked)
    clauses = [each for each in parts if each.strip()] or [marked]
    best = max(clauses, key=lambda each: each.count("\ue000"))
    best = re.sub("\ue000(\\d+)\ue001", lambda found: f" {slots[int(found[1])][1]} ", best)
    words = [word for word in re.findall(r"[a-z0-9]+", best.casefold()) if word not in _STOP]
    name = "-".join(dict.fromkeys(words[:_MOST_WORDS]))[:60].strip("-") or "shown"
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name}-{count}"
    return found


def described(instruction: str, slots: Iterable[tuple[str, str]]) -> str:
    """The instruction with the values in it replaced by what they are called.

    >>> described("Call Ada at 12", [("Ada", "person"), ("12", "number")])
    'Call (person) at (number).'
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in instruction).split())
    for value, name in sorted(slots, key=lambda each: -len(each[0])):
        if value:
            shown = f"({name.replace('_', ' ')})"
            safe = shown.replace("\\", r"\\")
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", safe, text)
    text = text[:1].upper() + text[1:]
    return text[:1000] + ("" if text.endswith((".", "!", "?")) else ".")
