"""Login, the protected reports, the settings."""

from __future__ import annotations

from app.demo.state import ACCOUNT
from app.demo.web import Request, Response, fill, options, page, redirect, route
from app.markup import Markup, joined

TIME_ZONES = ("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo")
ACCENTS = ("Pine", "Slate", "Copper")
SWITCHES = ("dark_mode", "email_notifications", "weekly_digest")
_MONTHS = ("August", "September", "October", "November")


@route("GET", "/login")
def login_form(request: Request) -> Response:
    """The form."""
    return page(
        request, "Log in", fill("login.html", user="", problem="", back=request.get("back"))
    )


@route("POST", "/login")
def login(request: Request) -> Response:
    """Check user name and password."""
    user = request.get("user")
    if (user, request.get("password")) != ACCOUNT:
        problem = Markup('<p class="flash bad" role="alert">Wrong user name or password.</p>')
        content = fill("login.html", user=user, problem=problem, back=request.get("back"))
        return page(request, "Log in", content, status=401)
    request.session.user = user
    request.state.logins += 1
    request.session.flashes.append(("good", "Welcome back."))
    # Only a path of this site: an open redirect would be a poor example.
    return redirect("/reports" if request.get("back") == "/reports" else "/")


@route("POST", "/logout")
def logout(request: Request) -> Response:
    """Forget the user."""
    request.session.user = ""
    request.session.flashes.append(("good", "You are logged out."))
    return redirect("/login")


@route("GET", "/reports")
def reports(request: Request) -> Response:
    """Revenue by month, for whoever is logged in."""
    if not request.session.user:
        request.session.flashes.append(("bad", "Please log in to see the reports."))
        return redirect("/login?back=/reports")
    rows = []
    for month, name in enumerate(_MONTHS, start=8):
        found = [
            order
            for order in request.state.orders.values()
            if order.delivery.month == month and order.status != "Cancelled"
        ]
        revenue = f"€ {sum(order.total for order in found):,.2f}"
        rows.append(fill("report_row.html", month=name, orders=len(found), revenue=revenue))
    return page(request, "Reports", fill("reports.html", rows=joined(rows)))


@route("GET", "/settings")
def settings(request: Request) -> Response:
    """Switches that save at once, and a form that is saved."""
    current = request.state.settings
    content = fill(
        "settings.html",
        display_name=current.display_name,
        time_zones=options(TIME_ZONES, current.time_zone),
        accents=options(ACCENTS, current.accent),
        **{name: "true" if getattr(current, name) else "false" for name in SWITCHES},
    )
    return page(request, "Settings", content)


@route("POST", "/settings/switch")
def switch(request: Request) -> Response:
    """One switch (by fetch)."""
    name = request.get("name")
    if name not in SWITCHES:
        return Response(b"", 400)
    setattr(request.state.settings, name, request.get("on") == "true")
    return Response(b"", 204)


@route("POST", "/settings")
def save_settings(request: Request) -> Response:
    """The profile form."""
    current = request.state.settings
    current.display_name = request.get("display_name") or current.display_name
    if request.get("time_zone") in TIME_ZONES:
        current.time_zone = request.get("time_zone")
    if request.get("accent") in ACCENTS:
        current.accent = request.get("accent")
    request.session.flashes.append(("good", "Settings saved."))
    return redirect("/settings")
