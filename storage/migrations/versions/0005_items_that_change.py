"""Items change after they were published: a number, a state, and the end of them"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# The oldest item of each tenant is its first.
_NUMBER = (
    'UPDATE items SET number = (SELECT count(*) FROM items AS other'
    ' WHERE other.tenant = items.tenant AND (other.created_at < items.created_at'
    ' OR (other.created_at = items.created_at AND (other.word < items.word'
    ' OR (other.word = items.word AND other.slug <= items.slug)))))'
)
_DELETED = sa.text('deleted_at IS NOT NULL')


def upgrade() -> None:
    op.add_column('items', sa.Column('number', sa.Integer(), server_default='0', nullable=False))
    op.execute(_NUMBER)
    op.add_column('items', sa.Column('state', sa.Text(), server_default='available', nullable=False))
    op.add_column('items', sa.Column('changed_at', sa.Float(), nullable=True))
    op.add_column('items', sa.Column('deleted_at', sa.Float(), nullable=True))
    op.create_index(
        'items_deleted',
        'items',
        ['deleted_at'],
        sqlite_where=_DELETED,
        postgresql_where=_DELETED,
    )
    op.add_column('effects', sa.Column('ahead', sa.Boolean(), server_default=sa.text('0'), nullable=False))
    op.add_column('effects', sa.Column('applied_at', sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column('effects', 'applied_at')
    op.drop_column('effects', 'ahead')
    op.drop_index('items_deleted', 'items')
    op.drop_column('items', 'deleted_at')
    op.drop_column('items', 'changed_at')
    op.drop_column('items', 'state')
    op.drop_column('items', 'number')
