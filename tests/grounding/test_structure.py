from __future__ import annotations

from grounding_scenes import element, observation, table

from grounding.structure import cell, cells, container_of, nearest_label, row_of, section_of


def test_rows_and_containers() -> None:
    seen = observation(*table())
    edit = seen.by_ref["e2"]
    row = row_of(edit, seen)
    assert row is not None
    assert row.ref == "r2"
    assert container_of(edit, seen) is row
    assert container_of(seen.by_ref["t"], seen) is None


def test_cells_by_row_and_column() -> None:
    seen = observation(*table())
    found = cell("Ana Ruiz", "Mail", seen)
    assert found is not None
    assert found.ref == "m2"
    assert cell("Chen", "Mail", seen) is None
    assert [one.ref for one in cells("Chen", "Mail", seen)] == ["m1", "m3"]
    assert cell("Zoe", "Mail", seen) is None
    assert cell("Ana Ruiz", "Salary", seen) is None


def test_sections_end_at_the_next_heading_of_their_level() -> None:
    def heading(ref: str, level: int) -> object:
        return element(ref, "heading", ref, attributes={"level": str(level)})

    seen = observation(
        heading("One", 1), element("a", "text", "a"),
        heading("Two", 2), element("b", "text", "b"),
        heading("Three", 2), element("c", "text", "c"),
    )  # type: ignore[arg-type]  # fmt: skip
    under = {ref: section_of(seen.by_ref[ref], seen) for ref in "abc"}
    assert {ref: one.ref for ref, one in under.items() if one} == {
        "a": "One", "b": "Two", "c": "Three",
    }  # fmt: skip


def test_labels_by_place() -> None:
    seen = observation(
        element("l", "text", "Agree", (30, 0, 50, 20)),
        element("c", "checkbox", "", (10, 0, 15, 15)),
        element("far", "text", "Far away", (0, 400, 50, 20)),
        element("f", "textbox", "", (600, 600, 50, 20)),
    )
    label = nearest_label(seen.by_ref["c"], seen)
    assert label is not None
    assert label.ref == "l"
    assert nearest_label(seen.by_ref["f"], seen) is None
