"""Names, mail addresses and phone numbers are taken out of comments; numbers about work stay."""

import pytest

from pulse.release.redaction import Blanks, Redaction

ROSTER = (
    "Anna Müller",
    "Jörg van der Berg",
    "Sinéad O'Neill",
    "Anna-Lena Schmidt-Weiß",
    "Will Young",
    "Mark Price",
    "Li Wu",
    "José María García López",
    "Søren Ångström",
    "Łukasz Żak",
    "Dr. Hans-Peter Groß",
    "Kurt Mueller",
    "François D'Angelo",
    "Çiğdem Yılmaz",
    "ΝΙΚΟΣ Παπαδόπουλος",
    "Okafor, Ngozi",
)
REDACTION = Redaction(ROSTER, ["a.mueller@acme.example", "jvdberg@acme.example"])


def redacted(text: str) -> str:
    return REDACTION.redacted(text, Blanks())


@pytest.mark.parametrize(
    "name",
    [
        "Anna Müller",
        "anna müller",
        "ANNA MÜLLER",
        "Müller Anna",
        "Mueller",
        "Muller",
        "muller",
        "A. Müller",
        "Anna M.",
        "Kurt Müller",
        "Jörg van der Berg",
        "Joerg Van Der Berg",
        "van der Berg",
        "O'Neill",
        "O’Neill",
        "oneill",
        "Sinead Neill",
        "Anna-Lena",
        "Anna Lena",
        "Annalena",
        "Schmidt-Weiß",
        "Schmidt-Weiss",
        "schmidt",
        "Jose Maria Garcia Lopez",
        "Soeren Angstrom",
        "Soren Ångström",
        "Lukasz Zak",
        "Hans-Peter Gross",
        "Hans Peter",
        "HansPeter",
        "Francois d’Angelo",
        "Cigdem Yilmaz",
        "Νίκος Παπαδόπουλος",
        "Ngozi Okafor",
        "Will",
        "Mark Price",
        "will young",
        "Li",
        "li wu",
        "J. van der Berg",
        "Groß",
        "jvdberg",
        "An\u00adna",
        "Mu\u0308ller",
    ],
)
def test_a_name_is_replaced_however_it_is_written(name: str) -> None:
    assert redacted(f"Last week {name} said no") == "Last week [name] said no"


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Annas plan", "[name] plan"),
        ("Anna's plan", "[name]'s plan"),
        ("Müllers Plan", "[name] Plan"),
        ("O'Neill’s plan", "[name]’s plan"),
        ("the Muellers", "the [name]"),
        ("Anna, Kurt and Jörg", "[name], [name] and [name]"),
        ("(Anna)", "([name])"),
        ("@anna_mueller", "@[name]"),
        ("z.B. Anna", "z.B. [name]"),
        ("Ask Anna. She knows.", "Ask [name]. She knows."),
        ("Annabel and Joanna", "Annabel and Joanna"),
    ],
)
def test_what_stands_around_a_name_is_kept(text: str, published: str) -> None:
    assert redacted(text) == published


@pytest.mark.parametrize("text", ["I will mark the price for young people", "es ist weiß und groß, der preis ist weg"])
def test_an_everyday_word_in_small_letters_stays(text: str) -> None:
    assert Redaction([*ROSTER, "Ute Weg", "Uwe Preis"]).redacted(text, Blanks()) == text


def test_an_everyday_word_with_a_capital_is_taken_for_a_name() -> None:
    assert redacted("Will we win? Mark says so.") == "[name] we win? [name] says so."


@pytest.mark.parametrize(
    "address",
    [
        "a.mueller@acme.example",
        "Somebody@elsewhere.example",
        "x_y+z@mail.acme.example",
        "foo (at) bar.de",
        "foo [at] bar [dot] de",
    ],
)
def test_a_mail_address_is_replaced_even_if_it_is_not_in_the_roster(address: str) -> None:
    assert redacted(f"write to {address}, please") == "write to [address], please"


@pytest.mark.parametrize(
    "number",
    [
        "+49 89 1234567",
        "+49 (0)89 123-456",
        "0049891234567",
        "089/123 456",
        "0664 123 45 67",
        "(555) 123-4567",
        "555-123-4567",
        "555.123.4567",
        "555-1234",
        "5551234567",
        "612 345 678",
        "ext. 4512",
        "Durchwahl 451",
    ],
)
def test_a_phone_number_is_replaced(number: str) -> None:
    assert redacted(f"call {number} now") == "call [number] now"


@pytest.mark.parametrize(
    "number",
    [
        "120 %",
        "120%",
        "3.5k",
        "1,250,000 EUR",
        "1.250.000 Euro",
        "1.250.000",
        "1250000",
        "10 000 000",
        "2 500 000 €",
        "123456 EUR",
        "12345678 USD",
        "2026-02-03",
        "03.02.2026",
        "3/2/26",
        "2025-2026",
        "2025/26",
        "Q3 2026",
        "9:30",
        "24/7",
        "12.5",
        "0.5",
        "100-120",
        "ISO 27001",
    ],
)
def test_a_number_about_work_stays(number: str) -> None:
    assert redacted(f"it was {number} then") == f"it was {number} then"


def test_the_blanks_speak_the_comments_language() -> None:
    blanks = Blanks("[Name]", "[Adresse]", "[Nummer]")
    text = "Frag Anna unter anna@acme.example oder 089 1234567."
    assert REDACTION.redacted(text, blanks) == "Frag [Name] unter [Adresse] oder [Nummer]."


def test_a_comment_without_anything_to_hide_is_not_touched() -> None:
    text = "Quota is too high. Preise zu hoch – 30 % über dem Markt! 👩‍💻"
    assert redacted(text) == text


def test_an_empty_roster_hides_no_word() -> None:
    assert Redaction([]).redacted("Anna Müller", Blanks()) == "Anna Müller"
