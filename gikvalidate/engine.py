"""The whole run on one screen: document → figures and claims → checks → findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gikvalidate.checks import Check, compile_rule
from gikvalidate.checks.case import Case, Recomputed
from gikvalidate.checks.identity import Identity
from gikvalidate.checks.in_doubt import doubt_about
from gikvalidate.checks.propose import propose
from gikvalidate.checks.rereading import reread
from gikvalidate.document import Document, DocumentError
from gikvalidate.findings import (
    Finding,
    Ledger,
    NotChecked,
    Outcome,
    Place,
    Result,
    Severity,
    Status,
    TextPlace,
    Unreadable,
    in_language,
)
from gikvalidate.narrate import load_lexicon, narrate
from gikvalidate.read import read, read_all
from gikvalidate.recognise import find_sections, identify, load_forms, opened, recognise
from gikvalidate.rules import Rule, load_rules
from gikvalidate.submission import Submission

# What was copied into plain text may have lost its tables; its sentences are still a report's.
_LOSES_TABLES = frozenset({"text", "markdown", "pdf"})


def compile_rules(roots: Sequence[Path] = ()) -> list[Check]:
    """The installed rules and those under `roots`, compiled; raises DataFileError at the first fault."""
    forms = {form.generation: form.keys for form in load_forms()}
    return [compile_rule(rule, forms) for rule in load_rules(roots)]


def run(paths: Iterable[Path], checks: Sequence[Check], lang: str = "zh") -> Iterator[Result | Unreadable]:
    """Check every file and every file in an archive; one that cannot be read is told and never costs the others."""
    for path, document in read_all(paths):
        try:
            if isinstance(document, Exception):
                raise document
            yield check(examine(document), checks, lang)
        except DocumentError as error:
            yield Unreadable(path, error.reason(lang))
        except Exception as error:  # a fault of ours in reading one file must not cost the others
            told = f"{type(error).__name__}: {error}"
            yield Unreadable(
                path, f"internal fault, please report it: {told}" if lang == "en" else f"程序内部错误，请反馈：{told}"
            )


def submit(path: Path) -> Submission:
    """Read one report; raises DocumentError when it cannot be read or holds nothing of an annual report."""
    return examine(read(path))


def examine(document: Document) -> Submission:
    """What a document says; raises DocumentError when it holds nothing of an annual report."""
    document = opened(document, load_forms())
    identity = identify(document)
    figures = recognise(document, load_forms(), identity.year)
    narrative = narrate(document, load_lexicon(), identity.year, figures.generation)
    told_without_tables = identity.titled and narrative.claims and document.format in _LOSES_TABLES
    if not figures.cells and not told_without_tables:
        raise DocumentError(
            document.path,
            "没有找到表二、表三、表四中的任何一张；请确认这是政府信息公开工作年度报告，且表格没有丢失",
            "none of tables 2, 3 and 4 was found; make sure this is an annual report and its tables are not lost",
        )
    return Submission(
        document,
        figures,
        narrative,
        identity.agency,
        identity.year,
        find_sections(document),
        identity.evidence,
    )


def check(submission: Submission, checks: Sequence[Check], lang: str = "zh") -> Result:
    """Run every check on one submission; a check that crashes is counted and named, never a finding."""
    found = outcomes(submission, checks)
    pairs = [(check.rule, outcome) for check in checks for outcome in found[check.rule.id]]
    findings = [finding for check in checks for finding in explain(check.rule, found[check.rule.id], lang)]
    return Result(
        submission,
        tuple(sorted(findings, key=lambda finding: (finding.severity.rank, finding.rule))),
        tuple(
            NotChecked(outcome.status, rule.id, outcome.subject, outcome.reason)
            for rule, outcome in pairs
            if outcome.status in {Status.UNVERIFIABLE, Status.SKIPPED, Status.CRASHED}
        ),
        _ledger(outcome for _, outcome in pairs),
    )


def outcomes(submission: Submission, checks: Sequence[Check]) -> dict[str, list[Outcome]]:
    """What every rule says of one submission, by rule id."""
    case = _recomputed(Case(submission), checks)
    found = {check.rule.id: _run(check, case) for check in checks}
    for check in checks:
        found[check.rule.id] = _yielded(check.rule, found)
    return found


def _recomputed(case: Case, checks: Sequence[Check]) -> Case:
    """The case with every blank total that its parts determine (a total of totals needs a second pass), with every
    figure no eye could read that arithmetic determines, and with the rows that balance when they are read otherwise.
    """
    identities = [check.run for check in checks if isinstance(check.run, Identity)]
    known: dict[str, Recomputed] = {}
    for _ in range(2):
        for identity in identities:
            known |= identity.recompute(Case(case.submission, known))
    case = Case(case.submission, known)
    return Case(case.submission, known, propose(case, identities), reread(case, identities))


def _run(check: Check, case: Case) -> list[Outcome]:
    if not check.rule.body.applies.covers(case.submission.figures.generation):
        reason = ("不适用于这一代格式", "not for this generation of the form")
        return [Outcome(Status.SKIPPED, reason=reason)]
    try:
        return [_placed(_doubted(outcome, case), case) for outcome in check.run(case)]
    except Exception as error:  # our own fault must not stop the other checks
        return [Outcome(Status.CRASHED, reason=f"{type(error).__name__}: {error}")]


def _placed(outcome: Outcome, case: Case) -> Outcome:
    """The outcome with the page of every place in the text, where the document has pages."""

    def paged(place: Place) -> Place:
        paragraph = case.submission.document.paragraph_at(place.start) if isinstance(place, TextPlace) else None
        return place if paragraph is None or paragraph.page is None else replace(place, page=paragraph.page)

    return replace(outcome, places=tuple(map(paged, outcome.places))) if outcome.places else outcome


def _doubted(outcome: Outcome, case: Case) -> Outcome:
    """The outcome, at most a warning if what it rests on may have been read wrongly."""
    if outcome.status is not Status.FAIL or outcome.doubt is not None:
        return outcome
    if (doubt := doubt_about(outcome.places, outcome.rests_on, case)) is None:
        return outcome
    at_most = max(Severity.WARNING, outcome.at_most or Severity.WARNING, key=lambda severity: severity.rank)
    return replace(outcome, at_most=at_most, doubt=doubt)


def _yielded(rule: Rule, found: dict[str, list[Outcome]]) -> list[Outcome]:
    """The outcomes of `rule`, those that another rule's failure already tells set aside."""
    told = {
        outcome.subject: other
        for other in rule.body.yields_to
        for outcome in found.get(other, ())
        if outcome.status is Status.FAIL
    }

    def settled(outcome: Outcome) -> Outcome:
        other = told.get(outcome.subject.partition(":")[0])
        if outcome.status is not Status.FAIL or other is None:
            return outcome
        return Outcome(Status.SKIPPED, outcome.subject, reason=(f"已由 {other} 说明", f"told by {other}"))

    return [settled(outcome) for outcome in found[rule.id]]


def explain(rule: Rule, found: Iterable[Outcome], lang: str) -> list[Finding]:
    """The failed outcomes of a rule as findings in "zh" or "en"."""
    return [_finding(rule, outcome, lang) for outcome in found if outcome.status is Status.FAIL]


def _finding(rule: Rule, outcome: Outcome, lang: str) -> Finding:
    fields = {name: in_language(words, lang) for name, words in outcome.fields.items()}
    severity = rule.body.severity
    if outcome.at_most is not None and outcome.at_most.rank > severity.rank:
        severity = outcome.at_most
    repair = getattr(rule.body.repair, lang).format_map(fields)
    message = rule.body.blank_total if outcome.blank_total and rule.body.blank_total else rule.body.message
    return Finding(
        rule=rule.id,
        title=rule.body.title_en if lang == "en" else rule.body.title,
        severity=severity,
        message=getattr(message, lang).format_map(fields),
        repair=repair,
        basis=rule.body.basis,
        doubt=in_language(outcome.doubt or "", lang),
        outcome=outcome,
    )


def _ledger(outcomes: Iterable[Outcome]) -> Ledger:
    counts = Counter(outcome.status for outcome in outcomes)
    return Ledger(
        checked=counts[Status.PASS] + counts[Status.FAIL] + counts[Status.UNVERIFIABLE],
        passed=counts[Status.PASS],
        failed=counts[Status.FAIL],
        unverifiable=counts[Status.UNVERIFIABLE],
        skipped=counts[Status.SKIPPED],
        crashed=counts[Status.CRASHED],
    )
