"""Adds a column that may not be null and gives old rows nothing to put there.

way = "migration"
fails = [
    "test_every_row_has_the_default",
    "test_alembic_sees_no_drift",
    "test_yesterdays_program_still_inserts",
    "test_down_takes_away_what_up_brought",
    "test_no_row_is_touched_under_the_lock",
    "test_it_goes_up_a_second_time",
]
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '500ms'")
    op.add_column("tasks", sa.Column("priority", sa.SmallInteger, nullable=False))
    op.create_check_constraint(
        "ck_tasks_priority", "tasks", "priority BETWEEN 0 AND 3", postgresql_not_valid=True
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '500ms'")
    op.drop_constraint("ck_tasks_priority", "tasks")
    op.drop_column("tasks", "priority")
