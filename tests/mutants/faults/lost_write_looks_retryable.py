"""commit: without a transaction, a write whose answer was lost looks as if it was not done."""

from tests.plant import plant

CAUGHT_BY = "test_commit.py::test_t01_without_a_transaction_a_lost_answer_is_unknown_too"

Database = plant(
    "shared/boundary.py",
    "    writing = name not in READING\n",
    "    writing = False\n",
    variant="sqlalchemy_core",
)
