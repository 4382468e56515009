"""What sentences are understood to ask for, before anything is looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.planners.builtin import explain
from app.planners.builtin.language import understand

# Sentence, then for each clause: intent, what names its target, values by field, place.
SENTENCES = [
    (  # what is typed is nobody's command
        'Type "Turn the heating off, please." into the message field.',
        [
            (
                "type",
                "Turn the heating off, please.",
                [("", "Turn the heating off, please.")],
                "the message field",
            )
        ],
    ),
    ("Turn key repeat off.", [("uncheck", "repeat", [], "")]),
    (
        "Turn dark mode on and switch the sounds off.",
        [("check", "dark mode", [], ""), ("uncheck", "sounds", [], "")],
    ),
    ("Click the Save button.", [("click", "Save", [], "")]),
    ('Press "OK", then close the window.', [("click", "OK", [], ""), ("close", "window", [], "")]),
    ("Please hit Submit.", [("click", "Submit", [], "")]),
    ("Could you open the Orders page?", [("open", "Orders", [], "")]),
    (
        "I need you to tick Gift wrap and untick Newsletter.",
        [("check", "Gift wrap", [], ""), ("uncheck", "Newsletter", [], "")],
    ),
    (
        'Enter "Robin" as the first name and "Hale" as the last name.',
        [("type", "Robin", [("first name", "Robin"), ("last name", "Hale")], "")],
    ),
    (
        "Type hello world into the search box and press Enter.",
        [
            ("type", "hello world", [("", "hello world")], "the search box"),
            ("click", "Enter", [], ""),
        ],
    ),
    (
        "Fill in the phone number with 030 5550123.",
        [("type", "", [("", "030 5550123")], "the phone number")],
    ),
    (
        'Type "Rope" into Name and 25 into the Amount field, then click Save.',
        [("type", "", [("Name", "Rope"), ("Amount", "25")], ""), ("click", "Save", [], "")],
    ),
    (
        "Enter Ada Lovelace as full name and ada@lovelace.example as email.",
        [
            (
                "type",
                "Ada Lovelace",
                [("full name", "Ada Lovelace"), ("email", "ada@lovelace.example")],
                "",
            )
        ],
    ),
    (
        'In Lantern click Options and then "Music: On".',
        [("click", "Options", [], ""), ("click", "Music: On", [], "")],
    ),
    (
        "Click on the icon bridge.png and then on Star.",
        [("click", "bridge.png", [], ""), ("click", "Star", [], "")],
    ),
    (
        "On http://a.example/x, click Add.",
        [("open", "http://a.example/x", [], ""), ("click", "Add", [], "")],
    ),
    ('Put "Bremen" in the city field.', [("type", "Bremen", [("", "Bremen")], "the city field")]),
    ("Set the quantity to 3.", [("set", "quantity", [("", "3")], "")]),
    (
        "Change the status to Shipped and save it.",
        [("set", "status", [("", "Shipped")], ""), ("submit", "", [], "")],
    ),
    (
        "Select Express from the shipping dropdown.",
        [("choose", "Express", [], "the shipping dropdown")],
    ),
    (
        'Choose "Weekly" and save the preferences.',
        [("choose", "Weekly", [], ""), ("submit", "preferences", [], "")],
    ),
    (
        "Pick 2026-12-15 as the delivery date.",
        [("choose", "2026-12-15", [("delivery date", "2026-12-15")], "")],
    ),
    (
        "Choose Ham, Cheese and Olives, then click Order.",
        [("choose", "Ham", [], ""), ("click", "Order", [], "")],
    ),
    ('Search for "Okafor".', [("search", "Okafor", [("", "Okafor")], "")]),
    ("Look up Nowak in the contacts.", [("search", "Nowak", [("", "Nowak in the contacts")], "")]),
    (
        "Log in with the user name demo and the password harbour.",
        [("log in", "with the user name demo and the password harbour", [], "")],
    ),
    (
        "Sign in as demo with password harbour.",
        [("log in", "as demo", [("password", "harbour")], "")],
    ),
    ("Drag the red box into the blue box.", [("drag", "the red box", [], "the blue box")]),
    ("Move Anna to the top of the list.", [("drag", "Anna", [], "the top of the list")]),
    (
        "Sort the numbers in descending order.",
        [("sort", "the numbers in descending order", [], "")],
    ),
    ("Expand the section Details.", [("expand", "Details", [], "")]),
    ("Close the dialog.", [("close", "the dialog", [], "")]),
    ("Scroll to the bottom of the page.", [("scroll", "bottom", [], "")]),
    ("Go back.", [("go back", "", [], "")]),
    ("Reload the page.", [("reload", "the page", [], "")]),
    ("What is the email of Chen Wei?", [("answer", "email", [], "")]),
    ("How many orders are there?", [("answer", "orders are there", [], "")]),
    ("Tell me the price of the desk lamp.", [("answer", "price", [], "")]),
    (
        "Delete the contact Chen Wei and confirm it.",
        [("delete", "contact Chen Wei", [], ""), ("submit", "it", [], "")],
    ),
    (
        'Reply to the mail by Ada with the text "Thanks".',
        [("command", "mail", [("", "Thanks")], "")],
    ),
    ("Forward the mail from Ada to Piotr.", [("command", "mail", [], "Piotr")]),
    ("Upload the file.", [("upload", "the file", [], "")]),
    ("Hover over the Help menu.", [("hover", "Help", [], "")]),
    ("Wait 2 seconds and click Next.", [("wait", "seconds", [], ""), ("click", "Next", [], "")]),
    ("Draw a circle around the dot.", [("draw", "a circle around the dot", [], "")]),
    ("Highlight the second paragraph.", [("highlight", "paragraph", [], "")]),
    ("Turn on dark mode.", [("check", "dark mode", [], "")]),
    (
        "Enable notifications, disable sounds and press Apply.",
        [
            ("check", "notifications", [], ""),
            ("uncheck", "sounds", [], ""),
            ("click", "Apply", [], ""),
        ],
    ),
    (
        "Copy the text from the first field and paste it into the second one.",
        [
            ("copy", "the text from the first field", [], ""),
            ("type", "it", [("", "it")], "the second one"),
        ],
    ),
    (
        "Click Edit in the row of Chen Wei, change the city to Lyon and save the contact.",
        [
            ("click", "Edit", [], ""),
            ("set", "city", [("", "Lyon")], ""),
            ("submit", "the contact", [], ""),
        ],
    ),
    (
        "Go to the settings page and switch off the newsletter.",
        [("open", "settings", [], ""), ("uncheck", "newsletter", [], "")],
    ),
    ('Select "A>B>C" from the menu.', [("choose", "A>B>C", [], "the menu")]),
    ("Click all the blue circles.", [("click", "all the blue circles", [], "")]),
    ("Place the order.", [("submit", "", [], "")]),
    ("Find the cheapest lamp and buy it.", [("command", "lamp", [], "")]),
]

SAME = [
    ("Click Save.", "Please press Save."),
    ("Click Save.", "Could you tap on Save?"),
    ("Click Save.", "I would like you to hit Save"),
    ("Go to Orders, then click New order.", "Open Orders and then press New order."),
    ("Tick Gift wrap and click Submit.", "Check Gift wrap. After that, hit Submit."),
    ('Enter "a" as name and click Save.', 'Type "a" as name, next press Save.'),
    ("Search for Okafor.", "Please search for Okafor"),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[each[0] for each in SENTENCES])
def test_a_sentence_is_understood(text: str, expected: list[tuple[object, ...]]) -> None:
    understood = [
        (
            clause.intent.value,
            clause.target.name or clause.target.text,
            [(value.field, value.value) for value in clause.values],
            clause.place.text if clause.place else "",
        )
        for clause in understand(text).clauses
    ]
    assert understood == expected


@pytest.mark.parametrize(("one", "other"), SAME)
def test_other_words_mean_the_same(one: str, other: str) -> None:
    def meant(text: str) -> list[tuple[str, str]]:
        return [(c.intent.value, c.target.name.rstrip("?")) for c in understand(text).clauses]

    assert meant(one) == meant(other)


def test_quoted_text_is_taken_verbatim() -> None:
    (clause,) = understand('Type "Click Save, then press OK." into the notes').clauses
    assert clause.values[0].value == "Click Save, then press OK."
    assert clause.values[0].quoted


@given(st.text(max_size=120))
def test_any_text_can_be_explained(text: str) -> None:
    assert isinstance(explain(text), str)


def test_explaining_numbers_the_clauses() -> None:
    lines = explain("Open Orders and click New order").splitlines()
    assert [line[:2] for line in lines] == ["1.", "2."]
