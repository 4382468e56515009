"""How quickly, and how well, a skill is found among very many.

    python tests/bench/skill_search.py [COUNT]

The library is made up: COUNT skills (100,000) of templates "verb object in application", each
with a name, a description and step words. The queries were not used to write the names: filler
words, another word order, plurals, a synonym for the verb in half of them and for the object in
three of ten (most of which no table here knows), and a typing error in one of five. Top-1 and
top-5 count the skill that the query was made for; others that fit the same words count as wrong.
"""

from __future__ import annotations

import random
import sys
import time
from itertools import product

from skills.index import Card, Index

VERBS = {
    "create": ("add", "make a new", "set up"),
    "delete": ("remove", "get rid of", "erase"),
    "export": ("download", "save a copy of", "get out"),
    "approve": ("accept", "sign off", "confirm"),
    "search": ("find", "look up", "locate"),
    "archive": ("put away", "store", "file"),
    "assign": ("give", "hand over", "allot"),
    "rename": ("change the title of", "call otherwise", "retitle"),
    "print": ("put on paper", "make a hard copy of", "print out"),
    "schedule": ("plan", "arrange", "put in the diary"),
}
OBJECTS = {
    "invoice": ("bill", "invoices"),
    "contact": ("customer", "person"),
    "ticket": ("support case", "issue"),
    "order": ("purchase", "orders"),
    "report": ("summary", "statement"),
    "meeting": ("appointment", "call"),
    "employee": ("staff member", "colleague"),
    "project": ("undertaking", "projects"),
    "contract": ("agreement", "contracts"),
    "photo": ("picture", "image"),
    "backup": ("copy of the data", "backups"),
    "voucher": ("coupon", "gift card"),
    "shipment": ("parcel", "delivery"),
    "password": ("login", "credentials"),
    "newsletter": ("mailing", "bulletin"),
}
DETAILS = ("by name", "with a note", "for a date", "as PDF", "in bulk", "for approval", "by number")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    chance = random.Random(7)
    kinds = list(product(VERBS, OBJECTS, DETAILS))
    apps = [f"{a}{b}" for a, b in product(_SYLLABLES, _ENDS)]
    chance.shuffle(apps)
    made = []
    for number in range(count):
        verb, thing, detail = kinds[number % len(kinds)]
        app = apps[number // len(kinds) % len(apps)]
        made.append((verb, thing, detail, app))
    cards = [_card(number, *each) for number, each in enumerate(made)]
    began = time.perf_counter()
    with Index(None) as index:
        index.put(cards)
        print(f"{count:,} skills indexed in {time.perf_counter() - began:.1f} s")  # noqa: T201
        index.search("warm", most=5)
        queries = [(*made[at], cards[at].name) for at in chance.sample(range(count), 500)]
        for title, filtered in (("whole library", False), ("within the program", True)):
            times, first, five = [], 0, 0
            for verb, thing, detail, app, name in queries:
                query = _query(chance, verb, thing, detail, app)
                at = time.perf_counter()
                hits = index.search(query, app=app if filtered else "", most=5)
                times.append((time.perf_counter() - at) * 1000)
                names = [hit.name for hit in hits]
                first += names[:1] == [name]
                five += name in names
            times.sort()
            share = 100 / len(queries)
            print(  # noqa: T201
                f"{title}: p50 {times[len(times) // 2]:.1f} ms, "
                f"p95 {times[int(len(times) * 0.95)]:.1f} ms, "
                f"top-1 {first * share:.1f} %, top-5 {five * share:.1f} %"
            )


_SYLLABLES = ("zen", "apo", "kil", "mar", "tor", "vel", "nex", "lum", "sor", "pax", "rim", "dov")
_ENDS = ("desk", "flow", "base", "hub", "works", "suite", "point", "ware", "line", "forge")


def _card(number: int, verb: str, thing: str, detail: str, app: str) -> Card:
    return Card(
        name=f"{app}-{verb}-{thing}-{number}",
        digest=str(number),
        description=f"{verb.capitalize()} a {thing} {detail} in {app}.",
        words=f"{thing}_name open {app} click {verb} type {thing} save",
        apps=(app,),
    )


def _query(chance: random.Random, verb: str, thing: str, detail: str, app: str) -> str:
    verbs = (verb, verb, *VERBS[verb]) if chance.random() < 0.7 else VERBS[verb]
    things = (thing, f"{thing}s") if chance.random() < 0.7 else OBJECTS[thing]
    said = ["please", chance.choice(verbs), "the", chance.choice(things), detail]
    text = f"in {app} {' '.join(said)}" if chance.random() < 0.5 else f"{' '.join(said)} in {app}"
    if chance.random() < 0.2:
        at = chance.randrange(1, len(text) - 1)
        text = text[:at] + text[at + 1 :]
    return text


if __name__ == "__main__":
    main()
