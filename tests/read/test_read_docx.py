"""Word documents: what the page shows is read, what it does not show is not."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from gikvalidate.document import Document, Origin
from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.findings import Severity

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{MC}" xmlns:c="{C}" xmlns:m="{R.replace("relationships", "math")}"'

Word = Callable[..., Document]


@pytest.fixture
def word(read_bytes) -> Word:
    """Read a document with this body; more parts by name, related to it by the word before the first dot or dash."""

    def from_body(body: str, **parts: str) -> Document:
        return read_bytes(package(body, parts), "报告.docx")

    return from_body


def package(body: str, parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        related = "".join(
            f'<Relationship Id="{name}" Type="{R}/{name.rstrip("0123456789")}" Target="{name}.xml"/>' for name in parts
        )
        namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{namespace}">{related}</Relationships>'
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content.replace(">", f" {NAMESPACES}>", 1))
    return target.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    content = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def cell(text: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text or run(''))}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def grid(document: Document, index: int = 0) -> list[list[str | None]]:
    return [[found and found.text for found in row] for row in document.tables[index].grid()]


SIMPLE = table(cell("规章") + cell("1"), cell("文件") + cell("2"))
TAG = '<w:smartTag w:element="x"><w:smartTagPr/>{}</w:smartTag>'
CONTROL = "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
EITHER = "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
CODE = "<w:r><w:instrText>{}</w:instrText></w:r>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("公开") + f'<w:ins w:id="1">{run("20")}</w:ins>' + TAG.format(run("件")), "公开20件"),
        (run("公开") + f'<w:del w:id="1"><w:r><w:delText>30</w:delText></w:r></w:del>{run("20件")}', "公开20件"),
        (f'<w:moveFrom w:id="1">{run("甲")}</w:moveFrom>{run("乙")}<w:moveTo w:id="2">{run("丙")}</w:moveTo>', "乙丙"),
        (f'<w:ins w:id="1">{run("2")}<w:del w:id="2">{run("9")}</w:del></w:ins>{run("0件")}', "20件"),
        (CONTROL.format(run("公开20件")), "公开20件"),
        (f'<w:hyperlink r:id="x">{run("见网站")}</w:hyperlink>', "见网站"),
        (f'<w:fldSimple w:instr=" PAGE ">{run("3")}</w:fldSimple>{run("件")}', "3件"),
        (FIELD.format("begin") + CODE.format("=1") + FIELD.format("separate") + run("20") + FIELD.format("end"), "20"),
        (FIELD.format("begin") + CODE.format("REF x") + FIELD.format("end") + run("20件"), "20件"),
        (FIELD.format("separate") + run("20") + FIELD.format("end") + run("件"), "20件"),
        (
            FIELD.format("begin") + run("看不见") + FIELD.format("begin") + FIELD.format("separate") + run("也看不见")
            + FIELD.format("end") + FIELD.format("separate") + run("20件") + FIELD.format("end"),
            "20件",
        ),
        (run("公开20件") + run("30件", "<w:vanish/>") + run("。", '<w:vanish w:val="0"/>'), "公开20件。"),
        ("<w:r><w:tab/><w:t>2</w:t><w:noBreakHyphen/><w:t>3</w:t><w:tab/><w:t>件</w:t><w:sym/></w:r>", "2-3\t件"),
        ("<w:r><w:t>一、概述</w:t><w:br/><w:t>公开20件</w:t><w:cr/><w:t>完</w:t></w:r>", "一、概述\n公开20件\n完"),
        (run("公开20") + run("1", '<w:vertAlign w:val="superscript"/>') + run("件"), "公开20¹件"),
        (EITHER.format(run("甲"), run("乙")), "甲"),
        (f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>", "拼"),
        ("<m:oMath><m:r><m:t>16/63</m:t></m:r></m:oMath>" + run("件"), "16/63件"),
        (run("公开\u00a020") + "<!-- 30 --><w:bookmarkStart/>" + run("件"), "公开 20件"),
    ],
)  # fmt: skip
def test_words_of_a_paragraph(word: Word, content: str, text: str) -> None:
    assert word(paragraph(content)).text == text


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next(word: Word) -> None:
    joined = "<w:rPr><w:del w:id='1'/></w:rPr>"
    assert word(paragraph("公开", joined) + paragraph("20件") + paragraph("答复", joined)).text == "公开20件\n答复"


def test_blocks_in_content_controls_are_seen(word: Word) -> None:
    document = word(CONTROL.format(paragraph("一、概述") + CONTROL.format(SIMPLE)) + paragraph("二、其他"))
    assert document.text == "一、概述\n二、其他"
    assert grid(document) == [["规章", "1"], ["文件", "2"]]


def test_a_table_of_contents_is_left_out(word: Word) -> None:
    contents = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = f"{contents}<w:sdtContent>{paragraph('一、概述 1')}</w:sdtContent></w:sdt>{paragraph('一、概述')}"
    assert word(body).text == "一、概述"


def test_merged_cells(word: Word) -> None:
    wide, down, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = word(
        table(
            cell("标签", wide + down) + cell("头", wide),
            cell("", wide + on) + cell("甲") + cell("乙"),
            cell("结果", down) + cell("公开") + cell("1") + cell(""),
            cell("", on) + cell("其他") + cell("2") + cell("3"),
        )
    )
    assert grid(document) == [
        ["标签", "标签", "头", "头"],
        ["标签", "标签", "甲", "乙"],
        ["结果", "公开", "1", ""],
        ["结果", "其他", "2", "3"],
    ]


def test_a_continuation_without_beginning_is_a_cell(word: Word) -> None:
    assert grid(word(table(cell("甲", "<w:vMerge/>") + cell("1"), cell("乙") + cell("2")))) == [
        ["甲", "1"],
        ["乙", "2"],
    ]


def test_words_left_in_a_continued_cell_are_kept(word: Word) -> None:
    body = table(cell("结果", '<w:vMerge w:val="restart"/>') + cell("1"), cell("（续）", "<w:vMerge/>") + cell("2"))
    assert word(body).tables[0].cells[0].text == "结果\n（续）"


def test_cells_merged_the_old_way(word: Word) -> None:
    body = table(cell("头", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("1"), cell("甲") * 3)
    assert grid(word(body)) == [["头", "头", "1"], ["甲", "甲", "甲"]]


def test_rows_that_begin_late(word: Word) -> None:
    body = table(cell("甲") + cell("1"), '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("2"))
    assert grid(word(body)) == [["甲", "1"], [None, "2"]]


def test_deleted_rows_are_gone(word: Word) -> None:
    gone = "<w:trPr><w:del w:id='1'/></w:trPr>" + cell("旧") + cell("9")
    assert grid(word(table(cell("甲") + cell("1"), gone, cell("乙") + cell("2")))) == [["甲", "1"], ["乙", "2"]]


def test_rows_and_cells_in_content_controls(word: Word) -> None:
    row = "<w:tr>" + CONTROL.format(cell("甲")) + cell("1") + "</w:tr>"
    assert grid(word(f"<w:tbl>{CONTROL.format(row)}<w:tr>{cell('乙')}{cell('2')}</w:tr></w:tbl>")) == [
        ["甲", "1"],
        ["乙", "2"],
    ]


def test_a_table_that_frames_the_report_is_unwrapped(word: Word) -> None:
    inside = paragraph("一、概述") + SIMPLE + paragraph("二、其他")
    document = word(f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>")
    assert document.text == "一、概述\n二、其他"
    assert len(document.tables) == 1


def test_paragraph_numbers_count_every_paragraph_of_the_part(word: Word) -> None:
    document = word(paragraph("甲") + paragraph("") + SIMPLE + CONTROL.format(paragraph("乙")))
    assert [found.number for found in document.paragraphs] == [0, 6]
    assert [found.number for found in document.tables[0].cells] == [2, 3, 4, 5]


def test_pages(word: Word) -> None:
    turned = "<w:r><w:lastRenderedPageBreak/><w:t>乙</w:t></w:r>"
    within = "<w:r><w:t>丙</w:t><w:lastRenderedPageBreak/><w:t>丙</w:t></w:r>"
    document = word(paragraph("甲") + paragraph(turned) + paragraph(within) + SIMPLE + paragraph("丁"))
    assert [found.page for found in document.paragraphs] == [1, 2, 2, 3]
    assert document.tables[0].page == 3


def test_no_pages_without_their_marks(word: Word) -> None:
    assert word(paragraph("甲")).paragraphs[0].page is None


def listed(text: str, level: int = 0, list_id: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(index: int, format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:numbering><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}</w:numbering>'


def test_automatic_section_numbers(word: Word) -> None:
    levels = [
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
    ]
    texts = [("总体情况", 0), ("主动公开", 1), ("甲", 2), ("乙", 2), ("依申请", 1), ("其他", 0), ("甲", 1)]
    body = "".join(listed(*item) for item in texts)
    assert word(body, numbering=numbering(*levels)).text.split("\n") == [
        "一、总体情况",
        "（一）主动公开",
        "1.甲",
        "2.乙",
        "（二）依申请",
        "二、其他",
        "（一）甲",
    ]


def test_numbers_of_several_levels(word: Word) -> None:
    levels = [level(0, "chineseCounting", "%1"), level(1, "decimal", "%1.%2", "<w:isLgl/>")]
    assert (
        word(listed("甲") + listed("乙", 1) + listed("丙", 1), numbering=numbering(*levels)).text
        == "一 甲\n1.1 乙\n1.2 丙"
    )


def test_a_list_may_restart(word: Word) -> None:
    nums = "".join(
        f'<w:num w:numId="{index}"><w:abstractNumId w:val="0"/>{more}</w:num>'
        for index, more in (
            (1, ""),
            (2, ""),
            (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
        )
    )
    body = listed("甲") + listed("乙", list_id=2) + listed("丙", list_id=3) + listed("丁", list_id=3)
    text = word(body, numbering=numbering(level(0, "ideographDigital", "%1、"), nums=nums)).text
    assert text == "一、甲\n二、乙\n一、丙\n二、丁"


def test_numbers_by_style(word: Word) -> None:
    styles = (
        '<w:styles><w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="c"><w:basedOn w:val="c"/></w:style></w:styles>'
    )
    body = (
        paragraph("甲", '<w:pStyle w:val="a"/>')
        + paragraph("乙", '<w:pStyle w:val="b"/>')
        + paragraph("丙", '<w:pStyle w:val="c"/>')
        + paragraph("丁", '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert (
        word(body, numbering=numbering(level(0, "japaneseCounting", "%1、")), styles=styles).text
        == "一、甲\n二、乙\n丙\n丁"
    )


def test_labels_of_cells_are_numbered(word: Word) -> None:
    body = table(
        f"<w:tc>{listed('属于国家秘密')}</w:tc>" + cell("1"), f"<w:tc>{listed('其他法律行政法规')}</w:tc>" + cell("2")
    )
    assert grid(word(body, numbering=numbering(level(0, "decimal", "%1.")))) == [
        ["1.属于国家秘密", "1"],
        ["2.其他法律行政法规", "2"],
    ]


@pytest.mark.parametrize(
    ("format", "shown"),
    [
        ("bullet", "甲甲"),
        ("none", "甲甲"),
        ("decimalEnclosedCircle", "①甲②甲"),
        ("upperRoman", "I甲II甲"),
        ("lowerLetter", "a甲b甲"),
    ],
)
def test_number_formats(word: Word, format: str, shown: str) -> None:
    text = "" if format in ("bullet", "none") else "%1"
    found = word(listed("甲") * 2, numbering=numbering(level(0, format, text, '<w:suff w:val="nothing"/>'))).text
    assert found.replace("\n", "") == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (105, "一百零五"), (110, "一百一十")]
)
def test_chinese_counting(word: Word, count: int, shown: str) -> None:
    start = level(0, "chineseCounting", "%1、").replace('start w:val="1"', f'start w:val="{count}"')
    assert word(listed("甲"), numbering=numbering(start)).text == f"{shown}、甲"


def test_a_list_that_is_not_defined_numbers_nothing(word: Word) -> None:
    assert word(listed("甲", list_id=9), numbering=numbering(level(0, "decimal", "%1."))).text == "甲"


def test_headers_footers_and_notes_stand_behind_the_body(word: Word) -> None:
    document = word(
        paragraph("一、概述"),
        header1=f"<w:hdr>{paragraph('页眉')}</w:hdr>",
        header2=f"<w:hdr>{paragraph('页眉')}</w:hdr>",
        footer1=f"<w:ftr>{paragraph('第1页')}</w:ftr>",
        footnotes=f'<w:footnotes><w:footnote w:type="separator">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("含历史数据3件。")}</w:footnote></w:footnotes>',
        endnotes=f'<w:endnotes><w:endnote w:id="2">{paragraph("尾注。")}</w:endnote></w:endnotes>',
    )
    assert [(found.origin, found.text) for found in document.paragraphs] == [
        (Origin.BODY, "一、概述"),
        (Origin.HEADER, "页眉"),
        (Origin.FOOTER, "第1页"),
        (Origin.FOOTNOTE, "含历史数据3件。"),
        (Origin.FOOTNOTE, "尾注。"),
    ]


def test_a_text_box_is_read_once(word: Word) -> None:
    box = f"<w:txbxContent>{paragraph('框内20件')}</w:txbxContent>"
    both = EITHER.format(box, box)
    document = word(paragraph(f"{run('一、概述')}<w:r>{both}</w:r>"))
    assert [(found.origin, found.text, found.number) for found in document.paragraphs] == [
        (Origin.BODY, "一、概述", 0),
        (Origin.TEXTBOX, "框内20件", 1),
    ]


def test_a_chart_is_read_from_its_cached_values(word: Word) -> None:
    def cached(*values: str) -> str:
        return "".join(f'<c:pt idx="{index}"><c:v>{value}</c:v></c:pt>' for index, value in enumerate(values))

    chart = (
        f"<c:chartSpace><c:ser><c:tx>{cached('件数')}</c:tx><c:cat>{cached('人大建议', '政协提案')}</c:cat>"
        f"<c:val>{cached('16', '47')}</c:val></c:ser><c:ser><c:val>{cached('3')}</c:val></c:ser></c:chartSpace>"
    )
    document = word(
        paragraph(run("建议提案") + '<w:r><w:drawing><c:chart r:id="chart1"/></w:drawing></w:r>'), chart1=chart
    )
    assert [found.text for found in document.paragraphs if found.origin is Origin.CHART] == [
        "件数：人大建议 16，政协提案 47",
        "3",
    ]


PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="5760000" cy="1800000"/><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
    "</wp:inline></w:drawing></w:r>"
)
OLD_PICTURE = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:283.5pt;height:85pt">'
    "<v:imagedata/></v:shape></w:pict></w:r>"
)


def test_a_picture_is_told_with_its_size_and_place(word: Word) -> None:
    document = word(paragraph("甲") + paragraph(PICTURE) + paragraph("乙") + paragraph(OLD_PICTURE))
    assert [(one.what, one.width, one.height, one.before) for one in document.unread] == [
        ("picture", 160, 50, 2),
        ("picture", 100, 30, 4),
    ]


def test_a_statutory_table_given_as_a_picture_is_told_as_such(tmp_path) -> None:
    path = tmp_path / "报告.docx"
    lines = ["某市水务局2023年政府信息公开工作年度报告", "一、总体情况", "2023年受理政府信息公开申请20件。"]
    lines += ["三、收到和处理政府信息公开申请情况"]
    path.write_bytes(package("".join(map(paragraph, [*lines, PICTURE])), {}))
    findings = check(
        submit(path), [check for check in compile_rules() if check.rule.id == "form/table3-complete"]
    ).findings
    assert [(finding.severity, finding.message) for finding in findings] == [
        (
            Severity.WARNING,
            "表三缺 182 格：整张表；正文有 1 张图片没有读（160×50 毫米，“三、收到和处理政府信息公开申请情况”之后）"
            "；表格若是图片，程序不读：请报送单位改交可复制的表格，或把图片另存为 PNG、JPG 单独识别后对照原图核对",
        )
    ]


@pytest.mark.parametrize(
    ("part", "text", "unread"),
    [
        (
            "<html><body><p>公开20件</p><table><tr><td>规章</td><td>1</td></tr></table></body></html>",
            "甲\n公开20件\n乙",
            [],
        ),
        ("{\\rtf1 x}", "甲\n乙", ["part"]),
        ("", "甲\n乙", []),
    ],
)
def test_a_part_in_another_format_is_read_in_its_place_or_told(read_bytes, part: str, text: str, unread) -> None:
    data = package(paragraph("甲") + '<w:altChunk r:id="aFChunk1"/>' + paragraph("乙"), {"aFChunk1": "<x>"})
    document = read_bytes(with_part(data, "word/aFChunk1.xml", part), "报告.docx")
    assert (document.text, [one.what for one in document.unread]) == (text, unread)
    assert len(document.tables) == part.count("<table>")


def test_a_part_outside_the_file_is_told(word: Word) -> None:
    assert [one.what for one in word(paragraph("甲") + '<w:altChunk r:id="outside"/>').unread] == ["part"]


def test_a_part_mentioned_again_and_again_is_read_once(read_bytes) -> None:
    data = package('<w:altChunk r:id="aFChunk1"/>' * 10_000, {"aFChunk1": "<x>"})
    document = read_bytes(
        with_part(data, "word/aFChunk1.xml", "<html><p>" + "公开20件。" * 50_000 + "</p></html>"), "报告.docx"
    )
    assert (len(document.paragraphs), len(document.unread)) == (1, 9_999)


def with_part(data: bytes, name: str, content: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.namelist():
            made.writestr(part, content if part == name else source.read(part))
    return target.getvalue()


def test_the_strict_variant_reads_the_same(read_bytes) -> None:
    data = package(paragraph("一、概述") + SIMPLE, {"header1": f"<w:hdr>{paragraph('页眉')}</w:hdr>"})
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as strict:
        for name in source.namelist():
            content = source.read(name).replace(b"wordprocessingml/2006/", b"wordprocessingml/")
            content = content.replace(b"officeDocument/2006/", b"officeDocument/")
            for kind in (b"wordprocessingml/", b"officeDocument/"):
                content = content.replace(b"schemas.openxmlformats.org/" + kind, b"purl.oclc.org/ooxml/" + kind)
            strict.writestr(name, content)
    assert read_bytes(target.getvalue()).blocks == read_bytes(data).blocks


def test_a_document_as_word_writes_it(read_bytes) -> None:
    made = docx.Document()
    made.add_heading("一、总体情况", 1)
    made.add_paragraph("公开").add_run("1373条").bold = True
    made.add_table(2, 2).cell(0, 0).text = "规章"
    made.sections[0].header.paragraphs[0].text = "页眉"
    target = io.BytesIO()
    made.save(target)
    document = read_bytes(target.getvalue(), "宏.docm")
    assert document.format == "docx"
    assert document.text == "一、总体情况\n公开1373条\n页眉"
    assert grid(document) == [["规章", ""], ["", ""]]
