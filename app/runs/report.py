"""The report of a run: one self-contained HTML file that a person can read, print and mail."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from actions.action import Finish
from actions.trajectory import Outcome
from app.engine.events import (
    ApprovalGiven,
    ApprovalRequested,
    Asked,
    Event,
    Observed,
    RunFinished,
    RunStarted,
    Verification,
)
from app.errors import storage_error
from app.markup import Markup, fill, joined, tag
from app.runs.read import read, spent_in
from app.runs.report_pictures import Pictures
from app.runs.report_steps import says_the_same, timeline
from perception.observation import Observation

FILE_NAME = "report.html"

# Controls that turn round the text after them, by which a name could make an address look like
# another; and NUL, which HTML does not have.
_MISLEADING = dict.fromkeys([0, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

_TONES = {
    Outcome.DONE_VERIFIED: "good",
    Outcome.DONE_UNVERIFIED: "warn",
    Outcome.LIMIT: "warn",
    Outcome.STOPPED: "warn",
    Outcome.GAVE_UP: "warn",
}
_GOOD = (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)
_MEANINGS = {
    Outcome.DONE_VERIFIED: "A second, independent reading of the state agrees.",
    Outcome.DONE_UNVERIFIED: "Nothing independent confirms it: please look for yourself.",
    Outcome.FAILED: "It did not work.",
    Outcome.GAVE_UP: "Deskhand knew no way on.",
    Outcome.LIMIT: "A limit of the run was reached before the task was done.",
    Outcome.STOPPED: "Somebody stopped the run.",
    Outcome.REFUSED: "An action that was needed was not allowed.",
    Outcome.UNAVAILABLE: "The environment could not be started, or it went away.",
    Outcome.CRASHED: "The run ended by a fault of the program.",
}


def render(events: Sequence[Event], *, problem: str = "") -> str:
    """The report as HTML.

    Args:
        events: of one run, in order; it may end anywhere.
        problem: what is wrong with the log ("the last line is cut off"), or "".
    """
    pictures = Pictures()
    started = next((event for event in events if isinstance(event, RunStarted)), None)
    finished = next((event for event in events if isinstance(event, RunFinished)), None)
    task = started.task.text if started else "(the log holds no task)"
    steps = timeline(events, pictures, end=finished.answer if finished else "")
    final = _final(events, finished, pictures)
    return fill(
        "report/report.html",
        title=f"{task[:70]} · Deskhand",
        style=Markup(files("resources").joinpath("report", "report.css").read_text("utf-8")),
        run=started.run_id if started else "",
        task=task,
        summary=_summary(finished, problem),
        result=_result(finished),
        steps=steps or tag("li", "No step was taken.", class_="card"),
        final=final,
        facts=_facts(events, started, finished),
        footer="Made by Deskhand. Pictures are scaled down; the run's folder holds the originals.",
        pictures=pictures.definitions,
    )


def write_report(run_folder: Path, out: Path | None = None) -> Path:
    """Write the report of a run, whole or crashed.

    Args:
        run_folder: of the run.
        out: the file to write; `report.html` in the run's folder by default.

    Returns:
        The file's path.

    Raises:
        UnreadableRun: the folder holds no log.
        StorageError: the log cannot be read, or the report cannot be written.
    """
    record = read(run_folder)
    target = out or run_folder / FILE_NAME
    try:
        return _save(render(record.events, problem=record.fault), target)
    except OSError as failure:
        raise storage_error("write the report", target, failure) from failure


def _save(document: str, target: Path) -> Path:
    """Write a report so that a reader never sees half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".report-", suffix=".html")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            # A page may hold unpaired surrogates; they have no UTF-8 form.
            file.write(document.translate(_MISLEADING).encode("utf-8", "replace").decode("utf-8"))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def _summary(finished: RunFinished | None, problem: str) -> Markup:
    """The outcome, and what is wrong with the log."""
    parts = []
    if finished is None:
        parts.append(
            tag(
                "div",
                tag("b", "This run has no end in its log. "),
                "It is still going on, or it was killed or crashed. What is known is below.",
                class_="banner bad",
            )
        )
    else:
        badge = tag("span", finished.outcome.value, class_=f"badge {_tone(finished.outcome)}")
        parts.append(tag("p", badge, " ", _MEANINGS[finished.outcome]))
        if finished.reason and not says_the_same(finished.reason, finished.answer):
            parts.append(tag("p", finished.reason, class_="note"))
    if problem:
        parts.append(tag("div", tag("b", "The log is damaged: "), problem, class_="banner warn"))
    return joined(parts)


def _tone(outcome: Outcome) -> str:
    return _TONES.get(outcome, "bad")


def _result(finished: RunFinished | None) -> Markup:
    """Answer, files and verification."""
    if finished is None:
        return Markup("")
    parts = []
    if finished.answer:
        parts.append(
            tag(
                "section",
                tag("h2", "Answer" if finished.outcome in _GOOD else "In its own words"),
                tag("p", finished.answer, class_="answer", dir="auto"),
                tag("pre", finished.data) if finished.data else "",
                class_="card",
            )
        )
    if finished.verification is not None:
        parts.append(_verification(finished.verification))
    if finished.files:
        listed = joined(tag("li", path) for path in finished.files)
        heading = tag("h2", "Files")
        parts.append(tag("section", heading, tag("ul", listed), class_="card"))
    return joined(parts)


def _verification(verification: Verification) -> Markup:
    said = {True: "confirmed", False: "contradicted", None: "not confirmed"}[verification.agreed]
    tone = {True: "good", False: "bad", None: "warn"}[verification.agreed]
    lines = [
        tag(
            "li",
            claim.text,
            " — ",
            tag("b", "held" if claim.held else "did not hold"),
            f" ({claim.method}{'; ' + claim.reason if claim.reason else ''})",
        )
        for claim in verification.claims
    ]
    return tag(
        "section",
        tag("h2", "Second reading ", tag("span", said, class_=f"badge {tone}")),
        tag("ul", *lines) if lines else "",
        tag("p", verification.reason, class_="note") if verification.reason else "",
        class_="card",
    )


def _final(events: Sequence[Event], finished: RunFinished | None, pictures: Pictures) -> Markup:
    """The last picture."""
    last: Observation | None = finished.final if finished else None
    if last is None:
        seen = [event.observation for event in events if isinstance(event, Observed)]
        last = seen[-1] if seen else None
    figure = pictures.figure(last, None, "The last that was seen.")
    return (
        joined([tag("h2", "At the end"), tag("div", figure, class_="card")]) if figure else figure
    )


def _facts(
    events: Sequence[Event], started: RunStarted | None, finished: RunFinished | None
) -> Markup:
    facts: list[tuple[str, str]] = []
    if started is not None:
        facts += [("Environment", started.environment), ("Planner", started.planner)]
        if started.task.url:
            facts.append(("Began at", started.task.url))
        if started.parent:
            facts.append(("Resumes", started.parent))
    first = next((event.observation for event in events if isinstance(event, Observed)), None)
    if first is not None and first.taken_at:
        when = datetime.fromtimestamp(first.taken_at, UTC)
        facts.append(("Began", when.strftime("%Y-%m-%d %H:%M:%S UTC")))
    if finished is not None:
        facts.append(("Took", f"{finished.seconds:.1f} s"))
        if isinstance(finished.control, Finish):
            facts.append(("Claims", str(len(finished.control.claims))))
    if spent := spent_in(events):
        facts.append(("Models", str(spent)))
    asked = sum(isinstance(event, ApprovalRequested) for event in events)
    given = sum(isinstance(event, ApprovalGiven) for event in events)
    facts.append(("Approvals", f"{asked} asked, {given} answered"))
    questions = sum(isinstance(event, Asked) for event in events)
    if questions:
        facts.append(("Questions", str(questions)))
    if started is not None:
        facts += sorted((key.replace("_", " "), text) for key, text in started.settings.items())
    return tag("dl", *(tag("dt", name) + tag("dd", value) for name, value in facts))
