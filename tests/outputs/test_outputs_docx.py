"""The filer's own Word file comes back with comments and is otherwise as it was."""

import dataclasses
import io
import tempfile
import zipfile
from pathlib import Path
from random import Random

import docx
import pytest
from reports.random_report import random_report
from reports.write_docx import docx_bytes
from reports.write_html import html

from gikvalidate.findings import TextPlace
from gikvalidate.outputs import marked
from gikvalidate.read import read

from .conftest import ROOT, SAMPLES, checked
from .word_files import MAY_CHANGE, W, commented, comments, parts, referenced, root, without_comments

WORD = [path for path in SAMPLES if path.suffix == ".docx"]
OTHERS = [path for path in SAMPLES if path.suffix != ".docx"]


def annotated(path: Path, lang: str = "zh"):
    result = checked(path, lang)
    return result, marked("docx", result, lang)


def assert_only_comments_were_added(before: bytes, after: bytes) -> None:
    old, new = parts(before), parts(after)
    assert set(new) - set(old) <= MAY_CHANGE
    assert {name: new[name] for name in old if name not in MAY_CHANGE} == {
        name: old[name] for name in old if name not in MAY_CHANGE
    }
    assert without_comments(after) == without_comments(before)
    assert sorted(referenced(after)) == sorted(commented(after)) == sorted(comments(after))


def read_again(data: bytes):
    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        file.write(data)
        file.flush()
        return read(Path(file.name))


def plain(document):
    return [
        dataclasses.replace(table, cells=tuple(dataclasses.replace(cell, number=None) for cell in table.cells))
        for table in document.tables
    ]


def faulty_report(seed: int):
    """A random report in which some totals are raised by one and one is left blank."""
    report = random_report(seed, "form2021")
    keys = sorted(key for key in report.values if key.startswith("t3.") and key.endswith("total"))
    chosen = Random(seed).sample(keys, 4)
    written = {key: str(report.values[key] + 1) for key in chosen[:3]} | {chosen[3]: ""}
    return dataclasses.replace(report, written=written)


@pytest.mark.parametrize("path", WORD, ids=lambda path: path.name)
def test_a_sample_comes_back_with_every_finding_and_nothing_else_changed(path: Path):
    result, after = annotated(path)
    assert_only_comments_were_added(path.read_bytes(), after)
    told = "\n".join(comments(after).values())
    for finding in result.findings:
        for part in (finding.title, finding.message, finding.basis, finding.repair, finding.fingerprint):
            assert part in told
    assert read_again(after).text == result.submission.document.text


@pytest.mark.parametrize("seed", range(8))
def test_random_reports_come_back_with_nothing_else_changed(tmp_path: Path, seed: int):
    path = tmp_path / "a.docx"
    path.write_bytes(docx_bytes(faulty_report(seed)))
    result, after = annotated(path)
    assert result.findings
    assert_only_comments_were_added(path.read_bytes(), after)
    assert read_again(after).blocks == result.submission.document.blocks


def test_a_report_without_findings_comes_back_as_it_is():
    path = ROOT / "samples" / "clean-form2021.docx"
    assert annotated(path)[1] == path.read_bytes()


def test_a_comment_stands_at_its_very_words_and_at_its_very_cell():
    result, after = annotated(ROOT / "samples" / "faulty-form2019.docx")
    words = commented(after)
    by_fingerprint = {}
    for number, text in comments(after).items():
        by_fingerprint.setdefault(text.rpartition(" ")[2], []).append(words[number])
    for finding in result.findings:
        quotes = [place.quote for place in finding.outcome.places if isinstance(place, TextPlace)]
        cells = [place.text for place in finding.outcome.places if not isinstance(place, TextPlace)]
        expected = {*quotes[:1], *cells[:1]}
        assert set(by_fingerprint[finding.fingerprint]) == expected, finding.message


def test_existing_comments_keep_their_ids_and_their_words(tmp_path: Path):
    document = docx.Document(str(ROOT / "samples" / "faulty-form2019.docx"))
    for paragraph in document.paragraphs[:3]:
        document.add_comment(paragraph.runs, text="请领导过目", author="张三", initials="张")
    path = tmp_path / "a.docx"
    document.save(str(path))
    before = comments(path.read_bytes())
    result, after = annotated(path)
    told = comments(after)
    assert len(before) == 3
    assert {number: told[number] for number in before} == before
    assert len(told) > len(before) + len(result.findings) / 2
    authors = {c.get(W + "author") for c in root(after, "word/comments.xml").iter(W + "comment")}
    assert authors == {"张三", "勾稽校验"}


# Each is a paragraph that reads 全年共收到政府信息公开申请47件。 and the words that the comment covers.
_R = "<w:r>{}<w:t>{}</w:t></w:r>"
SPLIT = {
    "runs of several formats": (
        _R.format("<w:rPr><w:b/></w:rPr>", "2020年共收")
        + _R.format("", "到政府信息公开申请4")
        + _R.format("<w:rPr><w:i/></w:rPr>", "7件，都已答复。"),
        "2020年共收到政府信息公开申请47件",
    ),
    "a tracked insertion": (
        _R.format("", "2020年共收到政府信息公开申请")
        + '<w:ins w:id="901" w:author="a"><w:r><w:t>47件</w:t></w:r></w:ins>'
        + _R.format("", "，都已答复。"),
        "2020年共收到政府信息公开申请47件",
    ),
    "a link": (
        '<w:hyperlink w:anchor="a"><w:r><w:t>2020年共收到政府信息公开申请47件，</w:t></w:r></w:hyperlink>'
        + _R.format("", "都已答复。"),
        "2020年共收到政府信息公开申请47件，",
    ),
    "a content control": (
        "<w:sdt><w:sdtContent><w:r><w:t>2020年共收到政府信息公开申请47件，</w:t></w:r></w:sdtContent></w:sdt>"
        + _R.format("", "都已答复。"),
        "2020年共收到政府信息公开申请47件，",
    ),
    "a run with a line break": (
        "<w:r><w:rPr><w:b/></w:rPr><w:t>前一行</w:t><w:br/><w:t>2020年共收到政府信息公开申请47件，好</w:t><w:tab/></w:r>",
        "2020年共收到政府信息公开申请47件",
    ),
}


@pytest.mark.parametrize("name", SPLIT)
def test_words_are_found_whatever_they_are_wrapped_in(tmp_path: Path, name: str):
    content, expected = SPLIT[name]
    before = parts((ROOT / "samples" / "faulty-form2019.docx").read_bytes())
    old = before["word/document.xml"].decode()
    start = old.rindex("<w:p>", 0, old.index("共收到政府信息公开申请47件"))
    end = old.index("</w:p>", start)
    before["word/document.xml"] = (old[:start] + "<w:p>" + content + old[end:]).encode()
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as package:
        for part, data in before.items():
            package.writestr(part, data)
    result, after = annotated(path)
    assert_only_comments_were_added(path.read_bytes(), after)
    (finding,) = [finding for finding in result.findings if finding.rule == "text-table/received"]
    covered = [commented(after)[n] for n, text in comments(after).items() if finding.fingerprint in text]
    assert expected in covered


def test_what_stands_in_no_paragraph_of_the_body_is_told_at_the_beginning(tmp_path: Path):
    document = docx.Document(str(ROOT / "samples" / "faulty-form2019.docx"))
    document.sections[0].header.paragraphs[0].text = "统计期限自2018年1月1日至2018年12月31日"
    missing = document.tables[2]._tbl
    missing.getparent().remove(missing)
    path = tmp_path / "a.docx"
    document.save(str(path))
    _, after = annotated(path)
    assert_only_comments_were_added(path.read_bytes(), after)
    first = document.paragraphs[0].text
    covered = {text: commented(after)[number] for number, text in comments(after).items()}
    for words in ("表四缺", "写的是“2018年1月1日至2018年12月31日”"):
        assert [place for text, place in covered.items() if words in text] == [first]


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_a_document_of_another_format_becomes_a_word_file_of_the_same_words(path: Path):
    result, after = annotated(path)
    document = result.submission.document
    again = read_again(after)
    assert again.text == document.text
    assert [table.cells for table in plain(again)] == [table.cells for table in plain(document)]
    told = "\n".join(comments(after).values())
    assert all(finding.fingerprint in told for finding in result.findings)
    words = set(commented(after).values())
    for finding in result.findings:
        quotes = [place.quote for place in finding.outcome.places if isinstance(place, TextPlace)]
        assert set(quotes[:1]) <= words


def test_python_docx_reads_the_comments_and_their_author():
    _, after = annotated(ROOT / "samples" / "faulty-form2021.html", "en")
    found = list(docx.Document(io.BytesIO(after)).comments)
    assert {comment.author for comment in found} == {"勾稽校验"}
    assert any("【must correct】" in comment.text for comment in found)


def test_libreoffice_opens_and_saves_every_marked_file_with_all_comments(tmp_path: Path, office):
    paths = []
    for number, source in enumerate(SAMPLES):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(marked("docx", checked(source), "zh"))
        paths.append(path)
    for path, saved in zip(paths, office(paths, "docx:MS Word 2007 XML"), strict=True):
        ours, theirs = comments(path.read_bytes()), comments(saved.read_bytes())
        assert sorted(theirs.values()) == sorted(ours.values())
        # Where a comment covers no words, LibreOffice keeps its place without a beginning.
        assert len(referenced(saved.read_bytes())) == len(ours)
        covered = [[words for words in commented(file.read_bytes()).values() if words] for file in (path, saved)]
        assert sorted(covered[0]) == sorted(covered[1])


def test_word_files_made_by_libreoffice_come_back_with_nothing_else_changed(tmp_path: Path, office):
    paths = []
    for seed in range(3):
        path = tmp_path / f"{seed}.html"
        path.write_text(html(faulty_report(seed)), encoding="utf-8")
        paths.append(path)
    for path in office([*paths, ROOT / "samples" / "faulty-form2019.html"], "docx:MS Word 2007 XML"):
        result, after = annotated(path)
        assert result.findings
        assert_only_comments_were_added(path.read_bytes(), after)
        assert read_again(after).blocks == result.submission.document.blocks
