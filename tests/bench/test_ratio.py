"""Paired ratios: what is the same is not called different, what differs is."""

from __future__ import annotations

import random
from itertools import product
from math import comb
from statistics import median

import pytest

from workbook.bench.ratio import Ratio, _blocks_beyond, _median_is_among, paired_ratio

BLOCKS = 31
OPERATIONS = 46
RUNS = 20


def noisy(rng: random.Random, slower: float, noise: float) -> tuple[list[float], list[float]]:
    """Times of a reference and of something else, on a machine that is now slow and now fast."""
    weather = [rng.lognormvariate(0, 0.5) for _ in range(BLOCKS)]
    reference = [seconds * rng.lognormvariate(0, noise) for seconds in weather]
    other = [seconds * slower * rng.lognormvariate(0, noise) for seconds in weather]
    return other, reference


@pytest.mark.parametrize("run", range(RUNS))
def test_the_same_is_not_called_different(run: int) -> None:
    """A/A of all operations, twenty times, each time with other noise."""
    rng = random.Random(f"A/A {run}")
    ratios = [paired_ratio(*noisy(rng, 1.0, 0.1)) for _ in range(OPERATIONS)]
    assert [ratio for ratio in ratios if ratio.is_distinguishable] == []


@pytest.mark.parametrize("run", range(RUNS))
def test_what_is_a_tenth_slower_is_called_different(run: int) -> None:
    """Were single times compared, the weather would hide it; noise of 4% a block does not."""
    ratio = paired_ratio(*noisy(random.Random(run), 1.1, 0.04))
    assert ratio.is_distinguishable
    assert ratio.low <= 1.1 <= ratio.high


@pytest.mark.parametrize(
    ("blocks", "once_in"), [(range(9, 21, 2), 250), (range(21, 103, 2), 4_500)]
)
def test_how_often_the_same_is_called_different(blocks: range, once_in: int) -> None:
    """As often as a fair coin lies so many times on one side: all ratios but a few beyond 1."""
    for number in blocks:
        few = range(_blocks_beyond(number) + 1)
        assert 2 * sum(comb(number, heads) for heads in few) / 2**number < 1 / once_in


@pytest.mark.parametrize("lowest", [1, 2, 3, 4, 5])
def test_the_spread_of_the_median_is_that_of_all_draws(lowest: int) -> None:
    """Of five blocks there are 3,125 draws; counting their medians gives the same."""
    draws = list(product(range(5), repeat=5))
    counted = sum(median(draw) < lowest for draw in draws) / len(draws)
    assert _median_is_among(lowest, 5) == pytest.approx(counted)


def test_the_ratio_is_of_the_pairs() -> None:
    """Not of the medians: here each pair is 2 apart, in blocks that are 100 apart."""
    assert paired_ratio([2.0, 200.0, 20.0], [1.0, 100.0, 10.0]) == Ratio(2.0, 2.0, 2.0)


@pytest.mark.parametrize("blocks", [2, 10])
def test_an_even_number_of_blocks_is_refused(blocks: int) -> None:
    """None is in the middle."""
    with pytest.raises(ValueError, match="no block in their middle"):
        paired_ratio([1.0] * blocks, [1.0] * blocks)


def test_times_of_other_blocks_are_refused() -> None:
    """They are no pairs."""
    with pytest.raises(ValueError, match="zip"):
        paired_ratio([1.0] * 3, [1.0] * 5)
