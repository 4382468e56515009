"""`deskhand runs list | show | note | report | delete`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table
from rich.text import Text

from app.cli.terminal import ask, attended, console, out, print_json, safe, say
from app.engine.events import ActionIntended, Decided, RunFinished, StepFinished
from app.engine.spending import Spending, dollars
from app.errors import UsageError
from app.paths import paths
from app.runs.feedback import Feedback, Opinion, feedback_on, give_feedback
from app.runs.folders import delete_run, find_run, run_folders, run_id_of
from app.runs.format import EVENTS
from app.runs.index import RunSummary, with_state
from app.runs.index import list_runs as indexed_runs
from app.runs.read import RunRecord, UnreadableRun, read
from app.runs.search import Group, Search
from app.runs.storage import in_words as in_units
from app.runs.storage import size_of
from app.runs.words import in_words

_COLOURS = {
    "done, verified": "green",
    "done, unverified": "yellow",
    "running": "cyan",
    "stopped": "yellow",
}


def list_runs(options: argparse.Namespace) -> int:
    """List runs, newest first."""
    home = paths()
    every = indexed_runs(home)
    wanted = _search(options)
    found = [run for run in every if wanted.finds(run)]
    shown = found[: options.limit]
    if options.json:
        sizes = [{"bytes": size_of(Path(run.folder))} if options.sizes else {} for run in shown]
        print_json([asdict(run) | size for run, size in zip(shown, sizes, strict=True)])
        return 0
    if not shown:
        out("No run is like that." if every else f"There are no runs yet in {home.runs}.")
        return 0
    if sys.stdout.isatty():
        console().print(_table(shown))
    else:
        _plain(shown)
    if len(found) > len(shown):
        say(f"{len(found) - len(shown)} more: --limit {len(found)} shows all.")
    if options.sizes:
        size = sum(size_of(Path(run.folder)) for run in found)
        say(f"{len(found)} runs take up {in_units(size)}.")
    return 0


def _search(options: argparse.Namespace) -> Search:
    return Search(
        words=options.search,
        groups=(Group(options.state),) if options.state else (),
        application=options.app,
        skill=options.skill,
        since=time.time() - options.days * 86_400 if options.days else 0.0,
    )


def _table(runs: Sequence[RunSummary]) -> Table:
    """The listing for a terminal, cut to its width."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("run", "began", "outcome"):
        table.add_column(name, no_wrap=True)
    costs = any(run.dollars for run in runs)  # of models; without any the column is left out
    for name in ("steps", "time", *(("cost",) if costs else ())):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("task", overflow="ellipsis", no_wrap=True, ratio=1)
    for run in runs:
        table.add_row(
            run.id,
            _began(run),
            Text(run.outcome, _COLOURS.get(run.outcome, "red")),
            str(run.steps),
            _duration(run.seconds),
            *((dollars(run.dollars),) if costs else ()),
            Text(safe(run.task, 200)),
        )
    return table


def _plain(runs: Sequence[RunSummary]) -> None:
    """The listing for a file or another program, one run a line."""
    costs = any(run.dollars for run in runs)
    for run in runs:
        facts = (
            f"{run.id}  {_began(run)}  {run.outcome:25} {run.steps:4} {_duration(run.seconds):>9}"
        )
        if costs:
            facts += f" {dollars(run.dollars):>8}"
        out(f"{facts}  {safe(run.task, 200)}")


def _began(run: RunSummary) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))


def show(options: argparse.Namespace) -> int:
    """Show one run step by step, or what was said to models in it."""
    folder = find_run(paths().runs, options.run)
    if options.prompts is not None:
        from app.cli.prompts import show_prompts

        return show_prompts(folder, options.prompts, as_json=options.json)
    record = read(folder)
    if record.started is None:
        raise UnreadableRun(f"Nothing can be read of the run in {folder}: {record.fault}.")
    summary = with_state(folder)
    if options.json:
        print_json(_shown_json(record, summary))
        return 0
    out(f"{record.started.task.text}\n")
    facts = [summary.outcome, f"{summary.steps} steps", _duration(summary.seconds)]
    facts.append(time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(summary.started)))
    if record.started.parent:
        facts.append(f"goes on from {record.started.parent}")
    out(f"{run_id_of(folder) or folder.name}: {', '.join(facts)}")
    out(f"log: {folder / EVENTS}")
    out("")
    for line in _lines(record):
        out(line)
    if thought := _feedback(feedback_on(folder)):
        out(f"\nyou said: {thought}")
    if record.fault:
        out(f"\nThe log ends early: {record.fault}.")
    return 0


def note(options: argparse.Namespace) -> int:
    """Keep what the person thinks of a run."""
    folder = find_run(paths().runs, options.run)
    before = feedback_on(folder)
    if options.text is None and options.opinion is None:
        raise UsageError('Say something: --good, --bad, or --text TEXT ("" takes all back).')
    said = Feedback(
        opinion=Opinion(options.opinion or before.opinion),
        note=before.note if options.text is None else options.text.strip(),
    )
    if options.text == "" and options.opinion is None:
        said = Feedback()
    give_feedback(folder, said)
    if options.json:
        print_json({"run": run_id_of(folder), **asdict(said)})
    else:
        out(_feedback(said) or "Nothing is said of it any more.")
    return 0


def _feedback(said: Feedback) -> str:
    return ": ".join(part for part in (said.opinion.value, said.note) if part)


def report(options: argparse.Namespace) -> int:
    """Write a run's report."""
    from app.runs.report import write_report

    folder = find_run(paths().runs, options.run)
    path = write_report(folder, Path(options.output) if options.output else None)
    if options.json:
        print_json({"run": run_id_of(folder), "report": str(path)})
    else:
        out(str(path))
    return 0


def delete(options: argparse.Namespace) -> int:
    """Delete runs."""
    home = paths()
    if bool(options.run) == bool(options.older_than):
        raise UsageError("Say which: RUN ..., or --older-than DAYS.")
    if options.run:
        folders = list(dict.fromkeys(find_run(home.runs, name) for name in options.run))
    else:
        stamp = time.localtime(time.time() - options.older_than * 86400)
        oldest = time.strftime("%Y%m%d-%H%M%S", stamp)
        folders = [folder for folder in run_folders(home.runs) if folder.name < oldest]
    if folders and not options.yes:
        plural = "" if len(folders) == 1 else "s"
        if not attended():
            raise UsageError(f"{len(folders)} run{plural} would be deleted: confirm with --yes.")
        for folder in folders[:20]:
            say(f"  {folder.name}")
        if ask(f"Delete {len(folders)} run{plural} for good? [y/N] ").lower() not in ("y", "yes"):
            folders = []
    for folder in folders:
        delete_run(folder)
    if options.json:
        print_json({"deleted": [run_id_of(folder) for folder in folders]})
    else:
        out(f"{len(folders)} deleted.")
    return 0


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min"


def _lines(record: RunRecord) -> list[str]:
    lines = []
    pending: ActionIntended | None = None
    spent = Spending()
    for event in record.events:
        if isinstance(event, ActionIntended):
            pending = event
        elif isinstance(event, Decided):
            spent = event.spent
        elif isinstance(event, StepFinished):
            step, pending = event.step, None
            lines.append(
                f"{step.index + 1:4} {in_words(step.action, step.grounded)}"
                f"  ({step.timing.total:.1f} s)"
            )
            if step.error:
                lines.append(f"     failed: {step.error}")
            elif step.change is not None:
                lines.append(f"     {step.change}")
            if spent:
                lines.append(f"     {spent}")
                spent = Spending()
    if pending is not None:
        said = in_words(pending.action.action, pending.action)
        lines.append(f"{pending.index + 1:4} {said}\n     not known whether this was done")
    if spent:
        lines.append(f"     at last: {spent}")
    if isinstance(record.finished, RunFinished):
        said = f"{record.finished.outcome}: {record.finished.answer}".rstrip(": ")
        lines += ["", said] if lines else [said]
        if record.finished.reason not in ("", record.finished.answer):
            lines.append(record.finished.reason)
        lines += [f"file: {path}" for path in record.finished.files]
    if record.spent:
        lines.append(f"models: {record.spent}")
    return lines


def _shown_json(record: RunRecord, summary: RunSummary) -> dict[str, object]:
    steps = [
        {
            "index": step.index,
            "action": in_words(step.action, step.grounded),
            "thought": step.decision.thought,
            "risk": step.risk,
            "change": str(step.change) if step.change is not None else None,
            "error": step.error,
            "seconds": round(step.timing.total, 3),
        }
        for step in record.steps
    ]
    finished = record.finished
    return asdict(summary) | {
        "log": str(record.folder / EVENTS),
        "fault": record.fault,
        "step_list": steps,
        "reason": finished.reason if finished else "",
        "files": list(finished.files) if finished else [],
        "models": asdict(record.spent),
    }
