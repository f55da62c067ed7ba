"""What was said in a session is found from one message to the one before it"""

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

_ANSWERED = sa.text('answered_in IS NOT NULL')


def upgrade() -> None:
    op.add_column('inbox', sa.Column('previous', sa.BigInteger()))
    op.add_column('sessions', sa.Column('latest', sa.BigInteger()))
    op.execute("""
        UPDATE inbox SET previous = coalesce((
            SELECT max(before.seq) FROM inbox AS before
            WHERE before.answered_in = inbox.answered_in AND before.seq < inbox.seq
        ), 0) WHERE answered_in IS NOT NULL
    """)
    op.execute("""
        UPDATE sessions SET latest = (
            SELECT max(seq) FROM inbox WHERE answered_in = sessions.id
        )
    """)
    op.drop_index('inbox_answered', 'inbox')
    op.drop_column('inbox', 'answered_in')


def downgrade() -> None:
    op.add_column('inbox', sa.Column('answered_in', sa.Text(), nullable=True))
    op.execute("""
        WITH RECURSIVE heard (session, seq, previous) AS (
            SELECT sessions.id, inbox.seq, inbox.previous
            FROM sessions JOIN inbox ON inbox.seq = sessions.latest
            UNION ALL
            SELECT heard.session, inbox.seq, inbox.previous
            FROM heard JOIN inbox ON inbox.seq = heard.previous
        )
        UPDATE inbox SET answered_in = (
            SELECT heard.session FROM heard WHERE heard.seq = inbox.seq
        ) WHERE seq IN (SELECT seq FROM heard)
    """)
    op.create_index(
        'inbox_answered',
        'inbox',
        ['answered_in', 'seq'],
        unique=False,
        sqlite_where=_ANSWERED,
        postgresql_where=_ANSWERED,
    )
    op.drop_column('sessions', 'latest')
    op.drop_column('inbox', 'previous')
