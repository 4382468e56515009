"""A set of changes that was written when all else was done, and run once as it was.

Its pages, its changes and how they look share nothing with the others; only what serves pages,
learns, replays and judges is the same. What came of it at first is in docs/results.md.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drift.campaign import Result
from drift.fresh_apps import FRESH, FreshApp
from drift.fresh_face import Face
from drift.look import Look
from drift.mutators import Right
from drift.play import State, judge, learn, replay
from drift.site import Record, Site

from actions.action import GroundedAction, Open
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.browser import BrowserOptions, open_browser
from skills.skill import Skill

_ACCENTS = str.maketrans("aeiou", "áéíóú")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change.

    Attributes:
        name: of it.
        group: for the table.
        face: what of the interface changes.
        records: what happens to the records: (records, application) -> records.
        right: whether the task can be done for sure, must be refused, or either is right.
    """

    name: str
    group: str
    face: Face = field(default_factory=Face)
    records: Callable[[list[Record], type[FreshApp]], list[Record]] = lambda records, app: records
    right: Right = "act"


@dataclass(frozen=True, slots=True)
class FreshCase:
    """One application under one change."""

    app: type[FreshApp]
    change: Change

    def __str__(self) -> str:
        return f"{self.app.name}: {self.change.name}"


def _beside(name: Callable[[str], str], *, gone: bool = False) -> Callable[..., list[Record]]:
    def change(records: list[Record], app: type[FreshApp]) -> list[Record]:
        at = next(n for n, each in enumerate(records) if each[app.key] == app.who)
        like = {**records[at], "id": "977", app.key: name(app.who)}
        return [*records[:at], like, *records[at + 1 if gone else at :]]

    return change


def _mentioned(records: list[Record], app: type[FreshApp]) -> list[Record]:
    """The name of the record stands in another one, as a text of its own."""
    other = next(each for each in records if each[app.key] != app.who)
    other["note"] = app.who
    return records


def _done_already(records: list[Record], app: type[FreshApp]) -> list[Record]:
    name, text = app.state_of
    for each in records:
        if each[app.key] == app.who:
            each[name] = text
    return records


def _initial(who: str) -> str:
    first, _, rest = who.partition(" ")
    return f"{first} M. {rest}"


CHANGES: tuple[Change, ...] = (
    Change(name="as it was", group="none"),
    Change(name="labels in capitals", group="renamed", face=Face(wording="capitals")),
    Change(name="a sign before labels", group="renamed", face=Face(wording="sign")),
    Change(name="blanks that do not break", group="renamed", face=Face(wording="blanks")),
    Change(name="dots behind labels", group="renamed", face=Face(wording="dots")),
    Change(name="longer accessible names", group="renamed", face=Face(wording="longer")),
    Change(name="links for buttons", group="markup", face=Face(control="link")),
    Change(name="spans for buttons", group="markup", face=Face(control="span")),
    Change(name="inputs for buttons", group="markup", face=Face(control="input")),
    Change(name="names in two parts", group="markup", face=Face(split=True)),
    Change(name="in a shadow root", group="markup", face=Face(around="shadow")),
    Change(name="in a frame", group="markup", face=Face(around="frame")),
    Change(name="from right to left", group="moved", face=Face(layout="rtl")),
    Change(name="shown in reverse", group="moved", face=Face(layout="reversed")),
    Change(name="a bar over the lower half", group="moved", face=Face(footer=True)),
    Change(name="a hidden twin", group="twin", face=Face(twin="hidden")),
    Change(name="used last", group="twin", face=Face(twin="recent"), right="either"),
    Change(
        name="accents beside it",
        group="records",
        records=_beside(lambda who: who.translate(_ACCENTS)),
    ),
    Change(
        name="accents instead",
        group="records",
        records=_beside(lambda who: who.translate(_ACCENTS), gone=True),
        right="halt",
    ),
    Change(
        name="an initial instead",
        group="records",
        records=_beside(_initial, gone=True),
        right="halt",
    ),
    Change(
        name="in brackets beside it",
        group="records",
        records=_beside(lambda who: f"{who} (old)"),
    ),
    Change(name="named in another one", group="records", records=_mentioned),
    Change(name="done already", group="records", records=_done_already, right="halt"),
    Change(name="groups closed", group="flow", face=Face(flow="closed"), right="either"),
    Change(name="logged out", group="flow", face=Face(flow="login"), right="halt"),
    Change(name="asks once more", group="flow", face=Face(flow="asks"), right="either"),
    Change(
        name="capitals, in a frame, an initial beside it",
        group="several",
        face=Face(wording="capitals", around="frame"),
        records=_beside(_initial),
    ),
    Change(
        name="spans, reversed, accents instead",
        group="several",
        face=Face(control="span", layout="reversed"),
        records=_beside(lambda who: who.translate(_ACCENTS), gone=True),
        right="halt",
    ),
)


def fresh_cases() -> Iterator[FreshCase]:
    """Every case. What is done already says nothing where any value may be entered again."""
    for app in FRESH:
        for change in CHANGES:
            if change.records is _done_already and not app.state_of[1]:
                continue
            yield FreshCase(app, change)


def play_fresh(cases: Iterable[FreshCase], folder: Path) -> Iterator[Result]:
    """Replay skills on changed pages."""
    with Site([app() for app in FRESH]) as site:
        skills: dict[str, Skill] = {}
        environment: Environment = open_browser(BrowserOptions())
        try:
            for number, case in enumerate(cases):
                app = site.apps[case.app.name]
                assert isinstance(app, FreshApp)
                if app.name not in skills:
                    skills[app.name] = _taught(environment, app, site.url)
                _leave(environment)
                yield _result(environment, case, app, skills[app.name], folder / f"fresh-{number}")
        finally:
            environment.close()


def _result(
    environment: Environment, case: FreshCase, app: FreshApp, skill: Skill, folder: Path
) -> Result:
    change = case.change
    records = change.records(copy.deepcopy(list(app.start)), case.app)
    _set(app, change.face, records)
    before = app.snapshot()
    values = {each.name: each.example for each in skill.parameters}
    played, _ = replay(environment, skill, values, folder)
    state = _state(app, before, records, may=change.right != "halt")
    return Result(
        case=str(case),
        group=change.group,
        aside=False,
        right=change.right,
        by="skill, fresh",
        verdict=judge(played, state, change.right),
        state=state,
        reason=played.reason[:300],
        seconds=round(played.seconds, 2),
    )


def _state(app: FreshApp, before: object, records: Sequence[Record], *, may: bool) -> State:
    now = app.snapshot()
    if may and now == (app.wanted(copy.deepcopy(list(records)), app.who, app.other), []):
        return "right"
    return "untouched" if now == before else "wrong"


def _set(app: FreshApp, face: Face, records: list[Record]) -> None:
    app.face = face
    app.reset(Look(), copy.deepcopy(records))


def _taught(environment: Environment, app: FreshApp, url: str) -> Skill:
    _set(app, Face(), list(app.start))
    _leave(environment)
    address = f"{url}/{app.name}/"
    shown = app.lesson(address)
    return learn(environment, shown.text, shown.actions, f"drift-{app.name}", address)


def _leave(environment: Environment) -> None:
    environment.execute(GroundedAction(action=Open(what="about:blank")), RunContext())
