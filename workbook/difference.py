"""Where two outcomes part: the first place, and what stands there in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from shared.errors import RepositoryError
from workbook.outcome import Failure, Outcome, Report, Value, View

LONGEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """At `place`, `way` has `actual` where, by the word of `witness`, `expected` should be."""

    way: str
    place: str
    actual: str
    expected: str
    witness: str

    def __str__(self) -> str:
        return f"{self.way}: {self.place} is {self.actual}, not {self.expected} {self.witness}"


def differences(
    reports: Mapping[str, Report], raises: type[RepositoryError] | None
) -> Iterator[Difference]:
    """Who differs from most of the others, or from the error that is asked for, and where first."""
    agreeing: list[list[str]] = []
    for name, report in reports.items():
        group = next((group for group in agreeing if reports[group[0]] == report), None)
        if group is None:
            agreeing.append([name])
        else:
            group.append(name)
    witness = max(agreeing, key=len)[0]
    for name, report in reports.items():
        if report != reports[witness]:
            yield _against(name, report, witness, reports[witness])
        else:
            yield from _unexpected(name, report, "a result" if raises is None else raises.__name__)


def _against(name: str, report: Report, witness: str, other: Report) -> Difference:
    places = (f"call {number}" for number in count(1))
    for place, expected, actual in zip(places, other.calls, report.calls, strict=False):
        if expected != actual:
            return Difference(
                name, *first_difference(expected, actual, place), f"as with {witness}"
            )
    return Difference(
        name, *first_difference(other.left, report.left, "afterwards"), f"as with {witness}"
    )


def _unexpected(name: str, report: Report, expected: str) -> Iterator[Difference]:
    """The first call that ends in another way than the catalogue says, though all agree on it."""
    for number, outcome in enumerate(report.calls, start=1):
        end = "a result" if outcome.failure is None else outcome.failure.error
        if end != expected:
            yield Difference(name, f"call {number}", end, expected, "as the catalogue has it")
            return


def first_difference(expected: object, actual: object, place: str) -> tuple[str, str, str]:
    """The place, what is there, and what is expected there, for two that are not equal."""
    match expected, actual:
        case (Outcome(), Outcome()) if expected.failure == actual.failure:
            return first_difference(expected.result, actual.result, f"{place}: result")
        case (View(), View()) if expected.names == actual.names:
            return _first_in_view(expected, actual, place)
        case (Value(), Value()) if expected.type != actual.type:
            return place, f"{_text(actual)} ({actual.type})", f"{_text(expected)} ({expected.type})"
        case (tuple(), tuple()) if type(expected) is type(actual) is tuple:
            return _first_in_sequence(expected, actual, place)
    return place, _text(actual), _text(expected)


def _first_in_view(expected: View, actual: View, place: str) -> tuple[str, str, str]:
    pairs = zip(expected.names, expected.values, actual.values, strict=True)
    name, one, other = next(pair for pair in pairs if pair[1] != pair[2])
    return first_difference(one, other, f"{place}.{name}")


def _first_in_sequence(
    expected: tuple[object, ...], actual: tuple[object, ...], place: str
) -> tuple[str, str, str]:
    if len(expected) != len(actual):
        return f"the length of {place}", str(len(actual)), str(len(expected))
    pairs = enumerate(zip(expected, actual, strict=True))
    position, (one, other) = next(pair for pair in pairs if pair[1][0] != pair[1][1])
    return first_difference(one, other, f"{place}[{_index(position, one, other)}]")


def _index(position: int, one: object, other: object) -> str:
    """Rows of the same id are told by that, other things by where they stand."""
    match one, other:
        case (View(names=("id", *_)), View(names=("id", *_))) if one.values[0] == other.values[0]:
            return f"id {_text(one.values[0])}"
    return str(position)


def _text(thing: object) -> str:
    match thing:
        case Outcome(failure=None):
            text = f"no error but {_text(thing.result)}"
        case Outcome(failure=Failure() as failure):
            text = _text(failure)
        case Failure():
            about = f" about {thing.field}" if thing.field else ""
            text = thing.error + about + (", retryable" if thing.retryable else "")
        case Value(value=datetime() as moment):
            text = str(moment)
        case Value():
            text = repr(thing.value)
        case View():
            text = f"{thing.type} with {thing.names[0]} {_text(thing.values[0])}"
        case tuple():
            text = f"{len(thing)} of them"
        case _:
            text = repr(thing)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
