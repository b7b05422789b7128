"""What counts as a difference, as a line of code, and as the same sample."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from textwrap import dedent

from shared.errors import Closed, TaskNotFound
from workbook.difference import differences
from workbook.outcome import Failure, Outcome, Report, View, plain
from workbook.sample import FEWEST_TASKS, Sample
from workbook.source import code_lines

NO_TABLES = View("tables", (), ())


def test_lines_of_code_are_those_that_hold_code() -> None:
    """Blank lines, comments and docstrings are none; the lines of a long text are."""
    text = '''
        def method(self):
            """What it means,

            in two parts."""
            # why

            statement = """
                SELECT 1

                FROM somewhere"""  # a remark

            return (
                statement
            )
        '''
    assert code_lines(dedent(text)) == 7


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    """Repeatable, and another with another seed."""
    assert Sample.make(FEWEST_TASKS, 1) == Sample.make(FEWEST_TASKS, 1)
    assert Sample.make(FEWEST_TASKS, 1) != Sample.make(FEWEST_TASKS, 2)


def test_equal_values_of_another_type_are_told_apart() -> None:
    """1, 1.0, True and "1" are four things; one instant in two zones is one."""
    since = datetime(2030, 1, 1, tzinfo=UTC)
    assert len({plain(value, since) for value in (1, 1.0, True, "1")}) == 4
    moment = datetime(2020, 1, 1, 12, tzinfo=UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=5)))
    assert plain(moment, since) == plain(elsewhere, since)
    assert plain(moment, since) != plain(moment.replace(tzinfo=None), since)


def test_moments_of_the_run_are_all_now() -> None:
    """Two ways insert at two moments; that is no difference."""
    since = datetime(2030, 1, 1, tzinfo=UTC)
    assert plain(since, since) == plain(since + timedelta(seconds=3), since)


def _reports(**results: object) -> Mapping[str, Report]:
    since = datetime(2030, 1, 1, tzinfo=UTC)
    return {
        way: Report((Outcome(plain(result, since)),), NO_TABLES) for way, result in results.items()
    }


def test_the_odd_one_out_is_the_one_that_differs() -> None:
    """Wherever it stands, the others are taken as the witness."""
    for odd in ("a", "b", "c"):
        reports = _reports(**{"a": 1, "b": 1, "c": 1, odd: 2})
        assert [difference.way for difference in differences(reports, None)] == [odd]


def test_an_error_that_all_make_is_no_agreement() -> None:
    """They must end as the catalogue says, not only alike."""
    failed = Report((Outcome(None, Failure("Closed", None, False)),), NO_TABLES)
    reports = {"a": failed, "b": failed}
    assert [difference.way for difference in differences(reports, None)] == ["a", "b"]
    assert [difference.way for difference in differences(reports, TaskNotFound)] == ["a", "b"]
    assert list(differences(reports, Closed)) == []
    assert len(list(differences(_reports(a=1, b=1), TaskNotFound))) == 2
