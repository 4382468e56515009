"""`deskhand skills tips`: what runs have learned about places."""

from __future__ import annotations

import argparse

from app.cli.terminal import out, print_json, safe, say
from app.paths import paths
from app.tips import TipBook


def tips(options: argparse.Namespace) -> int:
    """List tips, approve one, or forget it."""
    book = TipBook(paths())
    if options.approve:
        book.approve(options.approve)
        say("It is told to planners from now on.")
        return 0
    if options.forget:
        book.forget(options.forget)
        return 0
    known = book.tips()
    if options.json:
        print_json(
            [
                {
                    "id": digest,
                    "place": tip.lesson.place,
                    "tip": tip.lesson.told(),
                    "runs": tip.runs,
                    "helped": tip.helped,
                    "hurt": tip.hurt,
                    "approved": tip.approved,
                    "shown": tip.shown,
                    "told": tip.counts,
                }
                for digest, tip in known.items()
            ]
        )
        return 0
    if not known:
        say("No tips yet. They come from runs in which something failed and then went well.")
        return 0
    for digest, tip in known.items():
        state = "told" if tip.counts else "not told yet" if tip.hurt <= tip.helped else "dropped"
        if tip.shown and not tip.counts and not tip.hurt:
            state = "from your hand, --approve it if it is right"
        facts = f"seen {len(tip.runs)}, helped {tip.helped}, hurt {tip.hurt}, {state}"
        out(f"{digest}  {safe(tip.lesson.place, 40)}: {safe(tip.lesson.told(), 200)}  ({facts})")
    return 0
