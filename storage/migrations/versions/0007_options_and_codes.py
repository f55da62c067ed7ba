"""What people may tap beside a reply, and codes that tell who hides a number"""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('outbox', sa.Column('options', sa.Text()))
    op.create_table('codes',
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('tenant', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('digest')
    )
    op.create_index('codes_tenant', 'codes', ['tenant', 'expires_at'], unique=False)


def downgrade() -> None:
    op.drop_index('codes_tenant', table_name='codes')
    op.drop_table('codes')
    op.drop_column('outbox', 'options')
