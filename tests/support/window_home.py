"""A home that somebody has used: runs, a skill with a proposed change, a model and a rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from made_runs import a_run
from sample_skills import change_contact

from actions.trajectory import Outcome
from app.paths import Paths
from skills.heal import Patch
from skills.load import parse
from skills.store import Store


def used_home(folder: Path) -> Path:
    """Make it in a folder."""
    a_run(folder, "aaaaaa", "Order twelve lamps for the shop in the harbour street")
    a_run(folder, "bbbbbb", "Cancel the order", outcome=Outcome.GAVE_UP)
    library = Store(Paths.within(folder).skills)
    skill = parse(change_contact("http://shop.test"))
    library.put(skill)
    library.put(replace(skill, version=2, description=f"{skill.description} Not of a shop."))
    old = (("role", "button"), ("name", "Search"))
    new = (("role", "button"), ("name", "Find a contact"))
    library.sight(
        Patch(
            skill=skill.name, version=2, step="s3", old=old, new=new,
            reason="there is no button “Search”; “Find a contact” stands at its place",
        ),
        "aaaaaa",
    )  # fmt: skip
    (folder / "models.yaml").write_text(
        "models:\n  - {name: local, model: qwen3-vl-8b, address: http://localhost:9/v1}\n"
    )
    (folder / "permissions.yaml").write_text(
        "rules:\n  - {id: shop, risk: [delete], effect: deny, reason: Orders are kept.}\n"
    )
    return folder
