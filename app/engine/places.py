"""Where an observation was made, as far as two addresses can be compared."""

from __future__ import annotations

from urllib.parse import urlsplit

from perception.observation import Observation, SurfaceKind


def place_of(observation: Observation) -> str:
    """The URL of the active surface, of a window its program's; "" if it has none."""
    active = observation.active
    if active is None:
        return ""
    program = f"app://{active.application}" if active.kind is SurfaceKind.WINDOW else ""
    return active.url or program


def same_place(one: str, other: str) -> bool:
    """Whether two URLs are the same page, apart from query and fragment.

    >>> same_place("/contacts", "http://127.0.0.1:80/contacts/?saved=1#top")
    True
    >>> same_place("http://a.example/x", "http://b.example/x")
    False
    """
    first, second = urlsplit(one), urlsplit(other)
    hosts = {first.netloc.casefold(), second.netloc.casefold()} - {""}
    return len(hosts) <= 1 and first.path.rstrip("/") == second.path.rstrip("/")
