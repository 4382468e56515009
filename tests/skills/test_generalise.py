"""What was shown becomes a skill: parameters, anchors, conditions, loops, a second showing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shown import Hand, element, page, task, window

from actions.action import Click, GroundedAction, Open, Press, SecretRef, Select, Type, Upload
from actions.target import Anchors
from perception.element import Element
from perception.events import FilesChosen, Marked
from perception.geometry import Box
from perception.observation import Observation
from perception.predicate import Exists, Not, RowText, Text, Url, Value, WindowTitle
from skills.check import faults
from skills.demonstration import Demonstration
from skills.generalise import Learned, NothingToLearn, generalise
from skills.print import print_skill
from skills.reduce import reduce
from skills.review import accepted, made_constant, open_reviews
from skills.skill import Foreach, If, Skill, Step

HEAD = element("e0", "heading", "New booking", attributes={"level": "1"})
NAME = element("e1", "textbox", "Guest", value="")
WHEN = element("e2", "textbox", "Arrival", value="", attributes={"type": "text"})
COUNT = element("e3", "spinbutton", "Nights", value="1")
ROOM = element("e4", "combobox", "Room", value="Single", attributes={"options": "Single\nDouble"})
NOTE = element("e5", "textbox", "Note", value="", states=frozenset({"multiline"}))
PIN = element("e6", "textbox", "PIN", value="", states=frozenset({"password"}))
BOOK = element("e7", "button", "Book")
DONE = element("e8", "status", "Ada Love is booked")
FORM = page(HEAD, NAME, WHEN, COUNT, ROOM, NOTE, PIN, BOOK)


def judge(grounded: GroundedAction, seen: Observation) -> str:
    spot = grounded.grounding
    return "commit" if spot and spot.element and spot.element.name == "Book" else "edit"


def shown(text: str, hand: Hand, source: str = "") -> Demonstration:
    return reduce(hand.events, task(text), judge=judge, source=source)


def learned(text: str, hand: Hand) -> Learned:
    made = generalise(shown(text, hand))
    assert faults(made.skill) == []
    return made


def booked(guest: str, when: str, nights: str, room: str) -> Hand:
    hand = Hand().see(FORM).type(guest, NAME).holds(NAME, guest)
    hand.type(when, WHEN).holds(WHEN, when)
    hand.key("Control+a", COUNT).type(nights, COUNT).holds(COUNT, nights)
    hand.click(ROOM).holds(ROOM, room)
    filled = [
        replace(NAME, value=guest),
        replace(WHEN, value=when),
        replace(COUNT, value=nights),
        replace(ROOM, value=room),
    ]
    hand.see(page(HEAD, *filled, NOTE, PIN, BOOK)).click(BOOK)
    said = replace(DONE, name=f"{guest} is booked")
    return hand.see(page(HEAD, said, url="https://shop.example/done/17"))


def steps(skill: Skill) -> list[Step]:
    return [node for node in skill.steps if isinstance(node, Step)]


def anchors(step: Step) -> dict[str, str]:
    target = getattr(step.action, "target", None) or getattr(step.action, "into", None)
    assert isinstance(target, Anchors)
    return dict(target.ways)


def test_values_that_the_instruction_names_are_parameters_in_any_spelling() -> None:
    text = "Book a Double room for Ada Love from 1 March 2026, 3 nights"
    skill = learned(text, booked("Ada Love", "01.03.2026", "3", "Double")).skill
    told = {each.name: (each.type, each.example) for each in skill.parameters}
    assert told == {
        "guest": ("text", "Ada Love"),
        "arrival": ("date", "2026-03-01"),
        "nights": ("number", "3"),
        "room": ("enum", "Double"),
    }
    assert not open_reviews(skill)
    opened, name, when, _nights, room, book = steps(skill)
    assert opened.risk == "read"
    assert isinstance(name.action, Type)
    assert name.action.text == "{{guest}}"
    assert name.post == (Value(name="Guest", value="{{guest}}"),)
    assert isinstance(when.action, Type)
    assert when.action.text == "{{arrival:%d.%m.%Y}}"
    assert isinstance(room.action, Select)
    assert room.action.options == ("{{room}}",)
    assert anchors(book) == {"role": "button", "name": "Book", "within": "New booking"}
    assert book.risk == "commit"
    assert Value(name="Guest", value="{{guest}}") in book.identity
    assert Url(pattern="https://shop.example/done/*") in book.post
    assert Exists(role="status", name="{{guest}} is booked") in book.post
    assert skill.description.startswith("Book a (room) room for (guest) from")
    assert Text(text="{{guest}}") in [claim.predicate for claim in skill.done]


def test_what_nobody_named_can_be_given_and_is_asked_about() -> None:
    hand = Hand().see(FORM).type("Ada", NAME).holds(NAME, "Ada").type("late", NOTE)
    skill = learned("Write a note for Ada", hand).skill
    (review,) = open_reviews(skill)
    assert review.parameter == "text"
    assert skill.parameter("text") is not None
    assert replace(skill, parameters=()).parameters == ()
    known = accepted(skill, review)
    assert not open_reviews(known)
    constant = made_constant(skill, review)
    assert [each.name for each in constant.parameters] == ["guest"]
    assert faults(constant) == []
    note = steps(constant)[-1].action
    assert isinstance(note, Type)
    assert note.text == "late"


def test_a_mark_makes_a_parameter_of_what_was_entered_last() -> None:
    hand = Hand().see(FORM).type("late", NOTE)
    hand.tell(Marked(at=9, kind="parameter", note="What to say"))
    skill = learned("Write a note", hand).skill
    (parameter,) = skill.parameters
    assert (parameter.name, parameter.required, parameter.review) == ("what_to_say", True, "")


def table(*people: str) -> Observation:
    inside: list[Element] = [element("e0", "table")]
    for at, name in enumerate(people):
        row, box = f"r{at}", Box(0, 100 + 40 * at, 600, 30)
        inside += [
            element(row, "row", box=box, parent="e0"),
            element(f"c{at}", "cell", name, box=Box(0, box.y, 200, 30), parent=row),
            element(f"b{at}", "button", "Remove", box=Box(300, box.y, 80, 30), parent=row),
        ]
    return page(*inside)


def test_a_row_is_told_by_what_the_instruction_calls_it() -> None:
    people = table("Ada Love", "Bob Ray", "Cleo Sun")
    hand = Hand().see(people).click(people.by_ref["b1"]).see(table("Ada Love", "Cleo Sun"))
    made = generalise(
        reduce(hand.events, task("Remove Bob Ray"), judge=lambda grounded, seen: "commit")
    )
    assert faults(made.skill) == []
    (parameter,) = made.skill.parameters
    remove = steps(made.skill)[-1]
    assert anchors(remove)["near"] == f"{{{{{parameter.name}}}}}"
    assert RowText(texts=(f"{{{{{parameter.name}}}}}",)) in remove.identity
    # Without its name the row is the same each time, and that is asked about.
    other = generalise(shown("Remove the second one", hand))
    assert anchors(steps(other.skill)[-1])["near"] == "Bob Ray"
    assert "row of 'Bob Ray'" in str(open_reviews(other.skill)[0])


def test_where_a_record_lies_is_left_open() -> None:
    mail, reply = element("e1", "link", "Lunch on Friday"), element("e2", "link", "Reply")
    other = element("e3", "link", "Archive")
    subject, text = element("e4", "heading", "Lunch on Friday"), element("e5", "heading", "Answer")
    root = "https://shop.example/mail"
    hand = Hand().see(page(mail, other, url=root)).click(mail)
    hand.see(page(subject, reply, url=f"{root}/c")).click(reply)
    hand.see(page(text, url=f"{root}/c/reply"))
    made = steps(learned('Open the mail "Lunch on Friday" and answer it', hand).skill)
    urls = [each.pattern for step in made for each in step.post if isinstance(each, Url)]
    assert urls == [root, f"{root}/*", f"{root}/*/reply"]
    # A link that is called the same each time leads to the same place.
    hand = Hand().see(page(mail, other, url=root)).click(other)
    hand.see(page(text, url=f"{root}/archive"))
    made = steps(learned("Open the archive", hand).skill)
    urls = [each.pattern for step in made for each in step.post if isinstance(each, Url)]
    assert urls == [root, f"{root}/archive"]


def test_a_secret_is_a_name() -> None:
    hand = Hand().see(FORM).click(PIN).holds(PIN, "", secret=True).see(FORM)
    made = learned("Enter the PIN", hand)
    assert made.secrets == ("shop.example/pin",)
    last = steps(made.skill)[-1].action
    assert isinstance(last, Type)
    assert last.text == SecretRef(name="pin")


def test_waits_and_checks_of_the_person() -> None:
    hand = booked("Ada Love", "x1", "3", "Double")
    hand.tell(Marked(at=hand.at, kind="wait")).tell(Marked(at=hand.at, kind="check", element=DONE))
    skill = learned("Book for Ada Love", hand).skill
    assert steps(skill)[-1].timeout == 60
    assert Text(text="{{guest}} is booked") in steps(skill)[-1].post


def tagged(*names: str) -> Hand:
    field, add = element("e1", "textbox", "Tag", value=""), element("e2", "button", "Add")
    hand = Hand().see(page(field, add))
    there: list[Element] = []
    for at, name in enumerate(names):
        hand.click(field).type(name, field).holds(field, name)
        there.append(element(f"t{at}", "listitem", name))
        hand.click(add).see(page(field, add, *there, key=f"k{at}"))
    return hand


def test_repetition_is_proposed_as_a_loop_over_a_table() -> None:
    skill = learned("Add the tags red, green and blue", tagged("red", "green", "blue")).skill
    (loop,) = [node for node in skill.steps if isinstance(node, Foreach)]
    (parameter,) = skill.parameters
    assert (parameter.type, parameter.columns) == ("table", ("tag",))
    assert "3 times" in parameter.review
    typed, added = loop.steps
    assert isinstance(typed, Step)
    assert isinstance(added, Step)
    assert isinstance(typed.action, Type)
    assert typed.action.text == "{{row.tag}}"
    assert isinstance(added.action, Click)
    assert "red" not in print_skill(replace(skill, description="x"))
    plain = generalise(shown("Add the tags red and blue", tagged("red", "blue"), "a"), loops=False)
    assert [type(node) for node in plain.skill.steps].count(Step) == len(plain.skill.steps) >= 4
    assert set(plain.shown) <= {node.id for node in plain.skill.steps}


def test_a_second_demonstration_confirms_and_adds_conditions() -> None:
    once = Hand().see(FORM).type("Ada", NAME).type("late", NOTE).click(BOOK).see(page(HEAD))
    extra = element("e9", "button", "Accept cookies")
    asked = page(extra, *FORM.elements)
    twice = Hand().see(asked).click(extra).see(FORM).type("Bob", NAME).type("late", NOTE)
    twice.click(BOOK).see(page(HEAD))
    first, second = shown("Book for Ada", once, "a"), shown("Book for Bob", twice, "b")
    made = generalise(first, others=[second])
    assert faults(made.skill) == []
    assert [each.name for each in made.skill.parameters] == ["guest"]  # "late" was the same
    (condition,) = [node for node in made.skill.steps if isinstance(node, If)]
    assert condition.condition == Exists(role="button", name="Accept cookies")
    assert condition.review
    assert made.skill.provenance.source == ("a", "b")
    # What differs though nobody named it is a parameter for sure.
    other = Hand().see(FORM).type("Cleo", NAME).type("early", NOTE).click(BOOK).see(page(HEAD))
    sure = generalise(first, others=[shown("Book for Cleo", other)]).skill
    assert [(each.name, each.required) for each in sure.parameters] == [
        ("guest", True),
        ("text", True),
    ]
    assert not open_reviews(sure)


def test_a_window_that_was_open_already_is_opened_if_it_is_not_there() -> None:
    field = element("e1", "textbox", "Name", value="")
    seen = window(field, title="Untitled 1 - Word Painter", app="wp")
    inside = seen.elements[0]
    hand = Hand().see(seen).type("Ada", inside).holds(inside, "Ada")
    skill = learned("Write Ada", hand).skill
    first, typed = skill.steps
    assert isinstance(first, If)
    assert first.condition == Not(predicate=WindowTitle(pattern="*Word Painter*"))
    (opened,) = first.then
    assert isinstance(opened, Step)
    assert opened.action == Open(what="Word Painter", kind="app")
    assert skill.capabilities.apps == ("Word Painter", "wp")
    assert isinstance(typed, Step)
    assert "open already" in str(open_reviews(skill)[0])


def test_files_that_are_no_values_are_listed() -> None:
    field = element("e1", "button", "Attach", value="")
    seen = page(field)
    inside = seen.elements[0]
    chosen = FilesChosen(at=5.0, element=inside, paths=("/home/ada/price [list].pdf",))
    hand = (
        Hand().see(seen).tell(chosen).see(page(inside, element("e2", "text", "price [list].pdf")))
    )
    skill = learned("Attach the list", hand).skill
    patterns = skill.capabilities.files
    (given,) = [step.action for step in steps(skill) if isinstance(step.action, Upload)]
    whole = [each.name for each in skill.parameters if each.type == "path"]
    assert given.paths == (("{{" + whole[0] + "}}",) if whole else ("/home/ada/price [list].pdf",))
    assert patterns == (() if whole else ("/home/ada/price [[]list].pdf",))


def test_nothing_is_no_skill() -> None:
    with pytest.raises(NothingToLearn):
        generalise(shown("do nothing", Hand().see(FORM)))
    blind = Hand().see(FORM).click(element("x1", "generic", box=Box(900, 900, 5, 5)))
    with pytest.raises(NothingToLearn):
        generalise(shown("click it", blind))


_FIELDS = st.sampled_from([NAME, WHEN, COUNT, NOTE, BOOK, ROOM, HEAD])
_TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")), min_size=1, max_size=12
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(_FIELDS, _TEXTS), min_size=1, max_size=8), st.data())
def test_whatever_is_shown_gives_a_valid_skill(
    done: list[tuple[Element, str]], data: st.DataObject
) -> None:
    hand = Hand().see(FORM)
    for at, (where, text) in enumerate(done):
        if where in (BOOK, HEAD):
            hand.click(where)
        elif where is ROOM:
            hand.click(ROOM).holds(ROOM, "Double")
        else:
            hand.click(where).type(text, where).holds(where, text)
        if data.draw(st.booleans()):
            hand.see(page(*FORM.elements, key=str(at)))
    text = " ".join(text for _, text in done[:4]) or "do"
    try:
        made = generalise(shown(text, hand))
    except NothingToLearn:
        return
    assert faults(made.skill) == []
    assert isinstance(print_skill(made.skill), str)


def test_keys_are_kept_as_they_were() -> None:
    hand = Hand().see(FORM).type("Ada", NAME).key("Enter", NAME).see(page(HEAD, key="k"))
    skill = learned("Look for Ada", hand).skill
    assert isinstance(steps(skill)[-1].action, Press)
