"""The routes of the page: hand in, watch, look, try, explain, take home, delete."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from gikvalidate.reports.as_html import TEMPLATES as REPORT_FILES
from gikvalidate.web.asked import Explanation
from gikvalidate.web.files import OF_ALL, OF_ONE, forms_of, take_all, take_one
from gikvalidate.web.fragment import FormTarget
from gikvalidate.web.guard import Door, Guard, TooLargeError
from gikvalidate.web.jobs import FullError, Jobs
from gikvalidate.web.lanes import LaneLostError, Lanes
from gikvalidate.web.pages import language
from gikvalidate.web.tasks import Show
from gikvalidate.web.trial import parsed
from gikvalidate.web.uploads import NotTakenError, files_of, handed
from gikvalidate.web.visit import Site, allowed, found_in, job_of, problem, session_of, shown, site_of

_STATIC = Path(__file__).parent / "static"
_LONGEST_REASON, _LONGEST_OWNER = 1000, 40
# No report has more cells or findings that anybody tries or explains.
_MOST = 400


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


async def _missing(request: Request, _: Exception) -> Response:
    return problem(request, 404, "gone")


async def start(request: Request) -> Response:
    """The page on which reports are handed in, with the jobs of this browser."""
    site = site_of(request)
    return shown(
        request, "start.html", jobs=site.jobs.mine(session_of(request)), largest=site.door.largest, keep=site.jobs.keep
    )


async def hand_in(request: Request) -> Response:
    """Take files and begin to check them."""
    site = site_of(request)
    try:
        if int(request.headers.get("content-length", "0")) > site.door.largest:
            raise TooLargeError
        form = await handed(request)
    except (TooLargeError, ValueError):
        refused = problem(request, 413, "too_large")
        # What else is sent is not waited for.
        refused.headers["connection"] = "close"
        return refused
    except NotTakenError:
        return problem(request, 400, "not_taken")
    try:
        if not allowed(request, form):
            return problem(request, 403, "stale")
        files = files_of(form, "files")
        if not files:
            return problem(request, 400, "not_taken")
        folder, uploads, priors = await asyncio.to_thread(site.jobs.stored, files, files_of(form, "priors"))
    except FullError:
        return problem(request, 503, "busy")
    finally:
        await form.close()
    job = site.jobs.begin(session_of(request), language(request), folder, uploads, priors)
    return RedirectResponse(f"/jobs/{job.id}", 303)


async def watch(request: Request) -> Response:
    """How far a job is, and what it found; a single report is shown at once."""
    job = job_of(request)
    if job is None:
        return problem(request, 404, "gone")
    if job.finished and len(job.reports) == 1 and not job.lost and "list" not in request.query_params:
        return RedirectResponse(f"/jobs/{job.id}/reports/{job.reports[0].id}", 303)
    return shown(request, "job.html", job=job, forms=forms_of(OF_ALL, job.reports))


async def delete(request: Request) -> Response:
    """Delete a job and its files at once."""
    job = job_of(request)
    async with request.form() as form:
        if not allowed(request, form):
            return problem(request, 403, "stale")
    if job is not None:
        await asyncio.to_thread(site_of(request).jobs.drop, job)
    return RedirectResponse("/", 303)


async def look(request: Request) -> Response:
    """A report with its findings."""
    found = found_in(request)
    if found is None:
        return problem(request, 404, "gone")
    job, report = found
    site = site_of(request)
    target = FormTarget(f"/jobs/{job.id}/reports/{report.id}", site.door.csrf(session_of(request)))
    try:
        (fragment,) = await site.showing.do(Show(report.asked, target, site.roots, language(request)))
    except LaneLostError:
        return problem(request, 500, "lane_lost")
    return shown(
        request,
        "report.html",
        job=job,
        report=report,
        fragment=fragment,
        forms=forms_of(OF_ONE, [report]),
        explained=len(fragment.fingerprints & report.explanations.keys()),
    )


async def attempt(request: Request) -> Response:
    """Try cells with another content, or take that back."""
    found = found_in(request)
    if found is None:
        return problem(request, 404, "gone")
    job, report = found
    async with request.form() as form:
        if not allowed(request, form):
            return problem(request, 403, "stale")
        try:
            edits = parsed(str(form.get("set", "")))
        except ValueError:
            return problem(request, 400, "stale")
        if "undo_all" in form:
            report.edits.clear()
        report.edits.pop(str(form.get("undo", "")), None)
        if len(report.edits | edits) <= _MOST:
            report.edits |= edits
    return RedirectResponse(f"/jobs/{job.id}/reports/{report.id}", 303)


async def explain(request: Request) -> Response:
    """Keep what somebody says of a finding, or withdraw it."""
    found = found_in(request)
    if found is None:
        return problem(request, 404, "gone")
    job, report = found
    async with request.form() as form:
        if not allowed(request, form):
            return problem(request, 403, "stale")
        fingerprint = str(form.get("fingerprint", ""))[:64]
        reason = " ".join(str(form.get("reason", "")).split())[:_LONGEST_REASON]
        owner = " ".join(str(form.get("owner", "")).split())[:_LONGEST_OWNER]
        if "withdraw" in form:
            report.explanations.pop(fingerprint, None)
        elif reason and owner and len(report.explanations) < _MOST:
            report.explanations[fingerprint] = Explanation(reason, owner)
    return RedirectResponse(f"/jobs/{job.id}/reports/{report.id}", 303)


async def report_file(request: Request) -> Response:
    """The style and the script that the page shares with the HTML report."""
    kinds = {"css": "text/css", "js": "text/javascript"}
    kind = request.path_params["kind"]
    if kind not in kinds:
        return problem(request, 404, "gone")
    return PlainTextResponse((REPORT_FILES / f"page.{kind}").read_bytes(), media_type=kinds[kind])
