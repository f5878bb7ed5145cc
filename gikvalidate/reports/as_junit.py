"""JUnit XML for pipelines: a suite per document, a failure per finding, what was not evaluated as skipped.

Every finding is a failure with its severity as type; whether the run fails is for the exit code and --fail-on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from gikvalidate.findings import Finding, NotChecked, Result, Status, Unreadable, in_language
from gikvalidate.reports.root_causes import story
from gikvalidate.reports.wording import note

# What XML cannot hold.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def findings_junit(results: Sequence[Result], unreadable: Sequence[Unreadable], lang: str) -> bytes:
    """The whole run as an XML document in UTF-8."""
    root = etree.Element("testsuites", name="gikvalidate")
    for result in results:
        root.append(_suite(result, lang))
    for file in unreadable:
        suite = etree.SubElement(root, "testsuite", name=_clean(str(file.path)), tests="1", failures="0", errors="1")
        case = etree.SubElement(suite, "testcase", classname=_clean(str(file.path)), name="read")
        etree.SubElement(case, "error", type="unreadable", message=_clean(file.reason))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _suite(result: Result, lang: str) -> etree._Element:
    crashed = sum(item.status is Status.CRASHED for item in result.not_checked)
    others = len(result.not_checked) - crashed
    suite = etree.Element(
        "testsuite",
        name=_clean(str(result.path)),
        tests=str(len(result.findings) + len(result.not_checked)),
        failures=str(len(result.findings)),
        errors=str(crashed),
        skipped=str(others),
    )
    properties = etree.SubElement(suite, "properties")
    ledger = result.ledger
    known = {"agency": result.submission.agency, "year": result.submission.year}
    counts = {name: getattr(ledger, name) for name in ledger.__dataclass_fields__}
    for name, value in {**known, **counts}.items():
        etree.SubElement(properties, "property", name=name, value=_clean("" if value is None else str(value)))
    for number, finding in enumerate(result.findings, start=1):
        suite.append(_failure(result, number, finding, lang))
    for item in result.not_checked:
        suite.append(_not_checked(result, item, lang))
    return suite


def _failure(result: Result, number: int, finding: Finding, lang: str) -> etree._Element:
    case = _case(result, f"{finding.rule} {finding.fingerprint}")
    failure = etree.SubElement(case, "failure", type=finding.severity.value, message=_clean(finding.message))
    failure.text = _clean("\n".join(note(number, finding, lang, story(result, finding, lang))))
    return case


def _not_checked(result: Result, item: NotChecked, lang: str) -> etree._Element:
    case = _case(result, f"{item.rule} {item.subject}".strip())
    tag = "error" if item.status is Status.CRASHED else "skipped"
    etree.SubElement(case, tag, type=item.status.value, message=_clean(in_language(item.reason, lang)))
    return case


def _case(result: Result, name: str) -> etree._Element:
    return etree.Element("testcase", classname=_clean(str(result.path)), name=_clean(name))


def _clean(text: str) -> str:
    """Without what XML cannot hold; names of files may hold anything."""
    return _UNFIT.sub("\ufffd", text)
