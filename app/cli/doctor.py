"""`deskhand doctor`."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.terminal import out, print_json, say
from app.doctor import Check, lines, run_doctor
from app.paths import paths


def doctor(options: argparse.Namespace) -> int:
    """Try out what works on this machine."""

    def told(check: Check) -> None:
        for line in lines(check):
            (say if options.json else out)(line)

    found = run_doctor(browser_path=options.browser_path, home=paths(), told=told)
    if options.json:
        checks = [asdict(check) for check in found.checks]
        print_json({"healthy": found.healthy, "exit_code": found.exit_code, "checks": checks})
    return found.exit_code
