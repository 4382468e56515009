"""The commands and their options. Kept free of imports, so that `--help` is quick."""

from __future__ import annotations

import argparse
import importlib
import textwrap
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from app.cli.numbers import positive as _positive
from app.cli.numbers import positive_int as _positive_int
from app.cli.parser_eval import add_eval
from app.cli.parser_runs import add_runs
from app.cli.parser_settings import add_permissions, add_settings
from app.cli.parser_skills import add_skills

Command = Callable[[argparse.Namespace], int]

_DESCRIPTION = """\
A computer-use agent: say what you want done, and watch it happen.

  deskhand demo                                      see it at work on a small shop of its own
  deskhand run "Search for Ada" --url example.com    do something on a web page
  deskhand observe --url example.com                 what Deskhand sees there
  deskhand runs list                                 what was done before
  deskhand doctor                                    what works on this machine
"""

_EXIT_CODES = """\
exit codes of `run`: 0 done (whether it could be verified is said), 1 failed, gave up or limit
reached, 2 wrong use, 3 refused, 4 the browser is not available, 5 crashed, 130 stopped
"""


def make_parser() -> argparse.ArgumentParser:
    """The parser; its namespace holds the command to call under `command`."""
    parser = _Parser(
        prog="deskhand",
        description=_DESCRIPTION,
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"deskhand {_version()}")
    parser.set_defaults(command=_lazily("app.cli.welcome", "welcome"))
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    _add_run(commands)
    _add_demo(commands)
    _add_observe(commands)
    _add_explain(commands)
    _add_record(commands)
    add_runs(commands, _command, _lazily, _add_environment, _add_permissions, _add_budget)
    _add_models(commands)
    _add_keys(commands)
    add_skills(commands, _command, _lazily, _add_environment, _add_permissions, _add_budget)
    add_permissions(commands, _command, _lazily)
    add_settings(commands, _command, _lazily)
    add_eval(commands, _command, _lazily)
    _add_doctor(commands)
    return parser


class _Parser(argparse.ArgumentParser):
    """Never guesses which option an abbreviation means, in sub-commands either."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"allow_abbrev": False, **options})


def _lazily(module: str, function: str) -> Command:
    """A command whose module is imported when it is called."""

    def call(options: argparse.Namespace) -> int:
        return int(getattr(importlib.import_module(module), function)(options))

    return call


def _version() -> str:
    try:
        return version("deskhand")
    except PackageNotFoundError:
        return "(not installed)"


def _command(
    commands: Any, name: str, help_text: str, module: str, function: str, detail: str = ""
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_text,
        description=textwrap.dedent(detail).strip() or help_text[0].upper() + help_text[1:] + ".",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(command=_lazily(module, function))
    return parser


def _add_run(commands: Any) -> None:
    parser = _command(
        commands,
        "run",
        "carry out a task",
        "app.cli.run",
        "run",
        """
        Carry out a task.

          deskhand run "Open the contacts and search for Ada" --url http://localhost:8000
          deskhand run "What is the total of order 1003?" --url shop.example --output total.txt
          deskhand run "Open the text editor, type hello and save it as a.txt in Documents" \\
              --in sandbox
        """,
    )
    parser.add_argument(
        "task", metavar="TASK", help='what to do, in words; "-" reads it from stdin'
    )
    _add_environment(parser)
    parser.add_argument(
        "--planner",
        default="",
        metavar="NAME",
        help="who decides: builtin, a model of `deskhand models list`, or script:FILE (a JSON list "
        "of actions); default: that of the settings, else builtin",
    )
    _add_attempts(parser)
    _add_permissions(parser)
    limits = parser.add_argument_group("limits")
    limits.add_argument("--max-steps", type=_positive_int, metavar="N", help="at most N actions")
    limits.add_argument("--minutes", type=_positive, metavar="M", help="at most M minutes")
    _add_budget(limits)
    data = parser.add_argument_group("what goes in and what comes out")
    data.add_argument(
        "--with",
        dest="values",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a named value for the task; may be given several times",
    )
    data.add_argument(
        "--attach",
        action="append",
        default=[],
        metavar="FILE",
        help="a file for the task, as for an upload; may be given several times",
    )
    data.add_argument("--output", metavar="FILE", help="write the answer to FILE")
    data.add_argument(
        "--schema",
        metavar="FILE",
        help="a JSON Schema that the answer must fit; it is then given as JSON",
    )
    data.add_argument("--report", action="store_true", help="write the report (HTML) at the end")


def _add_budget(group: Any) -> None:
    group.add_argument(
        "--budget",
        type=_positive,
        metavar="USD",
        help="models may cost at most so many dollars; a call that could go beyond is not made",
    )


_ENVIRONMENTS = ("browser", "desktop", "sandbox", "fake")


def _environment(text: str) -> str:
    """What is acted on; what stands behind "vm:" is looked at when it is opened."""
    if text in _ENVIRONMENTS or (text.startswith("vm:") and len(text) > 3):
        return text
    listed = ", ".join(map(repr, _ENVIRONMENTS))
    raise argparse.ArgumentTypeError(
        f"invalid choice: {text!r} (choose from {listed}, or 'vm:http://host:5000')"
    )


def _add_environment(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("where")
    group.add_argument(
        "--in",
        dest="environment",
        type=_environment,
        metavar="{browser,desktop,sandbox,fake,vm:URL}",
        default="browser",
        help="browser (default); desktop: this one; sandbox: a private desktop that ends with the "
        "command; fake: a tiny built-in application, for trying things out; "
        "vm:http://host:5000: an OSWorld machine, by the address of its server",
    )
    group.add_argument("--url", default="", metavar="URL", help="the page to begin on")
    shown = group.add_mutually_exclusive_group()
    shown.add_argument(
        "--headless",
        action="store_true",
        default=None,
        help="no window (default where there is no display)",
    )
    shown.add_argument("--visible", dest="headless", action="store_false", help="with a window")
    group.add_argument("--browser-path", default="", metavar="PATH", help="the browser's program")
    group.add_argument(
        "--profile",
        metavar="DIR",
        help="a folder that keeps cookies and logins; default: a fresh profile for each run",
    )
    group.add_argument(
        "--open",
        dest="opens",
        default="",
        metavar="WHAT",
        help="with desktop, sandbox or vm: an application or a file to begin with",
    )
    group.add_argument(
        "--home",
        metavar="DIR",
        help="with sandbox: a folder whose contents are copied into its home folder",
    )
    group.add_argument(
        "--screen",
        default="",
        metavar="WxH",
        help="with browser or sandbox: the size of the page's view or of the screen (1280x800)",
    )
    group.add_argument(
        "--scale",
        type=float,
        default=1.0,
        metavar="N",
        help="with browser or sandbox: pixels per unit, 2 as on a fine screen",
    )
    group.add_argument("--show", action="store_true", help="with sandbox: show it in a window")
    group.add_argument(
        "--vnc",
        action="store_true",
        help="with sandbox: let it be looked at with VNC, from this machine only",
    )
    group.add_argument(
        "--cdp", default="", metavar="URL", help="use a running browser at this debugging address"
    )


def _add_attempts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--best-of",
        type=int,
        default=1,
        metavar="N",
        help="with sandbox: attempt it N times, each on a desktop of its own, and keep the best",
    )


def _add_permissions(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what may be done without asking")
    group.add_argument(
        "--mode",
        choices=("observe", "ask-all", "ask-risky", "auto"),
        help="observe: only look; ask-all: ask before everything; ask-risky (default): ask before "
        "what cannot be taken back; auto: ask nothing that is part of the task",
    )
    group.add_argument("--yes", action="store_true", help="say yes to edits without asking")
    group.add_argument(
        "--commits",
        action="store_true",
        help="with --yes: also to sending, saving, deleting and the like, within the task",
    )


def _add_demo(commands: Any) -> None:
    parser = _command(
        commands, "demo", "watch a sample task on a small shop of its own", "app.cli.demo", "demo"
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--headless", action="store_true", default=None, help="no window")
    shown.add_argument("--visible", dest="headless", action="store_false", help="with a window")
    parser.add_argument("--browser-path", default="", metavar="PATH", help="the browser's program")


def _add_observe(commands: Any) -> None:
    parser = _command(
        commands,
        "observe",
        "show what Deskhand sees",
        "app.cli.observe",
        "observe",
        """
        Show what Deskhand sees of a page or of a desktop: as compact text, as a picture in which
        each element carries its number, or as JSON.

          deskhand observe --url example.com
          deskhand observe --url example.com --marks page.png
          deskhand observe --in desktop
          deskhand observe --in sandbox --open "text editor" --marks editor.png
        """,
    )
    _add_environment(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help="as text (default)")
    form.add_argument("--marks", metavar="FILE.png", help="as a picture with numbered elements")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only the view")


def _add_explain(commands: Any) -> None:
    parser = _command(
        commands,
        "explain",
        "say what the built-in planner understands of a task, without doing anything",
        "app.cli.explain",
        "explain",
    )
    parser.add_argument("task", metavar="TASK", help='the task; "-" reads it from stdin')
    parser.add_argument(
        "--in",
        dest="environment",
        choices=("browser", "desktop", "sandbox"),
        default="browser",
        help="where it would be done (browser)",
    )


def _add_record(commands: Any) -> None:
    parser = _command(
        commands,
        "record",
        "show something once, and it is a skill",
        "app.cli.record",
        "record",
        """
        Show something once: what you do is recorded and becomes a skill.

          deskhand record "Change the city of Chen Wei to Bremen" --url shop.example
          deskhand record "Write a note and save it as todo.txt" --in sandbox --open Mousepad

        Say in words what you show, with the values that you use: these become parameters. Only
        the pages and programs that you allow are recorded; passwords never are. Without a
        terminal, lines of standard input are commands: pause, resume, parameter NAME, wait, check,
        undo, end.
        """,
    )
    parser.add_argument("task", nargs="?", default="", metavar="WHAT", help="what you show")
    parser.add_argument("--name", default="", metavar="NAME", help="of the skill")
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="PLACE",
        help="a site or a program that may be recorded as well; may be given several times",
    )
    parser.add_argument(
        "--minutes", type=_positive, metavar="M", help="end after M minutes at the latest"
    )
    parser.add_argument(
        "--like",
        default="",
        metavar="SKILL",
        help="show the same as this skill once more, with other values: it becomes surer",
    )
    parser.add_argument(
        "--again", default="", metavar="ID", help="make the skill anew, of an earlier recording"
    )
    parser.add_argument(
        "--namer",
        default="",
        metavar="MODEL",
        help="let this model propose names and descriptions; it is told no values",
    )
    _add_environment(parser)


def _add_models(commands: Any) -> None:
    models = commands.add_parser(
        "models",
        help="set up, try out and choose the models that plan",
        description="Models that plan.",
    )
    models.set_defaults(command=_lazily("app.cli.models", "list_models"), json=False)
    parts = models.add_subparsers(metavar="COMMAND", title="commands")
    listing = _command(parts, "list", "list the models", "app.cli.models", "list_models")
    listing.add_argument(
        "--profiles", action="store_true", help="list the families of models that are known instead"
    )
    show = _command(parts, "show", "show all that is known of a model", "app.cli.models", "show")
    new = _command(
        parts,
        "add",
        "set up a model",
        "app.cli.models",
        "add",
        """
        Set up a model. Its key is kept with `deskhand keys set`.

          deskhand models add gpt-5.4
          deskhand models add claude --model claude-sonnet-5-5
          deskhand models add local --model qwen3-vl:8b --address http://localhost:11434/v1
          deskhand models add tars --model ui-tars-1.5-7b --address http://gpu.lan:8000/v1
          deskhand models add qwen --model qwen3-vl-8b --weights ~/models/qwen3-vl-8b
        """,
    )
    new.add_argument("--model", metavar="MODEL", help="its name at the server (default: NAME)")
    new.add_argument(
        "--profile",
        metavar="PROFILE",
        help="its family, of `deskhand models list --profiles` (default: by its name)",
    )
    new.add_argument(
        "--address",
        metavar="URL",
        help="of the server (default: its maker's); or local, to run it here",
    )
    new.add_argument("--weights", metavar="FOLDER", help="run it here, with the weights in FOLDER")
    new.add_argument(
        "--device", metavar="DEVICE", help="to run it on: cuda, mps, cpu (default: auto)"
    )
    new.add_argument("--dtype", metavar="TYPE", help="of its weights: bfloat16 ... (default: auto)")
    new.add_argument("--key", metavar="KEY", help="the name, not the key, under which it is kept")
    new.add_argument(
        "--price", metavar="SECTION", help="of the table of prices; or free, where nobody charges"
    )
    test = _command(
        parts,
        "test",
        "make one small call: does the model see, and where does its click land?",
        "app.cli.models",
        "test",
    )
    choose = _command(
        parts, "use", "say who decides when no planner is named", "app.cli.models", "use"
    )
    gone = _command(parts, "remove", "take a model out", "app.cli.models", "remove")
    gone.add_argument("--yes", action="store_true", help="do not ask")
    for parser in (show, new, test, gone):
        parser.add_argument("name", metavar="NAME", help="what it is called here")
    choose.add_argument("name", metavar="NAME", help="what it is called here, or builtin")


def _add_keys(commands: Any) -> None:
    keys = commands.add_parser(
        "keys",
        help="keep the keys of models in the system's keyring",
        description="Keys of models. They are never shown, and never written into a file.",
    )
    keys.set_defaults(command=_lazily("app.cli.keys", "list_keys"), json=False)
    parts = keys.add_subparsers(metavar="COMMAND", title="commands")
    new = _command(
        parts,
        "set",
        "keep a key",
        "app.cli.keys",
        "set_key",
        """
        Keep a key in the keyring. It is typed without being shown, or read from standard input.

          deskhand keys set openai
          pass show anthropic | deskhand keys set anthropic
        """,
    )
    _command(parts, "list", "list the names of keys", "app.cli.keys", "list_keys")
    gone = _command(parts, "delete", "delete a key", "app.cli.keys", "delete")
    gone.add_argument("--yes", action="store_true", help="do not ask")
    for parser in (new, gone):
        parser.add_argument(
            "name", metavar="NAME", help="openai, anthropic, google, a model, or a name of your own"
        )


def _add_doctor(commands: Any) -> None:
    parser = _command(
        commands, "doctor", "try out what works on this machine", "app.cli.doctor", "doctor"
    )
    parser.add_argument("--browser-path", default="", metavar="PATH", help="the browser's program")
