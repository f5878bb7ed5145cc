"""A random report whose tables balance and whose sentences are all true."""

from __future__ import annotations

from random import Random

from . import narrative
from .model import Generation, Report, Style
from .random_values import LARGE_SCALES, SCALES, Values, random_values
from .told import Told

_PLACES = ("云岭市", "星原市", "锦泽县", "澜浦区", "青屿县", "松陵高新区")
_OFFICES = ("水务局", "教育局", "民政局", "医疗保障局", "应急管理局", "市场监督管理局", "城市管理局", "统计局")


def random_report(seed: int, generation: Generation, *, ample: bool = False) -> Report:
    """The same report for the same seed; an `ample` one has large figures and paragraphs that run over pages."""
    rng = Random(f"{generation}/{seed}{'/ample' if ample else ''}")
    agency = rng.choice(_PLACES) + rng.choice(_OFFICES)
    year = rng.choice((2019, 2020)) if generation == "form2019" else rng.randint(2021, 2025)
    values = random_values(rng, generation, LARGE_SCALES if ample else SCALES)
    return report_of(rng, agency, year, generation, values, ample=ample)


def report_of(
    rng: Random,
    agency: str,
    year: int,
    generation: Generation,
    values: Values,
    before: Values | None = None,
    *,
    ample: bool = False,
) -> Report:
    """A report with these figures; with those of the year `before`, what it says of that year is true."""
    told = Told(rng, values, generation, before)
    return Report(
        agency=agency,
        year=year,
        generation=generation,
        title=rng.choice(
            ((agency, f"{year}年政府信息公开工作年度报告"), (f"{agency}{year}年政府信息公开工作年度报告",))
        ),
        opening=(narrative.opening(rng, agency, year),),
        sections=(
            (*narrative.overview(rng, told, agency, year), *(narrative.ample(rng) if ample else ())),
            tuple(rng.sample([told.normative(), told.powers()], rng.randint(0, 2))),
            (),
            (told.appeals(),),
            tuple(narrative.shortcomings(rng)),
            tuple(narrative.closing(rng, agency, year, generation)),
        ),
        signature=(agency, f"{year + 1}年1月{rng.randint(5, 30)}日"),
        values=values,
        style=Style(
            zeros=rng.choice(("", "0", "0")),
            narrow=rng.random() < 0.4,
            upright=rng.random() < 0.3,
            thousands=rng.random() < 0.15,
            signs=rng.random() < 0.2,
        ),
    )
