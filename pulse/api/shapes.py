"""What the API answers: the shapes that its description is made from."""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Fingerprint = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="A SHA-256 in hexadecimal.")]
Code = Annotated[str, Field(description="A unit's name in publications; it stays when the unit is renamed.")]
WaveName = Annotated[str, Field(pattern="^[0-9A-Z]{16}$", description="A wave's random name.")]


class Shape(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Listed = TypeVar("Listed", bound=Shape)


class Page(Shape, Generic[Listed]):
    """A part of a list, in an order that no later publication changes."""

    items: list[Listed]
    next: str | None = Field(description="The address of the next page, or null on the last one.")


class Programme(Shape):
    """A programme that has published something."""

    name: str
    title: str = Field(description="Its title when it last published.")


class Wave(Shape):
    """A published wave."""

    wave: WaveName
    programme: str
    title: str = Field(description="The programme's title when the wave opened.")
    number: int = Field(description="The number of the wave within its programme.")
    opens_at: datetime
    closes_at: datetime
    published_at: datetime
    contract: Fingerprint = Field(description="The fingerprint of its contract, which stands in the wave's mails.")
    publication: Fingerprint = Field(description="The digest of its publication, which names the one before.")


class Unit(Shape):
    """A unit of a wave; its figures hold everybody below it."""

    unit: Code
    above: Code | None = Field(description="The unit above; null at the top of the wave.")
    path: str = Field(description="Where it stands in the roster now.")
    invited: int | None = Field(description="How many were invited in and below it; null where that is withheld.")


class Measure(Shape):
    """Something a wave has figures of."""

    measure: str
    kind: Literal["participation", "index", "question", "choice"]
    text: str = Field(description="What was asked, in English; for an index, what it is made of.")
    scale: str | None = Field(description="index, A5 (agree), N10 (0 to 10), PC (50 to 150 percent) or YN (yes).")
    parts: list[str] = Field(description="The measures an index is the mean of.")
    options: list[str] = Field(description="The named options of a choice, in the order of their counts.")
    mirrored: bool = Field(description="Agreement is bad news, so the score is mirrored: higher is better.")


class Bands(Shape):
    """How many answered so that it is bad news, neither, or good news."""

    unfavourable: int
    neutral: int
    favourable: int


class Figure(Shape):
    """A published figure."""

    state: Literal["shown"]
    measure: str
    n: int = Field(description="How many answered; for an index, the smallest n of its questions.")
    score: int | None = Field(description="In whole points; null for participation and for named options.")
    low: int | None = Field(description="The lower end of the 90 % noise band around the score.")
    high: int | None = Field(description="The upper end of the band.")
    edge: Literal["at most", "at least", "about"] | None = Field(description="Set where the score is a bound.")
    bands: Bands | None = Field(description="From 15 answers on.")
    options: list[int] | None = Field(description="For a choice: how many chose each option.")


class Withheld(Shape):
    """No figure, and why."""

    state: Literal["withheld"]
    measure: str
    reason: Literal["too few", "protected", "folded", "not asked", "lost"]
    instead: Code | None = Field(description="The nearest unit above that has a figure.")


class UnitFigures(Shape):
    """All figures of one unit in one wave."""

    unit: Code
    figures: list[Annotated[Figure | Withheld, Field(discriminator="state")]]


class Problem(Shape):
    """Why a request was refused, as RFC 9457 describes it."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: int
    detail: str


Programmes, Waves, Units = Page[Programme], Page[Wave], Page[Unit]
Measures, Figures = Page[Measure], Page[UnitFigures]
