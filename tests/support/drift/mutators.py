"""What may have changed since a skill was shown, and what is then right to do."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from drift.look import FOREIGN, Look
from drift.site import Record, Words

Right = Literal["act", "halt", "either"]
Change = Callable[[list[Record], str, str], list[Record]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutator:
    """One kind of change.

    Attributes:
        name: of it.
        group: for the table.
        look: what of the interface changes.
        words: which labels are others: of opener, commit, field; or all, translated.
        rows: what happens to the records: (records, key, who) -> records.
        right: whether the task can be done for sure, must be refused, or either is right.
        needs_rows: it makes no sense without rows.
        needs_ids: it makes no sense where what commits has no id of its own.
        aside: it was not looked at while the rest was built.
    """

    name: str
    group: str
    look: Look = field(default_factory=Look)
    words: tuple[str, ...] = ()
    rows: Change | None = None
    right: Right = "act"
    needs_rows: bool = False
    needs_ids: bool = False
    aside: bool = False

    def looks(self, words: Words) -> Look:
        """How an application with these labels looks."""
        return replace(self.look, words=self.labels(words))

    def labels(self, words: Words) -> Mapping[str, str]:
        """Label as it was to label as it is."""
        if FOREIGN in self.words:
            return words.foreign
        olds = {"opener": words.opener, "commit": words.commit, "field": words.field}
        news = dict(zip(olds, words.renamed, strict=True))
        return {olds[each]: news[each] for each in self.words if olds[each]}

    def fits(self, words: Words, *, rows: bool, ids: bool) -> bool:
        """Whether it changes anything of such an application."""
        if (self.needs_rows and not rows) or (self.needs_ids and not ids):
            return False
        return not self.words or bool(self.labels(words))

    def records(self, records: Sequence[Record], key: str, who: str) -> list[Record]:
        """The records as they are today."""
        mine = copy.deepcopy(list(records))
        return self.rows(mine, key, who) if self.rows else mine


def _copy(records: list[Record], key: str, who: str, name: str) -> Record:
    like = next(each for each in records if each[key] == who)
    return {**like, "id": f"9{sum(map(ord, name)) % 1000}", key: name}


def _at(records: list[Record], key: str, who: str) -> int:
    return next(at for at, each in enumerate(records) if each[key] == who)


def _alike(name: str) -> Callable[[str], str]:
    return {
        "longer": lambda who: f"{who} Jr.",
        "joined": lambda who: f"{who}s",
        "before": lambda who: f"Old {who}",
        "typo": lambda who: who[:-1] + chr(ord(who[-1]) + 1),
    }[name]


def _insert(kind: str, *, after: bool = False, gone: bool = False) -> Change:
    def change(records: list[Record], key: str, who: str) -> list[Record]:
        made = _copy(records, key, who, _alike(kind)(who))
        at = _at(records, key, who)
        records.insert(at + after, made)
        return [each for each in records if each[key] != who] if gone else records

    return change


def _duplicate(records: list[Record], key: str, who: str) -> list[Record]:
    made = {**_copy(records, key, who, who), "id": "99"}
    return [*records, made]


def _missing(records: list[Record], key: str, who: str) -> list[Record]:
    return [each for each in records if each[key] != who]


def _grown(count: int, *, alike: bool = False) -> Change:
    def change(records: list[Record], key: str, who: str) -> list[Record]:
        for number in range(count):
            name = f"{who} {number + 2}" if alike else f"Entry {number + 100}"
            made = {**_copy(records, key, who, name), "id": f"7{number:03}"}
            records.insert(number % (len(records) + 1), made)
        return records

    return change


def _order(how: str) -> Change:
    def change(records: list[Record], key: str, who: str) -> list[Record]:
        at = _at(records, key, who)
        if how == "reversed":
            return records[::-1]
        if how == "first":
            return [records[at], *records[:at], *records[at + 1 :]]
        if how == "last":
            return [*records[:at], *records[at + 1 :], records[at]]
        random.Random(7).shuffle(records)
        return records

    return change


def _cells(records: list[Record], key: str, who: str) -> list[Record]:
    for each in records:
        for name, value in each.items():
            if name not in (key, "id", "status", "done", "booked", "sent", "to", "reason"):
                each[name] = f"{value}7"
    return records


def _many(*changes: Change) -> Change:
    def change(records: list[Record], key: str, who: str) -> list[Record]:
        for each in changes:
            records = each(records, key, who)
        return records

    return change


def _row(name: str, rows: Change, right: Right = "act", *, aside: bool = False) -> Mutator:
    return Mutator(name=name, group="rows", rows=rows, right=right, aside=aside)


MUTATORS: tuple[Mutator, ...] = (
    Mutator(name="unchanged", group="none"),
    # Rows.
    _row("lookalike before it", _insert("longer")),
    _row("lookalike after it", _insert("joined", after=True)),
    _row("lookalike that ends so", _insert("before")),
    _row("lookalike, one sign off", _insert("typo"), aside=True),
    _row("many lookalikes", _grown(8, alike=True), aside=True),
    _row("the same twice", _duplicate, "halt"),
    _row("missing", _missing, "halt"),
    _row("missing, a longer one there", _insert("longer", gone=True), "halt"),
    _row("missing, one sign off", _insert("typo", gone=True), "halt"),
    _row("missing, one that ends so", _insert("before", gone=True), "halt", aside=True),
    _row("grown list", _grown(60)),
    _row("list of 200", _grown(200), aside=True),
    _row("reversed", _order("reversed")),
    _row("now first", _order("first")),
    _row("now last", _order("last"), aside=True),
    _row("shuffled and grown", _many(_grown(30), _order("shuffled"))),
    _row("other cells changed", _cells),
    # Renamed.
    Mutator(name="commit renamed", group="renamed", words=("commit",)),
    Mutator(name="opener renamed", group="renamed", words=("opener",)),
    Mutator(name="field renamed", group="renamed", words=("field",)),
    Mutator(name="all renamed", group="renamed", words=("opener", "commit", "field"), aside=True),
    Mutator(name="translated", group="translated", words=(FOREIGN,)),
    # Moved.
    Mutator(name="fields reversed", group="moved", look=Look(fields="reversed")),
    Mutator(name="buttons above", group="moved", look=Look(buttons="above")),
    Mutator(name="actions first", group="moved", look=Look(actions="first")),
    Mutator(name="wrapped", group="moved", look=Look(wrapped=True), aside=True),
    # Restyled.
    Mutator(name="dark", group="theme", look=Look(style="dark")),
    Mutator(name="dense", group="theme", look=Look(style="dense")),
    Mutator(name="scaled 1.6", group="theme", look=Look(style="large")),
    Mutator(name="airy", group="theme", look=Look(style="airy"), aside=True),
    # Ids.
    Mutator(name="ids anew", group="ids", look=Look(ids="new")),
    Mutator(name="ids gone", group="ids", look=Look(ids="gone"), aside=True),
    Mutator(name="ids mixed up", group="ids", look=Look(ids="mixed")),
    # What else is there.
    Mutator(name="a notice", group="extra", look=Look(notice="bar")),
    Mutator(name="a layer over it", group="dialog", look=Look(notice="layer"), right="either"),
    Mutator(
        name="a dialog of the browser",
        group="dialog",
        look=Look(notice="alert"),
        right="either",
        aside=True,
    ),
    Mutator(name="disabled", group="disabled", look=Look(disabled="always"), right="halt"),
    Mutator(name="disabled at first", group="disabled", look=Look(disabled="at first")),
    Mutator(name="new column", group="column", look=Look(column=True)),
    Mutator(name="slower", group="slower", look=Look(slow=0.7)),
    Mutator(name="drawn again", group="slower", look=Look(late=0.6), needs_rows=True, aside=True),
    Mutator(name="twin elsewhere", group="twin", look=Look(twin="same"), right="either"),
    Mutator(name="twin of nearly its name", group="twin", look=Look(twin="near"), aside=True),
    Mutator(
        name="id on what deletes",
        group="swapped",
        look=Look(swapped=True),
        right="either",
        needs_ids=True,
    ),
    Mutator(
        name="id on what deletes, renamed",
        group="swapped",
        look=Look(swapped=True),
        words=("commit",),
        right="either",
        needs_ids=True,
        aside=True,
    ),
    # Several at once.
    Mutator(
        name="renamed, lookalike",
        group="several",
        words=("commit",),
        rows=_insert("longer"),
    ),
    Mutator(
        name="renamed, ids anew",
        group="several",
        words=("commit",),
        look=Look(ids="new"),
        right="either",
    ),
    Mutator(
        name="renamed, missing",
        group="several",
        words=("commit", "field"),
        rows=_insert("longer", gone=True),
        right="halt",
        aside=True,
    ),
    Mutator(
        name="dark, reversed, column",
        group="several",
        look=Look(style="dark", column=True),
        rows=_order("reversed"),
    ),
    Mutator(
        name="ids anew, moved, grown",
        group="several",
        look=Look(ids="new", actions="first", fields="reversed"),
        rows=_grown(40),
        aside=True,
    ),
    Mutator(
        name="slow, airy, lookalike",
        group="several",
        look=Look(slow=0.4, style="airy"),
        rows=_insert("joined"),
        aside=True,
    ),
)
