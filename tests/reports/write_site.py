"""The same page as a content management system saves it: menus, scripts, and a body pasted from Word as font soup."""

from __future__ import annotations

import re
from html import escape
from random import Random

from .forms import Cell, Rows, tables
from .model import TABLE_OF_SECTION, TITLES, Report

_FONT = "font-family: 仿宋_GB2312; font-size: 16pt; mso-bidi-font-family: 宋体; letter-spacing: 0pt"
_CELL = (
    "padding: 0cm 5.4pt; border-top: windowtext 1pt solid; border-right: windowtext 1pt solid; width: 42.5pt; "
    "mso-border-alt: solid windowtext .5pt"
)
_LINE = "margin: 0cm 0cm 0pt; line-height: 28pt; text-indent: 32pt; mso-char-indent-count: 2.0"
_MENUS = ("首页", "要闻动态", "政务公开", "政务服务", "互动交流", "数据开放", "魅力城市", "专题专栏", "部门街道")
_LINKS = 160
_SCRIPT = "function show{0}(id) {{ var e = document.getElementById(id); if (e) {{ e.style.display = 'block'; }} }}\n"


def site_html(report: Report, seed: int = 0) -> str:
    """The whole report as a saved page of some hundred kilobytes, most of it markup."""
    rng = Random(seed)
    written = tables(report)
    body = [_paragraph(line, rng) for line in (*report.title, *report.opening)]
    for index, (heading, paragraphs) in enumerate(zip(TITLES, report.sections, strict=True)):
        body += [_paragraph(line, rng) for line in (heading, *paragraphs)]
        if name := TABLE_OF_SECTION.get(index):
            body.append(_table(written[name], rng))
    body += [_paragraph(line, rng) for line in report.signature]
    name = escape("".join(report.title))
    return (
        f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head><meta charset="utf-8">'
        f'<title>{name}-{report.agency}</title><meta name="ArticleTitle" content="{name}">'
        f"<script>{''.join(map(_SCRIPT.format, range(120)))}</script>"
        f"<style>{'.menu li a {{ color: #333; padding: 0 8px }} '.format() * 60}</style></head><body>"
        f'<div class="top">{_menu(rng)}</div><div class="where">您当前的位置：<a href="/">首页</a> &gt; 年报</div>'
        f'<div class="main"><div class="left">{_menu(rng)}</div><div class="content"><div class="tools">【字体：'
        f'<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</div><!--正文开始--><div class="TRS_Editor">'
        f'{"".join(body)}</div><!--正文结束--></div></div><div class="foot">{_menu(rng)}<p>主办单位：{report.agency}　'
        f'网站标识码：9900000012</p></div><script src="/js/count.js"></script></body></html>'
    )


def _menu(rng: Random) -> str:
    items = (
        f'<li class="i{n}"><a href="/col/{rng.randint(100, 9999)}.html">{rng.choice(_MENUS)}</a></li>'
        for n in range(_LINKS // 3)
    )
    return f"<ul>{''.join(items)}</ul>"


def _paragraph(text: str, rng: Random) -> str:
    return f'<p class="MsoNormal" style="{_LINE}">{_soup(text, rng)}</p>\n'


def _soup(text: str, rng: Random) -> str:
    """Chinese and Latin letters in spans of their own, as Word marks two languages; some numbers are cut in two."""
    pieces = re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", text)
    cut = [part for piece in pieces for part in _cut(piece, rng)]
    return "".join(f'<span style="{_FONT}"><font face="宋体">{escape(part, quote=False)}</font></span>' for part in cut)


def _cut(piece: str, rng: Random) -> list[str]:
    if len(piece) > 1 and piece.isdigit() and rng.random() < 0.3:
        return [piece[:1], piece[1:]]
    return [piece]


def _table(rows: Rows, rng: Random) -> str:
    lines = [f'<tr style="height: 24.2pt">{"".join(_cell(cell, rng) for cell in row)}</tr>\n' for row in rows]
    return f'<table class="MsoNormalTable" cellspacing="0"><tbody>{"".join(lines)}</tbody></table>'


def _cell(cell: Cell, rng: Random) -> str:
    lines = "".join(
        f'<p class="MsoNormal" style="text-align: center">{_soup(line, rng) or "<span>&nbsp;</span>"}</p>'
        for line in cell.text.split("\n")
    )
    return f'<td style="{_CELL}" rowspan="{cell.rowspan}" colspan="{cell.colspan}" valign="center">{lines}</td>'
