"""Handing in, looking, trying, explaining and taking home over HTTP, and everybody who may not."""

import http.client
import io
import json
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import docx
import pytest
from reports.random_report import random_report
from reports.write_docx import docx_bytes
from reports.write_txt import text as txt

from gikvalidate.waivers import load_waivers

from .client import Client, multipart, running, with_wrong_total
from .conftest import whole

#: `GIKVALIDATE_UPLOADS=50` hands in as many at once as an office would at most.
UPLOADS = int(os.environ.get("GIKVALIDATE_UPLOADS", "4"))


def only_report(client, job: str) -> str:
    (path,) = client.ask("GET", f"{job}?list").tree.xpath("//ul[@class='reports']//a/@href")
    return path


def tally(answer) -> dict[str, int]:
    items = answer.tree.xpath("//ul[@class='tally']/li")
    return {item.text_content().split()[1]: int(item.text_content().split()[0]) for item in items}


def test_a_single_report_is_shown_at_once_with_its_findings(client, faulty):
    job = client.checked([faulty])
    report = only_report(client, job)
    assert client.ask("GET", job).headers["location"] == report
    shown = client.ask("GET", report)
    assert tally(shown) == {"必改": 15, "需说明": 1, "提示": 1}
    assert "星原市文化和旅游局" in shown.tree.xpath("//h1")[0].text_content()


def test_a_zip_and_an_unreadable_file_are_told_one_by_one(client, faulty, clean):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in (faulty, clean):
            archive.writestr(f"2020/{name}", data)
    job = client.checked([("全部.zip", packed.getvalue()), ("照片.docx", b"\x89PNG\r\n\x1a\n" + bytes(99))])
    page = client.ask("GET", job).tree
    assert [path.text for path in page.xpath("//ul[@class='reports']//span[@class='path']")] == [
        "全部.zip/2020/faulty-form2019.docx",
        "全部.zip/2020/clean-form2021.docx",
    ]
    assert "照片.docx" in page.xpath("//section[@class='lost']")[0].text_content()


@whole
def test_last_years_report_is_compared(client):
    report, prior = random_report(5, "form2021"), random_report(5, "form2021")
    late = replace(prior, year=report.year - 1)
    job = client.checked([("本年.txt", txt(report).encode())], [("上年.txt", txt(late).encode())])
    assert "已与上年报告对照" in client.ask("GET", only_report(client, job)).text


def test_a_repair_is_tried_and_taken_back_and_no_file_speaks_of_it(client, faulty):
    job = client.checked([faulty])
    report = only_report(client, job)
    before = client.ask("GET", report)
    way = before.tree.xpath("//button[@name='set']/@value")[0]
    assert client.send(f"{report}/try", set=way).headers["location"] == report
    after = client.ask("GET", report)
    assert tally(after)["必改"] < tally(before)["必改"]
    assert after.tree.xpath("//td[contains(@class, 'tried')]")
    told = json.loads(client.ask("GET", f"{report}/files/json").body)
    assert len(told["documents"][0]["findings"]) == 17
    client.send(f"{report}/try", undo_all="1")
    assert tally(client.ask("GET", report)) == tally(before)


def test_what_is_no_number_is_not_tried(client, faulty):
    report = only_report(client, client.checked([faulty]))
    for wrong in ("t3.granted.total=<b>", "t3.granted.total=NaN", "t3.granted.total", "t3.granted.total=" + "9" * 99):
        assert client.send(f"{report}/try", set=wrong).status == 400
    assert client.send(f"{report}/try", set="t9.nothing.total=1").status == 303
    assert tally(client.ask("GET", report))["必改"] == 15


def test_an_explanation_goes_into_every_file_and_into_a_waiver_file(client, faulty, tmp_path):
    report = only_report(client, client.checked([faulty]))
    (warning,) = client.ask("GET", report).tree.xpath("//li[@data-lane='warning']")
    fingerprint = warning.get("data-fingerprint")
    told = {"fingerprint": fingerprint, "reason": "系统调整<b>所致", "owner": "王五"}
    assert client.ask("GET", f"{report}/files/waivers").status == 404
    client.send(f"{report}/explain", **told)
    shown = client.ask("GET", report).tree.xpath(f"//li[@data-fingerprint='{fingerprint}']//dd[@class='explanation']")
    assert [words.text_content() for words in shown] == ["系统调整<b>所致（王五）"]
    comments = [c.text for c in docx.Document(io.BytesIO(client.ask("GET", f"{report}/files/docx").body)).comments]
    assert [fingerprint in text for text in comments if "填报单位说明：系统调整<b>所致（王五）" in text] == [True]
    findings = json.loads(client.ask("GET", f"{report}/files/json").body)["documents"][0]["findings"]
    assert [f["fingerprint"] for f in findings if f["explanation"]] == [fingerprint]
    path = tmp_path / "waivers.yaml"
    path.write_bytes(client.ask("GET", f"{report}/files/waivers").body)
    (waiver,) = load_waivers(path, date.today()).entries
    assert (waiver.entry.reason, waiver.entry.owner) == ("系统调整<b>所致", "王五")
    client.send(f"{report}/explain", fingerprint=fingerprint, withdraw="1")
    assert not client.ask("GET", report).tree.xpath("//dd[@class='explanation']")


def test_files_are_named_for_the_report_and_never_shown_in_the_browser(client, faulty, clean):
    job = client.checked([faulty, ("..\\..//年/报\u202e告.docx", clean[1])])
    names = [span.text for span in client.ask("GET", job).tree.xpath("//ul[@class='reports']//span[@class='path']")]
    assert names == ["faulty-form2019.docx", "报_告.docx"]
    for form in ("xlsx", "html", "json", "docx"):
        answer = client.ask("GET", f"{job}/files/{form}")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/octet-stream")
        assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        assert packed.namelist() == ["001-faulty-form2019.checked.docx", "002-报_告.checked.docx"]
    assert client.ask("GET", f"{job}/files/pdf").status == 404


def test_nobody_else_sees_a_job(client, address, faulty):
    job = client.checked([faulty])
    report = only_report(client, job)
    other = Client(address)
    other.ask("GET", "/")
    for path in (job, report, f"{report}/files/docx"):
        assert other.ask("GET", path).status == 404
    assert other.send(f"{job}/delete").status == 303
    assert client.ask("GET", report).status == 200


def test_a_deleted_job_is_gone(client, faulty):
    job = client.checked([faulty])
    report = only_report(client, job)
    client.send(f"{job}/delete")
    assert client.ask("GET", report).status == 404
    assert job not in client.ask("GET", "/").text


def test_other_sites_can_send_nothing(client, address, faulty):
    mine = urlsplit(address).netloc
    assert client.hand_in([faulty], Origin="http://evil.example").status == 403
    assert client.hand_in([faulty], Sec_Fetch_Site="cross-site").status == 403
    assert client.hand_in([faulty], csrf="0" * 64).status == 403
    assert client.hand_in([faulty], Origin=f"http://{mine}", Sec_Fetch_Site="same-origin").status == 303


def test_a_name_that_was_made_to_lead_here_is_refused(client):
    for host in ("evil.example", "evil.example:8765", "127.0.0.1.evil.example", ""):
        assert client.ask("GET", "/", Host=host).status == 421
    for host in ("localhost", "127.0.0.1:1", "[::1]:80", "LOCALHOST."):
        assert client.ask("GET", "/", Host=host).status == 200


def test_every_answer_has_the_headers_that_keep_a_browser_safe(client):
    for path in ("/", "/jobs/none", "/report.js", "/static/web.css"):
        headers = client.ask("GET", path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"


@whole
def test_too_many_files_or_none_are_told(client, faulty):
    assert client.hand_in([(f"{n}.txt", b"x") for n in range(400)]).status == 400
    assert client.hand_in([]).status == 400
    assert client.ask("POST", "/jobs", b"{}", Content_Type="application/json").status in {400, 403}


@whole
def test_a_body_larger_than_allowed_is_cut_off_whatever_its_head_says(client, address):
    csrf = client.csrf()
    body = multipart("b", csrf, [("a.txt", b"")])[:-8]
    headers = {
        "Content-Type": "multipart/form-data; boundary=b",
        "Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items()),
    }
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("POST", "/jobs", headers={**headers, "Content-Length": str(1 << 40)})
    assert connection.getresponse().status == 413
    connection.close()

    sent = 0

    def chunks():
        nonlocal sent
        yield body
        while sent < 1 << 30:
            sent += 1 << 20
            yield bytes(1 << 20)

    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request("POST", "/jobs", chunks(), headers, encode_chunked=True)
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # it hung up on what it does not take
    connection.close()
    assert sent < 400 << 20
    assert client.ask("GET", "/").status == 200


def test_uploads_at_once_are_neither_lost_nor_mixed_up(address):
    def one(seed: int):
        report, total = with_wrong_total(seed)
        client = Client(address)
        data = docx_bytes(report) if seed % 2 else txt(report).encode()
        job = client.checked([(f"报告{seed}.x", data)])
        path = only_report(client, job)
        return client.ask("GET", path), report.agency, total

    with ThreadPoolExecutor(UPLOADS) as many:
        for seed, (answer, agency, total) in enumerate(many.map(one, range(UPLOADS))):
            assert agency in answer.tree.xpath("//h1")[0].text_content()
            assert f"报告{seed}.x" in answer.tree.xpath("//p[@class='path']")[0].text
            assert total in answer.text
            assert tally(answer)["必改"] >= 1


@whole
def test_other_machines_need_the_token(tmp_path, faulty):
    with running(tmp_path, "--host", "0.0.0.0", "--token", "a long enough token") as (_, address):
        assert "token=" in address
        local = Client(address.replace(urlsplit(address).hostname, "127.0.0.1"))
        assert local.ask("GET", "/").status == 401
        assert local.ask("GET", "/?token=wrong").status == 401
        assert local.ask("GET", "/report.js").status == 401
        assert local.hand_in([faulty], csrf="0").status == 401
        assert local.ask("GET", "/?token=a%20long%20enough%20token").status == 303
        assert local.ask("GET", "/").status == 200
        assert local.hand_in([faulty]).status == 303


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_have_the_same_words(lang):
    from gikvalidate.web.words import WORDS

    assert WORDS["zh"].keys() == WORDS["en"].keys()
    assert all(WORDS[lang].values())
