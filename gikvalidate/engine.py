"""The whole run on one screen: document → figures and claims → checks → findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gikvalidate.causes import in_order, localised
from gikvalidate.checks import Check, compile_rule
from gikvalidate.checks.case import Case, Recomputed
from gikvalidate.checks.identity import Identity
from gikvalidate.checks.in_doubt import doubt_about
from gikvalidate.checks.propose import propose
from gikvalidate.checks.rereading import reread
from gikvalidate.datafiles import DataFileError
from gikvalidate.document import FRAME, Document, DocumentError
from gikvalidate.figures import Keys
from gikvalidate.findings import (
    Finding,
    Ledger,
    NotChecked,
    Outcome,
    Place,
    Result,
    RootCause,
    Severity,
    Status,
    TextPlace,
    Unreadable,
    Words,
    in_language,
)
from gikvalidate.narrate import load_lexicon, narrate
from gikvalidate.read import read, read_all
from gikvalidate.recognise import (
    Form,
    find_sections,
    first_of_its_line,
    identify,
    load_forms,
    opened,
    recognise,
    standing,
)
from gikvalidate.rules import Profile, Rule, load_rules
from gikvalidate.submission import Submission

# What was copied into plain text may have lost its tables; its sentences are still a report's.
_LOSES_TABLES = frozenset({"text", "markdown", "pdf"})


def compile_rules(roots: Sequence[Path] = (), profile: Profile | None = None, *, installed: bool = True) -> list[Check]:
    """The installed rules and those under `roots`, of one profile or all; raises DataFileError at the first fault."""
    forms = load_forms()
    keys = {form.generation: form.keys for form in forms}
    rules = (
        rule for rule in load_rules(roots, installed=installed) if profile is None or profile in rule.body.profiles
    )
    return [_compiled(rule, forms, keys) for rule in rules]


def _compiled(rule: Rule, forms: Sequence[Form], keys: Mapping[str, Keys]) -> Check:
    """The rule compiled for its own generations and for every form that follows one of them, where that has its
    figures.
    """
    check = compile_rule(rule, keys)
    for form in forms:
        scope = check.rule.body.applies
        if form.follows in scope.generations and form.generation not in scope.generations:
            wider = replace(scope, generations=(*scope.generations, form.generation))
            with suppress(DataFileError):
                body = replace(check.rule.body, applies=wider)
                check = compile_rule(replace(check.rule, body=body), keys)
    return check


#: The report of the year before a submission, where somebody has it.
FindPrior = Callable[[Submission], Submission | None]


def run(
    paths: Iterable[Path], checks: Sequence[Check], lang: str = "zh", find_prior: FindPrior | None = None
) -> Iterator[Result | Unreadable]:
    """Check every file and every file in an archive; one that cannot be read is told and never costs the others."""
    for path, document in read_all(paths):
        try:
            if isinstance(document, Exception):
                raise document
            submission = examine(document)
            yield check(submission, checks, lang, find_prior(submission) if find_prior else None)
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
    narrative = narrate(document, load_lexicon(), identity.year, first_of_its_line(figures.generation))
    may_lack_tables = document.format in _LOSES_TABLES or any(
        form.tables_optional for form in load_forms() if form.generation == figures.generation
    )
    told_without_tables = identity.titled and narrative.claims and may_lack_tables
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
        standing(identity.agency),
    )


def check(submission: Submission, checks: Sequence[Check], lang: str = "zh", prior: Submission | None = None) -> Result:
    """Run every check on one submission; a check that crashes is counted and named, never a finding.

    Rules over two years need `prior`, the report of the year before.
    """
    return conclude(submission, checks, outcomes(submission, checks, prior), lang, prior)


def conclude(
    submission: Submission,
    checks: Sequence[Check],
    found: Mapping[str, Sequence[Outcome]],
    lang: str,
    prior: Submission | None = None,
) -> Result:
    """The findings, what was not checked and the ledger, out of the outcomes of every check.

    The report of the year before is a witness to which figures are wrong.
    """
    pairs = [(check.rule, outcome) for check in checks for outcome in found[check.rule.id]]
    findings = [finding for check in checks for finding in explain(check.rule, found[check.rule.id], lang)]
    findings.sort(key=lambda finding: (finding.severity.rank, finding.rule))
    unverified = [
        NotChecked(outcome.status, rule.id, outcome.subject, outcome.reason)
        for rule, outcome in pairs
        if outcome.status in {Status.UNVERIFIABLE, Status.SKIPPED, Status.CRASHED}
    ]
    causes: tuple[RootCause, ...] = ()
    try:
        before = _case(submission, checks, prior).prior if findings and prior is not None else None
        findings, causes = localised(submission, checks, findings, before)
    except Exception as error:  # our own fault in explaining findings must not cost them
        told = f"{type(error).__name__}: {error}"
        unverified.append(NotChecked(Status.CRASHED, "localise", "root causes", told))
    findings = in_order(findings)
    ledger = _ledger(outcome for _, outcome in pairs)
    return Result(submission, tuple(findings), tuple(unverified), ledger, root_causes=causes)


def outcomes(
    submission: Submission, checks: Sequence[Check], prior: Submission | None = None
) -> dict[str, list[Outcome]]:
    """What every rule says of one submission, by rule id."""
    case = _case(submission, checks, prior)
    found = {check.rule.id: _run(check, case) for check in checks}
    for check in checks:
        found[check.rule.id] = _yielded(check.rule, found)
    return found


def _case(submission: Submission, checks: Sequence[Check], prior: Submission | None) -> Case:
    """What the checks look at: one submission and, where it is at hand, the one of the year before."""
    case = _recomputed(Case(submission), checks)
    return case if prior is None else _beside(case, _recomputed(Case(prior), checks))


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


def _beside(case: Case, prior: Case) -> Case:
    """The case with the report of the year before, unless that is of another year or another body."""
    here, before = case.submission, prior.submission
    if here.year and before.year and before.year != here.year - 1:
        reason = (f"给出的上年报告是 {before.year} 年度的", f"the prior report given is of {before.year}")
        return replace(case, no_prior=reason)
    if not _same_body(here.agency, before.agency):
        reason = (f"给出的上年报告是 {before.agency} 的", f"the prior report given is that of {before.agency}")
        return replace(case, no_prior=reason)
    return replace(case, prior=prior)


def _same_body(here: str | None, before: str | None) -> bool:
    """Whether two names can be of one body: one may leave out the places the other gives."""
    return not here or not before or here.endswith(before) or before.endswith(here)


def _run(check: Check, case: Case) -> list[Outcome]:
    reason = refusal(check, case.submission)
    if reason is not None:
        return [Outcome(Status.SKIPPED, reason=reason)]
    try:
        return [_placed(_doubted(outcome, case), case) for outcome in check.run(case)]
    except Exception as error:  # our own fault must not stop the other checks
        return [Outcome(Status.CRASHED, reason=f"{type(error).__name__}: {error}")]


def refusal(check: Check, submission: Submission) -> Words | None:
    """Why a rule has nothing to say of a submission, or None where it is for it."""
    if submission.document.format == FRAME and not check.figures_only:
        return ("数据表没有正文，也没有版式", "a frame of figures has no text and no layout")
    return check.rule.body.applies.refuses(submission.figures.generation, submission.standing)


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
