"""Read the narrative: every number of the text, what it means, how it bears on the others and on the tables."""

from __future__ import annotations

from gikvalidate.claims import ClaimKind, Narrative
from gikvalidate.document import Document
from gikvalidate.narrate.build import Builder
from gikvalidate.narrate.by_year import by_year
from gikvalidate.narrate.changes import changes
from gikvalidate.narrate.common_wholes import with_common_wholes
from gikvalidate.narrate.kinds import classify, go_on
from gikvalidate.narrate.lexicon import Lexicon, known_subjects, load_lexicon
from gikvalidate.narrate.meaning import Reader
from gikvalidate.narrate.mentions import collect
from gikvalidate.narrate.pairs import from_to, included, paired
from gikvalidate.narrate.parts import Splitter
from gikvalidate.narrate.passage import Passage
from gikvalidate.narrate.periods import signed, stated_periods
from gikvalidate.narrate.sections import lay_out
from gikvalidate.narrate.shares import share_lists, shares
from gikvalidate.narrate.zeros import Topics, zeros

__all__ = ["Lexicon", "known_subjects", "load_lexicon", "narrate"]


def narrate(document: Document, lexicon: Lexicon, year: int | None, generation: str | None) -> Narrative:
    """Everything `document` states in numbers; `year` is its report year, `generation` its form, where known."""
    passage = Passage.squeeze(document.text)
    text = passage.text
    layout = lay_out(document, passage, lexicon)
    mentions, left = collect(text, layout, lexicon)
    reader = Reader.prepare(text, layout, lexicon, year)
    for index, mention in enumerate(mentions):
        classify(text, mention, layout.sentences[mention.sentence].start, lexicon)
        if index:
            go_on(mention, mentions[index - 1], lexicon)
        beside, before = mentions[index - 1] if index else None, index - 1
        while before > 0 and mentions[before].kind is ClaimKind.SHARE:
            before -= 1  # a list goes on behind the shares of its parts
        reader.read(mention, mentions[before] if index else None, beside)
    from_to(mentions, lexicon)
    included(mentions, lexicon)
    by_year(text, mentions, layout, lexicon, year)
    mentions = paired(mentions, lexicon, reader.rename)
    splits = Splitter(text, mentions, lexicon).run()
    found = with_common_wholes(shares(mentions, splits, lexicon), mentions)
    changed = changes(mentions, splits, lexicon, year)
    builder = Builder(document, passage, layout, lexicon, generation)
    claims = builder.claims(mentions, list(zeros(text, layout, lexicon, Topics(reader.topics))))
    relations = builder.relations(splits, found, share_lists(found, splits, lexicon), changed)
    periods = tuple(stated_periods(document.text, passage))
    dated = signed(document.text, passage, layout.signature)
    return Narrative(claims, relations, periods, builder.unread(mentions, left), dated)
