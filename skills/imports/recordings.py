"""Recordings in JSON: workflow-use, OpenAdapt bundles, shortcuts of Mobile-Agent-E.

Only what can be found again is carried over: steps that are nothing but a place on the screen are
left out and told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.action import (
    Click,
    EnvironmentAction,
    Navigate,
    Open,
    Press,
    Scroll,
    SecretRef,
    Select,
    Type,
)
from actions.target import Anchors
from perception.predicate import Text
from skills.imports.draft import Draft, ImportFault, drafted, plain, step, word
from skills.skill import AgentStep, Node, Parameter, Step, anchors
from skills.template import literal

_TYPES = {"number": "number", "date": "date"}
_TAGS = {"button": "button", "a": "link", "input": "textbox", "textarea": "textbox"}
_TAGS |= {"select": "combobox"}


def read(data: Any, name: str) -> list[Draft]:
    """The drafts of a JSON file.

    Raises:
        ImportFault: it is of no kind that is known.
    """
    if isinstance(data, dict) and isinstance(data.get("steps"), list):
        kind = openadapt if "schema_version" in data or "recording_id" in data else workflow_use
        return [kind(data, name)]
    if isinstance(data, dict) and data and all(_is_shortcut(each) for each in data.values()):
        return [mobile_agent(each, name) for each in data.values()]
    raise ImportFault("it is neither a workflow, nor a bundle, nor a set of shortcuts")


def workflow_use(data: Mapping[str, Any], source: str) -> Draft:
    """A workflow of workflow-use (`*.workflow.json`)."""
    parameters = [
        Parameter(
            name=word(each["name"]),
            type="number" if each.get("type") == "number" else "text",
            required=bool(each.get("required", True)),
            default=plain(each.get("default") or ""),
        )
        for each in _dicts(data.get("input_schema"))
        if each.get("name")
    ]
    known = {each.name for each in parameters}
    nodes: list[Node] = []
    notes: list[str] = []
    for number, each in enumerate(_dicts(data["steps"]), 1):
        about = plain(each.get("description") or "")
        if each.get("type") == "agent":
            nodes.append(_part(number, each, known))
            continue
        action = _workflow_action(each, known)
        if action is None:
            notes.append(f"step {number} ({plain(each.get('type'))[:40]}) is left out")
        else:
            nodes.append(step(number, action, literal(about)))
    name = str(data.get("name") or source)
    return drafted(name, str(data.get("description") or ""), nodes, parameters, notes, source)


def _part(number: int, each: Mapping[str, Any], known: set[str]) -> AgentStep:
    most = each.get("max_steps")
    return AgentStep(
        id=f"s{number}",
        instruction=_said(each.get("task"), known) or "go on",
        actions=("click", "type", "select"),
        post=(Text(text="(say what is shown when it is done)"),),
        max_steps=min(max(most, 1), 30) if isinstance(most, int) else 5,
        review="say under `post` what is shown when it is done",
    )


def _workflow_action(each: Mapping[str, Any], known: set[str]) -> EnvironmentAction | None:
    kind = each.get("type")
    if kind == "navigation" and each.get("url"):
        return Open(what=_said(each["url"], known))
    if kind in ("go_back", "go_forward"):
        return Navigate(how="back" if kind == "go_back" else "forward")
    if kind == "scroll":
        return Scroll(
            dy=_number(each.get("scrollY")), dx=_number(each.get("scrollX")), unit="pixel"
        )
    if kind == "key_press" and each.get("key"):
        return Press(keys=plain(each["key"]), target=_workflow_target(each, known))
    target = _workflow_target(each, known)
    if target is None:
        return None
    if kind == "click":
        return Click(target=target)
    if kind == "input":
        return Type(text=_said(each.get("value"), known), into=target)
    if kind == "select_change" and each.get("selectedText"):
        return Select(target=target, options=(_said(each["selectedText"], known),))
    return None


def _workflow_target(each: Mapping[str, Any], known: set[str]) -> Anchors | None:
    tag = str(each.get("elementTag") or "").casefold()
    said = each.get("target_text") or each.get("elementText") or ""
    found = anchors(
        role=_TAGS.get(tag, ""),
        name=_said(said, known),
        id=_id_of(str(each.get("cssSelector") or "")),
        near=_said(each.get("container_hint"), known),
        selector=literal(plain(each.get("cssSelector") or "")),
        path=literal(plain(each.get("xpath") or "")),
    )
    families = {family for family, _ in found.ways}
    return found if families & {"name", "id", "near"} else None


def openadapt(data: Mapping[str, Any], source: str) -> Draft:
    """A bundle of OpenAdapt (`workflow.json`)."""
    secrets = {word(str(each)) for each in data.get("secret_params") or ()}
    specs = data.get("param_specs")
    parameters = []
    for name, spec in (specs if isinstance(specs, dict) else {}).items():
        spec = spec if isinstance(spec, dict) else {}
        choices = tuple(plain(each) for each in spec.get("choices") or ())
        kind = "secret" if word(name) in secrets else _TYPES.get(str(spec.get("type")), "text")
        kind = "enum" if choices and kind == "text" else kind
        parameters.append(
            Parameter(
                name=word(name),
                type=kind,  # type: ignore[arg-type]  # one of its words
                required=bool(spec.get("required", True)),
                choices=choices if kind == "enum" else (),
                secret=word(name) if kind == "secret" else "",
            )
        )
    known = {each.name for each in parameters}
    secret = {each.name for each in parameters if each.type == "secret"}
    nodes: list[Node] = []
    notes: list[str] = []
    for number, each in enumerate(_dicts(data.get("steps")), 1):
        action = _openadapt_action(each, known, secret)
        if action is None:
            notes.append(f"step {number} ({plain(each.get('action'))[:40]}) is left out")
            continue
        made = step(number, action, literal(plain(each.get("intent") or "")))
        nodes.append(_with_expected(made, each))
    name = str(data.get("name") or source)
    return drafted(name, str(data.get("description") or ""), nodes, parameters, notes, source)


def _with_expected(made: Step, each: Mapping[str, Any]) -> Step:
    texts = [
        Text(text=literal(plain(one["text"])))
        for one in _dicts(each.get("expect"))
        if one.get("kind") == "text_present" and one.get("text")
    ]
    return replace(made, post=(*made.post, *texts)) if texts else made


def _openadapt_action(
    each: Mapping[str, Any], known: set[str], secret: set[str]
) -> EnvironmentAction | None:
    kind = str(each.get("action") or "")
    anchor = each.get("anchor") if isinstance(each.get("anchor"), dict) else {}
    assert isinstance(anchor, dict)
    target = _openadapt_target(anchor, plain(each.get("field_label") or ""))
    if kind in ("key", "hotkey") and each.get("key"):
        modifiers = [plain(one) for one in each.get("modifiers") or ()]
        return Press(keys="+".join([*modifiers, plain(each["key"])]), target=target)
    if kind == "scroll":
        return Scroll(dy=_number(each.get("scroll_dy")), dx=_number(each.get("scroll_dx")))
    if target is None:
        return None
    if kind in ("click", "double_click"):
        return Click(target=target, count=2 if kind == "double_click" else 1)
    if kind == "right_click":
        return Click(target=target, button="right")
    parameter = word(str(each["param"])) if each.get("param") else ""
    if kind in ("type", "select_option"):
        if parameter in secret or each.get("secret"):
            return (
                Type(text=SecretRef(name=parameter), into=target) if parameter in secret else None
            )
        said = (
            f"{{{{{parameter}}}}}" if parameter in known else literal(plain(each.get("text") or ""))
        )
        if not said:
            return None
        if kind == "type":
            return Type(text=said, into=target)
        return Select(target=target, options=(said,))
    return None


def _openadapt_target(anchor: Mapping[str, Any], label: str) -> Anchors | None:
    structural = anchor.get("structural")
    structural = structural if isinstance(structural, dict) else {}
    marks = [plain(each.get("ocr_text") or "") for each in _dicts(anchor.get("landmarks"))]
    found = anchors(
        role=plain(structural.get("role") or ""),
        name=literal(plain(structural.get("name") or label or "")),
        text=literal(plain(anchor.get("ocr_text") or "")),
        id=literal(plain(structural.get("automation_id") or "")),
        near=literal(marks[0]) if marks else "",
        selector=literal(plain(structural.get("selector") or "")),
    )
    families = {family for family, _ in found.ways}
    return found if families & {"name", "text", "id"} else None


def mobile_agent(data: Mapping[str, Any], source: str) -> Draft:
    """A shortcut of Mobile-Agent-E. Its taps are places on a screen and cannot be carried over."""
    parameters = [Parameter(name=word(str(each))) for each in data.get("arguments") or ()]
    known = {each.name for each in parameters}
    nodes: list[Node] = []
    notes = [f"precondition in words, not checked: {plain(data.get('precondition') or '')[:200]}"]
    for number, each in enumerate(_dicts(data.get("atomic_action_sequence")), 1):
        name = str(each.get("name"))
        given = each.get("arguments_map")
        given = given if isinstance(given, dict) else {}

        def said(key: str, given: Mapping[str, Any] = given) -> str:
            value = plain(given.get(key) or "")
            return f"{{{{{word(value)}}}}}" if value and word(value) in known else literal(value)

        action: EnvironmentAction | None = None
        if name == "Open_App" and given.get("app_name"):
            action = Open(what=said("app_name"), kind="app")
        elif name == "Type" and given.get("text"):
            action = Type(text=said("text"), clear=False)
        elif name == "Enter":
            action = Press(keys="Enter")
        elif name == "Back":
            action = Navigate(how="back")
        if action is None:
            notes.append(f"step {number} ({plain(name)[:40]}) is left out: it is only a place")
        else:
            nodes.append(step(number, action))
    used = {word(m) for m in re.findall(r"\{\{(\w+)\}\}", repr(nodes))}
    parameters = [each for each in parameters if each.name in used]
    name = str(data.get("name") or source)
    return drafted(name, str(data.get("description") or ""), nodes, parameters, notes, source)


def _is_shortcut(each: Any) -> bool:
    return isinstance(each, dict) and isinstance(each.get("atomic_action_sequence"), list)


def _said(value: Any, known: set[str]) -> str:
    """A text with `{name}` for a known parameter as `{{name}}`, and all else as it is."""
    parts = re.split(r"\{(\w+)\}", plain(value or ""))
    found = ""
    for at, part in enumerate(parts):
        if at % 2 == 0:
            found += literal(part)
        else:
            found += f"{{{{{word(part)}}}}}" if word(part) in known else literal(f"{{{part}}}")
    return found


def _id_of(selector: str) -> str:
    found = re.search(r"#([A-Za-z][\w-]*)\s*$", selector)
    return found[1] if found else ""


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and abs(value) < 100_000 else 0.0
