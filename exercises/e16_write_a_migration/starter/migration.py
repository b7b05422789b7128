"""Add a priority to tasks."""

from __future__ import annotations

from workbook.learn import TodoError

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    raise TodoError("task 1: the new column and its constraint")


def downgrade() -> None:
    raise TodoError("task 2: take away what upgrade brought")
