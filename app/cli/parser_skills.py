"""The options of `deskhand skills`. Kept free of imports, as `app.cli.parser`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Add = Callable[[Any], None]
_MODULE = "app.cli.skills"


def add_skills(
    commands: Any,
    command: Callable[..., argparse.ArgumentParser],
    lazily: Callable[[str, str], Any],
    *shared: Add,
) -> None:
    """Add the commands.

    Args:
        commands: where to.
        command: makes a command.
        lazily: a command whose module is imported when it is called.
        shared: add the options that `run` has as well.
    """
    skills = commands.add_parser(
        "skills",
        help="list, run, change and share what was learned",
        description="Skills: procedures that were shown, learned or written.",
    )
    skills.set_defaults(command=lazily(_MODULE, "list_skills"), json=False)
    parts = skills.add_subparsers(metavar="COMMAND", title="commands")
    command(parts, "list", "list the skills", _MODULE, "list_skills")
    find = command(parts, "search", "find skills by words", _MODULE, "search")
    find.add_argument("words", metavar="WORDS", help="what is to be done")
    find.add_argument("--app", default="", metavar="NAME", help="only for this program")
    find.add_argument("--origin", default="", metavar="ORIGIN", help="only for pages of this site")
    find.add_argument("--limit", type=int, default=5, metavar="N", help="at most N skills (5)")
    show = command(parts, "show", "show a skill in words", _MODULE, "show")
    show.add_argument("--yaml", action="store_true", help="as it is written in its file")
    _add_run(parts, command, shared)
    edit = command(parts, "edit", "change a skill in an editor ($EDITOR)", _MODULE, "edit")
    edit.add_argument(
        "--review", action="store_true", help="only answer what was guessed, one key for each"
    )
    verify = _add_verify(parts, command, shared)
    diff = command(parts, "diff", "what changed between two versions", _MODULE, "diff")
    heal = command(parts, "heal", "what replays found changed on the screen", _MODULE, "heal")
    which = heal.add_mutually_exclusive_group()
    which.add_argument("--accept", action="store_true", help="make it a new version now")
    which.add_argument("--dismiss", metavar="STEP", help="forget what is proposed for this step")
    history = command(parts, "history", "the versions of a skill", _MODULE, "history")
    history.add_argument(
        "--back-to", type=int, metavar="N", help="make version N the newest one again"
    )
    retire = command(parts, "retire", "take a skill out of use", _MODULE, "retire")
    retire.add_argument("--restore", action="store_true", help="put it back into use")
    retire.add_argument("--reason", default="", metavar="TEXT", help="why")
    rename = command(parts, "rename", "give a skill another name", _MODULE, "rename")
    delete = command(parts, "delete", "delete a skill", _MODULE, "delete")
    delete.add_argument("--undo", action="store_true", help="bring it back")
    export = command(parts, "export", "write a skill as one file", _MODULE, "export")
    export.add_argument("--output", metavar="FILE.zip", help="where to (NAME.zip)")
    export.add_argument("--key", metavar="FILE.pem", help="sign it with this ed25519 key")
    for parser in (show, edit, verify, diff, heal, history, retire, rename, delete, export):
        parser.add_argument("name", metavar="NAME", help="of the skill")
    rename.add_argument("new", metavar="NEW", help="its name from now on")
    diff.add_argument("old", nargs="?", type=int, metavar="OLD", help="default: the one before")
    diff.add_argument("new", nargs="?", type=int, metavar="NEW", help="default: the newest")
    tips = command(parts, "tips", "what runs found out about places", "app.cli.tips", "tips")
    which = tips.add_mutually_exclusive_group()
    which.add_argument("--approve", metavar="ID", help="it is right: tell it to planners")
    which.add_argument("--forget", metavar="ID", help="delete it")
    propose = command(
        parts,
        "propose",
        "what may become a skill, a tip or a change of a skill, if you say so",
        "app.cli.propose",
        "propose",
        """
        What was done three times may become a skill; what you put right by hand during a run, and
        what replays found changed on the screen, may become a tip or a change of a skill. Without
        a number it lists them; with one it takes that over, or forgets it with --dismiss.
        """,
    )
    propose.add_argument("number", nargs="?", metavar="NUMBER", help="of the list")
    propose.add_argument("--name", default="", metavar="NAME", help="what the skill is called")
    propose.add_argument("--dismiss", action="store_true", help="do not propose this again")
    take = command(
        parts,
        "import",
        "take in a skill, or a recording of another program",
        _MODULE,
        "import_",
        """
        Take in a skill (a folder or a zip file), or a recording of another program: a workflow of
        workflow-use (.json), a bundle of OpenAdapt (a folder), shortcuts of Mobile-Agent-E (.json)
        or a script of Playwright's code generator (.py, .ts, .js), which is read and never run.
        Whatever comes in is untrusted until you have reviewed it.
        """,
    )
    take.add_argument("file", metavar="FILE")
    take.add_argument("--replace", action="store_true", help="a skill of this name, if there is")
    take.add_argument("--yes", action="store_true", help="do not ask")


def _add_verify(
    parts: Any, command: Callable[..., argparse.ArgumentParser], shared: Any
) -> argparse.ArgumentParser:
    verify = command(
        parts,
        "verify",
        "check a skill's files and who signed it, and carry out its tests",
        "app.cli.skills_verify",
        "verify",
        """
        Check a skill's files and who signed it, and carry out its tests: each tests/*.yaml in its
        folder gives values (`with: {name: Ada}`), where the browser begins (`url:`) and what is to
        come of it (`expect: done` or `halt`). A test does what the skill does, for real: give it a
        place where that may be done, such as --in sandbox. A draft of which a test came out as
        claimed is verified from then on.
        """,
    )
    verify.add_argument("--files-only", action="store_true", help="carry out no test")
    verify.add_argument("--max-steps", type=int, metavar="N", help="at most N actions")
    verify.add_argument("--minutes", type=float, metavar="M", help="at most M minutes")
    verify.add_argument("--report", action="store_true", help="write the reports (HTML)")
    verify.set_defaults(planner="builtin")
    for add in shared:
        add(verify)
    return verify


def _add_run(parts: Any, command: Callable[..., argparse.ArgumentParser], shared: Any) -> None:
    run = command(
        parts,
        "run",
        "run a skill, once or for each row of a table",
        "app.cli.skills_run",
        "run",
        """
        Run a skill, once or for each row of a table.

          deskhand skills run new-contact --with full_name="Ada Lovelace"
          deskhand skills run new-contact --table people.csv --yes --commits

        A table's first line names the columns, which are the parameters of the skill. After a
        failure it goes on with the next row. The same command again goes on with the rows that
        were not begun.
        """,
    )
    run.add_argument("name", metavar="NAME", help="of the skill")
    run.add_argument("--table", metavar="FILE.csv", help="run it for each row")
    run.add_argument(
        "--again", action="store_true", help="also rows that failed or whose end is unknown"
    )
    run.add_argument("--restart", action="store_true", help="forget what was done before")
    run.add_argument(
        "--with",
        dest="values",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a value; may be given several times",
    )
    run.add_argument(
        "--planner",
        default="builtin",
        metavar="NAME",
        help="who does the parts that the skill leaves to a planner (a model)",
    )
    run.add_argument("--max-steps", type=int, metavar="N", help="at most N actions")
    run.add_argument("--minutes", type=float, metavar="M", help="at most M minutes")
    run.add_argument("--report", action="store_true", help="write the report (HTML) at the end")
    run.set_defaults(attach=[], schema=None)
    for add in shared:
        add(run)
