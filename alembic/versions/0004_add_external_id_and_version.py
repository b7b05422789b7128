"""Add external_id and version."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("external_id", sa.String(255), nullable=True))
    op.create_unique_constraint("uq_tasks_external_id", "tasks", ["external_id"])
    # A constant default fills existing rows without rewriting the table (PostgreSQL 11 and later).
    op.add_column(
        "tasks", sa.Column("version", sa.Integer, server_default=sa.text("1"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("tasks", "version")
    op.drop_column("tasks", "external_id")
