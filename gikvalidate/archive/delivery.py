"""The report of a run delivered: files, mail, webhook. A run counts as reported once all of it succeeded."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import tempfile
import urllib.request
from collections.abc import Sequence
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import Engine, update

from gikvalidate.archive.page import page, text
from gikvalidate.archive.recording import now
from gikvalidate.archive.report import EVENTS, night_report, undelivered
from gikvalidate.archive.store import writing
from gikvalidate.archive.tables import runs

_SECONDS = 20


class NoticeError(Exception):
    """A notice could not be sent; the run stays unreported and its report is delivered with the next."""


def deliver(engine: Engine, folder: Path, notify: Sequence[str], lang: str) -> list[dict[str, Any]]:
    """Write and send the report of every run that has none yet, oldest first; returns them.

    Raises OSError where files cannot be written, NoticeError where a notice is not taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect() as connection:
        waiting = undelivered(connection)
    reports = []
    for run in waiting:
        with engine.connect() as connection:
            report = night_report(connection, run, date.today())
        _write(folder, report, lang)
        if _has_news(report):
            for target in notify:
                _notify(target, report, lang)
        with writing(engine) as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(reported=now()))
        reports.append(report)
    return reports


def _has_news(report: dict[str, Any]) -> bool:
    return any(report[event] for event in EVENTS) or any(file["new"] for file in report["unreadable"])


def _write(folder: Path, report: dict[str, Any], lang: str) -> None:
    """The report under its own name and as the latest; each file appears whole or not at all."""
    name = f"run-{report['run']:06}"
    for suffix, content in (("json", json.dumps(report, ensure_ascii=False, indent=1)), ("html", page(report, lang))):
        for stem in (name, "latest"):
            _replace(folder / f"{stem}.{suffix}", content)


def _replace(path: Path, content: str) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(content)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def check_target(target: str) -> None:
    """Raise ValueError for what is neither smtp(s)://host/?from=…&to=… nor http(s)://…"""
    parts = urlsplit(target)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return
    query = parse_qs(parts.query)
    if parts.scheme in {"smtp", "smtps"} and parts.hostname and query.get("from") and query.get("to"):
        return
    raise ValueError(target)


def _notify(target: str, report: dict[str, Any], lang: str) -> None:
    send = _mail if target.startswith("smtp") else _post
    try:
        send(target, report, lang)
    except (OSError, smtplib.SMTPException) as error:
        where = urlsplit(target)
        raise NoticeError(f"{where.scheme}://{where.hostname}: {error}") from error


def _mail(target: str, report: dict[str, Any], lang: str) -> None:
    """smtp:// turns to TLS where the server offers it; smtps:// begins with it. A password never goes out in clear."""
    parts = urlsplit(target)
    query = parse_qs(parts.query)
    message = EmailMessage()
    message["From"], message["To"] = query["from"][0], ", ".join(query["to"])
    body = text(report, lang)
    message["Subject"] = body.partition("\n")[0]
    message.set_content(body)
    host = parts.hostname or ""
    with (
        smtplib.SMTP_SSL(host, parts.port or 465, timeout=_SECONDS, context=ssl.create_default_context())
        if parts.scheme == "smtps"
        else smtplib.SMTP(host, parts.port or 25, timeout=_SECONDS)
    ) as server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif parts.scheme == "smtp" and parts.username:
            raise smtplib.SMTPException("the server offers no TLS; the password is not sent")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _post(target: str, report: dict[str, Any], lang: str) -> None:
    """A JSON object with a short text and the counts; the report itself stays at home."""
    counts = {event: len(report[event]) for event in EVENTS}
    notice = {"run": report["run"], "text": text(report, lang), "counts": {**report["counts"], **counts}}
    request = urllib.request.Request(
        target,
        json.dumps(notice, ensure_ascii=False).encode(),
        {"Content-Type": "application/json; charset=utf-8"},
    )
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        answer.read(1 << 16)
