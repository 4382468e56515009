"""`deskhand runs save-skill`: a run that went well becomes a skill."""

from __future__ import annotations

import argparse

from app.cli.draft import show_draft
from app.cli.skills import store
from app.cli.terminal import print_json
from app.learning import from_run, keep, learn
from app.namer import worded_by
from app.paths import paths
from app.runs.folders import find_run
from app.runs.read import read
from skills.print import print_skill
from skills.review import open_reviews


def save_skill(options: argparse.Namespace) -> int:
    """Save a run as a skill."""
    record = read(find_run(paths().runs, options.run))
    library = store()
    learned = learn(
        from_run(record, unverified=options.unverified), library, kind="runs", name=options.name
    )
    learned = worded_by(
        options.namer, learned, paths(), library.names(), keep_name=bool(options.name)
    )
    if options.json:
        skill = keep(learned, library)
        print_json(
            {
                "name": skill.name,
                "reviews": [str(each) for each in open_reviews(skill)],
                "notes": list(learned.notes),
                "yaml": print_skill(skill),
            }
        )
        return 0
    return show_draft(learned, library)
