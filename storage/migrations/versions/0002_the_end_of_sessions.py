"""When sessions and effects ended, for pruning"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('effects', schema=None) as batch_op:
        batch_op.create_index('effects_done', ['done_at'], unique=False, sqlite_where=sa.text('done_at IS NOT NULL'))

    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.create_index('sessions_ended', ['ended_at'], unique=False, sqlite_where=sa.text('ended_at IS NOT NULL AND resumable_until IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_index('sessions_ended', sqlite_where=sa.text('ended_at IS NOT NULL AND resumable_until IS NULL'))

    with op.batch_alter_table('effects', schema=None) as batch_op:
        batch_op.drop_index('effects_done', sqlite_where=sa.text('done_at IS NOT NULL'))
