"""How a model planner works, beyond asking for the next action; set per model in models.yaml."""

from __future__ import annotations

from dataclasses import dataclass

MOST_AHEAD = 8  # next steps that are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a model planner does besides.

    Attributes:
        plan: ask for the parts of the task first.
        check: look at everything again before "done" is believed, and have it judged.
        reflect: ask for a second thought when steps come to nothing.
        marks: draw the refs of elements into the picture.
        lookahead: how many next steps are thought up and compared by what they would lead to; 1
            takes the first.
    """

    plan: bool = False
    check: bool = True
    reflect: bool = True
    marks: bool = False
    lookahead: int = 1
