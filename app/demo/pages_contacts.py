"""Contacts: list with search, sorting and paging; detail, editing, deletion, attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode

from app.demo.state import TAGS, Attachment, Contact
from app.demo.web import Request, Response, fill, flag, not_found, options, page, redirect, route
from app.markup import Markup, joined, markup

PER_PAGE = 10
_COLUMNS = (("name", "Name"), ("company", "Company"), ("city", "City"), ("country", "Country"))
_FIELDS = ("name", "email", "phone", "company", "city", "country", "notes")


@route("GET", "/contacts")
def contacts(request: Request) -> Response:
    """The table."""
    query, sort = request.get("q"), request.get("sort")
    found = [each for each in request.state.contacts.values() if _fits(each, query)]
    if sort in dict(_COLUMNS):
        found.sort(key=lambda each: str(getattr(each, sort)).casefold())
    pages = max(-(-len(found) // PER_PAGE), 1)
    number = min(
        max(int(request.get("page") or 1) if request.get("page").isdecimal() else 1, 1), pages
    )
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    head = joined(
        fill(
            "contact_head.html",
            sorted="ascending" if sort == key else "none",
            link=f"/contacts?{urlencode({'q': query, 'sort': key})}",
            label=label,
        )
        for key, label in _COLUMNS
    )
    return page(
        request,
        "Contacts",
        fill(
            "contacts.html",
            query=query,
            head=head,
            rows=joined(_row(each) for each in shown),
            count=f"{len(found)} contact{'' if len(found) == 1 else 's'}",
            pager=pager("/contacts", number, pages, {"q": query, "sort": sort}),
        ),
    )


@route("GET", "/contacts/new")
def new(request: Request) -> Response:
    """An empty form."""
    return _form(request, _blank(), {}, "New contact", "/contacts/new")


@route("POST", "/contacts/new")
def create(request: Request) -> Response:
    """Store a new contact."""
    draft = _filled(_blank(), request)
    if problems := _problems(draft):
        return _form(request, draft, problems, "New contact", "/contacts/new")
    draft.id = max(request.state.contacts, default=0) + 1
    request.state.contacts[draft.id] = draft
    request.session.flashes.append(("good", f"{draft.name} was added to your contacts."))
    return redirect(f"/contacts/{draft.id}")


@route("GET", "/contacts/<id>")
def detail(request: Request) -> Response:
    """One contact."""
    contact = request.state.contacts.get(int(request.arguments[0]))
    if contact is None:
        return not_found(request)
    attachments = joined(
        fill("attachment.html", name=each.name, size=f"{len(each.content):,} bytes")
        for each in contact.attachments
    )
    orders = joined(
        fill("contact_order.html", id=order.id, product=order.product, status=order.status)
        for order in request.state.orders.values()
        if order.customer == contact.name
    )
    content = fill(
        "contact.html",
        id=contact.id,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        company=contact.company,
        city=contact.city,
        country=contact.country,
        tags=joined(fill("tag.html", name=tag) for tag in contact.tags) or "none",
        notes=contact.notes or "No notes yet.",
        starred="true" if contact.starred else "false",
        archived=Markup('<span class="tag">Archived</span>') if contact.archived else "",
        attachments=attachments or Markup("<li>No files.</li>"),
        orders=orders or Markup("<li>No orders.</li>"),
    )
    return page(request, contact.name, content)


@route("GET", "/contacts/<id>/edit")
def edit(request: Request) -> Response:
    """The filled form."""
    contact = request.state.contacts.get(int(request.arguments[0]))
    if contact is None:
        return not_found(request)
    return _form(request, contact, {}, f"Edit {contact.name}", f"/contacts/{contact.id}/edit")


@route("POST", "/contacts/<id>/edit")
def update(request: Request) -> Response:
    """Store an edited contact."""
    contact = request.state.contacts.get(int(request.arguments[0]))
    if contact is None:
        return not_found(request)
    draft = _filled(contact, request)
    if problems := _problems(draft):
        title = f"Edit {contact.name}"
        return _form(request, draft, problems, title, f"/contacts/{contact.id}/edit")
    request.state.contacts[contact.id] = draft
    request.session.flashes.append(("good", "Your changes were saved."))
    return redirect(f"/contacts/{contact.id}")


@route("POST", "/contacts/<id>/delete")
def delete(request: Request) -> Response:
    """Remove a contact."""
    contact = request.state.contacts.pop(int(request.arguments[0]), None)
    if contact is None:
        return not_found(request)
    request.session.flashes.append(("good", f"{contact.name} was deleted."))
    return redirect("/contacts")


@route("POST", "/contacts/<id>/archive")
def archive(request: Request) -> Response:
    """Put a contact away (asked for in a dialog of the browser)."""
    contact = request.state.contacts.get(int(request.arguments[0]))
    if contact is None:
        return not_found(request)
    contact.archived = True
    request.session.flashes.append(("good", f"{contact.name} was archived."))
    return redirect(f"/contacts/{contact.id}")


@route("POST", "/contacts/<id>/star")
def star(request: Request) -> Response:
    """Mark or unmark a contact (by fetch)."""
    contact = request.state.contacts.get(int(request.arguments[0]))
    if contact is None:
        return not_found(request)
    contact.starred = request.get("on") == "true"
    return Response(b"", 204)


@route("POST", "/contacts/<id>/attach")
def attach(request: Request) -> Response:
    """Keep an uploaded file."""
    contact = request.state.contacts.get(int(request.arguments[0]))
    if contact is None:
        return not_found(request)
    name, content = request.uploads.get("file", ("", b""))
    if name:
        contact.attachments.append(Attachment(name, content))
        request.session.flashes.append(("good", f"{name} was uploaded."))
    else:
        request.session.flashes.append(("bad", "Choose a file first."))
    return redirect(f"/contacts/{contact.id}")


def pager(path: str, number: int, pages: int, keep: Mapping[str, str]) -> Markup:
    """Previous, page numbers, next."""

    def link(target: int, text: str, label: str) -> Markup:
        address = f"{path}?{urlencode({**keep, 'page': target}, quote_via=quote)}"
        current = " aria-current=page" if target == number and text.isdecimal() else ""
        return Markup(f'<a href="{markup(address)}" aria-label="{label}"{current}>{text}</a>')

    parts = [link(number - 1, "‹ Previous", "Previous page")] if number > 1 else []
    parts += [link(each, str(each), f"Page {each}") for each in range(1, pages + 1)]
    parts += [link(number + 1, "Next ›", "Next page")] if number < pages else []
    return joined(parts)


def _row(contact: Contact) -> Markup:
    return fill(
        "contact_row.html",
        id=contact.id,
        name=contact.name,
        company=contact.company,
        city=contact.city,
        country=contact.country,
    )


def _fits(contact: Contact, query: str) -> bool:
    wanted = query.casefold()
    return not contact.archived and any(
        wanted in text.casefold()
        for text in (contact.name, contact.company, contact.city, contact.email)
    )


def _blank() -> Contact:
    return Contact(0, "", "", "", "", "", "")


def _filled(contact: Contact, request: Request) -> Contact:
    changed = replace(
        contact, tags=tuple(tag for tag in TAGS if tag in request.form.get("tag", []))
    )
    for name in _FIELDS:
        setattr(changed, name, request.get(name))
    return changed


def _problems(contact: Contact) -> dict[str, str]:
    problems = {}
    if not contact.name:
        problems["name"] = "Enter a name."
    if "@" not in contact.email.strip("@"):
        problems["email"] = "Enter an email address, like name@example.com."
    if contact.phone and not all(c.isdecimal() or c in "+ -()" for c in contact.phone):
        problems["phone"] = "A phone number has only digits, spaces and + - ( )."
    return problems


def _form(
    request: Request, contact: Contact, problems: Mapping[str, str], title: str, action: str
) -> Response:
    countries = sorted({each.country for each in request.state.contacts.values()})
    tags = joined(
        fill("contact_tag.html", tag=tag, checked=flag("checked", tag in contact.tags))
        for tag in TAGS
    )
    content = fill(
        "contact_form.html",
        title=title,
        action=action,
        back=f"/contacts/{contact.id}" if contact.id else "/contacts",
        countries=options(countries, contact.country, empty="Choose a country"),
        tags=tags,
        summary=problem_summary(problems),
        **{name: getattr(contact, name) for name in _FIELDS if name != "country"},
        **{f"{name}_problem": problem(problems, name) for name in ("name", "email", "phone")},
        **{f"{name}_invalid": invalid(problems, name) for name in ("name", "email", "phone")},
    )
    return page(request, title, content, status=422 if problems else 200)


def problem(problems: Mapping[str, str], name: str) -> Markup:
    """The message under a field."""
    if name not in problems:
        return Markup("")
    return Markup(f'<span class="problem" id="{name}-problem">{markup(problems[name])}</span>')


def invalid(problems: Mapping[str, str], name: str) -> Markup:
    """The attributes of a field whose value will not do."""
    if name not in problems:
        return Markup("")
    return Markup(f' aria-invalid="true" aria-describedby="{name}-problem"')


def problem_summary(problems: Mapping[str, str]) -> Markup:
    """What is said above a form that was not accepted."""
    if not problems:
        return Markup("")
    count = f"{len(problems)} field{' needs' if len(problems) == 1 else 's need'} your attention."
    return Markup(f'<p class="flash bad" role="alert">Not saved: {count}</p>')
