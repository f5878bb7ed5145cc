"""The page as somebody uses it, in a real browser."""

import io
import re
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .conftest import SAMPLES, whole

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FAULTY = str(SAMPLES / "faulty-form2019.docx")
OTHERS = [str(SAMPLES / "clean-form2021.docx"), str(SAMPLES / "faulty-form2021.html")]
REPORT = re.compile(r"/reports/\d+-\d+$")
# A file dropped from another window, as a browser tells the page of it.
DROP = """(zone, [name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  zone.dispatchEvent(new DragEvent("dragenter", { dataTransfer: data, bubbles: true }));
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def browse(chromium, address):
    """browse() opens the first page; at the end nothing was asked of anybody else and nothing complained."""
    complaints, asked, contexts = [], [], []

    def open_page(lang: str = "zh", size=WIDE, **options):
        context = chromium.new_context(viewport=size, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}?lang={lang}")
        return page

    yield open_page
    assert complaints == []
    assert {url for url in asked if not url.startswith((address, "blob:", "data:"))} == set()
    for context in contexts:
        context.close()


def hand_in(page, *files: str):
    page.set_input_files("#files", files)
    page.locator("button.first").click()


def shown(page):
    """The page of the faulty sample, checked."""
    hand_in(page, FAULTY)
    page.wait_for_url(REPORT)
    return page


def count(page, lane: str) -> int:
    return int(page.locator(f".tally li:has-text('{lane}') b").inner_text())


def serious(page) -> list[tuple[str, str]]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}]


@whole
def test_several_files_are_watched_and_then_looked_at(browse):
    page = browse()
    hand_in(page, FAULTY, *OTHERS)
    page.wait_for_url(re.compile("/jobs/"))
    expect(page.locator("h1")).to_have_text("核对完毕：3 份报告", timeout=60_000)
    assert page.locator(".reports .name").all_inner_texts()[0].startswith("星原市文化和旅游局")
    page.locator(".reports a").first.click()
    expect(page.locator("h1")).to_contain_text("星原市文化和旅游局")
    page.get_by_role("link", name="返回列表").click()
    expect(page.locator(".reports a")).to_have_count(3)
    page.get_by_role("button", name="删除这些文件").click()
    expect(page.locator("#hand-in")).to_be_visible()
    expect(page.locator(".mine")).to_have_count(0)


@whole
def test_a_dropped_file_is_listed_and_can_be_taken_out_again(browse):
    page = browse()
    page.locator(".main-drop").evaluate(DROP, ["甲.txt", "一"])
    page.locator(".main-drop").evaluate(DROP, ["乙.txt", "二"])
    page.locator(".prior-drop").evaluate(DROP, ["上年.txt", "三"])
    assert page.locator(".chosen li").all_inner_texts() == ["甲.txt\n×", "乙.txt\n×", "上年.txt\n×"]
    page.get_by_role("button", name="移除 甲.txt").click()
    assert page.evaluate("[...document.querySelector('#files').files].map(file => file.name)") == ["乙.txt"]
    page.locator("button.first").click()
    page.wait_for_url(re.compile("/jobs/"))
    expect(page.locator(".lost li")).to_have_count(2)


@whole
def test_nothing_chosen_is_said_where_it_is_read(browse):
    page = browse()
    page.locator("button.first").click()
    expect(page.get_by_role("alert")).to_have_text("请先选择要核对的报告")


def test_places_lead_to_the_report_and_numbers_back(browse):
    page = shown(browse())
    finding = page.locator(".finding.error:has(.places a[href*='-x'])").first
    link = finding.locator(".places a[href*='-x']").first
    link.click()
    assert page.locator("mark:focus").inner_text() in link.inner_text()
    expect(page.locator("mark:focus")).to_be_in_viewport()
    page.locator(f"{link.get_attribute('href')} + .numbers a").first.click()
    expect(page.locator(".finding:focus")).to_have_attribute("value", finding.get_attribute("value"))
    expect(page.locator(".finding:focus")).to_be_in_viewport()


def test_a_repair_is_tried_what_remains_is_shown_and_it_can_be_undone(browse):
    page = shown(browse())
    before = count(page, "必改")
    page.locator(".ways button").first.click()
    expect(page.locator(".trial li")).to_have_count(1)
    after = count(page, "必改")
    assert after < before
    assert page.locator("td.tried").inner_text().startswith("1")
    expect(page.get_by_role("status")).to_contain_text(f"现在： {after} 必改")
    page.locator(".ways button").first.click()
    expect(page.locator(".trial li")).to_have_count(2)
    page.get_by_role("button", name="全部撤销").click()
    expect(page.locator(".trial")).to_have_count(0)
    assert count(page, "必改") == before


def test_an_explanation_is_kept_and_goes_into_the_word_file(browse):
    page = shown(browse())
    finding = page.locator(".finding[data-lane='warning']").first
    finding.get_by_text("写明原因").click()
    finding.get_by_label("原因").fill("上年统计口径调整")
    finding.get_by_label("填写人").fill("王五")
    finding.get_by_role("button", name="保存说明").click()
    expect(page.locator(".finding .explanation")).to_have_text("上年统计口径调整（王五）")
    expect(page.locator(".tally .explained")).to_have_text("已说明 1")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Word 批注版").click()
    download = begun.value
    assert download.suggested_filename == "faulty-form2019.checked.docx"
    told = [comment.text for comment in docx.Document(io.BytesIO(Path(download.path()).read_bytes())).comments]
    assert sum("填报单位说明：上年统计口径调整（王五）" in text for text in told) == 1


@whole
def test_the_keyboard_is_enough(browse):
    page = browse()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#files").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(FAULTY)
    page.locator("button.first").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(REPORT)
    page.locator(".ways button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".trial li")).to_have_count(1)
    assert page.evaluate("document.activeElement.matches('.trial')")


@whole
def test_without_scripts_everything_still_goes(browse):
    page = browse(java_script_enabled=False)
    hand_in(page, FAULTY)
    page.wait_for_url(re.compile("/jobs/"))
    for _ in range(60):
        if REPORT.search(page.url):
            break
        page.wait_for_timeout(500)
        page.reload()
    before = count(page, "必改")
    page.locator(".ways button").first.click()
    expect(page.locator(".trial li")).to_have_count(1)
    assert count(page, "必改") < before


@whole
def test_nothing_of_a_document_runs(browse, tmp_path):
    code = "<script>window.hit=1</script><img src=x onerror=window.hit=1>"
    text = (SAMPLES / "faulty-form2019.txt").read_text("utf-8").replace("占68.1%", f"{code}占68.1%")
    path = tmp_path / "&lt;b&gt;'x'.txt"
    path.write_text(text, encoding="utf-8")
    page = browse()
    hand_in(page, str(path))
    page.wait_for_url(REPORT)
    page.locator(".ways button").first.click()
    expect(page.locator(".trial")).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert code in page.locator(".paper").inner_text()
    assert page.locator("main img").count() == 0


@pytest.mark.parametrize(
    ("lang", "size"),
    [
        pytest.param("zh", NARROW, id="zh-narrow"),
        pytest.param("zh", WIDE, id="zh-wide", marks=whole),
        pytest.param("en", NARROW, id="en-narrow", marks=whole),
        pytest.param("en", WIDE, id="en-wide", marks=whole),
    ],
)
def test_every_page_is_accessible_and_fits(browse, lang: str, size):
    page = browse(lang, size)
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[lang]
    assert serious(page) == []
    page.set_input_files("#files", [FAULTY])
    assert serious(page) == []
    page.locator("button.first").click()
    page.wait_for_url(REPORT)
    page.locator(".ways button").first.click()
    expect(page.locator(".trial")).to_be_visible()
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert serious(page) == []
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.locator(".eyebrow a").click()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
