"""Only a second reading that is strong enough makes a run "done, verified"."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from actions.action import Action, Claim, Click, Finish, Type
from actions.fake import FakeEnvironment
from actions.target import Description
from actions.trajectory import Outcome
from perception.predicate import Exists, Not, Predicate, RowText, Text, Value

HOME = "https://fake.example"
SAVE = Click(target=Description(text="Save"))
NAME = Type(text="Robin", into=Description(text="Display name"))
HOLDS = Value(name="Display name", value="Robin")


def claims(*predicates: Predicate, durable: bool = True, url: str = "") -> Finish:
    return Finish(
        claims=tuple(Claim(predicate=each, durable=durable, url=url) for each in predicates)
    )


@pytest.fixture
def ends(play: Callable[..., Any]) -> Callable[..., tuple[Outcome, str]]:
    def ends_with(path: str, *script: Action, task: str = "do it") -> tuple[Outcome, str]:
        played = play(list(script), task, environment=FakeEnvironment(url=HOME + path))
        assert [step.error for step in played.steps if step.error] == []
        verification = played.end.verification
        return played.outcome, verification.reason if verification else ""

    return ends_with


Ends = Callable[..., tuple[Outcome, str]]


def test_what_was_saved_and_is_there_when_loaded_anew_is_verified(ends: Ends) -> None:
    assert ends("/settings", NAME, SAVE, claims(HOLDS))[0] is Outcome.DONE_VERIFIED


def test_a_page_that_only_says_so_is_found_out(ends: Ends) -> None:
    outcome, why = ends("/lying", NAME, SAVE, claims(HOLDS))
    assert outcome in (Outcome.FAILED, Outcome.DONE_UNVERIFIED)
    assert why


@pytest.mark.parametrize("path", ["/settings", "/lying"])
@pytest.mark.parametrize("durable", [True, False])
def test_a_message_is_no_proof(ends: Ends, path: str, durable: bool) -> None:
    finish = claims(Text(text="Settings saved"), durable=durable)
    assert ends(path, NAME, SAVE, finish)[0] is not Outcome.DONE_VERIFIED


@pytest.mark.parametrize("path", ["/settings", "/lying"])
def test_a_field_that_still_holds_what_was_typed_is_no_proof_of_saving(
    ends: Ends, path: str
) -> None:
    finish = claims(HOLDS, durable=False)
    assert ends(path, NAME, SAVE, finish)[0] is not Outcome.DONE_VERIFIED


def test_what_no_claim_speaks_of_is_not_verified(ends: Ends) -> None:
    finish = replace(claims(HOLDS), unclaimed="turning the picture")
    outcome, why = ends("/settings", NAME, SAVE, finish)
    assert outcome is Outcome.DONE_UNVERIFIED
    assert "turning the picture" in why


def test_nothing_claimed_is_nothing_verified(ends: Ends) -> None:
    assert ends("/settings", NAME, SAVE, Finish())[0] is Outcome.DONE_UNVERIFIED


def test_what_was_so_before_proves_nothing(ends: Ends) -> None:
    before = Exists(role="textbox", name="Display name")
    assert ends("/settings", NAME, SAVE, claims(before))[0] is not Outcome.DONE_VERIFIED


def test_doing_nothing_is_not_verified_by_what_is_there_anyway(ends: Ends) -> None:
    finish = claims(Exists(role="button", name="Save"), durable=False)
    assert ends("/settings", finish, task="save the settings")[0] is not Outcome.DONE_VERIFIED


def test_typed_and_not_saved_is_verified_only_where_nobody_spoke_of_saving(ends: Ends) -> None:
    finish = claims(HOLDS, durable=False)
    typed = ends("/settings", NAME, finish, task="type Robin into Display name")
    saved = ends("/settings", NAME, finish, task="save Robin as display name")
    assert typed[0] is Outcome.DONE_VERIFIED
    assert saved[0] is not Outcome.DONE_VERIFIED


def test_one_claim_that_fails_fails_all(ends: Ends) -> None:
    wrong = Value(name="Language", value="Deutsch")
    outcome, why = ends("/settings", NAME, SAVE, claims(HOLDS, wrong))
    assert outcome is Outcome.FAILED
    assert "Deutsch" in why


def test_a_deleted_row_must_be_gone_when_loaded_anew(ends: Ends) -> None:
    delete = Click(target=Description(text="the Delete button in the row of Chen Wei"))
    confirm = Click(target=Description(text="OK"))
    gone = claims(Not(predicate=Text(text="Chen Wei")), url=f"{HOME}/contacts")
    assert (
        ends("/contacts", delete, confirm, gone, task="delete Chen Wei")[0] is Outcome.DONE_VERIFIED
    )


def test_a_row_that_is_still_there_is_not_gone(ends: Ends) -> None:
    delete = Click(target=Description(text="the Delete button in the row of Chen Wei"))
    cancel = Click(target=Description(text="Cancel"))
    gone = claims(Not(predicate=Text(text="Chen Wei")), url=f"{HOME}/contacts")
    assert ends("/contacts", delete, cancel, gone)[0] is Outcome.FAILED


def test_a_new_row_counts_only_together(ends: Ends) -> None:
    name = Type(text="Ines Duarte", into=Description(text="Name"))
    mail = Type(text="ines@duarte.example", into=Description(text="Email"))
    row = RowText(texts=("Ines Duarte", "ines@duarte.example"))
    mixed = RowText(texts=("Chen Wei", "ines@duarte.example"))
    at = f"{HOME}/contacts"
    assert ends("/contacts/new", name, mail, SAVE, claims(row, url=at))[0] is Outcome.DONE_VERIFIED
    assert ends("/contacts/new", name, mail, SAVE, claims(mixed, url=at))[0] is Outcome.FAILED


def test_an_answer_is_verified_when_every_word_was_read_twice(ends: Ends) -> None:
    def said(answer: str, *texts: str) -> Outcome:
        finish = Finish(
            answer=answer, claims=tuple(Claim(predicate=Text(text=text)) for text in texts)
        )
        return ends("/contacts", finish, task="What is the email of Chen Wei?")[0]

    shown = FakeEnvironment(url=f"{HOME}/contacts").control("email Chen Wei").name
    assert said(shown, shown) is Outcome.DONE_VERIFIED
    assert said("someone@else.example", shown) is Outcome.DONE_UNVERIFIED
    assert said("someone@else.example", "someone@else.example") is Outcome.FAILED
