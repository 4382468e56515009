"""What is shown on a private desktop: in GTK and Qt programs, in LibreOffice, and in several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from demonstrations import Person
from desktop_tasks import Left, cells, paragraphs

from perception.observation import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Something that is shown on a desktop.

    Attributes:
        text: what the person says that they show.
        begin: what is open before.
        show: does it by hand.
        files: in the home folder, before the demonstration and before the run.
        values: for another run of the skill.
        achieved: whether that run did what it should.
    """

    name: str
    text: str
    begin: Callable[[Person], None] = lambda person: None
    show: Callable[[Person], None]
    files: Mapping[str, bytes] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    achieved: Callable[[Left], bool]


def _write_note(person: Person) -> None:
    person.start("mousepad")
    person.has_window("Untitled")
    person.hand.type("Buy oat milk")
    person.hand.key("ctrl+s")
    person.has_window("Save As")
    person.hand.key("ctrl+a")
    person.hand.type("shopping.txt")
    person.click("button", "Save")
    person.has_window("shopping.txt")


def _rename(person: Person) -> None:
    person.start("thunar")
    person.has_window("Thunar")
    person.click("text", "draft.txt")
    person.hand.key("F2")
    person.has_window("Rename")
    person.hand.key("ctrl+a")
    person.hand.type("final.txt")
    person.click("button", "Rename")
    person.find("text", "final.txt")


def _featherpad(person: Person) -> None:
    person.start("featherpad")
    person.has_window("Untitled")
    person.hand.type("Meeting at noon")
    person.hand.key("ctrl+s")
    person.has_window("Save as")
    person.hand.key("ctrl+a")
    person.hand.type("meeting.txt")
    person.click("button", "Save")
    person.has_window("meeting.txt")


def _calc(person: Person) -> None:
    person.start("soffice", "--calc")
    person.has_window("Calc")
    person.hand.type("420")
    person.hand.key("Return")
    person.hand.type("950")
    person.hand.key("Return")
    person.hand.key("ctrl+s")
    person.has_window("Save")
    person.hand.key("ctrl+a")
    person.hand.type("costs.ods")
    person.hand.key("Return")
    person.has_window("costs.ods")


def _writer(person: Person) -> None:
    person.start("soffice", "--writer")
    person.has_window("Writer")
    person.hand.type("Dear Ada, thank you for the flowers.")
    person.hand.key("ctrl+s")
    person.has_window("Save")
    person.hand.key("ctrl+a")
    person.hand.type("thanks.odt")
    person.hand.key("Return")
    person.has_window("thanks.odt")


def _mixed(person: Person) -> None:
    person.start("thunar")
    person.has_window("Thunar")
    person.click("text", "plan.txt", count=2)
    person.has_window("plan.txt")
    person.hand.key("ctrl+End")
    person.hand.type("water the ferns")
    person.hand.key("ctrl+s")
    person.sees("that it is saved", _is_saved)


def _is_saved(seen: Observation) -> bool:
    return seen.active is not None and not seen.active.title.startswith("*")


def _values(left: Left, path: str) -> list[str]:
    found = cells(left.home / "Documents" / path) if left.there(f"Documents/{path}") else {}
    return [found.get(each, ("", ""))[0] for each in ("A1", "A2")]


DESKTOP = (
    Shown(
        name="write a note",
        text='Write "Buy oat milk" in Mousepad and save it as shopping.txt',
        show=_write_note,
        values={"text": "Call the plumber", "file_name": "calls.txt"},
        achieved=lambda left: left.text("calls.txt") == "Call the plumber",
    ),
    Shown(
        name="rename a file",
        text="Rename the file draft.txt to final.txt in Thunar",
        show=_rename,
        files={"draft.txt": b"draft\n", "notes.txt": b"notes\n"},
        values={"file": "notes.txt", "new_name": "diary.txt"},
        achieved=lambda left: left.text("diary.txt") == "notes" and not left.there("final.txt"),
    ),
    Shown(
        name="write in Qt",
        text='Write "Meeting at noon" in FeatherPad and save it as meeting.txt',
        show=_featherpad,
        values={"text": "Lunch at one", "file_name": "lunch.txt"},
        achieved=lambda left: left.text("lunch.txt") == "Lunch at one",
    ),
    Shown(
        name="a spreadsheet",
        text="Put 420 and 950 below each other into a new spreadsheet and save it as costs.ods",
        show=_calc,
        values={"a1": "17", "a2": "4", "file_name": "rent.ods"},
        achieved=lambda left: _values(left, "rent.ods") == ["17", "4"],
    ),
    Shown(
        name="a letter",
        text='Write "Dear Ada, thank you for the flowers." in Writer and save it as thanks.odt',
        show=_writer,
        values={"text": "Dear Bob, see you soon.", "file_name": "bob.odt"},
        achieved=lambda left: (
            left.there("Documents/bob.odt")
            and paragraphs(left.home / "Documents/bob.odt") == ["Dear Bob, see you soon."]
        ),
    ),
    Shown(
        name="two programs",
        text='Open plan.txt from the file manager, add "water the ferns" and save it',
        show=_mixed,
        files={"plan.txt": b"sweep the path\n", "list.txt": b"one\n"},
        values={"file": "list.txt", "text": "two"},
        achieved=lambda left: left.text("list.txt") == "one\ntwo",
    ),
)
