"""Reading takes time in proportion to length, whatever the text."""

from __future__ import annotations

import random
import time

import pytest

from tests.narrate.conftest import read
from tests.narrate.test_corpus import ENTRIES

ORDINARY = "\n".join(entry["text"] for entry in ENTRIES[::4])
ALPHABETS = {
    "digits": "0123456789",
    "brackets": "0123456789，其中件（）",
    "numerals": "一二三百千万亿0123456789件条，。%的公开增长余近约.",
    "negations": "申请公开未收到复议诉讼，、。均0123件占%",
    "letters": "abc012.-_@/:年月日",
}


def _seconds(text: str) -> float:
    times = []
    for _ in range(2):
        start = time.process_time()
        read(text)
        times.append(time.process_time() - start)
    return min(times)


def test_ordinary_text_is_linear() -> None:
    read("暖机1件。")
    once, tenfold, hundredfold = (
        _seconds(ORDINARY),
        _seconds("\n".join([ORDINARY] * 10)),
        _seconds("\n".join([ORDINARY] * 60)),
    )
    assert tenfold < 25 * once
    assert hundredfold < 12 * tenfold


@pytest.mark.parametrize("name", ALPHABETS)
def test_noise_is_linear(name: str) -> None:
    noise = random.Random(7)
    short, long = ("".join(noise.choice(ALPHABETS[name]) for _ in range(size)) for size in (4_000, 40_000))
    assert _seconds(long) < 40 * max(_seconds(short), 0.003)


#: Seconds a character may take on a slow and busy machine; ordinary text takes a hundredth of a thousandth.
_AT_MOST = 100e-6
_WORDS = [
    "公开",
    "申请",
    "件",
    "条",
    "其中",
    "分别为",
    "占",
    "同比",
    "增长",
    "未收到",
    "复议",
    "诉讼",
    "均",
    "维持",
    "具体为",
    "结转",
    "上年",
    "（",
    "）",
    "、",
    "，",
    "；",
    "。",
    "%",
    "1",
    "20",
    "305",
    "约",
    "余",
]


@pytest.mark.parametrize("seed", range(12))
def test_no_text_of_chinese_and_digits_takes_long(seed: int) -> None:
    noise = random.Random(seed)
    han = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    pool = [_WORDS, [*_WORDS, *han[:200]], [*"0123456789", *han]][seed % 3]
    text = "".join(noise.choice(pool) for _ in range(4000))
    start = time.process_time()
    read(text)
    assert time.process_time() - start < _AT_MOST * len(text)
