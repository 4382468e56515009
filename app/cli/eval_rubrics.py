"""`deskhand eval rubrics`."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.terminal import out, print_json
from app.evaluation.judge import Judge
from app.evaluation.rubrics import induce, remarked
from app.models.use import ModelUse
from app.paths import paths


def run(options: argparse.Namespace) -> int:
    """Find criteria in what people wrote about runs, and say what they are worth."""
    home = paths()
    judge = Judge.named(options.judge, home, ModelUse(prices=home.prices))
    try:
        found = induce(remarked(home.runs), judge)
    finally:
        judge.close()
    if options.json:
        print_json(asdict(found))
        return 0
    for number, criterion in enumerate(found.criteria, 1):
        out(f"{number}. {criterion}")
    out("")
    out(
        f"From {found.learned_from} remarks. On {found.tried_on} other runs the judge agrees with "
        f"people in {100 * found.agreement:.0f} % (kappa {found.kappa:.2f}; 0 is chance)."
    )
    return 0
