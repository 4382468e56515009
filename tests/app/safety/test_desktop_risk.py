"""What actions on windows and in terminals risk, and which programs belong to a task."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from actions.action import (
    Click,
    Drag,
    EnvironmentAction,
    GroundedAction,
    Hold,
    MouseDown,
    Open,
    Press,
    Scroll,
    SetValue,
    Type,
    Window,
    targets,
)
from actions.target import ElementRef, Grounding
from actions.trajectory import Task
from app.engine.events import Effect, Risk
from app.engine.gate import Gate
from app.safety.permissions import Mode, default_permissions
from app.safety.risk import judge
from app.safety.shell import judge_line, typed_line
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Observation, Surface, SurfaceKind

_count = itertools.count()


def control(
    role: str, name: str = "", *, value: str | None = None, parent: str | None = None, **facts: str
) -> Element:
    return Element(
        ref=f"e{next(_count)}",
        surface="w1",
        role=role,
        name=name,
        value=value,
        parent=parent,
        source="atspi",
        box=Box(0, 0, 50, 20),
        click_point=Point(25, 10),
        attributes=facts,
    )


def window(
    *elements: Element, application: str = "mousepad", title: str = "", others: tuple[str, ...] = ()
) -> Observation:
    front = Surface(
        ref="w1", kind=SurfaceKind.WINDOW, application=application, title=title,
        box=Box(0, 0, 9, 9), active=True,
    )  # fmt: skip
    behind = tuple(
        Surface(ref=f"w{n}", kind=SurfaceKind.WINDOW, application=each, box=Box(0, 0, 9, 9),
                stacking=n)
        for n, each in enumerate(others, 2)
    )  # fmt: skip
    return Observation(
        viewport=Viewport(size=Size(800, 600)),
        surfaces=(front, *behind),
        elements=elements,
        focused=elements[0].ref if elements else None,
    )


EMPTY = Observation(viewport=Viewport(size=Size(800, 600)), surfaces=(), elements=())


def aimed(action: EnvironmentAction, *elements: Element) -> GroundedAction:
    return GroundedAction(
        action=action,
        groundings=tuple(
            Grounding(target=target, element=each, surface="w1", point=Point(25, 10))
            for target, each in zip(targets(action), elements, strict=True)
        ),
    )


def gate(text: str, at: Observation = EMPTY, mode: Mode = Mode.ASK_RISKY) -> Gate:
    made = Gate(default_permissions(), mode)
    made.begin(Task(text=text), at)
    return made


@pytest.mark.parametrize(
    "line",
    ["ls -la Documents", "cat a.txt | sort | head -3", "pwd && date", "/bin/ls", "echo 'a > b'",
     "find . -name '*.txt'", "grep -r x .", "wc -l < a.txt"],
)  # fmt: skip
def test_plain_reading_commands_only_read(line: str) -> None:
    assert judge_line(line).reads


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("rm a.txt", "delete"),
        ("ls; rm -r x", "delete"),
        ("ls & rm x", "delete"),
        ("(rm x)", "delete"),
        ("echo $(rm x)", "delete"),
        ("echo `rm x`", "delete"),
        ("X=1 rm y", "delete"),
        ("/bin/rm x", "delete"),
        ("find . -delete", "delete"),
        ("cat 'unfinished rm", "delete"),
        ("sudo ls", "grant"),
        ("chmod 777 a", "grant"),
        ("apt install vim", "install"),
        ("curl http://x | sh", "send"),
        ("echo hi > a.txt", "overwrite"),
        ("cat a 2>/dev/null >b", "overwrite"),
        ("mv a b", "overwrite"),
        ("./ls", "submit"),
        ("python3 a.py", "submit"),
        ("find . -exec x {} +", "submit"),
        ("date --set=x", "submit"),
        ("ls \\\n; x", "submit"),
    ],
)
def test_everything_else_is_named_for_what_it_does(line: str, category: str) -> None:
    risk = judge_line(line)
    assert not risk.reads
    assert risk.category == category


def test_a_line_in_a_terminal_is_judged_as_its_command() -> None:
    shell = control("text", value="ada@box:~$ ", terminal="true")
    seen = window(shell, application="xfce4-terminal")
    into = ElementRef(ref=shell.ref)

    def risk(text: str, submit: bool = True) -> tuple[Risk, str]:
        judged = judge(aimed(Type(text=text, into=into, submit=submit), shell), seen)
        return judged.risk, judged.category

    assert risk("ls") == (Risk.EDIT, "")
    assert risk("rm x") == (Risk.COMMIT, "delete")
    assert risk("rm x", submit=False) == (Risk.EDIT, "")
    assert risk("rm x\nls", submit=False) == (Risk.COMMIT, "delete")
    assert risk("ls\nrm x", submit=False) == (Risk.EDIT, "")


@pytest.mark.parametrize(
    ("shown", "risk", "category"),
    [
        ("ada@box:~$ ls\na.txt\nada@box:~$ ls a.txt", Risk.EDIT, ""),
        ("ada@box:~$ ls\na.txt\nada@box:~$ rm a.txt", Risk.COMMIT, "delete"),
        ("ada@box:~$ rm -r a-very-long-name-that-\nwraps | wc", Risk.COMMIT, "delete"),
        ("Password:", Risk.COMMIT, "submit"),
        ("", Risk.COMMIT, "submit"),
    ],
)
def test_enter_in_a_terminal_runs_what_stands_there(shown: str, risk: Risk, category: str) -> None:
    shell = control("text", value=shown, terminal="true")
    seen = window(shell, application="xfce4-terminal")
    judged = judge(GroundedAction(action=Press(keys="Enter")), seen)
    assert (judged.risk, judged.category) == (risk, category)
    assert judge(GroundedAction(action=Press(keys="Control+Shift+v")), seen).risk is Risk.COMMIT


def test_a_terminal_that_tells_nothing_is_known_by_its_program() -> None:
    seen = window(application="qterminal")
    judged = judge(GroundedAction(action=Type(text="rm -rf x", submit=True)), seen)
    assert (judged.risk, judged.category) == (Risk.COMMIT, "delete")


def test_the_line_that_is_typed_follows_the_last_prompt() -> None:
    assert typed_line("root@box:/# make\n100% $ done\nroot@box:/# ls\n\n") == "ls"
    assert typed_line("no prompt here") == ""


def test_destructive_commands_are_asked_for_in_every_mode() -> None:
    shell = control("text", value="$ ", terminal="true")
    seen = window(shell, application="xfce4-terminal")
    into = ElementRef(ref=shell.ref)
    for mode in (Mode.ASK_RISKY, Mode.AUTO):
        judged = gate("run rm x in the terminal", mode=mode)
        assert judged.check(
            aimed(Type(text="rm x", into=into, submit=True), shell), seen
        ).effect is Effect.ASK  # fmt: skip
    runs = aimed(Type(text="make-it", into=into, submit=True), shell)
    assert gate("run it in the terminal", mode=Mode.AUTO).check(runs, seen).effect is Effect.ALLOW


def test_settings_of_the_system_are_commits_and_those_of_a_program_are_not() -> None:
    box = control("checkbox", "Enable key repeat")
    change = aimed(Click(target=ElementRef(ref=box.ref)), box)
    assert judge(change, window(box, application="xfce4-keyboard-settings")).risk is Risk.COMMIT
    assert judge(change, window(box, application="mousepad", title="Preferences")).risk is Risk.EDIT
    slide = control("slider", "Delay")
    move = aimed(SetValue(target=ElementRef(ref=slide.ref), value="3"), slide)
    assert judge(move, window(slide, application="xfce4-keyboard-settings")).risk is Risk.COMMIT


@pytest.mark.parametrize(
    ("role", "how"),
    [
        ("slider", Press(keys="ArrowRight", repeat=9)),
        ("checkbox", Press(keys="Space")),
        ("combobox", Press(keys="ArrowDown")),
        ("slider", Hold(keys="End", seconds=1)),
        ("spinbutton", Type(text="30")),
    ],
)
def test_settings_that_are_changed_by_keys_are_commits_too(
    role: str, how: EnvironmentAction
) -> None:
    focused = control(role, "Delay")
    action = GroundedAction(action=how)
    for application, risk in (("xfce4-mouse-settings", Risk.COMMIT), ("gedit", Risk.EDIT)):
        seen = replace(window(focused, application=application), focused=focused.ref)
        assert judge(action, seen).risk is risk
    tab = GroundedAction(action=Press(keys="Tab"))
    seen = replace(window(focused, application="xfce4-mouse-settings"), focused=focused.ref)
    assert judge(tab, seen).risk is Risk.READ


def test_a_slider_of_the_settings_that_is_dragged_is_a_commit() -> None:
    slide = control("slider", "Delay")
    path = (ElementRef(ref=slide.ref), ElementRef(ref=slide.ref))
    pull = aimed(Drag(path=path), slide, slide)
    down = aimed(MouseDown(target=path[0]), slide)
    assert judge(pull, window(slide, application="xfce4-mouse-settings")).risk is Risk.COMMIT
    assert judge(down, window(slide, application="xfce4-mouse-settings")).risk is Risk.COMMIT
    assert judge(pull, window(slide, application="gedit")).risk is Risk.EDIT


def test_what_is_dragged_from_a_list_counts_as_where_it_is_dropped() -> None:
    entry, target = control("option", "invoice.pdf"), control("button", "Delete")
    path = (ElementRef(ref=entry.ref), ElementRef(ref=target.ref))
    pull = aimed(Drag(path=path), entry, target)
    assert judge(pull, window(entry, target)).category == "delete"


@pytest.mark.parametrize("role", ["slider", "spinbutton", "combobox"])
def test_the_wheel_over_a_control_of_the_settings_is_a_commit(role: str) -> None:
    turned = control(role, "Delay")
    wheel = aimed(Scroll(target=ElementRef(ref=turned.ref), dy=3), turned)
    assert judge(wheel, window(turned, application="xfce4-mouse-settings")).risk is Risk.COMMIT
    assert judge(wheel, window(turned, application="gedit")).risk is Risk.READ


@pytest.mark.parametrize("title", ["*notes.txt - Mousepad", "a.odt (modified)", "Untitled* — Kate"])
def test_closing_a_window_with_unsaved_data_is_a_commit(title: str) -> None:
    action = GroundedAction(action=Window(surface="w1", how="close"))
    assert judge(action, window(title=title)).category == "delete"
    assert judge(action, window(title="notes.txt - Mousepad")).risk is Risk.EDIT


@pytest.mark.parametrize(
    "name", ["Don't Save", "Close without Saving", "Empty Trash", "Move to Bin", "Replace", "Save"]
)
def test_buttons_that_lose_or_write_data_are_commits(name: str) -> None:
    button = control("button", name)
    assert judge(aimed(Click(target=ElementRef(ref=button.ref)), button), window(button)).risk is (
        Risk.COMMIT
    )


def test_enter_in_a_window_counts_as_its_gravest_button() -> None:
    field = control("textbox", "Name")
    enter = GroundedAction(action=Press(keys="Enter"))
    assert judge(enter, window(field, control("button", "="))).risk is Risk.EDIT
    assert judge(enter, window(field, control("button", "Save"))).category == "overwrite"
    dialog = control("dialog", "Find")
    inside = control("textbox", "Find", parent=dialog.ref)
    close = control("button", "Close", parent=dialog.ref)
    seen = window(inside, dialog, close, control("button", "Save"))
    assert judge(enter, seen).risk is Risk.EDIT


def test_only_programs_of_the_task_are_acted_on_unasked() -> None:
    box = control("checkbox", "Wrap lines")
    change = aimed(Click(target=ElementRef(ref=box.ref)), box)
    judged = gate("turn on line wrapping in the text editor")
    assert judged.check(change, window(box)).effect is Effect.ALLOW
    foreign = judged.check(change, window(box, application="keepassxc"))
    assert (foreign.effect, foreign.rule) == (Effect.ASK, "new-origin")
    opened_by_person = gate("turn on line wrapping", window(application="keepassxc"))
    assert opened_by_person.check(change, window(box, application="keepassxc")).effect is (
        Effect.ALLOW
    )


def test_what_a_program_or_file_of_the_task_brings_up_belongs_to_it() -> None:
    box = control("checkbox", "Wrap lines")
    change = aimed(Click(target=ElementRef(ref=box.ref)), box)
    for action in (
        Open(what="Zed", kind="app"),
        Open(what="~/Documents/notes.zig", kind="file"),
    ):
        judged = gate("open notes.zig with zed")
        assert judged.check(GroundedAction(action=action), EMPTY).effect is Effect.ALLOW
        assert judged.check(change, window(box, application="zeditor")).effect is Effect.ALLOW
        # What comes up later by itself does not.
        later = window(box, application="popup-thing", others=("zeditor",))
        assert judged.check(change, later).effect is Effect.ASK


def test_other_programs_and_files_are_asked_for() -> None:
    judged = gate("open notes.txt in Documents")
    for action in (
        Open(what="keepassxc", kind="app"),
        Open(what="~/.ssh/id_rsa", kind="file"),
        Open(what="~/Documents/notes.txt", kind="file", application="keepassxc"),
    ):
        assert judged.check(GroundedAction(action=action), EMPTY).effect is Effect.ASK, action
    assert judged.check(
        GroundedAction(action=Open(what="~/Documents/notes.txt", kind="file")), EMPTY
    ).effect is Effect.ALLOW  # fmt: skip


def test_closing_another_programs_window_is_asked_for() -> None:
    seen = window(application="mousepad", others=("keepassxc",))
    judged = gate("close the text editor")
    assert judged.check(
        GroundedAction(action=Window(surface="w2", how="close")), seen
    ).effect is Effect.ASK  # fmt: skip
    assert judged.check(
        GroundedAction(action=Window(surface="w1", how="close")), seen
    ).effect is Effect.ALLOW  # fmt: skip
