"""The report of a run as a page that needs nothing but itself, and as a few lines for a mail or a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

from gikvalidate.archive.report import EVENTS

_WORDS = {
    "title": ("政府信息公开年报夜间核对", "Nightly check of annual reports"),
    "new": ("新发现", "new"),
    "returned": ("再次出现", "returned"),
    "resolved": ("已解决", "resolved"),
    "withdrawn": ("随报告撤下", "withdrawn with the report"),
    "unreadable": ("读不了的文件", "unreadable files"),
    "accepted": ("已接受", "accepted"),
    "none": ("无", "none"),
    "unused": ("不再需要的决定", "decisions no longer needed"),
    "health": ("档案健康检查", "health of the archive"),
    "error": ("必改", "error"),
    "warning": ("需说明", "warning"),
    "info": ("提示", "info"),
}
_RANK = {"error": 0, "warning": 1, "info": 2}
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "li{margin:.4rem 0}small{color:#555}h3{font-size:1rem;margin:1rem 0 0}ul{margin:.2rem 0}"
    ".tag{display:inline-block;min-width:3.5em;padding:0 .4em;border-radius:.2em;color:#fff;text-align:center}"
    ".error{background:#b00020}.warning{background:#8a5a00}.info{background:#555}.past li{color:#555}"
    ".strip{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}"
    ".strip li{flex:1;min-width:7rem;padding:.6rem;border:1px solid #ccc;border-radius:.3rem;text-align:center}"
    ".strip b{display:block;font-size:1.8rem;line-height:1.2}a{color:inherit}"
)


def text(report: dict[str, Any], lang: str) -> str:
    """The report in a few lines."""
    english = lang == "en"
    counts = report["counts"]
    lines = [f"{_word('title', lang)} #{report['run']}  {report['started']}"]
    files, reports, read, judged = (counts[name] for name in ("files", "documents", "read", "judged"))
    lines.append(
        f"{files} files, {reports} reports; {read} read now, {judged} judged"
        if english
        else f"文件 {files} 个，报告 {reports} 份；本次新读 {read} 份，核对 {judged} 份"
    )
    told = [f"{_word(event, lang)} {len(report[event])}" for event in (*EVENTS, "unreadable")]
    lines.append((", " if english else "，").join(told))
    for event in ("new", "returned"):
        lines += [f"  [{_word(event, lang)}] {_line(item)}" for item in report[event] if item["decision"] is None]
    lines += [f"  {file['path']}: {file['reason']}" for file in report["unreadable"] if file["new"]]
    return "\n".join(lines) + "\n"


def page(report: dict[str, Any], lang: str) -> str:
    """The report as one HTML file; everything from documents is escaped."""
    return "".join(_parts(report, lang))


def _parts(report: dict[str, Any], lang: str) -> Iterator[str]:
    title = escape(f"{_word('title', lang)} #{report['run']}")
    yield f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
    yield f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style>'
    yield f"<h1>{title}</h1><pre>{escape(text(report, lang).splitlines()[1])}</pre>"
    yield f"<p><small>{escape(report['archive'])} · {escape(report['started'])} – {escape(report['ended'])}"
    yield f" · {escape(report['engine'])} · {escape(report['rules'][:12])}</small></p>"
    told = (*EVENTS, "unreadable")
    links = (f'<li><a href="#{name}"><b>{len(report[name])}</b>{escape(_word(name, lang))}</a></li>' for name in told)
    yield f'<ul class="strip">{"".join(links)}</ul>'
    for event in EVENTS:
        yield from _findings(event, report[event], lang)
    files = (f"<li>{escape(file['path'])}：{escape(file['reason'])}</li>" for file in report["unreadable"])
    yield '<div id="unreadable">'
    yield from _section(_word("unreadable", lang), files, lang)
    yield "</div>"
    stale = (
        f"<li>{escape(d['body'])} {d['year']} {escape(d['fingerprint'])}</li>" for d in report["decisions"]["unused"]
    )
    yield from _section(_word("unused", lang), stale, lang)
    if report["health"]:
        checks = report["health"]["expectations"]
        yield from _section(_word("health", lang), map(_expectation, checks), lang)
    yield "</html>\n"


def _findings(event: str, items: list[dict[str, Any]], lang: str) -> Iterator[str]:
    """What became of findings, under the report each is of, the gravest first."""
    past = ' class="past"' if event in {"resolved", "withdrawn"} else ""
    yield f'<div id="{event}"{past}><h2>{escape(_word(event, lang))} ({len(items)})</h2>'
    order = sorted(items, key=lambda item: (item["body"], item["year"] or 0, _RANK[item["finding"]["severity"]]))
    for (body, year), some in groupby(order, key=lambda item: (item["body"], item["year"])):
        yield f"<h3>{escape(body)} {year or ''}</h3><ul>{''.join(_item(item, lang) for item in some)}</ul>"
    yield "</div>" if items else f"<p>{_word('none', lang)}</p></div>"


def _section(heading: str, items: Iterator[str], lang: str) -> Iterator[str]:
    listed = list(items)
    yield f"<h2>{escape(heading)} ({len(listed)})</h2>"
    yield f"<ul>{''.join(listed)}</ul>" if listed else f"<p>{_word('none', lang)}</p>"


def _item(item: dict[str, Any], lang: str) -> str:
    finding = item["finding"]
    decided = item["decision"]
    note = ""
    if decided is not None:
        note = f" <small>{_word('accepted', lang)}：{escape(decided['reason'])}（{escape(decided['owner'])}）</small>"
    return (
        f'<li><span class="tag {escape(finding["severity"])}">{_word(finding["severity"], lang)}</span> '
        f"{escape(finding['message'])}{note}<br><small>{escape(item['path'])} · {escape(finding['rule'])} · "
        f"{escape(item['fingerprint'])}</small></li>"
    )


def _expectation(check: dict[str, Any]) -> str:
    mark = "✓" if check["success"] else "✗"
    return f"<li>{mark} {escape(check['name'])} <small>{escape(str(check['unexpected']))}</small></li>"


def _line(item: dict[str, Any]) -> str:
    return f"{item['body']} {item['year'] or ''} {item['finding']['message']}"


def _word(name: str, lang: str) -> str:
    return _WORDS[name][lang == "en"]
