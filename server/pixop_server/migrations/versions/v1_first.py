"""The first version: its tables are there already when this is recorded."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Change nothing."""


def downgrade() -> None:
    """Change nothing."""
