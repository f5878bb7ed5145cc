"""What sort of number a mention is, from its unit and the words right before it: growth, share, rate, difference …"""

from __future__ import annotations

import re

from gikvalidate.claims import ClaimKind
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention

#: The strength of a comma.
_COMMA = 2
#: How far before a number that of the year before may begin.
_BASE = 24
#: How far before the word of change its comparison may stand.
_NEAR = 12


def _direction(lead: str, lexicon: Lexicon) -> re.Match[str] | None:
    """The word of change a lead ends in: 增长, 减少至."""
    return lexicon.words["change.direction"].search(lead)


def _compared(lead: str, end: int, lexicon: Lexicon) -> re.Match[str] | None:
    """The words of comparison shortly before the word of change: 较上年 in 较上年略有增长."""
    found = None
    for match in lexicon.words["change.base"].finditer(lead, 0, end):
        found = match
    return found if found is not None and end - found.end() <= _NEAR else None


def classify(text: str, mention: Mention, sentence_start: int, lexicon: Lexicon) -> None:
    """Set kind, cue, sign and basis of a mention."""
    unit_kind = lexicon.unit_kind(mention.unit)
    if unit_kind == "duration":
        mention.kind = ClaimKind.DURATION
        return
    if unit_kind == "amount":
        mention.kind = ClaimKind.AMOUNT
    change = _change(text, mention, sentence_start, lexicon)
    if mention.number.written == "words" and _as_a_word(mention, lexicon):
        return
    if mention.unit == "百分点":
        mention.kind = ClaimKind.POINTS
    elif mention.unit == "倍":
        mention.kind = ClaimKind.MULTIPLE
        times = lexicon.endings["change.times"].search(mention.lead)
        mention.cue = times[0] if times else mention.cue
        mention.basis = "year" if times else mention.basis
    elif mention.unit == "%":
        _percentage(mention, change, lexicon)
    elif change and mention.sign == 0 and lexicon.endings["change.prior_value"].search(mention.lead):
        # In “比上年366条增加48条” the first number is last year's, not the change.
        mention.cue = mention.basis = ""
    elif change and (mention.basis or _said_in_full(mention, lexicon) or _nothing_but_change(mention, lexicon)):
        mention.kind = ClaimKind.DIFFERENCE
    elif change:
        mention.cue = ""
        mention.sign = 0


def _as_a_word(mention: Mention, lexicon: Lexicon) -> bool:
    """与上年持平 is a growth of nothing, 翻了一番 twice the year before."""
    text = mention.number.quantity.text
    if lexicon.words["change.said"].fullmatch(text) is None:
        return False
    base = lexicon.words["change.base"].search(mention.lead + text)
    mention.cue = (base[0] if base else "") + text
    mention.kind = ClaimKind.GROWTH if mention.unit == "%" else ClaimKind.MULTIPLE
    mention.basis = _basis(base[0], lexicon) if base else ""
    return True


def _said_in_full(mention: Mention, lexicon: Lexicon) -> bool:
    """法人和其他组织申请增加6件: by how much something rose, whatever it is; 新增6件 and 稳增长36条 are numbers."""
    return lexicon.endings["change.in_full"].search(mention.lead) is not None


def _nothing_but_change(mention: Mention, lexicon: Lexicon) -> bool:
    """增加5件 with no other word: the count that rose stands before."""
    match = _direction(mention.lead, lexicon)
    if match is None:
        return False
    return not lexicon.words["change.own"].sub("", mention.lead[: match.start()]).strip("，、：")


def go_on(mention: Mention, previous: Mention, lexicon: Lexicon) -> None:
    """What a percentage is by the number before it.

    It is a share of that (占总量1200条的66.7%), or of the kind of the one it is joined to (增长9.6%和20%).
    """
    opened = _of_the_whole_before(mention, previous, lexicon)
    if opened is not None:
        mention.kind, mention.cue = ClaimKind.SHARE, mention.lead
        # The 占 is no word of the whole.
        previous.lead, previous.lead_start = previous.lead[opened:], previous.lead_start + opened
        return
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


def _of_the_whole_before(mention: Mention, whole: Mention, lexicon: Lexicon) -> int | None:
    """Where in its lead a whole begins of which the percentage right behind it is a share: 占总量1200条的66.7%."""
    joined = mention.lead_start == whole.end and lexicon.words["share.of_number"].fullmatch(mention.lead) is not None
    if not joined or mention.kind is not ClaimKind.RATE or mention.unit != "%" or not whole.countable:
        return None
    opened = lexicon.words["share.opens"].search(whole.lead)
    return opened.start() + 1 if opened is not None else None


def _change(text: str, mention: Mention, sentence_start: int, lexicon: Lexicon) -> bool:
    """Read words of change at the end of the lead; the base may stand in the clause before (与上年相比，增加…)."""
    match = _direction(mention.lead, lexicon)
    compared = _compared(mention.lead, match.start() if match else len(mention.lead), lexicon)
    if match is None and (compared is None or compared.end() < len(mention.lead)):
        return False
    base = compared[0] if compared else ""
    if match and match["level"]:
        mention.level = True
        mention.cue = match[0]
        return False
    if not base:
        before = text[max(sentence_start, mention.lead_start - 14) : mention.lead_start].rstrip("，")
        found = lexicon.endings["change.base"].search(before)
        base = found[0] if found else ""
    if match is not None and not base and mention.strength == 0:
        # 比2023年的411条少了84条: the year before it is compared with stands before its number.
        before = text[max(sentence_start, mention.lead_start - _BASE) : mention.lead_start]
        found = lexicon.endings["change.prior_value"].search(before.rstrip("0123456789,.万亿件条次"))
        base = found[0] if found else ""
    short = match is not None and len(match["up"] or match["down"] or match["swing"] or "") < 2
    if match is not None and short and not base and mention.unit != "百分点":
        return False
    mention.cue = mention.lead[compared.start() :] if compared else f"{base}{match[0] if match else ''}"
    mention.sign = _sign(match, mention)
    mention.basis = _basis(base, lexicon)
    return True


def _sign(match: re.Match[str] | None, mention: Mention) -> int:
    if match and (match["up"] or match["down"]):
        return 1 if match["up"] else -1
    quantity = mention.number.quantity
    if quantity.value is not None and quantity.value < 0:
        return -1
    return 1 if quantity.text.startswith("+") else 0


def _basis(base: str, lexicon: Lexicon) -> str:
    if not base:
        return ""
    if lexicon.words["change.year"].search(base):
        return "year"
    return "period" if lexicon.words["change.period"].search(base) else base


def _percentage(mention: Mention, change: bool, lexicon: Lexicon) -> None:
    after = lexicon.words["share.after"].match(mention.trail)
    share = _share_cue(mention.lead, lexicon) or (after[0] if after and not change else "")
    if change and not share:
        mention.kind = ClaimKind.GROWTH
    elif share:
        mention.kind, mention.cue, mention.sign, mention.basis = ClaimKind.SHARE, share, 0, ""
    elif _of_the_count_before(mention, lexicon):
        mention.kind, mention.cue = ClaimKind.SHARE, mention.lead
    else:
        mention.kind = ClaimKind.RATE
        found = lexicon.words["rate"].search(mention.lead) or lexicon.words["rate"].search(mention.trail)
        mention.cue = found[0] if found else ""


def _of_the_count_before(mention: Mention, lexicon: Lexicon) -> bool:
    """动态131条，过半；: a word between a comma and the next mark is the share of the number before it."""
    said = mention.number.written != "digits" and not any(char.isdigit() for char in mention.number.quantity.text)
    alone = mention.strength == _COMMA and not mention.trail
    return said and alone and lexicon.words["share.bare"].fullmatch(mention.lead) is not None


def _share_cue(lead: str, lexicon: Lexicon) -> str:
    found = ""
    for match in lexicon.words["share.cue"].finditer(lead):
        found = match[0]
    return found
