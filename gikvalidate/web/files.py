"""What can be taken home: files of one report or of all, made by a process and deleted once they are sent."""

from __future__ import annotations

import asyncio
import itertools
import zipfile
from collections.abc import Sequence
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from gikvalidate.formats import FORMATS
from gikvalidate.web.asked import Asked
from gikvalidate.web.jobs import Job, Report
from gikvalidate.web.lanes import LaneLostError
from gikvalidate.web.pages import language
from gikvalidate.web.tasks import Lost, Make
from gikvalidate.web.visit import found_in, job_of, problem, site_of

#: What can be taken home of one report, and of all reports of a job.
OF_ONE, OF_ALL = ("docx", "pdf", "xlsx", "html", "json", "waivers"), ("xlsx", "html", "json", "docx", "waivers")
# Names of files that are made and sent.
_numbers = itertools.count()


def forms_of(known: Sequence[str], reports: Sequence[Report]) -> list[str]:
    """The formats in which these reports can be taken home."""
    usable = {
        "pdf": all(report.summary.report.format == "pdf" for report in reports),
        "waivers": any(report.explanations for report in reports),
    }
    return [form for form in known if reports and usable.get(form, True)]


async def take_one(request: Request) -> Response:
    """A file of one report."""
    found = found_in(request)
    form = request.path_params["form"]
    if found is None or form not in forms_of(OF_ONE, [found[1]]):
        return problem(request, 404, "gone")
    job, report = found
    path, reason = await _made(request, job, form, [report.asked])
    return _sent(request, path, reason, f"{Path(report.summary.report.name).stem}.checked", form)


async def take_all(request: Request) -> Response:
    """A file of all reports of a job; as many Word files in one archive."""
    job = job_of(request)
    form = request.path_params["form"]
    if job is None or not job.finished or form not in forms_of(OF_ALL, job.reports):
        return problem(request, 404, "gone")
    if form in FORMATS and FORMATS[form].each:
        return await _archive(request, job, form)
    path, reason = await _made(request, job, form, [report.asked for report in job.reports])
    return _sent(request, path, reason, "findings", form)


async def _archive(request: Request, job: Job, form: str) -> Response:
    packed = job.folder / f"made-{next(_numbers)}"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for number, report in enumerate(job.reports, start=1):
            path, _ = await _made(request, job, form, [report.asked])
            if path is not None:
                name = f"{number:03}-{Path(report.summary.report.name).stem}.checked.{form}"
                await asyncio.to_thread(archive.write, path, name)
                path.unlink()
    return _sent(request, packed, "", "findings", "zip")


async def _made(request: Request, job: Job, form: str, asked: Sequence[Asked]) -> tuple[Path | None, str]:
    """The file, or why it could not be made."""
    site = site_of(request)
    target = job.folder / f"made-{next(_numbers)}"
    lost = [] if len(asked) == 1 else job.lost
    try:
        failed: list[Lost] = await site.showing.do(Make(form, asked, lost, target, site.roots, language(request)))
    except LaneLostError:
        return None, "lane_lost"
    return (None, failed[0].reason) if failed else (target, "")


def _sent(request: Request, path: Path | None, reason: str, stem: str, form: str) -> Response:
    if path is None:
        return problem(request, 500, reason)
    suffix = "waivers.yaml" if form == "waivers" else FORMATS[form].suffix if form in FORMATS else form
    # A page that was made of a document is taken home, never shown here.
    return FileResponse(
        path,
        media_type="application/octet-stream",
        filename=f"{stem}.{suffix}",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )
