"""What a person put right, as something to learn: a patch of a skill's step, or a tip.

A person who points at another element than the one that was meant, or who takes over where a run
does not get on, teaches what no retry does. Where the step came from a skill, its anchors are made
anew for what the person chose, by the code that makes them when a skill is learned; else it is a
tip. Neither counts before a person says that it is right.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from actions.action import targets
from actions.target import Anchors, Description
from actions.trajectory import Step as Taken
from grounding.structure import row_of, section_of
from perception.element import Element
from perception.observation import Observation
from skills.aim import aim
from skills.generalise import NothingToLearn
from skills.heal import Patch
from skills.skill import Call, Parameter, Skill, Step, nodes
from skills.slots import Slot, plain_slot, templated
from skills.template import TemplateError, filled, references
from skills.tips import Lesson, called, in_words, place_of, plain, verb_of
from skills.transcribe import element_of

POINTED = "a person pointed at it"
DID_SO = "a person did so"
_TOLD = 4  # things that a person did one after another
_LONGEST = 60  # characters of what tells two alike apart


def patch_of(
    skill: Skill, step: Step, texts: Mapping[str, str], chosen: Element, seen: Observation
) -> Patch:
    """New anchors for the (first) target of a step.

    Args:
        skill: of which it is a step.
        step: whose target was not what is meant.
        texts: the values that the skill was run with.
        chosen: what the person pointed at.
        seen: in which they did.

    Raises:
        NothingToLearn: the element is not of the record that the step is about, or could not be
            told apart; the message says so.
    """
    stored = next((each for each in targets(step.action) if isinstance(each, Anchors)), None)
    if stored is None:
        raise NothingToLearn(f"step {step.id} of {skill.name} aims at nothing")
    about = _spoken_of(stored)
    unknown = sorted(about - {name for name, text in texts.items() if text})
    if unknown:
        raise NothingToLearn(f"it is not known what {{{{{unknown[0]}}}}} was in step {step.id}")
    slots = _slots(texts, about)
    made = aim(chosen, seen, slots, commit=step.risk == "commit")
    new = Anchors(ways=tuple((kind, templated(text, slots)) for kind, text in made.anchors.ways))
    if lost := sorted(about - _spoken_of(new)):
        raise NothingToLearn(
            f"step {step.id} of {skill.name} is about {{{{{lost[0]}}}}} "
            f"({texts[lost[0]]!r}), and {chosen.described()} is not"
        )
    if not new.ways or made.doubt:
        doubt = made.doubt or "nothing tells it from what is beside it"
        raise NothingToLearn(f"{chosen.described()}: {doubt}")
    if new.ways == stored.ways:
        raise NothingToLearn(f"{chosen.described()} is what step {step.id} means already")
    return Patch(
        skill=skill.name,
        version=skill.version,
        step=step.id,
        old=stored.ways,
        new=new.ways,
        reason=f"a person pointed at {chosen.described()}",
        shown=True,
    )


def step_at(
    skill: Skill, where: str, texts: Mapping[str, str], library: Callable[[str], Skill]
) -> tuple[Skill, Step, dict[str, str]]:
    """The step that a replay names in a decision, with the skill that it is of and its values.

    Args:
        skill: that was run.
        where: the step's id, behind the ids of the calls around it ("c1/s2").
        texts: the values that it was run with.
        library: a skill by its name; raises KeyError.

    Raises:
        NothingToLearn: there is no such step (any more).
    """
    outer, _, rest = where.partition("/")
    node = next((each for each in nodes(skill.steps) if each.id == outer), None)
    if isinstance(node, Step) and not rest:
        return skill, node, dict(texts)
    if isinstance(node, Call) and rest:
        given: dict[str, str] = {}
        for name, value in node.arguments:
            try:
                given[name] = filled(value, texts)
            except TemplateError:
                continue  # of a row of a table, which is not known here
        try:
            return step_at(library(node.skill), rest, given, library)
        except KeyError:
            raise NothingToLearn(f"there is no skill called {node.skill}") from None
    raise NothingToLearn(f"{skill.name} has no step {where}")


def lesson_of_correction(step: Taken, chosen: Element, seen: Observation) -> Lesson:
    """Rather this than that.

    Args:
        step: what was done, or was about to be.
        chosen: what the person pointed at instead.
        seen: in which they did.

    Raises:
        NothingToLearn: the two cannot be told apart in words, or it is not known where that was.
    """
    place = place_of(seen) or place_of(step.observation)
    meant, verb = element_of(step), verb_of(step)
    failed, worked = _aimed(step), f"{verb} {called(chosen)}"
    if failed == worked and meant is not None:
        failed = f"{failed} {_standing(meant, step.observation)}".strip()
        worked = f"{worked} {_standing(chosen, seen)}".strip()
    if not place or not failed or failed == worked:
        raise NothingToLearn("what was meant and what was chosen are called the same")
    return Lesson(place=place, failed=failed, worked=worked, first=False, because=POINTED)


def lesson_of_takeover(
    failed: Taken | None, shown: Sequence[Taken], after: Sequence[Taken] = ()
) -> Lesson:
    """What a person did where the run did not get on.

    Args:
        failed: the step that did not work; None if none had failed.
        shown: what the person did.
        after: what the run did when it was given back; where the failed step works then, what the
            person did had to come first.

    Raises:
        NothingToLearn: nothing that the person did can be named, or they went somewhere else.
    """
    place = place_of(failed.observation if failed is not None else shown[0].observation)
    here = [step for step in shown if place_of(step.observation) == place]
    words = list(dict.fromkeys(filter(None, map(in_words, here))))
    if not place or not words:
        raise NothingToLearn("nothing that was done there can be named")
    what = _aimed(failed) if failed is not None else ""
    first = any(not step.error and in_words(step) == what for step in after)
    done = [each for each in words if each != what] if first else words
    if not done or done == [what]:
        raise NothingToLearn("the same was done again")
    because = plain(failed.error, 120) if failed is not None and failed.error else DID_SO
    told = ", then ".join(done[:_TOLD])
    return Lesson(
        place=place, failed=what, worked=told, first=first and bool(what), because=because
    )


def _aimed(step: Taken) -> str:
    """What was done and to what, also where nothing was found."""
    words = in_words(step)
    if words:
        return words
    said = next((each for each in targets(step.action) if isinstance(each, Description)), None)
    return f'{verb_of(step)} "{plain(said.text, _LONGEST)}"' if said is not None else ""


def _standing(element: Element, seen: Observation) -> str:
    """Where an element stands, for two that are called the same."""
    row = row_of(element, seen)
    if row is not None:
        texts = [row.name, *(each.name for each in seen.within(row) if each.ref != element.ref)]
        text = next((plain(each, _LONGEST) for each in texts if plain(each, _LONGEST)), "")
        return f'in the row of "{text}"' if text else ""
    section = section_of(element, seen)
    return f'under "{plain(section.name, _LONGEST)}"' if section is not None else ""


def _slots(texts: Mapping[str, str], about: Collection[str]) -> list[Slot]:
    """The values of a run; those that the step was about, or any, tell which row is meant."""
    return [
        plain_slot(Parameter(name=name), text, 0, row=not about or name in about)
        for name, text in texts.items()
        if text
    ]


def _spoken_of(anchors: Anchors) -> set[str]:
    """The parameters that anchors speak of."""
    return {each.name for _, text in anchors.ways for each in references(text)}
