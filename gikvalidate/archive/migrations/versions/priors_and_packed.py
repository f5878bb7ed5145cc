"""Reports are judged beside that of the year before; the cells of a document as one value."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns and tables. What is in the store keeps no mark until it is read again."""
    op.create_table(
        "packed",
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=16), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_packed_document")),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_packed")),
    )
    op.add_column("documents", sa.Column("mark", sa.String(length=64), nullable=True))
    op.add_column("documents", sa.Column("named", sa.Text(), nullable=True))
    op.create_index(op.f("ix_documents_named_year"), "documents", ["named", "year"])
    with op.batch_alter_table("evaluations") as evaluations:
        evaluations.add_column(sa.Column("prior", sa.String(length=64), nullable=True))
        evaluations.drop_constraint(op.f("uq_evaluations_document_rules_engine_run"), type_="unique")
        evaluations.create_unique_constraint(
            op.f("uq_evaluations_document_rules_engine_run_prior"), ["document", "rules", "engine", "run", "prior"]
        )
        evaluations.create_index(op.f("ix_evaluations_document"), ["document"])
    # No mark is known of these: every file is looked at again the next night.
    op.execute("UPDATE files SET engine = ''")
