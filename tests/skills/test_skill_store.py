"""The library on disk, its evidence, healing, signatures and index."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from sample_skills import CONTACT, change_contact

from skills.bundle import BundleFault, export_skill, unpacked
from skills.evidence import Evidence
from skills.heal import Patch
from skills.index import Card, Index
from skills.load import FILE, SkillError, load, parse
from skills.match import match
from skills.sign import sign, signature_of
from skills.store import NoSuchSkill, Store

SITE = "http://127.0.0.1:1"
NAME = "demo-change-contact"


@pytest.fixture
def library(tmp_path: Path) -> Store:
    library = Store(tmp_path / "skills")
    library.put(parse(change_contact(SITE)))
    return library


def seen(success: bool, **more: object) -> Evidence:
    return Evidence(skill=NAME, version=1, at="", success=success, **more)  # type: ignore[arg-type]


def test_versions_are_kept_and_a_number_means_one_thing(library: Store) -> None:
    first = library.get(NAME)
    second = replace(first, version=2, description="Something else.")
    library.put(second)
    with pytest.raises(SkillError, match="version 2 was something else; the next one is 3"):
        library.put(replace(second, description="Yet another."))
    back = library.roll_back(NAME, 1)
    assert (back.version, back.description) == (3, first.description)
    assert library.get(NAME) == back
    assert list(library.versions(NAME)) == [1, 2, 3]


@pytest.mark.parametrize("name", ["../x", "", "a/b", ".local", "no-such"])
def test_a_name_leads_nowhere_else(library: Store, name: str) -> None:
    with pytest.raises(NoSuchSkill):
        library.get(name)


def test_evidence_retires_and_quarantines(library: Store) -> None:
    for _ in range(4):
        assert library.witness(seen(False)) == "active"
    assert library.witness(seen(False)) == "retired"
    library.set_state(NAME, "active")
    assert library.witness(seen(True)) == "active"
    assert library.witness(seen(False, wrong=True, halted="s7")) == "quarantined"
    assert match(library, None, "contact") == []


def test_a_healed_step_becomes_a_version_after_two_runs(library: Store) -> None:
    old = (("role", "button"), ("name", "Search"))
    new = (("role", "button"), ("name", "Find"))
    patch = Patch(skill=NAME, version=1, step="s3", old=old, new=new, reason="renamed")
    assert library.sight(patch, "run-1") is None
    assert library.sight(patch, "run-1") is None  # the same run says nothing new
    healed = library.sight(patch, "run-2")
    assert healed is not None
    assert healed.version == 2
    assert "name: Find" in (library.folder(NAME) / FILE).read_text()
    assert library.patches(NAME) == []
    assert library.roll_back(NAME, 1).steps == parse(change_contact(SITE)).steps


def test_a_signature_says_whether_it_was_changed(library: Store, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    private = Ed25519PrivateKey.generate()
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    export_skill(library, NAME, tmp_path / "a.zip", key)
    with unpacked(tmp_path / "a.zip") as folder:
        assert signature_of(folder, load(folder)).word == "good"
        text = (folder / FILE).read_text().replace("demonstration shop", "other shop")
        (folder / FILE).write_text(text)
        assert signature_of(folder, load(folder)).word == "broken"
        (folder / "SIGNATURE").write_text("nonsense")
        assert signature_of(folder, load(folder)).word == "broken"
    with pytest.raises(ValueError, match="no private key"):
        sign(library.folder(NAME), library.get(NAME), library.folder(NAME) / FILE)
    assert signature_of(library.folder(NAME), library.get(NAME)).word == "none"
    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert not any(".local" in name for name in names)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "C:\\evil"])
def test_a_zip_file_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(name, "x")
    with pytest.raises(BundleFault, match="leads out"), unpacked(path):
        pass


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a/skill.yaml", b"0" * 30_000_000)
    with pytest.raises(BundleFault, match="more than 20,000,000 bytes"), unpacked(path):
        pass


def test_search_follows_the_files(library: Store, tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    library.put(parse(CONTACT))
    hits = match(library, path, "add a new customer or partner")
    assert hits[0].name == "shop-new-contact"
    assert match(library, path, "change the phone nummber")[0].name == NAME
    library.remove(NAME)
    assert match(library, path, "change the phone") == []
    path.write_bytes(b"broken" * 1000)
    assert match(library, path, "partner")[0].name == "shop-new-contact"


def test_words_of_a_query_are_never_an_expression() -> None:
    with Index(None) as index:
        index.put([Card(name="a", digest="", description="Print a report", apps=("calc",))])
        for query in ('report" OR "x', "NEAR(", "*", "", "report -print", "a:b", "\0"):
            index.search(query)
        assert [hit.name for hit in index.search("report", app="calc")] == ["a"]
        assert index.search("report", app="other") == []


def test_a_skill_takes_all_it_has_to_its_new_name(library: Store) -> None:
    library.witness(seen(True))
    assert library.rename(NAME, "change-contact").version == 2
    assert library.names() == ["change-contact"]
    assert library.evidence("change-contact")
    assert library.roll_back("change-contact", 1).name == "change-contact"
    library.put(parse(change_contact(SITE)))
    for new in ("change-contact", "No Name"):
        with pytest.raises(SkillError):
            library.rename(NAME, new)
    assert NAME in library.names()


def test_what_was_thrown_away_comes_back_with_all_that_belonged_to_it(library: Store) -> None:
    before = sorted(each.name for each in library.folder(NAME).rglob("*"))
    library.throw_away(NAME)
    assert library.names() == []
    library.bring_back(NAME)
    assert sorted(each.name for each in library.folder(NAME).rglob("*")) == before
    with pytest.raises(NoSuchSkill):
        library.bring_back(NAME)  # it is there
    with pytest.raises(NoSuchSkill):
        library.bring_back("../etc")
