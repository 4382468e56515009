"""Files that are broken or meant to harm: refused, never a crash, never a skill that is not one."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_skills import CONTACT, change_contact

from actions.action import Click, Press, Select, Type, Wait
from perception.predicate import All, Exists, Not, RowText, Text, Url, Value
from skills import check
from skills.load import SkillError, folder_faults, load, parse
from skills.print import print_skill, tidy
from skills.skill import Call, Capabilities, If, Parameter, Skill, Step, anchors
from skills.store import Store
from skills.template import literal

SEEDS = [CONTACT, change_contact("http://127.0.0.1:1")]
PIECES = ["{{", "}}", "&a ", "*a", "!!python/name:os.system ", "- ", ": ", "[", "]", "{", "}"]
PIECES += [
    "'",
    '"',
    "\t",
    "\0",
    "\x85",
    "\ud800",
    "|\n",
    "? ",
    "#",
    "---\n",
    "9" * 400,
    "🙂",
    "../",
]


def mutated(seed: random.Random) -> str:
    text = seed.choice(SEEDS)
    for _ in range(seed.randint(1, 6)):
        at = seed.randrange(len(text) + 1)
        end = min(len(text), at + seed.randint(0, 40))
        how = seed.randrange(5)
        if how == 0:
            text = text[:at] + text[end:]
        elif how == 1:
            text = text[:at] + seed.choice(PIECES) + text[at:]
        elif how == 2:
            text = text[:at] + text[at:end] * seed.randint(2, 30) + text[end:]
        elif how == 3:
            lines = text.split("\n")
            seed.shuffle(lines)
            text = "\n".join(lines)
        else:
            other = seed.choice(SEEDS)
            text = text[:at] + other[seed.randrange(len(other)) :]
    return text


def survives(count: int, start: int) -> int:
    """How many of so many mutated files are still skills; each of these must print and read."""
    valid = 0
    for number in range(start, start + count):
        text = mutated(random.Random(number))
        try:
            skill = parse(text)
        except SkillError as failure:
            told = failure.faults
            if not told or any(fault.place.line < 1 or not fault.reason for fault in told):
                pytest.fail(f"mutation {number} is refused without a line and a reason")
            continue
        valid += 1
        assert check.faults(skill) == []
        assert parse(print_skill(skill)) == skill
    return valid


def test_mutated_files_never_crash_the_loader() -> None:
    assert survives(300, 0) < 300


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_ten_thousand_mutated_files_never_crash_the_loader() -> None:
    assert survives(10_000, 1_000) < 10_000


LINE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30)
WORDS = LINE.map(literal)
VALUES = st.one_of(WORDS, st.just("{{who}}"), st.just("a {{who}} {{{{ b"))
PREDICATES = st.recursive(
    st.one_of(
        st.builds(lambda t: Text(text=t), VALUES),
        st.builds(lambda n: Exists(role="button", name=n), VALUES),
        st.builds(lambda n, v: Value(name=n, value=v), VALUES, VALUES),
        st.builds(lambda t: RowText(texts=tuple(t)), st.lists(VALUES, min_size=1, max_size=3)),
        st.builds(lambda p: Url(pattern=p), VALUES),
    ),
    lambda inner: st.one_of(
        st.builds(lambda p: Not(predicate=p), inner),
        st.builds(lambda p: All(predicates=tuple(p)), st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=4,
)
TARGETS = st.builds(
    lambda names, near, role: anchors(role=role, near=near, name=names),
    st.lists(VALUES, min_size=1, max_size=2),
    VALUES,
    st.sampled_from(["button", ""]),
)
ACTIONS = st.one_of(
    st.builds(lambda t, n: Click(target=t, count=n), TARGETS, st.integers(1, 3)),
    st.builds(lambda x, t, c: Type(text=x, into=t, clear=c), VALUES, TARGETS, st.booleans()),
    st.builds(lambda t: Press(keys="Control+s", target=t), st.none() | TARGETS),
    st.builds(lambda t, o: Select(target=t, options=tuple(o)), TARGETS, st.lists(VALUES)),
    st.builds(lambda p, s: Wait(seconds=s, until=p), PREDICATES, st.floats(0, 300)),
)


@st.composite
def skills(draw: st.DrawFn) -> Skill:
    steps = [
        Step(
            id=f"s{number}",
            action=draw(ACTIONS),
            identity=tuple(draw(st.lists(PREDICATES, min_size=1, max_size=2))),
            risk=draw(st.sampled_from(["read", "edit", "commit"])),
            post=tuple(draw(st.lists(PREDICATES, max_size=2))),
            timeout=draw(st.floats(0.1, 600)),
            about=draw(st.just("") | LINE),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    nested = If(id="i", condition=draw(PREDICATES), then=tuple(steps[1:]) or (steps[0],))
    whole = (steps[0], nested) if len(steps) > 1 else tuple(steps)
    call = Call(id="c", skill="other", arguments=(("x", draw(VALUES)),))
    return Skill(
        name=draw(st.from_regex(r"[a-z0-9]{1,10}(-[a-z0-9]{1,10})?", fullmatch=True)),
        description=draw(LINE.filter(str.strip)),
        version=draw(st.integers(1, 99)),
        parameters=(Parameter(name="who", description=draw(st.just("") | LINE)),),
        capabilities=Capabilities(
            apps=tuple(draw(st.lists(LINE, max_size=2))), actions=check.actions_of(whole)
        ),
        steps=(*whole, call),
    )


@given(skills())
@settings(max_examples=25, deadline=None)
def test_reading_what_was_printed_gives_any_skill(skill: Skill) -> None:
    skill = tidy(skill)
    text = print_skill(skill)
    assert parse(text) == skill
    assert print_skill(parse(text)) == text


# Folders.


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Store(tmp_path / "skills").put(parse(change_contact("http://127.0.0.1:1")))


def refused(folder: Path) -> str:
    with pytest.raises(SkillError) as caught:
        load(folder)
    return str(caught.value)


def test_a_folder_as_it_should_be_is_read(folder: Path) -> None:
    assert folder_faults(folder) == []
    assert load(folder).name == "demo-change-contact"


def test_links_foreign_files_and_huge_pictures_are_refused(folder: Path) -> None:
    anchors_folder = folder / "anchors"
    anchors_folder.mkdir()
    (anchors_folder / "0123abcd.png").symlink_to("/etc/passwd")
    assert "is a link" in refused(folder)
    (anchors_folder / "0123abcd.png").unlink()
    (anchors_folder / "0123abcd.png").write_bytes(png(50_000, 50_000))
    assert "50000×50000 pixels" in refused(folder)
    (anchors_folder / "0123abcd.png").write_bytes(b"x" * 400_000)
    assert "larger than 300,000 bytes" in refused(folder)
    (anchors_folder / "0123abcd.png").write_bytes(png(100, 40))
    load(folder)
    (folder / "run.sh").write_text("echo")
    assert "'run.sh' is no file of a skill" in refused(folder)


def test_a_link_in_place_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").symlink_to(folder)
    assert "is no folder" in refused(tmp_path / "other")


def test_a_picture_elsewhere_is_refused() -> None:
    text = CONTACT.replace("id: save,", "image: ../../etc/passwd, id: save,", 1)
    with pytest.raises(SkillError, match="is no picture as"):
        parse(text)


def test_ten_thousand_steps_are_refused() -> None:
    steps = "\n".join(f"  - {{id: s{n}, do: press, keys: Enter}}" for n in range(10_000))
    text = (
        f"schema: 1\nname: a\ndescription: b\ncapabilities: {{actions: [press]}}\nsteps:\n{steps}"
    )
    with pytest.raises(SkillError, match="10,000 steps; at most 500"):
        parse(text)


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(SkillError, match="anchors"):
        parse("\n".join(lines))
