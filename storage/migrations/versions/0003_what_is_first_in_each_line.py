"""What is first in the line of each chat, found without reading the line"""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

_TODO = sa.text('done_at IS NULL')
_UNSENT = sa.text('sent_at IS NULL AND parked_at IS NULL')


def upgrade() -> None:
    op.drop_index('inbox_todo', 'inbox')
    op.create_index(
        'inbox_todo',
        'inbox',
        ['chat', sa.text('ahead DESC'), 'seq', 'kind', 'not_before', 'done_at'],
        sqlite_where=_TODO,
        postgresql_where=_TODO,
    )
    with op.batch_alter_table('outbox', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('next_at', existing_type=sa.Float(), nullable=True)
    op.execute(
        'UPDATE outbox SET next_at = NULL'
        ' WHERE sent_at IS NULL AND parked_at IS NULL AND EXISTS ('
        ' SELECT 1 FROM outbox AS earlier WHERE earlier.chat = outbox.chat'
        ' AND earlier.sent_at IS NULL AND earlier.parked_at IS NULL'
        ' AND earlier.seq < outbox.seq)'
    )
    op.create_index(
        'outbox_due',
        'outbox',
        ['next_at', 'seq', 'chat'],
        sqlite_where=_UNSENT,
        postgresql_where=_UNSENT,
    )


def downgrade() -> None:
    op.drop_index('outbox_due', 'outbox')
    op.execute('UPDATE outbox SET next_at = created_at WHERE next_at IS NULL')
    with op.batch_alter_table('outbox', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('next_at', existing_type=sa.Float(), nullable=False)
    op.drop_index('inbox_todo', 'inbox')
    op.create_index(
        'inbox_todo',
        'inbox',
        ['chat', 'seq', 'ahead', 'kind', 'not_before', 'done_at'],
        sqlite_where=_TODO,
        postgresql_where=_TODO,
    )
