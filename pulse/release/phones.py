"""Which numbers in a comment reach somebody: told apart from amounts, dates and years. Pure."""

import re

NUMBER = r"(?<![\w.,])[+(]{0,2}\d(?:[\s()./–-]{0,3}\d){5,}+(?!\w|\s?(?:[%€$£]|(?i:k|m|mio|eur|usd|chf|gbp)\b))"
"""What may be a phone number: at least six digits and what stands between them, but no sum of money."""
EXTENSION = r"(?i:\b(?:ext|extension|tel|durchwahl|dw|apparat)\b[.:]?\s?)\d{3,6}\b"

_DATE = re.compile(
    r"(?<![\d./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|(?:19|20)\d\d[./-]\d\d[./-]\d\d)(?![./-]?\d)"
    r"|\b(?:19|20)\d\d\s?[–/-]\s?(?:19|20)?\d\d\b"
)
_AMOUNT = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:\.\d{3})+(?![.\d])|\b[1-9]\d?(?:[ \u00a0\u202f]\d{3})+\b")


def is_phone(number: str) -> bool:
    """Whether digits found by NUMBER are a phone number: seven digits or more, six after a plus or a leading zero.

    Seven or eight digits in one piece are an amount unless they begin like a phone number.
    """
    rest = _AMOUNT.sub("", _DATE.sub("", number)).strip()
    digits = re.sub(r"\D", "", rest)
    if rest.startswith(("+", "(", "0")):
        return len(digits) >= 6
    return len(digits) >= (9 if digits == rest else 7)
