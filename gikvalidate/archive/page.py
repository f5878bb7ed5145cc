"""The report of a run as a page that needs nothing but itself, and as a few lines for a mail or a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
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
}
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "li{margin:.4rem 0}.error{color:#b00020}.warning{color:#8a5a00}.info{color:#555}small{color:#555}"
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
    for event in EVENTS:
        yield from _section(_word(event, lang), (_item(item, lang) for item in report[event]), lang)
    files = (f"<li>{escape(file['path'])}：{escape(file['reason'])}</li>" for file in report["unreadable"])
    yield from _section(_word("unreadable", lang), files, lang)
    stale = (
        f"<li>{escape(d['body'])} {d['year']} {escape(d['fingerprint'])}</li>" for d in report["decisions"]["unused"]
    )
    yield from _section(_word("unused", lang), stale, lang)
    if report["health"]:
        checks = report["health"]["expectations"]
        yield from _section(_word("health", lang), map(_expectation, checks), lang)
    yield "</html>\n"


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
        f'<li class="{escape(finding["severity"])}"><b>{escape(item["body"])} {item["year"] or ""}</b> '
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
