from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grounding.query import Query, Relation, parse, readings


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Save", "Save", ""),
        ("the Save button", "Save", "button"),
        ("button Save", "Save", "button"),
        ("the 'Save' button, please", "Save", "button"),
        ("“Save changes” button", "Save changes", "button"),
        ("please, the link called Home", "Home", "link"),
        ("the drop-down list labelled Country", "Country", "dropdown list"),
        ("Yes radio button", "Yes", "radio button"),
        ("the text box", "", "text box"),
        ("checkboxes", "", "checkbox"),
        ("the input with placeholder Search…", "Search…", "input"),
        ("Log in", "Log in", ""),
        ("the Sign in button", "Sign in", "button"),
    ],
)
def test_name_and_kind(text: str, name: str, kind: str) -> None:
    query = parse(text)
    assert (query.name, query.kind.replace("drop down", "dropdown")) == (name, kind)
    assert not query.related


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("the first Edit", 1),
        ("second link", 2),
        ("the 3rd checkbox", 3),
        ("21st row", 21),
        ("the last Edit button", -1),
        ("the second to last row", -2),
        ("the 2nd last item", -2),
        ("row 4", 4),
        ("the third of the Edit buttons", 3),
    ],
)
def test_ordinals(text: str, index: int) -> None:
    order = parse(text).order
    assert order is not None
    assert (order.index, order.by) == (index, "reading")


def test_an_ordinal_may_be_part_of_a_name() -> None:
    assert all(query.order is None for query in readings("First name"))
    literal, plain, *_ = readings("Second address")
    assert literal.literal
    assert literal.name == "Second address"
    assert (plain.name, plain.order is not None) == ("address", True)


@pytest.mark.parametrize(
    ("text", "relation", "name", "to"),
    [
        ("Edit in the row of Chen Wei", Relation.IN, "Edit", "row of Chen Wei"),
        ("the box next to 'I agree'", Relation.NEAR, "", "I agree"),
        ("the icon to the right of Total", Relation.RIGHT, "", "Total"),
        ("the field left of Search", Relation.LEFT, "", "Search"),
        ("the City field under Shipping", Relation.UNDER, "City", "Shipping"),
        ("the button below the table", Relation.BELOW, "", "table"),
        ("the link above Footer", Relation.ABOVE, "", "Footer"),
        ("the Delete button for Ana", Relation.OF, "Delete", "Ana"),
        ("Ana Ruiz's Delete button", Relation.OF, "Delete", "Ana Ruiz"),
        ("Ana Ruiz’s Delete button", Relation.OF, "Delete", "Ana Ruiz"),
        ("the row containing 'Ana'", Relation.CONTAINING, "", "Ana"),
        ("In the Billing section, the Save button", Relation.IN, "Save", "Billing section"),
        ("Price in the column Total", Relation.COLUMN, "Price", "Total"),
        ("the button between One and Three", Relation.BETWEEN, "", "One and Three"),
        ("the button in the top right corner", Relation.REGION, "", "top right"),
    ],
)
def test_relations(text: str, relation: Relation, name: str, to: str) -> None:
    query = parse(text)
    assert query.name == name
    assert [related.relation for related in query.related] == [relation]
    assert query.related[0].words == to


def test_relations_nest_or_stand_side_by_side() -> None:
    nested, flat = [
        query
        for query in readings("Edit next to Ana in the Staff table")
        if query.related and query.name == "Edit"
    ]
    assert nested.related[0].relation is Relation.NEAR
    inner = next(query for query in nested.related[0].to if query.related)
    assert (inner.name, inner.related[0].relation) == ("Ana", Relation.IN)
    assert [related.relation for related in flat.related] == [Relation.NEAR, Relation.IN]


def test_quoted_text_is_not_taken_apart() -> None:
    query = parse('the "Edit in the row of Ana" link')
    assert (query.name, query.quoted, query.kind) == ("Edit in the row of Ana", True, "link")
    assert not query.related


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("the red circle", {"color:red", "shape:circle"}),
        ("the large blue square", {"size:large", "color:blue", "shape:square"}),
        ("the unchecked checkbox", {"state:-checked"}),
        ("the empty field", {"state:empty"}),
        ("the selected tab", {"state:selected"}),
    ],
)
def test_attributes(text: str, attributes: set[str]) -> None:
    query = parse(text)
    assert set(query.attributes) == attributes
    assert query.name == ""


@pytest.mark.parametrize(
    "text",
    [
        "the cell at row 2, column 3",
        "row 2 column 3",
        "column 3 of row 2",
        "the second row, column 3",
    ],
)
def test_cells(text: str) -> None:
    cells = [query.cell for query in readings(text) if query.cell]
    assert cells == [(2, 3)]


@given(st.text(max_size=120))
def test_any_text_has_a_reading(text: str) -> None:
    found = readings(text)
    assert found
    assert all(isinstance(query, Query) for query in found)


_WORDS = st.one_of(
    st.sampled_from(["the", "of", "in", "row", "'Ana'", '"x"', "Edit", "button", "second"]),
    st.sampled_from(["to", "under", "for", "'s", ",", "column", "2", "between", "and", "next"]),
)


@given(st.lists(_WORDS, max_size=40))
def test_readings_are_few_even_for_a_heap_of_relations(words: list[str]) -> None:
    assert len(readings(" ".join(words))) <= 10


@given(st.sampled_from(["Save", "Edit", "Log in", "Zürich"]), st.sampled_from(["button", "link"]))
def test_articles_case_and_politeness_change_nothing(name: str, kind: str) -> None:
    plain = parse(f"{name} {kind}")
    for text in (f"the {name} {kind}", f"please the {name} {kind.upper()}", f" {name}  {kind}."):
        query = parse(text)
        assert (query.name, query.kind) == (plain.name, plain.kind)
