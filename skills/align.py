"""Two demonstrations side by side: which steps of them are the same step.

Global alignment after Needleman and Wunsch (1970): steps that are the same pair up, a step that
only one of the two has stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.action import Open, Press, Type
from actions.trajectory import Step
from perception.element import Element

_SAME, _ALIKE, _ALONE = 3.0, 1.5, -1.0

Pair = tuple[Step | None, Step | None]


def aligned(one: Sequence[Step], other: Sequence[Step]) -> list[Pair]:
    """The steps of both in order, in pairs; None where one of them has no such step."""
    rows, columns = len(one), len(other)
    best = [[_ALONE * (at + row) for at in range(columns + 1)] for row in range(rows + 1)]
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            gain = likeness(one[row - 1], other[column - 1])
            best[row][column] = max(
                best[row - 1][column - 1] + gain if gain > 0 else float("-inf"),
                best[row - 1][column] + _ALONE,
                best[row][column - 1] + _ALONE,
            )
    pairs: list[Pair] = []
    row, column = rows, columns
    while row or column:
        gain = likeness(one[row - 1], other[column - 1]) if row and column else 0.0
        if gain > 0 and best[row][column] == best[row - 1][column - 1] + gain:
            row, column = row - 1, column - 1
            pairs.append((one[row], other[column]))
        elif row and best[row][column] == best[row - 1][column] + _ALONE:
            row -= 1
            pairs.append((one[row], None))
        else:
            column -= 1
            pairs.append((None, other[column]))
    return pairs[::-1]


def likeness(one: Step, other: Step) -> float:
    """How much two steps are the same step; 0 if they are not."""
    if type(one.action) is not type(other.action):
        return 0.0
    mine, theirs = acted_on(one), acted_on(other)
    if isinstance(one.action, Press) and isinstance(other.action, Press):
        return _SAME if one.action.keys == other.action.keys else 0.0
    if isinstance(one.action, Open) and isinstance(other.action, Open):
        return _SAME if one.action.kind == other.action.kind else 0.0
    if mine is None or theirs is None:
        return _SAME if mine is theirs else 0.0
    if mine.role != theirs.role:
        return 0.0
    if mine.name == theirs.name:
        return _SAME
    # A field keeps its name; what is clicked in a list is another one each time.
    return 0.0 if isinstance(one.action, Type) and mine.name and theirs.name else _ALIKE


def acted_on(step: Step) -> Element | None:
    """The (first) element that a step acted on."""
    spot = step.grounded.grounding if step.grounded is not None else None
    return spot.element if spot is not None else None
