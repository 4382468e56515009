"""`deskhand explain`."""

from __future__ import annotations

import argparse

from app.cli.options import task_text
from app.cli.terminal import out, print_json
from app.instruction import clean_instruction
from app.planners.builtin import explain as explained
from app.planners.builtin.desktop.explain import explain as on_desktop


def explain(options: argparse.Namespace) -> int:
    """Say what the built-in planner understands."""
    task = clean_instruction(task_text(options.task))
    text = explained(task) if options.environment == "browser" else on_desktop(task)
    if options.json:
        print_json({"task": task, "clauses": text.splitlines()})
    else:
        out(text)
    return 0
