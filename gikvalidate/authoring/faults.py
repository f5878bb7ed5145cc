"""A fault of a rule file, told at its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gikvalidate.datafiles import DataFileError, Trail
    from gikvalidate.rules import Rule


@dataclass(frozen=True)
class Fault:
    """What is wrong with a rule and where; `grave` where the rule cannot do its work, else it is advice."""

    path: Path
    line: int
    column: int
    words: tuple[str, str]
    grave: bool = True

    @classmethod
    def of(cls, error: DataFileError) -> Fault:
        return cls(error.path, error.line, error.column, error.words)

    @classmethod
    def at(cls, rule: Rule, trail: Trail, zh: str, en: str, *, grave: bool = True) -> Fault:
        error = rule.error(trail, zh, en)
        return cls(error.path, error.line, error.column, (zh, en), grave)

    def told(self, lang: str) -> str:
        advice = "" if self.grave else ("advice: " if lang == "en" else "建议：")
        return f"{self.path}:{self.line}:{self.column}: {advice}{self.words[lang == 'en']}"
