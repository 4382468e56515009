"""The report of an evaluation: one page that links to the report of each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.errors import storage_error
from app.evaluation.episode import Episode
from app.evaluation.osworld_results import RUN
from app.evaluation.summary import by_task
from app.markup import Markup, fill, joined, tag
from app.runs.report import FILE_NAME

OVERVIEW = "report.html"


def write_overview_page(
    results: Path, title: str, episodes: Sequence[Episode], figures: Mapping[str, Any]
) -> Path:
    """Write the page into the folder of the results.

    Raises:
        StorageError: it cannot be written.
    """
    page = fill(
        "report/evaluation.html",
        style=Markup(files("resources").joinpath("report", "report.css").read_text("utf-8")),
        title=title,
        label=figures.get("label", ""),
        facts=_facts(figures),
        rows=joined(_row(results, each) for each in _in_order(episodes)),
    )
    path = results / OVERVIEW
    try:
        new = path.with_suffix(".new")
        new.write_text(page, "utf-8")
        new.replace(path)
    except OSError as failure:
        raise storage_error("write", path, failure) from failure
    return path


def _facts(figures: Mapping[str, Any]) -> Markup:
    lines = [
        ("Carried out", _share(figures["success"])),
        ("of what can be done", _share(figures["feasible"])),
        ("given up, of what cannot", _share(figures["infeasible"])),
        ("Said to be done, but not", _share(figures["wrong_claims"])),
        ("Skipped", len(figures["skipped"])),
        ("Without a result (errors)", len(figures["errors"])),
        ("Steps, seconds (mean)", f"{figures['mean_steps']}, {figures['mean_seconds']}"),
        ("Cost", f"${figures['dollars']:g}"),
        *((f"Setting {name}", value) for name, value in figures["plan"].items()),
    ]
    return tag("dl", *(tag("dt", name) + tag("dd", value) for name, value in lines))


def _share(figures: Mapping[str, Any]) -> str:
    if not figures["trials"]:
        return "no result"
    low, high = figures["wilson95"]
    return (
        f"{100 * figures['share']:.1f} % ({figures['successes']} of {figures['trials']}; "
        f"95 %: {100 * low:.1f} to {100 * high:.1f})"
    )


def _in_order(episodes: Sequence[Episode]) -> list[Episode]:
    """By task; what was skipped comes last."""
    ordered = [each for several in by_task(episodes).values() for each in several]
    return sorted(ordered, key=lambda each: bool(each.skipped))


def _row(results: Path, episode: Episode) -> Markup:
    name = episode.task
    tone, said = _said(episode)
    report = Path(episode.folder) / RUN / FILE_NAME
    linked: object = name
    if episode.folder and (results / report).is_file():
        linked = tag("a", name, href=quote(str(report)))
    return tag(
        "tr",
        tag("td", linked, tag("div", episode.instruction, class_="note")),
        tag("td", episode.seed, class_="fact"),
        tag("td", tag("span", said, class_=f"badge {tone}")),
        tag("td", episode.outcome or episode.skipped or episode.error),
        *(tag("td", each, class_="fact") for each in _facts_of(episode)),
    )


def _facts_of(episode: Episode) -> tuple[str, str, str]:
    """Steps, seconds, dollars."""
    if episode.skipped:
        return "", "", ""
    dollars = f"{episode.dollars:.4f}" if episode.dollars else ""
    return str(episode.steps), f"{episode.seconds:.1f}", dollars


def _said(episode: Episode) -> tuple[str, str]:
    if episode.skipped:
        return "", "skipped"
    if episode.error:
        return "warn", "error"
    if episode.success:
        return "good", "1"
    return "bad", f"{episode.raw:g}" + (", but said to be done" if episode.wrong_claim else "")
