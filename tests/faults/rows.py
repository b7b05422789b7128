"""The fault lab as a list: what can go wrong, what must come of it, and the tests that show it.

The numbers have gaps where a fault was merged with another. From 57 on it is about the schema.
"""

from __future__ import annotations

from tests.faults.rows_first import FIRST_ROWS
from tests.faults.rows_server import SERVER_ROWS
from tests.faults.rows_values import VALUE_ROWS

ROWS = (*FIRST_ROWS, *SERVER_ROWS, *VALUE_ROWS)
