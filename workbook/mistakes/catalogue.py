"""The mistakes, in the order of the four files that make them."""

from __future__ import annotations

from collections.abc import Mapping

WAYS = ("asyncpg_raw", "sqlalchemy_core", "sqlalchemy_orm", "sqlmodel_orm")
CONTROL = "no_mistake"

MISTAKES: Mapping[str, str] = {
    "misspelt_column_in_select": "A misspelt column in the select list",
    "misspelt_column_in_where": "A misspelt column in a condition",
    "misspelt_column_in_order_by": "A misspelt column to order by",
    "misspelt_column_in_insert": "A misspelt column in an insert",
    "misspelt_column_in_update": "A misspelt column in an update",
    "misspelt_table": "A misspelt table",
    "misspelt_column_of_a_row": "A misspelt column of a row that was read",
    "missing_method": "A method that does not exist",
    "misspelt_relationship": "A misspelt way from one table to another",
    "related_rows_not_loaded": "Related rows are used that were not read",
    "text_compared_with_a_number": "A text column is compared with a number",
    "number_compared_with_a_text": "A number column is compared with a text",
    "columns_of_two_types_compared": "A text column is compared with a number column",
    "number_inserted_as_text": "A number is inserted into a text column",
    "fraction_inserted_as_integer": "A fraction is inserted into an integer column",
    "text_set_as_a_number": "A number column is set to a text",
    "naive_datetime_inserted": "A datetime without a zone is inserted",
    "text_too_long": "A text is inserted that is too long for its column",
    "none_inserted": "None is inserted into a NOT NULL column",
    "none_set": "A NOT NULL column is set to None",
    "value_left_out": "A required value is left out of an insert",
    "argument_left_out": "A statement of two parameters is given one",
    "await_forgotten": "An update that nobody awaits",
    "coroutine_taken_for_a_result": "A query that nobody awaits is taken for its result",
    "none_not_expected": "A row is used that may not be there",
    "list_taken_for_a_row": "A list of rows is taken for one row",
    "one_row_expected_of_many": "One row is asked for where there are many",
    "result_of_another_type": "A text that was read is taken for a number",
    "columns_swapped": "Two columns of one type are swapped when they are read",
    "too_few_names_for_a_row": "Three columns are read into two names",
    "compared_with_none": "A column is compared with None the wrong way",
    "conditions_joined_by_the_wrong_and": "Two conditions are joined by the other language's AND",
    "joined_on_the_wrong_column": "Two tables are joined on the wrong column",
    "join_condition_forgotten": "Two tables are read without a condition between them",
    "where_forgotten": "An update without a condition",
}
