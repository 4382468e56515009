"""What a line typed into a terminal would do.

Only commands that are known to do nothing but read, written so plainly that nothing else can hide
in them, count as reading. Everything else runs something: a commit, as nobody can tell what it
does. What destroys, installs, takes rights or sends is named, so that it is always asked for.
"""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple


class CommandRisk(NamedTuple):
    """What a command line risks.

    Attributes:
        reads: it only reads.
        category: of a commit, as in `app.safety.risk`: "delete", "install", "grant", "send",
            "overwrite", or "submit" for what is not known.
        reason: for people.
    """

    reads: bool
    category: str = ""
    reason: str = ""


_READING = frozenset(
    re.findall(
        r"\w+",
        "ls dir pwd cat head tail wc date cal whoami id groups hostname uname uptime df du free ps"
        " file stat echo printf grep egrep fgrep sort uniq cut tr nl rev tac basename dirname"
        " realpath readlink which whereis type tree md5sum sha1sum sha256sum cmp diff comm seq true"
        " false test clear cd history lsblk lscpu nproc arch tty w who last locale expr bc factor",
    )
)
# Options that make a reading command write or run something.
_WRITING = {"sort": ("-o", "--output"), "tree": ("-o",), "date": ("-s", "--set"), "uniq": (),
            "history": ("-c", "-d", "-w"), "hostname": ("-F", "-b"), "file": ("-C",)}  # fmt: skip
_CATEGORIES: dict[str, str] = {
    command: category
    for category, commands in {
        "delete": "rm rmdir unlink shred srm wipe mkfs dd fdisk parted wipefs kill pkill killall "
        "xkill truncate userdel groupdel crontab trash trash-put trash-empty gio shutdown reboot "
        "poweroff halt del erase format",
        "install": "apt apt-get aptitude dpkg dnf yum rpm pacman zypper snap flatpak pip pip3 pipx "
        "npm yarn pnpm gem cargo go brew conda uv nix-env make",
        "grant": "sudo su doas pkexec chmod chown chgrp setfacl usermod useradd passwd visudo "
        "ssh-copy-id xhost",
        "send": "curl wget scp sftp rsync ssh ftp nc ncat netcat telnet mail mutt sendmail git gh",
        "overwrite": "mv cp install ln tee sed",
    }.items()
    for command in commands.split()
}
_FINDING_DOES = {"-exec", "-execdir", "-delete", "-ok", "-okdir", "-fprint", "-fprintf", "-fls"}
_ALWAYS = frozenset({"delete", "install", "grant"})
_PARTS = {";", "&&", "||", "|", "|&"}
_PROMPT = re.compile(r"^.*?[$#%>❯]\s+")


def judge_line(line: str) -> CommandRisk:
    """What a command line would do when Enter is pressed.

    >>> judge_line("ls -l Documents").reads, judge_line("ls; rm -r x").category
    (True, 'delete')
    """
    if re.search(r"[`\\\n\r]|\$[({]|<\(|>\(", line):
        return _worst([line], "the command runs others within it")
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";|&<>()")
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError:
        return _worst([line], "the command is not complete")
    if not words:
        return CommandRisk(True)
    found = CommandRisk(True)
    command: list[str] = []
    for word in [*words, ";"]:
        if word in _PARTS:
            if command:
                found = _graver(found, _judge(command))
            command = []
        else:
            command.append(word)
    return found


def always_asked(category: str) -> bool:
    """Whether a command of this category is asked for whatever else is allowed."""
    return category in _ALWAYS


def typed_line(shown: str) -> str:
    r"""The line that is being typed, of the text that a terminal shows: what follows the prompt.

    >>> typed_line("ada@box:~$ ls\na.txt\nada@box:~$ rm a.txt\n")
    'rm a.txt'
    """
    lines = [line for line in shown.splitlines() if line.strip()]
    for at in range(len(lines) - 1, -1, -1):  # a long line goes on in the next ones
        if _PROMPT.match(lines[at]):
            return (_PROMPT.sub("", lines[at], count=1) + "".join(lines[at + 1 :])).strip()
    return ""


def _judge(command: list[str]) -> CommandRisk:
    """One simple command with its redirections."""
    if any(word in (">", ">>", ">|", "&>", ">&", "&>>") for word in command):
        written = CommandRisk(False, "overwrite", "the command writes a file")
        words = command[
            : next(at for at, word in enumerate(command) if word.startswith((">", "&")))
        ]
        return _graver(written, _judge(words) if words else written)
    if any(set(word) & set("()&") and not set(word) - set("()&|<>;") for word in command):
        return _worst(command, "the command runs others within it")
    name = command[0].rpartition("/")[2]
    if "=" in name or not name:
        return _worst(command, "the command sets something")
    if category := _CATEGORIES.get(name):
        return CommandRisk(False, category, f"{name} {_SAYS[category]}")
    options = _WRITING.get(name, ())
    elsewhere = "/" in command[0] and not command[0].startswith(("/bin/", "/usr/bin/"))
    writes = bool(options) and any(word.startswith(options) for word in command[1:])
    if name in _READING and not writes and not elsewhere:
        return CommandRisk(True)
    if name == "find" and not _FINDING_DOES & set(command):
        return CommandRisk(True)
    if name == "find" and "-delete" in command:
        return CommandRisk(False, "delete", "find deletes what it finds")
    return CommandRisk(False, "submit", f"{name} is run")


_SAYS = {
    "delete": "removes or ends things",
    "install": "installs or builds software",
    "grant": "takes or gives rights",
    "send": "talks to other machines",
    "overwrite": "writes files",
}
_ORDER = ("", "submit", "overwrite", "send", "install", "grant", "delete")


def _graver(one: CommandRisk, other: CommandRisk) -> CommandRisk:
    return max(one, other, key=lambda risk: (not risk.reads, _ORDER.index(risk.category)))


def _worst(command: list[str], reason: str) -> CommandRisk:
    """For what cannot be taken apart: the gravest command that is a word of it."""
    found = CommandRisk(False, "submit", reason)
    for word in re.findall(r"[\w.-]+", " ".join(command)):
        if category := _CATEGORIES.get(word):
            found = _graver(found, CommandRisk(False, category, f"{word} {_SAYS[category]}"))
    return found
