"""What sort of number a mention is, from its unit and the words right before it: growth, share, rate, difference …"""

from __future__ import annotations

import re
from functools import cache

from gikvalidate.claims import ClaimKind
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention


@cache
def _grammar(base: str, up: str, down: str, swing: str, filler: str, level: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<base>{base})?(?P<own>[^，；。]{{0,12}}?)(?:(?P<up>{up})|(?P<down>{down})|(?P<swing>{swing}))"
        rf"(?:{filler}){{0,3}}(?P<level>{level})?(?:{filler})?$"
    )


def change_grammar(lexicon: Lexicon) -> re.Pattern[str]:
    """Base, direction and level at the end of a lead: 较上年增长, 减少至."""
    words = {
        name: lexicon.words[f"change.{name}"].pattern
        for name in ("year", "period", "dated", "up", "down", "swing", "filler", "level")
    }
    base = f"{words['year']}|{words['period']}|{words['dated']}"
    return _grammar(base, words["up"], words["down"], words["swing"], words["filler"], words["level"])


def classify(text: str, mention: Mention, sentence_start: int, lexicon: Lexicon) -> None:
    """Set kind, cue, sign and basis of a mention."""
    unit_kind = lexicon.unit_kind(mention.unit)
    if unit_kind == "duration":
        mention.kind = ClaimKind.DURATION
        return
    if unit_kind == "amount":
        mention.kind = ClaimKind.AMOUNT
    change = _change(text, mention, sentence_start, lexicon)
    if mention.unit == "百分点":
        mention.kind = ClaimKind.POINTS
    elif mention.unit == "倍":
        mention.kind = ClaimKind.MULTIPLE
        times = lexicon.endings["change.times"].search(mention.lead)
        mention.cue = times[0] if times else mention.cue
        mention.basis = "year" if times else mention.basis
    elif mention.unit == "%":
        _percentage(mention, change, lexicon)
    elif change and mention.basis:
        mention.kind = ClaimKind.DIFFERENCE
    elif change:
        mention.cue = ""
        mention.sign = 0


def go_on(mention: Mention, previous: Mention, lexicon: Lexicon) -> None:
    """增长9.6%和20%: the second percentage is a growth as the first."""
    joined = mention.lead and lexicon.words["joiner"].fullmatch(mention.lead)
    if (
        joined
        and mention.kind is ClaimKind.RATE
        and mention.unit == previous.unit
        and previous.kind in {ClaimKind.GROWTH, ClaimKind.SHARE}
    ):
        mention.kind, mention.cue, mention.sign, mention.basis = (
            previous.kind,
            previous.cue,
            previous.sign,
            previous.basis,
        )


def _change(text: str, mention: Mention, sentence_start: int, lexicon: Lexicon) -> bool:
    """Read words of change at the end of the lead; the base may stand in the clause before (与上年相比，增加…)."""
    match = change_grammar(lexicon).search(mention.lead)
    bare = lexicon.endings["change.base"].search(mention.lead)
    if match is None and bare is None:
        return False
    base = match["base"] if match and match["base"] else (bare[0] if bare else "")
    if match and match["level"]:
        mention.level = True
        mention.cue = match[0]
        return False
    if not base:
        before = text[max(sentence_start, mention.lead_start - 14) : mention.lead_start].rstrip("，")
        found = lexicon.endings["change.base"].search(before)
        base = found[0] if found else ""
    short = match is not None and len(match["up"] or match["down"] or match["swing"] or "") < 2
    if match is not None and short and not base and mention.unit != "百分点":
        return False
    mention.cue = match[0] if match and match["base"] else f"{base}{match[0] if match else ''}"
    value = mention.number.quantity.value or 0
    mention.sign = (
        1
        if match and match["up"]
        else -1
        if match and match["down"]
        else (1 if value > 0 and "+" in mention.number.quantity.text else -1 if value < 0 else 0)
    )
    mention.basis = _basis(base, lexicon)
    return True


def _basis(base: str, lexicon: Lexicon) -> str:
    if not base:
        return ""
    if lexicon.words["change.year"].search(base):
        return "year"
    return "period" if lexicon.words["change.period"].search(base) else base


def _percentage(mention: Mention, change: bool, lexicon: Lexicon) -> None:
    share = _share_cue(mention.lead, lexicon)
    if change and not share:
        mention.kind = ClaimKind.GROWTH
    elif share:
        mention.kind, mention.cue, mention.sign, mention.basis = ClaimKind.SHARE, share, 0, ""
    else:
        mention.kind = ClaimKind.RATE
        found = lexicon.words["rate"].search(mention.lead) or lexicon.words["rate"].search(mention.trail)
        mention.cue = found[0] if found else ""


def _share_cue(lead: str, lexicon: Lexicon) -> str:
    found = ""
    for match in lexicon.words["share.cue"].finditer(lead):
        found = match[0]
    return found
