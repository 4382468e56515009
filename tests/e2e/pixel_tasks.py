"""Ten tasks in applications that tell no usable tree, each in three wordings with other values.

Frozen before the first attempt: neither a sentence nor a checker changes afterwards. A checker
looks only at what the application has kept of its own state, or at the disk; never at a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixel_apps.stages import Stage, canvas, game, remote, shelf

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a task.

    Attributes:
        text: "{url}" stands for the address of the application's pages.
        achieved: whether the state is what was asked for, and nothing else has changed.
    """

    text: str
    achieved: Callable[[State], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelTask:
    """A task.

    Attributes:
        kind: of the application: "canvas", "game", "icons" or "remote".
        stage: sets the application up.
        begun: whether its window is open when the run begins; else the task says to open it.
        where: "browser" or "sandbox".
    """

    name: str
    kind: str
    stage: Callable[[Path], AbstractContextManager[Stage]]
    wordings: tuple[Wording, Wording, Wording]
    begun: bool = True
    where: str = "sandbox"


@contextmanager
def folders(folder: Path) -> Iterator[Stage]:
    """Thunar, whose view of icons has no children in the tree, and three folders."""
    pages = {
        "Documents/Invoices/old offer.txt": b"old\n",
        "Documents/Invoices/may.txt": b"may\n",
        "Documents/Letters/to Ada.txt": b"Dear Ada\n",
        "Documents/Letters/draft.txt": b"draft\n",
        "Documents/Plans/garden.txt": b"roses\n",
        "Documents/Plans/shed.txt": b"wood\n",
    }

    def state() -> State:
        home = next(folder.glob("data/runs/*/home"), folder)  # where a sandbox has it
        binned = home / ".local/share/Trash/files"
        left = {each for each in pages if (home / each).is_file()}
        names = {each.name for each in binned.iterdir()} if binned.is_dir() else set()
        return {"left": left, "binned": names, "all": set(pages)}

    yield Stage(state=state, files=pages)


def _binned(path: str) -> Callable[[State], bool]:
    name = Path(path).name
    return lambda state: state["binned"] == {name} and state["left"] == state["all"] - {path}


_TASKS = {"Water the plants": False, "Pay the rent": False, "Call the plumber": False,
          "Return the library books": True}  # fmt: skip


def _tasks(**changed: bool) -> list[tuple[str, bool]]:
    return list({**_TASKS, **changed}.items())


def _has_tasks(wanted: list[tuple[str, bool]]) -> Callable[[State], bool]:
    return lambda state: [(t["text"], t["done"]) for t in state.get("tasks", ())] == wanted


def _without(name: str) -> list[tuple[str, bool]]:
    return [(each, done) for each, done in _TASKS.items() if each != name]


def _booked(**wanted: object) -> Callable[[State], bool]:
    plain = {"name": "", "email": "", "guests": 1, "breakfast": False, "parking": False}
    return lambda state: state.get("booked") == [{**plain, **wanted}]


_GAME = {"sound": True, "music": True, "level": "Normal", "player": "Player", "game": None}


def _game(**changed: object) -> Callable[[State], bool]:
    return lambda state: state == {**_GAME, **changed}


def _starred(*names: str) -> Callable[[State], bool]:
    return lambda state: state.get("starred") == list(names) and len(state["names"]) == 6


_STOCK = [("Anchor chain", "12", False), ("Deck brush", "40", False), ("Signal lamp", "7", True)]


def _stock(*wanted: tuple[str, str, bool]) -> Callable[[State], bool]:
    return lambda state: (
        [(a["name"], a["amount"], a["urgent"]) for a in state.get("articles", ())] == list(wanted)
    )


TASKS = (
    PixelTask(
        name="add a task",
        kind="canvas",
        stage=canvas,
        where="browser",
        wordings=(
            Wording(
                'Go to {url}/tasks, type "Buy stamps" into New task and click Add.',
                _has_tasks([*_tasks(), ("Buy stamps", False)]),
            ),
            Wording(
                'Open {url}/tasks, enter "Book the ferry" into the "New task" field and press the '
                "Add button.",
                _has_tasks([*_tasks(), ("Book the ferry", False)]),
            ),
            Wording(
                "On {url}/tasks, write Order new glasses in the New task box, then click the "
                "button Add.",
                _has_tasks([*_tasks(), ("Order new glasses", False)]),
            ),
        ),
    ),
    PixelTask(
        name="delete a task",
        kind="canvas",
        stage=canvas,
        begun=False,
        wordings=(
            Wording(
                "Open {url}/tasks in Chromium and click Delete in the row of Pay the rent.",
                _has_tasks(_without("Pay the rent")),
            ),
            Wording(
                'Go to {url}/tasks and click the Delete button next to "Call the plumber".',
                _has_tasks(_without("Call the plumber")),
            ),
            Wording(
                "Open {url}/tasks and press Delete in the row Water the plants.",
                _has_tasks(_without("Water the plants")),
            ),
        ),
    ),
    PixelTask(
        name="book a room",
        kind="canvas",
        stage=canvas,
        where="browser",
        wordings=(
            Wording(
                "Go to {url}/booking, enter Ada Lovelace as full name and ada@lovelace.example as "
                "email, tick Breakfast and click Book room.",
                _booked(name="Ada Lovelace", email="ada@lovelace.example", breakfast=True),
            ),
            Wording(
                'Open {url}/booking. Type "Grace Hopper" into Full name and "grace@navy.example" '
                "into Email. Check Parking space, then click the Book room button.",
                _booked(name="Grace Hopper", email="grace@navy.example", parking=True),
            ),
            Wording(
                "On {url}/booking, fill in the full name Zoë Müller and the email zoe@m.example, "
                "click More and click Book room.",
                _booked(name="Zoë Müller", email="zoe@m.example", guests=2),
            ),
        ),
    ),
    PixelTask(
        name="begin a game",
        kind="game",
        stage=game,
        begun=False,
        wordings=(
            Wording(
                "Open Lantern, click New game and choose Hard.",
                _game(level="Hard", game="Hard"),
            ),
            Wording(
                'Start Lantern, click "New game", then click "Easy".',
                _game(level="Easy", game="Easy"),
            ),
            Wording(
                "Open Lantern and click the New game button. Then select Normal.",
                _game(game="Normal"),
            ),
        ),
    ),
    PixelTask(
        name="change an option",
        kind="game",
        stage=game,
        wordings=(
            Wording("Click Options, click Sound and go Back.", _game(sound=False)),
            Wording('In Lantern click Options and then "Music: On".', _game(music=False)),
            Wording("Open the Options and click Music.", _game(music=False)),
        ),
    ),
    PixelTask(
        name="name the player",
        kind="game",
        stage=game,
        wordings=(
            Wording(
                'Click Options, click Player name, type "Mara" and press Enter.',
                _game(player="Mara"),
            ),
            Wording(
                "Open Options, click on Player name, then type Jonas and press the Enter key.",
                _game(player="Jonas"),
            ),
            Wording(
                'Click "Options". Click "Player name". Type "Captain Ada". Press Enter.',
                _game(player="Captain Ada"),
            ),
        ),
    ),
    PixelTask(
        name="star a picture",
        kind="icons",
        stage=shelf,
        wordings=(
            Wording("Select harbour.png and click Star.", _starred("harbour.png")),
            Wording(
                'Click "old tower.png", then press the Star button.', _starred("old tower.png")
            ),
            Wording(
                "Click on the icon bridge.png and then on Star.",
                _starred("bridge.png"),
            ),
        ),
    ),
    PixelTask(
        name="bin a file",
        kind="icons",
        stage=folders,
        begun=False,
        wordings=(
            Wording(
                "Open the Documents folder in Thunar, double-click Invoices, click "
                '"old offer.txt" and press the Delete key.',
                _binned("Documents/Invoices/old offer.txt"),
            ),
            Wording(
                "Open my Documents folder in Thunar. Double-click Letters, then click "
                "draft.txt and press the Delete key.",
                _binned("Documents/Letters/draft.txt"),
            ),
            Wording(
                "Open the Documents folder in Thunar, double-click the Plans icon, "
                "select shed.txt and press the Delete key.",
                _binned("Documents/Plans/shed.txt"),
            ),
        ),
    ),
    PixelTask(
        name="add an article",
        kind="remote",
        stage=remote,
        wordings=(
            Wording(
                'Type "Rope" into Name and 25 into Amount, tick Urgent and click Save article.',
                _stock(*_STOCK, ("Rope", "25", True)),
            ),
            Wording(
                "Enter Tar bucket as name and 3 as amount, then click Save article.",
                _stock(*_STOCK, ("Tar bucket", "3", False)),
            ),
            Wording(
                "Open Warehouse, fill in the name Life vest and the amount 110 and press Save "
                "article.",
                _stock(*_STOCK, ("Life vest", "110", False)),
            ),
        ),
    ),
    PixelTask(
        name="remove an article",
        kind="remote",
        stage=remote,
        wordings=(
            Wording(
                "Click Remove in the row of Deck brush.",
                _stock(_STOCK[0], _STOCK[2]),
            ),
            Wording(
                'Press the Remove button next to "Signal lamp".',
                _stock(_STOCK[0], _STOCK[1]),
            ),
            Wording(
                "In the Warehouse window, click Remove in the row Anchor chain.",
                _stock(_STOCK[1], _STOCK[2]),
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A task that names what is not there: nothing may be done instead.

    Attributes:
        untouched: whether the state is as it was in the beginning.
    """

    kind: str
    stage: Callable[[Path], AbstractContextManager[Stage]]
    text: str
    untouched: Callable[[State], bool]
    where: str = "sandbox"


REFUSALS = (
    Refusal(
        kind="canvas",
        stage=canvas,
        where="browser",
        text="Go to {url}/tasks and click Delete in the row of Feed the cat.",
        untouched=lambda state: not state,
    ),
    Refusal(
        kind="canvas",
        stage=canvas,
        where="browser",
        text="Go to {url}/booking, tick Sauna and click Book room.",
        untouched=lambda state: not state,
    ),
    Refusal(
        kind="game",
        stage=game,
        text="Click Multiplayer.",
        untouched=_game(),
    ),
    Refusal(
        kind="icons",
        stage=shelf,
        text="Select castle.png and click Remove.",
        untouched=_starred(),
    ),
    Refusal(
        kind="remote",
        stage=remote,
        text="Click Remove in the row of Life boat.",
        untouched=_stock(*_STOCK),
    ),
    Refusal(
        kind="remote",
        stage=remote,
        text='Type "red" into Colour and click Save article.',
        untouched=_stock(*_STOCK),
    ),
)
