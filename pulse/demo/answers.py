"""What the leaders of Nordwind write back: by theme and kind, in English and German."""

from collections.abc import Mapping

from pulse.actions.answering import Kind

Texts = Mapping[str, str]
"""One text in each language a leader may write in."""

ANSWERS: Mapping[str, Mapping[Kind, Texts]] = {
    "target": {
        Kind.PASSED_UP: {
            "en": "Three of us cannot see how our targets follow from the accounts that are left. I cannot change the "
            "key, so I ask for the calculation, or a new one.",
            "de": "Mehrere von uns können nicht nachvollziehen, wie das Ziel aus den verbliebenen Kunden folgt. Den "
            "Schlüssel kann ich nicht ändern, deshalb bitte ich oben um die Rechnung oder um eine neue.",
        },
        Kind.DOING: {
            "en": "Every team gets its target calculation on one page, with the accounts it rests on.",
            "de": "Jedes Team bekommt die Rechnung hinter seinem Ziel auf einer Seite, mit den Kunden, auf denen sie "
            "beruht.",
        },
        Kind.NO: {
            "en": "The total stays as it is this year: it is what the budget for new colleagues rests on. What we can "
            "change is how it is split, and we look at that in the next planning round.",
            "de": "Die Summe bleibt in diesem Jahr, denn auf ihr beruhen die neuen Stellen. Ändern können wir die "
            "Aufteilung, und die sehen wir uns in der nächsten Planung an.",
        },
    },
    "price": {
        Kind.PASSED_UP: {
            "en": "Approvals above ten percent are not mine to give. I passed on what we lose while we wait.",
            "de": "Freigaben über zehn Prozent kann ich nicht erteilen. Ich habe weitergegeben, was uns das Warten "
            "kostet.",
        },
        Kind.DOING: {
            "en": "The pricing desk answers every request within two working days, also when the answer is no.",
            "de": "Die Preisstelle beantwortet jede Anfrage in zwei Arbeitstagen, auch wenn die Antwort nein ist.",
        },
        Kind.NO: {
            "en": "The list price stays: at a lower one the service that customers praise would go. Small accounts get "
            "a smaller package instead.",
            "de": "Der Listenpreis bleibt, sonst müssten wir am Service sparen, den Kunden loben. Für kleine Kunden "
            "gibt es stattdessen ein kleineres Paket.",
        },
    },
    "product": {
        Kind.PASSED_UP: {
            "en": "I cannot build it. I passed up the four demos we lost on it, with the customers' words.",
            "de": "Bauen kann ich es nicht. Ich habe die Termine weitergegeben, an denen wir daran gescheitert sind.",
        },
        Kind.DOING: {
            "en": "Product management reports back on the five most reported gaps: built, planned, or not, and why.",
            "de": "Das Produktmanagement meldet zu den fünf häufigsten Lücken zurück: gebaut, geplant oder nicht, und "
            "warum.",
        },
        Kind.NO: {
            "en": "Offline use will not come before next year; the sync engine has to be replaced first. Until then, "
            "please do not promise it.",
            "de": "Offline kommt erst im nächsten Jahr, vorher muss der Abgleich ersetzt werden. Bitte versprecht es "
            "bis dahin nicht.",
        },
    },
    "coaching": {
        Kind.DOING: {
            "en": "One-to-ones get a fixed slot that I do not move, and one joint call a month each.",
            "de": "Einzelgespräche bekommen einen festen Termin, den ich nicht verschiebe, dazu ein gemeinsamer "
            "Kundentermin im Monat.",
        },
        Kind.UNDERSTAND: {
            "en": "Would twenty minutes every week help more than an hour every month? Let us talk it through on "
            "Thursday, all together.",
            "de": "Helfen zwanzig Minuten jede Woche mehr als eine Stunde im Monat? Lasst uns am Donnerstag alle "
            "zusammen darüber sprechen.",
        },
    },
}
OTHERWISE: Mapping[Kind, Texts] = {
    Kind.DOING: {
        "en": "We change one thing about this by the date below and look together whether it helped.",
        "de": "Wir ändern daran bis zum genannten Tag eine Sache und sehen gemeinsam nach, ob sie geholfen hat.",
    },
    Kind.NO: {
        "en": "Not this quarter: two larger changes are under way, and a third would make all of them late.",
        "de": "Nicht in diesem Quartal: zwei größere Änderungen laufen, eine dritte würde alle verzögern.",
    },
    Kind.PASSED_UP: {
        "en": "This is decided a level above. I passed it on as you said it.",
        "de": "Das wird eine Ebene höher entschieden. Ich habe es so weitergegeben, wie ihr es gesagt habt.",
    },
    Kind.UNDERSTAND: {
        "en": "I see that it matters, and not yet what would help. Which one change would make the difference?",
        "de": "Dass es wichtig ist, sehe ich; was hilft, noch nicht. Welche eine Änderung würde den Unterschied "
        "machen?",
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


def text_of(theme: str, kind: Kind, language: str) -> str:
    """What a leader writes to a theme."""
    return ANSWERS.get(theme, {}).get(kind, OTHERWISE[kind])[language]
