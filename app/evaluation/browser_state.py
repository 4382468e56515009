"""What the browser on a machine holds: its tabs, and the files of its profile."""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actions.applications import PROFILE, debugging_port
from app.evaluation.machine import Machine

_PATIENCE = 10.0  # seconds for an answer of the browser

# A server on loopback is never asked for through a proxy.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def tabs(machine: Machine) -> list[dict[str, str]] | None:
    """The open pages, the one used last first: `title`, `url`, `id`. None without a browser."""
    listed = _ask(machine, "/json/list")
    if listed is None:
        return None
    return [
        {"title": each.get("title", ""), "url": each.get("url", ""), "id": each.get("id", "")}
        for each in listed
        if each.get("type") == "page"
    ]


def close_tabs(machine: Machine, urls: Sequence[str]) -> None:
    """Close the pages at these addresses."""
    for tab in tabs(machine) or ():
        if tab["url"] in urls:
            _ask(machine, f"/json/close/{tab['id']}", plain=True)


def profile_json(machine: Machine, name: str) -> dict[str, Any]:
    """A file of JSON in the browser's profile; empty if it is not there."""
    found = profile_file(machine, name)
    if found is None:
        return {}
    try:
        data = json.loads(found.read_text("utf-8"))
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def profile_rows(machine: Machine, name: str, query: str) -> list[tuple[Any, ...]] | None:
    """Rows of a database in the browser's profile; None if it is not there."""
    found = profile_file(machine, name)
    if found is None:
        return None
    connection = sqlite3.connect(found)
    try:
        return connection.execute(query).fetchall()
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()


def profile_file(machine: Machine, name: str) -> Path | None:
    """A copy of a file in the browser's profile."""
    return machine.fetch(str(PROFILE / name))


def address(machine: Machine) -> str:
    """Where the browser answers its debugging protocol; "" without a browser."""
    port = debugging_port(machine.desktop.session)
    return f"http://127.0.0.1:{machine.desktop.reach(port)}" if port else ""


def _ask(machine: Machine, path: str, *, plain: bool = False) -> Any:
    if not (browser := address(machine)):
        return None
    try:
        with _DIRECT.open(browser + path, timeout=_PATIENCE) as answer:
            said = answer.read()
    except (OSError, urllib.error.URLError):
        return None
    return None if plain else json.loads(said)
