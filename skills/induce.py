"""What was done again and again: stretches of steps that several runs have in common.

A generalised suffix automaton over the steps of all runs (Blumer et al., "The smallest automaton
recognizing the subwords of a text", 1985; the number of runs that pass through a state is counted
as for the longest common substring of many texts). A step is known by what is done, where, and to
what kind of thing of which name; what was typed or chosen does not count, nor which record of a
list it was, as those differ from one use to the next.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from actions.action import Open, Press
from actions.schema import name_of
from actions.trajectory import Step
from perception.element import Element
from perception.predicate import fold
from skills.tidy import cleaned
from skills.transcribe import element_of

LEAST_RUNS = 3  # it was done, and done again twice
SHORTEST, LONGEST = 3, 25

_RECORDS = frozenset(
    {"cell", "gridcell", "rowheader", "row", "listitem", "treeitem", "article", "option", "icon"}
)
# Programs on this machine take another port each time.
_LOCAL = re.compile(r"^(https?://(?:127\.0\.0\.1|localhost|\[::1\])):\d+$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequenced:
    """The steps of a run that count, and what they are known by.

    Attributes:
        run: its id.
        steps: as `skills.tidy` leaves them.
        tokens: one for each.
    """

    run: str
    steps: tuple[Step, ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Motif:
    """A stretch of steps that several runs have in common.

    Attributes:
        tokens: of the steps.
        places: run and index of the first step (among those that count), one for each run.
        digest: by which it is known from one day to the next.
    """

    tokens: tuple[str, ...]
    places: tuple[tuple[str, int], ...]

    @property
    def digest(self) -> str:
        """Stable for the same steps."""
        return hashlib.sha256("\n".join(self.tokens).encode()).hexdigest()[:12]

    @property
    def worth(self) -> int:
        """How many steps it would have saved."""
        return (len(self.places) - 1) * (len(self.tokens) - 1)


def sequenced(run: str, steps: Sequence[Step]) -> Sequenced:
    """The steps of a run that count."""
    kept = cleaned(steps)
    return Sequenced(run=run, steps=kept, tokens=tuple(token(step) for step in kept))


def token(step: Step) -> str:
    """What a step is known by.

    Separated by "|": the action, the site or program, the role and the name of what it is done to.
    """
    action = step.action
    active = step.observation.active
    place = (active.origin or active.application) if active is not None else ""
    place = _LOCAL.sub(r"\1", place)
    element = element_of(step)
    parts = [name_of(action), fold(place), element.role if element is not None else ""]
    if isinstance(action, Press):
        parts.append(action.keys)
    elif isinstance(action, Open):
        parts.append(action.kind if action.kind != "app" else fold(action.what))
    else:
        parts.append(_name(step, element))
    return "|".join(part.replace("|", "/") for part in parts)


def _name(step: Step, element: Element | None) -> str:
    """The name of a control; "" of what stands for a record, which differs from use to use."""
    if element is None or element.role in _RECORDS:
        return ""
    by_ref = step.observation.by_ref
    if element.role == "link" and _inside(element, by_ref, _RECORDS) and len(element.name) > 12:
        return ""
    return _DIGITS.sub("#", fold(element.name))[:60]


def _inside(element: Element, known: Mapping[str, Element], roles: frozenset[str]) -> bool:
    parent = element.parent
    for _ in range(8):
        if parent is None or parent not in known:
            return False
        if known[parent].role in roles:
            return True
        parent = known[parent].parent
    return False


def motifs(
    runs: Iterable[tuple[str, Sequence[str]]],
    *,
    least: int = LEAST_RUNS,
    shortest: int = SHORTEST,
    longest: int = LONGEST,
) -> list[Motif]:
    """The stretches that at least so many runs have in common, the worthiest first.

    Each is maximal: no longer stretch is in as many runs. Time and memory grow with the number of
    steps, and, for the counting, with its square root at worst.

    Args:
        runs: ids and tokens.
        least: runs that it must be in.
        shortest: steps.
        longest: steps; of a longer one the first so many are taken.
    """
    texts = [(run, tuple(tokens)) for run, tokens in runs]
    automaton = _Automaton()
    for _, tokens in texts:
        automaton.add(tokens)
    support, first = automaton.support([tokens for _, tokens in texts])
    kept: dict[tuple[str, ...], int] = {}
    for state in automaton.maximal(support):
        size = automaton.length[state]
        if support[state] >= least and size >= shortest:
            text, end = first[state]
            tokens = texts[text][1][end - size + 1 : end + 1][:longest]
            kept[tokens] = max(kept.get(tokens, 0), support[state])
    ranked = sorted(kept, key=lambda each: -(kept[each] - 1) * (len(each) - 1))
    where = _Index(texts)
    return [Motif(tokens=tokens, places=where.places(tokens)) for tokens in ranked]


@dataclass(slots=True)
class _Automaton:
    """A generalised suffix automaton; each text is added from the initial state."""

    next: list[dict[Hashable, int]] = field(default_factory=lambda: [{}])
    link: list[int] = field(default_factory=lambda: [-1])
    length: list[int] = field(default_factory=lambda: [0])

    def add(self, tokens: Sequence[str]) -> None:
        last = 0
        for symbol in tokens:
            last = self._extended(last, symbol)

    def _extended(self, last: int, symbol: str) -> int:
        """The state of the text so far with one more symbol."""
        known = self.next[last].get(symbol)
        if known is not None:
            if self.length[known] == self.length[last] + 1:
                return known
            return self._cloned(last, symbol, known)
        new = self._state(self.length[last] + 1)
        at = last
        while at != -1 and symbol not in self.next[at]:
            self.next[at][symbol] = new
            at = self.link[at]
        if at == -1:
            self.link[new] = 0
            return new
        there = self.next[at][symbol]
        if self.length[there] == self.length[at] + 1:
            self.link[new] = there
        else:
            self.link[new] = self._cloned(at, symbol, there)
        return new

    def _cloned(self, at: int, symbol: str, there: int) -> int:
        clone = self._state(self.length[at] + 1)
        self.next[clone] = dict(self.next[there])
        self.link[clone] = self.link[there]
        self.link[there] = clone
        while at != -1 and self.next[at].get(symbol) == there:
            self.next[at][symbol] = clone
            at = self.link[at]
        return clone

    def _state(self, length: int) -> int:
        self.next.append({})
        self.link.append(0)
        self.length.append(length)
        return len(self.length) - 1

    def support(self, texts: Sequence[Sequence[str]]) -> tuple[list[int], list[tuple[int, int]]]:
        """For each state, how many texts pass through it, and where it ended first."""
        support = [0] * len(self.length)
        first = [(-1, -1)] * len(self.length)
        seen = [-1] * len(self.length)
        for number, tokens in enumerate(texts):
            state = 0
            for end, symbol in enumerate(tokens):
                state = self.next[state][symbol]
                at = state
                while at > 0 and seen[at] != number:
                    seen[at] = number
                    support[at] += 1
                    if first[at][0] < 0:
                        first[at] = (number, end)
                    at = self.link[at]
        return support, first

    def maximal(self, support: Sequence[int]) -> list[int]:
        """The states that no longer stretch of as many texts contains.

        It is enough to look one symbol further at both ends: what lies between a stretch and a
        longer one around it is in as many texts as they are.
        """
        longer = [False] * len(self.length)
        for state, following in enumerate(self.next):
            longer[state] = any(support[each] >= support[state] for each in following.values())
        for state, outer in enumerate(self.link):
            if outer > 0 and support[state] >= support[outer]:
                longer[outer] = True
        return [state for state in range(1, len(longer)) if not longer[state]]


class _Index:
    """Where stretches stand."""

    def __init__(self, texts: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        self._texts = texts
        self._begins: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for number, (_, tokens) in enumerate(texts):
            for at, pair in enumerate(pairwise(tokens)):
                self._begins.setdefault(pair, []).append((number, at))

    def places(self, tokens: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
        """The first place in each text; of at least two tokens."""
        found: dict[int, int] = {}
        for number, at in self._begins.get((tokens[0], tokens[1]), ()):
            text = self._texts[number][1]
            if number not in found and text[at : at + len(tokens)] == tokens:
                found[number] = at
        return tuple((self._texts[number][0], at) for number, at in found.items())
