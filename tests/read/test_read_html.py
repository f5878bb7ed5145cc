"""Web pages: the article and nothing else, paragraphs and spans as a browser shows them."""

import pytest

from gikvalidate.document import Document
from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.findings import Severity


def rows(document: Document, table: int = 0) -> list[list[str | None]]:
    return [[cell and cell.text for cell in row] for row in document.tables[table].grid()]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>公开<span>13</span><font>73</font><b>条</b></p>", "公开1373条"),
        ("<p>一、总体情况<br>公开20条<br/>答复3件</p>", "一、总体情况\n公开20条\n答复3件"),
        ("<div>一<div>二</div>三<p>四</p>五</div>", "一\n二\n三\n四\n五"),
        ("<p>&nbsp;&nbsp;占5&nbsp;%，&ldquo;三安全&rdquo;&amp;&lt;x&gt;</p>", "占5 %，“三安全”&<x>"),
        ("<p>公开政府\n    信息<span>2020</span>\n年</p>", "公开政府信息2020年"),
        ("<p>A file\n of words</p>", "A file of words"),
        ("<p>公开<!-- 30件 -->20件<script>30</script><style>p{}</style></p>", "公开20件"),
        ("<p>公开20件</p><p style='DISPLAY : none'>30件</p><p hidden>40件</p>", "公开20件"),
        ("<p>公<span style='display:none'>x</span>开<i hidden>y</i>20件</p>", "公开20件"),
        ("<ul><li>甲1件</li><li>乙2件</li></ul>", "甲1件\n乙2件"),
        ("<pre>一、总体情况\n公开20件</pre>", "一、总体情况\n公开20件"),
        ("<p>收到<sup>①</sup>申请</p><p></p><p> </p>", "收到①申请"),
        ("<p>没有结束<p>第二段", "没有结束\n第二段"),
    ],
)
def test_paragraphs(read_page, markup: str, text: str) -> None:
    assert read_page(markup).text == text


def test_the_mark_of_a_note_is_no_digit_of_the_figure_before_it(read_page) -> None:
    document = read_page(
        "<table><tr><td>受理</td><td>5<sup><a>1</a>2</sup></td></tr><tr><td>3</td><td>4</td></tr></table>"
    )
    assert rows(document)[0] == ["受理", "5¹²"]


def test_spans(read_page) -> None:
    document = read_page(
        "<table><tr><th rowspan=2 colspan=2>标签</th><th colspan='2'>头</th></tr><tr><td>甲</td><td>乙</td></tr>"
        "<tr><td rowspan=0>结果</td><td>公开</td><td>1</td><td></td></tr>"
        "<tr><td>其他</td><td>2</td><td>3</td></tr></table>"
    )
    assert rows(document) == [
        ["标签", "标签", "头", "头"],
        ["标签", "标签", "甲", "乙"],
        ["结果", "公开", "1", ""],
        ["结果", "其他", "2", "3"],
    ]


def test_text_wrapped_in_a_cell_keeps_its_lines(read_page) -> None:
    document = read_page(
        "<table><tr><td>本年新<br>公开数量</td><td><p>1</p></td></tr><tr><td>规章</td><td>2</td></tr></table>"
    )
    assert rows(document) == [["本年新\n公开数量", "1"], ["规章", "2"]]


def test_a_layout_table_is_read_as_its_content(read_page) -> None:
    table = "<table><tr><td>规章</td><td>1</td></tr><tr><td>文件</td><td>2</td></tr></table>"
    article = f"<p>一、总体情况</p>{table}<p>二、其他</p>"
    document = read_page(f"<table><tr><td>左边</td><td>{article}</td></tr></table>")
    assert [(table.rows, table.columns) for table in document.tables] == [(2, 2)]
    assert document.text.endswith("一、总体情况\n二、其他")


def test_a_frame_of_one_cell_is_no_table(read_page) -> None:
    document = read_page("<table><tr><td><p>一、总体情况</p><p>公开20件，答复3件。</p></td></tr></table>")
    assert document.tables == ()
    assert document.text == "一、总体情况\n公开20件，答复3件。"


def test_a_long_note_under_figures_leaves_them_a_table(read_page) -> None:
    note = "说明：本表数据由各部门报送汇总，统计口径与上年一致。" * 20
    zeros = "<td>0</td>" * 15
    document = read_page(f"<table><tr>{zeros}</tr><tr><td colspan=15>{note}</td></tr></table>")
    assert document.tables[0].columns == 15


def test_a_small_table_in_a_cell_stands_behind_the_table(read_page) -> None:
    inner = "<table><tr><td>甲</td><td>1</td></tr></table>"
    document = read_page(
        f"<table><tr><td>规章和文件</td><td>12{inner}</td></tr><tr><td>行政许可</td><td>34</td></tr></table>"
    )
    assert rows(document) == [["规章和文件", "12"], ["行政许可", "34"]]
    assert rows(document, 1) == [["甲", "1"]]


SITE = """<html><head><title>年报_某市政府</title></head><body>
<div id=a><ul><li><a>首页</a><li><a>公开</a></ul><form><input value=20><button>搜索，20条</button></form></div>
<table><tr><td><a>政策，解读</a></td><td><a>统计，2020</a></td></tr></table>
<div id=b><h1>某市某局2020年政府信息公开工作年度报告</h1><p>发布日期：2021-01-29 浏览次数：99</p>
<div id=c>{}</div></div>
<div id=d><p>主办单位：某市人民政府 备案号：123456</p></div></body></html>"""


def test_the_page_around_the_article_is_left_out(read_page) -> None:
    body = "<p>一、总体情况</p><p>公开20条，答复3件。</p><p>二、其他</p><p>没有。</p>"
    document = read_page(SITE.format(body))
    assert (
        document.text == "某市某局2020年政府信息公开工作年度报告\n一、总体情况\n公开20条，答复3件。\n二、其他\n没有。"
    )


def test_tables_beside_the_text_belong_to_the_article(read_page) -> None:
    table = "<div><table><tr><td>规章</td><td>1</td></tr><tr><td>文件</td><td>2</td></tr></table></div>"
    document = read_page(SITE.format(f"<div><p>一、总体情况，{'公开，' * 200}</p></div>{table}<p>附件</p>"))
    assert rows(document) == [["规章", "1"], ["文件", "2"]]


def test_a_title_the_article_has_is_not_repeated(read_page) -> None:
    document = read_page(
        "<html><head><title>某局2020年度报告-某市政府</title></head><body><p>某局2020年报告</p><p>一、概述</p></body></html>"
    )
    assert document.text == "某局2020年报告\n一、概述"


def test_a_title_that_a_sentence_repeats_is_given(read_page) -> None:
    """A page of 2012 without tables is known by its title; that the first sentence names it as well is no title."""
    title, opening = "2012年某市政府信息公开工作年度报告", "根据条例规定，特编制2012年某市政府信息公开工作年度报告。"
    article = f"<div><p>{opening}</p><p>一、概述，{'公开，' * 200}</p></div>"
    assert read_page(f"<html><body><div><h1>{title}</h1>{article}</div></body></html>").text.startswith(
        f"{title}\n{opening}"
    )


@pytest.mark.parametrize("title", ["", "无标题文档", "政府信息公开_某市人民政府", "report.docx"])
def test_a_title_without_a_year_is_no_title(read_page, title: str) -> None:
    assert read_page(f"<html><head><title>{title}</title></head><body><p>一、概述</p></body></html>").text == "一、概述"


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-8", "gb18030"),
        ("gb2312", "utf-8"),
        ("nonsense", "utf-8"),
        ("utf-16", "utf-8"),
        ("base64", "utf-8"),
    ],
)
def test_a_declared_charset_is_only_believed_when_it_fits(read_bytes, declared: str, written: str) -> None:
    meta = f'<meta http-equiv=Content-Type content="text/html; charset={declared}">'
    page = f"<html><head>{meta}</head><body><p>㐂䶮镇公开20件</p></body></html>"
    assert read_bytes(page.encode(written)).text == "㐂䶮镇公开20件"


def test_xhtml_with_a_declaration(read_bytes) -> None:
    page = '<?xml version="1.0" encoding="gb2312"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>公开20件</p></body></html>'
    assert read_bytes(page.encode("gb18030")).text == "公开20件"


def test_a_page_in_utf_16(read_bytes) -> None:
    assert read_bytes("<html><body><p>公开20件</p></body></html>".encode("utf-16")).text == "公开20件"


def test_a_text_about_tags_is_text(read_bytes) -> None:
    assert read_bytes("占比<5%，>3%，共20件 a<b".encode()).format == "text"


def test_pictures_are_told_at_their_place(read_page) -> None:
    document = read_page(
        "<p>一、总体情况</p><p>公开20件。</p><p><img src=a.png width=600 height=200></p><p>三、收到<img src=b.png></p>"
        "<table><tr><td>规章</td><td>1</td></tr><tr><td><img style='width:100%'>办法</td><td>2</td></tr></table>"
    )
    found = [(picture.width, picture.height, picture.before) for picture in document.unread]
    assert found == [(159, 53, 14), (0, 0, 19), (0, 0, 19)]


def test_a_statutory_table_may_be_a_picture_of_unknown_size(tmp_path) -> None:
    path = tmp_path / "报告.html"
    lines = (
        "某市水务局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "2023年受理政府信息公开申请20件。",
        "三、收到和处理",
    )
    path.write_text("".join(f"<p>{line}</p>" for line in lines) + "<p><img src=3.png></p>", "utf-8")
    (finding,) = check(
        submit(path), [check for check in compile_rules() if check.rule.id == "form/table3-complete"]
    ).findings
    assert finding.severity is Severity.WARNING
    assert "正文有 1 张图片没有读（大小不明，“三、收到和处理”之后）" in finding.message
