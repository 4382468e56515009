"""Samples as a Parquet data set with its card, one row a turn, as `datasets` loads it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.errors import UsageError
from app.models.profile import Profile
from app.training.formats import shown
from app.training.samples import Kind, Sample

_ROWS = 200  # a row group; pictures make rows large


class Table:
    """One Parquet file, written as samples come.

    Args:
        path: of the file.

    Raises:
        UsageError: pyarrow is not installed.
    """

    def __init__(self, path: Path) -> None:
        self._arrow, parquet = _pyarrow()
        self._writer = parquet.ParquetWriter(path, self._schema(), compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, sample: Sample, profile: Profile) -> None:
        """Add the turns of a sample.

        Raises:
            Unsayable: it cannot be said in the words of the profile.
        """
        self._rows += list(_rows(sample, profile))
        if len(self._rows) >= _ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._arrow.Table.from_pylist(self._rows, self._schema()))
            self._rows = []

    def _schema(self) -> Any:
        arrow = self._arrow
        text, whole = arrow.string(), arrow.int32()
        picture = arrow.struct([("bytes", arrow.binary()), ("path", text)])
        fields = [
            *((name, text) for name in ("run", "task", "kind", "outcome")),
            ("step", whole),
            ("screenshot", picture),
            ("elements", text),
            ("thought", text),
            ("reply", text),
            ("error", text),
        ]
        value = {"dtype": "string", "_type": "Value"}
        number = {"dtype": "int32", "_type": "Value"}
        features = {
            name: {"_type": "Image"} if kind is picture else number if kind is whole else value
            for name, kind in fields
        }
        about = json.dumps({"info": {"features": features}})
        return arrow.schema(fields, metadata={"huggingface": about})


def _rows(sample: Sample, profile: Profile) -> Iterable[dict[str, Any]]:
    for at, each in enumerate(shown(sample, profile)):
        calls = [json.dumps(call.arguments, ensure_ascii=False) for call in each.reply.calls]
        yield {
            "run": sample.run,
            "task": sample.task.text,
            "kind": str(sample.kind),
            "outcome": sample.outcome,
            "step": at,
            "screenshot": {"bytes": each.picture.data, "path": f"{sample.run}-{at}.png"},
            "elements": each.elements,
            "thought": each.turn.thought,
            "reply": "\n".join([*([each.reply.text] if each.reply.text else []), *calls]),
            "error": each.turn.error,
        }


def card(counts: dict[Kind, int], profile: Profile, redacted: bool) -> str:
    """The data set's README.md, with the head that hubs read."""
    splits = "".join(
        f"      - split: {kind}\n        path: {kind}.parquet\n" for kind in counts if counts[kind]
    )
    listed = "".join(f"| {kind} | {count} |\n" for kind, count in counts.items())
    personal = (
        "Addresses, telephone, card and account numbers, tokens and names of home folders were "
        "replaced by placeholders, and blackened in the pictures. Names of persons and what they "
        "wrote were not looked for: read the data before you give it away."
        if redacted
        else "Nothing personal was taken out: what was on the screen is in it."
    )
    return f"""---
configs:
  - config_name: default
    data_files:
{splits}task_categories:
  - image-text-to-text
tags:
  - computer-use
---

# Computer-use trajectories

Runs of Deskhand, one row a turn: what was on the screen and what was decided. Replies are written
in the words of the model profile `{profile.name}` ({profile.title}), coordinates in its space
({profile.space}).

| kind | runs |
| --- | --- |
{listed}
`success`: done and verified. `recovered`: the same, after steps that failed. `failure`: given up,
failed, or over a limit. `unsure`: ended without proof.

{personal}
"""


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as failure:
        raise UsageError(
            "Parquet needs the package pyarrow, which is not installed: pip install "
            "'deskhand[training]', or choose another --format."
        ) from failure
    return pyarrow, pyarrow.parquet
