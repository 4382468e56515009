"""What changed between two observations, for people and planners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perception.element import Element, Visibility
from perception.observation import Observation

MOST_LINES = 12

# What a page says in answer to what was done comes first.
_TELLING = {"alertdialog": 0, "dialog": 0, "alert": 0, "status": 1, "log": 1, "heading": 2}
_STATES_WORTH_TELLING = frozenset(
    {
        "checked",
        "mixed",
        "selected",
        "expanded",
        "collapsed",
        "disabled",
        "readonly",
        "invalid",
        "pressed",
        "busy",
    }
)
_OPPOSITES = {"expanded": "collapsed", "collapsed": "expanded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The difference between two observations.

    Attributes:
        lines: one sentence each, most telling first: 'the address is now /contacts/7',
            'appeared: alert "Saved"', 'textbox "Email": "" -> "a@b.c"'. Empty if nothing changed.
        appeared: refs of elements only in the later one.
        gone: refs of elements only in the earlier one.
        altered: refs of elements whose name, value or states differ.
        moved_on: whether the place (surface, URL, `place_key`) is another one.
    """

    lines: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    moved_on: bool = False

    def __bool__(self) -> bool:
        return bool(self.lines)

    def __str__(self) -> str:
        return "; ".join(self.lines) if self.lines else "nothing changed"


def diff(before: Observation, after: Observation) -> Change:
    """What changed from one observation to the next.

    Elements are compared by their refs. Where the view moved over a page that was read only in
    part, what came into it or left it did not appear or go.
    """
    old, new = before.by_ref, after.by_ref
    altered = [ref for ref in new if ref in old and _differs(old[ref], new[ref])]
    appeared = [ref for ref in new if ref not in old]
    gone = [ref for ref in old if ref not in new]
    if _only_moved(before, after):
        appeared = [ref for ref in appeared if new[ref].role in _TELLING and _seen(new[ref])]
        gone = [ref for ref in gone if old[ref].role in ("alertdialog", "dialog", "alert")]
    replaced = _replaced(before, after, appeared, gone)
    lines = [
        *_surface_lines(before, after),
        *_dialog_lines(before, after),
        *_appeared_lines([new[ref] for ref in appeared if ref not in replaced], telling=True),
        *_altered_lines([(old[ref], new[ref]) for ref in altered]),
        *_notice_lines(after),
    ]
    if len(gone) > 0.8 * len(old) and len(appeared) > 0.8 * len(new) and old and new:
        lines.append("another page is shown")
    else:
        lines += _appeared_lines([new[ref] for ref in appeared if ref not in replaced])
        lines += _gone_lines([old[ref] for ref in gone if ref not in replaced])
    lines += _view_lines(before, after)
    return Change(
        lines=_capped(lines),
        appeared=tuple(appeared),
        gone=tuple(gone),
        altered=tuple(altered),
        moved_on=_place(before) != _place(after),
    )


def _place(observation: Observation) -> tuple[str, str, str]:
    active = observation.active
    where = (active.ref, active.url) if active else ("", "")
    return (*where, observation.place_key)


def _differs(one: Element, other: Element) -> bool:
    told = _STATES_WORTH_TELLING
    return (one.name, one.value, one.states & told) != (
        other.name,
        other.value,
        other.states & told,
    )


def _seen(element: Element) -> bool:
    return element.visibility is Visibility.VISIBLE


def _only_moved(before: Observation, after: Observation) -> bool:
    """Whether the same page was read in part, at another place or another extent."""
    if _place(before)[:2] != _place(after)[:2]:
        return False
    moved = before.viewport.scroll != after.viewport.scroll
    return before.complete != after.complete or (moved and not after.complete)


def _replaced(
    before: Observation, after: Observation, appeared: list[str], gone: list[str]
) -> set[str]:
    """Refs of elements that were drawn anew without looking different."""
    waiting: dict[tuple[str, str, str | None], list[str]] = {}
    for ref in gone:
        element = before.by_ref[ref]
        waiting.setdefault((element.role, element.name, element.value), []).append(ref)
    found = set()
    for ref in appeared:
        element = after.by_ref[ref]
        twins = waiting.get((element.role, element.name, element.value))
        if twins:
            found |= {ref, twins.pop()}
    return found


def _surface_lines(before: Observation, after: Observation) -> Iterator[str]:
    one, other = before.active, after.active
    if other is None:
        if one is not None:
            yield "no page is open any more"
        return
    if one is None or one.ref != other.ref:
        yield f"now on {other.ref}: {_short(other.title or other.url)}"
    if one is not None and one.url != other.url:
        same = one.origin == other.origin and one.origin and one.ref == other.ref
        yield f"the address is now {other.url[len(other.origin) :] if same else other.url}"
    if one is not None and one.ref == other.ref and one.title != other.title:
        yield f'the title is now "{_short(other.title)}"'
    old = {surface.ref for surface in before.surfaces}
    new = {surface.ref for surface in after.surfaces}
    for surface in after.surfaces:
        if surface.ref not in old and surface.ref != other.ref:
            yield f"opened: {surface.ref} {_short(surface.title or surface.url)}"
    for surface in before.surfaces:
        if surface.ref not in new:
            yield f"closed: {surface.ref} {_short(surface.title or surface.url)}"


def _dialog_lines(before: Observation, after: Observation) -> Iterator[str]:
    for dialog in after.dialogs:
        if dialog not in before.dialogs:
            yield f'a dialog asks ({dialog.kind}): "{_short(dialog.message)}"'
    for dialog in before.dialogs:
        if dialog not in after.dialogs:
            yield f"the {dialog.kind} dialog is closed"


def _appeared_lines(elements: list[Element], *, telling: bool = False) -> Iterator[str]:
    chosen = [each for each in elements if (each.role in _TELLING) == telling and each.name]
    for element in sorted(chosen, key=lambda each: (_TELLING.get(each.role, 9), not _seen(each))):
        yield f"appeared: {element.described()}"


def _gone_lines(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.name:
            yield f"gone: {element.described()}"


def _altered_lines(pairs: list[tuple[Element, Element]]) -> Iterator[str]:
    for one, other in pairs:
        label = f'{other.role} "{_short(other.name)}"' if other.name else other.role
        if one.value != other.value:
            yield f'{label}: "{_short(one.value or "")}" -> "{_short(other.value or "")}"'
        gained = (other.states - one.states) & _STATES_WORTH_TELLING
        lost = (one.states - other.states) & _STATES_WORTH_TELLING
        for state in sorted(gained):
            yield f"{label} is now {state}"
        for state in sorted(lost):
            if _OPPOSITES.get(state) not in gained and not (state == "mixed" and gained):
                yield f"{label} is no longer {state}"
        if one.name != other.name:
            yield f'{other.role} "{_short(one.name)}" now reads "{_short(other.name)}"'


def _notice_lines(after: Observation) -> Iterator[str]:
    for notice in after.notices:
        yield f"{notice.kind}: {_short(notice.text, 120)}"


def _view_lines(before: Observation, after: Observation) -> Iterator[str]:
    one, other = before.viewport.scroll, after.viewport.scroll
    if abs(one.y - other.y) >= 1 or abs(one.x - other.x) >= 1:
        yield f"scrolled to {other.x:g}, {other.y:g}"
    if before.focused != after.focused and after.focused in after.by_ref:
        yield f"the focus is on {after.by_ref[after.focused].described()}"


def _capped(lines: list[str]) -> tuple[str, ...]:
    distinct = list(dict.fromkeys(lines))
    if len(distinct) <= MOST_LINES:
        return tuple(distinct)
    left = len(distinct) - MOST_LINES + 1
    return (*distinct[: MOST_LINES - 1], f"and {left} more changes")


def _short(text: str, length: int = 60) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= length else folded[: length - 1] + "…"
