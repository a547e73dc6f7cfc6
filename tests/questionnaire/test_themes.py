"""Comments as sales people write them, and the themes the rules find: exactly these, no others."""

import unicodedata

import pytest

from pulse.languages import LANGUAGES
from pulse.questionnaire import Questionnaire
from pulse.questionnaire.themes import Spoken, Words

ENGLISH = [
    ("Quota is too high for my territory.", "target territory"),
    ("My target went up by a third and nobody could tell me why.", "target"),
    ("We got leads from the trade show but nobody called them for ten days.", "leads"),
    ("Customers call us expensive until they see the discount.", "price"),
    ("Every special price needs three approvals, by then the deal is cold.", "price tools"),
    ("The product has no single sign-on, and the two rivals I meet have it.", "product competitor"),
    ("Roadmap dates slip and I find out from the customer.", "product"),
    ("Three outages in a month, I spend my days apologising.", "quality"),
    ("Late delivery cost us the renewal.", "quality"),
    ("We keep losing to a vendor half our size.", "competitor"),
    ("My 1:1s get cancelled most weeks.", "coaching"),
    ("The call reviews with Dana are the best training I ever had.", "coaching"),
    ("I type the same forecast into the CRM and into a spreadsheet.", "admin"),
    ("Commission statements arrive late and are wrong.", "pay"),
    ("OTE looks good on paper, the accelerators never kick in.", "pay"),
    ("Legal takes two weeks for a standard contract.", "tools"),
    ("Working every weekend of the quarter, and no thank you.", "workload"),
    ("Keep the Friday deal review, it helps.", "coaching"),
    ("Cutting the BUDGET for travel hurts.", ""),
    ("This leads to confusion at the customer.", ""),
    ("Seeing our customers' faces was priceless.", ""),
    ("Our team leads should meet more often.", ""),
    ("We lost it to no decision again.", ""),
    ("Slow quarter in the whole region, nothing to blame.", ""),
    ("The new office is nice.", ""),
    ("A productive month.", ""),
    ("", ""),
]
GERMAN = [
    ("Das Quartalsziel ist in meinem Gebiet nicht zu schaffen.", "target territory"),
    ("Niemand erklärt, wie die Zielvorgabe entstanden ist.", "target"),
    ("Unser Listenpreis ist zu hoch, ohne Rabatt geht nichts.", "price"),
    ("Zu teuer im Vergleich zum Wettbewerb.", "price competitor"),
    ("Die Exportfunktion fehlt, danach fragt jeder zweite Interessent.", "product"),
    ("Lieferverzug kostet uns Vertrauen, und die Reklamationen landen bei uns.", "quality"),
    ("Die Konkurrenz war zwei Wochen schneller.", "competitor"),
    ("Von der Messe kamen viele Kontakte, aber kein brauchbarer Lead.", "leads"),
    ("Einzelgespräche fallen ständig aus.", "coaching"),
    ("Ich pflege den Forecast doppelt, im CRM und in Excel.", "admin"),
    ("Die Provision kommt immer zu spät.", "pay"),
    ("Die Gehälter sind unter dem Markt.", "pay"),
    ("Drei Freigaben für ein Standardangebot, das ist zu viel Bürokratie.", "tools"),
    ("Der Freigabeprozess bremst uns aus.", "tools"),
    ("Überstunden sind normal, Wertschätzung nicht.", "workload"),
    ("Ueberstunden ohne Ende.", "workload"),
    ("Gezielt weniger Kunden, dafür bessere.", ""),
    ("Wir haben gute Ergebnisse erzielt.", ""),
    ("Der Termin wurde gut gehalten.", ""),
    ("Ich möchte nichts davon preisgeben.", ""),
    ("Wir wollen um jeden Preis wachsen.", ""),
    ("Das sollte man öfter messen.", ""),
    ("Guter Hinweis aus dem Kreis der Kolleginnen.", ""),
    ("Meine Team Leads sind super.", ""),
]


def themes(questionnaire: Questionnaire, text: str, language: str) -> set[str]:
    return {match.theme.id for match in questionnaire.themes_of(text, language)}


@pytest.mark.parametrize(("comment", "expected"), ENGLISH)
def test_an_english_comment_is_found_in_its_themes(questionnaire: Questionnaire, comment: str, expected: str) -> None:
    assert themes(questionnaire, comment, "en") == set(expected.split())


@pytest.mark.parametrize(("comment", "expected"), GERMAN)
def test_a_german_comment_is_found_in_its_themes(questionnaire: Questionnaire, comment: str, expected: str) -> None:
    assert themes(questionnaire, comment, "de") == set(expected.split())


@pytest.mark.parametrize(
    ("comment", "language", "words"),
    [
        ("Discounts first, then the QUOTA.", "en", ["QUOTA", "Discounts"]),
        ("The pipeline-review eats my Monday.", "en", ["pipeline-review"]),
        ("Zu wenig Wertschätzung, zu viele Überstunden.", "de", ["Wertschätzung"]),
        ("my 1:1 was moved", "en", ["1:1"]),
    ],
)
def test_the_matched_word_is_shown_as_it_was_written(
    questionnaire: Questionnaire, comment: str, language: str, words: list[str]
) -> None:
    assert [match.word for match in questionnaire.themes_of(comment, language)] == words


@pytest.mark.parametrize("written", ["Überstunden", "ÜBERSTUNDEN", "ueberstunden", "U\u0308berstunden"])
def test_an_umlaut_is_found_however_it_is_written(questionnaire: Questionnaire, written: str) -> None:
    (match,) = questionnaire.themes_of(f"Viele {written}.", "de")
    assert match.word == unicodedata.normalize("NFC", written)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("preis", "Der Preis!", "Preis"),
        ("preis", "Preise", None),
        ("preis*", "Preisliste", "Preisliste"),
        ("*preis", "Listenpreis", "Listenpreis"),
        ("*preis", "Preisliste", None),
        ("*an*", "Banane", "Banane"),
        ("*ana", "Banana", "Banana"),
        ("*preis* *gut*", "Listenpreise ungut", "Listenpreise ungut"),
        ("straße", "STRASSE", "STRASSE"),
        ("can't go on", "I can’t   go on.", "can’t   go on"),
        ("go on", "go. On", "go. On"),
        ("1:1*", "1:1s", "1:1s"),
        ("1:1*", "1,1 million", None),
    ],
)
def test_a_rule_compares_whole_words(pattern: str, text: str, found: str | None) -> None:
    assert Words((pattern,)).first_in(Spoken.of(text)) == found


def test_no_rule_needs_more_than_an_instant_whatever_is_written() -> None:
    # Had every word several ways to match, this would take longer than the sun will shine.
    endless = Words((" ".join(["*a*"] * 60 + ["*z*"]),))
    assert endless.first_in(Spoken.of(" ".join(["aaa"] * 61))) is None


def test_a_phrase_that_does_not_count_hides_only_itself() -> None:
    rule = Words(("leads",), but_not=("leads to",))
    assert rule.first_in(Spoken.of("This leads to trouble.")) is None
    assert rule.first_in(Spoken.of("This leads to too few Leads.")) == "Leads"


def test_there_are_twelve_themes_each_with_words_in_every_language(questionnaire: Questionnaire) -> None:
    assert len(questionnaire.themes.themes) == 12
    for theme in questionnaire.themes.themes:
        assert set(theme.label) == set(LANGUAGES)
        assert all(theme.words[language].words for language in LANGUAGES)


def test_a_language_without_rules_has_no_themes(questionnaire: Questionnaire) -> None:
    assert questionnaire.themes_of("quota", "fr") == ()
    assert not questionnaire.needs_help("suicide", "fr")


@pytest.mark.parametrize(
    ("comment", "language"),
    [
        ("Honestly I can’t go on like this.", "en"),
        ("I had a panic attack before the review.", "en"),
        ("He has been bullying two of us for months.", "en"),
        ("Some days I want to die.", "en"),
        ("I am burnt out and nobody sees it", "en"),
        ("Was called a racist name by a customer.", "en"),
        ("I'm scared of my manager.", "en"),
        ("Ich kann einfach nicht mehr.", "de"),
        ("Seit Wochen Panikattacken vor dem Montag.", "de"),
        ("Wir werden in den Meetings gemobbt.", "de"),
        ("Ich möchte nicht mehr leben.", "de"),
        ("Ich wurde auf der Messe sexuell belästigt.", "de"),
        ("BURN-OUT im halben Team", "de"),
    ],
)
def test_words_of_distress_show_help(questionnaire: Questionnaire, comment: str, language: str) -> None:
    assert questionnaire.needs_help(comment, language)


@pytest.mark.parametrize(
    ("comment", "language"),
    [
        ("This deal is dead.", "en"),
        ("Giving 40% away is commercial suicide.", "en"),
        ("The new demo is a killer.", "en"),
        ("We hit our number.", "en"),
        ("Die Preise sind zu hoch.", "de"),
        ("Der Wettbewerb hat uns geschlagen.", "de"),
        ("Lieferausfall durch höhere Gewalt.", "de"),
        ("Eine gewaltige Chance.", "de"),
        ("", "en"),
    ],
)
def test_everyday_sales_talk_does_not(questionnaire: Questionnaire, comment: str, language: str) -> None:
    assert not questionnaire.needs_help(comment, language)


def test_what_a_text_speaks_of_does_not_depend_on_the_page_it_was_written_on(questionnaire: Questionnaire) -> None:
    rules = questionnaire.themes
    assert rules.themes_in("Customers call us expensive.") == ("price",)
    assert rules.themes_in("Der Rabatt fehlt, and my quota is too high.") == ("target", "price")
    assert rules.themes_in("Nothing to say.") == ()
