"""What an import gives: a skill that nobody vouches for, and what could not be carried over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from actions.action import EnvironmentAction, Open, Type, targets
from actions.target import Anchors
from perception.predicate import Predicate, Value
from skills.check import actions_of, faults
from skills.load import SkillError
from skills.sign import Signature
from skills.skill import Capabilities, Node, Parameter, Provenance, Skill, Step
from skills.yaml_tree import Fault, Place


class ImportFault(Exception):
    """A file is no recording that is understood; the message says why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A skill to review.

    Attributes:
        skill: of trust "imported".
        notes: what was left out or guessed, for people.
        pictures: "anchors/….png" to bytes.
        signature: who vouches for it; None where the file is of a kind that nobody signs.
    """

    skill: Skill
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    signature: Signature | None = None


# Words of a button that say that it cannot be taken back; in doubt a person is asked anyway.
_FINAL = re.compile(
    r"\b(save|submit|send|delete|remove|pay|buy|order|confirm|create|book|publish|post|sign up)\b",
    re.IGNORECASE,
)


def drafted(
    name: str,
    description: str,
    steps: Iterable[Node],
    parameters: Iterable[Parameter] = (),
    notes: Iterable[str] = (),
    source: str = "",
    pictures: Mapping[str, bytes] | None = None,
) -> Draft:
    """A draft of what was read.

    Raises:
        ImportFault: there is no step in it.
        SkillError: it would be no valid skill.
    """
    made = tuple(steps)
    if not made:
        raise ImportFault("there is no step in it that could be carried over")
    origins = sorted(
        {
            f"{parts.scheme}://{parts.netloc}"
            for node in made
            if isinstance(node, Step)
            and isinstance(node.action, Open)
            and (parts := urlsplit(node.action.what)).scheme in ("http", "https")
            and "{{" not in parts.netloc
            and "@" not in parts.netloc
        }
    )
    skill = Skill(
        name=slug(name),
        description=plain(description)[:1024] or f"Imported from {plain(source)[:100]}.",
        parameters=tuple(parameters),
        capabilities=Capabilities(origins=tuple(origins), actions=actions_of(made)),
        steps=made,
        provenance=Provenance(kind="import", source=(plain(source)[:200],) if source else ()),
        trust="imported",
    )
    if wrong := faults(skill):
        raise SkillError([Fault(Place(), f"{where}: {reason}") for where, reason in wrong])
    return Draft(skill, tuple(notes), pictures or {})


def step(number: int, action: EnvironmentAction, about: str = "") -> Step:
    """A step of an import, with what can be said of it without having seen it run."""
    aims = [each for each in targets(action) if isinstance(each, Anchors)]
    name = next((v for each in aims for f, v in each.ways if f in ("name", "text")), "")
    final = bool(_FINAL.search(name)) and not isinstance(action, Type)
    review = "it may be one that cannot be taken back: then `risk: commit`, with its `identity`"
    post: tuple[Predicate, ...] = ()
    if isinstance(action, Type) and isinstance(action.text, str) and aims:
        label = next((v for f, v in aims[0].ways if f == "name"), "")
        post = (Value(name=label, value=action.text),) if label else ()
    return Step(
        id=f"s{number}",
        action=action,
        post=post,
        about=plain(about)[:500],
        review=review if final else "",
    )


def slug(text: str) -> str:
    """A name for a skill from any text.

    >>> slug("Export: Déjà vu, 2nd!")
    'export-d-j-vu-2nd'
    """
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold()))[:64].strip("-") or "imported"


def word(text: str) -> str:
    """A name for a parameter from any text.

    >>> word("First Name*")
    'first_name'
    """
    found = "_".join(re.findall(r"[a-z0-9]+", text.casefold()))[:60].strip("_")
    return found if found[:1].isalpha() else f"p_{found}".rstrip("_")


def plain(text: object) -> str:
    """A text on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
