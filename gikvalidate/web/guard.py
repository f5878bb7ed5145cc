"""Who may ask what: hosts, origins, the access token, the size of a request; and the headers of every answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SESSION, ACCESS = "gikvalidate", "gikvalidate-access"
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # With less, a browser names no origin for the page's own forms either.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    # What it holds is somebody's unpublished report.
    "cache-control": "no-store",
}
_SAFE = {"GET", "HEAD"}


class TooLargeError(Exception):
    """The body of a request is larger than the server takes."""


@dataclass(frozen=True)
class Door:
    """How the server is reached: the `hosts` it goes by (none: any), the `token` others need, the largest body."""

    hosts: Collection[str]
    token: str | None
    largest: int
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def sign(self, purpose: str, about: str) -> str:
        """What only this server could have written about something."""
        return hmac.new(self.secret, f"{purpose}\0{about}".encode(), hashlib.sha256).hexdigest()

    def csrf(self, session: str) -> str:
        """What every form of a session carries, so that no other site can send one."""
        return self.sign("csrf", session)

    def is_open(self, token: str) -> bool:
        return self.token is not None and hmac.compare_digest(token.encode(), self.token.encode())


class Guard:
    """ASGI middleware that lets through what `Door` allows, with the session's name in `scope["session"]`."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused request, or hand on one with its session."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cookies = _cookies(Headers(scope=scope))
        session = cookies.get(SESSION, "")
        begun = not _is_name(session)
        if begun:
            session = secrets.token_urlsafe(32)
        scope["session"] = session

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if begun:
                    headers.append("set-cookie", _cookie(SESSION, session))
            await send(message)

        refused = self._refused(scope, cookies)
        if refused is not None:
            await refused(scope, receive, answer)
            return
        await self._app(scope, self._limited(receive), answer)

    def _limited(self, receive: Receive) -> Receive:
        """The body of the request, cut off where it grows too large; its head may have promised anything."""
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._door.largest:
                raise TooLargeError
            return message

        return limited

    def _refused(self, scope: Scope, cookies: dict[str, str]) -> Response | None:
        request = Request(scope)
        host = urlsplit(f"//{request.headers.get('host', '')}")
        if self._door.hosts and _hostname(host.hostname) not in self._door.hosts:
            # Another name that leads here is a page elsewhere that had its own name point to this machine.
            return PlainTextResponse("unknown host", 421)
        if request.method not in _SAFE:
            origin = request.headers.get("origin")
            if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
                return PlainTextResponse("other origin", 403)
            if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
                return PlainTextResponse("other site", 403)
        if self._door.token is None or hmac.compare_digest(cookies.get(ACCESS, ""), self._door.sign("access", "")):
            return None
        return self._asked_for_token(request)

    def _asked_for_token(self, request: Request) -> Response | None:
        given = request.query_params.get("token", "")
        if request.method == "GET" and self._door.is_open(given):
            answer = RedirectResponse("/", 303)
            answer.headers.append("set-cookie", _cookie(ACCESS, self._door.sign("access", "")))
            return answer
        return PlainTextResponse(
            "请用启动时显示的完整网址打开（网址里带有口令）。\n"
            "Please open the whole address shown when the server was started; it holds the token.\n",
            401,
        )


def _cookies(headers: Headers) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except Exception:  # a broken cookie is no cookie
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _cookie(name: str, value: str) -> str:
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Lax"


def _is_name(session: str) -> bool:
    return 20 <= len(session) <= 64 and session.isascii() and session.replace("-", "").replace("_", "").isalnum()


def _hostname(name: str | None) -> str:
    return (name or "").rstrip(".").lower()
