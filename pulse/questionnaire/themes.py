"""Which themes a comment touches: transparent keyword rules, nothing learned and nothing guessed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

_WORD = re.compile(r"\d+:\d+[^\W_]*|[^\W_]+")
_PATTERN_PIECE = re.compile(r"\*?(?:\d+:\d+[^\W_]*|[^\W_]+)\*?")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NEVER = r"(?!)"


def folded(word: str) -> str:
    """The word as it is compared: whatever its case, with ä as ae and ß as ss."""
    return word.casefold().translate(_GERMAN)


def is_pattern(text: str) -> bool:
    """Whether the text can be a rule: words, each with a star before or after it at most."""
    pieces = re.split(r"[\s'’-]+", unicodedata.normalize("NFC", text))
    return all(_PATTERN_PIECE.fullmatch(piece) for piece in pieces)


@dataclass(frozen=True)
class Spoken:
    """A comment as the rules read it: `line` holds its words as they are compared, one blank between them."""

    text: str
    spans: tuple[tuple[int, int], ...]
    line: str

    @classmethod
    def of(cls, text: str) -> "Spoken":
        composed = unicodedata.normalize("NFC", text)
        words = tuple(_WORD.finditer(composed))
        return cls(composed, tuple(word.span() for word in words), " ".join(folded(word.group()) for word in words))

    def written(self, match: re.Match[str]) -> str:
        """What the author wrote where the line matches."""
        first, last = (self.line.count(" ", 0, edge) for edge in match.span())
        return self.text[self.spans[first][0] : self.spans[last][1]]


@dataclass(frozen=True)
class Words:
    """Words and phrases that count, and phrases that do not although a word in them would, in one language.

    A star at either end of a word stands for any letters; else whole words are compared.
    """

    words: tuple[str, ...]
    but_not: tuple[str, ...] = ()

    def first_in(self, spoken: Spoken) -> str | None:
        """The first word or phrase that counts, as it was written, or None."""
        matches = self._rule.finditer(spoken.line)
        return next((spoken.written(match) for match in matches if match.lastgroup == "word"), None)

    @cached_property
    def _rule(self) -> re.Pattern[str]:
        # What does not count comes first, so that it is stepped over before a word inside it can match.
        return re.compile(rf"(?<![^ ])(?:(?P<but_not>{_any_of(self.but_not)})|(?P<word>{_any_of(self.words)}))(?![^ ])")


def _any_of(patterns: Iterable[str]) -> str:
    longest_first = sorted((_expression(pattern) for pattern in patterns), key=len, reverse=True)
    return "|".join(longest_first) or _NEVER


def _expression(pattern: str) -> str:
    # Each word matches in one way or not at all: trying every letter of every word would never end for long phrases.
    pieces = _PATTERN_PIECE.findall(unicodedata.normalize("NFC", pattern))
    return " ".join(f"(?>{re.escape(folded(piece))})".replace(r"\*", "[^ ]*") for piece in pieces)


@dataclass(frozen=True)
class Theme:
    """What comments may be about; `label` and `words` are given for each language."""

    id: str
    label: Mapping[str, str] = field(hash=False)
    words: Mapping[str, Words] = field(hash=False)


@dataclass(frozen=True)
class ThemeMatch:
    """A theme found in a comment, and the word that shows why."""

    theme: Theme
    word: str


@dataclass(frozen=True)
class ThemeRules:
    """The themes in their fixed order, and the words in each language that show help contacts."""

    themes: tuple[Theme, ...]
    danger: Mapping[str, Words] = field(hash=False)

    def themes_of(self, text: str, language: str) -> tuple[ThemeMatch, ...]:
        """The themes a comment touches, each with the first word that shows why; none in a language without rules."""
        spoken = Spoken.of(text)
        found = ((theme, theme.words[language].first_in(spoken)) for theme in self.themes if language in theme.words)
        return tuple(ThemeMatch(theme, word) for theme, word in found if word is not None)

    def themes_in(self, text: str) -> tuple[str, ...]:
        """The ids of the themes a comment touches in any language.

        Where only the words of one language counted, themes would tell in which language the page was read.
        """
        languages = {language for theme in self.themes for language in theme.words}
        found = {match.theme.id for language in languages for match in self.themes_of(text, language)}
        return tuple(theme.id for theme in self.themes if theme.id in found)

    def needs_help(self, text: str, language: str) -> bool:
        """Whether a comment holds a word that shows help contacts to its author."""
        return language in self.danger and self.danger[language].first_in(Spoken.of(text)) is not None
