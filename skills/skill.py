"""The skill: a named procedure with parameters that is read, changed, checked and replayed.

A skill is data and nothing but data: actions with several independent ways to find each target,
conditions of a closed set, and four ways to compose. There is no code in it and no bare coordinate.
On disk it is a folder (`skills.store`); `skills.load` reads it strictly, `skills.print` writes it
canonically.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from actions.action import Claim, EnvironmentAction
from actions.target import Anchors
from perception.predicate import Predicate

ParameterType = Literal["text", "number", "enum", "date", "path", "secret", "table"]
RiskWord = Literal["read", "edit", "commit"]
Trust = Literal["draft", "imported", "verified", "trusted", "quarantined"]
Kind = Literal["authored", "demo", "runs", "import"]

# How anchors are ordered when they are written down: identities first, places last.
FAMILIES = (
    "role",
    "name",
    "text",
    "test_id",
    "id",
    "href",
    "within",
    "near",
    "offset",
    "selector",
    "path",
    "image",
)
# An element can be told by each of these; by the others alone it cannot.
IDENTIFYING = frozenset({"name", "text", "test_id", "id", "near", "within", "image"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something that differs from one use of the skill to the next.

    Attributes:
        name: a word of small letters, digits and _.
        type: what its values are.
        description: what it is for.
        required: whether it must be given; otherwise it is `default`.
        default: of one that need not be given.
        example: a value, for people and for trying the skill out.
        choices: of an enum.
        columns: of a table; a row's cell is `{{row.column}}` inside a foreach.
        secret: the name in the vault that a secret is taken from unless another is given.
        review: what was guessed about it and has not been confirmed; "" if nothing.
    """

    name: str
    type: ParameterType = "text"
    description: str = ""
    required: bool = True
    default: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    secret: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """All that the skill may touch; the gate allows nothing beyond.

    Attributes:
        apps: programs, by the name of `Surface.application`.
        origins: of pages, as "https://example.com".
        actions: kinds of actions, as in `do`.
        files: patterns of files that it may open, give away or write.
    """

    apps: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Equals:
    """A parameter (or a row's cell) has this value, after case and white space are folded."""

    parameter: str
    value: str


Condition = Predicate | Equals


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action and how to know that it may be done and that it was done.

    Attributes:
        id: unique in the skill.
        action: targets are `Anchors`; texts may hold `{{parameter}}`; `surface` of windows, tabs
            and dialogs is a pattern of a title, an address or a program's name.
        risk: whether it only reads, can be taken back, or cannot.
        identity: must hold immediately before; required for what cannot be taken back.
        post: holds when the step is done; waited for, never slept for.
        timeout: seconds that target and postconditions are waited for.
        about: what it is for, in words.
        review: what was guessed about it; "" if nothing.
    """

    id: str
    action: EnvironmentAction
    risk: RiskWord = "edit"
    identity: tuple[Predicate, ...] = ()
    post: tuple[Predicate, ...] = ()
    timeout: float = 10.0
    about: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class If:
    """Some steps if a condition holds, others if not.

    Attributes:
        id: unique in the skill.
        condition: is looked at once, when the surface is at rest.
        then: what is done if it holds.
        otherwise: what is done if not.
        review: what was guessed about it; "" if nothing.
    """

    id: str
    condition: Condition
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...] = ()
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreach:
    """The same steps for each row of a table.

    Attributes:
        id: unique in the skill.
        row: what the row is called in the steps: `{{row.column}}`.
        table: the parameter that holds the table.
        steps: what is done with each row.
        most: a table of more rows is refused.
        review: what was guessed about it; "" if nothing.
    """

    id: str
    row: str
    table: str
    steps: tuple[Node, ...]
    most: int = 1000
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Another skill, with these arguments.

    Attributes:
        id: unique in the skill.
        skill: its name.
        arguments: parameter to value; values may hold `{{parameter}}`.
        review: what was guessed about it; "" if nothing.
    """

    id: str
    skill: str
    arguments: tuple[tuple[str, str], ...] = ()
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStep:
    """A part that a planner finds its own way through, within bounds.

    Attributes:
        id: unique in the skill.
        instruction: what is to be reached, in words.
        actions: the kinds of actions that it may use, as in `do`.
        post: what must hold afterwards.
        max_steps: how many actions it may take.
        review: what was guessed about it; "" if nothing.
    """

    id: str
    instruction: str
    actions: tuple[str, ...]
    post: tuple[Predicate, ...]
    max_steps: int = 5
    review: str = ""


Node = Step | If | Foreach | Call | AgentStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a skill comes from.

    Attributes:
        kind: written by a person, shown, learned from runs, or imported.
        source: ids of runs or recordings, or the file that was imported.
        model: the model that proposed words for it; "" if none did.
        created: ISO 8601 date and time.
        parent: digest of the version that this one came from.
    """

    kind: Kind = "authored"
    source: tuple[str, ...] = ()
    model: str = ""
    created: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A named procedure.

    Attributes:
        name: small letters, digits and single hyphens, at most 64.
        description: what it does and when to use it, at most 1,024 characters.
        version: counted from 1.
        parameters: what it takes.
        capabilities: all that it may touch.
        pre: must hold before the first step.
        steps: what it does, in order.
        done: what is true when it is done; checked independently at the end.
        provenance: where it comes from.
        trust: a draft has not been replayed; an imported one has not been reviewed.
    """

    name: str
    description: str
    version: int = 1
    parameters: tuple[Parameter, ...] = ()
    capabilities: Capabilities = Capabilities()
    pre: tuple[Predicate, ...] = ()
    steps: tuple[Node, ...]
    done: tuple[Claim, ...] = ()
    provenance: Provenance = Provenance()
    trust: Trust = "draft"

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of this name."""
        return next((each for each in self.parameters if each.name == name), None)


def nodes(steps: Iterable[Node]) -> Iterator[Node]:
    """All nodes, outer before inner, in order."""
    for node in steps:
        yield node
        yield from nodes(inner_of(node))


def inner_of(node: Node) -> tuple[Node, ...]:
    """The nodes inside a node."""
    match node:
        case If():
            return (*node.then, *node.otherwise)
        case Foreach():
            return node.steps
        case Step() | Call() | AgentStep():
            return ()
        case _:
            assert_never(node)


def anchors(**ways: str | Iterable[str]) -> Anchors:
    """Anchors in the order in which they are written down.

    Args:
        ways: anchor family to its value, or to several; "" is left out.

    >>> anchors(name="Save", role="button").ways
    (('role', 'button'), ('name', 'Save'))

    Raises:
        ValueError: there is no such family.
    """
    found: list[tuple[str, str]] = []
    for family, given in ways.items():
        values = [given] if isinstance(given, str) else list(given)
        found += [(family, value) for value in values if value]
    return in_order(Anchors(ways=tuple(found)))


def in_order(target: Anchors) -> Anchors:
    """The same anchors, families in the order of `FAMILIES`.

    Raises:
        ValueError: there is no such family.
    """
    for family, _ in target.ways:
        if family not in FAMILIES:
            raise ValueError(f"there is no way {family!r} to find an element")
    return Anchors(ways=tuple(sorted(target.ways, key=lambda way: FAMILIES.index(way[0]))))
