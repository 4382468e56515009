"""Flat packages have names that others could take: guard what the layout relies on."""

import subprocess
import sys
import zipfile
from importlib.metadata import distributions, entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("app", "skills", "grounding", "actions", "perception", "resources")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.builders.wheel import WheelBuilder as W; list(W(sys.argv[1]).build(directory=sys.argv[2], versions=['standard']))"  # noqa: E501
    subprocess.run([sys.executable, "-c", build, str(ROOT), str(folder)], check=True)
    (file,) = folder.glob("*.whl")
    return zipfile.Path(file)


def test_no_other_distribution_owns_our_names() -> None:
    owners = {
        path.parts[0]
        for distribution in distributions()
        if distribution.metadata["Name"] != "deskhand"
        for path in distribution.files or ()
        if path.parts[0] in ROOMS or path.parts[0].removesuffix(".py") in ROOMS
    }
    assert owners == set()


def test_the_wheel_holds_the_rooms_their_types_and_their_data(wheel: zipfile.Path) -> None:
    top = {entry.name for entry in wheel.iterdir() if not entry.name.endswith(".dist-info")}
    assert top == set(ROOMS)
    for room in ROOMS:
        assert (wheel / room / "__init__.py").is_file()
        assert (wheel / room / "py.typed").is_file()
    tracked = subprocess.run(
        ["git", "ls-files", "resources"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert tracked
    assert [name for name in tracked if not (wheel / name).is_file()] == []


def test_the_only_entry_point_is_the_command() -> None:
    ours = [point for point in entry_points(group="console_scripts") if point.name == "deskhand"]
    assert [point.value for point in ours] == ["app.cli:main"]
