"""Numbers and verdicts in words, the same on the terminal and on the page."""

from __future__ import annotations

from workbook.comparison import Finding
from workbook.job import Result
from workbook.ways import Way

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
HUNDREDTHS_BELOW, TENTHS_BELOW = 10, 100


def in_words(number: int) -> str:
    """A number as a word, up to ten."""
    return WORDS[number] if number < len(WORDS) else str(number)


def milliseconds(seconds: float) -> str:
    """With as many digits as mean something, at most four characters below ten seconds."""
    number = seconds * 1_000
    if number < HUNDREDTHS_BELOW:
        return f"{number:.2f}"
    return f"{number:.1f}" if number < TENTHS_BELOW else f"{number:.0f}"


def ways_in_words(result: Result) -> str:
    """For the beginning of a sentence: "The four ways"."""
    ways = len(result.ways)
    return "The one way" if ways == 1 else f"The {in_words(ways)} ways"


def verdict(result: Result) -> str:
    """Whether the ways agree, in one sentence."""
    number, differing = len(result.findings), len(result.disagreements)
    if differing:
        return f"{ways_in_words(result)} do not agree on {differing} of {number} operations."
    if len(result.ways) == 1:
        return f"The one way ends {number} operations as it should; compare it with another."
    return f"{ways_in_words(result)} agree on {number} operations."


def lines_of(result: Result, finding: Finding, way: Way) -> str:
    """A method's lines of code, in the first of its rows."""
    if finding.operation.case:
        return ""
    source = result.source(way, finding.operation.method)
    return "-" if source is None else str(source.lines)


def measured(result: Result) -> str:
    """What the times are."""
    calls = [finding.calls for finding in result.findings]
    return f"median of {min(calls)} to {max(calls)} calls, one connection, this machine"


def legend(result: Result) -> str:
    """What the figures are."""
    return (
        "Statements (st, stmts) and round trips (rt, trips) are counted on the wire, on a warm"
        f" connection, BEGIN and COMMIT included. Times (ms): {measured(result)}, not through"
        " the counter. Lines of code (ln) are those of the method and of the private methods it"
        " calls, given once. Reads run in autocommit() and writes in transaction(), unless the name"
        " says otherwise."
    )


def counted(number: int, what: str) -> str:
    """Such as "1 row" or "1,000 rows"."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
