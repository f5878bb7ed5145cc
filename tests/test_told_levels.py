"""How loudly a disagreement is told: what no slip explains, and what unknown words narrow, is at most a hint."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gikvalidate.checks.miscounted import one_slip
from gikvalidate.engine import check, compile_rules
from gikvalidate.vocabulary import unknown
from tests.narrate.conftest import submitted

CHECKS = [rule for rule in compile_rules() if rule.rule.id.startswith("text")]


def levels(text: str, **more: object) -> list[str]:
    findings = check(submitted({"text": text, **more}, CHECKS[0]), CHECKS).findings
    return sorted(f"{finding.severity.value} {finding.rule}" for finding in findings)


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        (386, [131, 59, 102, 47, 57]),  # a digit of the whole
        (1146, [412, 287, 474]),  # two digits of a part changed places
        (702, [98, 1430, 174]),  # a digit of the whole is lost
        (95, [74, 31]),  # the carry is forgotten
    ],
)
def test_one_slip_makes_the_sum_hold(whole: int, parts: list[int]) -> None:
    assert one_slip(Fraction(whole), [Fraction(part) for part in parts])


@pytest.mark.parametrize(
    ("whole", "parts"), [(153, [141, 37]), (1132, [702, 61, 58, 143]), (87, [52, 79]), (6318, [1127, 946, 2580])]
)
def test_no_slip_makes_the_sum_hold(whole: int, parts: list[int]) -> None:
    assert not one_slip(Fraction(whole), [Fraction(part) for part in parts])


@pytest.mark.parametrize(
    "text",
    [
        "全年公布办事事项153项，其中一次办结141项、全程网办37项。",
        "全年召开新闻发布会96场，省厅承办其中71场，主要负责人出席38场。",
        "建议提案合计149件，其中主办67件，答复函公开64件，余3件因涉密未公开。",
    ],
)
def test_parts_that_no_slip_explains_are_a_hint(text: str) -> None:
    assert all(level.startswith("info ") for level in levels(text))


def test_a_sum_with_a_wrong_digit_is_told() -> None:
    assert levels("公布办事事项168项，其中一次办结141项、全程网办37项。") == ["warning text/parts-within-whole"]


T3 = {"t3.new_received.total": "115", "t3.outcome_total.total": "115", "t3.granted.total": "115"}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("20个工作日内答复政府信息公开申请107件。", T3),
        ("收到政府信息公开申请115件。本级的65件已全部办结。", T3 | {"t3.carried_out.total": "73"}),
        ("21件信访举报投诉类政府信息公开申请中有6件再次申请。", {"t3.not_processed.petition.total": "21"}),
        ("其他业务领域发生信息公开行政复议7件、诉讼2件。", {}),
        ("除此以外没有直接提起的信息公开行政诉讼。", {"t4.suit_after_review.total": "1"}),
        ("我厅起草、由省政府令公布的地方政府规章1部。", {}),
        ("宣布失效规范性文件9件（不在本年废止数之内的历史文件）。", {"t2.normative.repealed": "5"}),
    ],
)
def test_unknown_words_beside_a_number_make_it_a_hint(text: str, figures: dict[str, str]) -> None:
    assert all(level.startswith("info ") for level in levels(text, figures=figures))


@pytest.mark.parametrize(
    ("text", "figures", "level"),
    [
        ("2023年答复政府信息公开申请107件。", T3, "warning text-table/done"),
        ("本局未发生信息公开行政诉讼。", {"t4.suit_after_review.total": "1"}, "error text-table/reviews"),
        (
            "当年涉外罚没等全年作出行政处罚决定1153件。",
            {"t2.penalties.decisions": "1135"},
            "warning text-table/decisions",
        ),
    ],
)
def test_known_words_or_a_slip_of_many_digits_leave_no_doubt(text: str, figures: dict[str, str], level: str) -> None:
    assert levels(text, figures=figures) == [level]


def test_a_hint_says_which_words_are_unknown() -> None:
    text = "20个工作日内答复政府信息公开申请107件。"
    (finding,) = check(submitted({"text": text, "figures": T3}, CHECKS[0]), CHECKS).findings
    assert "日" in finding.doubt


def test_a_word_for_a_multiple_is_of_what_is_named_before_it() -> None:
    assert levels("点击次数由4次减到2次，英文信息翻两番。") == []
    assert levels("公开栏更新由上年的68次增加到100次，实现翻番。") == ["error text/change-from-prior"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("2023年某省科技厅依法新收政府信息公开申请", ""),
        ("涉疫政府信息公开申请", "涉疫"),
    ],
)
def test_what_is_known_is_taken_away(words: str, left: str) -> None:
    assert unknown(words, "applications.received", "某省科学技术厅", 2023) == left


@pytest.mark.parametrize(
    ("text", "level"),
    [
        # The part is more than the whole: that was misread.
        ("公开信息298条。从主体看，县直部门公开2258条，占72.7%。", "info text/share"),
        # Named again behind its list, and no other share bears the whole out.
        ("公开信息350条，其中惠农106条，农机71条，项目173条，惠农类占35.7%。", "warning text/share"),
        ("收到申请22件，其中网络申请15件，占86.81%。", "error text/share"),
        ("公开信息5172条，新闻出版局牵头的专项较上年的4890条下降9.9%。", "warning text/growth-from-prior"),
        ("公开信息5172条，较上年的4890条增长9.9%。", "error text/growth-from-prior"),
        ("公开信息5172条，新闻出版局牵头的专项较上年的4890条下降5.8%。", "error text/growth-from-prior"),
    ],
)
def test_shares_and_growths_are_told_as_they_are_borne_out(text: str, level: str) -> None:
    assert [one for one in levels(text) if one.endswith(level.partition(" ")[2])] == [level]


@pytest.mark.parametrize(
    "text",
    [
        "举办培训2次，其中上半年参训41人，下半年参训38人，另有线上学习，累计89人次。",
        "窗口受理41件、网站受理38件、热线受理12件，合计91件。",
        "全年收到来信12件，办结10件，合计约30件。",
        "全年窗口受理21件，网上受理12件，共计43件，其中上年结转10件。",
    ],
)
def test_totals_that_count_more_than_their_sentence_are_silent(text: str) -> None:
    assert not any("summed-up" in level or "parts-fall" in level for level in levels(text))
