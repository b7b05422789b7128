"""Lines and names are counted as a reader would count them."""

from __future__ import annotations

from workbook.boilerplate import Amount, amount_of, boilerplate
from workbook.contract import methods
from workbook.ways import chosen_ways

PIECE = '''
class Answer:
    """A docstring is not counted."""

    async def give(self, question, *, twice=False):
        # nor is a comment
        return self.repeat(question, times=2) if twice else question
'''


def test_lines_and_names_are_counted() -> None:
    """Three lines hold code; the names are those of the class, the method and what they use."""
    names = {"Answer", "give", "self", "question", "twice", "repeat", "times"}
    assert amount_of(PIECE) == Amount(lines=3, names=len(names))


def test_every_method_of_every_way_is_counted() -> None:
    """None is without code, and the private methods it calls count with it."""
    counted = boilerplate(chosen_ways((), "asyncpg"))
    for way in counted.values():
        assert list(way.methods) == [method.name for method in methods()]
        assert all(amount.lines >= 2 and amount.names >= 3 for amount in way.methods.values())
        assert all(
            amount.lines < way.files["repository.py"].lines for amount in way.methods.values()
        )
        assert way.lines == sum(amount.lines for amount in way.files.values())
