"""Makes the type right afterwards: Postgres writes the whole table anew.

way = "migration"
fails = ["test_no_row_is_touched_under_the_lock"]
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
    op.add_column("tasks", sa.Column("priority", sa.Integer, server_default="0", nullable=False))
    op.alter_column("tasks", "priority", type_=sa.SmallInteger)
    op.create_check_constraint(
        "ck_tasks_priority", "tasks", "priority BETWEEN 0 AND 3", postgresql_not_valid=True
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '500ms'")
    op.drop_constraint("ck_tasks_priority", "tasks")
    op.drop_column("tasks", "priority")
