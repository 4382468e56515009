"""Carries a plan out, clause by clause, as one script."""

from __future__ import annotations

from dataclasses import replace

from actions.action import Finish
from app.planners.builtin import (
    answers,
    choosing,
    commands,
    doing,
    drawing,
    files,
    filtering,
    find,
    forms,
    labelled,
    places,
    reading,
    repeating,
)
from app.planners.builtin.claims import answer_claim
from app.planners.builtin.desk import Desk, Script, Stuck
from app.planners.builtin.desktop import script
from app.planners.builtin.desktop.bench import Bench
from app.planners.builtin.desktop.explain import in_words
from app.planners.builtin.ending import settled
from app.planners.builtin.explain import line
from app.planners.builtin.plan import Clause, Intent, Plan
from app.planners.builtin.widgets import dragging, opening, texts


def carry_out(desk: Desk, plan: Plan) -> Script:
    """All clauses in order, then the end of the task with what can be claimed of it."""
    bench = Bench(desk=desk) if script.on_desktop(desk) else None
    for number, clause in enumerate(plan.clauses):
        desk.subgoal = clause.text
        if bench is not None and script.takes_note(bench, clause, plan.clauses[number + 1 :]):
            continue
        last = number == len(plan.clauses) - 1
        errands = script.errands_of(bench, clause) if bench is not None else None
        if bench is not None and errands is not None:
            done = yield from script.carry_out(bench, errands)
            if not done and script.is_guess(errands):
                done = yield from one(desk, clause, last)
        elif bench is not None:
            yield from script.brought_up(bench, clause)
            done = yield from one(desk, script.without_lead(bench, clause), last)
        else:
            done = yield from one(desk, clause, last)
        if not done:
            what = [in_words(each) for each in errands or ()] or [line(clause)]
            raise Stuck(_reason(desk, clause, ", ".join(what)))
    if bench is not None and not (yield from script.kept(bench)):
        raise Stuck("What was changed could not be saved.")
    ended = finish(desk)
    if bench is not None:
        ended = replace(ended, unclaimed=", ".join(bench.unclaimed))
    yield desk.act("Everything that was asked for is done.", ended)
    return True


def finish(desk: Desk) -> Finish:
    """The end: the answer and the claims."""
    answer = "\n".join(desk.answers)
    # That a number is shown somewhere says nothing of whether it was counted right.
    shown = [answer_claim(text) for text in desk.answers if text and text not in desk.worked_out]
    return Finish(answer=answer or "Done.", claims=(*settled(desk), *shown))


def one(desk: Desk, clause: Clause, last: bool) -> Script:
    """One clause."""
    clause = yield from places.go_there(desk, clause)
    clause = labelled.refined(desk, clause)
    if filtering.is_filter(clause) and (yield from filtering.narrow(desk, clause)):
        return True
    match clause.intent:
        case Intent.CLICK:
            return (yield from _click(desk, clause))
        case Intent.TYPE:
            return (yield from doing.type_values(desk, clause))
        case Intent.CHOOSE:
            return (yield from choosing.choose(desk, clause))
        case Intent.CHECK:
            return (yield from doing.check(desk, clause, True))
        case Intent.UNCHECK:
            return (yield from doing.check(desk, clause, False))
        case Intent.SUBMIT:
            return (yield from doing.submit(desk, clause))
        case Intent.ANSWER:
            return (yield from answers.answer(desk, clause, last))
        case Intent.FIND:
            return _found(desk, clause)
        case Intent.SCROLL:
            return (yield from doing.scroll(desk, clause))
        case Intent.FOCUS:
            return (yield from doing.focus(desk, clause))
        case Intent.HOVER:
            return (yield from doing.hover(desk, clause))
        case Intent.WAIT:
            return (yield from doing.wait(desk, clause))
        case Intent.BACK:
            return (yield from doing.navigate(desk, "back"))
        case Intent.FORWARD_PAGE:
            return (yield from doing.navigate(desk, "forward"))
        case Intent.RELOAD:
            return (yield from doing.navigate(desk, "reload"))
        case Intent.OPEN:
            return (yield from doing.open_(desk, clause))
        case Intent.COPY:
            return (yield from doing.copy(desk, clause))
        case Intent.UPLOAD:
            return (yield from files.upload(desk, clause))
        case Intent.SET:
            return (yield from forms.set_value(desk, clause))
        case Intent.SEARCH:
            return (yield from forms.search(desk, clause))
        case Intent.LOGIN:
            return (yield from forms.log_in(desk, clause))
        case Intent.CREATE | Intent.DRAW:
            return (yield from drawing.draw(desk, clause)) or (
                yield from forms.create(desk, clause, last)
            )
        case Intent.DRAG:
            return (yield from dragging.drag(desk, clause, desk.moved))
        case Intent.SORT:
            return (yield from dragging.sort(desk, clause))
        case Intent.HIGHLIGHT:
            return (yield from texts.highlight(desk, clause))
        case Intent.RESIZE:
            return (yield from texts.resize(desk, clause))
        case Intent.FORMAT:
            return (yield from texts.format_text(desk, clause))
        case Intent.EXPAND:
            return (yield from opening.expand(desk, clause, followed=not last))
        case Intent.COLLAPSE:
            return (yield from opening.collapse(desk, clause))
        case Intent.CLOSE:
            return (yield from opening.close(desk, clause))
        case Intent.GUESS:
            return (yield from repeating.guess(desk, clause))
        case Intent.BROWSE:
            return clause.verb != "switch"  # "switch X off" is something to do
        case Intent.COMMAND if doing.agrees(desk, clause):
            return (yield from doing.check(desk, clause, True))
        case Intent.COMMAND | Intent.DELETE | Intent.MARK:
            return (yield from commands.command(desk, clause))
        case _:
            return False


def _click(desk: Desk, clause: Clause) -> Script:
    """A place told by geometry, things in an order, or what the words name."""
    if (yield from drawing.click_point(desk, clause)):
        return True
    if (yield from repeating.in_order(desk, clause)):
        return True
    return (yield from doing.click(desk, clause))


def _found(desk: Desk, clause: Clause) -> bool:
    text = reading.read(desk, clause.target)
    if text:
        desk.answers.append(text)
    return bool(text)


def _reason(desk: Desk, clause: Clause, understood: str) -> str:
    near = find.near_names(desk)
    told = f" Here are: {', '.join(near)}." if near else " Nothing here can be operated."
    return f"No way was found to do this: “{clause.text}” (understood as: {understood}).{told}"
