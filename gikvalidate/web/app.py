"""The routes of the page: hand in, watch, look, try, explain, take home, delete."""

from __future__ import annotations

import asyncio
import itertools
import zipfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from gikvalidate.formats import FORMATS
from gikvalidate.reports.as_html import TEMPLATES as REPORT_FILES
from gikvalidate.web.asked import Asked, Explanation
from gikvalidate.web.fragment import FormTarget
from gikvalidate.web.guard import Door, Guard, TooLargeError
from gikvalidate.web.jobs import FullError, Job, Jobs, Report
from gikvalidate.web.lanes import LaneLostError, Lanes
from gikvalidate.web.pages import language, page
from gikvalidate.web.tasks import Lost, Make, Show
from gikvalidate.web.trial import parsed
from gikvalidate.web.uploads import NotTakenError, files_of, handed, stored

_STATIC = Path(__file__).parent / "static"
#: What can be taken home of one report, and of all reports of a job.
OF_ONE, OF_ALL = ("docx", "pdf", "xlsx", "html", "json", "waivers"), ("xlsx", "html", "json", "docx", "waivers")
# Names of files that are made and sent.
_numbers = itertools.count()
_LONGEST_REASON, _LONGEST_OWNER = 1000, 40
# No report has more cells or findings that anybody tries or explains.
_MOST = 400


@dataclass(frozen=True)
class Site:
    """What the routes share."""

    door: Door
    jobs: Jobs
    showing: Lanes
    roots: tuple[Path, ...]


def application(door: Door, jobs: Jobs, showing: Lanes, roots: tuple[Path, ...]) -> Starlette:
    """The page as an ASGI application."""

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        expiry = asyncio.create_task(jobs.expire())
        yield
        expiry.cancel()
        with suppress(asyncio.CancelledError):
            await expiry

    routes = [
        Route("/", start),
        Route("/jobs", hand_in, methods=["POST"]),
        Route("/jobs/{job}", watch),
        Route("/jobs/{job}/delete", delete, methods=["POST"]),
        Route("/jobs/{job}/files/{form}", take_all),
        Route("/jobs/{job}/reports/{report}", look),
        Route("/jobs/{job}/reports/{report}/try", attempt, methods=["POST"]),
        Route("/jobs/{job}/reports/{report}/explain", explain, methods=["POST"]),
        Route("/jobs/{job}/reports/{report}/files/{form}", take_one),
        Route("/report.{kind:str}", report_file),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, door=door)], lifespan=running)
    app.state.site = Site(door, jobs, showing, roots)
    app.add_exception_handler(404, _missing)
    return app


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def _session(request: Request) -> str:
    session: str = request.scope["session"]
    return session


def _shown(request: Request, template: str, status: int = 200, **context: object) -> Response:
    csrf = _site(request).door.csrf(_session(request))
    return page(request, template, status, csrf=csrf, **context)


def _problem(request: Request, status: int, word: str) -> Response:
    return _shown(request, "problem.html", status, word=word, largest=_site(request).door.largest >> 20)


async def _missing(request: Request, _: Exception) -> Response:
    return _problem(request, 404, "gone")


def _allowed(request: Request, form: FormData) -> bool:
    given = form.get("csrf")
    return isinstance(given, str) and given == _site(request).door.csrf(_session(request))


async def start(request: Request) -> Response:
    """The page on which reports are handed in, with the jobs of this browser."""
    site = _site(request)
    return _shown(
        request, "start.html", jobs=site.jobs.mine(_session(request)), largest=site.door.largest, keep=site.jobs.keep
    )


async def hand_in(request: Request) -> Response:
    """Take files and begin to check them."""
    site = _site(request)
    try:
        if int(request.headers.get("content-length", "0")) > site.door.largest:
            raise TooLargeError
        form = await handed(request)
    except (TooLargeError, ValueError):
        refused = _problem(request, 413, "too_large")
        # What else is sent is not waited for.
        refused.headers["connection"] = "close"
        return refused
    except NotTakenError:
        return _problem(request, 400, "not_taken")
    try:
        if not _allowed(request, form):
            return _problem(request, 403, "stale")
        files = files_of(form, "files")
        if not files:
            return _problem(request, 400, "not_taken")
        folder = await asyncio.to_thread(site.jobs.folder)
        uploads = await asyncio.to_thread(stored, files, folder / "in")
        priors = await asyncio.to_thread(stored, files_of(form, "priors"), folder / "prior")
    except FullError:
        return _problem(request, 503, "busy")
    finally:
        await form.close()
    job = site.jobs.begin(_session(request), language(request), folder, uploads, priors)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _job(request: Request) -> Job | None:
    return _site(request).jobs.of(_session(request), request.path_params["job"])


def _found(request: Request) -> tuple[Job, Report] | None:
    job = _job(request)
    report = job.report(request.path_params["report"]) if job else None
    return (job, report) if job and report else None


async def watch(request: Request) -> Response:
    """How far a job is, and what it found; a single report is shown at once."""
    job = _job(request)
    if job is None:
        return _problem(request, 404, "gone")
    if job.finished and len(job.reports) == 1 and not job.lost and "list" not in request.query_params:
        return RedirectResponse(f"/jobs/{job.id}/reports/{job.reports[0].id}", 303)
    return _shown(request, "job.html", job=job, forms=_forms(OF_ALL, job.reports))


async def delete(request: Request) -> Response:
    """Delete a job and its files at once."""
    job = _job(request)
    async with request.form() as form:
        if not _allowed(request, form):
            return _problem(request, 403, "stale")
    if job is not None:
        await asyncio.to_thread(_site(request).jobs.drop, job)
    return RedirectResponse("/", 303)


async def look(request: Request) -> Response:
    """A report with its findings."""
    found = _found(request)
    if found is None:
        return _problem(request, 404, "gone")
    job, report = found
    site = _site(request)
    target = FormTarget(f"/jobs/{job.id}/reports/{report.id}", site.door.csrf(_session(request)))
    try:
        (fragment,) = await site.showing.do(Show(report.asked, target, site.roots, language(request)))
    except LaneLostError:
        return _problem(request, 500, "lane_lost")
    return _shown(
        request,
        "report.html",
        job=job,
        report=report,
        fragment=fragment,
        forms=_forms(OF_ONE, [report]),
        explained=len(fragment.fingerprints & report.explanations.keys()),
    )


async def attempt(request: Request) -> Response:
    """Try cells with another content, or take that back."""
    found = _found(request)
    if found is None:
        return _problem(request, 404, "gone")
    job, report = found
    async with request.form() as form:
        if not _allowed(request, form):
            return _problem(request, 403, "stale")
        try:
            edits = parsed(str(form.get("set", "")))
        except ValueError:
            return _problem(request, 400, "stale")
        if "undo_all" in form:
            report.edits.clear()
        report.edits.pop(str(form.get("undo", "")), None)
        if len(report.edits | edits) <= _MOST:
            report.edits |= edits
    return RedirectResponse(f"/jobs/{job.id}/reports/{report.id}", 303)


async def explain(request: Request) -> Response:
    """Keep what somebody says of a finding, or withdraw it."""
    found = _found(request)
    if found is None:
        return _problem(request, 404, "gone")
    job, report = found
    async with request.form() as form:
        if not _allowed(request, form):
            return _problem(request, 403, "stale")
        fingerprint = str(form.get("fingerprint", ""))[:64]
        reason = " ".join(str(form.get("reason", "")).split())[:_LONGEST_REASON]
        owner = " ".join(str(form.get("owner", "")).split())[:_LONGEST_OWNER]
        if "withdraw" in form:
            report.explanations.pop(fingerprint, None)
        elif reason and owner and len(report.explanations) < _MOST:
            report.explanations[fingerprint] = Explanation(reason, owner)
    return RedirectResponse(f"/jobs/{job.id}/reports/{report.id}", 303)


def _forms(known: Sequence[str], reports: Sequence[Report]) -> list[str]:
    """The formats in which these reports can be taken home."""
    usable = {
        "pdf": all(report.summary.report.format == "pdf" for report in reports),
        "waivers": any(report.explanations for report in reports),
    }
    return [form for form in known if reports and usable.get(form, True)]


async def take_one(request: Request) -> Response:
    """A file of one report."""
    found = _found(request)
    form = request.path_params["form"]
    if found is None or form not in _forms(OF_ONE, [found[1]]):
        return _problem(request, 404, "gone")
    job, report = found
    path, reason = await _made(request, job, form, [report.asked])
    return _sent(request, path, reason, f"{Path(report.summary.report.name).stem}.checked", form)


async def take_all(request: Request) -> Response:
    """A file of all reports of a job; as many Word files in one archive."""
    job = _job(request)
    form = request.path_params["form"]
    if job is None or not job.finished or form not in _forms(OF_ALL, job.reports):
        return _problem(request, 404, "gone")
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
    site = _site(request)
    target = job.folder / f"made-{next(_numbers)}"
    lost = [] if len(asked) == 1 else job.lost
    try:
        failed: list[Lost] = await site.showing.do(Make(form, asked, lost, target, site.roots, language(request)))
    except LaneLostError:
        return None, "lane_lost"
    return (None, failed[0].reason) if failed else (target, "")


def _sent(request: Request, path: Path | None, reason: str, stem: str, form: str) -> Response:
    if path is None:
        return _problem(request, 500, reason)
    suffix = "waivers.yaml" if form == "waivers" else FORMATS[form].suffix if form in FORMATS else form
    # A page that was made of a document is taken home, never shown here.
    return FileResponse(
        path,
        media_type="application/octet-stream",
        filename=f"{stem}.{suffix}",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


async def report_file(request: Request) -> Response:
    """The style and the script that the page shares with the HTML report."""
    kinds = {"css": "text/css", "js": "text/javascript"}
    kind = request.path_params["kind"]
    if kind not in kinds:
        return _problem(request, 404, "gone")
    return PlainTextResponse((REPORT_FILES / f"page.{kind}").read_bytes(), media_type=kinds[kind])
