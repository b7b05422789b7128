"""What a campaign came to: what went wrong, and the figures of each way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from statistics import median, quantiles

from tests.load.campaign import Front, Round, Slice
from tests.load.client import UNKNOWN, Exchange

RECOVERY = 2.0
"""Seconds after a fault in which a request may still feel it."""

HEADINGS = (
    f"{'way':24}{'requests':>9}{'/s':>7}{'ratio (least to most)':>24}"
    f"{'cpu ms':>8}{'p50 ms':>8}{'p99 ms':>8}{'503':>6}{'unknown':>9}{'first s':>9}{'all s':>7}"
)
LEGEND = (
    "/s, ratio, cpu of the service for a request, p50 and p99: of the calm rounds; ratio: median"
    " of the rounds, to the first way; first, all: until one client, and every one, was served"
    " after the restart."
)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Seconds from the moment the server was up again: to the first success, and to everyone's."""

    first: float
    everyone: float


def recovery(front: Front) -> Recovery:
    """By the requests that began after that moment and succeeded."""
    earliest: dict[int, float] = {}
    for exchange in front.log.exchanges:
        if exchange.begun >= front.up and exchange.status < HTTPStatus.BAD_REQUEST:
            earliest.setdefault(exchange.client, exchange.ended - front.up)
    return Recovery(min(earliest.values()), max(earliest.values()))


def out_of_season(front: Front) -> list[Exchange]:
    """The 5xx that no fault explains; that the pool was dry for too long is a matter of load."""
    return [
        exchange
        for exchange in front.log.exchanges
        if exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        and exchange.kind != "/problems/pool-exhausted"
        and not any(
            exchange.ended >= begun and exchange.begun <= ended + RECOVERY
            for begun, ended in front.faults
        )
    ]


def _calm(front: Front) -> list[Slice]:
    return [one for one in front.slices if one.round is Round.CALM]


def _within(front: Front, one: Slice) -> list[Exchange]:
    return [x for x in front.log.exchanges if one.begun <= x.ended <= one.ended]


def rates(front: Front) -> list[float]:
    """Requests a second of each calm slice."""
    return [len(_within(front, one)) / (one.ended - one.begun) for one in _calm(front)]


def table(fronts: Sequence[Front]) -> str:
    """A line for each way."""
    return "\n".join([HEADINGS, *(_line(front, fronts[0]) for front in fronts), LEGEND])


def _line(front: Front, first: Front) -> str:
    ratios = [mine / its for mine, its in zip(rates(front), rates(first), strict=True)]
    spread = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    calm = [exchange for one in _calm(front) for exchange in _within(front, one)]
    cpu = sum(one.cpu for one in _calm(front)) / len(calm)
    percentiles = quantiles((x.ended - x.begun for x in calm), n=100)
    told = Counter(_refusals(front))
    after = recovery(front)
    return (
        f"{front.way.label:24}{len(front.log.exchanges):>9}{median(rates(front)):>7.0f}{spread:>24}"
        f"{cpu * 1e3:>8.2f}{percentiles[49] * 1e3:>8.1f}{percentiles[98] * 1e3:>8.1f}"
        f"{told['503']:>6}{told['unknown']:>9}{after.first:>9.2f}{after.everyone:>7.2f}"
    )


def _refusals(front: Front) -> Iterator[str]:
    for exchange in front.log.exchanges:
        if exchange.status == HTTPStatus.SERVICE_UNAVAILABLE:
            yield "503"
        elif exchange.kind == UNKNOWN:
            yield "unknown"
