"""Has the constraint checked against every row under the lock.

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
    op.add_column(
        "tasks", sa.Column("priority", sa.SmallInteger, server_default="0", nullable=False)
    )
    op.create_check_constraint("ck_tasks_priority", "tasks", "priority BETWEEN 0 AND 3")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '500ms'")
    op.drop_constraint("ck_tasks_priority", "tasks")
    op.drop_column("tasks", "priority")
