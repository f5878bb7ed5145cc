"""Random figures of any form: consistent at first, then with faults, blanks, dashes, words and holes."""

from decimal import Decimal
from pathlib import Path
from random import Random

from reports.random_values import random_values

from gikvalidate.claims import Narrative
from gikvalidate.document import Document
from gikvalidate.figures import CellKind, Figure, Figures
from gikvalidate.recognise import load_forms
from gikvalidate.recognise.cells import parse
from gikvalidate.submission import Submission

FORMS = {form.generation: form for form in load_forms()}
#: What a fault may write into a cell; "?" is a figure of a scan that could not be read, None takes the cell away.
WRITTEN = ("", "", "", "-", "/", "无", "略", "?", "-3", "2.5", "0", "1", "7", "99999999", "9" * 25, "0.1234567", None)


def random_figures(seed: int, generation: str, faults: int) -> Figures:
    """The same figures for the same seed."""
    rng = Random(f"{generation}/{seed}")
    keys = FORMS[generation].keys
    texts = {key: _text(rng, value) for key, value in _values(rng, generation).items()}
    for _ in range(faults):
        _spoil(rng, texts)
    absent = frozenset(key for key in keys if key not in texts and keys[key].optional)
    return Figures(generation, {key: figure(key, text) for key, text in texts.items()}, absent=absent)


def figure(key: str, text: str) -> Figure:
    """A cell of any form with this text."""
    unit = next(form.keys[key].unit for form in FORMS.values() if key in form.keys)
    kind, value = (CellKind.UNREADABLE, None) if text == "?" else parse(text, unit)
    table, _, rest = key.partition(".")
    row, _, column = rest.rpartition(".")
    return Figure(key, text, kind, value, table, row, column, row, 0, 0, 0)


def submission(figures: Figures) -> Submission:
    """A report with these figures and no text."""
    return Submission(Document.assemble(Path("report"), "text", []), figures, Narrative(), year=2021)


def _values(rng: Random, generation: str) -> dict[str, Decimal]:
    keys = FORMS[generation].keys
    if generation.startswith("stat"):
        rows = {key.rpartition(".")[0] for key in keys if rng.random() < 0.6}
        columns = rng.choice((["value"], ["year", "cumulative"]))
        return {
            key: Decimal(rng.randint(0, 9)) for row in sorted(rows) for c in columns if (key := f"{row}.{c}") in keys
        }
    values = random_values(rng, generation)
    left_out = rng.random() < 0.7
    return {key: values.get(key, Decimal(0)) for key in keys if not (keys[key].optional and left_out)}


def _text(rng: Random, value: Decimal) -> str:
    return rng.choice(("", "-", "0")) if value == 0 else f"{value:f}"


def _spoil(rng: Random, texts: dict[str, str]) -> None:
    """Change one cell, the totals of a table, or a whole row."""
    if not texts:
        return
    key = rng.choice(sorted(texts))
    row = key.rpartition(".")[0]
    where = [key]
    if rng.random() < 0.3:
        where = [other for other in texts if other.rpartition(".")[0] == row]
    elif rng.random() < 0.4:
        where = [other for other in texts if other.endswith(".total") or "outcome_total" in other]
        where = rng.sample(where, min(len(where), 6))
    written = rng.choice(WRITTEN)
    for other in where:
        if written is None:
            del texts[other]
        else:
            texts[other] = written
