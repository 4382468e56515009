from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from grounding_scenes import VIEW, element, observation, table
from hypothesis import given
from hypothesis import strategies as st

from actions.errors import ActionError, TargetAmbiguous, TargetNotFound
from actions.target import Description, Grounding
from grounding.by_name import candidates, ground
from grounding.score import ACCEPT
from perception.element import Element, Visibility
from perception.geometry import Point
from perception.observation import Observation, Surface


def find(text: str, seen: Observation, purpose: str = "click", role: str = "") -> Grounding:
    return ground(Description(text=text, purpose=purpose, role=role), seen)


def ref(text: str, seen: Observation, purpose: str = "click", role: str = "") -> str:
    found = find(text, seen, purpose, role).element
    assert found is not None
    return found.ref


def test_says_what_agreed() -> None:
    found = find("the Delete button in the row of Chen Wei", observation(*table()))
    assert found.element is not None
    assert found.element.ref == "d1"
    assert found.families == ("name", "role", "relation")
    assert found.score > 0.9
    assert found.margin > 0.3
    assert find("the second Edit", observation(*table())).families == ("name", "ordinal")


def test_ambiguity_is_told_as_a_person_would() -> None:
    with pytest.raises(TargetAmbiguous) as caught:
        find("Edit", observation(*table()))
    assert caught.value.candidates == ("e1", "e2", "e3")
    assert 'button "Edit" in the row "Chen Wei 1@example.com"' in str(caught.value)
    assert 'button "Edit" in the row "Ana Ruiz 2@example.com"' in str(caught.value)


def test_things_that_look_alike_are_told_by_their_place() -> None:
    seen = observation(
        element("a", "button", "Go", (0, 0, 20, 20)), element("b", "button", "Go", (90, 0, 20, 20))
    )
    with pytest.raises(TargetAmbiguous, match=r"at \(10, 10\).*at \(100, 10\)"):
        find("Go", seen)


def test_near_misses_are_told() -> None:
    with pytest.raises(TargetNotFound) as caught:
        find("Save as template", observation(element("a", "button", "Save a copy")))
    assert caught.value.near == ('button "Save a copy"',)


def test_says_how_many_there_are() -> None:
    with pytest.raises(TargetNotFound, match="only 3"):
        find("the fifth Edit", observation(*table()))


@pytest.mark.parametrize(
    "text", ["", " ", "the", "\x00", "🦄", "a" * 100_000, "؟مرحبا", '""', "'s"]
)
def test_strange_texts_are_refused_not_guessed(text: str) -> None:
    with pytest.raises((TargetNotFound, TargetAmbiguous)):
        find(text, observation(*table()))


def test_nothing_on_the_page() -> None:
    with pytest.raises(TargetNotFound):
        find("Save", observation())


def test_right_to_left_and_other_scripts() -> None:
    seen = observation(
        element("a", "button", "حفظ"),
        element("b", "button", "保存"),
        element("c", "button", "Ελλάδα"),
    )
    assert ref("حفظ", seen) == "a"
    assert ref("the 保存 button", seen) == "b"
    assert ref("ελλαδα", seen) == "c"


def test_the_purpose_prefers_what_it_can_be_done_to() -> None:
    seen = observation(
        element("h", "heading", "Name", (0, 0, 100, 20)),
        element("f", "textbox", "Name", (0, 500, 100, 20)),
    )
    assert ref("Name", seen, "type") == "f"
    with pytest.raises(TargetNotFound):
        find("Title", observation(element("b", "heading", "Title")), "type")


def test_the_label_of_a_field_is_the_field() -> None:
    seen = observation(
        element("l", "text", "Email", (0, 0, 60, 20), attributes={"for": "f"}),
        element("f", "textbox", "Email", (70, 0, 200, 20)),
    )
    assert ref("Email", seen, "click") == "f"
    assert ref("Email", seen, "read") == "f"


@pytest.mark.parametrize(
    "label", [(0, 0, 60, 20), (100, -22, 60, 20)], ids=["left of it", "above it"]
)
def test_a_nameless_field_is_named_by_the_text_beside_it(
    label: tuple[float, float, float, float],
) -> None:
    seen = observation(
        element("l", "text", "Email", label),
        element("f", "textbox", "", (100, 0, 200, 20)),
        element("g", "textbox", "", (100, 300, 200, 20)),
    )
    assert ref("the email field", seen, "type") == "f"


def test_nested_elements_with_one_name_are_one_thing() -> None:
    seen = observation(
        element("i", "listitem", "Home", (0, 0, 200, 20)),
        element("l", "link", "Home", (0, 0, 60, 20), "i"),
        element("t", "text", "Home", (0, 0, 60, 20), "l"),
    )
    assert ref("Home", seen) == "l"
    assert len(candidates("Home", seen, "click")) == 1


def test_links_to_one_address_are_one_thing() -> None:
    top = element("a", "link", "Help", attributes={"href": "http://x/help"})
    foot = element(
        "b", "link", "Help", (0, 900, 80, 20), visibility=Visibility.OFFSCREEN,
        attributes={"href": "http://x/help"},
    )  # fmt: skip
    other = element("c", "link", "Help", (0, 700, 80, 20), attributes={"href": "http://x/other"})
    assert ref("Help", observation(foot, top)) == "a"
    with pytest.raises(TargetAmbiguous):
        find("Help", observation(top, other))


def test_out_of_view_is_no_reason_to_guess() -> None:
    seen = observation(
        element("a", "button", "Delete"),
        element("b", "button", "Delete", (0, 2000, 80, 20), visibility=Visibility.OFFSCREEN),
    )
    with pytest.raises(TargetAmbiguous, match="not in view"):
        find("Delete", seen)


def test_what_is_behind_a_modal_dialog_is_not_meant() -> None:
    seen = observation(
        element("a", "button", "Save"),
        element("d", "dialog", "Rename", (100, 100, 400, 200), states=frozenset({"modal"})),
        element("b", "button", "Save", (110, 110, 80, 20), "d"),
    )
    assert ref("Save", seen) == "b"


def test_the_click_point_may_be_missing() -> None:
    seen = observation(
        element("a", "button", "Far", (0, 3000, 80, 20), visibility=Visibility.OFFSCREEN),
        element("b", "button", "Near", click_point=Point(3, 4)),
    )
    assert find("Far", seen).point == Point(40, 3010)
    assert find("Near", seen).point == Point(3, 4)


def test_a_role_that_is_demanded_must_hold() -> None:
    seen = observation(element("a", "link", "Save"), element("b", "button", "Save"))
    assert ref("Save", seen, role="link") == "a"
    with pytest.raises(TargetNotFound):
        find("Save", seen, role="tab")


def test_relations_do_not_reach_into_the_next_row() -> None:
    rows = [one for one in table() if one.ref != "d2"]
    with pytest.raises(TargetNotFound):
        find("Delete in the row of Ana Ruiz", observation(*rows))
    with pytest.raises(TargetNotFound):
        find("the Delete button next to Ana Ruiz", observation(*rows))
    with pytest.raises(TargetNotFound):
        find("Ana Ruiz's Delete button", observation(*rows))


def test_a_missing_anchor_is_not_passed_over() -> None:
    for text in ("Edit in the row of Zoe", "Edit next to Zoe", "Edit under Zoe", "Zoe's Edit"):
        with pytest.raises(TargetNotFound):
            find(text, observation(*table()))


def test_an_ambiguous_anchor_is_ambiguous() -> None:
    with pytest.raises(TargetAmbiguous) as caught:
        find("Edit in the row of Chen", observation(*table()))
    assert set(caught.value.candidates) == {"e1", "e3"}


def test_a_plural_is_not_the_first_of_them() -> None:
    seen = observation(element("a", "link", "Orders"))
    assert ref("orders", seen) == "a"
    with pytest.raises(TargetNotFound):
        find("the first order", seen)


def test_first_name_is_no_ordinal() -> None:
    with pytest.raises(TargetNotFound):
        find("first name", observation(element("a", "textbox", "Name")), "type")


def test_a_link_to_where_we_are_gives_way() -> None:
    here = Surface(ref="t1", box=VIEW, active=True, url="http://x/login")
    seen = observation(
        element("a", "link", "Log in", attributes={"href": "http://x/login"}),
        element("b", "button", "Log in", (0, 300, 80, 20)),
    )
    assert ref("log in", replace(seen, surfaces=(here,))) == "b"
    with pytest.raises(TargetAmbiguous):
        find("log in", seen)


def test_sizes_colours_and_shapes() -> None:
    def shape(name: str, color: str, kind: str, size: float) -> Element:
        at = 200 * len(name)
        return element(
            name, "graphic", "", (at, 0, size, size), attributes={"color": color, "shape": kind}
        )

    seen = observation(
        shape("a", "red", "circle", 20),
        shape("aa", "#f00", "circle", 60),
        shape("aaa", "rgb(0, 0, 255)", "circle", 60),
        shape("aaaa", "red", "square", 60),
    )
    assert ref("the large red circle", seen) == "aa"
    assert ref("the small red circle", seen) == "a"
    assert ref("the blue circle", seen) == "aaa"
    assert ref("the red square", seen) == "aaaa"
    with pytest.raises(TargetAmbiguous):
        find("the red circle", seen)


# ---- properties

NAMES = st.sampled_from(["Save", "Cancel", "Log in", "Add contact", "Überblick", "Price (EUR)"])


@given(NAMES, st.sampled_from([str.lower, str.upper, str.title, str.swapcase]))
def test_case_changes_nothing(name: str, change: object) -> None:
    seen = observation(
        *(
            element(one, "button", one, (0, 40 * at, 80, 20))
            for at, one in enumerate(["Save", "Cancel", "Log in", "Add contact"])
        ),
        element("Überblick", "button", "Überblick", (0, 300, 80, 20)),
        element("Price (EUR)", "button", "Price (EUR)", (0, 400, 80, 20)),
    )
    assert ref(change(name), seen) == name  # type: ignore[operator]  # one of str's methods


TEXTS = [
    "the Delete button in the row of Chen Wei", "Edit in the row of Ana Ruiz", "Edit", "Mail",
    "Chen Li's Edit button", "the row of Chen", "Nothing like it", "the Edit button next to Ana",
]  # fmt: skip


def outcome(text: str, seen: Observation) -> object:
    try:
        return ref(text, seen)
    except TargetAmbiguous as ambiguous:
        return set(ambiguous.candidates)
    except ActionError as error:
        return type(error)


@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False), st.integers(1, 25))
def test_irrelevant_elements_change_nothing(text: str, chance: random.Random, many: int) -> None:
    whole = table()
    plain = outcome(text, observation(*whole))
    for number in range(many):
        stray = element(
            f"x{number}",
            chance.choice(["text", "link", "button", "heading"]),
            chance.choice(["Weather", "Imprint", "Sponsored", "Forecast 7"]),
            (700 + 7 * number, 30 * number, 60, 20),
            attributes={"level": "6"},
        )
        whole.insert(chance.choice([0, len(whole)]), stray)
    assert outcome(text, observation(*whole)) == plain


@given(st.permutations(["Chen Wei", "Ana Ruiz", "Zoë Müller", "Bo Li"]))
def test_the_order_of_the_rows_changes_nothing(people: list[str]) -> None:
    seen = observation(*table(tuple(people)))
    for at, who in enumerate(people, 1):
        assert ref(f"the Delete button in the row of {who}", seen) == f"d{at}"
        assert ref(f"Edit next to {who}", seen) == f"e{at}"


@given(st.text(max_size=40))
def test_a_pick_is_always_well_founded(text: str) -> None:
    try:
        found = find(text, observation(*table()))
    except (TargetAmbiguous, TargetNotFound):
        return
    assert found.score >= ACCEPT
    assert found.margin > 0


# ---- speed


@pytest.mark.parametrize(("many", "limit"), [(3_000, 1.0), (20_000, 6.0)])
def test_time_does_not_grow_out_of_hand(many: int, limit: float) -> None:
    """CPU seconds, twenty times what it takes: this guards against quadratic growth only."""
    roles = ("text", "link", "button", "row")
    elements = [
        element(
            f"e{at}",
            roles[at % 4],
            f"Item number {at} of {at * 7 % 100}",
            (at % 5 * 200, at // 5 * 30, 180, 25),
            None if at % 4 == 3 or at < 4 else f"e{at - at % 4 - 1}",
        )
        for at in range(many)
    ]
    for text in ("Item number 2001", "Frobnicate", "the button in the row of Item number 55"):
        spent = []
        for _ in range(3):
            seen = observation(*elements)
            start = time.thread_time()
            outcome(text, seen)
            spent.append(time.thread_time() - start)
        assert min(spent) < limit, (text, spent)
