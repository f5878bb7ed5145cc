"""A report to be written: its figures by key, its narrative by section, and how the form is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Generation = Literal["form2019", "form2021"]
#: The cells of a row to the cells it is left with.
Slip = Callable[[list[str]], list[str]]

#: The statutory headings; the tables 表二, 表三 and 表四 close the sections 二, 三 and 四.
TITLES = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TABLE_OF_SECTION = {1: "t2", 2: "t3", 3: "t4"}


@dataclass(frozen=True)
class Style:
    """How a clerk fills in and lays out the form; none of it changes a figure.

    `zeros` is what stands for 0; `narrow` breaks labels over lines as narrow columns do; `upright` sets
    三、本年度办理结果 one character per line; `thousands` groups digits; `signs` writes 增3 and 减3 for changes.
    """

    zeros: str = "0"
    narrow: bool = False
    upright: bool = False
    thousands: bool = False
    signs: bool = False


@dataclass(frozen=True)
class Report:
    """One annual report. A key absent from `values` is 0; `written` overrides what a cell shows.

    `slips` are what a conversion did to the cells of a row of 表三 ("t3.granted") or to those of 表四 ("t4").
    """

    agency: str
    year: int
    generation: Generation
    title: tuple[str, ...]
    opening: tuple[str, ...]
    sections: tuple[tuple[str, ...], ...]
    signature: tuple[str, ...]
    values: Mapping[str, Decimal] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    style: Style = Style()
    slips: Mapping[str, Slip] = field(default_factory=dict)

    def row(self, key: str, columns: Iterable[str]) -> list[str]:
        """What the cells of a row show; a slip of the row changes them, also in number."""
        texts = [self.cell(f"{key}.{column}") for column in columns]
        return self.slips[key](texts) if key in self.slips else texts

    def cell(self, key: str) -> str:
        """What the cell of `key` shows."""
        if key in self.written:
            return self.written[key]
        value = self.values.get(key, Decimal(0))
        if value == 0:
            return self.style.zeros
        if self.style.signs and key.endswith(".change"):
            return f"{'增' if value > 0 else '减'}{abs(value)}"
        return f"{value:,}" if self.style.thousands else str(value)

    def number(self, key: str) -> Decimal:
        return self.values.get(key, Decimal(0))
