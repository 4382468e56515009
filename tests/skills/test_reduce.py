"""Events of a hand become steps."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from shown import Hand, at, element, page, task, window

from actions.action import (
    AnswerDialog,
    Click,
    Drag,
    Move,
    Navigate,
    Open,
    Press,
    Scroll,
    SecretRef,
    Select,
    SetValue,
    Type,
    Upload,
    Window,
    targets,
)
from actions.target import ElementRef
from actions.trajectory import Step
from perception.events import (
    DialogAnswered,
    Elsewhere,
    FileArrived,
    FilesChosen,
    InputEvent,
    KeyPressed,
    Marked,
    Pasted,
    PointerPressed,
    PointerReleased,
    PointerRested,
    Scrolled,
    Snapshot,
    SurfaceActivated,
    SurfaceClosed,
    ValueChanged,
    Went,
)
from perception.geometry import Box
from perception.observation import Surface, SurfaceKind
from skills.reduce import reduce
from skills.tidy import cleaned

NAME = element("e1", "textbox", "Name", value="")
CITY = element("e2", "textbox", "City", value="Oslo")
SAVE = element("e3", "button", "Save")
NEWS = element("e4", "checkbox", "News", value="on")
ROLE = element(
    "e5", "combobox", "Role", value="Customer", attributes={"options": "Customer\nPartner"}
)
NOTE = element("e6", "textbox", "Note", value="", states=frozenset({"multiline"}))
PIN = element("e7", "textbox", "Password", value="", states=frozenset({"password"}))
FILE = element("e8", "button", "Attach", attributes={"type": "file"})
PAGE = page(NAME, CITY, SAVE, NEWS, ROLE, NOTE, PIN, FILE)


def steps(hand: Hand | list[InputEvent]) -> tuple[Step, ...]:
    events = hand.events if isinstance(hand, Hand) else hand
    return reduce(events, task("do it")).trajectory.steps


def actions(hand: Hand) -> list[object]:
    return [step.action for step in steps(hand)]


def tidy(hand: Hand) -> list[object]:
    return [step.action for step in cleaned(steps(hand))]


def ref(of: object) -> ElementRef:
    return ElementRef(ref=of.ref)


def test_typing_is_one_step_with_what_the_field_held_in_the_end() -> None:
    hand = Hand().see(PAGE).click(NAME).type("Adda", NAME).key("Backspace", NAME)
    hand.key("Backspace", NAME).type("a", NAME).holds(NAME, "Ada")
    assert tidy(hand) == [Type(text="Ada", into=ref(NAME))]
    # The keys cannot know: something was deleted in the middle.
    hand = Hand().see(PAGE).click(NAME).type("Adxa", NAME).key("ArrowLeft", NAME)
    hand.key("Backspace", NAME).holds(NAME, "Ada")
    assert tidy(hand) == [Type(text="Ada", into=ref(NAME))]
    # Told late, when the next click has begun already.
    hand = Hand().see(PAGE).click(NAME).type("ad", NAME)
    hand.tell(PointerPressed(at=hand.at + 1, point=at(0, 0), element=SAVE))
    hand.holds(NAME, "Ad")
    found = cleaned(steps(hand))
    assert found[0].action == Type(text="Ad", into=ref(NAME))
    assert found[1].observation.by_ref["e1"].value == "Ad"


def test_an_old_text_is_replaced_or_added_to() -> None:
    hand = Hand().see(PAGE).click(CITY).key("Control+a", CITY).type("Rome", CITY)
    assert tidy(hand.holds(CITY, "Rome")) == [Type(text="Rome", into=ref(CITY))]
    hand = Hand().see(PAGE).click(CITY).type(" West", CITY).holds(CITY, "Oslo West")
    assert tidy(hand) == [Type(text=" West", into=ref(CITY), clear=False)]
    # Nobody says what it holds: the keys count.
    hand = Hand().see(PAGE).click(CITY).type(" West", CITY)
    assert tidy(hand) == [Type(text=" West", into=ref(CITY), clear=False)]


def test_lines_tabs_and_enter() -> None:
    hand = Hand().see(PAGE).type("a", NAME).key("Tab", NAME).type("b", CITY)
    hand.key("Control+a", CITY).type("c", CITY).key("Enter", CITY)
    assert tidy(hand) == [
        Type(text="a", into=ref(NAME)),
        Type(text="c", into=ref(CITY)),
        Press(keys="Enter", target=ref(CITY)),
    ]
    hand = Hand().see(PAGE).type("a", NOTE).key("Enter", NOTE).type("b", NOTE)
    assert actions(hand) == [Type(text="a\nb", into=ref(NOTE))]


def test_pasting_is_typing_and_shortcuts_are_keys() -> None:
    hand = Hand().see(PAGE).key("Control", NAME).key("Control+v", NAME)
    hand.tell(Pasted(at=hand.at, text="Ada", element=NAME)).type("!", NAME)
    assert actions(hand) == [Type(text="Ada!", into=ref(NAME))]
    hand = Hand().see(PAGE).key("Control+s").key("ArrowDown").key("ArrowDown")
    assert actions(hand) == [Press(keys="Control+s"), Press(keys="ArrowDown", repeat=2)]
    item = element("e9", "icon", "a.txt")
    hand = Hand().see(window(item)).click(item).key("Control+c", item)
    hand.key("Control+v", item).see(window(item, element("e10", "icon", "b.txt")))
    assert tidy(hand)[-2:] == [Press(keys="Control+c"), Press(keys="Control+v")]


def test_clicks_double_clicks_and_drags() -> None:
    hand = Hand().see(PAGE).click(SAVE).click(SAVE, wait=0.2)
    assert actions(hand) == [Click(target=ref(SAVE), count=2)]
    hand = Hand().see(PAGE).click(SAVE).click(SAVE, wait=0.9)
    assert actions(hand) == [Click(target=ref(SAVE))] * 2
    hand = Hand().see(PAGE).drag(SAVE, FILE)
    assert actions(hand) == [Drag(path=(ref(SAVE), ref(FILE)))]
    hand = Hand().see(PAGE).click(SAVE, button="right", modifiers=("Shift", "CapsLock"))
    assert actions(hand) == [Click(target=ref(SAVE), button="right", modifiers=("Shift",))]


def test_choosing_and_switching_is_told_by_what_it_led_to() -> None:
    item = element("e11", "option", "Partner")
    hand = Hand().see(PAGE).click(ROLE).click(item).holds(ROLE, "Partner")
    assert actions(hand) == [Select(target=ref(ROLE), options=("Partner",))]
    hand = Hand().see(PAGE).click(NEWS).holds(NEWS, "true")
    assert actions(hand) == [SetValue(target=ref(NEWS), value="true")]
    hand = Hand().see(PAGE).click(ROLE).key("ArrowDown", ROLE).holds(ROLE, "Partner")
    assert actions(hand) == [Select(target=ref(ROLE), options=("Partner",))]
    letters = replace(ROLE, attributes={**ROLE.attributes, "tag": "select"})
    hand = (
        Hand().see(page(NAME, letters)).click(letters).type("P", letters).holds(letters, "Partner")
    )
    hand.type("C", letters).holds(letters, "Customer")
    assert actions(hand) == [Select(target=ref(ROLE), options=("Customer",))]
    # The list is the system's: the release is only heard when it is over.
    hand = Hand().see(PAGE).click(item)
    hand.tell(PointerPressed(at=hand.at + 1, point=at(0, 0), element=ROLE))
    hand.holds(ROLE, "Partner").tell(PointerReleased(at=hand.at + 2, point=at(0, 90)))
    assert actions(hand)[1:] == [Select(target=ref(ROLE), options=("Partner",))]
    # What a page sets by itself is nobody's doing.
    hand = Hand().see(PAGE).click(SAVE).holds(ROLE, "Partner").holds(NAME, "x")
    assert actions(hand) == [Click(target=ref(SAVE))]


def test_secrets_have_a_name_and_no_value() -> None:
    hand = Hand().see(PAGE).click(PIN)
    for _ in range(4):
        hand.tell(KeyPressed(at=hand.at, keys="", secret=True, element=PIN))
    hand.tell(KeyPressed(at=hand.at, keys="Enter", element=PIN))
    assert tidy(hand) == [
        Type(text=SecretRef(name="shop.example/password"), into=ref(PIN)),
        Press(keys="Enter", target=ref(PIN)),
    ]
    hand = Hand().see(PAGE).click(PIN).holds(PIN, "", secret=True)
    assert tidy(hand) == [Type(text=SecretRef(name="shop.example/password"), into=ref(PIN))]


def test_what_came_and_went() -> None:
    hand = Hand().see(PAGE).tell(Went(at=1, where="https://a.example", how="typed"))
    hand.tell(Went(at=1.5, where="https://a.example/b")).tell(Went(at=9, where="", how="back"))
    hand.tell(Went(at=20, where="editor", how="started"))
    assert actions(hand) == [
        Open(what="https://a.example"),
        Navigate(how="back"),
        Open(what="editor", kind="app"),
    ]
    hand = Hand().see(PAGE).click(FILE).tell(FilesChosen(at=5, element=FILE, paths=("/a/b.txt",)))
    hand.tell(FileArrived(at=6, path="/c/d.csv"))
    found = steps(hand)
    assert [step.action for step in found] == [Upload(target=ref(FILE), paths=("/a/b.txt",))]
    assert found[-1].after is not None
    assert [each.path for each in found[-1].after.notices] == ["/c/d.csv"]
    hand = Hand().see(PAGE).click(SAVE)
    hand.tell(DialogAnswered(at=3, kind="confirm", message="Sure?", accept=True))
    assert actions(hand)[1:] == [AnswerDialog(accept=True)]


def test_windows_are_switched_by_the_person_or_by_what_was_done() -> None:
    box = Box(0, 0, 9, 9)
    other = Surface(ref="w2", kind=SurfaceKind.WINDOW, application="calc", title="Calc", box=box)
    seen = window(SAVE)
    both = replace(seen, surfaces=(*seen.surfaces, other))
    hand = Hand().see(both).click(SAVE).tell(SurfaceActivated(at=9, surface="w2"))
    assert actions(hand)[1:] == [Window(how="focus", surface="w2")]
    hand = Hand().see(both).click(SAVE)
    hand.tell(SurfaceActivated(at=hand.at + 0.5, surface="w2"))
    hand.tell(SurfaceClosed(at=hand.at + 0.6, surface="w2"))
    assert actions(hand) == [Click(target=ref(SAVE))]
    hand = Hand().see(both).tell(SurfaceClosed(at=9, surface="w2"))
    assert actions(hand) == [Window(how="close", surface="w2")]


def test_what_was_only_on_the_way_is_dropped() -> None:
    menu = element("e12", "menuitem", "Export")
    hand = Hand().see(PAGE).tell(PointerRested(at=1, point=at(1, 1), element=FILE))
    hand.see(page(SAVE, FILE, menu)).click(menu).see(page(SAVE, FILE))
    assert [type(each) for each in tidy(hand)] == [Move, Click]
    hand = Hand().see(PAGE).tell(PointerRested(at=1, point=at(1, 1), element=FILE))
    hand.tell(Scrolled(at=2, point=at(1, 1), dy=3)).tell(Scrolled(at=2.2, point=at(1, 1), dy=3))
    hand.see(replace(PAGE)).click(SAVE).see(page(SAVE))
    assert actions(hand)[1] == Scroll(dy=6)
    assert tidy(hand) == [Click(target=ref(SAVE))]
    # Away and back again, and a click that did nothing.
    away = page(SAVE, url="https://shop.example/about")
    hand = Hand().see(PAGE).click(FILE).see(away).tell(Went(at=9, where="", how="back"))
    hand.see(replace(PAGE)).click(NEWS).see(replace(PAGE)).click(SAVE).see(away)
    assert tidy(hand) == [Click(target=ref(SAVE))]


def test_marks_of_the_person() -> None:
    hand = Hand().see(PAGE).type("Ada", NAME).tell(Marked(at=3, kind="parameter", note="who"))
    hand.type("x", CITY).tell(Marked(at=4, kind="undo"))
    hand.tell(Marked(at=5, kind="pause")).click(SAVE).tell(Marked(at=6, kind="resume"))
    hand.tell(Marked(at=7, kind="check", element=CITY)).tell(Elsewhere(at=8))
    shown = reduce(hand.events, task("add"))
    assert [step.action for step in shown.trajectory.steps] == [Type(text="Ada", into=ref(NAME))]
    assert [hint.kind for hint in shown.hints[0]] == ["parameter", "check"]
    assert shown.hints[0][0].note == "who"
    assert shown.notes == ("something was done where recording is not allowed",)


# Whatever comes.

_ELEMENTS = st.sampled_from([NAME, CITY, SAVE, NEWS, ROLE, NOTE, PIN, FILE])
_MAYBE = st.none() | _ELEMENTS
_POINTS = st.builds(at, st.floats(0, 800), st.floats(0, 600))
_KEYS = st.sampled_from(
    ["a", "b", " ", "Enter", "Tab", "Backspace", "Delete", "Control+a", "Control+v", "ArrowLeft"]
)


@st.composite
def _events(draw: st.DrawFn) -> list[InputEvent]:
    made: list[InputEvent] = []
    now = 0.0
    for _ in range(draw(st.integers(0, 25))):
        now += draw(st.floats(0.01, 2))
        key = draw(_KEYS)
        text = key if len(key) == 1 else ""
        made.append(
            draw(
                st.one_of(
                    st.builds(Snapshot, at=st.just(now), observation=st.just(PAGE)),
                    st.builds(PointerPressed, at=st.just(now), point=_POINTS, element=_MAYBE),
                    st.builds(
                        KeyPressed,
                        at=st.just(now),
                        keys=st.just(key),
                        text=st.just(text),
                        element=_MAYBE,
                    ),
                    st.builds(
                        ValueChanged,
                        at=st.just(now),
                        element=_ELEMENTS,
                        value=st.sampled_from(["", "true", "x\ny", "Partner"]),
                        final=st.booleans(),
                    ),
                    st.builds(Pasted, at=st.just(now), text=st.text(max_size=5), element=_MAYBE),
                    st.builds(
                        Marked,
                        at=st.just(now),
                        kind=st.sampled_from(["undo", "pause", "resume", "parameter", "check"]),
                        element=_MAYBE,
                    ),
                    st.builds(FilesChosen, at=st.just(now), element=_MAYBE, paths=st.just(("/a",))),
                    st.builds(SurfaceClosed, at=st.just(now), surface=st.just("t1")),
                    st.builds(Elsewhere, at=st.just(now)),
                )
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(_events())
def test_every_step_is_whole_whatever_comes(events: list[InputEvent]) -> None:
    found = steps(events)
    assert steps(events) == found
    for step in (*found, *cleaned(found)):
        assert step.grounded is not None
        assert step.after is not None
        assert len(step.grounded.groundings) == len(targets(step.action))
    assert len({step.index for step in found}) == len(found)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "c", "Backspace"]), min_size=1, max_size=20),
    st.sets(st.integers(0, 20)),
)
def test_typing_with_corrections_gives_the_text(keys: list[str], looks: set[int]) -> None:
    hand, text = Hand().see(PAGE), ""
    for number, key in enumerate(keys):
        if number in looks:
            hand.see(PAGE)
        if key == "Backspace":
            hand.key(key, NAME)
            text = text[:-1]
        else:
            hand.type(key, NAME)
            text += key
    hand.holds(NAME, text)
    assert tidy(hand) == ([Type(text=text, into=ref(NAME))] if text else [])


def test_going_to_a_window_by_key_is_going_to_that_window() -> None:
    editor, notes = window(NAME), window(NAME, title="list - Notes", app="notes")
    other = replace(notes.surfaces[0], ref="w2", active=False)
    both = replace(editor, surfaces=(*editor.surfaces, other))
    hand = Hand().see(both).key("Alt+Tab")
    hand.tell(SurfaceActivated(at=hand.at + 0.2, surface="w2"))
    assert actions(hand) == [Window(how="focus", surface="w2")]
    # A key that opened a window of its own led there; nothing more is to be done.
    hand = Hand().see(both).key("Control+o")
    hand.tell(SurfaceActivated(at=hand.at + 0.2, surface="w2"))
    assert actions(hand) == [Press(keys="Control+o")]
