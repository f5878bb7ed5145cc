"""What an audit tells beyond findings, as tables for the page and the workbook and as keys for the JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gikvalidate.arithmetic import Exact, fits
from gikvalidate.audit.run import Audit, Entry
from gikvalidate.checks import Check
from gikvalidate.checks.case import Case
from gikvalidate.checks.wording import number
from gikvalidate.findings import Finding, Severity, in_language
from gikvalidate.reports.extra import Extra, Value
from gikvalidate.roster import rows_below

Row = tuple[Value, ...]
_TWO_DIFFER = ("同一机关，两份不同", "one body, two that differ")
_TWO_AGREE = ("同一机关，两份相同", "one body, the same")
_FINE = (("相符", "agrees"), ("不少于合计", "at least the sum"))


@dataclass(frozen=True)
class Table:
    """A table: its key in the JSON, its title and headings in both languages, and its rows."""

    key: str
    title: tuple[str, str]
    columns: tuple[tuple[str, str, str], ...]
    rows: list[Row]
    note: tuple[str, str] = ("", "")

    def extra(self, lang: str) -> Extra:
        english = lang == "en"
        # Keys are for machines.
        shown = [number for number, column in enumerate(self.columns) if column[0] not in {"item", "figure"}]
        headings = [self.columns[number][1 + english] for number in shown]
        rows = [[row[number] for number in shown] for row in self.rows]
        return Extra(self.title[english], headings, rows, self.note[english])

    def json(self) -> list[dict[str, Any]]:
        names = [column[0] for column in self.columns]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in self.rows]


def _plain(value: Value) -> str | int:
    return value.value if isinstance(value, Severity) else value


def tables(audit: Audit, checks: Sequence[Check], lang: str) -> list[Table]:
    """Every table of an audit, in the order people look at them."""
    late = {c.rule.id for c in checks if c.rule.kind == "signed" and c.rule.options.get("must") == "be_in_time"}
    copied = {c.rule.id for c in checks if c.rule.kind == "copied"}
    summed = {
        pattern
        for c in checks
        if c.rule.kind == "roll_up" and c.rule.options.get("must") == "cover"
        for pattern in c.rule.options["keys"]
    }
    found = [
        _missing(audit, lang),
        _late(audit, late),
        _sums(audit, summed, lang),
        _alike(audit, copied, lang),
        _owners(audit, lang),
        _priors(audit, lang),
    ]
    return [_summary(audit, found, lang), *found]


def _summary(audit: Audit, others: Sequence[Table], lang: str) -> Table:
    due = len(audit.roster.reporting(audit.year)) if audit.roster is not None and audit.year is not None else 0
    of_year = [entry for entry in audit.entries if entry.owner.filed.year == audit.year]
    matched = {entry.owner.same for entry in of_year if entry.owner.body is not None}
    lanes = Counter(finding.severity for result in audit.results for finding in result.findings)
    count = {table.key: len(table.rows) for table in others}
    lines: list[tuple[str, str, str, int]] = [
        ("year", "年度", "year", audit.year or 0),
        ("due", "名册应报机关", "bodies that have to report", due),
        ("reported", "已报机关", "bodies that have reported", len(matched)),
        ("missing", "未报机关", "bodies without a report", count["missing"]),
        ("late", "迟报", "late reports", count["late"]),
        ("documents", "读出的报告", "reports read", len(audit.entries)),
        ("other_years", "其他年度的报告", "reports on other years", len(audit.entries) - len(of_year)),
        ("unreadable", "读不了的文件", "files that cannot be read", len(audit.unreadable)),
        ("ignored", "不是报告格式、没有看的文件", "files of other formats, left alone", audit.ignored),
        ("unmatched", "不知是哪个机关的报告", "reports of nobody certain", count["owners"]),
        ("without_prior", "没有上年可对照的报告", "reports without a prior", count["priors"]),
        ("errors", "必改", "must correct", lanes[Severity.ERROR]),
        ("warnings", "需说明", "explain or correct", lanes[Severity.WARNING]),
        ("hints", "提示", "hints", lanes[Severity.INFO]),
    ]
    rows: list[Row] = [(key, en if lang == "en" else zh, value) for key, zh, en, value in lines]
    columns = (
        ("item", "代号", "key"),
        ("name", "项目", "item"),
        ("count", "数", "number"),
    )
    return Table("summary", ("概况", "Summary"), columns, rows)


def _missing(audit: Audit, lang: str) -> Table:
    rows: list[Row] = [
        (body.name, body.parent, "、".join(sorted(body.standing.levels)), audit.year or 0, in_language(why, lang))
        for body, why, _ in audit.missing
    ]
    columns = (
        ("agency", "机关", "body"),
        ("parent", "上级", "superior"),
        ("level", "层级", "level"),
        ("year", "年度", "year"),
        ("why", "说明", "why"),
    )
    note = ("名册中年底还在、而没有报告的机关。", "Bodies of the roster without a report.")
    return Table("missing", ("未报", "Missing"), columns, rows, note)


def _late(audit: Audit, rules: set[str]) -> Table:
    rows: list[Row] = [
        (entry.owner.name, entry.owner.filed.path, finding.outcome.reported or "", finding.outcome.expected or "")
        for entry, finding in _findings(audit)
        if finding.rule in rules
    ]
    columns = (
        ("agency", "机关", "body"),
        ("path", "文件", "file"),
        ("signed", "落款", "signed"),
        ("due", "期限", "due"),
    )
    return Table(
        "late", ("迟报", "Late"), columns, rows, ("落款晚于规定的期限。", "Signed after the day they were due.")
    )


def _sums(audit: Audit, summed: Collection[str], lang: str) -> Table:
    """The totals of every government beside the sums over the bodies below it."""
    columns = (
        ("agency", "机关", "body"),
        ("figure", "数据项", "key"),
        ("cell", "单元格", "cell"),
        ("reported", "本报告", "here"),
        ("sum", "所属合计", "sum below"),
        ("difference", "差额", "difference"),
        ("present", "有报告的机关", "reports below"),
        ("expected", "应有机关", "bodies below"),
        ("state", "结论", "verdict"),
    )
    rows: list[Row] = []
    for entry in audit.entries:
        if entry.season.children:
            rows += _sums_of(entry, summed, lang)
    # What does not agree is looked for.
    fine = {in_language(state, lang) for state in _FINE}
    rows.sort(key=lambda row: row[-1] in fine)
    note = (
        "所属机关的报告都在时应当相等，有缺的至少不少于已有的合计；各列之差见“问题”。",
        "Equal where all bodies below have reported, else at least the sum; columns stand among the findings.",
    )
    return Table("sums", ("汇总核对", "Roll-up"), columns, rows, note)


def _sums_of(entry: Entry, summed: Collection[str], lang: str) -> Iterator[Row]:
    """The totals that some pattern of `summed` names."""
    there = [child.gist for child in entry.season.children if child.gist is not None]
    case = Case(entry.result.submission)
    complete = len(there) == len(entry.season.children)
    for key, figure in entry.result.submission.figures.cells.items():
        if not (there and key.endswith(".total") and any(fits(key, pattern) for pattern in summed)):
            continue
        total = sum(gist.value(key) for gist in there)
        own = case.value(key)
        if not own and not total:
            continue
        doubtful = bool(case.unreadable([key])) or any(key in gist.unread for gist in there)
        state = _state(own, total, complete=complete, doubtful=doubtful)
        yield (
            entry.owner.name,
            key,
            f"{figure.table} {figure.row_name}",
            number(own),
            number(total),
            number(own - total),
            len(there),
            len(entry.season.children),
            in_language(state, lang),
        )


def _state(own: Exact, total: Exact, *, complete: bool, doubtful: bool) -> tuple[str, str]:
    if doubtful:
        return ("有读不出的数", "not verifiable")
    if own < total:
        return ("少于合计", "less than the sum")
    if complete and own != total:
        return ("多于合计", "more than the sum")
    return _FINE[not complete]


def _alike(audit: Audit, rules: set[str], lang: str) -> Table:
    rows: list[Row] = []
    for entry in audit.entries:
        own = entry.owner.name, entry.owner.filed.path
        differing = {finding.outcome.subject for finding in entry.result.findings}
        for version in entry.season.versions:
            relation = _TWO_DIFFER if version.path in differing else _TWO_AGREE
            rows.append((*own, entry.owner.name, version.path, in_language(relation, lang)))
        for copy in entry.season.copies if rules & {finding.rule for finding in entry.result.findings} else ():
            relation = (f"文字雷同 {copy.share}%", f"the same words, {copy.share}%")
            rows.append((*own, copy.agency, copy.path, in_language(relation, lang)))
    columns = (
        ("agency", "机关", "body"),
        ("path", "文件", "file"),
        ("other", "另一机关", "other body"),
        ("other_path", "另一份", "other file"),
        ("relation", "关系", "relation"),
    )
    return Table("alike", ("重复与雷同", "Versions and copies"), columns, rows)


def _owners(audit: Audit, lang: str) -> Table:
    """Reports whose body is not certain, and lines of the roster that fit nowhere."""
    rows: list[Row] = [
        (
            entry.owner.filed.path,
            entry.owner.filed.agency or "",
            entry.owner.filed.year or 0,
            in_language(entry.owner.told, lang),
        )
        for entry in audit.entries
        if entry.owner.body is None and entry.owner.told
    ]
    if audit.roster is not None:
        rows += [
            ("", body.name, audit.year or 0, in_language(why, lang)) for body, why in rows_below(audit.roster.bodies)
        ]
    columns = (
        ("path", "文件", "file"),
        ("agency", "名称", "name"),
        ("year", "年度", "year"),
        ("doubt", "疑问", "doubt"),
    )
    note = (
        "名册里没有，或者可能是几个机关的，不作猜测。",
        "Not in the roster, or possibly of several bodies; nothing is guessed.",
    )
    return Table("owners", ("机关认不准", "Bodies in doubt"), columns, rows, note)


def _priors(audit: Audit, lang: str) -> Table:
    rows: list[Row] = [
        (entry.owner.name, entry.owner.filed.path, in_language(entry.plan.why_not, lang))
        for entry in audit.entries
        if entry.plan.filed is None
    ]
    columns = (("agency", "机关", "body"), ("path", "文件", "file"), ("why", "原因", "why"))
    return Table("priors", ("没有上年对照", "Without a prior"), columns, rows)


def pairs(audit: Audit) -> list[dict[str, Any]]:
    """Every report with its body, its prior and the evidence, for the JSON."""
    return [
        {
            "path": entry.owner.filed.path,
            "name": entry.owner.filed.agency,
            "agency": entry.owner.body.name if entry.owner.body is not None else None,
            "year": entry.owner.filed.year,
            "evidence": list(_both(entry.owner.told)),
            "prior": entry.plan.filed.path if entry.plan.filed is not None else None,
            "prior_name": entry.plan.filed.agency if entry.plan.filed is not None else None,
        }
        for entry in audit.entries
    ]


def _both(words: Any) -> tuple[str, str]:
    return words if isinstance(words, tuple) else (words, words)


def _findings(audit: Audit) -> Iterable[tuple[Entry, Finding]]:
    return ((entry, finding) for entry in audit.entries for finding in entry.result.findings)
