"""Needs the default for the old rows only, and takes it away again.

way = "migration"
fails = [
    "test_alembic_sees_no_drift",
    "test_yesterdays_program_still_inserts",
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
    op.add_column(
        "tasks", sa.Column("priority", sa.SmallInteger, server_default="0", nullable=False)
    )
    op.alter_column("tasks", "priority", server_default=None)
    op.create_check_constraint(
        "ck_tasks_priority", "tasks", "priority BETWEEN 0 AND 3", postgresql_not_valid=True
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '500ms'")
    op.drop_constraint("ck_tasks_priority", "tasks")
    op.drop_column("tasks", "priority")
