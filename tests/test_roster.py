"""The roster: what is wrong with a file is told by line; names are matched with evidence, and doubt is told."""

from pathlib import Path

import pytest

from gikvalidate.roster_file import RosterError, load_roster

LINES = """名称,别名,层级,上级,起,止
云岭市人民政府,,市,,,
云岭市人民政府办公室,,市级部门,云岭市人民政府,,
云岭市水务局,市水务局、云岭市水利局,市,云岭市人民政府,2019-03,
云岭市发展和改革委员会,,市直,云岭市,,
青屿县人民政府,,县,云岭市人民政府,,
青屿县水务局,,县,青屿县人民政府,,
云岭市卫生和计划生育委员会,,市,云岭市人民政府,,2018
云岭市卫生健康委员会,云岭市卫生和计划生育委员会,市,云岭市人民政府,2019,
"""


@pytest.fixture
def roster(tmp_path: Path):
    return load_roster(written(tmp_path, LINES))


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "名册.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_any_usual_encoding_is_read(tmp_path: Path, encoding: str, ends: str):
    roster = load_roster(written(tmp_path, LINES.replace("\n", ends), encoding))
    assert [body.name for body in roster.bodies][:2] == ["云岭市人民政府", "云岭市人民政府办公室"]
    assert len(roster.bodies) == 8


def test_columns_may_be_in_any_order_and_in_english(tmp_path: Path):
    (body,) = load_roster(written(tmp_path, "to;level;name;note\n2024;county;青屿县水务局;x\n")).bodies
    assert (body.name, body.standing.levels, body.end.year) == ("青屿县水务局", {"county"}, 2024)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("云岭市", "云岭市人民政府"),
        ("云岭市政府", "云岭市人民政府"),
        ("云岭市人民政府办公室", "云岭市人民政府办公室"),
        ("市水务局", "云岭市水务局"),
        ("江南省云岭市水务局", "云岭市水务局"),
        (" 云岭市 水利局", "云岭市水务局"),
        ("云岭市水务局（河长办）", "云岭市水务局"),
        ("青屿县水务局", "青屿县水务局"),
        ("云岭市发展和改革委", "云岭市发展和改革委员会"),
        ("发展和改革委员会", "云岭市发展和改革委员会"),
        ("水务局", None),
        ("松陵县水务局", None),
        ("云岭市卫健委", None),
        ("云岭市卫生和计划生育委员会", "云岭市卫生健康委员会"),
    ],
)
def test_a_name_is_matched_with_or_without_its_place_or_by_alias(roster, name: str, body: str | None):
    found = roster.match(name, 2024)
    assert (found.body.name if found.body else None) == body
    assert all(found.evidence)


def test_what_may_be_several_bodies_is_nobodys_and_both_are_named(roster):
    found = roster.match("水务局", 2024)
    assert {body.name for body in found.candidates} == {"云岭市水务局", "青屿县水务局"}
    assert "云岭市水务局、青屿县水务局" in found.evidence[0]


def test_a_name_the_roster_lacks_is_told_with_the_nearest(roster):
    assert "云岭市卫生健康委员会" in roster.match("云岭市卫生健康局", 2024).evidence[0]


def test_a_body_reports_on_the_years_in_which_it_was_there_at_the_end(roster):
    names = [body.name for body in roster.reporting(2018)]
    assert "云岭市卫生和计划生育委员会" in names
    assert "云岭市卫生健康委员会" not in names
    assert "云岭市水务局" not in names


def test_a_renamed_body_has_the_reports_of_its_former_name(roster):
    renamed = roster.match("云岭市卫生健康委员会", 2019).body
    names = [body.name for body in roster.before(renamed, 2019)]
    assert names == ["云岭市卫生健康委员会", "云岭市卫生和计划生育委员会"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("名称,层级\n甲局,市\n乙局,星\n", 3, "层级“星”认不出"),
        ("名称,层级\n,市\n", 2, "没有写名称"),
        ("机构,上级\n甲局,乙\n", 1, "要有列名“名称”"),
        ("名称,起,止\n甲局,2020,2019\n", 2, "晚于止"),
        ("名称,起\n甲局,去年\n", 2, "不是年份或日期：去年"),
        ("名称,起\n甲局,2019.13\n", 2, "不是年份或日期"),
        ("名称\n甲局\n\n甲局\n", 4, "与第 2 行重复"),
        ("名称,上级\n甲局,甲局\n", 2, "上级就是它自己"),
        ("名称,上级\n甲局,乙局\n乙局,甲局\n", 2, "绕成了一圈"),
        ("名称,别名\n甲局,乙局,丙局\n", 2, "3 栏"),
        ('名称,别名\n甲局,"乙局\n', 2, "不是 CSV"),
        ("", 0, "空"),
        ("名称\n", 0, "一个机关也没有"),
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path: Path, text: str, line: int, words: str):
    with pytest.raises(RosterError) as told:
        load_roster(written(tmp_path, text))
    assert (told.value.faults[0][0], words in told.value.sentences("zh")[0]) == (line, True)
    assert told.value.sentences("en")
