"""The examples of rules, run: each becomes the smallest submission that shows the rule at work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from gikvalidate.arithmetic import fits
from gikvalidate.checks import Case, Check
from gikvalidate.checks.season import Copy, Gist, Relative, Season, gist
from gikvalidate.document import Cell, Document, Paragraph
from gikvalidate.engine import evaluated, prepared
from gikvalidate.explaining import explain
from gikvalidate.figures import CellKind, Doubt, DoubtKind, Figure, Figures, RecognisedTable
from gikvalidate.findings import Finding, Outcome, Status, Words
from gikvalidate.names import ways
from gikvalidate.narrate import load_lexicon, narrate
from gikvalidate.recognise import Form, find_sections, first_of_its_line, identify, load_forms, standing
from gikvalidate.rules import Example, Prior, Sibling
from gikvalidate.submission import Earlier, Submission


@dataclass(frozen=True)
class Trial:
    """One example of one rule and what came of it; `fault` is empty when the rule did what the example says."""

    rule: str
    name: str
    fault: Words


def trials(check: Check, checks: Sequence[Check]) -> Iterator[Trial]:
    """Run every example of a rule beside those of `checks` that it leans on: recomputed totals, rules it yields to."""
    examples = check.rule.body.examples
    groups = {
        "pass": examples.ok,
        "fail": examples.fail,
        "unverifiable": examples.unverifiable,
        "silent": examples.silent,
    }
    together = _together(check, checks)
    for wanted, group in groups.items():
        for number, example in enumerate(group, 1):
            found = evaluated(case(check, example, together), together)[check.rule.id]
            told = explain(check.rule, found, "zh")
            yield Trial(check.rule.id, f"{wanted} {number}", _fault(wanted, example, found, told))


def findings(check: Check, checks: Sequence[Check], example: Example, lang: str) -> list[Finding]:
    """What a rule says of one of its examples, in "zh" or "en"."""
    together = _together(check, checks)
    found = evaluated(case(check, example, together), together)[check.rule.id]
    return explain(check.rule, found, lang)


def _together(check: Check, checks: Sequence[Check]) -> list[Check]:
    """The rule and those it leans on: recomputed totals, rules it yields to."""
    beside = [
        other for other in checks if other.rule.id in check.rule.body.yields_to or other.rule.options.get("total")
    ]
    return [check, *(other for other in beside if other is not check)]


def case(check: Check, example: Example, together: Sequence[Check]) -> Case:
    """What an example gives the rules to look at."""
    own = prepared(submission(check, example), together, prior(check, example))
    return own if example.siblings is None else replace(own, season=_season(check, example, together))


def _season(check: Check, example: Example, together: Sequence[Check]) -> Season:
    told = example.siblings
    assert told is not None

    def gist_of(sibling: Sibling) -> Gist:
        alone = Example(
            figures=sibling.figures,
            text=sibling.text,
            agency=sibling.agency or example.agency,
            generation=example.generation,
            year=example.year,
        )
        return gist(prepared(submission(check, alone), together))

    missing = ("没有报送", "it has not reported")
    below = [Relative(one.agency, ways(one.agency), gist_of(one)) for one in told.below]
    below += [Relative(name, ways(name), why_not=missing) for name in told.absent]
    return Season(
        tuple(below),
        None if told.office is None else Relative(told.office.agency, (), gist_of(told.office)),
        tuple(replace(gist_of(one), path=f"example-{number}") for number, one in enumerate(told.versions, 2)),
        tuple(Copy(name, "example-2", int(share), len(example.text)) for name, share in told.alike.items()),
        told.awaited,
    )


def submission(check: Check, example: Example) -> Submission:
    """The submission an example describes: named cells, every other cell of the form blank, and its text."""
    form = _form(check, example.generation)
    year = example.year or form.first_year
    document = _document("example", example.text)
    agency = example.agency or identify(document).agency
    return Submission(
        document,
        _figures(form, example),
        narrate(document, load_lexicon(), year, first_of_its_line(form.generation)),
        agency,
        year,
        find_sections(document),
        standing=standing(agency),
    )


def prior(check: Check, example: Example) -> Earlier | None:
    """The reports of the years before that an example describes."""
    year = example.year or _form(check, example.generation).first_year
    return _earlier(check, example.prior, example.generation, year - 1)


def _earlier(check: Check, told: Prior | None, generation: str, year: int) -> Earlier | None:
    if told is None:
        return None
    form = _form(check, told.generation or generation)
    document = _document("prior", told.text)
    report = Submission(
        document,
        _figures(form, Example(figures=told.figures)),
        narrate(document, load_lexicon(), year, first_of_its_line(form.generation)),
        year=year,
        sections=find_sections(document),
    )
    return Earlier(report, before=_earlier(check, told.prior, told.generation or generation, year - 1))


def _document(name: str, text: str) -> Document:
    return Document.assemble(Path(name), "example", [Paragraph(line) for line in text.splitlines()])


def _form(check: Check, generation: str) -> Form:
    """The form of an example: the one it names, or the newest the rule is for; raises DataFileError for no form."""
    forms = {form.generation: form for form in load_forms()}
    named = generation or (check.rule.body.applies.generations or tuple(forms))[-1]
    if named not in forms:
        known = ", ".join(forms)
        zh, en = f"没有 {named} 这种格式；有：{known}", f"unknown generation {named}; known: {known}"
        raise check.rule.error(("examples",), zh, en)
    return forms[named]


def _figures(form: Form, example: Example) -> Figures:
    cells = {}
    for key, blank in _blanks(form, 1.0 if example.recognised else None).items():
        text = _given(key, example.figures)
        if any(fits(key, pattern) for pattern in example.without) or (text is None and form.keys[key].optional):
            continue
        cells[key] = blank
        if text:
            confidence = _confidence(text) if example.recognised else None
            given = form.figure(key, Cell(0, 0, text, confidence=confidence))
            cells[key] = replace(blank, text=text, kind=given.kind, value=given.value, confidence=confidence)
    absent = frozenset(key for key, statutory in form.keys.items() if statutory.optional and key not in cells)
    doubts = []
    for row_key, seen in example.rows.items():
        keys = tuple(key for key in cells if key.startswith(f"{row_key}."))
        doubts.append(Doubt(DoubtKind.COUNT, keys, tuple(seen.split("|"))))
        cells |= {key: replace(cells[key], text=seen, kind=CellKind.UNREADABLE, value=None) for key in keys}
    return Figures(form.generation, cells, _relabelled(form, example.labels), absent, tuple(doubts))


@lru_cache(maxsize=16)
def _blanks(form: Form, confidence: float | None) -> dict[str, Figure]:
    """Every cell of a form, blank, as on a page that holds its tables one below the other."""
    tables = list(dict.fromkeys(block.table for block in form.blocks))
    rows: dict[str, list[str]] = {}
    found = {}
    for key in form.keys:
        row = rows.setdefault(key.rpartition(".")[0], [])
        row.append(key)
        found[key] = replace(
            form.figure(key, Cell(0, 0, "", confidence=confidence)),
            table_index=tables.index(key.partition(".")[0]),
            grid_row=len(rows) - 1,
            grid_column=len(row) - 1,
        )
    return found


def _relabelled(form: Form, labels: Mapping[str, str]) -> tuple[RecognisedTable, ...]:
    """One table for each row or column whose label is given."""
    printed = {f"{b.table}.{line.key}": (b, line.label) for b in form.blocks for line in (*b.rows, *b.columns)}
    tables = []
    for name, written in labels.items():
        block, label = printed[name]
        altered = ((name.partition(".")[2], written, label),) if written != label else ()
        tables.append(RecognisedTable(block.table, block.title, form.generation, 0, altered=altered))
    return tuple(tables)


def _confidence(text: str) -> float:
    return 0.0 if "?" in text else 1.0


def _given(key: str, given: Mapping[str, str]) -> str | None:
    if key in given:
        return given[key]
    return next((text for pattern, text in given.items() if "*" in pattern and fits(key, pattern)), None)


def _fault(wanted: str, example: Example, found: Sequence[Outcome], findings: Sequence[Finding]) -> Words:
    statuses = {outcome.status for outcome in found}
    if Status.CRASHED in statuses:
        return f"出错：{found[0].reason}", f"crashed: {found[0].reason}"
    order = (Status.FAIL, Status.UNVERIFIABLE, Status.PASS)
    came = next((status.value for status in order if status in statuses), "silent")
    told = "; ".join(finding.message for finding in findings)
    if came != wanted:
        return (
            f"应当是 {wanted}（{_CAME[wanted]}），实际是 {came}（{_CAME[came]}）" + (f"：{told}" if told else ""),
            f"expected {wanted}, was {came}" + (f": {told}" if told else ""),
        )
    if example.expected is not None and example.expected not in {outcome.expected for outcome in found}:
        were = ", ".join(str(outcome.expected) for outcome in found if outcome.expected)
        return (
            f"应有的值写的是 {example.expected}，算出来是 {were}",
            f"expected the value {example.expected}, was {were}",
        )
    if example.message and example.message not in told:
        return f"消息里没有“{example.message}”：{told}", f"no message says “{example.message}”: {told}"
    return ""


_CAME = {"pass": "相符", "fail": "不符", "unverifiable": "读不出来", "silent": "没有可核对的"}
