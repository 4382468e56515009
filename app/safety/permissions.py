"""Permission rules: what may be done where. Read from YAML, decided without any model.

Of all rules that match an action, deny beats ask beats allow, whatever their order, so that adding
a deny can only tighten. What an action lacks (it has no text, its target has no known role) never
satisfies an allow and always satisfies a deny or an ask. Regular expressions must match the whole
text. Origins are compared as scheme, host in punycode and port, so that a look-alike in another
script is another place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple, get_args
from urllib.parse import urlsplit

import yaml

from actions.action import EnvironmentAction
from app.engine.events import Effect, Risk

ACTION_KINDS = frozenset(kind.__name__.lower() for kind in get_args(EnvironmentAction))
CATEGORIES = frozenset({"submit", "send", "pay", "delete", "overwrite", "install", "grant"})
ARGUMENTS = frozenset({"text", "keys", "what", "paths", "value", "options"})
TASK_SCOPE = "task"

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
_STRICTNESS = (Effect.ALLOW, Effect.ASK, Effect.DENY)


class PermissionsError(Exception):
    """A permissions file that cannot be understood. The message names file, rule and remedy."""


class Mode(StrEnum):
    """What happens to actions that no rule decides.

    Reading is always free. OBSERVE: nothing else. ASK_ALL: all else is asked for, whatever files
    allow. ASK_RISKY: edits in the task's places go; commits and new places are asked for. AUTO:
    commits in the task's places go as well.
    """

    OBSERVE = "observe"
    ASK_ALL = "ask-all"
    ASK_RISKY = "ask-risky"
    AUTO = "auto"


class Facts(NamedTuple):
    """All that rules look at.

    Attributes:
        kind: of the action, in lower case ("click").
        origins: where it acts and, if it leads elsewhere, where to; "" for unknown.
        application: the program; "" for unknown.
        risk: and `category`: as judged.
        role: and `name`, `states`: of the target; None where there is none or it is unknown.
        arguments: texts by name; those that the action lacks are missing. A secret's text is
            missing too: no rule sees it.
        in_scope: whether all origins are places that the task names or began at.
    """

    kind: str
    origins: tuple[str, ...]
    application: str
    risk: Risk
    category: str = ""
    role: str | None = None
    name: str | None = None
    states: frozenset[str] | None = None
    arguments: Mapping[str, tuple[str, ...]] = {}
    in_scope: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; an empty condition holds of everything. See resources/permissions.yaml."""

    id: str
    effect: Effect
    kinds: frozenset[str] = frozenset()
    origins: tuple[str, ...] = ()
    applications: frozenset[str] = frozenset()
    risks: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    name: re.Pattern[str] | None = None
    states: frozenset[str] = frozenset()
    arguments: tuple[tuple[str, re.Pattern[str]], ...] = ()
    reason: str = ""

    def matches(self, facts: Facts) -> bool:
        """Whether the rule speaks of such an action."""
        return all(self._conditions(facts))

    def _conditions(self, facts: Facts) -> Iterable[bool]:
        # What a condition says of something unknown or absent: a tightening rule speaks, a
        # loosening one is silent.
        absent = self.effect is not Effect.ALLOW
        yield not self.kinds or facts.kind in self.kinds
        yield not self.origins or self._in_origins(facts, absent)
        yield not self.applications or (
            facts.application.casefold() in self.applications if facts.application else absent
        )
        if self.risks:
            yield facts.risk.value in self.risks or facts.category in self.risks
        else:
            yield facts.risk is not Risk.COMMIT or self.effect is not Effect.ALLOW
        yield not self.roles or (absent if facts.role is None else facts.role in self.roles)
        yield not self.states or (
            absent if facts.states is None else bool(self.states & facts.states)
        )
        if self.name is not None:
            yield absent if facts.name is None else bool(self.name.fullmatch(facts.name))
        for argument, pattern in self.arguments:
            texts = facts.arguments.get(argument)
            if not texts:
                yield absent
            elif self.effect is Effect.ALLOW:
                yield all(pattern.fullmatch(text) for text in texts)
            else:
                yield any(pattern.fullmatch(text) for text in texts)

    def _in_origins(self, facts: Facts, absent: bool) -> bool:
        """Whether an allow covers all origins, or a deny any."""
        if not facts.origins:
            return absent
        hits = [self._covered(origin, facts) if origin else absent for origin in facts.origins]
        return all(hits) if self.effect is Effect.ALLOW else any(hits)

    def _covered(self, origin: str, facts: Facts) -> bool:
        """Whether one of the rule's origins covers a known one."""
        return any(
            facts.in_scope if wanted == TASK_SCOPE else origin_matches(wanted, origin)
            for wanted in self.origins
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """Rules of all layers and the mode for what they do not decide."""

    rules: tuple[Rule, ...] = ()
    mode: Mode = Mode.ASK_RISKY
    problem: str = field(default="")

    def deciding(self, facts: Facts) -> Rule | None:
        """The strictest rule that speaks of the action; None if none does."""
        speaking = [rule for rule in self.rules if rule.matches(facts)]
        # Among equally strict ones the id decides, so that the order does not matter at all.
        return max(speaking, key=lambda r: (_STRICTNESS.index(r.effect), r.id), default=None)

    def with_rules(self, rules: Iterable[Rule]) -> Permissions:
        """With more rules."""
        return replace(self, rules=(*self.rules, *rules))


@cache
def default_permissions() -> Permissions:
    """What Deskhand ships with."""
    text = resources.files("resources").joinpath("permissions.yaml").read_text("utf-8")
    return parse_permissions(text, "resources/permissions.yaml")


def load_permissions(path: Path | None = None) -> Permissions:
    """The shipped rules and, on top, a person's own file if there is one.

    A file that cannot be understood puts everything in mode observe: `problem` says why.
    """
    shipped = default_permissions()
    if path is None or not path.exists():
        return shipped
    try:
        own = parse_permissions(path.read_text("utf-8"), str(path))
    except (PermissionsError, OSError, UnicodeDecodeError) as failure:
        return replace(shipped, mode=Mode.OBSERVE, problem=str(failure))
    return Permissions(rules=shipped.rules + own.rules, mode=own.mode)


def parse_permissions(text: str, source: str = "permissions") -> Permissions:
    """Rules from YAML.

    Raises:
        PermissionsError: what is wrong, and where.
    """
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as failure:
        raise PermissionsError(f"{source} is not valid YAML: {failure}") from failure
    if loaded is None:
        return Permissions()
    if not isinstance(loaded, dict):
        raise PermissionsError(f"{source} must hold a mapping with `rules:`")
    _known(loaded, {"version", "mode", "rules"}, source)
    if loaded.get("version", 1) != 1:
        raise PermissionsError(f"{source} has version {loaded['version']!r}; this program reads 1")
    try:
        mode = Mode(loaded.get("mode", Mode.ASK_RISKY))
    except ValueError:
        modes = ", ".join(Mode)
        raise PermissionsError(f"{source}: mode must be one of {modes}") from None
    entries = loaded.get("rules") or []
    if not isinstance(entries, list):
        raise PermissionsError(f"{source}: `rules` must be a list")
    rules = tuple(_rule(entry, f"{source}, rule {at}") for at, entry in enumerate(entries, 1))
    ids = [rule.id for rule in rules]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise PermissionsError(f"{source}: several rules are called {', '.join(twice)}")
    return Permissions(rules=rules, mode=mode)


def normal_origin(url: str) -> str:
    """Scheme, host in punycode and port of a URL or origin; "" if it has none to speak of.

    >>> normal_origin("HTTPS://Example.COM:443/a?b"), normal_origin("http://127.0.0.1:8000")
    ('https://example.com', 'http://127.0.0.1:8000')
    >>> normal_origin("https://exаmple.com")  # a Cyrillic a
    'https://xn--exmple-4nf.com'
    >>> normal_origin("about:blank"), normal_origin("file:///etc/hosts")
    ('', 'file://')
    """
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        return ""
    if scheme == "file":
        return "file://"
    if not scheme or not host:
        return ""
    host = _ascii_host(host)
    if not host:
        return ""
    shown = f"[{host}]" if ":" in host else host
    usual = port in (None, _DEFAULT_PORTS.get(scheme))
    return f"{scheme}://{shown}" if usual else f"{scheme}://{shown}:{port}"


def origin_matches(wanted: str, origin: str) -> bool:
    """Whether an origin is the one that a rule names (both normal); "*." covers hosts below.

    >>> origin_matches("https://*.example.com", "https://a.example.com")
    True
    >>> origin_matches("https://*.example.com", "https://example.com.evil.org")
    False
    """
    if wanted in ("*", origin):
        return bool(origin)
    scheme, _, rest = wanted.partition("://")
    if not rest.startswith("*."):
        return False
    its_scheme, _, its_rest = origin.partition("://")
    return scheme == its_scheme and its_rest.endswith(rest[1:]) and len(its_rest) > len(rest[1:])


def _ascii_host(host: str) -> str:
    """A host in punycode; "" if it is none. Label by label, without mapping ß or ς away."""
    if ":" in host:
        return host.lower()
    plain = unicodedata.normalize("NFKC", re.sub("[。．｡]", ".", host)).lower().rstrip(".")
    labels = []
    for label in plain.split("."):
        if not label.isascii():
            try:
                label = "xn--" + label.encode("punycode").decode("ascii")
            except UnicodeError:
                return ""
        if not re.fullmatch(r"[a-z0-9_-]{1,63}", label):
            return ""
        labels.append(label)
    return ".".join(labels)


# Reading one rule.


def _rule(entry: object, place: str) -> Rule:
    if not isinstance(entry, dict):
        raise PermissionsError(f"{place} must be a mapping")
    _known(entry, {"id", "do", "where", "risk", "target", "args", "effect", "reason"}, place)
    identity = entry.get("id")
    if not isinstance(identity, str) or not identity:
        raise PermissionsError(f"{place} needs an `id`")
    place = f"{place} ({identity})"
    try:
        effect = Effect(str(entry.get("effect")))
    except ValueError:
        raise PermissionsError(f"{place}: `effect` must be allow, ask or deny") from None
    where = _section(entry, "where", {"origin", "application"}, place)
    target = _section(entry, "target", {"role", "name", "state"}, place)
    arguments = _section(entry, "args", ARGUMENTS, place)
    known_risks = {*Risk, *CATEGORIES}
    return Rule(
        id=identity,
        effect=effect,
        kinds=_words(entry.get("do"), ACTION_KINDS, f"{place}: `do`"),
        origins=tuple(_origin(each, place) for each in _strings(where.get("origin"), place)),
        applications=frozenset(a.casefold() for a in _strings(where.get("application"), place)),
        risks=_words(entry.get("risk"), known_risks, f"{place}: `risk`"),
        roles=frozenset(_strings(target.get("role"), place)),
        name=None if target.get("name") is None else _pattern(target["name"], place),
        states=frozenset(_strings(target.get("state"), place)),
        arguments=tuple((key, _pattern(value, place)) for key, value in sorted(arguments.items())),
        reason=str(entry.get("reason") or ""),
    )


def _known(mapping: Mapping[object, object], keys: Iterable[str], place: str) -> None:
    if unknown := [str(key) for key in mapping if key not in set(keys)]:
        raise PermissionsError(
            f"{place}: nothing is known of {', '.join(unknown)}; it takes {', '.join(sorted(keys))}"
        )


def _section(
    entry: Mapping[str, object], key: str, keys: Iterable[str], place: str
) -> Mapping[str, object]:
    section = entry.get(key) or {}
    if not isinstance(section, dict):
        raise PermissionsError(f"{place}: `{key}` must be a mapping")
    _known(section, keys, f"{place}: `{key}`")
    return section


def _strings(value: object, place: str) -> Sequence[str]:
    if value is None:
        return ()
    listed = value if isinstance(value, list) else [value]
    texts = [each for each in listed if isinstance(each, str) and each]
    if len(texts) != len(listed):
        raise PermissionsError(f"{place}: {value!r} must be a text or a list of texts")
    return texts


def _words(value: object, known: Iterable[str], place: str) -> frozenset[str]:
    words = frozenset(word.casefold().replace("_", "") for word in _strings(value, place))
    if "*" in words:
        return frozenset()
    if unknown := words - set(known):
        raise PermissionsError(f"{place} knows {', '.join(sorted(known))}; not {sorted(unknown)}")
    return words


def _origin(text: str, place: str) -> str:
    if text in ("*", TASK_SCOPE):
        return text
    below = "://*." in text
    normal = normal_origin(text.replace("://*.", "://", 1))
    if not normal:
        raise PermissionsError(
            f'{place}: "{text}" is no origin; write it as in https://example.com:8443'
        )
    return normal.replace("://", "://*.", 1) if below else normal


def _pattern(value: object, place: str) -> re.Pattern[str]:
    if not isinstance(value, str):
        raise PermissionsError(f"{place}: {value!r} must be a regular expression")
    try:
        return re.compile(value, re.IGNORECASE | re.DOTALL)
    except re.error as failure:
        raise PermissionsError(f'{place}: "{value}" is no regular expression: {failure}') from None
