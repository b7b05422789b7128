"""Waits for the lock as long as it takes, and everybody else behind it.

way = "migration"
fails = ["test_it_gives_up_where_others_are_at_work", "test_down_gives_up_as_well"]
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "tasks", sa.Column("priority", sa.SmallInteger, server_default="0", nullable=False)
    )
    op.create_check_constraint(
        "ck_tasks_priority", "tasks", "priority BETWEEN 0 AND 3", postgresql_not_valid=True
    )


def downgrade() -> None:
    op.drop_constraint("ck_tasks_priority", "tasks")
    op.drop_column("tasks", "priority")
