"""Skills on interfaces that have changed since they were shown: right, or refused; never wrong.

What is right is judged by the application's own state, see docs/drift.md. The campaign runs all
cases; a small sample of them is in the default suite.
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest
from drift.campaign import Result, play_web, play_windows, shares, table
from drift.cases import Case, web_cases
from drift.programs import WindowCase, window_cases

from actions.environments.private_desktop import PrivateDesktop

_SAMPLE = {
    "unchanged",
    "lookalike before it",
    "missing, a longer one there",
    "reversed",
    "commit renamed",
    "ids mixed up",
    "id on what deletes",
    "disabled at first",
}
_WINDOWS = {"missing, one sign off", "commit renamed", "actions first"}


def told(results: list[Result]) -> str:
    """What is not as it should be, for the message of a test that failed."""
    good = ("right", "healed", "halted rightly")
    return "\n".join(
        f"{each.by}: {each.case}: {each.verdict} ({each.state}) {each.reason}"
        for each in results
        if each.verdict not in good
    )


@pytest.mark.campaign  # tests/app/test_skill_runs.py has a few in the default tests
def test_a_sample_of_changed_pages(tmp_path: Path) -> None:
    wanted = [
        case for case in web_cases() if case.app.name == "contacts" and case.mutator.name in _SAMPLE
    ]
    results = list(play_web(wanted, tmp_path))
    assert len(results) == len(_SAMPLE)
    assert not told(results), told(results)


def test_a_sample_of_changed_windows(tmp_path: Path, desktop: PrivateDesktop) -> None:
    wanted = [
        case
        for case in window_cases()
        if case.program.name == "gtk_visits" and case.mutator.name in _WINDOWS
    ]
    results = list(play_windows(wanted, tmp_path, desktop))
    assert len(results) == len(_WINDOWS)
    assert not told(results), told(results)


def _chosen(case: Case | WindowCase) -> bool:
    """Whether a case is to run: DRIFT=known leaves out what is kept aside."""
    return not (os.environ.get("DRIFT") == "known" and case.aside)


@pytest.mark.campaign
@pytest.mark.timeout(5400)
def test_all_changes_are_met_rightly_or_refused(tmp_path: Path, desktop: PrivateDesktop) -> None:
    """DRIFT_OUT=FILE keeps a line for each case, and the tables as FILE.md."""
    out = Path(os.environ.get("DRIFT_OUT", str(tmp_path / "drift.jsonl")))
    results: list[Result] = []
    with out.open("w", encoding="utf-8") as file:
        for played in (
            play_windows(filter(_chosen, window_cases()), tmp_path, desktop),
            play_web(filter(_chosen, web_cases()), tmp_path, beside=True),
        ):
            for result in played:
                results.append(result)
                file.write(json.dumps(dataclasses.asdict(result)) + "\n")
                file.flush()
    out.with_suffix(".md").write_text(table(results), "utf-8")
    mine = [each for each in results if each.by == "skill"]
    assert os.environ.get("DRIFT") == "known" or len(mine) >= 300
    found = shares(mine)
    assert found["silently wrong"][0] == 0, told(mine)
    assert not [each for each in mine if each.verdict == "wrong and told"], told(mine)
    count, of = found["false halts"]
    assert count <= 0.15 * of, told(mine)
    count, of = found["renamed, moved, theme done"]
    assert count >= 0.8 * of, told(mine)
