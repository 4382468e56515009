"""How each task is shown once, on the interface as it was; the skill is learned from that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drift import apps
from drift.site import App

from actions.action import Action, Claim, Click, Finish, Open, Select, Type
from actions.target import Description
from perception.predicate import Exists, Text


@dataclass(frozen=True, slots=True)
class Lesson:
    """A task and how it is done."""

    text: str
    actions: tuple[Action, ...]


def to(text: str) -> Description:
    """A target in words."""
    return Description(text=text)


def click(text: str) -> Click:
    """A click on what is told in words."""
    return Click(target=to(text))


def done(text: str, *, durable: bool = True) -> Finish:
    """The end, with what is shown then."""
    return Finish(answer="Done.", claims=(Claim(predicate=Text(text=text), durable=durable),))


def _contacts(url: str, who: str, value: str) -> Lesson:
    return Lesson(
        f'Change the phone number of "{who}" to "{value}".',
        (
            Open(what=url),
            click(f'"Edit" in the row of "{who}"'),
            Type(text=value, into=to('"Phone"')),
            click('"Save contact"'),
            done(value),
        ),
    )


def _orders(url: str, who: str, value: str) -> Lesson:
    return Lesson(
        f'Refund the order "{who}" because it "{value}".',
        (
            Open(what=url),
            click(f'"Open" in the row of "{who}"'),
            Type(text=value, into=to('"Reason"')),
            click('"Refund order"'),
            done(value),
        ),
    )


def _tasks(url: str, who: str, value: str) -> Lesson:
    return Lesson(
        f'Close the task "{who}".',
        (
            Open(what=url),
            click(f'"Close task" in the row of "{who}"'),
            Finish(
                answer="Done.",
                claims=(Claim(predicate=Text(text="closed"), durable=True),),
            ),
        ),
    )


def _transfer(url: str, who: str, value: str) -> Lesson:
    return Lesson(
        f'Send "{value}" to "{who}".',
        (
            Open(what=url),
            Select(target=to('"Payee"'), options=(who,)),
            Type(text=value, into=to('"Amount"')),
            click('"Continue"'),
            click('"Send money"'),
            done(f"{who}: {value}"),
        ),
    )


def _rooms(url: str, who: str, value: str) -> Lesson:
    return Lesson(
        f'Book the room "{who}" for "{value}".',
        (
            Open(what=url),
            click(f'"Book" in the section "{who}"'),
            Type(text=value, into=to('"Purpose"')),
            click('"Confirm booking"'),
            done(f"Booked for {value}"),
        ),
    )


def _mail(url: str, who: str, value: str) -> Lesson:
    return Lesson(
        f'Forward the mail "{who}" to "{value}".',
        (
            Open(what=url),
            click(f'"{who}"'),
            Type(text=value, into=to('"To"')),
            click('"Forward"'),
            done(f"Sent to {value}"),
        ),
    )


def _stock(url: str, who: str, value: str) -> Lesson:
    return Lesson(
        f'Set the amount of "{who}" to "{value}".',
        (
            Open(what=url),
            Type(text=value, into=to(f'"Amount" in the row of "{who}"')),
            click(f'"Update" in the row of "{who}"'),
            Finish(
                answer="Done.",
                claims=(Claim(predicate=Exists(role="status", name=f"Now {value}")),),
            ),
        ),
    )


_LESSONS: Mapping[type[App], Callable[[str, str, str], Lesson]] = {
    apps.Contacts: _contacts,
    apps.Orders: _orders,
    apps.Tasks: _tasks,
    apps.Transfer: _transfer,
    apps.Rooms: _rooms,
    apps.Mail: _mail,
    apps.Stock: _stock,
}


def lesson(app: App, url: str) -> Lesson:
    """The task of an application, as it is shown."""
    return _LESSONS[type(app)](f"{url}/{app.name}/", app.who, app.other)
