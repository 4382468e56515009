"""The tests of a skill: values to try it with, and what is to come of it.

    tests/*.yaml
      about: a contact that is there            # for people
      with: {contact: Chen Wei, phone: "1234"}  # values of parameters
      url: https://shop.example/contacts        # where the browser begins; optional
      expect: done                              # or halt: it must refuse and change nothing

What is true when it is done is the skill's own `done`, which is checked as after any run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from skills.load import SkillError
from skills.skill import Skill
from skills.values import ValuesError, bind
from skills.yaml_tree import Fault, Fields, Place, Scalar, Tree, YamlFault, read_tree

_KEYS = frozenset({"about", "with", "url", "expect"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One test of a skill.

    Attributes:
        name: of its file, without the ending.
        about: what it is for.
        values: of the skill's parameters.
        url: where the browser begins; "" leaves that to the skill.
        expect: whether it must come to its end, or halt.
    """

    name: str
    about: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    expect: Literal["done", "halt"] = "done"


def trials(folder: Path, skill: Skill) -> list[Trial]:
    """The tests in a skill's folder, by name.

    Raises:
        SkillError: one cannot be read, or does not fit the skill.
    """
    return [_trial(file, skill) for file in sorted((folder / "tests").glob("*.yaml"))]


def _trial(file: Path, skill: Skill) -> Trial:
    where = f"tests/{file.name}"
    try:
        tree = read_tree(file.read_text("utf-8"))
        trial = _read(file.stem, tree)
        bind(skill, dict(trial.values))
    except YamlFault as failure:
        raise SkillError([failure.fault], where) from None
    except (ValuesError, UnicodeError) as failure:
        raise SkillError([Fault(Place(), str(failure))], where) from None
    return trial


def _read(name: str, tree: Tree) -> Trial:
    if not isinstance(tree, Fields):
        raise YamlFault(Fault(tree.place, "a test is a mapping, such as `with: {name: Ada}`"))
    for key, (place, _) in tree.fields.items():
        if key not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            raise YamlFault(Fault(place, f"{key!r} is not known here; there are {known}"))
    texts = {key: _text(each) for key, (_, each) in tree.fields.items() if key != "with"}
    expect = texts.get("expect", "done")
    if expect not in ("done", "halt"):
        raise YamlFault(Fault(tree.fields["expect"][0], "expect is done or halt"))
    return Trial(
        name=name,
        about=texts.get("about", ""),
        values=dict(_values(tree)),
        url=texts.get("url", ""),
        expect=cast(Literal["done", "halt"], expect),
    )


def _values(tree: Fields) -> Iterator[tuple[str, str]]:
    if "with" not in tree.fields:
        return
    place, given = tree.fields["with"]
    if not isinstance(given, Fields):
        raise YamlFault(Fault(place, "`with` is a mapping of parameters to values"))
    for name, (_, each) in given.fields.items():
        yield name, _text(each)


def _text(tree: Tree) -> str:
    if not isinstance(tree, Scalar):
        raise YamlFault(Fault(tree.place, "a text is expected here"))
    return tree.text
