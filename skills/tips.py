"""Tips: what did not work at a place, and what did.

Learned from pairs in one run: a step that failed, and the step by which the run got on from the
same state (the causal form of CLIN, Majumder et al., 2023: in this situation, rather this than
that). Once is chance: a tip counts when two runs taught it, or a person approved it, and it is
dropped when runs that were told it failed more often than they succeeded.

Names of controls come from the screen, so they are cut short and stripped of all but words; tips
are data for a planner, never instructions, and are told as such.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from actions.action import Open, Press, targets
from actions.schema import name_of
from actions.trajectory import Step
from perception.element import Element
from perception.observation import Observation
from skills.transcribe import element_of

MOST = 8  # are told at once
_SIGHTINGS = 2
_NEAR = 3  # steps after the failed one in which the way on is looked for
_LONGEST = 40  # characters of a name
_NO_WORD = re.compile(r"[^\w .,'&()/+-]+")
_DIGITS = re.compile(r"\d{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one run teaches.

    Attributes:
        place: the site or the program.
        failed: the action that did not work, in words; "" if none was tried.
        worked: what got the run on.
        first: it had to be done before the same action worked; otherwise it was done instead.
        because: what was wrong.
    """

    place: str
    failed: str
    worked: str
    first: bool
    because: str

    @property
    def digest(self) -> str:
        """By which it is known when it is taught again; the reason may be worded differently."""
        facts = "\n".join((self.place, self.failed, self.worked, str(self.first)))
        return hashlib.sha256(facts.encode()).hexdigest()[:10]

    def told(self) -> str:
        """One line for a planner or a person."""
        if not self.failed:
            return f"{self.worked}, since {self.because}"
        if self.first:
            return f"before you {self.failed}: {self.worked}, since {self.because}"
        return f"rather {self.worked} than {self.failed}, since {self.because}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """A lesson and what is known of it.

    Attributes:
        runs: that taught it.
        helped: runs that were told it and came to a verified end.
        hurt: runs that were told it and failed.
        approved: a person said that it is right.
        shown: a person's own hand taught it, so that they are asked whether it is right.
    """

    lesson: Lesson
    runs: tuple[str, ...] = field(default=())
    helped: int = 0
    hurt: int = 0
    approved: bool = False
    shown: bool = False

    @property
    def counts(self) -> bool:
        """Whether planners are told."""
        taught = self.approved or len(self.runs) >= _SIGHTINGS
        return taught and self.hurt <= self.helped


class Lessons:
    """Gathers what the steps of one run teach; remembers no more than a few of them at a time."""

    def __init__(self) -> None:
        self._last: deque[Step] = deque(maxlen=_NEAR + 1)
        self._found: dict[str, Lesson] = {}

    def see(self, step: Step) -> None:
        """The next step of the run."""
        if len(self._last) == _NEAR + 1:
            self._look()
        self._last.append(step)

    def found(self) -> list[Lesson]:
        """What was taught, each once; to be asked when the run has come to a good end."""
        while self._last:
            self._look()
            self._last.popleft()
        return list(self._found.values())

    def _look(self) -> None:
        failed, *after = self._last
        if failed.error and (element_of(failed) is not None or _aimless(failed)):
            lesson = _lesson(failed, after)
            if lesson is not None:
                self._found.setdefault(lesson.digest, lesson)


def place_of(observation: Observation) -> str:
    """The site or the program that is in front."""
    active = observation.active
    if active is None:
        return ""
    return active.origin or active.application.casefold()


def fitting(tips: Mapping[str, Tip], observation: Observation) -> list[str]:
    """The digests of the tips for what is in front, the most useful first."""
    place = place_of(observation)
    here = [
        (digest, tip)
        for digest, tip in tips.items()
        if place and tip.lesson.place == place and tip.counts
    ]
    here.sort(key=lambda each: (-each[1].helped + each[1].hurt, -len(each[1].runs), each[0]))
    return [digest for digest, _ in here[:MOST]]


def taught(
    tips: Mapping[str, Tip], found: Sequence[Lesson], run: str, *, shown: bool = False
) -> dict[str, Tip]:
    """The tips with what a run taught, or a person during it."""
    known = dict(tips)
    for lesson in found:
        tip = known.get(lesson.digest, Tip(lesson=lesson))
        runs = tip.runs if run in tip.runs else (*tip.runs, run)
        known[lesson.digest] = replace(tip, runs=runs, shown=shown or tip.shown)
    return known


def judged(tips: Mapping[str, Tip], told: Sequence[str], *, well: bool) -> dict[str, Tip]:
    """The tips after a run that was told some of them came to an end."""
    known = dict(tips)
    for digest in told:
        if digest in known:
            tip = known[digest]
            known[digest] = (
                replace(tip, helped=tip.helped + 1) if well else replace(tip, hurt=tip.hurt + 1)
            )
    return known


def _aimless(step: Step) -> bool:
    return isinstance(step.action, Press | Open)


def _lesson(failed: Step, after: Sequence[Step]) -> Lesson | None:
    place = place_of(failed.observation)
    what = in_words(failed)
    if not place or not what:
        return None
    worked: str | None = None
    for step in after:
        if step.error or place_of(step.observation) != place:
            return None
        words = in_words(step)
        if not words:
            continue
        if words == what:  # it works now: because of what was done in between
            return _made(place, what, worked, failed.error, first=True) if worked else None
        if worked is None:
            if step.change is None or not step.change.lines:
                return None
            worked = words
    same = after and name_of(after[0].action) == name_of(failed.action)
    return _made(place, what, worked, failed.error, first=False) if worked and same else None


def _made(place: str, failed: str, worked: str | None, error: str, *, first: bool) -> Lesson:
    assert worked is not None
    return Lesson(place=place, failed=failed, worked=worked, first=first, because=plain(error, 120))


def in_words(step: Step) -> str:
    """What was done and to what, without what was typed; "" of what has no target to name."""
    action, element = step.action, element_of(step)
    if isinstance(action, Press) and not targets(action):
        return f"press {action.keys}"
    return "" if element is None else f"{verb_of(step)} {called(element)}"


def verb_of(step: Step) -> str:
    """What was done, in a word or two."""
    return name_of(step.action).replace("_", " ")


def called(element: Element) -> str:
    """An element in words that no text of the screen can break out of."""
    name = plain(element.name, _LONGEST)
    return f'{element.role} "{name}"' if name else element.role


def plain(text: str, longest: int) -> str:
    """A text of the screen as words: no marks that could close a quotation, no long numbers."""
    folded = _DIGITS.sub("#", _NO_WORD.sub(" ", text))
    return " ".join(folded.split())[:longest].strip()
