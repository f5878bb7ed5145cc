"""Who asks for what: the site and its jobs as a request sees them, and the answers that all routes give."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from gikvalidate.web.guard import Door
from gikvalidate.web.jobs import Job, Jobs, Report
from gikvalidate.web.lanes import Lanes
from gikvalidate.web.pages import page


@dataclass(frozen=True)
class Site:
    """What the routes share."""

    door: Door
    jobs: Jobs
    showing: Lanes
    roots: tuple[Path, ...]


def site_of(request: Request) -> Site:
    """What the routes share."""
    site: Site = request.app.state.site
    return site


def session_of(request: Request) -> str:
    """The name of the session, which the guard gave it."""
    session: str = request.scope["session"]
    return session


def shown(request: Request, template: str, status: int = 200, **context: object) -> Response:
    """A page of the site, whose forms carry the token of the session."""
    csrf = site_of(request).door.csrf(session_of(request))
    return page(request, template, status, csrf=csrf, **context)


def problem(request: Request, status: int, word: str) -> Response:
    """A page that says what is wrong, and where to go on."""
    return shown(request, "problem.html", status, word=word, largest=site_of(request).door.largest >> 20)


def allowed(request: Request, form: FormData) -> bool:
    """Whether a form was sent from a page of this session."""
    given = form.get("csrf")
    return isinstance(given, str) and compare_digest(
        given.encode(), site_of(request).door.csrf(session_of(request)).encode()
    )


def job_of(request: Request) -> Job | None:
    """The job that is asked for, if it is that of who asks."""
    return site_of(request).jobs.of(session_of(request), request.path_params["job"])


def found_in(request: Request) -> tuple[Job, Report] | None:
    """The report that is asked for, with its job."""
    job = job_of(request)
    report = job.report(request.path_params["report"]) if job else None
    return (job, report) if job and report else None
