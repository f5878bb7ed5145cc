"""Old office files (doc, wps, rtf, odt, ods) turned into docx or xlsx by LibreOffice, which is kept on a short lead.

Every run has a profile of its own that forbids macros, links and the network, a time limit, limits on memory and file
size, and ends with all its children. Starting takes far longer than converting, so files go in together.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from gikvalidate.read.refusals import Refused
from gikvalidate.read.zips import Zip

#: What LibreOffice is asked for each kind of file.
TARGETS = {"doc": "docx", "rtf": "docx", "odt": "docx", "ods": "xlsx"}
START_SECONDS = 60.0
FILE_SECONDS = 10.0
MEMORY_KIB = 4 << 20
FILE_BLOCKS = 1 << 20  # of 512 bytes
INSTALL = "apt-get install libreoffice-writer libreoffice-calc"

PLACES = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files*/LibreOffice/program/soffice.exe",
)
_SETTING = (
    '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'.format
)
# Macros never; links never updated; nothing fetched, and the only way out is a closed door on this machine.
_PROFILE = "".join(
    (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">',
        _SETTING("Office.Common/Security/Scripting", "MacroSecurityLevel", 3),
        _SETTING("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
        _SETTING("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
        _SETTING("Office.Common/Security/Scripting", "CheckDocumentEvents", "false"),
        _SETTING("Office.Writer/Content/Update", "Link", 0),
        _SETTING("Office.Calc/Content/Update", "Link", 2),
        _SETTING("Inet/Settings", "ooInetProxyType", 2),
        _SETTING("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
        _SETTING("Inet/Settings", "ooInetHTTPProxyPort", 9),
        _SETTING("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
        _SETTING("Inet/Settings", "ooInetHTTPSProxyPort", 9),
        "</oor:items>",
    )
)


@dataclass(frozen=True, slots=True)
class Old:
    """A file to be converted: its bytes and what it is, a key of TARGETS."""

    data: bytes
    kind: str


def soffice() -> str | None:
    """LibreOffice on this machine."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((path for place in PLACES for path in sorted(glob(place))), None)  # noqa: PTH207 - absolute


def version(seconds: float = 30) -> str | None:
    """What LibreOffice says it is; None where it is absent or does not answer."""
    program = soffice()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="gikvalidate-") as folder, (Path(folder) / "out").open("w+b") as out:
        _run([program, *_options(Path(folder)), "--version"], Path(folder), seconds, out.fileno())
        out.seek(0)
        return out.read(200).decode("utf-8", "replace").partition("\n")[0].strip() or None


def convert(files: Sequence[Old], seconds: float | None = None) -> list[bytes | Refused]:
    """Each file as the bytes of a docx or xlsx, or why it is not; `seconds` bounds each run of LibreOffice."""
    results: list[bytes | Refused] = [_safe(file) for file in files]
    program = soffice()
    waiting = [index for index, result in enumerate(results) if not isinstance(result, Refused)]
    for target in dict.fromkeys(TARGETS[files[index].kind] for index in waiting):
        group = {index: files[index] for index in waiting if TARGETS[files[index].kind] == target}
        if program is None:
            results = [Refused("no_soffice", install=INSTALL) if i in group else r for i, r in enumerate(results)]
            continue
        for index, result in _converted(program, group, target, seconds).items():
            results[index] = result
    return results


def _safe(file: Old) -> bytes | Refused:
    """A packed file is inflated here first, for LibreOffice knows no limits."""
    try:
        if file.kind in ("odt", "ods"):
            packed = Zip(file.data)
            for entry in packed.list:
                packed.inflate(entry)
    except Refused as refusal:
        return refusal
    return file.data


def _converted(program: str, files: dict[int, Old], target: str, seconds: float | None) -> dict[int, bytes | Refused]:
    """LibreOffice takes files in order, so the first one missing after a run is the one that stopped it."""
    results: dict[int, bytes | Refused] = {}
    fruitless = 0
    while files:
        limit = seconds or START_SECONDS + FILE_SECONDS * len(files)
        made, finished = _batch(program, files, target, limit)
        results |= made
        files = {index: file for index, file in files.items() if index not in made}
        reason = Refused("not_converted") if finished else Refused("conversion_hung", seconds=f"{limit:.0f}")
        fruitless = 0 if made else fruitless + 1
        # Twice nothing at all: the fault is not in the file.
        blamed = list(files)[: None if fruitless > 1 else 1]
        results |= dict.fromkeys(blamed, reason)
        files = {index: file for index, file in files.items() if index not in blamed}
    return results


def _batch(program: str, files: dict[int, Old], target: str, seconds: float) -> tuple[dict[int, bytes], bool]:
    """What one run made of these files, and whether it ended by itself."""
    with tempfile.TemporaryDirectory(prefix="gikvalidate-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "out").mkdir()
        sources = []
        for index, file in files.items():
            sources.append(folder / f"{index:06}.{file.kind}")
            sources[-1].write_bytes(file.data)
        command = [program, *_options(folder), "--convert-to", target, "--outdir", str(folder / "out")]
        finished = _run([*command, *map(str, sources)], folder, seconds)
        made = {}
        for index in files:
            output = folder / "out" / f"{index:06}.{target}"
            # The last output of a run that was stopped may be half written.
            if output.is_file() and (finished or _is_whole(output)):
                made[index] = output.read_bytes()
        return made, finished


def _is_whole(path: Path) -> bool:
    try:
        Zip(path.read_bytes())
    except Refused:
        return False
    return True


def _options(folder: Path) -> list[str]:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    return [
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
    ]


def _run(command: Sequence[str], folder: Path, seconds: float, output: int = subprocess.DEVNULL) -> bool:
    """Run to the end or to the limit; True when it ended by itself. Nothing it started is left behind."""
    with _started(command, folder, output) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
    return True


@contextmanager
def _started(command: Sequence[str], folder: Path, output: int) -> Iterator[subprocess.Popen[bytes]]:
    limited = list(command)
    if os.name == "posix":
        limits = f"ulimit -f {FILE_BLOCKS}; ulimit -c 0; ulimit -v {MEMORY_KIB}"
        limited = ["/bin/sh", "-c", f'{{ {limits}; }} 2>/dev/null; exec "$@"', "sh", *command]
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "SYSTEMROOT")}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        limited,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole group: the program is a script that starts others, which outlive it."""
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
