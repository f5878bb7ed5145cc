"""A season audited: what the bodies' reports say of each other, of last year's and beside the roster."""

import os
import re
import signal
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest

from gikvalidate.alongside import CAN_BE_COPIED
from gikvalidate.audit.gathering import Gathering
from gikvalidate.audit.reading import File, How, Read, Task
from gikvalidate.cli_audit import write
from gikvalidate.outputs import Run
from gikvalidate.priors import Filed, Plan
from gikvalidate.workers import Pool

from .conftest import CITY, COUNTY, OFFICE, RECEIVED, ROSTER, SCHOOLS, WATER, YEAR, by_rule, figures


def test_a_right_season_has_no_findings_and_every_output(season):
    season.put_all()
    ended, told = season.audit("--fail-on", "warning")
    assert by_rule(told) == {}
    assert ended.exit_code == 0
    assert {path.name for path in (season.root / "out").iterdir()} == {"audit.json", "audit.html", "audit.xlsx"}
    assert {row["state"] for row in told["audit"]["sums"]} == {"相符"}


def test_a_sum_that_is_not_the_sum_is_told_with_the_row(season):
    season.put_all(CITY)
    season.put(season.report(CITY, 18))
    found = season.findings()
    assert {rule for _, rule in found} == {"siblings/sum"}
    assert any("本报告是 18，名册中 4 个所属机关合计 17，相差 1" in told for told in found[CITY, "siblings/sum"])


def test_a_body_that_was_left_out_of_the_sum_is_named(season):
    season.put_all(CITY)
    season.put(season.report(CITY, 12))
    (told,) = season.findings()[CITY, "siblings/sum"]
    assert "看来漏了它" in told
    assert SCHOOLS in told


def test_a_body_left_out_is_named_though_another_has_a_wrong_cell(season):
    """Only the row of the cell that is wrong cannot be added up, not all that the sums of that report go through."""
    season.put_all(CITY, WATER)
    water = season.report(WATER)
    cell = "t3.unavailable.not_held.total"
    season.put(replace(water, values={**water.values, cell: water.values.get(cell, Decimal(0)) + 1}))
    season.put(season.report(CITY, 12))
    (told,) = season.findings()[CITY, "siblings/sum"]
    assert "看来漏了它" in told
    assert SCHOOLS in told


def test_two_versions_of_one_body_are_added_up_where_they_agree(season):
    season.put_all(CITY)
    water = season.report(WATER)
    season.put(replace(water, values={**water.values, "t2.penalties.decisions": Decimal(777)}), "水务局-改")
    season.put(season.report(CITY, 12))
    found = season.findings()
    (told,) = found[CITY, "siblings/sum"]
    assert "名册中 4 个所属机关" in told
    assert SCHOOLS in told
    assert (WATER, "siblings/versions") in found


def test_with_a_report_missing_the_sum_is_a_bound(season):
    season.put_all(COUNTY)
    found = season.findings()
    assert set(found) == {(COUNTY, "siblings/missing")}
    season.put(season.report(CITY, 9))
    told = season.findings()[CITY, "siblings/sum"]
    assert all("青屿县人民政府" in message for message in told)


def test_a_part_larger_than_the_whole_is_an_error(season):
    season.put_all(CITY)
    report = season.report(CITY)
    season.put(
        replace(report, values={**report.values, **{f"t3.granted.{c}": Decimal(6) for c in ("natural", "total")}})
    )
    ended, told = season.audit()
    (message,) = by_rule(told)[CITY, "siblings/part-exceeds"]
    assert f"{COUNTY}的报告是 7" in message
    assert ended.exit_code == 1


def test_a_report_of_the_office_alone_is_told_once(season):
    """Where no row is the sum, it is the scope that differs."""
    season.put_all(CITY)
    season.put(season.report(CITY, 2))
    found = season.findings()
    assert all(len(messages) == 1 for (_, rule), messages in found.items() if rule == "siblings/sum")
    assert (CITY, "siblings/part-exceeds") not in found


def test_a_missing_body_is_told_even_where_its_file_says_another_name(season):
    season.put_all(SCHOOLS)
    season.put(season.report(WATER), f"{SCHOOLS}{YEAR}年报")
    (message,) = season.findings()[SCHOOLS, "siblings/missing"]
    assert f"{SCHOOLS}{YEAR}年报.txt" in message


def test_last_years_report_handed_in_again_is_not_this_years(season):
    season.put_all(SCHOOLS)
    season.put(season.report(SCHOOLS, year=YEAR - 1))
    (message,) = season.findings()[SCHOOLS, "siblings/missing"]
    assert f"是 {YEAR - 1} 年度的" in message


def test_an_unreadable_file_is_told_and_costs_nothing_else(season):
    season.put_all(SCHOOLS)
    (season.root / "本年" / f"{SCHOOLS}.docx").write_bytes(b"PK\x03\x04")
    ended, told = season.audit()
    assert ended.exit_code == 2
    (message,) = by_rule(told)[SCHOOLS, "siblings/missing"]
    assert "读不了" in message
    assert len(told["unreadable"]) == 1


def test_two_versions_that_differ_are_told_and_are_in_no_sum(season):
    season.put_all()
    season.put(season.report(WATER, 4), "水务局-改")
    found = season.findings()
    ((agency, rule),) = found
    assert (agency, rule) == (WATER, "siblings/versions")
    assert "本年新收 · 总计 4／3" in found[agency, rule][0] or "本年新收 · 总计 3／4" in found[agency, rule][0]


def test_the_same_report_twice_is_listed_and_no_finding(season):
    season.put_all()
    season.put(season.report(WATER), "水务局-网页")
    _, told = season.audit()
    assert by_rule(told) == {}
    (row,) = told["audit"]["alike"]
    assert row["relation"] == "同一机关，两份相同"


def test_names_with_another_place_or_alias_are_matched_with_evidence(season):
    season.put_all(WATER, SCHOOLS)
    season.put(season.report(WATER), told=lambda text: text.replace(WATER, "云岭市水利局"))
    season.put(season.report(SCHOOLS), told=lambda text: text.replace(SCHOOLS, f"江南省{SCHOOLS}"))
    _, told = season.audit()
    assert by_rule(told) == {}
    matched = {row["name"]: (row["agency"], row["evidence"][0]) for row in told["audit"]["reports"]}
    assert matched["云岭市水利局"] == (WATER, "名册中的别名")
    assert matched[f"江南省{SCHOOLS}"] == (SCHOOLS, "与名册只差地名")


def test_a_body_the_roster_lacks_is_told_and_not_guessed(season):
    season.put_all()
    season.put(season.report("云岭市财政局", 4))
    _, told = season.audit()
    assert by_rule(told) == {}
    (row,) = told["audit"]["owners"]
    assert row["agency"] == "云岭市财政局"


def test_one_name_that_may_be_two_bodies_is_nobodys(season):
    season.roster = ROSTER + f"青屿县水务局,,县,{COUNTY},,\n"
    season.put_all(WATER)
    season.put(season.report(WATER), told=lambda text: text.replace(WATER, "水务局"))
    _, told = season.audit()
    (row,) = [row for row in told["audit"]["owners"] if row["path"]]
    assert "云岭市水务局、青屿县水务局" in row["doubt"]
    assert {row["agency"] for row in told["audit"]["missing"]} == {WATER, "青屿县水务局"}


def test_the_prior_of_a_renamed_body_is_found_by_its_alias(season):
    season.put_all()
    before = replace(season.report("云岭市水利局", year=YEAR - 1), values=figures(3))
    left = {
        f"t3.{row}.{column}": Decimal(4) for row in ("new_received", "carried_out") for column in ("natural", "total")
    }
    season.put(replace(before, values=before.values | left), prior=True)
    found = season.findings()
    assert "4" in found[WATER, "years/carried-total"][0]


def _with_stock(season, left: int):
    """The report of the year before, with so many applications carried out of it."""
    stock = {f"t3.{row}.{column}": Decimal(left) for row in ("new_received", "carried_out") for column in _ALL}
    before = season.report(WATER, year=YEAR - 1)
    return replace(before, values=figures(3) | stock)


_ALL = ("natural", "total")


def test_another_prior_among_the_reports_of_the_season_itself_leaves_none_that_is_certain(season):
    season.put_all()
    season.put(_with_stock(season, 4), prior=True)
    _, told = season.audit()
    assert (WATER, "years/carried-total") in by_rule(told)
    season.put(_with_stock(season, 5), "再次报送的上年报告")
    _, told = season.audit()
    assert (WATER, "years/carried-total") not in by_rule(told)
    assert any(row["agency"] == WATER and "不同的几份" in row["why"] for row in told["audit"]["priors"])


def test_a_prior_found_in_the_season_alone_is_compared_with(season):
    season.put_all()
    season.put(_with_stock(season, 4), "再次报送的上年报告")
    season.put(season.report(SCHOOLS, year=YEAR - 1), prior=True)
    found = season.findings("--year", str(YEAR))
    assert "4" in found[WATER, "years/carried-total"][0]


def test_with_priors_the_audit_is_the_same_in_one_process_and_in_several(season):
    season.put_all()
    season.put(_with_stock(season, 4), prior=True)
    told = [season.audit("--processes", processes)[1] for processes in ("0", "2")]
    assert told[0] == told[1]
    assert (WATER, "years/carried-total") in by_rule(told[0])


def test_several_bodies_merged_into_one_have_no_single_prior(season):
    season.roster = ROSTER.replace("云岭市水利局", "云岭市水利局、云岭市河道局")
    season.put_all()
    for name in ("云岭市水利局", "云岭市河道局"):
        season.put(season.report(name, 1 if "河" in name else 2, year=YEAR - 1), prior=True)
    _, told = season.audit()
    assert by_rule(told) == {}
    (row,) = [row for row in told["audit"]["priors"] if row["agency"] == WATER]
    assert "云岭市水利局、云岭市河道局" in row["why"]


def test_a_list_of_units_in_the_text_is_held_to_their_reports(season):
    season.put_all(CITY)
    listed = "全市新收政府信息公开申请17件（市政府办公室2件、市水务局3件、市教育局4件、青屿县8件）。"

    def told(text: str) -> str:
        return re.sub("一、总体情况\n", f"一、总体情况\n{listed}\n", text, count=1)

    season.put(season.report(CITY), told=told)
    messages = season.findings()[CITY, "siblings/unit-list"]
    assert [re.search("：(.*?)自己", message)[1] for message in messages] == [SCHOOLS, COUNTY]


OWN_WORDS = (
    "一年来围绕河湖长制、农村供水和水土保持，把公众问得最多的事项做成问答挂在网站首页，逐一标明承办科室和更新日期。",
    "对群众反映集中的明细账目、取水口位置和汛期调度安排，按月梳理答复口径，由分管负责同志审签后统一发布。",
    "下一步补齐历史数据，清理失效链接，把解读稿与文件同步起草、同步审核、同步上线，减少来电咨询和重复申请。",
    "依托基层服务站设立查阅点三十处，配齐讲解员，组织开放日活动，请居民代表现场提问并把答复整理成册。",
)


@pytest.mark.parametrize(("copied", "found"), [(True, {WATER, SCHOOLS}), (False, set())])
def test_a_report_copied_from_another_body_is_told_and_the_common_form_is_not(season, copied: bool, found: set[str]):
    """Every report has the same sentences of the form; two have the same sentences of their own and a third some."""
    season.roster = ROSTER + "".join(f"云岭市{name}局,,市,{CITY},,\n" for name in ("民政", "财政", "审计", "司法"))
    plain = season.report(WATER, 0)
    for number, agency in enumerate((WATER, SCHOOLS, "云岭市民政局", "云岭市财政局", "云岭市审计局", "云岭市司法局")):
        own = OWN_WORDS[: {0: 4, 1: 4, 2: 2}.get(number, 0)] if copied else ()
        words = tuple(line.replace("水", "政") if number else line for line in own)
        text = ("".join(words),) if words else (f"这是{agency}{'自己的话' * number}。",)
        sections = tuple(part + text if index == 4 else part for index, part in enumerate(plain.sections))
        season.put(replace(plain, sections=sections), agency, told=lambda text, a=agency: text.replace(WATER, a))
    told = season.findings()
    assert {agency for agency, rule in told if rule == "siblings/copied"} == found


def test_a_bad_roster_ends_the_run_with_its_lines(season):
    season.put_all()
    season.roster = ROSTER + "云岭市财政局,,星,,,\n,,,,,\n丙局,,,,2020,2019\n"
    ended, told = season.audit()
    assert ended.exit_code == 2
    assert told == {}
    assert "名册.csv:7: 层级“星”认不出" in ended.stderr
    assert "名册.csv:9: 起（2020）晚于止（2019）" in ended.stderr


def test_a_finding_beside_others_can_be_waived(season):
    season.put_all(COUNTY)
    _, told = season.audit()
    (mark,) = [f["fingerprint"] for d in told["documents"] for f in d["findings"] if f["rule"] == "siblings/missing"]
    waivers = season.root / "waivers.yaml"
    waivers.write_text(
        f"- {{rule: siblings/missing, fingerprint: {mark}, reason: 撤并, owner: 王五, until: 2999-01-01}}\n", "utf-8"
    )
    assert season.findings("--waivers", str(waivers)) == {}


def test_an_archive_of_files_is_audited_like_a_folder(season):
    import shutil

    season.put_all(COUNTY)
    packed = shutil.make_archive(str(season.root / "本年"), "zip", season.root / "本年")
    shutil.rmtree(season.root / "本年")
    (season.root / "本年").symlink_to(packed)
    assert set(season.findings()) == {(COUNTY, "siblings/missing")}


def _ends_its_process(filed: Filed) -> Task:
    if filed.agency == WATER:
        os.kill(os.getpid(), signal.SIGKILL)
    return Task(filed, filed.agency or "", None, Plan(None))


def test_of_an_archive_all_reports_are_had_though_checking_one_ends_its_process(season, tmp_path):
    season.put_all()
    folder = season.root / "本年"
    archive = tmp_path / "本年.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in folder.iterdir():
            packed.write(path, path.name)
    counted: list[int] = []
    with Pool(1) as pool:
        run = Gathering(pool, tmp_path, How(), lambda: counted.append(1))
        read = run.read_and_check([File(archive, prior=False)], _ends_its_process)
    assert {item.filed.agency for item in read if isinstance(item, Read)} == {CITY, *RECEIVED}
    assert len(counted) == len(read)


def test_an_empty_folder_is_no_success(season):
    (season.root / "本年").mkdir()
    ended, told = season.audit()
    assert (ended.exit_code, told) == (2, {})


def test_the_office_of_a_government_is_no_sum(season):
    below = ROSTER.replace(f"市,{CITY}", f"市,{OFFICE}")
    season.roster = below.replace(f"{OFFICE},,市,{OFFICE}", f"{OFFICE},,市,")
    season.put_all(CITY)
    assert {rule for _, rule in season.findings()} <= {"siblings/missing"}


class _Deadly(dict[str, object]):
    """What ends the process that writes it down."""

    def items(self):
        os.kill(os.getpid(), signal.SIGKILL)
        return super().items()


@pytest.mark.skipif(not CAN_BE_COPIED, reason="the results are written one after another here")
@pytest.mark.parametrize(("lang", "told"), [("zh", "三份结果都没有写出"), ("en", "none of the results was written")])
def test_an_output_whose_process_is_killed_is_told_and_none_is_left(tmp_path, capsys, lang: str, told: str) -> None:
    (tmp_path / "audit.html").write_text("of an earlier run", "utf-8")
    run = Run([], [], lang, further={"audit": _Deadly(of="the JSON alone")})
    with pytest.raises(SystemExit) as ended:
        write(run, tmp_path, processes=2)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "audit.json" in said
    assert told in said
    assert [path.read_text("utf-8") for path in tmp_path.iterdir()] == ["of an earlier run"]


def test_the_outputs_are_the_same_whether_written_beside_each_other_or_in_turn(season) -> None:
    season.put_all(CITY)
    season.put(season.report(CITY, 18))
    made = []
    for processes in ("0", "2"):
        season.audit("--processes", processes)
        made.append({path.name: path.read_bytes() for path in (season.root / "out").glob("audit.[hj]*")})
    assert made[0] == made[1]
    assert set(made[0]) == {"audit.html", "audit.json"}
