"""Bands: the t quantile and Wilson's share against scipy, and bands that are never empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pulse.insights.bands import Favourable, favourable_share, half_width, noise_band, wilson
from pulse.insights.kinds import CONSTANTS, Kind
from pulse.insights.quantiles import t_quantile
from pulse.insights.scores import Score
from pulse.publications.figures import Bands, Figure, Reason, Withheld

KINDS = st.sampled_from(list(Kind))


@pytest.mark.parametrize("freedom", [*range(1, 60), 99, 100, 398, 399, 400, 401, 1000, 12_345, 10**6])
@pytest.mark.parametrize("probability", [0.5, 0.75, 0.95, 0.975])
def test_the_t_quantile_is_scipys(probability: float, freedom: int) -> None:
    # scipy itself is good to about 1e-12 here.
    assert t_quantile(probability, freedom) == pytest.approx(stats.t.ppf(probability, freedom), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(("probability", "freedom"), [(0.95, 0), (0.4, 5), (1.0, 5)])
def test_a_t_quantile_outside_its_range_is_refused(probability: float, freedom: int) -> None:
    with pytest.raises(ValueError, match="t quantile"):
        t_quantile(probability, freedom)


@pytest.mark.parametrize(
    ("kind", "half"),
    [(Kind.INDEX, 12.06), (Kind.AGREE, 15.24), (Kind.PERCENT, 9.52), (Kind.TEN, 15.87), (Kind.YES, 31.75)],
)
def test_eight_answers_have_the_half_width_of_the_formula(kind: Kind, half: float) -> None:
    assert half_width(kind, 8) == pytest.approx(half, abs=0.005)


def test_safety_of_60_with_8_answers_lies_between_48_and_72() -> None:
    band = noise_band(Score(60, 8, Kind.INDEX))
    assert (round(band.low), round(band.high)) == (48, 72)


@given(KINDS, st.integers(5, 5000))
def test_more_answers_make_a_narrower_band(kind: Kind, respondents: int) -> None:
    assert 0 < half_width(kind, respondents + 1) < half_width(kind, respondents)


@given(KINDS, st.integers(5, 100_000), st.floats(0, 1))
def test_a_band_is_never_empty_holds_its_score_and_stays_on_the_scale(
    kind: Kind, respondents: int, place: float
) -> None:
    scale = CONSTANTS[kind]
    value = scale.low + place * (scale.high - scale.low)
    band = noise_band(Score(value, respondents, kind))
    assert scale.low <= band.low < band.high <= scale.high
    assert band.low <= value <= band.high


@pytest.mark.parametrize(
    ("favourable", "respondents", "low", "high"),
    [(6, 10, 35.2, 80.6), (12, 15, 59.1, 91.7), (10, 10, 78.7, 100), (0, 10, 0, 21.3)],
)
def test_wilson_bands_are_those_of_the_specification(
    favourable: int, respondents: int, low: float, high: float
) -> None:
    band = wilson(favourable, respondents)
    assert (round(band.low, 1), round(band.high, 1)) == (low, high)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_bands_are_scipys_and_symmetric(counts: tuple[int, int]) -> None:
    favourable, respondents = counts
    band, mirrored = wilson(favourable, respondents), wilson(respondents - favourable, respondents)
    level = 2 * stats.norm.cdf(1.645) - 1
    oracle = stats.binomtest(favourable, respondents).proportion_ci(level, method="wilson")
    assert (band.low, band.high) == pytest.approx((100 * oracle.low, 100 * oracle.high), abs=1e-9)
    assert (100 - mirrored.high, 100 - mirrored.low) == pytest.approx((band.low, band.high), abs=1e-9)
    assert band.low < band.high


def test_a_favourable_share_comes_from_the_published_bands() -> None:
    figure = Figure(15, 55, 1, 5, bands=Bands(1, 2, 12))
    share = favourable_share(figure)
    assert not isinstance(share, Withheld)
    assert share == Favourable(80, 15, wilson(12, 15))


def test_the_favourable_answers_of_a_reverse_item_are_the_low_ones() -> None:
    share = favourable_share(Figure(15, 55, 1, 5, bands=Bands(1, 2, 12)), reverse=True)
    assert not isinstance(share, Withheld)
    assert share.share == pytest.approx(100 / 15)


def test_without_bands_there_is_no_favourable_share() -> None:
    assert favourable_share(Figure(14, 50, 1, 5)) == Withheld(Reason.TOO_FEW)
    assert favourable_share(Figure(20, 70, 1, 5)) == Withheld(Reason.PROTECTED)
    assert favourable_share(Withheld(Reason.FOLDED)) == Withheld(Reason.FOLDED)
