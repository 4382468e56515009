"""All web cases: each application with each change that means something to it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from drift.apps import ASIDE, KNOWN
from drift.mutators import MUTATORS, Mutator
from drift.play import State
from drift.site import App, Record


@dataclass(frozen=True, slots=True)
class Case:
    """One application under one change."""

    app: type[App]
    mutator: Mutator

    @property
    def aside(self) -> bool:
        """Whether the page or the change was kept aside while the rest was built."""
        return self.app in ASIDE or self.mutator.aside

    def __str__(self) -> str:
        return f"{self.app.name}: {self.mutator.name}"


def web_cases() -> Iterator[Case]:
    """Every case."""
    for app in (*KNOWN, *ASIDE):
        for mutator in MUTATORS:
            if mutator.fits(app.words, rows=app.rows, ids=app.ids):
                yield Case(app, mutator)


class Stage:
    """An application set up for a case, and what is right in it."""

    def __init__(self, app: App, mutator: Mutator) -> None:
        records = mutator.records(app.start, app.key, app.who)
        app.reset(mutator.looks(app.words), records)
        self._app = app
        self._before: Any = app.snapshot()
        self._wanted = _wanted(app, copy.deepcopy(records))

    def state(self) -> State:
        """What has become of it."""
        with_extra: tuple[list[Record], list[str]] = self._app.snapshot()
        if self._wanted is not None and with_extra == (self._wanted, []):
            return "right"
        return "untouched" if with_extra == self._before else "wrong"


def _wanted(app: App, records: list[Record]) -> list[Record] | None:
    """What the records should be; None where it is not known which one is meant."""
    if sum(each[app.key] == app.who for each in records) != 1:
        return None
    return app.wanted(records, app.who, app.other)
