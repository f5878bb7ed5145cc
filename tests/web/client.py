"""A server as somebody starts it, and a browser's part of the talk with it, without a browser."""

import http.client
import os
import re
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from lxml import html as lxml_html
from reports.random_report import random_report


@contextmanager
def running(folder: Path, *options: str):
    """A server whose temporary files go to the folder: its process and its address."""
    command = [sys.executable, "-m", "gikvalidate", "serve", "--port", "0", "--processes", "2", *options]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(folder)}
    )
    try:
        line = server.stdout.readline()
        address = re.search(r"http://\S+", line)
        assert address, line + server.stderr.read()
        yield server, address.group()
    finally:
        if server.poll() is None:
            server.terminate()
        server.communicate(timeout=30)


def left(folder: Path) -> list[Path]:
    """Whatever lies in the folder now; some of it may be deleted while we look."""
    found = ((Path(above), [*folders, *files]) for above, folders, files in os.walk(folder))
    return sorted(above / name for above, names in found for name in names)


def waited(done, seconds: float = 300):
    """The first true answer of `done`, which is asked less and less often."""
    end, pause = time.monotonic() + seconds, 0.05
    while time.monotonic() < end:
        if answer := done():
            return answer
        time.sleep(pause)
        pause = min(2 * pause, 1)
    raise AssertionError("it took too long")


def with_wrong_total(seed: int):
    """A random report of this seed's own with a wrong total in 表三, and that total; some have no applications."""
    key = "t3.granted.total"
    every = (random_report(seed + 1000 * step, "form2021") for step in range(100))
    report = next(report for report in every if key in report.values)
    total = str(report.values[key] + seed + 1)
    return replace(report, written={key: total}), total


class Answer:
    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.read()

    @property
    def tree(self):
        return lxml_html.fromstring(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    """One browser: it keeps cookies and sends what it is told."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection(self._host, timeout=120)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, told)
        answer = Answer(connection.getresponse())
        connection.close()
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def csrf(self) -> str:
        return self.ask("GET", "/").tree.xpath("//input[@name='csrf']/@value")[0]

    def send(self, path: str, **fields: str) -> Answer:
        body = urlencode({"csrf": self.csrf(), **fields}).encode()
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")

    def hand_in(self, files, priors=(), csrf: str | None = None, **headers: str) -> Answer:
        """Send (name, bytes) of this year and of last year."""
        border = secrets.token_hex(12)
        body = multipart(border, csrf or self.csrf(), files, priors)
        return self.ask("POST", "/jobs", body, Content_Type=f"multipart/form-data; boundary={border}", **headers)

    def checked(self, files, priors=()) -> str:
        """The path of a job that has ended."""
        answer = self.hand_in(files, priors)
        assert answer.status == 303, answer.text
        job = answer.headers["location"]
        waited(lambda: not self.ask("GET", f"{job}?list").tree.xpath("//main[@data-unfinished]"))
        return job


def multipart(border: str, csrf: str, files, priors=()) -> bytes:
    """The body of the form."""
    parts = [f'--{border}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n'.encode()]
    for field, every in (("files", files), ("priors", priors)):
        for name, data in every:
            head = f'--{border}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", data, b"\r\n"]
    return b"".join(parts) + f"--{border}--\r\n".encode()
