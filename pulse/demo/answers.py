"""What the leaders of Nordwind write back: by theme and kind, in English and German, another text each time."""

from collections.abc import Mapping

from pulse.actions.answering import Kind

Texts = Mapping[str, tuple[str, ...]]
"""Texts in each language a leader may write in, equally many."""

ANSWERS: Mapping[str, Mapping[Kind, Texts]] = {
    "target": {
        Kind.PASSED_UP: {
            "en": (
                "Several of us cannot see how our targets follow from the accounts that are left. I cannot change the "
                "key, so I ask for the calculation, or a new one.",
                "Two large accounts left and the target stayed. I passed the numbers on and asked to look again.",
            ),
            "de": (
                "Mehrere von uns können nicht nachvollziehen, wie das Ziel aus den verbliebenen Kunden folgt. Den "
                "Schlüssel kann ich nicht ändern, deshalb bitte ich oben um die Rechnung oder um eine neue.",
                "Zwei große Kunden sind weg, das Ziel ist geblieben. Ich habe die Zahlen mit der Bitte weitergegeben, "
                "noch einmal hinzusehen.",
                "Ich stimme zu: so ist es nicht zu erklären. Entscheiden muss das die Leitung, sie hat es seit heute.",
            ),
        },
        Kind.DOING: {
            "en": (
                "Every team gets its target calculation on one page, with the accounts it rests on.",
                "Sales operations goes through its targets with each team, half an hour, questions welcome.",
                "Where an account moved to another team, its share of the target moves with it.",
            ),
            "de": (
                "Jedes Team bekommt die Rechnung hinter seinem Ziel auf einer Seite, mit den Kunden dazu.",
                "Wechselt ein Kunde das Team, wechselt sein Anteil am Ziel mit.",
            ),
        },
        Kind.NO: {
            "en": (
                "The total stays as it is this year: it is what the budget for new colleagues rests on. What we can "
                "change is how it is split, and we look at that in the next planning round.",
                "I looked at Berlin's numbers again and would set the same target: the open business carries it. I "
                "would change my mind if two more of the large renewals slip.",
            ),
            "de": (
                "Die Summe bleibt in diesem Jahr, denn auf ihr beruhen die neuen Stellen. Ändern können wir die "
                "Aufteilung, und die sehen wir uns in der nächsten Planung an.",
            ),
        },
    },
    "price": {
        Kind.PASSED_UP: {
            "en": (
                "Approvals above ten percent are not mine to give. I passed on what we lose while we wait.",
                "I asked for one signature instead of three up to fifteen percent, with our four lost deals as reason.",
            ),
            "de": ("Freigaben über zehn Prozent kann ich nicht erteilen. Was uns das Warten kostet, weiß man jetzt.",),
        },
        Kind.DOING: {
            "en": (
                "The pricing desk answers every request within two working days, also when the answer is no.",
                "Discounts up to fifteen percent need one signature from the first of the month.",
                "We try the lower entry price in one region for a quarter and look at the numbers together.",
            ),
            "de": (
                "Die Preisstelle beantwortet jede Anfrage in zwei Arbeitstagen, auch wenn die Antwort nein ist.",
                "Rabatte bis fünfzehn Prozent brauchen ab dem nächsten Monat nur noch eine Unterschrift.",
            ),
        },
        Kind.NO: {
            "en": (
                "The list price stays: at a lower one the service that customers praise would go. Small accounts get "
                "a smaller package instead.",
                "No third discount level: it would make every negotiation longer, which is what you complain about.",
            ),
            "de": (
                "Der Listenpreis bleibt, sonst müssten wir am Service sparen, den Kunden loben. Für kleine Kunden "
                "gibt es stattdessen ein kleineres Paket.",
            ),
        },
    },
    "product": {
        Kind.PASSED_UP: {
            "en": ("I cannot build it. I passed up the four demos we lost on it, with the customers' words.",),
            "de": ("Bauen kann ich es nicht. Die Termine, an denen wir daran gescheitert sind, habe ich gemeldet.",),
        },
        Kind.DOING: {
            "en": (
                "Product management reports back on the five most reported gaps: built, planned, or not, and why.",
                "Two of us sit in the roadmap meeting from now on and tell you what was decided there.",
            ),
            "de": (
                "Das Produktmanagement meldet zu den fünf häufigsten Lücken zurück: gebaut, geplant oder nicht, und "
                "warum.",
            ),
        },
        Kind.NO: {
            "en": (
                "Offline use will not come before next year; the sync engine has to be replaced first. Until then, "
                "please do not promise it.",
                "No separate mobile app: the new web client will do what is missing, and comes first.",
            ),
            "de": (
                "Offline kommt erst im nächsten Jahr, vorher muss der Abgleich ersetzt werden. Bitte versprecht es "
                "bis dahin nicht.",
            ),
        },
    },
    "coaching": {
        Kind.DOING: {
            "en": ("One-to-ones get a fixed slot that I do not move, and one joint call a month each.",),
            "de": (
                "Einzelgespräche bekommen einen festen Termin, den ich nicht verschiebe.",
                "Einmal im Monat fahre ich mit jeder und jedem zu einem Kunden.",
            ),
        },
        Kind.UNDERSTAND: {
            "en": ("Would twenty minutes every week help more than an hour every month? Let us talk on Thursday.",),
            "de": (
                "Helfen zwanzig Minuten jede Woche mehr als eine Stunde im Monat? Lasst uns am Donnerstag alle "
                "zusammen darüber sprechen.",
            ),
        },
    },
}
OTHERWISE: Mapping[Kind, Texts] = {
    Kind.DOING: {
        "en": (
            "We change one thing about this by the date below and look together whether it helped.",
            "Battle cards for the two rivals we meet most, written with those who won against them.",
        ),
        "de": ("Wir ändern daran bis zum genannten Tag eine Sache und sehen gemeinsam nach, ob sie geholfen hat.",),
    },
    Kind.NO: {
        "en": ("Not this quarter: two larger changes are under way, and a third would make all of them late.",),
        "de": ("Nicht in diesem Quartal: zwei größere Änderungen laufen, eine dritte würde alle verzögern.",),
    },
    Kind.PASSED_UP: {
        "en": ("This is decided a level above. I passed it on as you said it.",),
        "de": ("Das wird eine Ebene höher entschieden. Ich habe es so weitergegeben, wie ihr es gesagt habt.",),
    },
    Kind.UNDERSTAND: {
        "en": ("I see that it matters, and not yet what would help. Which one change would make the difference?",),
        "de": ("Dass es wichtig ist, sehe ich; was hilft, noch nicht. Welche eine Änderung würde etwas bewirken?",),
    },
}
MEASURED_BY = {"target": "Q2", "territory": "Q3", "price": "E2", "product": "P3", "coaching": "C2", "competitor": "P2"}
"""The question that shows whether a promise helped, by theme."""
DROPPED = {
    "en": "The colleague who was to do it has left, and nobody can take it over this quarter.",
    "de": "Die zuständige Kollegin ist nicht mehr da, und in diesem Quartal kann es niemand übernehmen.",
}
MOVED = {
    "en": "The first try did not work; the second needs three more weeks.",
    "de": "Der erste Versuch hat nicht funktioniert, der zweite braucht drei Wochen länger.",
}
OWNERS = {"price": "Pricing desk", "product": "Product management", "target": "Sales operations"}
"""Who does what is promised, where it is not the leader."""


def text_of(theme: str, kind: Kind, language: str, time: int) -> str:
    """What a leader writes to a theme for the first, second, ... time."""
    texts = ANSWERS.get(theme, {}).get(kind, OTHERWISE[kind])[language]
    return texts[time % len(texts)]
