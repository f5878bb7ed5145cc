"""Read a report from its YAML description (samples/source), every scalar as the text it is."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from .forms import COLUMNS, RESULTS, keys
from .model import Report, Style


def load(path: Path) -> tuple[Report, dict[str, Any]]:
    """The report described in `path`, and the description itself (formats and planted faults)."""
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    cells: dict[str, str] = {}
    for row, columns in data["t2"].items():
        cells |= {f"t2.{row}.{column}": text for column, text in columns.items()}
    for table, names in (("t3", COLUMNS), ("t4", RESULTS)):
        for row, texts in data[table].items():
            cells |= {f"{table}.{row}.{column}": text for column, text in zip(names, texts, strict=True)}
    if unknown := cells.keys() - set(keys(data["generation"])):
        raise ValueError(f"{path}: no such cells on the form: {sorted(unknown)}")
    values = {key: number for key, text in cells.items() if (number := _number(text)) is not None}
    report = Report(
        agency=data["agency"],
        year=int(data["year"]),
        generation=data["generation"],
        title=tuple(data["title"]),
        opening=tuple(data["opening"]),
        sections=tuple(tuple(paragraphs) for paragraphs in data["sections"]),
        signature=tuple(data["signature"]),
        values=values,
        written={key: text for key, text in cells.items() if key not in values},
        style=_style(data["style"]),
    )
    return report, data


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _style(options: dict[str, str]) -> Style:
    switches = {name: value == "true" for name, value in options.items() if name != "zeros"}
    return Style(zeros=options.get("zeros", "0"), **switches)
