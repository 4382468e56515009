"""Programs that tasks written for OSWorld's machine call, and what stands in for them here.

That machine has Google Chrome, a `python` with pyautogui, a person who may become root with a
password, and a forwarder for Chrome's debugging port. Here Chromium runs with a profile of its own,
nobody becomes root, and the debugging port is found without a forwarder.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping

from actions.applications import PROFILE, private_flags

_CHROMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")

_TERMINALS = ("gnome-terminal", "xfce4-terminal", "mate-terminal", "konsole")

_SUDO = """#!/bin/sh
# Nobody becomes root on this desktop: what is asked for runs as it is.
while [ $# -gt 0 ]; do
  case $1 in
    -u|-g|-p|-h) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
[ $# -eq 0 ] || exec "$@"
"""

_PKILL = """#!/bin/sh
# Google Chrome's processes are called chrome, Chromium's are not.
for word; do
  shift
  case $word in chrome|google-chrome) word=chromium ;; esac
  set -- "$@" "$word"
done
exec {program} "$@"
"""

_NOTHING = """#!/bin/sh
# The browser's debugging port is found without a forwarder.
exit 0
"""


def stand_ins() -> Mapping[str, str]:
    """Scripts by the name of the program that they stand in for."""
    scripts = {"sudo": _SUDO}
    python = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n'
    scripts |= {"python": python, "python3": python}
    browser = next((found for each in _CHROMES[2:] + _CHROMES[:2] if (found := _real(each))), "")
    if browser:
        scripts |= dict.fromkeys(_CHROMES, _chrome(browser))
    for name in ("pkill", "killall"):
        if program := _real(name):
            scripts[name] = _PKILL.format(program=shlex.quote(program))
    terminal = next((found for each in _TERMINALS if (found := _real(each))), "")
    if terminal:  # what Ctrl+Alt+T opens: one that can be seen through accessibility
        scripts["x-terminal-emulator"] = f'#!/bin/sh\nexec {shlex.quote(terminal)} "$@"\n'
    if not _real("socat"):
        scripts["socat"] = _NOTHING
    return scripts


def _chrome(browser: str) -> str:
    """Chromium with the profile and the port by which Deskhand knows it."""
    flags = ["--force-renderer-accessibility", "--no-first-run", "--no-default-browser-check"]
    given = " ".join(shlex.quote(each) for each in [*flags, *private_flags("@")])
    given = given.replace("--user-data-dir=@", f'--user-data-dir="$HOME/{PROFILE}"')
    return f"""#!/bin/sh
for word; do
  shift
  case $word in
    --remote-debugging-port=*|--user-data-dir=*) ;;
    *) set -- "$@" "$word" ;;
  esac
done
exec {shlex.quote(browser)} {given} "$@"
"""


def _real(name: str) -> str:
    """The installed program of a name; "" if there is none."""
    return shutil.which(name, path=os.environ.get("PATH")) or ""
