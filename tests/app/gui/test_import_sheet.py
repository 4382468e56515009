"""The sheet that is shown before a skill from elsewhere is taken in says who vouches for it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sample_skills import change_contact
from story_person import StoryPerson, story_on
from window_person import wait_for

from actions.environments.private_desktop import PrivateDesktop
from app.library import drafts_in
from skills.bundle import export_skill
from skills.load import parse
from skills.store import Store

NAME = "demo-change-contact"


def bundles(folder: Path) -> dict[str, Path]:
    """The same skill as three files: signed, changed after that, and never signed."""
    library = Store(folder / "elsewhere")
    library.put(parse(change_contact("http://127.0.0.1:1")))
    key = folder / "key.pem"
    key.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
    )
    made = {word: folder / f"{word}.zip" for word in ("good", "broken", "none")}
    export_skill(library, NAME, made["good"], key)
    export_skill(library, NAME, made["none"])
    with zipfile.ZipFile(made["good"]) as signed, zipfile.ZipFile(made["broken"], "w") as other:
        for each in signed.namelist():
            other.writestr(each, signed.read(each).replace(b"Bremen", b"Hamburg"))
    return made


def test_what_is_read_of_a_bundle_tells_its_signature(tmp_path: Path) -> None:
    for word, file in bundles(tmp_path).items():
        (draft,) = drafts_in(file)
        assert draft.signature is not None
        assert draft.signature.word == word


@pytest.mark.campaign
def test_the_sheet_says_who_signed(desktop: PrivateDesktop, tmp_path: Path) -> None:
    files = bundles(tmp_path)
    (draft,) = drafts_in(files["good"])
    assert draft.signature is not None
    home = tmp_path / "home"
    with story_on(desktop, home, tmp_path / "pictures") as person:
        person.click("tab", "Skills")
        for word, told in (
            ("broken", "Its signature does not hold: it was changed after it was signed."),
            ("none", "Nobody has signed it."),
            ("good", f"Signed with the key {draft.signature.signer}."),
        ):
            look_at(person, files[word])
            person.says(told)
            person.picture(word)
            person.click("button", "Take it in" if word == "good" else "Leave it")
            wait_for(lambda: not person.all("button", "Leave it"), 30, "the sheet stays")
        person.says(f"Taken in: {NAME}")
    assert Store(home / "skills").get(NAME).trust == "imported"


def look_at(person: StoryPerson, file: Path) -> None:
    """Choose a file to take in."""
    person.click("button", "Import")
    person.find("button", "Open")
    person.hands("type", str(file))
    person.hands("key", "Return")
