"""An index over skills, to find one among very many by words: SQLite and hashed embeddings.

It holds nothing that is not in the files, so it can be deleted at any time. Words are looked up in
a full-text table (BM25); beside it each skill has a vector of hashed words, pairs of words and
triples of letters (the hashing trick: Weinberger et al., 2009), which forgives endings and typing
errors. Both rankings are joined by reciprocal rank (Cormack et al., 2009).
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from grounding.words import SYNONYMS

_VERSION = 1
_DIMENSIONS = 512
_WORD = re.compile(r"\w+")
_RARE = 4  # words of a query that are looked up
_OFTEN = 3_000  # skills that hold a word; one that is in more is left to the vectors
_COMMON = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "by", "do", "for", "from", "i", "if", "in", "into"}
    | {"is", "it", "its", "me", "my", "of", "on", "or", "please", "so", "that", "the", "then"}
    | {"this", "to", "use", "used", "using", "want", "when", "which", "with", "you", "your"}
)
_JOIN = 60  # of the reciprocal rank fusion
_SCHEMA = """
create table if not exists skill (
    id integer primary key, name text unique, digest text, description text,
    words text, apps text, origins text, vector blob
);
create virtual table if not exists word using fts5(
    words, content='skill', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
create virtual table if not exists vocabulary using fts5vocab(word, row);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the index knows of a skill.

    Attributes:
        digest: changes when the skill does.
        words: names of parameters and steps, beside name and description.
        apps: programs that it works in.
        origins: of the pages that it works on.
    """

    name: str
    digest: str
    description: str
    words: str = ""
    apps: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A skill that fits; `score` says how well compared with the others of the same search."""

    name: str
    description: str
    score: float
    apps: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


class Index:
    """The index in a file; a context manager.

    Args:
        path: of the file; None keeps it in memory. One that is broken or of another version is
            made anew, empty.
    """

    def __init__(self, path: Path | None) -> None:
        self._matrix: NDArray[np.float32] | None = None
        self._ids: NDArray[np.int64] | None = None
        self._path = path
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._base = self._open()
        except sqlite3.DatabaseError:
            assert path is not None
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            self._base = self._open()

    def _open(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._path or ":memory:", timeout=10)
        try:
            version = base.execute("pragma user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise sqlite3.DatabaseError("another version")
            base.execute("pragma journal_mode=wal")
            base.execute("pragma synchronous=normal")
            base.executescript(_SCHEMA)
            base.execute(f"pragma user_version={_VERSION}")
        except BaseException:
            base.close()
            raise
        return base

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def digests(self) -> dict[str, str]:
        """What is indexed: name to digest."""
        return dict(self._base.execute("select name, digest from skill"))

    def put(self, cards: Iterable[Card]) -> None:
        """Add skills, or replace those that are there."""
        self._matrix = None
        with self._base:
            for card in cards:
                self._remove(card.name)
                given = " ".join([card.name.replace("-", " "), card.description, card.words])
                text = " ".join(_words(given))
                row = self._base.execute(
                    "insert into skill (name, digest, description, words, apps, origins, vector) "
                    "values (?, ?, ?, ?, ?, ?, ?)",
                    (
                        card.name,
                        card.digest,
                        card.description,
                        text,
                        "\n".join(card.apps).casefold(),
                        "\n".join(card.origins),
                        embedded(text).astype(np.float16).tobytes(),
                    ),
                )
                self._base.execute(
                    "insert into word (rowid, words) values (?, ?)", (row.lastrowid, text)
                )

    def drop(self, names: Iterable[str]) -> None:
        """Take skills out."""
        self._matrix = None
        with self._base:
            for name in names:
                self._remove(name)

    def search(self, query: str, *, app: str = "", origin: str = "", most: int = 10) -> list[Hit]:
        """The skills that fit a query best, best first.

        Args:
            query: in any words; it is never read as a search expression.
            app: only skills that work in this program (or in no certain one).
            origin: only skills that work on pages of this origin (or of no certain one).
            most: at most so many.
        """
        # Ranking is cheap and filters are strict: enough is ranked for the filters to leave some.
        depth = max(50, most * 5) * (20 if app or origin else 1)
        joined: dict[int, float] = {}
        for ranking in (self._by_words(query, depth), self._by_vector(query, depth)):
            for rank, key in enumerate(ranking):
                joined[key] = joined.get(key, 0.0) + 1 / (_JOIN + rank)
        if app or origin:
            ids = self._fitting(app, origin, joined)
            joined = {key: score for key, score in joined.items() if key in ids}
        best = sorted(joined, key=lambda key: (-joined[key], key))[:most]
        return [self._hit(key, joined[key]) for key in best]

    def _remove(self, name: str) -> None:
        row = self._base.execute("select id, words from skill where name = ?", (name,)).fetchone()
        if row is not None:
            self._base.execute("insert into word (word, rowid, words) values ('delete', ?, ?)", row)
            self._base.execute("delete from skill where id = ?", (row[0],))

    def _by_words(self, query: str, depth: int) -> list[int]:
        words = list(dict.fromkeys(_words(query)))
        words = [word for word in words if word not in _COMMON] or words
        # Rare words tell most, and each more costs time over everything that holds it.
        known = {word: count for word in words if (count := self._count(word))}
        ranked = sorted(known, key=lambda word: known[word])
        rare = [word for word in ranked if known[word] <= _OFTEN][:_RARE] or ranked[:1]
        rest = [word for word in ranked if word not in rare][:_RARE]
        if not rare:
            return []
        expression = " OR ".join(f'"{word}"' for word in rare)
        if rest:  # what holds a rare word is ranked by the others as well
            others = " OR ".join(f'"{word}"' for word in rest)
            both = self._ranked(f"({expression}) AND ({others})", depth)
            return both or self._ranked(expression, depth)
        return self._ranked(expression, depth)

    def _ranked(self, expression: str, depth: int) -> list[int]:
        found = self._base.execute(
            "select rowid from word where word match ? order by rank limit ?", (expression, depth)
        )
        return [key for (key,) in found]

    def _count(self, word: str) -> int:
        """How many skills hold a word."""
        found = self._base.execute("select doc from vocabulary where term = ?", (word,)).fetchone()
        return found[0] if found else 0

    def _by_vector(self, query: str, depth: int) -> list[int]:
        matrix, ids = self._vectors()
        if not len(ids):
            return []
        scores = matrix @ embedded(query)
        depth = min(depth, len(ids))
        top = np.argpartition(-scores, depth - 1)[:depth]
        top = top[np.argsort(-scores[top], kind="stable")]
        return [int(ids[at]) for at in top if scores[at] > 0]

    def _vectors(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """All vectors, kept in memory from the first search on."""
        if self._matrix is None or self._ids is None:
            rows = self._base.execute("select id, vector from skill order by id").fetchall()
            self._ids = np.array([key for key, _ in rows], dtype=np.int64)
            joined = b"".join(vector for _, vector in rows)
            halves = np.frombuffer(joined, dtype=np.float16)
            self._matrix = halves.astype(np.float32).reshape(len(rows), _DIMENSIONS)
        return self._matrix, self._ids

    def _fitting(self, app: str, origin: str, keys: Iterable[int]) -> set[int]:
        """Which of these skills work in the program or on the site."""
        found = set()
        for key, apps, origins in self._rows("id, apps, origins", keys):
            here = (app and app.casefold() in apps.split("\n")) or (
                origin and origin in origins.split("\n")
            )
            if here or not (apps or origins):
                found.add(key)
        return found

    def _rows(self, columns: str, keys: Iterable[int]) -> Iterator[Any]:
        for key in keys:
            yield self._base.execute(f"select {columns} from skill where id = ?", (key,)).fetchone()

    def _hit(self, key: int, score: float) -> Hit:
        ((name, description, apps, origins),) = self._rows(
            "name, description, apps, origins", [key]
        )
        return Hit(
            name=name,
            description=description,
            score=score,
            apps=tuple(filter(None, apps.split("\n"))),
            origins=tuple(filter(None, origins.split("\n"))),
        )


def embedded(text: str) -> NDArray[np.float32]:
    """A unit vector of 512 numbers for a text."""
    vector = np.zeros(_DIMENSIONS, dtype=np.float32)
    words = [word for word in _words(text) if word not in _COMMON]
    features: Sequence[tuple[str, float]] = [(f"w{word}", 1.0) for word in words]
    features = [*features, *((f"p{a} {b}", 0.7) for a, b in pairwise(words))]
    for word in words:
        padded = f"^{word}$"
        weight = 1.0 / max(len(padded) - 2, 1) ** 0.5
        features += [(f"t{padded[at : at + 3]}", weight) for at in range(len(padded) - 2)]
    for feature, weight in features:
        code = zlib.crc32(feature.encode())
        vector[code % _DIMENSIONS] += weight if code & 0x80000000 else -weight
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def _words(text: str) -> list[str]:
    """The words of a text; those of one meaning by one word ("remove" is "delete")."""
    words = [word.casefold() for word in _WORD.findall(text.replace("_", " "))]
    return [SYNONYMS.get((word,), word) for word in words]
