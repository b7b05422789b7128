"""Claims F16 and F23: what is counted in the sources, and in the table of mistakes."""

from __future__ import annotations

from workbook.boilerplate import boilerplate
from workbook.mistakes import table
from workbook.ways import chosen_ways


def test_sqlmodel_does_not_need_the_fewest_lines() -> None:
    """Mapping, repository and database together; and the repositories by themselves."""
    counted = boilerplate(chosen_ways((), "asyncpg"))
    lines = {name: way.lines for name, way in counted.items()}
    assert min(lines, key=lambda name: lines[name]) == "asyncpg_raw"
    assert max(lines, key=lambda name: lines[name]) == "sqlmodel_orm"
    assert 1.2 < lines["sqlmodel_orm"] / lines["asyncpg_raw"] < 1.3
    repositories = [way.files["repository.py"].lines for way in counted.values()]
    assert max(repositories) <= 1.05 * min(repositories)


def test_a_checker_sees_more_the_higher_the_layer() -> None:
    """As the table tells that is kept, which another test tries anew."""
    kept = table.load()
    assert len(kept.verdicts) == 35
    assert {way: total["mypy"] for way, total in kept.totals.items()} == {
        "asyncpg_raw": 5,
        "sqlalchemy_core": 9,
        "sqlalchemy_orm": 17,
        "sqlmodel_orm": 23,
    }
    assert {total["unnoticed"] for total in kept.totals.values()} == {6, 8}
    misspelt = kept.verdicts["misspelt_column_in_where"]["sqlalchemy_core"]
    assert not misspelt.mypy
