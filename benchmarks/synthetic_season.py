"""An invented season to audit: a city, its counties and all their bodies, last year's reports, a roster, known faults.

Every government's report is the sum of those below it and every stock is carried over from last year, so that without
the faults nothing is to be found.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.reports.every_form import WRITTEN
from tests.reports.forms import COLUMNS
from tests.reports.model import Report
from tests.reports.random_report import report_of
from tests.reports.random_values import Values, random_values

YEAR = 2024
_CITY = "云岭市"
_FORMS = ("docx", "html", "txt", "xlsx", "md")
_OFFICES = tuple(
    f"{name}{ending}"
    for ending, names in {
        "局": "水务 教育 民政 医疗保障 应急管理 市场监督管理 城市管理 统计 财政 审计 司法 公安 农业农村 林业 交通运输 "
        "自然资源 生态环境 住房和城乡建设 商务 文化和旅游 退役军人事务 人力资源和社会保障 科学技术 乡村振兴 信访 体育",
        "委员会": "卫生健康 发展和改革",
    }.items()
    for name in names.split()
)
_SYLLABLES = "青松锦澜星泽禾岚溪桐柏梅云河川石玉明和安"


@dataclass
class Body:
    """A body with its figures of two years."""

    name: str
    level: str
    parent: str
    now: Values
    before: Values
    former: str = ""


@dataclass(frozen=True)
class Fault:
    """What was planted: the body whose report shows it, and the rule that has to say so."""

    agency: str
    rule: str
    what: str


@dataclass(frozen=True)
class Season:
    """Where it was written, and the faults in it."""

    reports: Path
    priors: Path
    roster: Path
    faults: tuple[Fault, ...]


def write_season(folder: Path, documents: int, seed: int = 1, every: int = 20) -> Season:
    """A season of about `documents` reports, a fault in every so many of them."""
    rng = Random(seed)
    bodies = list(_bodies(rng, documents))
    season = Season(folder / "本年", folder / "上年", folder / "名册.csv", tuple(_plant(rng, bodies, every)))
    season.reports.mkdir(parents=True)
    season.priors.mkdir()
    wrong = {fault.agency: fault for fault in season.faults}
    for number, body in enumerate(bodies):
        fault = wrong.get(body.name)
        now = report_of(rng, body.name, YEAR, "form2021", body.now, body.before)
        before = report_of(rng, body.former or body.name, YEAR - 1, "form2021", body.before, {})
        form = _FORMS[number % len(_FORMS)]
        if fault is None or fault.rule != "siblings/missing":
            for copy, report in enumerate(_versions(now, fault)):
                path = season.reports / f"{number:04}{'-2' if copy else ''}.{form}"
                path.write_bytes(WRITTEN[form](report))
        path = season.priors / f"{number:04}.{_FORMS[(number + 1) % len(_FORMS)]}"
        path.write_bytes(WRITTEN[path.suffix[1:]](_prior(before, fault)))
    with season.roster.open("w", encoding="gbk", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("名称", "别名", "层级", "上级", "起", "止"))
        rows.writerows((body.name, body.former, body.level, body.parent, "", "") for body in bodies)
    return season


def _bodies(rng: Random, documents: int) -> Iterator[Body]:
    counties = max(1, round((documents - len(_OFFICES)) / (len(_OFFICES) + 1)))
    names = rng.sample([a + b for a in _SYLLABLES for b in _SYLLABLES if a != b], counties)
    city: list[Body] = []
    below: list[Body] = []
    for name in names:
        county = f"{name}{rng.choice('县区')}"
        parts = [_body(rng, county + office, "县", f"{county}人民政府") for office in _OFFICES]
        city.append(_sum(f"{county}人民政府", "县", f"{_CITY}人民政府", parts))
        below += parts
    departments = [_body(rng, _CITY + office, "市", f"{_CITY}人民政府") for office in _OFFICES]
    yield _sum(f"{_CITY}人民政府", "市", "", [*city, *departments])
    yield from (*city, *departments, *below)


def _body(rng: Random, name: str, level: str, parent: str) -> Body:
    now, before = random_values(rng, "form2021"), random_values(rng, "form2021")
    # A stock is what the year before left, whatever else that year's report says.
    for column in (column for column in COLUMNS if column != "total"):
        left = now.get(f"t3.carried_in.{column}", Decimal(0))
        arrived = before.get(f"t3.outcome_total.{column}", Decimal(0)) + left
        carried_in = min(before.get(f"t3.carried_in.{column}", Decimal(0)), arrived)
        before |= {
            f"t3.carried_out.{column}": left,
            f"t3.carried_in.{column}": carried_in,
            f"t3.new_received.{column}": arrived - carried_in,
        }
    for row in ("carried_out", "carried_in", "new_received"):
        before[f"t3.{row}.total"] = sum(
            (before.get(f"t3.{row}.{column}", Decimal(0)) for column in COLUMNS if column != "total"), Decimal(0)
        )
    # What was pending then would have to be told of now.
    before = {key: value for key, value in before.items() if not key.startswith("t4.")}
    issued, repealed, in_force = (
        now.get(f"t2.normative.{key}", Decimal(0)) for key in ("issued", "repealed", "in_force")
    )
    repealed = now["t2.normative.repealed"] = min(repealed, in_force)
    stock = in_force - issued + repealed
    before |= {"t2.normative.in_force": stock, "t2.normative.issued": min(stock, Decimal(3))}
    return Body(name, level, parent, now, before, _former(rng, name))


def _former(rng: Random, name: str) -> str:
    """One body in twenty bore another name last year."""
    return name.removesuffix("局") + "管理局" if name.endswith("务局") and rng.random() < 0.5 else ""


def _sum(name: str, level: str, parent: str, parts: list[Body]) -> Body:
    def added(values: list[Values]) -> Values:
        keys = dict.fromkeys(key for each in values for key in each)
        return {key: sum((each.get(key, Decimal(0)) for each in values), Decimal(0)) for key in keys}

    return Body(name, level, parent, added([part.now for part in parts]), added([part.before for part in parts]))


def _plant(rng: Random, bodies: list[Body], every: int) -> Iterator[Fault]:
    kinds = (
        ("table3/row-total", "a cell of a row raised"),
        ("years/carried-total", "last year carried out more"),
        ("years/table2-in-force", "last year had more in force"),
        ("siblings/versions", "two versions that differ"),
        ("table4/block-total", "the total of the reviews raised"),
        ("siblings/missing", "the report is missing"),
    )
    departments = [body for body in bodies if body.parent and not body.name.endswith("政府")]
    departments = rng.sample(departments, len(departments))
    for number in range(len(bodies) // every):
        rule, what = kinds[number % len(kinds)]
        body = next(body for body in departments if rule != "years/table2-in-force" or _told(body))
        departments.remove(body)
        yield Fault(body.name, rule, what)


def _told(body: Body) -> bool:
    """Whether the stock of this year follows from figures that stand there: a blank may be any number."""
    return all(body.now.get(f"t2.normative.{key}") for key in ("issued", "repealed", "in_force"))


def _versions(report: Report, fault: Fault | None) -> Iterator[Report]:
    """The report as it came, with its fault; two where that is the fault."""
    if fault is None:
        yield report
    elif fault.rule == "siblings/versions":
        yield report
        yield replace(report, values=_raised(report.values, "t2.penalties.decisions", 7))
    elif fault.rule == "table3/row-total":
        yield replace(report, values=_raised(report.values, "t3.granted.charity", 100))
    elif fault.rule == "table4/block-total":
        yield replace(report, values=_raised(report.values, "t4.review.total", 100))
    else:
        yield report


def _prior(report: Report, fault: Fault | None) -> Report:
    if fault is not None and fault.rule == "years/carried-total":
        raised = dict(report.values)
        for key in ("carried_out", "new_received"):
            for column in ("natural", "total"):
                raised = _raised(raised, f"t3.{key}.{column}", 100)
        return replace(report, values=raised)
    if fault is not None and fault.rule == "years/table2-in-force":
        return replace(report, values=_raised(report.values, "t2.normative.in_force", 100))
    return report


def _raised(values: Mapping[str, Decimal], key: str, by: int) -> dict[str, Decimal]:
    return {**values, key: values.get(key, Decimal(0)) + by}
