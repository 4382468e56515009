"""Skills replayed on the demonstration site, in a real browser, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sample_skills import change_contact

from app.cli import main
from app.demo import pages_contacts
from app.demo.server import DemoSite
from skills.load import parse
from skills.store import Store

NAME = "demo-change-contact"


@dataclass
class Called:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def call(home: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Called]:
    def call(*arguments: str) -> Called:
        capfd.readouterr()
        code = main(["skills", *arguments])
        return Called(code, *capfd.readouterr())

    return call


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


@pytest.fixture
def library(home: Path, site: DemoSite) -> Store:
    library = Store(home / "skills")
    library.put(parse(change_contact(site.url)))
    return library


RUN = ("run", NAME, "--headless", "--yes", "--commits")


def values(contact: str, phone: str, city: str) -> list[str]:
    given = {"contact": contact, "phone": phone, "city": city}
    return [part for name, text in given.items() for part in ("--with", f"{name}={text}")]


def changed(site: DemoSite, phone: str) -> list[str]:
    return [each.name for each in site.state.contacts.values() if each.phone == phone]


def test_a_table_changes_what_its_rows_say_and_nothing_twice(
    call: Callable[..., Called], library: Store, site: DemoSite, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_text(
        "contact,phone,city\n"
        "Chen Wei,+49 1,Bremen\nNobody Atall,+49 2,Nowhere\nAnna Bergström,+49 3,Lund\n",
        "utf-8",
    )
    called = call(*RUN, "--table", str(table), "--json")
    assert [row["status"] for row in called.json["rows"]] == ["done", "failed", "done"]
    assert called.code == 1
    assert "Nobody Atall" in called.json["rows"][1]["problem"]
    assert (changed(site, "+49 1"), changed(site, "+49 2")) == (["Chen Wei"], [])
    assert changed(site, "+49 3") == ["Anna Bergström"]
    for each in site.state.contacts.values():
        if each.name == "Chen Wei":
            site.state.contacts[each.id] = type(each)(**{**vars_of(each), "phone": "untouched"})
    again = call(*RUN, "--table", str(table), "--json")
    assert [row["status"] for row in again.json["rows"]] == ["done", "failed", "done"]
    assert changed(site, "+49 1") == []  # was done before: not repeated
    evidence = library.evidence(NAME)
    assert [each.success for each in evidence] == [True, False, True]


def vars_of(each: Any) -> dict[str, Any]:
    import dataclasses

    return {field.name: getattr(each, field.name) for field in dataclasses.fields(each)}


def test_a_changed_page_heals_or_halts_and_never_changes_another_contact(
    call: Callable[..., Called],
    library: Store,
    site: DemoSite,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The person who is meant is gone, and one who is called almost the same is left.
    contact = site.state.contact("Chen Wei")
    fields = {**vars_of(contact), "name": "Chen Wai"}
    site.state.contacts[contact.id] = type(contact)(**fields)
    called = call(*RUN, *values("Chen Wei", "+49 7", "Bremen"))
    assert called.code == 1
    assert changed(site, "+49 7") == []
    assert "halted at step s4" in called.err
    # The button is called otherwise: nothing independent is left to know it by.
    site.reset()
    whole = pages_contacts.fill

    def renamed(template: str, **given: Any) -> Any:
        made = whole(template, **given)
        return type(made)(str(made).replace("Save contact", "Keep changes"))

    monkeypatch.setattr(pages_contacts, "fill", renamed)
    called = call(*RUN, *values("Chen Wei", "+49 8", "Bremen"))
    assert called.code == 1
    assert changed(site, "+49 8") == []
    assert "halted at step s7" in called.err


def test_what_does_not_fit_is_told_before_anything_is_done(
    call: Callable[..., Called], library: Store, site: DemoSite, tmp_path: Path
) -> None:
    called = call("run", NAME, "--headless", "--with", "contact=Chen Wei")
    assert called.code == 2
    assert "phone is missing" in called.err
    table = tmp_path / "people.csv"
    table.write_text("contact,telephone,city\na,b,c\n")
    called = call(*RUN, "--table", str(table))
    assert called.code == 2
    assert "'telephone' is no parameter" in called.err
    assert "There is no skill called 'demo-chang-contact'. Did you mean demo-change-contact" in (
        call("run", "demo-chang-contact").err
    )


def test_the_library_on_the_command_line(
    call: Callable[..., Called], library: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("list", "--json").json[0]["name"] == NAME
    assert NAME in call("search", "update the telephone city of somebody").out
    assert 'link "Edit"' in call("show", NAME).out
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\nsed -i 's/demonstration shop/example shop/' \"$1\"\n")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    assert call("edit", NAME).code == 0
    assert "+description" in call("diff", NAME).out
    assert call("history", NAME, "--back-to", "1").code == 0
    assert library.get(NAME).version == 3
    assert "demonstration shop" in library.get(NAME).description
    bundle = tmp_path / "skill.zip"
    assert call("export", NAME, "--output", str(bundle)).code == 0
    library.remove(NAME)
    assert call("import", str(bundle)).code == 0
    assert library.get(NAME).trust == "imported"
    assert call("verify", NAME).code == 0
    assert call("retire", NAME, "--reason", "old").code == 0
    assert call("run", NAME).code == 2
    assert call("search", "contact").out == ""
    assert call("retire", NAME, "--restore").code == 0
    monkeypatch.setenv("EDITOR", "false")
    assert call("edit", NAME).code == 0
