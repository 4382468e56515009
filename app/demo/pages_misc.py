"""The dashboard, support, and the newsletter pages, which say "saved" and save nothing."""

from __future__ import annotations

from app.demo.state import FREQUENCIES
from app.demo.web import Request, Response, fill, flag, options, page, redirect, route
from app.markup import Markup, joined

_TIMES = ("Morning", "Noon", "Afternoon")


@route("GET", "/")
def dashboard(request: Request) -> Response:
    """Figures and the latest orders."""
    state = request.state
    latest = sorted(state.orders.values(), key=lambda each: -each.id)[:5]
    rows = joined(
        fill("dashboard_row.html", id=order.id, customer=order.customer, status=order.status)
        for order in latest
    )
    content = fill(
        "dashboard.html",
        contacts=len(state.contacts),
        orders=len(state.orders),
        open=sum(order.status in ("New", "Packed") for order in state.orders.values()),
        rows=rows,
    )
    return page(request, "Dashboard", content)


@route("GET", "/newsletter")
def newsletter(request: Request) -> Response:
    """The forms. After a "save" by redirect the posted values are shown once, as a liar would."""
    shown = dict(request.session.shown_once)
    request.session.shown_once.clear()
    return _newsletter(request, shown.get("email", ""), shown.get("frequency", ""))


@route("POST", "/newsletter")
def lie_in_place(request: Request) -> Response:
    """Say that it was saved, on the page that answers the POST."""
    request.session.flashes.append(("good", "Saved. Your newsletter preferences are up to date."))
    return _newsletter(request, request.get("email"), request.get("frequency"))


@route("POST", "/newsletter/subscribe")
def lie_by_redirect(request: Request) -> Response:
    """Say that it was saved, after a redirect."""
    request.session.shown_once = {"email": request.get("email"), "frequency": "Weekly"}
    request.session.flashes.append(("good", "Saved. You are subscribed to the weekly newsletter."))
    return redirect("/newsletter")


@route("POST", "/newsletter/topics")
def lie_by_fetch(_request: Request) -> Response:
    """Accept a topic and drop it; the page's script shows it as saved."""
    return Response(b"", 204)


@route("GET", "/support")
def support(request: Request) -> Response:
    """Tabs, questions, a feedback box as sloppy as on real pages, a widget in a frame."""
    return page(request, "Support", fill("support.html"))


@route("POST", "/support/feedback")
def feedback(request: Request) -> Response:
    """Keep a feedback (by fetch)."""
    if not request.get("message"):
        return Response(b"", 422)
    request.state.feedback.append((request.get("mood"), request.get("message")))
    return Response(b"", 204)


@route("GET", "/widgets/callback")
def callback_form(_request: Request) -> Response:
    """The widget in the frame of the support page."""
    content = fill("widget_callback.html", times=options(_TIMES, "Noon"), said="")
    return Response(fill("widget.html", content=content).encode())


@route("POST", "/widgets/callback")
def callback(request: Request) -> Response:
    """Keep a wish to be called."""
    phone = request.get("phone")
    if sum(c.isdecimal() for c in phone) < 5:
        said = Markup('<p class="flash bad" role="alert">Enter a phone number.</p>')
    else:
        request.state.callbacks.append((phone, request.get("time")))
        said = fill("widget_said.html", phone=phone)
    content = fill("widget_callback.html", times=options(_TIMES, request.get("time")), said=said)
    return Response(fill("widget.html", content=content).encode())


def _newsletter(request: Request, email: str, frequency: str) -> Response:
    stored = request.state.newsletter
    chosen = frequency or stored.frequency
    ways = joined(
        fill("newsletter_way.html", way=way, checked=flag("checked", way == chosen))
        for way in FREQUENCIES
    )
    content = fill(
        "newsletter.html",
        email=email or stored.email,
        ways=ways,
        status="Not subscribed" if chosen == "Never" else f"Subscribed ({chosen.lower()})",
        topics=joined(fill("newsletter_topic.html", topic=topic) for topic in stored.topics),
    )
    return page(request, "Newsletter", content)


@route("GET", "/probe")
def probe(request: Request) -> Response:
    """Where `deskhand doctor` tries things out. Not linked from anywhere."""
    return page(request, "Probe", fill("probe.html"))
