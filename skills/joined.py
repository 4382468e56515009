"""The steps of a skill after a second demonstration: results of both, conditions for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.trajectory import Step as Taken
from perception.observation import Observation
from skills.abstract import abstracted
from skills.align import Pair
from skills.confirm import guard, prepared_of, slots_of_other
from skills.demonstration import Demonstration
from skills.skill import If, Node, Step
from skills.slots import Slot
from skills.transcribe import Writer


def joined(
    body: Sequence[Node],
    written: Sequence[tuple[Taken, Step]],
    other: Demonstration,
    pairs: Sequence[Pair],
    slots: Sequence[Slot],
) -> list[Node]:
    """The steps with what another demonstration says of each.

    Of the results of a step those are kept that both had; what only one of the two did becomes
    conditional on what was there only then.
    """
    theirs = slots_of_other(slots, pairs, other)
    writer = Writer(theirs, other.hints)
    their_nodes = {id(taken): node for taken, node in writer.written(prepared_of(pairs))}
    mine = {id(taken): node for (taken, _), node in zip(written, body, strict=False)}
    made: list[Node] = []
    for at, (one, two) in enumerate(pairs):
        node = mine.get(id(one)) if one is not None else None
        their = their_nodes.get(id(two)) if two is not None else None
        if one is not None and two is not None:
            if isinstance(node, Step) and their is not None:
                both = abstracted(their, theirs).post
                node = replace(node, post=tuple(each for each in node.post if each in both))
            made += [node] if node is not None else []
            continue
        alone = one or two
        found = node if one is not None else their and abstracted(their, theirs)
        if alone is None or found is None:
            continue
        elsewhere = _looked_next(pairs[at + 1 :], second=one is not None)
        condition = guard(alone, elsewhere)
        review = "it was done in one demonstration only"
        if condition is not None:
            wanted = abstracted(condition, slots if one is not None else theirs)
            made.append(If(id="i", condition=wanted, then=(found,), review=review))
        elif one is not None:
            made.append(replace(found, review=review))
    return made


def _looked_next(pairs: Sequence[Pair], *, second: bool) -> Observation | None:
    """What was there in the demonstration that did not take a step, when it was its turn."""
    for one, other in pairs:
        step = other if second else one
        if step is not None:
            return step.observation
    return None
