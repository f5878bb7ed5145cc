"""Whole pages: a template, the language of whoever asks, and the frame that all share."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from gikvalidate.web.fragment import environment
from gikvalidate.web.uploads import FILES
from gikvalidate.web.words import WORDS

_COOKIE = "gikvalidate-lang"
_YEAR = 365 * 24 * 3600


def language(request: Request) -> str:
    """ "zh" or "en": as asked for, as asked for before, or Chinese."""
    asked = request.query_params.get("lang", request.cookies.get(_COOKIE, ""))
    return asked if asked in WORDS else "zh"


def page(request: Request, template: str, status: int, **context: object) -> Response:
    """The page in the reader's language; a language that was asked for is kept."""
    lang = language(request)
    html = (
        environment(lang)
        .get_template(template)
        .render(path=request.url.path, listed="list" in request.query_params, most_files=FILES, **context)
    )
    answer = HTMLResponse(html, status)
    if request.query_params.get("lang") == lang:
        answer.set_cookie(_COOKIE, lang, max_age=_YEAR, httponly=True, samesite="lax")
    return answer
