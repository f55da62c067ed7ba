"""The first tables"""

from alembic import op
import sqlalchemy as sa


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chats',
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('session', sa.Text(), nullable=True),
    sa.Column('last_photo_ms', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('hinted_at', sa.Float(), server_default=sa.text('0'), nullable=False),
    sa.Column('refused_at', sa.Float(), server_default=sa.text('0'), nullable=False),
    sa.PrimaryKeyConstraint('chat')
    )
    op.create_table('downloads',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('session', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('photo', sa.Text(), nullable=False),
    sa.Column('created_at', sa.Float(), nullable=False),
    sa.Column('tried', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.Column('settled_at', sa.Float(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('told', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('session', 'name', name='downloads_photo'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('downloads', schema=None) as batch_op:
        batch_op.create_index('downloads_chat', ['chat'], unique=False, sqlite_where=sa.text('settled_at IS NULL'))

    op.create_table('effects',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('session', sa.Text(), nullable=False),
    sa.Column('visit', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.Float(), nullable=False),
    sa.Column('next_at', sa.Float(), nullable=False),
    sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('done_at', sa.Float(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('key')
    )
    with op.batch_alter_table('effects', schema=None) as batch_op:
        batch_op.create_index('effects_todo', ['next_at'], unique=False, sqlite_where=sa.text('done_at IS NULL'))

    op.create_table('flows',
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('version')
    )
    op.create_table('inbox',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('session', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), server_default='text', nullable=False),
    sa.Column('ahead', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.Column('not_before', sa.Float(), server_default=sa.text('0'), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('received_at', sa.Float(), nullable=False),
    sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('notified', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.Column('done_at', sa.Float(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('seq'),
    sa.UniqueConstraint('channel', 'message_id', name='inbox_message'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index('inbox_quiet', ['not_before'], unique=False, sqlite_where=sa.text('done_at IS NULL AND not_before > 0'))
        batch_op.create_index('inbox_todo', ['chat', 'seq', 'ahead', 'kind', 'not_before', 'done_at'], unique=False, sqlite_where=sa.text('done_at IS NULL'))

    op.create_table('items',
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('tenant', sa.Text(), nullable=False),
    sa.Column('flow', sa.Text(), nullable=False),
    sa.Column('session', sa.Text(), nullable=False),
    sa.Column('folder', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('created_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('word', 'slug')
    )
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.create_index('items_tenant', ['tenant', 'created_at'], unique=False)

    op.create_table('outbox',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.Float(), nullable=False),
    sa.Column('next_at', sa.Float(), nullable=False),
    sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('unknown', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('sent_at', sa.Float(), nullable=True),
    sa.Column('parked_at', sa.Float(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('seq'),
    sa.UniqueConstraint('key'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('outbox_todo', ['chat', 'seq', 'sent_at', 'parked_at'], unique=False, sqlite_where=sa.text('sent_at IS NULL AND parked_at IS NULL'))

    op.create_table('sessions',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('flow', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('home', sa.Text(), nullable=False),
    sa.Column('folder', sa.Text(), nullable=False),
    sa.Column('visit', sa.Integer(), nullable=False),
    sa.Column('memory', sa.Text(), nullable=False),
    sa.Column('wake_at', sa.Float(), nullable=True),
    sa.Column('wake', sa.Text(), nullable=True),
    sa.Column('wake_mark', sa.Text(), nullable=True),
    sa.Column('ended_at', sa.Float(), nullable=True),
    sa.Column('resumable_until', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.create_index('sessions_resumable', ['chat'], unique=False, sqlite_where=sa.text('resumable_until IS NOT NULL'))
        batch_op.create_index('sessions_wake', ['wake_at'], unique=False, sqlite_where=sa.text('wake_at IS NOT NULL'))



def downgrade() -> None:
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_index('sessions_wake', sqlite_where=sa.text('wake_at IS NOT NULL'))
        batch_op.drop_index('sessions_resumable', sqlite_where=sa.text('resumable_until IS NOT NULL'))

    op.drop_table('sessions')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('outbox_todo', sqlite_where=sa.text('sent_at IS NULL AND parked_at IS NULL'))

    op.drop_table('outbox')
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.drop_index('items_tenant')

    op.drop_table('items')
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index('inbox_todo', sqlite_where=sa.text('done_at IS NULL'))
        batch_op.drop_index('inbox_quiet', sqlite_where=sa.text('done_at IS NULL AND not_before > 0'))

    op.drop_table('inbox')
    op.drop_table('flows')
    with op.batch_alter_table('effects', schema=None) as batch_op:
        batch_op.drop_index('effects_todo', sqlite_where=sa.text('done_at IS NULL'))

    op.drop_table('effects')
    with op.batch_alter_table('downloads', schema=None) as batch_op:
        batch_op.drop_index('downloads_chat', sqlite_where=sa.text('settled_at IS NULL'))

    op.drop_table('downloads')
    op.drop_table('chats')
