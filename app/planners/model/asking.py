"""Asks a planner model for its next reply, and once more where that makes no sense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.action import GiveUp
from actions.context import RunContext
from actions.coordinates import Frame
from actions.errors import InvalidAction, ReplyError
from app.models.dialects.forms import reply_form
from app.models.dialects.interface import Understood, act_tool
from app.models.profile import Profile
from app.models.wire import ModelRequest, Reply, Result, Text, Turn, UserTurn, WireClient

_VARIED = 0.9  # temperature at which several replies are asked for
# Newer models of the other protocols' makers refuse one; they vary by themselves.
_TAKE_IT = frozenset({"chat_completions", "local", "gemini"})


class Asker:
    """Asks one model.

    Args:
        client: to it.
        profile: of its family.
    """

    def __init__(self, client: WireClient, profile: Profile) -> None:
        self._client = client
        self._profile = profile

    def ask(
        self, turns: Sequence[Turn], frame: Frame, context: RunContext
    ) -> tuple[Reply, Understood]:
        """A reply that makes sense; the model is told once what is wrong with one that does not.

        Raises:
            InvalidAction: the second does not make sense either.
            ModelError: the model cannot be used.
        """
        tokens = self._profile.limits.reply_tokens
        said = tuple(turns)
        for attempt in range(2):
            reply = self._complete(said, frame, tokens, context)
            if reply.stop == "refusal":
                reason = reply.text.strip() or reply.reason
                refusal = GiveUp(reason=f"the model will not do this: {reason}")
                return reply, Understood(actions=(refusal,), sources=("",))
            if reply.stop == "length":
                tokens *= 2
            try:
                if reply.stop == "length":
                    raise ReplyError("the reply was cut off because it was too long: say less")
                if not reply.calls and not reply.text.strip():
                    raise ReplyError("the reply was empty: say what to do next")
                return reply, self._profile.spoken.parse(reply, frame)
            except ReplyError as failure:
                if attempt:
                    raise InvalidAction(f"the model's reply makes no sense: {failure}") from failure
                said = _repaired(turns, reply, str(failure))
        raise AssertionError("unreachable")

    def several(
        self, turns: Sequence[Turn], frame: Frame, count: int, context: RunContext
    ) -> list[tuple[Reply, Understood]]:
        """Different replies to the same conversation, as many as make sense, at most `count`.

        Raises:
            ModelError: the model cannot be used.
        """
        found: list[tuple[Reply, Understood]] = []
        tokens = self._profile.limits.reply_tokens
        for _ in range(count):
            reply = self._complete(tuple(turns), frame, tokens, context, varied=True)
            try:
                understood = self._profile.spoken.parse(reply, frame)
            except ReplyError:
                continue
            if all(understood.actions != other.actions for _, other in found):
                found.append((reply, understood))
        return found

    def _complete(
        self,
        turns: tuple[Turn, ...],
        frame: Frame,
        tokens: int,
        context: RunContext,
        *,
        varied: bool = False,
    ) -> Reply:
        dialect = self._profile.spoken
        request = ModelRequest(
            system=self._profile.told(frame),
            turns=turns,
            tools=(act_tool(limits=frame.limits),) if dialect.functions else (),
            native=dialect.native_tools(frame),
            form=reply_form(dialect.name, frame),
            max_tokens=tokens,
            temperature=_VARIED if varied and self._profile.protocol in _TAKE_IT else None,
        )
        return self._client.complete(request, context)


def _repaired(turns: Sequence[Turn], reply: Reply, problem: str) -> tuple[Turn, ...]:
    """The conversation with a reply that made no sense, and with what is wrong with it."""
    told = Text(f"This was not understood, and nothing was done: {problem}")
    last = turns[-1]
    assert isinstance(last, UserTurn)
    if not reply.calls and not reply.text.strip():  # nothing that could be sent back
        return (*turns[:-1], replace(last, parts=(*last.parts, told)))
    if not reply.calls:
        return (*turns, reply.turn, UserTurn(parts=(told,)))
    # A native call wants a picture for an answer, even when nothing was done.
    shown = [*last.parts, *(part for result in last.results for part in result.parts)]
    pictures = [part for part in shown if not isinstance(part, Text)]
    results = tuple(
        Result(
            call=call,
            parts=(told, *(pictures[-1:] if call.native else ())),
            failed=True,
            acknowledged=call.checks,
        )
        for call in reply.calls
    )
    return (*turns, reply.turn, UserTurn(results=results))
