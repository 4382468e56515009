"""Recordings of other programs become drafts that nobody vouches for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skills.imports import ImportFault, read_any
from skills.load import parse
from skills.print import print_skill
from skills.skill import Skill, Step

WORKFLOW = {
    "name": "Add Contact",
    "description": "adds one",
    "version": "1",
    "input_schema": [{"name": "Full Name", "type": "string"}],
    "steps": [
        {"type": "navigation", "url": "https://shop.example/new"},
        {"type": "input", "cssSelector": "form input#name", "elementTag": "input",
         "elementText": "Name", "value": "{Full Name}"},
        {"type": "click", "cssSelector": "div > span", "elementText": "", "elementTag": "span"},
        {"type": "click", "cssSelector": "#save", "elementText": "Save", "elementTag": "button"},
    ],
}  # fmt: skip
BUNDLE = {
    "schema_version": 2,
    "name": "Pay",
    "params": {"code": "s3cret!"},
    "param_specs": {"code": {"type": "string"}},
    "secret_params": ["code"],
    "steps": [
        {"action": "type", "param": "code", "secret": True, "field_label": "Code", "anchor": {}},
        {"action": "click", "anchor": {"ocr_text": "Pay"},
         "expect": [{"kind": "text_present", "text": "Paid"}]},
        {"action": "click", "anchor": {"region": [1, 2, 3, 4]}},
    ],
}  # fmt: skip
SHORTCUTS = {
    "Search": {
        "name": "Search",
        "arguments": ["what"],
        "description": "searches",
        "precondition": "the app is open",
        "atomic_action_sequence": [
            {"name": "Tap", "arguments_map": {"x": "1", "y": "2"}},
            {"name": "Type", "arguments_map": {"text": "what"}},
            {"name": "Enter", "arguments_map": {}},
        ],
    }
}
SCRIPT = """
import re
def run(playwright):
    page.goto("https://shop.example/")
    page.get_by_role("textbox", name="Name").fill("Ada {{x}}")
    page.locator("div:nth-child(3)").click()
    page.get_by_role("row", name="Ada").get_by_role("button", name="Edit").click()
    __import__("os").system("touch /tmp/never")
"""


def read(path: Path, content: object) -> tuple[Skill, tuple[str, ...]]:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    (draft,) = read_any(path)
    skill = draft.skill
    assert skill.trust == "imported"
    assert parse(print_skill(skill)) == skill
    return skill, draft.notes


def ways(skill: Skill) -> list[dict[str, str]]:
    found = []
    for node in skill.steps:
        assert isinstance(node, Step)
        target = getattr(node.action, "target", None) or getattr(node.action, "into", None)
        found.append(dict(target.ways) if target else {})
    return found


def test_workflow_use(tmp_path: Path) -> None:
    skill, notes = read(tmp_path / "a.workflow.json", WORKFLOW)
    assert skill.name == "add-contact"
    assert skill.capabilities.origins == ("https://shop.example",)
    assert [each.get("name") for each in ways(skill)] == [None, "Name", "Save"]
    assert notes == ("step 3 (click) is left out",)


def test_openadapt_keeps_no_secret(tmp_path: Path) -> None:
    skill, notes = read(tmp_path / "workflow.json", BUNDLE)
    assert "s3cret" not in print_skill(skill)
    assert skill.parameters[0].type == "secret"
    assert len(notes) == 1


def test_mobile_agent(tmp_path: Path) -> None:
    skill, notes = read(tmp_path / "shortcuts.json", SHORTCUTS)
    assert len(skill.steps) == 2
    assert any("only a place" in note for note in notes)


def test_playwright_is_read_and_not_run(tmp_path: Path) -> None:
    skill, notes = read(tmp_path / "add.py", SCRIPT)
    assert ways(skill)[1:] == [
        {"role": "textbox", "name": "Name"},
        {"role": "button", "name": "Edit", "within": "Ada"},
    ]
    assert len(notes) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"steps": [1, null, "x"]}', "[" * 100_000])
def test_what_is_no_recording_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(ImportFault):
        read_any(path)
