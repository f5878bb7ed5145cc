"""The statutory tables of both forms as rows of cells with spans, labels as printed, ready for any file format."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Generation, Report

COLUMNS = {
    "natural": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "charity": "社会公益组织",
    "legal": "法律服务机构",
    "other_org": "其他",
    "total": "总计",
}
REFUSED = {
    "refused.state_secret": "1.属于国家秘密",
    "refused.law_prohibited": "2.其他法律行政法规禁止公开",
    "refused.security_stability": "3.危及“三安全一稳定”",
    "refused.third_party": "4.保护第三方合法权益",
    "refused.internal_affairs": "5.属于三类内部事务信息",
    "refused.process_info": "6.属于四类过程性信息",
    "refused.enforcement_file": "7.属于行政执法案卷",
    "refused.admin_query": "8.属于行政查询事项",
}
UNAVAILABLE = {
    "unavailable.not_held": "1.本机关不掌握相关政府信息",
    "unavailable.needs_creation": "2.没有现成信息需要另行制作",
    "unavailable.unclear": "3.补正后申请内容仍不明确",
}
NOT_PROCESSED = {
    "not_processed.petition": "1.信访举报投诉类申请",
    "not_processed.repeat": "2.重复申请",
    "not_processed.publication": "3.要求提供公开出版物",
    "not_processed.excessive": "4.无正当理由大量反复申请",
    "not_processed.reissue": "5.要求行政机关确认或重新出具已获取信息",
}
OTHER_2021 = {
    "other.not_corrected": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "other.fee_unpaid": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "other.misc": "3.其他",
}
OTHER_2019 = {"other": "（六）其他处理"}
GROUPS = {
    "granted": {"granted": "（一）予以公开"},
    "partly_granted": {"partly_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"},
    "（三）不予公开": REFUSED,
    "（四）无法提供": UNAVAILABLE,
    "（五）不予处理": NOT_PROCESSED,
}
SUITS = {"review": "行政复议", "direct_suit": "未经复议直接起诉", "suit_after_review": "复议后起诉"}
RESULTS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
#: 表二: article of the regulation, columns, rows.
ACTIVE_2021 = (
    (
        "第二十条第（一）项",
        {"issued": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数"},
        {"regulations": "规章", "normative": "行政规范性文件"},
    ),
    ("第二十条第（五）项", {"decisions": "本年处理决定数量"}, {"licences": "行政许可"}),
    ("第二十条第（六）项", {"decisions": "本年处理决定数量"}, {"penalties": "行政处罚", "coercion": "行政强制"}),
    ("第二十条第（八）项", {"amount": "本年收费金额（单位：万元）"}, {"fees": "行政事业性收费"}),
)
_ITEMS = {"prior_items": "上一年项目数量", "change": "本年增/减", "decisions": "处理决定数量"}
ACTIVE_2019 = (
    (
        "第二十条第（一）项",
        {"made": "本年新制作数量", "disclosed": "本年新公开数量", "disclosed_total": "对外公开总数量"},
        {"regulations": "规章", "normative": "规范性文件"},
    ),
    ("第二十条第（五）项", _ITEMS, {"licences": "行政许可", "other_services": "其他对外管理服务事项"}),
    ("第二十条第（六）项", _ITEMS, {"penalties": "行政处罚", "coercion": "行政强制"}),
    (
        "第二十条第（八）项",
        {"prior_items": "上一年项目数量", "change": "本年增/减"},
        {"fees": "行政事业性收费"},
    ),
    (
        "第二十条第（九）项",
        {"projects": "采购项目数量", "amount": "采购总金额"},
        {"procurement": "政府集中采购"},
    ),
)
ACTIVE = {"form2019": ACTIVE_2019, "form2021": ACTIVE_2021}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell at its anchor; `\\n` in the text is a line break inside the cell."""

    text: str
    rowspan: int = 1
    colspan: int = 1


Rows = list[list[Cell]]


def outcomes(generation: Generation) -> dict[str, str]:
    """Outcome rows of 表三 (the leaves of 三) with their labels, in order."""
    leaves = {key: label for group in GROUPS.values() for key, label in group.items()}
    return leaves | (OTHER_2019 if generation == "form2019" else OTHER_2021)


def keys(generation: Generation) -> list[str]:
    """Every figure key of the form, in the order it is printed."""
    rows = ["new_received", "carried_in", *outcomes(generation), "outcome_total", "carried_out"]
    return [
        *(f"t2.{row}.{column}" for _, columns, block in ACTIVE[generation] for row in block for column in columns),
        *(f"t3.{row}.{column}" for row in rows for column in COLUMNS),
        *(f"t4.{suit}.{result}" for suit in SUITS for result in RESULTS),
    ]


def tables(report: Report) -> dict[str, Rows]:
    """The three tables of `report`."""
    return {"t2": _active(report), "t3": _applications(report), "t4": _suits(report)}


def _broken(report: Report, label: str, width: int) -> str:
    if not report.style.narrow or len(label) <= width:
        return label
    return "\n".join(label[start : start + width] for start in range(0, len(label), width))


def _active(report: Report) -> Rows:
    rows: Rows = []
    for article, columns, block in ACTIVE[report.generation]:
        # The last column reaches the right edge, whatever the number of columns in the block.
        spans = [1] * (len(columns) - 1) + [4 - len(columns)]
        rows.append([Cell(article, colspan=4)])
        heads = [
            Cell(_broken(report, label, 4), colspan=span) for label, span in zip(columns.values(), spans, strict=True)
        ]
        rows.append([Cell("信息内容"), *heads])
        for row, label in block.items():
            cells = [
                Cell(report.cell(f"t2.{row}.{key}"), colspan=span) for key, span in zip(columns, spans, strict=True)
            ]
            rows.append([Cell(label), *cells])
    return rows


def _applications(report: Report) -> Rows:
    head = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    organisations = [Cell(_broken(report, COLUMNS[key], 4)) for key in list(COLUMNS)[1:-1]]
    rows: Rows = [
        [Cell(_broken(report, head, 20), rowspan=3, colspan=3), Cell("申请人情况", colspan=7)],
        [Cell("自然人", rowspan=2), Cell("法人或其他组织", colspan=5), Cell("总计", rowspan=2)],
        organisations,
    ]

    def figures(row: str) -> list[Cell]:
        return [Cell(text) for text in report.row(f"t3.{row}", COLUMNS)]

    def label(text: str, **spans: int) -> Cell:
        return Cell(_broken(report, text, 12), **spans)

    rows.append([label("一、本年新收政府信息公开申请数量", colspan=3), *figures("new_received")])
    rows.append([label("二、上年结转政府信息公开申请数量", colspan=3), *figures("carried_in")])
    results: Rows = []
    groups = GROUPS | ({"other": OTHER_2019} if report.generation == "form2019" else {"（六）其他处理": OTHER_2021})
    for name, group in groups.items():
        for position, (row, text) in enumerate(group.items()):
            if name == row:
                results.append([label(text, colspan=2), *figures(row)])
            elif position == 0:
                results.append([label(name, rowspan=len(group)), label(text), *figures(row)])
            else:
                results.append([label(text), *figures(row)])
    results.append([label("（七）总计", colspan=2), *figures("outcome_total")])
    upright = "三、\n本\n年\n度\n办\n理\n结\n果" if report.style.upright else "三、本年度办理结果"
    results[0].insert(0, Cell(upright, rowspan=len(results)))
    rows += results
    rows.append([label("四、结转下年度继续办理", colspan=3), *figures("carried_out")])
    return rows


def _suits(report: Report) -> Rows:
    results = [_broken(report, label, 2) for label in RESULTS.values()]
    return [
        [Cell("行政复议", colspan=5), Cell("行政诉讼", colspan=10)],
        [
            *(Cell(label, rowspan=2) for label in results),
            *(Cell(SUITS[suit], colspan=5) for suit in ("direct_suit", "suit_after_review")),
        ],
        [Cell(label) for label in results * 2],
        [Cell(text) for text in report.row("t4", (f"{suit}.{result}" for suit in SUITS for result in RESULTS))],
    ]


def resolved(rows: Rows) -> list[list[tuple[Cell, bool]]]:
    """Cells as Word stores a row: a cell merged downwards comes again in every row it covers, then without text.

    The flag is True where the cell begins.
    """
    grid: list[dict[int, tuple[Cell, bool]]] = [{} for _ in rows]
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            column = _next_free(grid[index], column)
            for below in range(cell.rowspan):
                grid[index + below][column] = (cell, below == 0)
            column += cell.colspan
    return [[row[column] for column in sorted(row)] for row in grid]


def _next_free(row: dict[int, tuple[Cell, bool]], column: int) -> int:
    while column in row:
        column += row[column][0].colspan
    return column
