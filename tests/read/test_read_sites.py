"""Pages as government sites, content systems and Word write them: the report and nothing else."""

import pytest

from gikvalidate.document import DocumentError

TITLE = "某市某局2023年政府信息公开工作年度报告"
LINES = [
    "一、总体情况",
    "本年收到政府信息公开申请1373件，上年结转2件，均已按时答复，同比增长9.6%。",
    "二、主动公开政府信息情况",
    "三、其他需要报告的事项",
    "本年度没有收取信息处理费，没有其他需要报告的事项。",
    "某市某局",
    "2024年1月20日",
]
FIGURES = "<table border=1><tr><td>信息内容</td><td>本年制发件数</td></tr><tr><td>规章</td><td>12</td></tr></table>"
ARTICLE = "".join(f"<p>{line}</p>" + FIGURES * line.startswith("二") for line in [TITLE, *LINES])
RECORD = """<table class="x"><tr><td><b>索 引 号：</b></td><td>01234567/2024-00012</td><td>主题分类：</td>
<td>年报</td></tr>
<tr><td>发布机构：</td><td>某市某局</td><td>发文日期：</td><td>2024-01-20</td></tr>
<tr><td>名&nbsp;称：</td><td colspan=3>某市某局年度报告</td></tr></table>"""
SITES = {
    "a record inside the same layout table": (
        f"<table><tr><td>{RECORD}</td></tr><tr><td><div>{ARTICLE}</div></td></tr></table>"
    ),
    "a record before the text": f"<div>{RECORD}{ARTICLE}</div>",
    "a record as a list": f"<div><ul><li><b>索引号：</b>000-12</li><li>发布日期：2024-01-20</li></ul>{ARTICLE}</div>",
    "a style sheet in the editor's block": f"<div>x</div><div class='TRS_Editor'><style>.T{{}}</style>{ARTICLE}</div>",
    "buttons and neighbours": (
        f"<div><p>字号：【大 中 小】</p><p>【打印】【关闭】</p>{ARTICLE}<p>【打印本页】 【关闭窗口】</p>"
        "<p>扫一扫在手机打开当前页</p><p>上一篇：关于放假的公告</p><p>下一篇：2条信息</p></div>"
    ),
    "a blog": (
        f"<nav><ul><li>首页</li></ul></nav><article>{ARTICLE}</article><aside><ul><li><a>近期，文章</a></li></ul></aside>"
    ),
    "the whole page in a layout table": (
        "<table><tr><td width=200><table><tr><td><a>一</a></td></tr><tr><td><a>二</a></td></tr></table></td>"
        f"<td>{ARTICLE}</td></tr></table>"
    ),
    "scripts that write": f"<script>write('<p>一、总体情况30件</p>')</script>{ARTICLE}<script>n=1;</script>",
    "islands of data": f"<xml><w:View>Normal</w:View><w:Zoom>0</w:Zoom></xml>{ARTICLE}",
    "a system that marks the text with comments": (
        f"<div id=zoom><!--<$[信息内容]>begin-->{ARTICLE}<!--<$[信息内容]>end--></div>"
        "<ul><li><a href=1>某县召开会议，部署3项工作。</a></li></ul>"
    ),
    "a system that puts the text in a form": (
        f"<form name=_newscontent><div id=vsb_content><div class=v_news_content>{ARTICLE}</div></div>"
        "<p>上一条：<a>值班，12件</a></p><p>下一条：<a>会议</a></p></form>"
    ),
    "elements of a system's own": f"<div><ucaptitle></ucaptitle><ucapcontent>{ARTICLE}</ucapcontent></div>",
    "a copy for small screens that a style hides": f"<div>{ARTICLE}</div><div style='DISPLAY: None;'>{ARTICLE}</div>",
    "a copy for small screens that a class hides": (
        f"<style>.wap{{display:none}}</style><div>{ARTICLE}</div><div class=wap>{ARTICLE}</div>"
    ),
    "a copy with its own buttons": f"<div>{ARTICLE}</div><p>字体：大 中 小</p><div>{ARTICLE}</div>",
    "nothing closed": ARTICLE.replace("</p>", "").replace("</td>", "").replace("</tr>", ""),
    "a table that scrolls": ARTICLE.replace("<table", "<div style='overflow-x: auto'><table").replace(
        "</table>", "</table></div>"
    ),
    "frames around the text": f"<iframe src=//x/top.htm></iframe>{ARTICLE}<iframe src=foot.htm></iframe>",
    "a frame beside the text": f"<iframe src='https://example.org/'></iframe>{ARTICLE}",
}


@pytest.mark.parametrize("site", SITES)
def test_the_article_alone(read_page, site: str) -> None:
    document = read_page(f"<html><body>{SITES[site]}</body></html>")
    assert document.text.split("\n") == [TITLE, *LINES]
    assert [(table.rows, table.columns) for table in document.tables] == [(2, 2)]


@pytest.mark.parametrize(
    "soup",
    [
        "<font>1</font><font>3</font>7<span>3</span>",
        "<span style='mso-bidi'>13<span lang=EN-US>7</span></span>3",
        "<st1:chmetcnv w:st='on' unitname='件'>137</st1:chmetcnv>3",
        "<a name=x>1</a><u></u>373<o:p></o:p>",
        "13<!-- x -->73",
        "13<![if !supportLists]>7<![endif]>3",
        "1&#8203;373",
        "<b><i><span><font face=宋体><span>13</span></font></span></i></b>73",
    ],
)
def test_a_number_in_pieces_is_one(read_page, soup: str) -> None:
    assert read_page(f"<p>收到{soup}件</p>").text == "收到1373件"
    cells = read_page(f"<table><tr><td>申请</td><td><p>{soup}</p></td></tr><tr><td>答复</td><td>2</td></tr></table>")
    assert cells.tables[0].cells[1].text == "1373"


def test_two_reports_on_a_page_are_both_read(read_page) -> None:
    other = ARTICLE.replace("1373", "1374").replace("2023", "2022")
    document = read_page(f"<div>{ARTICLE}</div><div>{other}</div>")
    assert "1373件" in document.text
    assert "1374件" in document.text
    assert len(document.tables) == 2


def test_word_as_a_page(read_bytes) -> None:
    page = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head>"
        "<meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
        "<!--[if gte mso 9]><xml><o:Pages>30</o:Pages></xml><![endif]--><style><!-- p {} --></style></head>"
        "<body lang=ZH-CN><div class=WordSection1><p class=MsoNormal>一、总体情况<o:p></o:p></p>"
        "<p class=MsoNormal><span lang=EN-US>㐂镇公开20</span>件<o:p>&nbsp;</o:p></p>"
        "<table class=MsoTableGrid><tr style='mso-yfti-irow:0'><td><p class=MsoNormal>规章<o:p></o:p></p></td>"
        "<td><p class=MsoNormal><span lang=EN-US>1<o:p></o:p></span></p></td></tr>"
        "<tr><td><p>文件</p></td><td><p><span lang=EN-US><o:p>&nbsp;</o:p></span></p></td></tr>"
        "<![if !supportMisalignedColumns]><tr height=0><td width=10></td></tr><![endif]></table></div></body></html>"
    )
    document = read_bytes(page.encode("gb18030"), "报告.doc")
    assert document.format == "html"
    assert document.text == "一、总体情况\n㐂镇公开20件"
    assert [[cell.text for cell in row if cell] for row in document.tables[0].grid()][:2] == [
        ["规章", "1"],
        ["文件", ""],
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p> </p><iframe src=a.html></iframe></body></html>",
        "<html><frameset><frame src=a><frame src=b><noframes><body>需要框架</body></noframes></frameset></html>",
    ],
)
def test_a_page_whose_text_is_in_frames_is_named(read_bytes, page: str) -> None:
    with pytest.raises(DocumentError, match="框架"):
        read_bytes(page.encode())


def test_a_table_of_figures_about_dates_is_no_record(read_page) -> None:
    figures = "<table><tr><td>发布日期</td><td>件数</td></tr>" + "<tr><td>1月</td><td>3</td></tr>" * 12 + "</table>"
    assert read_page(f"<p>一、总体情况</p>{figures}").tables[0].rows == 13


def test_buttons_without_end_take_no_time(read_page) -> None:
    read_page("<p>" + "打印    " * 49 + "x</p><p>一、总体情况</p>")
