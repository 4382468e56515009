"""A screen in memory with two monitors, an editor, a form and a dialog, for both platforms."""

from __future__ import annotations

from perception.geometry import Box
from perception.platforms.fake_screen import FakeMonitor, FakeObject, FakeScreen, FakeWindow


def form() -> FakeWindow:
    """A form with one of each control, at (100, 100)."""

    def at(row: int, height: int = 30) -> Box:
        return Box(120, 140 + 40 * row, 200, height)

    cells = [
        FakeObject(role="gridcell", name=f"cell {r}{c}", cell=(r, c), box=Box(400 + 80 * c, 140 + 30 * r, 80, 30))  # noqa: E501
        for r in (1, 2)
        for c in (1, 2)
    ]  # fmt: skip
    root = FakeObject(
        role="window",
        name="Form",
        box=Box(100, 100, 700, 600),
        children=[
            FakeObject(role="heading", name="Order", box=at(-1, 20)),
            FakeObject(role="textbox", name="Name", value="Ada", box=at(0), identifier="name"),
            FakeObject(role="textbox", name="Password", value="s3cret", box=at(1), states={"password"}),  # noqa: E501
            FakeObject(role="checkbox", name="Gift", box=at(2), states={"required"}),
            FakeObject(role="radio", name="Red", box=at(3), states={"checked"}),
            FakeObject(role="slider", name="Volume", value="30", box=at(4)),
            FakeObject(
                role="combobox",
                name="Country",
                box=at(5),
                states={"collapsed"},
                children=[
                    FakeObject(role="option", name="Norway", states={"selected"}, hidden=True, box=at(6)),  # noqa: E501
                    FakeObject(role="option", name="Sweden", hidden=True, box=at(7)),
                ],
            ),
            FakeObject(
                role="button", name="Send", box=at(8), description="Sends the order",
                children=[FakeObject(role="text", name="Send", box=at(8))],
            ),
            FakeObject(role="button", name="Delete", box=at(9), states={"disabled"}),
            FakeObject(role="link", name="Help", box=at(10)),
            FakeObject(
                role="listbox",
                name="Rows",
                box=Box(400, 300, 300, 200),
                states={"multiselectable"},
                children=[
                    FakeObject(role="option", name=f"Row {n}", box=Box(400, 300 + 50 * n, 300, 50), hidden=n > 3)  # noqa: E501
                    for n in range(6)
                ],
            ),
            FakeObject(role="group", box=Box(400, 130, 300, 150), children=cells),
            FakeObject(role="text", name="All fields count", box=Box(400, 520, 200, 20)),
        ],
    )  # fmt: skip
    return FakeWindow(
        id=11, pid=101, application="shop", title="Form", frame=Box(100, 100, 700, 600), root=root,
        border=7, title_bar=30,
    )  # fmt: skip


def editor() -> FakeWindow:
    """An editor, and a terminal in it, on the left monitor."""
    root = FakeObject(
        role="window",
        name="notes",
        box=Box(-1000, 50, 800, 600),
        children=[
            FakeObject(role="textbox", name="Text", box=Box(-990, 100, 780, 300), states={"multiline"}),  # noqa: E501
            FakeObject(role="terminal", name="Shell", value="$ ls\nnotes.txt\n", box=Box(-990, 420, 780, 200)),  # noqa: E501
        ],
    )  # fmt: skip
    return FakeWindow(
        id=12, pid=102, application="notes", title="notes", frame=Box(-1000, 50, 800, 600),
        root=root,
    )  # fmt: skip


def windows_screen() -> FakeScreen:
    """For Windows: boxes in physical pixels. The left monitor lies higher and is finer."""
    monitors = [
        FakeMonitor(name="DISPLAY1", box=Box(0, 0, 1920, 1080), work=Box(0, 0, 1920, 1040), primary=True),  # noqa: E501
        FakeMonitor(name="DISPLAY2", box=Box(-2560, -200, 2560, 1440), work=Box(-2560, -200, 2560, 1440), scale=1.5),  # noqa: E501
    ]  # fmt: skip
    return FakeScreen(monitors, [form(), editor()])


def mac_screen() -> FakeScreen:
    """For macOS: boxes in points. The main display has two pixels a point, the left one one."""
    monitors = [
        FakeMonitor(name="Built-in", box=Box(0, 0, 1440, 900), work=Box(0, 25, 1440, 805), scale=2.0, primary=True),  # noqa: E501
        FakeMonitor(name="External", box=Box(-1920, -100, 1920, 1080), work=Box(-1920, -75, 1920, 1055)),  # noqa: E501
    ]  # fmt: skip
    return FakeScreen(monitors, [form(), editor()])
