"""Leases of jobs, so that several workers know who is alive."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add the column."""
    op.add_column("jobs", sa.Column("lease_until", sa.BigInteger))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("jobs", "lease_until")
