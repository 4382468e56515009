"""Orders: list with a filter and a CSV export; detail; a form with many kinds of fields."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date

from app.demo.pages_contacts import invalid, pager, problem, problem_summary
from app.demo.state import FIRST_ORDER, SHIPPING, STATUSES, Order
from app.demo.web import Request, Response, fill, flag, not_found, options, page, redirect, route
from app.markup import Markup, joined

PER_PAGE = 12


@route("GET", "/orders")
def orders(request: Request) -> Response:
    """The table, newest first."""
    status = request.get("status")
    found = [
        order
        for order in sorted(request.state.orders.values(), key=lambda each: -each.id)
        if not status or order.status == status
    ]
    pages = max(-(-len(found) // PER_PAGE), 1)
    wanted = request.get("page")
    number = min(max(int(wanted) if wanted.isdecimal() else 1, 1), pages)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    content = fill(
        "orders.html",
        statuses=options(STATUSES, status, empty="All"),
        rows=joined(_row(order) for order in shown),
        count=f"{len(found)} order{'' if len(found) == 1 else 's'}",
        pager=pager("/orders", number, pages, {"status": status}),
    )
    return page(request, "Orders", content)


@route("GET", "/orders/export.csv")
def export(request: Request) -> Response:
    """All orders as a file."""
    request.state.exports += 1
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Order", "Customer", "Product", "Quantity", "Delivery", "Status", "Total"])
    for order in request.state.orders.values():
        row = (order.id, order.customer, order.product, order.quantity, order.delivery)
        writer.writerow([*row, order.status, f"{order.total:.2f}"])
    return Response(
        text.getvalue().encode(),
        content_type="text/csv; charset=utf-8",
        headers=(("Content-Disposition", 'attachment; filename="orders.csv"'),),
    )


@route("GET", "/orders/customers")
def customers(request: Request) -> Response:
    """Names for the customer box of the order form, while somebody types."""
    wanted = request.get("q").casefold()
    names = [each.name for each in request.state.contacts.values()]
    found = [name for name in names if wanted and wanted in name.casefold()]
    return Response(json.dumps(found[:6]).encode(), content_type="application/json")


@route("GET", "/orders/new")
def new(request: Request) -> Response:
    """An empty form."""
    return _form(request, {}, {})


@route("POST", "/orders/new")
def create(request: Request) -> Response:
    """Store an order."""
    values = {name: request.get(name) for name in request.form}
    problems = _problems(request, values)
    if problems:
        return _form(request, values, problems)
    product = request.state.product(values["product"])
    assert product is not None
    quantity = int(values["quantity"])
    order = Order(
        id=max(request.state.orders, default=FIRST_ORDER - 1) + 1,
        customer=values["customer"],
        product=product.name,
        quantity=quantity,
        delivery=date.fromisoformat(values["delivery"]),
        shipping=values["shipping"],
        gift="gift" in values,
        instructions=values.get("instructions", ""),
        total=round(product.price * quantity, 2),
    )
    request.state.orders[order.id] = order
    request.session.flashes.append(("good", f"Order {order.id} was placed."))
    return redirect(f"/orders/{order.id}")


@route("GET", "/orders/<id>")
def detail(request: Request) -> Response:
    """One order."""
    order = request.state.orders.get(int(request.arguments[0]))
    if order is None:
        return not_found(request)
    content = fill(
        "order.html",
        id=order.id,
        customer=order.customer,
        product=order.product,
        quantity=order.quantity,
        delivery=order.delivery.isoformat(),
        shipping=order.shipping,
        gift="Yes" if order.gift else "No",
        instructions=order.instructions or "None",
        status=order.status,
        total=f"€ {order.total:,.2f}",
        closed=flag("disabled", order.status in ("Shipped", "Cancelled")),
    )
    return page(request, f"Order {order.id}", content)


@route("POST", "/orders/<id>/ship")
def ship(request: Request) -> Response:
    """Mark an order as shipped."""
    return _set_status(request, "Shipped", "was marked as shipped")


@route("POST", "/orders/<id>/cancel")
def cancel(request: Request) -> Response:
    """Cancel an order."""
    return _set_status(request, "Cancelled", "was cancelled")


def _set_status(request: Request, status: str, said: str) -> Response:
    order = request.state.orders.get(int(request.arguments[0]))
    if order is None:
        return not_found(request)
    order.status = status
    request.session.flashes.append(("good", f"Order {order.id} {said}."))
    return redirect(f"/orders/{order.id}")


def _row(order: Order) -> Markup:
    return fill(
        "order_row.html",
        id=order.id,
        customer=order.customer,
        product=order.product,
        quantity=order.quantity,
        delivery=order.delivery.isoformat(),
        status=order.status,
        total=f"€ {order.total:,.2f}",
    )


def _problems(request: Request, values: Mapping[str, str]) -> dict[str, str]:
    problems = {}
    if values.get("customer") not in {each.name for each in request.state.contacts.values()}:
        problems["customer"] = "Choose a customer from the list."
    if request.state.product(values.get("product", "")) is None:
        problems["product"] = "Choose a product."
    if not values.get("quantity", "").isdecimal() or not 1 <= int(values["quantity"]) <= 500:
        problems["quantity"] = "The quantity is a whole number from 1 to 500."
    try:
        date.fromisoformat(values.get("delivery", ""))
    except ValueError:
        problems["delivery"] = "Choose a delivery date."
    if values.get("shipping") not in SHIPPING:
        problems["shipping"] = "Choose how to ship."
    if "terms" not in values:
        problems["terms"] = "The terms of sale must be accepted."
    return problems


def _form(request: Request, values: Mapping[str, str], problems: Mapping[str, str]) -> Response:
    names = ("customer", "product", "quantity", "delivery", "shipping", "terms")
    shipping = joined(
        fill("order_shipping.html", way=way, checked=flag("checked", values.get("shipping") == way))
        for way in SHIPPING
    )
    products = [each.name for each in request.state.products.values()]
    content = fill(
        "order_form.html",
        summary=problem_summary(problems),
        customer=values.get("customer", ""),
        products=options(products, values.get("product", ""), empty="Choose a product"),
        quantity=values.get("quantity", "1"),
        delivery=values.get("delivery", ""),
        shipping=shipping,
        gift=flag("checked", "gift" in values),
        terms=flag("checked", "terms" in values),
        instructions=values.get("instructions", ""),
        **{f"{name}_problem": problem(problems, name) for name in names},
        **{f"{name}_invalid": invalid(problems, name) for name in names},
    )
    return page(request, "New order", content, status=422 if problems else 200)
