"""A report whose agency, sentences, cells and file name try to be code wherever they may end up."""

from pathlib import Path

from .conftest import ROOT

SCRIPT = "<script>window.hit=1</script><img src=x onerror=window.hit=1>'\"`--></style></script>]]>&lt;"
FORMULA = '=HYPERLINK("http://x.example","点我")'


def hostile_report(folder: Path) -> Path:
    """A faulty sample as text with markup in its words, and a formula and a link in its cells."""
    text = (ROOT / "samples" / "faulty-form2019.txt").read_text("utf-8")
    told = "审批职能本年整体调出，数据并入市行政审批部门"
    assert text.count(told) == 1
    text = text.replace(told, f"{FORMULA}{SCRIPT}")
    text = text.replace("同比增长6.0%", f"同比增长6.0%，{SCRIPT}javascript:alert(1) [点](http://x.example)")
    text = text.replace("占68.1%", f"{SCRIPT}占68.1%")
    path = folder / "'\"><script>window.hit=1<|script>=1+1.txt"
    path.write_text(text, encoding="utf-8")
    return path
