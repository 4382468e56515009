"""`deskhand eval compare`."""

from __future__ import annotations

import argparse

from app.cli.terminal import out, print_json
from app.evaluation.compare import compare, different_settings

_MANY = 30  # names that are listed


def run(options: argparse.Namespace) -> int:
    """Compare two evaluations and print what differs."""
    found = compare(options.first, options.second)
    settings = different_settings(options.first, options.second)
    if options.json:
        print_json(found.as_json() | {"settings": settings})
        return 0
    for name, (one, other) in settings.items():
        out(f"{name}: {one} -> {other}")
    out(f"first:    {found.first}")
    out(f"second:   {found.second}")
    sure = "" if found.p < 0.05 else ", so it may be chance"
    out(
        f"changed:  {len(found.gained)} gained, {len(found.lost)} lost "
        f"(McNemar's exact test: p = {found.p:.3g}{sure})"
    )
    low, high = found.score95
    out(f"score:    {found.score:+.3f} (95 %: {low:+.3f} to {high:+.3f}, bootstrap over tasks)")
    low, high = found.seconds95
    out(f"seconds:  {found.seconds:+.1f} (95 %: {low:+.1f} to {high:+.1f}, where both did it)")
    out(f"steps:    {found.steps:+.1f}    dollars: {found.dollars:+.4f}")
    for title, names in (("gained", found.gained), ("lost", found.lost)):
        for name in names[:_MANY]:
            out(f"{title}: {name}")
        if len(names) > _MANY:
            out(f"{title}: and {len(names) - _MANY} more (--json lists all)")
    if found.unpaired:
        out(f"{found.unpaired} episodes have a result in only one of them and are left out.")
    return 0
