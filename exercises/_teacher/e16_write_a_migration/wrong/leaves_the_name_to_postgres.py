"""Leaves it to Postgres to find a name for the constraint.

way = "migration"
fails = ["test_an_unknown_priority_is_refused"]
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
    op.execute("ALTER TABLE tasks ADD CHECK (priority BETWEEN 0 AND 3) NOT VALID")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '500ms'")
    op.drop_column("tasks", "priority")
