"""The tables of the store. History is only ever added to; the one table that changes in place is what `files` last saw.

`documents` are versions: a file whose content changed is a new row. `evaluations` are documents × rule set × engine.
`superseded` is the run from which on a later row counts instead. Times are ISO 8601 in UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

#: One pass of `nightly`. `ended` is when its events were settled, `reported` when its report was delivered.
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("archive", Text, nullable=False),
    Column("rules", String(64), nullable=False),
    Column("engine", String(40), nullable=False),
    Column("started", String(32), nullable=False),
    Column("ended", String(32)),
    Column("reported", String(32)),
    Column("health", Text),
)

#: What is in the archive's folder now and what was last read of it. `hash` is null where the file cannot be opened,
#: `retry` is 1 where reading it failed for a reason that may pass, `gone` is the run that did not find it any more.
files = Table(
    "files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("inode", BigInteger, nullable=False),
    Column("hash", String(64)),
    Column("rules", String(64), nullable=False),
    Column("engine", String(40), nullable=False),
    Column("retry", Integer, nullable=False),
    Column("gone", Integer, ForeignKey("runs.id")),
)

#: One version of one report; `member` tells the files inside an archive file apart. `reason` says why it is unreadable,
#: `mark` is the same for reports with the same figures and numbers of the text, null where there are no figures;
#: `named` is what the ways to write the name of one body have in common.
documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, ForeignKey("files.path"), nullable=False),
    Column("member", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("hash", String(64)),
    Column("agency", Text),
    Column("year", Integer),
    Column("generation", String(20)),
    Column("reason", Text),
    Column("run", Integer, ForeignKey("runs.id"), nullable=False),
    Column("superseded", Integer, ForeignKey("runs.id")),
    Column("mark", String(64)),
    Column("named", Text),
    UniqueConstraint("path", "member", "version"),
    Index(None, "generation"),
    Index(None, "named", "year"),
)

#: The cells of a document: value as an exact decimal text, and in millionths where an int64 holds that exactly.
figures = Table(
    "figures",
    metadata,
    Column("document", Integer, ForeignKey("documents.id"), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("value", Text),
    Column("millionths", BigInteger),
    sqlite_with_rowid=False,
)

#: The same cells as one value, in the order of the form's keys, for whoever wants those of many documents at once;
#: `layout` names that order.
packed = Table(
    "packed",
    metadata,
    Column("document", Integer, ForeignKey("documents.id"), primary_key=True),
    Column("layout", String(16), nullable=False),
    Column("cells", LargeBinary, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("document", Integer, ForeignKey("documents.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("subject", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("period", String(20), nullable=False),
    Column("quote", Text, nullable=False),
    Column("value", Text),
    Column("low", Text),
    Column("high", Text),
    Column("unit", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: One judging of one document; `prior` is the mark of the reports of earlier years that it was judged beside.
evaluations = Table(
    "evaluations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("rules", String(64), nullable=False),
    Column("engine", String(40), nullable=False),
    Column("run", Integer, ForeignKey("runs.id"), nullable=False),
    Column("superseded", Integer, ForeignKey("runs.id")),
    Column("checked", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("unverifiable", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("crashed", Integer, nullable=False),
    Column("prior", String(64)),
    UniqueConstraint("document", "rules", "engine", "run", "prior"),
    Index(None, "document"),
)

#: Everything that was not passed, with its reason; what passed is counted in `evaluations`.
outcomes = Table(
    "outcomes",
    metadata,
    Column("evaluation", Integer, ForeignKey("evaluations.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("rule", String(80), nullable=False),
    Column("subject", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("fingerprint", String(32)),
    sqlite_with_rowid=False,
)

#: Failed outcomes as people read them; `body` is the finding of `check --format json`.
findings = Table(
    "findings",
    metadata,
    Column("evaluation", Integer, ForeignKey("evaluations.id"), primary_key=True),
    Column("fingerprint", String(32), primary_key=True),
    Column("rule", String(80), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("message", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "fingerprint"),
    sqlite_with_rowid=False,
)

#: What became of a finding of one body and year: new, resolved, returned. The last event is its present state.
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", Integer, ForeignKey("runs.id"), nullable=False),
    Column("body", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("fingerprint", String(32), nullable=False),
    Column("event", String(10), nullable=False),
    Column("evaluation", Integer, ForeignKey("evaluations.id"), nullable=False),
    UniqueConstraint("run", "body", "year", "fingerprint"),
    Index(None, "body", "year", "fingerprint"),
)

#: What a person decided of a finding. Never changed; a later decision on the same finding counts.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("fingerprint", String(32), nullable=False),
    Column("decision", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("until", String(10)),
    Column("made", String(32), nullable=False),
)
