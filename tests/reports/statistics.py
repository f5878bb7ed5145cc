"""Random statistics tables of the years before 2019: label, unit and figures, and the ways they get copied."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

#: Two columns, the year's figures and those of all years: label, unit, key; a part follows its whole.
LOCAL = (
    ("主动公开信息数", "条", "A1.1"),
    ("其中：1.政府网站公开数", "条", "A1.2.2"),
    ("2.政府公报公开数", "条", "A1.2.1"),
    ("受理依申请公开信息总数", "条", "A3.1"),
    ("其中：1.当面申请数", "条", "A3.1.1"),
    ("2.传真申请数", "条", "A3.1.2"),
    ("3.电子邮件申请数", "条", "A3.1.6"),
    ("4.网上申请数", "条", "A3.1.3"),
    ("5.信函申请数", "条", "A3.1.4"),
    ("6.其它形式申请数", "条", "A3.1.7"),
    ("对申请的答复总数", "条", "A3.3"),
    ("其中：1.同意公开答复数", "条", "A3.3.2"),
    ("2.同意部分公开答复数", "条", "A3.3.3"),
    ("3.否决公开答复数", "条", "A3.3.4"),
    ("4.其他类型答复数", "条", "A3.3.9"),
    ("行政复议数", "件", "A4"),
    ("行政诉讼数", "件", "A5"),
)
#: One column, the rows of the national table with their group headings (without unit and key).
NATIONAL = (
    ("一、主动公开情况", "", ""),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "A1.1"),
    ("其中：主动公开规范性文件数", "条", "A1.1.1"),
    ("制发规范性文件总数", "件", "A1.1.2"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "", ""),
    ("1.政府公报公开政府信息数", "条", "A1.2.1"),
    ("2.政府网站公开政府信息数", "条", "A1.2.2"),
    ("3.政务微博公开政府信息数", "条", "A1.2.3"),
    ("4.政务微信公开政府信息数", "条", "A1.2.4"),
    ("5.其他方式公开政府信息数", "条", "A1.2.5"),
    ("三、依申请公开情况", "", ""),
    ("（一）收到申请数", "件", "A3.1"),
    ("1.当面申请数", "件", "A3.1.1"),
    ("2.传真申请数", "件", "A3.1.2"),
    ("3.网络申请数", "件", "A3.1.3"),
    ("4.信函申请数", "件", "A3.1.4"),
    ("（二）申请办结数", "件", "A3.2"),
    ("1.按时办结数", "件", "A3.2.1"),
    ("2.延期办结数", "件", "A3.2.2"),
    ("四、行政复议数量", "件", "A4"),
    ("（一）维持具体行政行为数", "件", "A4.1"),
    ("（二）被依法纠错数", "件", "A4.2"),
    ("（三）其他情形数", "件", "A4.3"),
    ("七、依申请公开信息收取的费用", "万元", "A7"),
)
_WHOLES = ("A3.1", "A3.2", "A3.3", "A4")


@dataclass(frozen=True)
class Statistics:
    """Column titles, rows of label, unit and figures as written, and what is told of the first row in words."""

    year: int
    titles: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    truth: dict[str, str]
    told: str


def local_table(seed: int) -> Statistics:
    """The year's figures beside those of all years; every year's parts add up, channels of publication may overlap."""
    rng = Random(f"local/{seed}")
    year = rng.randint(2009, 2017)
    scale = rng.choice((0, 5, 40, 300))
    this, past = _counts(rng, LOCAL, scale), _counts(rng, LOCAL, scale * rng.choice((0, 1, 4)))
    figures = {key: (str(this[key]), str(this[key] + past[key])) for _, _, key in LOCAL}
    told = f"全年主动公开政府信息{this['A1.1']}条。" if rng.random() < 0.7 else "全年工作平稳有序。"
    return Statistics(
        year,
        ("指标名称", "计量单位", f"{year}年度", "历年累计"),
        tuple((label, unit, figures[key]) for label, unit, key in LOCAL),
        {f"stat.{key}.{name}": value for key in figures for name, value in zip(_COLUMNS, figures[key], strict=True)},
        told,
    )


_COLUMNS = ("year", "cumulative")


def national_table(seed: int) -> Statistics:
    """The national table of one year."""
    rng = Random(f"national/{seed}")
    counts = _counts(rng, NATIONAL, rng.choice((0, 5, 40, 300)))
    figures = {key: str(count) for key, count in counts.items()}
    figures["A7"] = rng.choice(("0", "0.35", "1.2"))
    return Statistics(
        rng.randint(2014, 2018),
        ("统计指标", "单位", "统计数"),
        tuple((label, unit, (figures[key],) if key else ()) for label, unit, key in NATIONAL),
        {f"stat.{key}.value": value for key, value in figures.items()},
        "全年工作平稳有序。",
    )


def _counts(rng: Random, rows: tuple[tuple[str, str, str], ...], scale: int) -> dict[str, int]:
    counts = {key: rng.choice((0, rng.randint(0, scale))) for _, _, key in rows if key}
    for whole in _WHOLES:
        if parts := [key for key in counts if key.startswith(f"{whole}.")]:
            counts[whole] = sum(counts[part] for part in parts)
    channels = [key for key in counts if key.startswith("A1.2.")]
    counts["A1.1"] = max(sum(counts[key] for key in channels) - rng.choice((0, 0, counts[channels[0]])), 0)
    counts["A1.1"] = max(counts["A1.1"], *(counts[key] for key in channels)) * rng.choice((1, 1, 2))
    if "A1.1.1" in counts:
        counts["A1.1.1"] = min(counts["A1.1.1"], counts["A1.1"])
    return counts


def collapsed(table: Statistics, between: str = "") -> str:
    """The table as a copy from a web page leaves it: one line, `between` the cells."""
    rows = ["".join(table.titles) if not between else between.join(table.titles)]
    rows += [between.join((label, *([unit] if unit else []), *figures)) for label, unit, figures in table.rows]
    return between.join(rows)


def article(table: Statistics, between: str = "") -> str:
    """A short report in one paragraph a line, the collapsed table behind it."""
    return "\n".join(
        (
            f"云岭市水务局{table.year}年政府信息公开工作年度报告",
            "一、概述",
            table.told,
            f"附件：{table.year}年政府信息公开情况统计表 {collapsed(table, between)} 附件下载",
        )
    )
