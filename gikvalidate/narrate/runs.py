"""Parts of one known kind told side by side without a word that opens a list: by channel, by applicant, by outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gikvalidate.claims import ClaimKind
from gikvalidate.narrate import lists, wholes
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention

_KINDS = frozenset({"channel", "applicant", "outcome", "proposals"})

#: What is left for the next year closes a list of outcomes.
_LEFT_OVER = "applications.carried_out"

#: Two kinds that between them are everything.
_COMPLEMENTS = (
    {"proposals.deputies", "proposals.members"},
    {"applicant.natural", "applicant.organisations"},
    {"suit.direct", "suit.after_review"},
)


def complementary(parts: Sequence[Mention], lexicon: Lexicon) -> bool:
    """Whether two parts are between them everything: 自然人 and 法人或其他组织, 专职 and 兼职."""
    if len(parts) != 2:
        return False
    if {part.subject for part in parts} in _COMPLEMENTS:
        return True
    labels = [part.label for part in parts]
    return any(
        one.search(here) and other.search(there)
        for one, other in lexicon.complements
        for here, there in (labels, labels[::-1])
    )


def answered(parts: Sequence[Mention]) -> list[Mention]:
    """An outcome list without what is left for the next year."""
    return [part for part in parts if part.subject != _LEFT_OVER]


def runs(mentions: Sequence[Mention], parents: Mapping[int, Mention], lexicon: Lexicon) -> Iterator[list[int]]:
    """The places of every such list of two or more; shares may stand between its parts."""
    run: list[int] = []
    for index, mention in enumerate(mentions):
        if run and (mention.kind is ClaimKind.SHARE or mention.group > mentions[run[0]].group):
            continue
        if _joins(mention, run, mentions, parents, lexicon):
            run.append(index)
            continue
        if len(run) > 1:
            yield run
        run = [index] if _begins(mention, parents, lexicon) else []
    if len(run) > 1:
        yield run


def _begins(mention: Mention, parents: Mapping[int, Mention], lexicon: Lexicon) -> bool:
    return mention.countable and id(mention) not in parents and wholes.family(mention, lexicon) in _KINDS


def _joins(
    mention: Mention,
    run: Sequence[int],
    mentions: Sequence[Mention],
    parents: Mapping[int, Mention],
    lexicon: Lexicon,
) -> bool:
    if not run or not mention.countable or id(mention) in parents:
        return False
    first = mentions[run[0]]
    kind = wholes.family(first, lexicon)
    left_over = kind == "outcome" and mention.subject == _LEFT_OVER
    rest = lexicon.words["remainder"].fullmatch(mention.label) is not None
    return (
        (left_over or rest or wholes.family(mention, lexicon) == kind)
        and mention.sentence == first.sentence
        and mention.group == first.group
        and lists.unit_fits(first, mention)
    )
