"""The scanner: values, units and intervals as written, and a round trip against another reader of Chinese numerals."""

from __future__ import annotations

from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gikvalidate.narrate import chinese, load_lexicon
from gikvalidate.narrate.numbers import scan
from gikvalidate.narrate.passage import Passage

# text, value, unit, interval: [ and ] are closed ends, ( and ) open ones, * is no end.
CASES = """
20件 | 20 | 件 | [20, 20]
1,113条 | 1113 | 条 | [1113, 1113]
1，373条 | 1373 | 条 | [1373, 1373]
1 373条 | 1373 | 条 | [1373, 1373]
２０１１件 | 2011 | 件 | [2011, 2011]
26.8万条 | 268000 | 条 | [267500, 268500)
1.2亿元 | 120000000 | 元 | [115000000, 125000000)
3600余篇 | 3600 | 篇 | (3600, 3700)
4000余人次 | 4000 | 人次 | (4000, 5000)
40余万次 | 400000 | 次 | (400000, 500000)
18万余人 | 180000 | 人 | (180000, 190000)
100万余条 | 1000000 | 条 | (1000000, 2000000)
1.86万余次 | 18600 | 次 | (18600, 18700)
31339余条 | 31339 | 条 | [31339, 31340)
近1600万次 | 16000000 | 次 | (15000000, 16000000)
约300件 | 300 | 件 | [250, 350]
超500件 | 500 | 件 | (500, *)
突破1000万+ | 10000000 | | (10000000, *)
100件以上 | 100 | 件 | [100, *)
不超过30件 | 30 | 件 | [0, 30]
20件左右 | 20 | 件 | [18, 22]
10-20件 | ~ | 件 | [10, 20]
三件 | 3 | 件 | [3, 3]
十二次 | 12 | 次 | [12, 12]
两名 | 2 | 名 | [2, 2]
一百二十条 | 120 | 条 | [120, 120]
五千余人 | 5000 | 人 | (5000, 6000)
三百多份 | 300 | 份 | (300, 400)
廿五件 | 25 | 件 | [25, 25]
六成 | 60 | % | [55, 65)
近八成 | 80 | % | (70, 80)
百分之九十 | 90 | % | [89.5, 90.5)
百分之百 | 100 | % | [99.5, 100.5)
88.4% | 88.4 | % | [88.35, 88.45)
88.40% | 88.4 | % | [88.395, 88.405)
5 % | 5 | % | [4.5, 5.5)
5‰ | 0.5 | % | [0.45, 0.55)
万分之三 | 0.03 | % | [0.025, 0.035)
1.2个百分点 | 1.2 | 百分点 | [1.15, 1.25)
59237.2449万元 | 592372449 | 元 | [592372448.5, 592372449.5)
数十件 | ~ | 件 | (*, *)
若干次 | ~ | 次 | (*, *)
-35件 | -35 | 件 | [-35, -35]
10条（篇） | 10 | 条 | [10, 10]
"""
ROWS = [tuple(part.strip() for part in line.split(" | ")) for line in CASES.replace("| |", "|  |").strip().splitlines()]


@pytest.mark.parametrize(("text", "value", "unit", "interval"), ROWS)
def test_written_form(text: str, value: str, unit: str, interval: str) -> None:
    (number,) = scan(Passage.squeeze(text).text, load_lexicon())
    quantity = number.quantity
    assert ("~" if quantity.value is None else f"{quantity.value.normalize():f}") == value
    assert quantity.unit == unit
    low, high = interval[1:-1].split(", ")
    assert quantity.interval.low == (None if low == "*" else Fraction(low))
    assert quantity.interval.high == (None if high == "*" else Fraction(high))
    assert quantity.interval.low_open is (interval[0] == "(" and low != "*")
    assert quantity.interval.high_open is (interval[-1] == ")" and high != "*")


@pytest.mark.parametrize(
    "text", ["一是加强领导", "一体化建设", "一件事", "一次性解决", "第二十条", "（一）", "一些单位", "各项"]
)
def test_no_quantity(text: str) -> None:
    assert list(scan(text, load_lexicon())) == []


@given(st.integers(min_value=1, max_value=10**12 - 1), st.sampled_from(["low", "up"]))
def test_chinese_numerals_round_trip(value: int, mode: str) -> None:
    assert chinese.parse(cn2an.an2cn(value, mode)) == value


@given(st.integers(min_value=2, max_value=99_999_999))
def test_chinese_numerals_in_a_sentence(value: int) -> None:
    (number,) = scan(f"公开信息{cn2an.an2cn(value)}条。", load_lexicon())
    assert number.quantity.value == value


@given(st.text(alphabet="零一二两三十百千万亿廿卅壹贰", max_size=12))
def test_any_numeral_is_read_or_refused(numeral: str) -> None:
    value = chinese.parse(numeral)
    assert value is None or value >= 0


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=3))
def test_digits_keep_their_precision(value: int, decimals: int) -> None:
    written = f"{value}.{'5' * decimals}" if decimals else f"{value}"
    (number,) = scan(f"{written}%", load_lexicon())
    assert number.quantity.step == Fraction(1, 10**decimals)
    assert number.quantity.interval.contains(Fraction(written))
