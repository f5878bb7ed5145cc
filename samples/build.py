"""Write the sample reports from their descriptions: python samples/build.py [FOLDER]."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from reports.describe import load  # noqa: E402
from reports.write_docx import docx_bytes  # noqa: E402
from reports.write_html import html  # noqa: E402
from reports.write_txt import text  # noqa: E402

WRITERS = {
    "docx": docx_bytes,
    "html": lambda report: html(report).encode(),
    "txt": lambda report: text(report).encode(),
}


def build(folder: Path) -> None:
    """Write every sample and the findings expected from it into `folder`."""
    for source in sorted((HERE / "source").glob("*.yaml")):
        report, description = load(source)
        for suffix in description["formats"]:
            (folder / f"{source.stem}.{suffix}").write_bytes(WRITERS[suffix](report))
        expected = json.dumps(description["faults"], ensure_ascii=False, indent=2)
        (folder / f"{source.stem}.expected.json").write_text(f"{expected}\n", "utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if sys.argv[1:] else HERE)
