"""Which skills could do what is wanted here: search, joined with where we are and what is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from perception.observation import Observation
from perception.predicate import holds
from skills.evidence import only_a_hint, rate
from skills.index import Card, Hit, Index
from skills.load import SkillError
from skills.page import in_words
from skills.print import digest
from skills.skill import Skill, nodes
from skills.store import Store

_FULL_TRUST = {"trusted": 1.0, "verified": 0.95, "draft": 0.6, "imported": 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where the skill is to be used; "" for anywhere."""

    app: str = ""
    origin: str = ""


def match(
    store: Store,
    index_path: Path | None,
    query: str,
    *,
    where: Where | None = None,
    observation: Observation | None = None,
    most: int = 5,
) -> list[Hit]:
    """The best few skills for a query.

    A skill that is retired, quarantined or cannot be read is not among them. Preconditions that do
    not hold and failures put a skill further back.

    Args:
        store: the library.
        index_path: of its index, which is brought up to date; None makes one in memory.
        query: what is to be done, in words.
        where: only skills for this program or site.
        observation: of now, for preconditions.
        most: at most so many.
    """
    where = where or Where()
    with Index(index_path) as index:
        refresh(store, index)
        hits = index.search(query, app=where.app, origin=where.origin, most=most * 4)
    found = []
    for hit in hits:
        weight = _weight(store, hit.name, observation)
        if weight > 0:
            found.append((hit.score * weight, hit))
    found.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [
        Hit(
            name=hit.name,
            description=hit.description,
            score=score,
            apps=hit.apps,
            origins=hit.origins,
        )
        for score, hit in found[:most]
    ]


def refresh(store: Store, index: Index, told: Callable[[str], None] | None = None) -> None:
    """Bring an index up to date with the files.

    Args:
        store: the library.
        index: over it.
        told: of skills that cannot be read.
    """
    known = index.digests()
    names = store.names()
    index.drop(set(known) - set(names))
    new = []
    for name in names:
        try:
            stamp = _stamp(store, name)
            if known.get(name) != stamp:
                new.append(card(store.get(name), stamp))
        except (SkillError, OSError) as failure:
            index.drop([name])
            if told is not None:
                told(str(failure))
    if new:
        index.put(new)


def card(skill: Skill, stamp: str = "") -> Card:
    """What is indexed of a skill."""
    words = [parameter.name for parameter in skill.parameters]
    words += [parameter.description for parameter in skill.parameters]
    words += [in_words(node) for node in nodes(skill.steps)][:20]
    return Card(
        name=skill.name,
        digest=stamp or digest(skill),
        description=skill.description,
        words=" ".join(words)[:1500],
        apps=skill.capabilities.apps,
        origins=skill.capabilities.origins,
    )


def told(hits: Sequence[Hit]) -> str:
    """The best few for a planner's prompt, one line each; descriptions are data."""
    return "\n".join(f"- {hit.name}: {hit.description[:300]!r}" for hit in hits)


def _stamp(store: Store, name: str) -> str:
    """Changes whenever a skill's file does."""
    facts = (store.folder(name) / "skill.yaml").stat()
    return f"{facts.st_mtime_ns}-{facts.st_size}-{facts.st_ino}"


def _weight(store: Store, name: str, observation: Observation | None) -> float:
    """How much is to be thought of a skill; 0 takes it out."""
    try:
        skill = store.get(name)
        state, _ = store.state(name)
    except (SkillError, OSError, KeyError):
        return 0.0
    if state != "active" or skill.trust == "quarantined":
        return 0.0
    weight = _FULL_TRUST[skill.trust]
    evidence = [each for each in store.evidence(name) if each.version == skill.version]
    if evidence:
        known = rate(sum(each.success for each in evidence), len(evidence))
        weight *= 0.5 + 0.5 * known.high
    if only_a_hint(evidence):
        weight *= 0.5
    if observation is not None and not all(
        "{{" in str(each) or holds(each, observation) for each in skill.pre
    ):
        weight *= 0.6
    return weight
