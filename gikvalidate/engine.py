"""The whole run on one screen: document → figures and claims → checks → findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
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
from gikvalidate.explaining import counted, explain
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
)
from gikvalidate.names import key
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
from gikvalidate.submission import Earlier, Submission

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
FindPrior = Callable[[Submission], Earlier | None]


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
            yield Unreadable(path, fault_of_ours(error, lang))


def fault_of_ours(error: Exception, lang: str) -> str:
    """How an exception is told that no document should have raised."""
    told = f"{type(error).__name__}: {error}"
    return f"internal fault, please report it: {told}" if lang == "en" else f"程序内部错误，请反馈：{told}"


def submit(path: Path) -> Submission:
    """Read one report; raises DocumentError when it cannot be read or holds nothing of an annual report."""
    return examine(read(path))


def examine(document: Document) -> Submission:
    """What a document says; raises DocumentError when it holds nothing of an annual report."""
    document = opened(document, load_forms())
    identity = identify(document)
    figures = recognise(document, load_forms(), identity.year)
    narrative = narrate(document, load_lexicon(), identity.year, first_of_its_line(figures.generation))
    may_lack_tables = (
        document.format in _LOSES_TABLES
        or bool(document.unread)
        or any(form.tables_optional for form in load_forms() if form.generation == figures.generation)
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


def check(
    submission: Submission, checks: Sequence[Check], lang: str = "zh", prior: Earlier | Submission | None = None
) -> Result:
    """Run every check on one submission; a check that crashes is counted and named, never a finding.

    Rules over two years need `prior`, the report of the year before; rules over three the one before that as well.
    """
    case = prepared(submission, checks, prior)
    return conclude(submission, checks, evaluated(case, checks), lang, case.prior)


def conclude(
    submission: Submission,
    checks: Sequence[Check],
    found: Mapping[str, Sequence[Outcome]],
    lang: str,
    prior: Case | None = None,
) -> Result:
    """The findings, what was not checked and the ledger, out of the outcomes of every check.

    The report of the year before is a witness to which figures are wrong.
    """
    findings: list[Finding] = []
    unverified: list[NotChecked] = []
    every: list[Outcome] = []
    passed, held = Status.PASS, 0
    for check in checks:
        here = found[check.rule.id]
        # Nearly all of them passed.
        open_ = [outcome for outcome in here if outcome.status is not passed]
        held += len(here) - len(open_)
        if open_:
            every += open_
            findings += explain(check.rule, open_, lang)
            unverified += [
                NotChecked(outcome.status, check.rule.id, outcome.subject, outcome.reason)
                for outcome in open_
                if outcome.status is not Status.FAIL
            ]
    findings.sort(key=lambda finding: (finding.severity.rank, finding.rule))
    causes: tuple[RootCause, ...] = ()
    try:
        findings, causes = localised(submission, checks, findings, prior)
    except Exception as error:  # our own fault in explaining findings must not cost them
        told = f"{type(error).__name__}: {error}"
        unverified.append(NotChecked(Status.CRASHED, "localise", "root causes", told))
    findings = in_order(findings)
    return Result(submission, tuple(findings), tuple(unverified), counted(held, every), root_causes=causes)


def joined(result: Result, checks: Sequence[Check], found: Mapping[str, Sequence[Outcome]], lang: str) -> Result:
    """A result with what further checks found."""
    more = conclude(result.submission, checks, found, lang)
    ledger = Ledger(*(getattr(result.ledger, each.name) + getattr(more.ledger, each.name) for each in fields(Ledger)))
    findings = in_order([*result.findings, *more.findings])
    return replace(
        result, findings=tuple(findings), not_checked=(*result.not_checked, *more.not_checked), ledger=ledger
    )


def outcomes(
    submission: Submission, checks: Sequence[Check], prior: Earlier | Submission | None = None
) -> dict[str, list[Outcome]]:
    """What every rule says of one submission, by rule id."""
    return evaluated(prepared(submission, checks, prior), checks)


def evaluated(case: Case, checks: Sequence[Check]) -> dict[str, list[Outcome]]:
    """What every rule says of one case, by rule id."""
    found = {check.rule.id: _run(check, case) for check in checks}
    for check in checks:
        if check.rule.body.yields_to:
            found[check.rule.id] = _yielded(check.rule, found)
    return found


def prepared(submission: Submission, checks: Sequence[Check], prior: Earlier | Submission | None = None) -> Case:
    """The submission with what arithmetic says of its blanks, of figures no eye could read and of rows that balance
    when they are read otherwise, beside the reports of the years before.
    """
    identities = _identities(checks)
    case = _recomputed(submission, identities)
    case = replace(case, proposed=propose(case, identities), rereadings=reread(case, identities))
    earlier = Earlier(prior) if isinstance(prior, Submission) else prior
    return case if earlier is None else _behind(case, earlier, identities)


def _behind(case: Case, earlier: Earlier, identities: Sequence[Identity]) -> Case:
    """The case with the reports of the years before, of which nothing is asked but what their figures come to."""
    if earlier.report is None:
        return replace(case, no_prior=earlier.why_not)
    before = _recomputed(earlier.report, identities)
    if earlier.before is not None:
        before = _behind(before, earlier.before, identities)
    return _beside(case, before, same_body=earlier.same_body)


def recomputed(submission: Submission, checks: Sequence[Check]) -> Case:
    """The submission with every blank total that its parts determine."""
    return _recomputed(submission, _identities(checks))


def _identities(checks: Sequence[Check]) -> list[Identity]:
    return [check.run for check in checks if isinstance(check.run, Identity)]


def _recomputed(submission: Submission, identities: Sequence[Identity]) -> Case:
    known: dict[str, Recomputed] = {}
    case = Case(submission, known)
    # A total of totals needs a second pass.
    for _ in range(2):
        for identity in identities:
            known.update(identity.recompute(case))
        if not known:
            break
    # What was asked of the case on the way may have changed since.
    return Case(submission, known) if known else case


def _beside(case: Case, prior: Case, *, same_body: bool) -> Case:
    """The case with the report of the year before, unless that is of another year or another body."""
    here, before = case.submission, prior.submission
    if here.year and before.year and before.year != here.year - 1:
        reason = (f"给出的上年报告是 {before.year} 年度的", f"the prior report given is of {before.year}")
        return replace(case, no_prior=reason)
    if not same_body and not _same_body(here.agency, before.agency):
        reason = (f"给出的上年报告是 {before.agency} 的", f"the prior report given is that of {before.agency}")
        return replace(case, no_prior=reason)
    return replace(case, prior=prior)


def _same_body(here: str | None, before: str | None) -> bool:
    """Whether two names can be of one body: one may leave out the places the other gives."""
    return not here or not before or key(here).endswith(key(before)) or key(before).endswith(key(here))


def _run(check: Check, case: Case) -> list[Outcome]:
    reason = refusal(check, case.submission)
    if reason is not None:
        return [Outcome(Status.SKIPPED, reason=reason)]
    passed = Status.PASS
    try:
        return [
            outcome if outcome.status is passed and not outcome.places else _placed(_doubted(outcome, case), case)
            for outcome in check.run(case)
        ]
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

    if not told:
        return found[rule.id]

    def settled(outcome: Outcome) -> Outcome:
        other = told.get(outcome.subject.partition(":")[0])
        if outcome.status is not Status.FAIL or other is None:
            return outcome
        return Outcome(Status.SKIPPED, outcome.subject, reason=(f"已由 {other} 说明", f"told by {other}"))

    return [settled(outcome) for outcome in found[rule.id]]
