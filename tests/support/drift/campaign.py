"""Runs drift cases, and tells what came of them."""

from __future__ import annotations

import copy
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drift import apps, baseline
from drift.cases import Case, Stage
from drift.lessons import lesson
from drift.look import Look
from drift.mutators import MUTATORS, Right
from drift.play import Played, State, Verdict, judge, learn, replay
from drift.programs import WindowCase, WindowStage
from drift.site import App, Site
from playwright.sync_api import Browser

from actions.action import GroundedAction, Open
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.desktop import DesktopOptions, open_desktop
from actions.environments.private_desktop import PrivateDesktop
from perception.platforms.session import DesktopSession
from skills.evidence import rate
from skills.skill import Skill

VERDICTS: tuple[Verdict, ...] = (
    "right",
    "healed",
    "halted rightly",
    "halted falsely",
    "wrong and told",
    "silently wrong",
)
_HEALABLE = frozenset({"renamed", "moved", "theme"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one case, by one way of doing it."""

    case: str
    group: str
    aside: bool
    right: Right
    by: str
    verdict: Verdict
    state: State
    reason: str = ""
    seconds: float = 0.0


def play_web(cases: Iterable[Case], folder: Path, *, beside: bool = False) -> Iterator[Result]:
    """Replay skills on changed pages; `beside`: also what the code generator wrote."""
    with Site([app() for app in (*apps.KNOWN, *apps.ASIDE)]) as site, _codegen(beside) as other:
        skills: dict[str, Skill] = {}
        code: dict[str, tuple[str, ...]] = {}
        environment: Environment = open_browser(BrowserOptions())
        try:
            for number, case in enumerate(cases):
                app = site.apps[case.app.name]
                if app.name not in skills:
                    skills[app.name] = _taught(environment, app, site.url)
                    if other is not None:
                        _as_it_was(app)
                        code[app.name] = baseline.generated(other, app, site.url)
                skill = skills[app.name]
                _leave(environment)
                stage = Stage(app, case.mutator)
                played, _ = replay(environment, skill, _values(skill), folder / f"web-{number}")
                yield _result(case, "skill", played, stage.state())
                if case.mutator.look.notice in ("alert", "layer"):
                    environment.close()  # a dialog may be open still
                    environment = open_browser(BrowserOptions())
                if other is not None:
                    stage = Stage(app, case.mutator)
                    played = baseline.play(other, code[app.name], case.mutator.look.slow)
                    yield _result(case, "code generator", played, stage.state())
        finally:
            environment.close()


def play_windows(
    cases: Iterable[WindowCase], folder: Path, private: PrivateDesktop
) -> Iterator[Result]:
    """Replay skills on changed windows of a private desktop."""
    session = DesktopSession(variables=private.session.variables)
    with (
        _authority(session.authority),
        open_desktop(DesktopOptions(session=session)) as environment,
    ):
        skills: dict[str, Skill] = {}
        for number, case in enumerate(cases):
            program = case.program
            if program.name not in skills:
                stage = WindowStage(program, MUTATORS[0], folder / f"learn-{program.name}")
                with stage.running(private, environment):
                    shown = program.lesson()
                    name = f"drift-{program.name.replace('_', '-')}"
                    skills[program.name] = learn(environment, shown.text, shown.actions, name)
            skill = skills[program.name]
            stage = WindowStage(program, case.mutator, folder / f"window-{number}")
            with stage.running(private, environment):
                library = folder / f"library-{number}"
                played, _ = replay(environment, skill, _values(skill), library)
                yield _result(case, "skill", played, stage.state())


def table(results: Sequence[Result]) -> str:
    """What came of all of it, in Markdown."""
    lines = []
    for by in dict.fromkeys(each.by for each in results):
        for aside in (False, True):
            mine = [each for each in results if each.by == by and each.aside is aside]
            if mine:
                kept = "kept aside until the end" if aside else "seen while it was built"
                lines += [f"**{by}**, {len(mine)} cases {kept}", "", *_rows(mine), ""]
                lines += [*_shares(mine), ""]
    return "\n".join(lines)


def shares(results: Sequence[Result]) -> dict[str, tuple[int, int]]:
    """Silent wrong actions, false halts and heals: how many of how many."""
    act = [each for each in results if each.right == "act"]
    healable = [each for each in act if each.group in _HEALABLE]
    return {
        "silently wrong": (sum(e.verdict == "silently wrong" for e in results), len(results)),
        "false halts": (sum(e.verdict == "halted falsely" for e in act), len(act)),
        "renamed, moved, theme done": (
            sum(e.state == "right" and e.verdict in ("right", "healed") for e in healable),
            len(healable),
        ),
    }


def _rows(results: Sequence[Result]) -> Iterator[str]:
    yield "| change | cases | " + " | ".join(VERDICTS) + " |"
    yield "|---" * (len(VERDICTS) + 2) + "|"
    for group in [*dict.fromkeys(each.group for each in results), ""]:
        mine = [each for each in results if group in ("", each.group)]
        counted = Counter(each.verdict for each in mine)
        cells = " | ".join(str(counted[verdict] or "·") for verdict in VERDICTS)
        yield f"| {group or '**all**'} | {len(mine)} | {cells} |"


def _shares(results: Sequence[Result]) -> Iterator[str]:
    for name, (count, of) in shares(results).items():
        if of:
            found = rate(count, of)
            yield f"- {name}: {count} of {of} ({found.low:.1%} to {found.high:.1%})"


def _result(case: Case | WindowCase, by: str, played: Played, state: State) -> Result:
    return Result(
        case=str(case),
        group=case.mutator.group,
        aside=case.aside,
        right=case.mutator.right,
        by=by,
        verdict=judge(played, state, case.mutator.right),
        state=state,
        reason=played.reason[:300],
        seconds=round(played.seconds, 2),
    )


def _taught(environment: Environment, app: App, url: str) -> Skill:
    _as_it_was(app)
    _leave(environment)
    shown = lesson(app, url)
    name = f"drift-{app.name}"
    return learn(environment, shown.text, shown.actions, name, f"{url}/{app.name}/")


def _as_it_was(app: App) -> None:
    app.reset(Look(), copy.deepcopy(list(app.start)))


def _leave(environment: Environment) -> None:
    environment.execute(GroundedAction(action=Open(what="about:blank")), RunContext())


def _values(skill: Skill) -> dict[str, str]:
    return {each.name: each.example for each in skill.parameters}


@contextmanager
def _codegen(wanted: bool) -> Iterator[Browser | None]:
    if not wanted:
        yield None
        return
    with baseline.chromium() as browser:
        yield browser


@contextmanager
def _authority(path: str) -> Iterator[None]:
    before = os.environ.get("XAUTHORITY")
    os.environ["XAUTHORITY"] = path
    try:
        yield
    finally:
        if before is None:
            del os.environ["XAUTHORITY"]
        else:
            os.environ["XAUTHORITY"] = before
