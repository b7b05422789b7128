"""Add a priority to tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Who cannot have the table at once tries again later, and nobody stands in line behind.
    op.execute("SET LOCAL lock_timeout = '500ms'")
    # A constant default is kept once for all old rows: none of them is written.
    op.add_column(
        "tasks", sa.Column("priority", sa.SmallInteger, server_default=sa.text("0"), nullable=False)
    )
    # Not valid yet, so that no row is read under this lock. A later revision can VALIDATE it, under
    # a lock that lets others read and write.
    op.create_check_constraint(
        "ck_tasks_priority", "tasks", "priority BETWEEN 0 AND 3", postgresql_not_valid=True
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '500ms'")
    op.drop_constraint("ck_tasks_priority", "tasks")
    op.drop_column("tasks", "priority")
