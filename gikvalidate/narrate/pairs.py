"""Several names before the numbers: A、B分别为a、b件, and A和B均为n件."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from gikvalidate.claims import Period
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.meaning import strip_label
from gikvalidate.narrate.mentions import Mention
from gikvalidate.narrate.zeros import heads


def from_to(mentions: list[Mention], lexicon: Lexicon) -> None:
    """由去年的18件增加到25件: the first number is of the year before, the second what the words are about."""
    for before, now in pairwise(mentions):
        same = before.sentence == now.sentence and before.unit == now.unit and before.countable and now.countable
        joined = before.group == now.group and now.strength == 1 and not lexicon.words["joiner"].sub("", now.lead)
        if same and joined and before.period is Period.PRIOR_YEAR:
            now.period = Period.PRIOR_YEAR  # 比上年的114件、60件
        turned = now.level or lexicon.words["change.becomes"].fullmatch(now.lead) is not None
        if same and turned and lexicon.endings["change.prior_from"].search(before.lead):
            now.level, now.period = True, Period.THIS_YEAR
            before.period = Period.PRIOR_YEAR
            if not now.subject:
                now.subject, now.label, now.topic = before.subject, before.label, before.topic


def included(mentions: list[Mention], lexicon: Lexicon) -> None:
    """来自高校的申请7件（含上年结转1件）: of cases that no table counts, perhaps, no part is in one either."""
    for before, mention in pairwise(mentions):
        inside = mention.group == before.end and before.unit == mention.unit and before.countable
        if inside and before.subject in {"", *lexicon.soft} and lexicon.words["included"].match(mention.lead):
            mention.subject = ""


def paired(mentions: list[Mention], lexicon: Lexicon, rename: Callable[[Mention, str], None]) -> list[Mention]:
    """The mentions with names and numbers matched up; `rename` gives one another label and what it then means."""
    result: list[Mention] = []
    for index, mention in enumerate(mentions):
        found = lexicon.words["respectively"].search(mention.lead)
        if found is not None:
            run = run_of(mentions[index : index + 12], lexicon)
            names = _names(mention.lead[: found.start()], lexicon)
            if index and len(names) != len(run):
                names = _counted_out(mentions[index - 1], mention, lexicon) or names
            _name(run, names, rename)
        each = lexicon.endings["each"].search(mention.lead)
        named = mention.lead[: each.start()] if each is not None and mention.countable else ""
        if lexicon.words["unsettled"].search(named):
            named = ""
        subjects = heads(named, lexicon) if named else []
        if len(subjects) > 1:
            result += [replace(mention, subject=subject) for subject in subjects]
        else:
            result += (_each(mention, named, lexicon, rename) if named else []) or [mention]
    return result


def _each(mention: Mention, named: str, lexicon: Lexicon, rename: Callable[[Mention, str], None]) -> list[Mention]:
    """The number once for each of the names, where every name has a meaning of its own (人大建议和政协提案均为15件), or
    where 各 says that it is (律师事务所和其他组织各1件).
    """
    names = [name for name in lexicon.words["joiner"].split(strip_label(named, lexicon)) if name]
    copies = [replace(mention) for _ in names]
    for copy, name in zip(copies, names, strict=True):
        rename(copy, name)
    subjects = [copy.subject for copy in copies if copy.subject]
    apart = len(set(subjects)) == len(subjects) and (len(subjects) == len(copies) or mention.lead.endswith("各"))
    return copies if len(copies) > 1 and subjects and apart else []


def run_of(mentions: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """The first of the numbers and those that follow it with nothing but a joining word between."""
    first = mentions[0]
    run = [first]
    for mention in mentions[1:]:
        joined = lexicon.words["joiner"].fullmatch(mention.lead or "、") and mention.strength <= 2
        if (
            not joined
            or mention.sentence != first.sentence
            or mention.group != first.group
            or mention.kind != first.kind
        ):
            break
        run.append(mention)
    return run


def _names(words: str, lexicon: Lexicon) -> list[str]:
    return [name for name in lexicon.words["joiner"].split(strip_label(words, lexicon)) if name]


def _counted_out(before: Mention, first: Mention, lexicon: Lexicon) -> list[str]:
    """The names in front of their number: 网上、信函、当面三种方式提交的申请分别为41件、9件、6件."""
    names = _names(before.label, lexicon)
    return names if before.group == first.group and counts_out(before, first, len(names)) else []


def counts_out(before: Mention, first: Mention, size: int) -> bool:
    """Whether a number right before others says how many are spoken of: 三项指标较上年分别增长4.3%、5.7%和16.2%."""
    near = before.sentence == first.sentence and before.end == first.lead_start
    return near and before.number.quantity.value == size


def _name(run: list[Mention], names: list[str], rename: Callable[[Mention, str], None]) -> None:
    """Give each of the numbers its name; lengths must agree."""
    if len(run) < 2 or len(names) != len(run):
        return
    for mention, name in zip(run, names, strict=True):
        rename(mention, name)
