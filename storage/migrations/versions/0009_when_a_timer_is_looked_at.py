"""A timer that is set later does not change when it is looked at"""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

_SET = sa.text('look_at IS NOT NULL')
_WAKES = sa.text('wake_at IS NOT NULL')


def upgrade() -> None:
    op.add_column('sessions', sa.Column('look_at', sa.Float()))
    op.execute('UPDATE sessions SET look_at = wake_at WHERE wake_at IS NOT NULL')
    op.drop_index('sessions_wake', 'sessions')
    op.create_index(
        'sessions_look',
        'sessions',
        ['look_at'],
        unique=False,
        sqlite_where=_SET,
        postgresql_where=_SET,
    )


def downgrade() -> None:
    op.drop_index('sessions_look', 'sessions')
    op.create_index(
        'sessions_wake',
        'sessions',
        ['wake_at'],
        unique=False,
        sqlite_where=_WAKES,
        postgresql_where=_WAKES,
    )
    op.drop_column('sessions', 'look_at')
