"""What waits for a person's word: tips that they taught by hand, and patches of skills.

They are kept where tips and patches are anyway; here they are listed, accepted and dismissed alike.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from typing import Literal

from app.errors import DeskhandError
from app.paths import Paths
from app.tips import TipBook
from skills.heal import Patch
from skills.load import SkillError
from skills.store import Store
from skills.tips import Tip


class SuggestionGone(DeskhandError):
    """It cannot be accepted any more; the message says why."""

    exit_code = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something that a person may accept or dismiss.

    Attributes:
        id: by which it is known from one day to the next.
        kind: "tip": planners are told at its place; "patch": a skill's step aims otherwise.
        about: the place, or the skill.
        told: what it says, in a sentence.
        lines: of a patch: the anchors that go ("- …") and those that come ("+ …").
        seen: how many runs speak for it.
        patch: of a patch.
    """

    id: str
    kind: Literal["tip", "patch"]
    about: str
    told: str
    lines: tuple[str, ...] = ()
    seen: int = 1
    patch: Patch | None = None


def suggestions(home: Paths) -> list[Suggestion]:
    """All that waits, patches first."""
    store = Store(home.skills)
    found: list[Suggestion] = []
    for name in store.names():
        with contextlib.suppress(KeyError, OSError):  # removed at this moment
            found += [of_patch(patch, seen) for patch, seen in store.patches(name)]
    tips = TipBook(home).tips()
    waiting = [tip for tip in tips.values() if tip.shown and not tip.counts and not tip.hurt]
    return found + [of_tip(tip) for tip in waiting]


def accept(suggestion: Suggestion, home: Paths) -> str:
    """Let it count from now on; what came of it, in a sentence.

    Raises:
        SuggestionGone: the skill was changed or removed meanwhile.
        NoSuchTip: the tip was forgotten meanwhile.
        StorageError: it cannot be written.
    """
    if suggestion.patch is None:
        TipBook(home).approve(suggestion.id)
        return "It is told to planners from now on."
    patch = suggestion.patch
    try:
        skill = Store(home.skills).promote(patch.skill, only=patch)
    except (KeyError, SkillError, OSError) as failure:
        raise SuggestionGone(f"{patch.skill} cannot be changed: {failure}") from None
    if skill is None:
        raise SuggestionGone(
            f"Step {patch.step} of {patch.skill} is not what it was any more; dismiss this, or "
            f"change it by hand: deskhand skills edit {patch.skill}"
        )
    return f"{skill.name} is version {skill.version} now."


def dismiss(suggestion: Suggestion, home: Paths) -> None:
    """It is wrong: it goes, and a patch is not made again by replays.

    Raises:
        StorageError: it cannot be written.
    """
    if suggestion.patch is None:
        TipBook(home).forget(suggestion.id)
        return
    with contextlib.suppress(KeyError):  # the skill has gone, and this with it
        Store(home.skills).dismiss(suggestion.patch)


def of_patch(patch: Patch, seen: int = 1) -> Suggestion:
    """A patch as a suggestion."""
    facts = repr((patch.skill, patch.step, patch.at, patch.old, patch.new))
    lines = [
        f"{sign} " + ", ".join(f"{family}: {value}" for family, value in ways)
        for sign, ways in (("-", patch.old), ("+", patch.new))
    ]
    return Suggestion(
        id=hashlib.sha256(facts.encode()).hexdigest()[:10],
        kind="patch",
        about=patch.skill,
        told=f"step {patch.step}: {patch.reason}",
        lines=tuple(lines),
        seen=seen,
        patch=patch,
    )


def of_tip(tip: Tip) -> Suggestion:
    """A tip as a suggestion."""
    lesson = tip.lesson
    return Suggestion(
        id=lesson.digest, kind="tip", about=lesson.place, told=lesson.told(), seen=len(tip.runs)
    )
