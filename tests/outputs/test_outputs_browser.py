"""The page in a real browser: it loads nothing, runs nothing of a document, and leads both ways."""

from itertools import pairwise, product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from gikvalidate.findings import Unreadable
from gikvalidate.outputs import Run, whole

from .conftest import SAMPLES, checked
from .hostile import SCRIPT, hostile_report

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FAULTY = next(path for path in SAMPLES if path.name == "faulty-form2019.docx")


@pytest.fixture
def show(chromium, tmp_path: Path):
    """show(html) opens a page; at the end it must have asked for nothing and complained of nothing."""
    opened, complaints, asked = [], [], []

    def open_page(html: bytes, size=WIDE, **options):
        path = tmp_path / f"{len(opened)}.html"
        path.write_bytes(html)
        context = chromium.new_context(viewport=size, **options)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        opened.append((context, path.as_uri()))
        return page

    yield open_page
    assert complaints == []
    assert {url.partition("#")[0] for url in asked} <= {url for _, url in opened}
    for context, _ in opened:
        context.close()


def one(lang: str = "zh") -> bytes:
    return whole("html", Run([checked(FAULTY, lang)], [], lang))


def many(lang: str = "zh") -> bytes:
    unreadable = [Unreadable(Path("坏 <b>.docx"), "读不了")]
    return whole("html", Run([checked(path, lang) for path in SAMPLES], unreadable, lang))


def unfold(page) -> None:
    """Open everything that can be opened, and what comes to light with it."""
    for _ in range(2):
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        page.wait_for_function("document.querySelector('[data-packed]') === null")


def test_nothing_of_a_document_runs(show, tmp_path: Path):
    result = checked(hostile_report(tmp_path))
    for html in (whole("html", Run([result], [], "zh")), whole("html", Run([result, result], [], "zh"))):
        page = show(html)
        unfold(page)
        assert page.evaluate("window.hit") is None
        assert page.locator("img").count() == 0
        assert SCRIPT in page.locator(".paper").first.inner_text()
        assert "window.hit=1" in page.locator(".path").first.inner_text()


def test_a_place_leads_to_its_mark_and_the_mark_back_to_its_finding(show):
    page = show(one())
    finding = page.locator(".finding.error:has(.places a[href*='-x'])").first
    link = finding.locator(".places a[href*='-x']").first
    link.click()
    mark = page.locator("mark:focus")
    assert mark.inner_text() in link.inner_text()
    expect(mark).to_be_in_viewport()
    expect(page.locator(".finding.lit")).to_have_count(1)
    expect(finding).to_have_class("finding error lit")
    page.locator(f"{link.get_attribute('href')} + .numbers a").first.click()
    expect(page.locator(".finding:focus")).to_have_attribute("value", finding.get_attribute("value"))
    expect(page.locator(".finding:focus")).to_be_in_viewport()


def test_a_mark_lights_every_finding_about_it(show):
    page = show(one())
    numbers = page.locator("td.mark .numbers:has(a:nth-child(3))").first
    cell = numbers.locator("xpath=..")
    page.evaluate("id => { location.hash = id }", cell.get_attribute("id"))
    expect(page.locator(".finding.lit")).to_have_count(3)
    assert page.locator(".finding.lit").evaluate_all("all => all.map(e => e.value)") == [
        int(number) for number in numbers.locator("a").all_inner_texts()
    ]


def test_every_place_has_a_mark_and_every_mark_a_finding(show):
    for path in SAMPLES:
        page = show(whole("html", Run([checked(path)], [], "zh")))
        broken = page.evaluate(
            "[...document.querySelectorAll('a')].filter(a => !document.getElementById(a.hash.slice(1))).length"
        )
        repeated = page.evaluate(
            "(ids => ids.length - new Set(ids).size)([...document.querySelectorAll('[id]')].map(e => e.id))"
        )
        assert (broken, repeated) == (0, 0), path.name
        places = sum(len(finding.outcome.places) for finding in checked(path).findings)
        assert page.locator(".places a").count() == page.locator(".places li").count() == places


def test_the_page_of_one_document_works_without_scripts(show):
    page = show(one(), java_script_enabled=False)
    link = page.locator(".places a").first
    link.click()
    expect(page.locator(link.get_attribute("href"))).to_be_in_viewport()


def test_the_keyboard_is_enough(show):
    page = show(one())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator(".places a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('td.mark, mark')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.numbers') !== null")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.finding')")


def test_a_followed_place_has_the_focus_at_once_and_does_not_call_it_back(show):
    page = show(one())
    at_once, kept = page.evaluate(
        """async () => {
            const link = document.querySelector(".places a");
            link.click();
            const atOnce = document.activeElement.id === link.hash.slice(1);
            const next = document.querySelector(".numbers a");
            next.focus();
            await new Promise((resolve) => setTimeout(resolve, 200));
            return [atOnce, document.activeElement === next];
        }"""
    )
    assert (at_once, kept) == (True, True)


def test_the_way_back_leads_to_the_place_before(show):
    page = show(one())
    first, second = (page.locator(".places a").nth(at).get_attribute("href") for at in (0, 1))
    page.locator(f'.places a[href="{first}"]').first.click()
    page.locator(f'.places a[href="{second}"]').first.click()
    page.go_back()
    expect(page.locator(f"{first}:focus")).to_have_count(1)


def test_a_document_among_many_is_unpacked_when_it_is_opened(show):
    page = show(many())
    report = page.locator(".report").nth([path.name for path in SAMPLES].index(FAULTY.name))
    assert report.locator("table").count() == 0
    report.locator("summary").first.click()
    expect(report.locator(".paper table")).to_have_count(3)
    report.locator(".places a").first.click()
    expect(report.locator("td:focus")).to_be_in_viewport()


def test_a_link_into_a_document_among_many_opens_it(show):
    html = many()
    page = show(html)
    number = [path.name for path in SAMPLES].index(FAULTY.name) + 1
    page.evaluate(f"location.hash = '#d{number}-f10'")
    expect(page.locator(f"#d{number}-f10")).to_be_in_viewport()
    expect(page.locator(f"#d{number} .paper table")).to_have_count(3)


def test_reports_are_found_by_their_agency(show):
    page = show(many())
    page.get_by_role("searchbox").fill("云岭市交通")
    assert {text.split()[0] for text in page.locator(".report:visible > summary .name").all_inner_texts()} == {
        "云岭市交通运输局"
    }


@pytest.mark.parametrize(
    ("make", "size", "lang"),
    [*product([one], [WIDE, NARROW], ["zh", "en"]), (many, WIDE, "zh"), (many, NARROW, "en")],
)
def test_it_is_accessible(show, make, size, lang: str):
    page = show(make(lang), size)
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[lang]
    unfold(page)
    found = Axe().run(page).response["violations"]
    assert [
        (violation["id"], violation["nodes"][0]["html"])
        for violation in found
        if violation["impact"] in {"serious", "critical"}
    ] == []
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [one, many])
def test_a_phone_need_not_scroll_sideways(show, make, lang: str):
    page = show(make(lang), NARROW)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_on_paper_everything_stands_one_after_another(show):
    page = show(one())
    page.emulate_media(media="print")
    findings, paper = page.locator(".findings").bounding_box(), page.locator(".paper").bounding_box()
    assert findings["y"] + findings["height"] <= paper["y"]
