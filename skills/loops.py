"""Repetition in a demonstration: the same steps again and again with other values.

What follows on itself at least twice, with a value that differs each time, is proposed as a loop
over the rows of a table. It always says so in `review`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.action import Type
from actions.trajectory import Step
from skills.align import acted_on
from skills.names import parameter_name, singular
from skills.skill import Parameter
from skills.slots import Slot, renamed
from skills.typed import is_cell

LEAST = 2  # repetitions
_LONGEST = 25  # steps of one round

REPEATED = "the same was done {count} times with other values: once for each row of a table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A repetition.

    Attributes:
        start: the place of its first step.
        period: how many steps one round has.
        count: how many rounds there were.
        columns: slots of the first round whose values differ from round to round.
        others: slots that the later rounds brought, which are other rows of the same columns.
    """

    start: int
    period: int
    count: int
    columns: tuple[Slot, ...]
    others: tuple[Slot, ...]


def find_loop(steps: Sequence[Step], slots: Sequence[Slot]) -> Loop | None:
    """The repetition that covers most steps; None if there is none."""
    best: Loop | None = None
    for period in range(1, min(_LONGEST, len(steps) // LEAST) + 1):
        for start in range(len(steps) - LEAST * period + 1):
            count = _rounds(steps, start, period, slots)
            covers = count * period
            if count < LEAST or (best is not None and covers <= best.count * best.period):
                continue
            if loop := _loop(steps, slots, start, period, count):
                best = loop
    return best


def _rounds(steps: Sequence[Step], start: int, period: int, slots: Sequence[Slot]) -> int:
    count = 1
    while start + (count + 1) * period <= len(steps) and all(
        _same(steps[start + at], steps[start + count * period + at], slots) for at in range(period)
    ):
        count += 1
    return count


def _same(one: Step, other: Step, slots: Sequence[Slot]) -> bool:
    """Whether two steps are the same but for the values of slots."""
    if type(one.action) is not type(other.action):
        return False
    if getattr(one.action, "keys", "") != getattr(other.action, "keys", ""):
        return False
    mine, theirs = acted_on(one), acted_on(other)
    if mine is None or theirs is None:
        return mine is theirs
    if is_cell(mine) or mine.role != theirs.role:
        return False  # another cell each time: where the next one is, nobody can tell
    values = {text for slot in slots for text, _ in slot.pieces}
    return mine.name == theirs.name or {mine.name, theirs.name} <= values


def _loop(
    steps: Sequence[Step], slots: Sequence[Slot], start: int, period: int, count: int
) -> Loop | None:
    rounds = [
        {step.index for step in steps[start + at * period : start + (at + 1) * period]}
        for at in range(count)
    ]
    inside = set().union(*rounds)
    mine = [
        [slot for slot in slots if set(slot.steps) & each and set(slot.steps) <= inside]
        for each in rounds
    ]
    if period == 1 and isinstance(steps[start].action, Type):
        return None  # the same field typed into again is a correction
    columns = [slot for slot in mine[0] if set(slot.steps) <= rounds[0]]
    later = [slot for at, each in enumerate(mine) if at for slot in each if slot not in columns]
    if not columns or any(slot.parameter.type == "secret" for slot in columns):
        return None
    # Each later round has to bring a value of its own for each column.
    for at in range(1, count):
        if len([slot for slot in later if set(slot.steps) <= rounds[at]]) < len(columns):
            return None
    return Loop(
        start=start, period=period, count=count, columns=tuple(columns), others=tuple(later)
    )


def table_of(loop: Loop, slots: Sequence[Slot]) -> tuple[Parameter, list[Slot]]:
    """The table that a loop goes over, and all slots with those of the loop as its cells."""
    taken = {slot.parameter.name for slot in slots}
    row = next((slot for slot in loop.columns if slot.row), loop.columns[0])
    name = parameter_name([f"{singular(row.parameter.name) or 'row'}s", "rows"], taken)
    gone = {slot.parameter.name for slot in (*loop.columns, *loop.others)}
    cells = [
        replace(
            renamed(slot, f"row.{slot.parameter.name}"),
            parameter=replace(slot.parameter, name=f"row.{slot.parameter.name}"),
        )
        for slot in loop.columns
    ]
    table = Parameter(
        name=name,
        type="table",
        columns=tuple(slot.parameter.name for slot in loop.columns),
        review=REPEATED.format(count=loop.count),
    )
    return table, [*(slot for slot in slots if slot.parameter.name not in gone), *cells]
