"""Applications that were written when all else was done, to be tried once. See `drift.fresh`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drift.fresh_face import Face
from drift.lessons import Lesson, click, done, to
from drift.site import App, Record, Words, h

from actions.action import Open, Type

_NO_WORDS = Words(opener="", commit="", field="", renamed=("", "", ""), foreign={})


class FreshApp(App):
    """An application with a face.

    Attributes:
        commit: the label of what cannot be taken back.
        state_of: which entry of a record says that it was done, and what it says then.
    """

    words = _NO_WORDS
    commit: ClassVar[str]
    state_of: ClassVar[tuple[str, str]]
    face: Face = Face()

    def wanted(self, records: list[Record], who: str, value: str) -> list[Record]:
        (record,) = [each for each in records if each[self.key] == who]
        name, text = self.state_of
        record[name] = text or value
        return records

    def lesson(self, url: str) -> Lesson:
        """How it is shown once."""
        raise NotImplementedError

    def main(self) -> str:
        """What the first page shows."""
        raise NotImplementedError

    def detail(self, record: Record) -> str | None:
        """What the page of a record shows; None: it has none."""
        return None

    def done_to(self, record: Record, form: Mapping[str, str]) -> None:
        """It was committed."""
        name, text = self.state_of
        record[name] = text or form.get("value", "")

    def get(self, path: str, query: Mapping[str, str]) -> str | None:
        face = self.face
        title = self.name.capitalize()
        if face.flow == "login" and path == "/":
            fields = (
                "<label>Name <input name=name></label><label>Word <input type=password></label>"
            )
            return face.page("Log in", f"<form method=post action=twin>{fields}<button>Go</button>")
        if face.around == "frame" and "in" not in query:
            inner = f'<iframe src="/{self.name}{path}?in=1" width=860 height=620></iframe>'
            return Face().page(title, inner)
        if path == "/":
            recent = ""
            if face.twin == "recent":
                last = next((each for each in self.state if each[self.key] == self.who), None)
                if last is not None:
                    recent = f"<aside><h2>Used last</h2>{self.entry(last)}</aside>"
            return face.page(title, recent + self.main(), twin=self.commit)
        record = self.find(path.strip("/").partition("/")[0])
        if record is None:
            return None
        if path.endswith("/ask"):
            value = h(query.get("value", ""))
            inner = f"<p>Are you sure?</p><input type=hidden name=value value='{value}'>"
            return face.page("One moment", face.act("sure", "Yes, do it", inner=inner))
        shown = self.detail(record)
        return face.page(record[self.key], shown, twin=self.commit) if shown is not None else None

    def entry(self, record: Record) -> str:
        """A record as lists show it."""
        raise NotImplementedError

    def post(self, path: str, form: Mapping[str, str]) -> str:
        back = "?in=1" if self.face.around == "frame" else ""
        number, _, what = path.strip("/").partition("/")
        record = self.find(form.get("which", "") or number)
        if record is None:
            return f"/{back}"
        if what == "drop":
            self.extra.append("dropped")
        elif self.face.flow == "asks" and what != "sure":
            return f"/{record['id']}/ask?value={form.get('value', '')}"
        else:
            self.done_to(record, form)
        return f"/{back}"


class Loans(FreshApp):
    """Groups with a title each, and one button inside."""

    name = "loans"
    key = "title"
    who = "The Long Way"
    other = ""
    commit = "Extend loan"
    state_of = ("until", "May")
    start: ClassVar[list[Record]] = [
        {"id": "301", "title": "Bread and Salt", "note": "by Ilse Kern", "until": "April"},
        {"id": "302", "title": "The Long Way", "note": "by Tom Ade", "until": "April"},
        {"id": "303", "title": "The Longest Day", "note": "by C. Ray", "until": "April"},
    ]

    def main(self) -> str:
        return f"<div class=all>{''.join(map(self.entry, self.state))}</div>"

    def entry(self, record: Record) -> str:
        face = self.face
        inner = f"<p>{h(record['note'])}</p><p>Until {record['until']}</p>"
        if record["until"] == "April":
            inner += face.act(f"{record['id']}/extend", self.commit)
        else:
            inner += face.act(f"{record['id']}/drop", "Give back early")
        title = face.name(record["title"])
        return f"<fieldset><legend>{title}</legend>{face.group('Details', inner)}</fieldset>"

    def lesson(self, url: str) -> Lesson:
        return Lesson(
            f'Extend the loan of "{self.who}".',
            (Open(what=url), click(f'"Extend loan" in "{self.who}"'), done("Until May")),
        )


class Visits(FreshApp):
    """A table of plain elements with roles; a page for each record, with a field."""

    name = "visits"
    key = "patient"
    who = "Mira Holm"
    other = "14:30"
    commit = "Keep the time"
    state_of = ("time", "")
    start: ClassVar[list[Record]] = [
        {"id": "511", "patient": "Jan Novak", "note": "knee", "time": "09:00"},
        {"id": "512", "patient": "Mira Holm", "note": "ear", "time": "09:20"},
        {"id": "513", "patient": "Mirako Ito", "note": "eye", "time": "09:40"},
        {"id": "514", "patient": "Sam Ode", "note": "knee", "time": "10:00"},
    ]

    def main(self) -> str:
        rows = "".join(map(self.entry, self.state))
        return f'<div role=table class=all aria-label="Today">{rows}</div>'

    def entry(self, record: Record) -> str:
        face = self.face
        link = f'<a href="/{self.name}/{record["id"]}{self._in}">{h(face.word("Another time"))}</a>'
        cells = (face.name(record["patient"]), h(record["note"]), h(record["time"]), link)
        inner = "".join(f"<span role=cell>{each}</span>" for each in cells)
        return f"<div role=row>{inner}</div>"

    def detail(self, record: Record) -> str:
        face = self.face
        field = f"<label>{h(face.word('When'))} <input name=value value='{record['time']}'></label>"
        form = face.act(f"{record['id']}/keep", self.commit, identity="keep", inner=field)
        return f"<p>{h(record['note'])}</p>{face.group('Time', form)}"

    @property
    def _in(self) -> str:
        return "?in=1" if self.face.around == "frame" else ""

    def lesson(self, url: str) -> Lesson:
        return Lesson(
            f'Move the visit of "{self.who}" to "{self.other}".',
            (
                Open(what=url),
                click(f'"Another time" in the row of "{self.who}"'),
                Type(text=self.other, into=to('"When"')),
                click('"Keep the time"'),
                done(self.other),
            ),
        )


class Repairs(FreshApp):
    """One of several is picked, then one button acts on it."""

    name = "repairs"
    key = "what"
    who = "Leaking tap"
    other = ""
    commit = "Assign to me"
    state_of = ("by", "me")
    start: ClassVar[list[Record]] = [
        {"id": "21", "what": "Broken lamp", "note": "hall", "by": ""},
        {"id": "22", "what": "Leaking tap", "note": "kitchen", "by": ""},
        {"id": "23", "what": "Leaking roof", "note": "attic", "by": ""},
    ]

    def main(self) -> str:
        inner = f"<ol class=all>{''.join(map(self.entry, self.state))}</ol>"
        return self.face.act("0/assign", self.commit, identity="go", inner=inner)

    def entry(self, record: Record) -> str:
        face = self.face
        taken = f" (taken by {record['by']})" if record["by"] else ""
        off = " disabled" if record["by"] else ""
        pick = (
            f"<label><input type=radio name=which value={record['id']}{off}> "
            f"{face.name(record['what'])}</label>"
        )
        inner = f"{pick} <small>{h(record['note'])}</small>{taken}"
        return f"<li>{face.group('One', inner)}</li>"

    def lesson(self, url: str) -> Lesson:
        return Lesson(
            f'Take over the repair "{self.who}".',
            (
                Open(what=url),
                click(f'"{self.who}"'),
                click('"Assign to me"'),
                done("taken by me"),
            ),
        )


class Papers(FreshApp):
    """A table; what can be done with a row is in a menu that opens."""

    name = "papers"
    key = "title"
    who = "Rent 2024"
    other = ""
    commit = "Archive"
    state_of = ("where", "archive")
    start: ClassVar[list[Record]] = [
        {"id": "61", "title": "Rent 2023", "note": "Ada", "where": "desk"},
        {"id": "62", "title": "Rent 2024", "note": "Bo", "where": "desk"},
        {"id": "63", "title": "Rent 2024 b", "note": "Bo", "where": "desk"},
        {"id": "64", "title": "Water", "note": "Ada", "where": "desk"},
    ]

    def main(self) -> str:
        head = "<tr><th>Title</th><th>Owner</th><th>Place</th><th></th></tr>"
        rows = "".join(map(self.entry, self.state))
        return f"<table>{head}<tbody class=all>{rows}</tbody></table>"

    def entry(self, record: Record) -> str:
        face = self.face
        number = record["id"]
        opener = (
            '<button type=button aria-haspopup=menu onclick="this.nextSibling.classList'
            f".toggle('gone')\">{h(face.word('More'))}</button>"
        )
        items = (
            face.act(f"{number}/archive", self.commit)
            + face.act(f"{number}/drop", "Shred")
            + face.act(f"{number}/drop", "Archive and tell all")
        )
        menu = f"<div role=group class=gone aria-label=Actions>{items}</div>"
        shown = face.group("Row", f"{opener}{menu}")
        cells = (face.name(record["title"]), h(record["note"]), h(record["where"]), shown)
        return "<tr>" + "".join(f"<td>{each}</td>" for each in cells) + "</tr>"

    def lesson(self, url: str) -> Lesson:
        return Lesson(
            f'Archive the paper "{self.who}".',
            (
                Open(what=url),
                click(f'"More" in the row of "{self.who}"'),
                click(f'"Archive" in the row of "{self.who}"'),
                done("archive"),
            ),
        )


class Places(FreshApp):
    """Sections with the same field and the same button each."""

    name = "places"
    key = "place"
    who = "Summer house"
    other = "Lakeside 4"
    commit = "Keep street"
    state_of = ("street", "")
    start: ClassVar[list[Record]] = [
        {"id": "81", "place": "Office", "note": "weekdays", "street": "Hafen 1"},
        {"id": "82", "place": "Summer house", "note": "July", "street": "Seeweg 9"},
        {"id": "83", "place": "House", "note": "home", "street": "Am Markt 3"},
    ]

    def main(self) -> str:
        return f"<div class=all>{''.join(map(self.entry, self.state))}</div>"

    def entry(self, record: Record) -> str:
        face = self.face
        field = (
            f"<label>{h(face.word('Street'))} "
            f"<input name=value value='{h(record['street'])}'></label> "
        )
        form = face.act(f"{record['id']}/keep", self.commit, inner=field)
        inner = f"<p>{h(record['note'])}</p>{form}"
        title = f"<h2>{face.name(record['place'])}</h2>"
        return f"<section>{title}{face.group('Address', inner)}</section>"

    def lesson(self, url: str) -> Lesson:
        return Lesson(
            f'Set the street of "{self.who}" to "{self.other}".',
            (
                Open(what=url),
                Type(text=self.other, into=to(f'"Street" under "{self.who}"')),
                click(f'"Keep street" under "{self.who}"'),
                done(self.other, durable=False),
            ),
        )


FRESH: tuple[type[FreshApp], ...] = (Loans, Visits, Repairs, Papers, Places)
