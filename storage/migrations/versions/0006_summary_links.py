"""Links to summaries, and in which session a message was answered"""

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_ANSWERED = sa.text('answered_in IS NOT NULL')


def upgrade() -> None:
    op.create_table('links',
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('session', sa.Text(), nullable=False),
    sa.Column('folder', sa.Text(), nullable=False),
    sa.Column('home', sa.Text(), nullable=False),
    sa.Column('flow', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('answers', sa.Text(), nullable=False),
    sa.Column('created_at', sa.Float(), nullable=False),
    sa.Column('expires_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('digest')
    )
    op.create_index('links_expiry', 'links', ['expires_at'])
    op.add_column('inbox', sa.Column('answered_in', sa.Text(), nullable=True))
    op.create_index(
        'inbox_answered',
        'inbox',
        ['answered_in', 'seq'],
        sqlite_where=_ANSWERED,
        postgresql_where=_ANSWERED,
    )


def downgrade() -> None:
    op.drop_index('inbox_answered', 'inbox')
    op.drop_column('inbox', 'answered_in')
    op.drop_index('links_expiry', 'links')
    op.drop_table('links')
