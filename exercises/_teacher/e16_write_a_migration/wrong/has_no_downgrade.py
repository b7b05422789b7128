"""Never comes back: "we do not go down in production".

way = "migration"
fails = [
    "test_down_takes_away_what_up_brought",
    "test_it_goes_up_a_second_time",
    "test_down_gives_up_as_well",
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
    op.create_check_constraint(
        "ck_tasks_priority", "tasks", "priority BETWEEN 0 AND 3", postgresql_not_valid=True
    )


def downgrade() -> None:
    pass
