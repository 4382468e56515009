"""HTML from templates in `resources`, escaped by default.

Text from pages enters reports, so the only unescaped text is what is of type `Markup`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from string import Template


class Markup(str):
    """Text that is HTML already; everything else is escaped when it enters a template."""

    def __add__(self, other: object) -> Markup:
        """Still HTML: what is added is escaped unless it is `Markup` too."""
        return Markup(str.__add__(self, markup(other)))


def markup(part: object) -> Markup:
    """A value as HTML.

    >>> markup("<b>")
    '&lt;b&gt;'
    """
    return part if isinstance(part, Markup) else Markup(html.escape(str(part)))


def joined(parts: Iterable[object], separator: str = "") -> Markup:
    """Values as HTML, one after the other."""
    return Markup(separator.join(markup(part) for part in parts))


def tag(name: str, *content: object, **attributes: object) -> Markup:
    """An element; `class_` stands for the attribute "class", False leaves an attribute out.

    >>> tag("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items()
        if value is not False
    )
    return Markup(f"<{name}{given}>{joined(content)}</{name}>")


def fill(template: str, /, **parts: object) -> Markup:
    """A template of `resources` with its `$parts`: `Markup` as it is, all else escaped."""
    escaped = {key: markup(part) for key, part in parts.items()}
    return Markup(_template(template).substitute(escaped))


@cache
def _template(name: str) -> Template:
    path = files("resources").joinpath(*name.split("/"))
    return Template(path.read_text(encoding="utf-8"))
