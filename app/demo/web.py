"""Just enough web framework for the demonstration site: requests, responses, routes, templates."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qs

from app.demo.state import State
from app.markup import Markup, joined
from app.markup import fill as fill_template


@dataclass(slots=True)
class Session:
    """What the site remembers of one browser.

    Attributes:
        flashes: messages for the next page: (kind, text).
        shown_once: what the lying newsletter page shows as saved, until it is loaded again.
    """

    user: str = ""
    flashes: list[tuple[str, str]] = field(default_factory=list)
    shown_once: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, parsed.

    Attributes:
        arguments: what the route's pattern captured.
        form: the fields of the query or, of a POST, of the body; each name's values in order.
        uploads: file fields: (file name, content).
    """

    method: str
    path: str
    arguments: tuple[str, ...]
    form: Mapping[str, list[str]]
    uploads: Mapping[str, tuple[str, bytes]]
    state: State
    session: Session

    def get(self, name: str, default: str = "") -> str:
        """The first value of a field, without surrounding white space."""
        return self.form.get(name, [default])[0].strip()


@dataclass(frozen=True, slots=True)
class Response:
    """One answer."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


View = Callable[[Request], Response]
_routes: list[tuple[str, re.Pattern[str], View]] = []


def route(method: str, pattern: str) -> Callable[[View], View]:
    """Register a view; `<id>` in the pattern captures a number."""
    compiled = re.compile(pattern.replace("<id>", r"(\d{1,9})"))

    def register(view: View) -> View:
        _routes.append((method, compiled, view))
        return view

    return register


def find(method: str, path: str) -> tuple[View, tuple[str, ...]] | None:
    """The view for a path, and what its pattern captured."""
    for known, pattern, view in _routes:
        if known == method and (matched := pattern.fullmatch(path)):
            return view, matched.groups()
    return None


def fill(template: str, /, **parts: object) -> Markup:
    """A template of the site with its `$parts`."""
    return fill_template(f"demo_site/templates/{template}", **parts)


def options(choices: Iterable[str], chosen: str, *, empty: str = "") -> Markup:
    """The options of a select; `empty` is the text of a first option without a value."""
    first = [Markup(f'<option value="">{html.escape(empty)}</option>')] if empty else []
    rest = (
        Markup(f"<option{' selected' if choice == chosen else ''}>{html.escape(choice)}</option>")
        for choice in choices
    )
    return joined([*first, *rest])


def flag(attribute: str, on: bool) -> Markup:
    """A boolean attribute."""
    return Markup(f" {attribute}" if on else "")


def page(request: Request, title: str, content: Markup, *, status: int = 200) -> Response:
    """A whole page: header, navigation, messages, content."""
    settings = request.state.settings
    links = (
        ("/", "Dashboard"),
        ("/contacts", "Contacts"),
        ("/orders", "Orders"),
        ("/reports", "Reports"),
        ("/newsletter", "Newsletter"),
        ("/support", "Support"),
        ("/settings", "Settings"),
    )
    here = "/" + request.path.strip("/").split("/")[0]
    navigation = joined(
        Markup(f'<a href="{href}"{" aria-current=page" if href == here else ""}>{text}</a>')
        for href, text in links
    )
    flashes = joined(
        Markup(f'<p class="flash {kind}" role="status">{html.escape(text)}</p>')
        for kind, text in request.session.flashes
    )
    request.session.flashes.clear()
    account = (
        Markup('<form method="post" action="/logout"><button class="quiet">Log out</button></form>')
        if request.session.user
        else Markup('<a class="button quiet" href="/login">Log in</a>')
    )
    document = fill(
        "layout.html",
        title=title,
        navigation=navigation,
        account=account,
        flashes=flashes,
        content=content,
        theme="dark" if settings.dark_mode else "light",
        user=settings.display_name,
    )
    return Response(document.encode(), status)


def redirect(path: str) -> Response:
    """See other: the usual answer to a POST that worked."""
    return Response(b"", 303, headers=(("Location", path),))


def not_found(request: Request) -> Response:
    """The page for what is not there."""
    content = Markup('<h1>Not found</h1><p>There is no such page. <a href="/">Dashboard</a></p>')
    return page(request, "Not found", content, status=404)


def parse_body(
    content_type: str, body: bytes
) -> tuple[dict[str, list[str]], dict[str, tuple[str, bytes]]]:
    """The fields and the files of a form's body, URL-encoded or multipart."""
    if not content_type.startswith("multipart/form-data"):
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True), {}
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    fields: dict[str, list[str]] = {}
    uploads: dict[str, tuple[str, bytes]] = {}
    for part in message.iter_parts() if hasattr(message, "iter_parts") else ():
        name = str(part.get_param("name", header="content-disposition") or "")
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        file_name = part.get_filename()
        if file_name is not None:
            uploads[name] = (file_name, content)
        else:
            fields.setdefault(name, []).append(content.decode("utf-8", "replace"))
    return fields, uploads
