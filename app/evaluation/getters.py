"""What an evaluator looks at: files, output of commands, windows, and what the run answered.

The names and settings are those of OSWorld's task files; `posted_forms`, `file_listing`,
`home_tree`, `answer`, `window_titles` and `clipboard` are ours. A getter gives None for what is not
there. Those of the browser are in `getters_browser`.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from actions.input.clipboard import Clipboard
from app.evaluation.getters_browser import BROWSER_GETTERS
from app.evaluation.home_tree import home_tree
from app.evaluation.look import Look, NoGetter
from app.evaluation.setting_up import local_file
from app.evaluation.task import Getter
from perception.platforms.atspi_xml import desktop_xml

Settings = Mapping[str, Any]

# What this machine cannot give, and why.
ELSEWHERE: Mapping[str, str] = {
    "googledrive_file": "it needs Google Drive",
    "info_from_website": "it needs the internet",
    "pdf_from_url": "it needs the internet",
    "gotoRecreationPage_and_get_html_content": "it needs the internet",
    "vscode_config": "it needs VS Code",
    "rule_relativeTime": "it is about a live site",
    "url_path_parse": "it is about a live site",
}


def get(getter: Getter, look: Look) -> Any:
    """What a getter gives.

    Raises:
        NoGetter: it is not known here.
        SetupFailed: a file that belongs to the task is not there.
        EnvironmentUnavailable: the machine is gone.
    """
    function = _GETTERS.get(getter.type) or BROWSER_GETTERS.get(getter.type)
    if function is None:
        raise NoGetter(f"there is no getter {getter.type!r} here")
    return function(getter.settings, look)


def known_getters() -> frozenset[str]:
    """The types that can be had here."""
    return frozenset(_GETTERS) | frozenset(BROWSER_GETTERS)


def _several(given: Settings, fetch: Callable[[str, str], Path | None]) -> Any:
    """One file, or those of several that are wanted (`multi`, `gives`), as paths here."""

    def one(path: str, name: str) -> str | None:
        found = fetch(path, name or Path(path).name)
        return str(found) if found is not None else None

    if not given.get("multi"):
        return one(given["path"], given.get("dest", ""))
    names = given.get("dest") or [""] * len(given["path"])
    files = [one(path, name) for path, name in zip(given["path"], names, strict=True)]
    wanted = [files[index] for index in given.get("gives", [0])]
    return wanted[0] if len(wanted) == 1 else wanted


def _vm_file(given: Settings, look: Look) -> Any:
    return _several(given, look.machine.fetch)


def _cloud_file(given: Settings, look: Look) -> Any:
    """A file that belongs to the task; of ours it lies beside it."""
    return _several(given, lambda url, _: local_file(look.task, url))


def _cache_file(given: Settings, look: Look) -> str | None:
    path = look.machine.cache / Path(given["path"]).name
    return str(path) if path.exists() else None


def _rule(given: Settings, look: Look) -> Any:
    del look
    return given["rules"]


def _output(given: Settings, look: Look) -> str:
    return look.machine.run(given["command"], shell=bool(given.get("shell", False))).output


def _error(given: Settings, look: Look) -> str:
    return look.machine.run(given["command"], shell=bool(given.get("shell", False))).error


def _content(given: Settings, look: Look) -> str | None:
    """What stands in a text file."""
    found = look.machine.fetch(given["path"])
    if found is None:
        return None
    return found.read_text("utf-8", "replace")


def _directory(given: Settings, look: Look) -> dict[str, Any] | None:
    """A folder as OSWorld tells it: nested objects with type, name and children."""
    path = look.machine.path(given["path"])
    listed = look.machine.run(["find", path, "-printf", "%y %P\\n"])
    if listed.code != 0:
        return None
    root: dict[str, Any] = {"type": "directory", "name": Path(path).name, "children": []}
    known = {"": root}
    for line in sorted(listed.output.splitlines(), key=lambda line: line[2:]):
        kind, name = line[0], line[2:]
        if not name:
            continue
        entry: dict[str, Any] = {"type": "directory" if kind == "d" else "file",
                                 "name": Path(name).name}  # fmt: skip
        if kind == "d":
            entry["children"] = []
            known[name] = entry
        parent = str(Path(name).parent)
        known["" if parent == "." else parent]["children"].append(entry)
    return root


def _listing(given: Settings, look: Look) -> list[str] | None:
    path = look.machine.path(given["path"])
    listed = look.machine.run(
        ["find", path, "-mindepth", "1", "-maxdepth", "1", "-printf", "%y%f\\n"]
    )
    if listed.code != 0:
        return None
    lines = listed.output.splitlines()
    return sorted(f"{line[1:]}/" if line[0] == "d" else line[1:] for line in lines)


def _tree(given: Settings, look: Look) -> dict[str, str]:
    return home_tree(look.machine.desktop.home, given["folders"])


def _forms(given: Settings, look: Look) -> list[dict[str, str]]:
    del given
    return list(look.machine.site.posted) if look.machine.site is not None else []


def _answer(given: Settings, look: Look) -> str:
    del given
    return look.answer


def _titles(given: Settings, look: Look) -> list[str]:
    del given
    return [surface.title for surface in look.seen.surfaces]


def _clipboard(given: Settings, look: Look) -> str:
    del given
    clipboard = Clipboard(look.machine.desktop.session)
    try:
        return clipboard.text() or ""
    finally:
        clipboard.close()


def _screen_size(given: Settings, look: Look) -> dict[str, int]:
    del given
    return {"width": int(look.machine.screen.width), "height": int(look.machine.screen.height)}


def _window_size(given: Settings, look: Look) -> dict[str, int] | None:
    program = str(given["app_class_name"]).casefold()
    for surface in look.seen.surfaces:
        if program in surface.application.casefold():
            return {"width": int(surface.box.width), "height": int(surface.box.height)}
    return None


def _accessibility_tree(given: Settings, look: Look) -> str:
    """All programs and what is in them, as the XML of OSWorld's server."""
    del given
    return desktop_xml(look.machine.desktop.session)


def _terminal(given: Settings, look: Look) -> str | None:
    """What the terminal in front shows."""
    del given
    for element in look.seen.elements:
        if element.role == "terminal":
            return element.value or element.name
    return None


def _config_file(*places: str) -> Callable[[Settings, Look], str | None]:
    """A getter of a program's settings file."""

    def fetch(given: Settings, look: Look) -> str | None:
        for place in places:
            path = place.format(**{"file_name": "", **given})
            if found := look.machine.fetch(path, given.get("dest", "")):
                return str(found)
        return None

    return fetch


def _default_player(given: Settings, look: Look) -> str:
    del given
    asked = ["xdg-mime", "query", "default", "video/mp4"]
    return look.machine.run(asked).output


def _wallpaper(given: Settings, look: Look) -> str | None:
    asked = "gsettings get org.gnome.desktop.background picture-uri"
    uri = look.machine.run(asked, shell=True).output.strip().strip("'")
    path = uri.removeprefix("file://")
    found = look.machine.fetch(path, given.get("dest", "")) if path else None
    return str(found) if found is not None else None


def _setting(given: Settings, look: Look) -> str | None:
    """A key of a settings file in the form of INI: `path`, `section`, `key`."""
    found = look.machine.fetch(given["path"])
    if found is None:
        return None
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(re.sub(r"\A(?!\s*\[)", "[top]\n", found.read_text("utf-8", "replace")))
    except configparser.Error:
        return None
    return parser.get(given.get("section", "top"), given["key"], fallback=None)


_GETTERS: Mapping[str, Callable[[Settings, Look], Any]] = {
    "vm_file": _vm_file,
    "cloud_file": _cloud_file,
    "cache_file": _cache_file,
    "rule": _rule,
    "vm_command_line": _output,
    "vm_command_error": _error,
    "content_from_vm_file": _content,
    "list_directory": _directory,
    "vm_screen_size": _screen_size,
    "vm_window_size": _window_size,
    "vm_terminal_output": _terminal,
    "accessibility_tree": _accessibility_tree,
    "vm_wallpaper": _wallpaper,
    "default_video_player": _default_player,
    "gimp_config_file": _config_file(
        ".config/GIMP/2.10/{file_name}", ".config/GIMP/3.0/{file_name}"
    ),
    "vlc_config": _config_file(".config/vlc/vlcrc"),
    "posted_forms": _forms,
    "file_listing": _listing,
    "home_tree": _tree,
    "answer": _answer,
    "window_titles": _titles,
    "clipboard": _clipboard,
    "setting": _setting,
}
