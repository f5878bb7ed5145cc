"""A page as a government site shows it: navigation and footer around the report, merged cells as spans."""

from __future__ import annotations

from html import escape

from .forms import Cell, Rows, tables
from .model import TABLE_OF_SECTION, TITLES, Report

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{name}-{agency}</title>
<meta name="ArticleTitle" content="{name}">
<meta name="PubDate" content="{published} 16:05">
<style>td {{ border: 1px solid #333; }} .nav {{ background: #f0f0f0; }}</style>
<script>var visits = 20381;</script>
</head>
<body>
<div class="nav"><a href="/">首页</a> | <a href="/zwgk/">政务公开</a> | <a href="/hdjl/">互动交流</a></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 政府信息公开年报</div>
<div class="meta">发布日期：{published}　来源：{agency}　浏览次数：<span id="hits">1288</span>　字体：[大 中 小]</div>
<div class="article">
{body}
</div>
<div class="footer">
<p>主办单位：{agency}　网站标识码：9900000012</p>
<p>公安备案号 99010202000123　联系电话：0990-5550100　网站地图</p>
<p>上一篇：关于节假日值班安排的公告　下一篇：2条招聘信息</p>
</div>
</body>
</html>
"""


def html(report: Report) -> str:
    """The whole report as one page."""
    written = tables(report)
    body = [f"<h1>{'<br>'.join(map(escape, report.title))}</h1>", *map(_paragraph, report.opening)]
    for index, (heading, paragraphs) in enumerate(zip(TITLES, report.sections, strict=True)):
        body += [f"<p><strong>{escape(heading)}</strong></p>", *map(_paragraph, paragraphs)]
        if name := TABLE_OF_SECTION.get(index):
            body.append(table(written[name]))
    body += [f'<p style="text-align: right">{escape(line)}</p>' for line in report.signature]
    return _PAGE.format(
        name=escape("".join(report.title)),
        agency=escape(report.agency),
        published=f"{report.year + 1}-01-20",
        body="\n".join(body),
    )


def _paragraph(text: str) -> str:
    return f"<p>　　{escape(text, quote=False)}</p>"


def table(rows: Rows) -> str:
    """The rows as the markup of a table."""
    lines = [f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows]
    return "\n".join(["<table>", "<tbody>", *lines, "</tbody>", "</table>"])


def _cell(cell: Cell) -> str:
    spans = "".join(f' {name}="{span}"' for name, span in _spans(cell).items() if span > 1)
    content = escape(cell.text, quote=False).replace("\n", "<br>")
    return f"<td{spans}>{content or '&nbsp;'}</td>"


def _spans(cell: Cell) -> dict[str, int]:
    return {"rowspan": cell.rowspan, "colspan": cell.colspan}
