"""A thousand checked reports as one page and one workbook: how long, how large, how fast Chromium opens the page."""

import dataclasses
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from playwright.sync_api import sync_playwright
from reports.random_report import random_report
from reports.write_docx import docx_bytes

from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.outputs import Run, whole

REPORTS, DIFFERENT = 1000, 50


def faulty(seed: int, folder: Path) -> Path:
    """A random report with five wrong totals in 表三, each of which breaks several relations."""
    report = random_report(seed, "form2021" if seed % 2 else "form2019")
    keys = sorted(key for key in report.values if key.startswith("t3.") and key.endswith("total"))
    written = {key: str(report.values[key] + 1) for key in Random(seed).sample(keys, min(5, len(keys)))}
    path = folder / f"{seed}.docx"
    path.write_bytes(docx_bytes(dataclasses.replace(report, written=written)))
    return path


def results(folder: Path):
    checks = compile_rules()
    found = [check(submit(faulty(seed, folder)), checks) for seed in range(DIFFERENT)]
    for number in range(REPORTS):
        result = found[number % DIFFERENT]
        own = result.submission
        document = dataclasses.replace(own.document, path=Path(f"reports/{number:04}.docx"))
        submission = dataclasses.replace(own, document=document, agency=f"{own.agency}{number}")
        yield dataclasses.replace(result, submission=submission)


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


def opened(path: Path) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("Chromium is not installed")
        return
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto("about:blank")
        begun = time.perf_counter()
        page.goto(path.as_uri())
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        shown = time.perf_counter() - begun
        processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        renderers = [process for process in processes if process["type"] == "renderer"]
        largest = max(resident(process["id"]) for process in renderers)
        cpu = max(process["cpuTime"] for process in renderers)
        begun = time.perf_counter()
        page.locator(".report summary").nth(REPORTS // 2).click()
        page.locator(".report[open] .paper table").first.wait_for()
        section = time.perf_counter() - begun
        print(f"Chromium shows it after {shown:.2f} s ({cpu:.2f} s of CPU), {largest} MiB")
        print(f"a report of it opens after {section:.2f} s")
        browser.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checked = list(results(folder))
        print(f"{len(checked)} reports, {sum(len(result.findings) for result in checked)} findings")
        for form in ("html", "xlsx", "csv", "sarif", "junit", "md"):
            begun = time.process_time()
            data = whole(form, Run(checked, [], "zh"))
            print(f"{form}: {time.process_time() - begun:.1f} s of CPU, {len(data) / 2**20:.1f} MiB")
            (folder / f"all.{form}").write_bytes(data)
        print(f"largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
        opened(folder / "all.html")


if __name__ == "__main__":
    main()
