"""Files: giving the task's own to a page, and taking what a page offers."""

from __future__ import annotations

from pathlib import Path

from actions.action import Claim, Upload
from actions.target import ElementRef
from app.planners.builtin import find
from app.planners.builtin.desk import Desk, Script, Stuck
from app.planners.builtin.match import similarity
from app.planners.builtin.plan import Clause
from perception.element import Element
from perception.predicate import Value


def upload(desk: Desk, clause: Clause) -> Script:
    """Give the task's files to the file field that fits the words best."""
    paths = _meant(desk, clause)
    if not paths:
        raise Stuck("There is no file to upload: give one with the task (--attach FILE).")
    field = _file_field(desk, clause)
    if field is None and not desk.observation.complete:
        yield desk.look_wider()
        field = _file_field(desk, clause)
    if field is None:
        return False
    names = ", ".join(Path(path).name for path in paths)
    yield desk.act(
        f"Give {names} to {field.described()}.",
        Upload(target=ElementRef(ref=field.ref), paths=paths),
    )
    if desk.failure:
        return False
    for path in paths:
        name = Path(path).name
        desk.claims.append(Claim(predicate=Value(name=field.name, value=name, role=field.role)))
    return True


def _meant(desk: Desk, clause: Clause) -> tuple[str, ...]:
    """The attachments that the clause names, else all of them."""
    named = [path for path in desk.task.attachments if Path(path).name in clause.text]
    return tuple(named) or desk.task.attachments


def _file_field(desk: Desk, clause: Clause) -> Element | None:
    fields = [e for e in desk.shown() if e.attributes.get("type") == "file"]
    if not fields:
        # A file chooser may hide behind any button; the one that says so.
        phrase = clause.target
        found = find.pick(find.matches(desk, phrase), phrase) if phrase else []
        return found[0] if found else None
    said = clause.target.name or clause.text
    return max(fields, key=lambda field: similarity(said, field.name))
