"""Add the work queue."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("assignee", sa.String(255), nullable=True))
    op.add_column("tasks", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    # Only what can be claimed is in the index, so it stays small however many tasks are done.
    op.create_index(
        "ix_tasks_queue",
        "tasks",
        ["id"],
        postgresql_where=sa.text("NOT done AND assignee IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_tasks_queue", "tasks")
    op.drop_column("tasks", "due_at")
    op.drop_column("tasks", "assignee")
