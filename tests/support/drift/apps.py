"""The applications that drift is tried on. What is in `ASIDE` was kept aside until the end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from drift.look import labelled
from drift.site import App, Record, Words, h, one


class Contacts(App):
    """A table with links, a form behind each, saved by the server."""

    name = "contacts"
    key = "name"
    who = "Chen Wei"
    other = "+49 30 555 0199"
    words = Words(
        opener="Edit",
        commit="Save contact",
        field="Phone",
        renamed=("Modify", "Store changes", "Phone number"),
        foreign={
            "Contacts": "Kontakte",
            "Edit": "Bearbeiten",
            "Edit contact": "Kontakt bearbeiten",
            "Save contact": "Kontakt sichern",
            "Name": "Name",
            "Phone": "Telefon",
            "City": "Ort",
        },
    )
    start: ClassVar[list[Record]] = [
        {"id": "1", "name": "Ada Blum", "phone": "+49 1", "city": "Bonn"},
        {"id": "2", "name": "Bo Larsen", "phone": "+45 2", "city": "Aarhus"},
        {"id": "3", "name": "Chen Wei", "phone": "+65 3", "city": "Singapore"},
        {"id": "4", "name": "Dora Nagy", "phone": "+36 4", "city": "Pécs"},
        {"id": "5", "name": "Emil Roth", "phone": "+41 5", "city": "Basel"},
    ]

    def wanted(self, records: list[Record], who: str, value: str) -> list[Record]:
        one(records, "name", who)["phone"] = value
        return records

    def get(self, path: str, query: Mapping[str, str]) -> str | None:
        look = self.look
        if path == "/":
            head = look.row([look.word("Name"), look.word("City")], "", "th")
            rows = "".join(
                "<tr>"
                + look.row(
                    [h(each["name"]), h(each["city"])],
                    f'<a href="/contacts/{each["id"]}/edit">{look.word("Edit")}</a>',
                )
                + "</tr>"
                for each in self.state
            )
            return look.page("Contacts", f"<table><tr>{head}</tr>{rows}</table>", first=True)
        number, _, rest = path.strip("/").partition("/")
        record = self.find(number)
        if record is None:
            return None
        if rest == "edit":
            parts = [
                labelled(look, name, label, f'<input{{id}} name={name} value="{h(record[name])}">')
                for name, label in (("name", "Name"), ("phone", "Phone"), ("city", "City"))
            ]
            form = look.form(parts, look.commit("Save contact", "save"))
            return look.page(
                "Edit contact", f"<form method=post>{form}</form>{look.beside('Save contact')}"
            )
        told = f"<p>{h(record['name'])}</p><p>{h(record['phone'])}</p><p>{h(record['city'])}</p>"
        return look.page(record["name"], told)

    def post(self, path: str, form: Mapping[str, str]) -> str:
        record = self.find(path.split("/")[1])
        if record is None:
            return "/"
        if "drop" in form:
            self.state.remove(record)
            return "/"
        record.update({name: form[name] for name in ("name", "phone", "city")})
        return f"/{record['id']}"


class Orders(App):
    """A table with a search; a page for each order, with one thing to do there."""

    name = "orders"
    key = "number"
    who = "A-1043"
    other = "arrived broken"
    words = Words(
        opener="Open",
        commit="Refund order",
        field="Reason",
        renamed=("Show", "Pay back", "Why"),
        foreign={
            "Orders": "Commandes",
            "Order": "Commande",
            "Open": "Ouvrir",
            "Refund order": "Rembourser",
            "Reason": "Motif",
            "Customer": "Client",
            "Status": "État",
        },
    )
    start: ClassVar[list[Record]] = [
        {"id": "41", "number": "A-1041", "customer": "Blum", "status": "paid", "reason": ""},
        {"id": "42", "number": "A-1042", "customer": "Larsen", "status": "paid", "reason": ""},
        {"id": "43", "number": "A-1043", "customer": "Wei", "status": "paid", "reason": ""},
        {"id": "44", "number": "A-1044", "customer": "Wei", "status": "paid", "reason": ""},
    ]

    def wanted(self, records: list[Record], who: str, value: str) -> list[Record]:
        one(records, "number", who).update(status="refunded", reason=value)
        return records

    def get(self, path: str, query: Mapping[str, str]) -> str | None:
        look = self.look
        if path == "/":
            head = look.row(
                [look.word("Order"), look.word("Customer"), look.word("Status")], "", "th"
            )
            rows = "".join(
                "<tr>"
                + look.row(
                    [h(each["number"]), h(each["customer"]), each["status"]],
                    f'<a href="/orders/{each["id"]}">{look.word("Open")}</a>',
                )
                + "</tr>"
                for each in self.state
            )
            return look.page("Orders", f"<table><tr>{head}</tr>{rows}</table>", first=True)
        record = self.find(path.strip("/"))
        if record is None:
            return None
        told = f"<p>{look.word('Customer')}: {h(record['customer'])}</p><p>{record['status']}</p>"
        told += f"<p>{h(record['reason'])}</p>"
        parts = [labelled(look, "reason", "Reason", "<textarea{id} name=reason></textarea>")]
        form = look.form(parts, look.commit("Refund order", "save"))
        body = f"{told}<form method=post>{form}</form>{look.beside('Refund order')}"
        return look.page(f"{look.word('Order')} {record['number']}", body)

    def post(self, path: str, form: Mapping[str, str]) -> str:
        record = self.find(path.strip("/"))
        if record is None:
            return "/"
        if "drop" in form:
            self.state.remove(record)
            return "/"
        record.update(status="refunded", reason=form.get("reason", ""))
        return f"/{record['id']}"


_LIST = """
<form onsubmit="return false">{search}</form><ul id=list></ul>
<script>
const look = {look};
function draw(items) {{
  const asked = (document.querySelector('input') || {{value: ''}}).value.toLowerCase();
  document.getElementById('list').innerHTML = items
    .filter(i => i.title.toLowerCase().includes(asked))
    .map(i => `<li>${{look.first ? button(i) : ''}}<span>${{i.title}}</span> <i>${{i.info}}</i>
       ${{look.first ? '' : button(i)}}</li>`).join('');
}}
function button(i) {{
  if (i.done === 'yes') return '<em>' + look.done + '</em>';
  return `<button data-testid="${{look.id}}" ${{look.off}} onclick="act('${{i.id}}')">`
    + look.label + '</button>';
}}
async function act(id) {{
  await fetch('act', {{method: 'POST', headers: {{'Content-Type': 'application/json'}},
    body: JSON.stringify({{id}})}});
  await load();
}}
async function load() {{
  const items = await (await fetch('data')).json();
  draw(items);
  if (look.enable) setTimeout(() => {{ look.off = ''; draw(items); }}, 1500);
}}
load();
</script>
"""


class Tasks(App):
    """A list that a script draws, with one button in each entry and no page behind it."""

    ids = False
    name = "tasks"
    key = "title"
    who = "Order new chairs"
    other = ""
    words = Words(
        opener="Close task",
        commit="Close task",
        field="",
        renamed=("Finish task", "Finish task", ""),
        foreign={"Tasks": "Tareas", "Close task": "Cerrar tarea", "closed": "cerrada"},
    )
    start: ClassVar[list[Record]] = [
        {"id": "7", "title": "Order new paper", "info": "by Ada", "done": "no"},
        {"id": "8", "title": "Order new chairs", "info": "by Bo", "done": "no"},
        {"id": "9", "title": "Call the printer", "info": "by Bo", "done": "no"},
        {"id": "10", "title": "Water the plants", "info": "by Emil", "done": "no"},
    ]
    search: ClassVar[str] = ""

    def wanted(self, records: list[Record], who: str, value: str) -> list[Record]:
        one(records, self.key, who)["done"] = "yes"
        return records

    def get(self, path: str, query: Mapping[str, str]) -> str | list[Any] | None:
        look = self.look
        if path == "/data":
            return list(self.state)
        if path != "/":
            return None
        own = look.id("act", test_id=True).partition('"')[2].rstrip('"')
        script = json.dumps(
            {
                "label": look.word(self.words.commit),
                "id": own,
                "first": look.actions == "first" or look.buttons == "above",
                "off": "disabled" if look.disabled else "",
                "enable": look.disabled == "at first",
                "done": look.word("closed"),
            }
        )
        body = _LIST.format(look=script, search=self.search) + look.beside(self.words.commit)
        return look.page(self.name.capitalize(), body, first=True)

    def post(self, path: str, form: Mapping[str, str]) -> str:
        record = self.find(form["id"])
        if record is not None:
            record["done"] = "yes"
        return "/"


class Transfer(App):
    """A form with a list of choices, a page to look over it, and one button that sends."""

    rows = False
    name = "transfer"
    key = "name"
    who = "Anna Berg"
    other = "120"
    words = Words(
        opener="Continue",
        commit="Send money",
        field="Amount",
        renamed=("Next", "Transfer now", "Sum"),
        foreign={
            "Transfer": "Overføring",
            "Payee": "Mottaker",
            "Amount": "Beløp",
            "Continue": "Fortsett",
            "Check": "Kontroll",
            "Send money": "Send pengene",
            "Sent": "Sendt",
        },
    )
    start: ClassVar[list[Record]] = [
        {"id": "1", "name": "Anna Bergmann", "sent": ""},
        {"id": "2", "name": "Anna Berg", "sent": ""},
        {"id": "3", "name": "Olaf Dahl", "sent": ""},
        {"id": "4", "name": "Per Lund", "sent": ""},
    ]

    def wanted(self, records: list[Record], who: str, value: str) -> list[Record]:
        one(records, "name", who)["sent"] = value
        return records

    def get(self, path: str, query: Mapping[str, str]) -> str | None:
        look = self.look
        if path == "/":
            options = "".join(
                f'<option value="{each["id"]}">{h(each["name"])}</option>' for each in self.state
            )
            parts = [
                labelled(look, "payee", "Payee", f"<select{{id}} name=payee>{options}</select>"),
                labelled(look, "amount", "Amount", "<input{id} name=amount>"),
            ]
            if look.column:
                parts.insert(1, labelled(look, "note", "Note", "<input{id} name=note>"))
            button = f"<button type=submit{look.id('next')}>{look.word('Continue')}</button>"
            form = look.form(parts, button)
            return look.page("Transfer", f"<form action=check>{form}</form>", first=True)
        record = self.find(query.get("payee", ""))
        if path == "/check" and record is not None:
            amount = h(query.get("amount", ""))
            hidden = f'<input type=hidden name=amount value="{amount}">'
            hidden += f'<input type=hidden name=payee value="{record["id"]}">'
            told = f"<p>{look.word('Payee')}: {h(record['name'])}</p>"
            told += f"<p>{look.word('Amount')}: {amount}</p>"
            form = look.form([hidden], look.commit("Send money", "save"))
            body = f"{told}<form method=post action=send>{form}</form>{look.beside('Send money')}"
            return look.page("Check", body)
        if path == "/sent":
            told = "".join(
                f"<p>{h(each['name'])}: {h(each['sent'])}</p>"
                for each in self.state
                if each["sent"]
            )
            return look.page("Sent", told)
        return None

    def post(self, path: str, form: Mapping[str, str]) -> str:
        record = self.find(form.get("payee", ""))
        if record is not None and "drop" in form:
            self.state.remove(record)
        elif record is not None:
            record["sent"] = form.get("amount", "")
        return "/sent"


class Rooms(App):
    """Cards with a button each, which opens a dialog of the page. Nothing has an id."""

    ids = False
    name = "rooms"
    key = "name"
    who = "Blue Room"
    other = "Quarterly review"
    words = Words(
        opener="Book",
        commit="Confirm booking",
        field="Purpose",
        renamed=("Reserve", "Reserve now", "What for"),
        foreign={
            "Rooms": "Salas",
            "Book": "Reservar",
            "Confirm booking": "Confirmar reserva",
            "Purpose": "Motivo",
            "Booked for": "Reservada para",
        },
    )
    start: ClassVar[list[Record]] = [
        {"id": "1", "name": "Green Room", "seats": "4", "booked": ""},
        {"id": "2", "name": "Blue Room", "seats": "12", "booked": ""},
        {"id": "3", "name": "Old Library", "seats": "20", "booked": ""},
    ]

    def wanted(self, records: list[Record], who: str, value: str) -> list[Record]:
        one(records, "name", who)["booked"] = value
        return records

    def get(self, path: str, query: Mapping[str, str]) -> str | None:
        look = self.look
        if path != "/":
            return None
        cards = []
        for each in self.state:
            booked = (
                f"<p>{look.word('Booked for')} {h(each['booked'])}</p>" if each["booked"] else ""
            )
            button = (
                f'<button type=button onclick="book({each["id"]}, this)" '
                f'data-name="{h(each["name"])}">{look.word("Book")}</button>'
            )
            inner = [f"<h2>{h(each['name'])}</h2>", f"<p>{each['seats']} seats</p>", booked, button]
            if look.actions == "first":
                inner.reverse()
            cards.append(f"<article>{''.join(inner)}</article>")
        field = f"<p><label>{look.word('Purpose')} <input name=purpose></label></p>"
        off = " disabled" if look.disabled else ""
        later = (
            "<script>setTimeout(() => document.querySelector('dialog button').disabled = false,"
            " 1500)</script>"
            if look.disabled == "at first"
            else ""
        )
        commit = f"<button type=submit{off}>{look.word('Confirm booking')}</button>"
        form = look.form([field], commit)
        body = (
            f"<div class=all>{''.join(cards)}</div><dialog><h2></h2><form method=post>{form}"
            "<input type=hidden name=room></form></dialog>"
            + look.beside("Confirm booking")
            + "<script>function book(id, b) { const d = document.querySelector('dialog');"
            "d.querySelector('h2').textContent = b.dataset.name;"
            "d.querySelector('[name=room]').value = id; d.showModal(); }</script>" + later
        )
        return look.page("Rooms", body, first=True)

    def post(self, path: str, form: Mapping[str, str]) -> str:
        record = self.find(form.get("room", ""))
        if record is not None:
            record["booked"] = form.get("purpose", "")
        return "/"


class Mail(App):
    """A list of subjects that are links; a message has one button that forwards it."""

    name = "mail"
    key = "subject"
    who = "Invoice 2031"
    other = "tax@office.example"
    words = Words(
        opener="",
        commit="Forward",
        field="To",
        renamed=("", "Pass on", "Recipient"),
        foreign={
            "Mail": "Posta",
            "Forward": "Inoltra",
            "To": "Destinatario",
            "Sent to": "Inviato a",
        },
    )
    start: ClassVar[list[Record]] = [
        {"id": "a", "subject": "Invoice 2030", "from": "Ada", "to": ""},
        {"id": "b", "subject": "Lunch on Friday", "from": "Bo", "to": ""},
        {"id": "c", "subject": "Invoice 2031", "from": "Ada", "to": ""},
        {"id": "d", "subject": "Minutes", "from": "Dora", "to": ""},
    ]

    def wanted(self, records: list[Record], who: str, value: str) -> list[Record]:
        one(records, "subject", who)["to"] = value
        return records

    def get(self, path: str, query: Mapping[str, str]) -> str | None:
        look = self.look
        if path == "/":
            items = []
            for each in self.state:
                link = f'<a href="/mail/{each["id"]}">{h(each["subject"])}</a>'
                parts = [link, f"<span>{each['from']}</span>"]
                if look.actions == "first":
                    parts.reverse()
                if look.column:
                    parts.insert(0, "<b>new</b>")
                items.append(f"<li>{' '.join(parts)}</li>")
            return look.page("Mail", f"<ul>{''.join(items)}</ul>", first=True)
        record = self.find(path.strip("/"))
        if record is None:
            return None
        told = f"<p>{record['from']}</p><p>Please see below.</p>"
        if record["to"]:
            told += f"<p>{look.word('Sent to')} {h(record['to'])}</p>"
        parts = [labelled(look, "to", "To", "<input{id} name=to type=email>")]
        form = look.form(parts, look.commit("Forward", "save"))
        return look.page(
            record["subject"], f"{told}<form method=post>{form}</form>{look.beside('Forward')}"
        )

    def post(self, path: str, form: Mapping[str, str]) -> str:
        record = self.find(path.strip("/"))
        if record is None:
            return "/"
        if "drop" in form:
            self.state.remove(record)
            return "/"
        record["to"] = form.get("to", "")
        return f"/{record['id']}"


class Stock(App):
    """A table with a field and a button in every row, sent by a script."""

    ids = False
    name = "stock"
    key = "item"
    who = "Bolt M8"
    other = "250"
    words = Words(
        opener="",
        commit="Update",
        field="",
        renamed=("", "Apply", ""),
        foreign={"Stock": "Varasto", "Item": "Tuote", "Amount": "Määrä", "Update": "Päivitä"},
    )
    start: ClassVar[list[Record]] = [
        {"id": "1", "item": "Bolt M6", "amount": "100"},
        {"id": "2", "item": "Bolt M8", "amount": "80"},
        {"id": "3", "item": "Nut M8", "amount": "40"},
        {"id": "4", "item": "Washer 8", "amount": "900"},
    ]

    def wanted(self, records: list[Record], who: str, value: str) -> list[Record]:
        one(records, "item", who)["amount"] = value
        return records

    def get(self, path: str, query: Mapping[str, str]) -> str | None:
        look = self.look
        if path != "/":
            return None
        rows = []
        for each in self.state:
            field = (
                f'<input aria-label="{look.word("Amount")}" size=6 name=amount '
                f'value="{each["amount"]}">'
            )
            off = " disabled" if look.disabled else ""
            button = (
                f'<button type=button{off} onclick="send({each["id"]}, this)">'
                f"{look.word('Update')}</button>"
            )
            rows.append(f"<tr>{look.row([h(each['item']), field], button)}</tr>")
        head = look.row([look.word("Item"), look.word("Amount")], "", "th")
        later = (
            "setTimeout(() => document.querySelectorAll('[disabled]').forEach(e => "
            "e.disabled = false), 1500);"
            if look.disabled == "at first"
            else ""
        )
        script = (
            "<p role=status></p><script>async function send(id, b) {"
            "const amount = b.closest('tr').querySelector('input').value;"
            "await fetch('act', {method: 'POST', headers: {'Content-Type': 'application/json'},"
            "body: JSON.stringify({id, amount})});"
            "document.querySelector('[role=status]').textContent = 'Now ' + amount; }"
            f"{later}</script>"
        )
        body = f"<table><tr>{head}</tr>{''.join(rows)}</table>{script}{look.beside('Update')}"
        return look.page("Stock", body, first=True)

    def post(self, path: str, form: Mapping[str, str]) -> str:
        record = self.find(str(form["id"]))
        if record is not None:
            record["amount"] = str(form["amount"])
        return "/"


KNOWN: tuple[type[App], ...] = (Contacts, Orders, Tasks, Transfer, Rooms)
ASIDE: tuple[type[App], ...] = (Mail, Stock)
