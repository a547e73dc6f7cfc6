"""What a leader expects, as a value, and read from a form. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pulse.errors import Refusal

DIMENSIONS = ("safety", "response", "quota", "product")
TARGET = "x1"
"""The forecast's address among the measures; asked in percent of plan, and not in every wave."""
SCALES: Mapping[str, range] = {**dict.fromkeys(DIMENSIONS, range(101)), TARGET: range(50, 151)}
NAMES = {"safety": "Safety", "response": "Response", "quota": "Quota", "product": "Product", TARGET: "Target"}
MOST_DIGITS = 3


class BadGuess(Refusal):
    """A number is missing, or not on its scale."""


@dataclass(frozen=True)
class Guess:
    """Four scores from 0 to 100, and percent of plan from 50 to 150 where the wave asks for it."""

    safety: int
    response: int
    quota: int
    product: int
    target: int | None = None

    def __post_init__(self) -> None:
        for measure, value in self.values.items():
            if value not in SCALES[measure]:
                raise BadGuess(_sentence(measure))

    @property
    def values(self) -> Mapping[str, int]:
        """What was said, by the address of the measure."""
        said = {name: int(getattr(self, name)) for name in DIMENSIONS}
        return said if self.target is None else {**said, TARGET: self.target}


def read_guess(form: Mapping[str, str], *, with_target: bool) -> Guess:
    """Read a form; what else stands in it is ignored. Raises BadGuess."""
    said = dict(_numbers(form, (*DIMENSIONS, TARGET) if with_target else DIMENSIONS))
    return Guess(**{name: said[name] for name in DIMENSIONS}, target=said.get(TARGET))


def _numbers(form: Mapping[str, str], measures: Iterable[str]) -> Iterator[tuple[str, int]]:
    for measure in measures:
        text = form.get(measure, "").strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
        if number is None or number not in SCALES[measure]:
            raise BadGuess(_sentence(measure))
        yield measure, number


def _sentence(measure: str) -> str:
    scale = SCALES[measure]
    return f"{NAMES[measure]} needs a whole number from {scale[0]} to {scale[-1]}. Nothing was saved."
