"""`deskhand runs export`."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.terminal import out, print_json, say
from app.errors import UsageError
from app.paths import paths
from app.runs.folders import find_run, run_folders
from app.training.export import Exported, export
from app.training.formats import profile_for
from app.training.samples import Kind


def export_runs(options: argparse.Namespace) -> int:
    """Write runs as training data."""
    home = paths()
    folders = (
        list(dict.fromkeys(find_run(home.runs, name) for name in options.run))
        if options.run
        else sorted(run_folders(home.runs))
    )
    if not folders:
        raise UsageError(f"There are no runs yet in {home.runs}.")
    target = Path(options.output)
    done = export(
        folders,
        target,
        form=options.format,
        profile=profile_for(options.format, options.profile or "", home.profiles),
        kinds=_kinds(options.only),
        redacted=options.redact == "strict",
    )
    if options.json:
        print_json({"folder": str(target), "runs": done.counts, "left_out": done.left_out})
    else:
        _tell(done, target)
    return 0 if any(done.counts.values()) else 1


def _kinds(wanted: str) -> tuple[Kind, ...]:
    """The kinds in a list separated by commas; all if it is empty."""
    names = [each.strip() for each in wanted.split(",") if each.strip()]
    if wrong := [name for name in names if name not in set(Kind)]:
        raise UsageError(f"There is no kind {wrong[0]!r}; there are {', '.join(Kind)}.")
    return tuple(Kind(name) for name in names) or tuple(Kind)


def _tell(done: Exported, target: Path) -> None:
    written = ", ".join(f"{count} {kind}" for kind, count in done.counts.items() if count)
    out(f"{written}: {target}" if written else f"No run was written to {target}.")
    for name, why in done.left_out.items():
        say(f"left out {name}: {why}")
