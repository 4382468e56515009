"""`deskhand skills verify`: a skill's files, who signed it, and its tests, carried out."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from actions.trajectory import Outcome
from app.cli.options import launch_options
from app.cli.skills import found, review, store
from app.cli.skills_run import launch_skill
from app.cli.terminal import out, print_json, say
from app.library import SkillFault, next_version
from app.planners.rows import RowsPlanner, task_of
from skills.filling import claims_of
from skills.load import SkillError, load
from skills.print import digest
from skills.sign import signature_of
from skills.skill import Skill
from skills.trials import Trial, trials
from skills.values import bind


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of one test.

    Attributes:
        name: of it.
        passed: whether it was as expected.
        verified: whether what the skill claims was seen to be true.
        told: why it did not pass.
    """

    name: str
    passed: bool
    verified: bool
    told: str = ""


def verify(options: argparse.Namespace) -> int:
    """Check the files of a skill, or of a folder; who signed it; and carry out its tests."""
    given = Path(options.name)
    library = store()
    inside = not given.is_dir()
    folder = library.root / found(options.name).name if inside else given
    try:
        skill = load(folder)
        wanted = trials(folder, skill)
    except SkillError as failure:
        raise SkillFault(str(failure)) from None
    signed = signature_of(folder, skill)
    tried: list[Tried] = []
    if inside and not options.files_only:
        tried = [_try(options, skill, each) for each in wanted]
    good = signed.word != "broken" and all(each.passed for each in tried)
    risen = good and _rises(skill, tried)
    if risen:
        library.put(replace(skill, version=next_version(library, skill), trust="verified"))
    if options.json:
        results = [
            {"name": e.name, "passed": e.passed, "verified": e.verified, "reason": e.told}
            for e in tried
        ]
        facts = {"name": skill.name, "digest": digest(skill, folder), "signature": signed.word}
        print_json({**facts, "tests": results, "trust": "verified" if risen else skill.trust})
        return 0 if good else 1
    out(f"{skill.name} version {skill.version}: nothing is wrong with its files.")
    out(signed.told)
    for line in review(skill):
        out(f"  {line}")
    for each in tried:
        out(f"  {'✓' if each.passed else '✗'} test {each.name}{each.told and f': {each.told}'}")
    if wanted and not tried:
        where = "given with --files-only" if inside else "taken in with `deskhand skills import`"
        say(f"Its {len(wanted)} tests were not carried out: it was {where}.")
    if risen:
        say(f"{skill.name} is verified now: a test of it was carried out, and its claims hold.")
    return 0 if good else 1


def _try(options: argparse.Namespace, skill: Skill, trial: Trial) -> Tried:
    """Carry out one test, as `skills run` would with these values."""
    say(f"test {trial.name}{trial.about and f': {trial.about}'}")
    options.task = task_of(skill)
    options.values, options.attach, options.schema = [], [], None
    wanted = launch_options(options)
    wanted = replace(wanted, values=dict(trial.values))
    if trial.url:
        wanted = replace(wanted, where=replace(wanted.where, url=trial.url))
    claims = claims_of(skill, bind(skill, dict(trial.values)))
    rows = [(1, tuple(trial.values.items()))]
    planner = RowsPlanner(skill.name, rows, claims=claims)
    watched = launch_skill(options, wanted, planner, skill, 1)
    finished = watched.finished
    done = finished.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)
    halted = finished.outcome is Outcome.GAVE_UP
    told = finished.reason or finished.answer
    return Tried(
        name=trial.name,
        passed=done if trial.expect == "done" else halted,
        verified=finished.outcome is Outcome.DONE_VERIFIED,
        told="" if (done if trial.expect == "done" else halted) else told,
    )


def _rises(skill: Skill, tried: list[Tried]) -> bool:
    """Whether a draft has shown that it works; what is imported waits for a person's review."""
    return skill.trust == "draft" and any(each.verified for each in tried)
