"""`deskhand runs show RUN --prompts`: what exactly was sent to models, and what they answered."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.terminal import out, print_json
from app.errors import UsageError
from app.runs.folders import run_id_of
from app.runs.prompt_text import lines
from app.runs.prompts import PROMPTS, PromptCall, read_prompts


def show_prompts(folder: Path, step: int, *, as_json: bool) -> int:
    """Print the calls of a run.

    Args:
        folder: of the run.
        step: its number, from 1; 0 for all.
        as_json: print them for a program.

    Raises:
        UsageError: no model was asked, or not in this step.
    """
    calls = read_prompts(folder)
    run = run_id_of(folder) or folder.name
    if not calls:
        raise UsageError(f"No model was asked in the run {run}.")
    shown = [call for call in calls if step in (0, call.step + 1)]
    if not shown:
        asked = sorted({call.step + 1 for call in calls})
        listed = ", ".join(map(str, asked))
        raise UsageError(f"No model was asked in step {step} of the run {run}; in {listed}.")
    if as_json:
        print_json({"run": run, "log": str(folder / PROMPTS), "calls": _for_json(shown, folder)})
        return 0
    before: PromptCall | None = None
    for call in shown:
        for line in lines(call, before, folder):
            out(line)
        before = call
    return 0


def _for_json(calls: list[PromptCall], folder: Path) -> list[dict[str, Any]]:
    return [
        {
            **asdict(call),
            "step": call.step + 1,
            "pictures": [
                {**asdict(each), "path": str(folder / each.file)} for each in call.pictures
            ],
        }
        for call in calls
    ]
