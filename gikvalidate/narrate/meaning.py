"""What a number is about: label, topic, concept, period and scope, from the words around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice

from gikvalidate.claims import ClaimKind, Period
from gikvalidate.document import behind_mark
from gikvalidate.narrate.lexicon import Concept, Lexicon
from gikvalidate.narrate.mentions import COUNTED, Mention
from gikvalidate.narrate.sections import Layout
from gikvalidate.narrate.surroundings import outcomes_named, scopes, times, topics

_CLOSED = re.compile(r"（[^（）]*）")
_BREAK = re.compile(r"[，；：。！？（）【】\n,]")


#: Topics whose numbers are cases or documents and stand in the statutory tables.
_CASES = {"applications", "review", "norms", "enforcement"}


#: How far before a bracket the words of comparison may begin.
_BASE = 14
#: The strength of the marks inside a list (、 ，).
_LIST = 2
_SIDES = ("review", "suit")
#: Subjects that a next sentence may go on about without naming applications again.
_CONTINUED = ("outcome.", "applicant.", "channel.", "applications.carried", "applications.done", "review.", "suit.")
#: Subjects of which the tables count each kind apart.
_KINDS = ("outcome.", "applicant.", "channel.", "disclosure.")
_ABOUT_CASES = ("applications.", "outcome.", "channel.", "applicant.")


@dataclass(frozen=True)
class Reader:
    """The text with its topic words, time words and scope words found once."""

    text: str
    layout: Layout
    lexicon: Lexicon
    year: int | None
    topics: tuple[tuple[int, int, str], ...]
    times: tuple[tuple[int, int, str], ...]
    scopes: tuple[tuple[int, int, str], ...]
    #: Where a topic word ends, and where words of time and scope begin.
    topic_ends: list[int]
    time_starts: list[int]
    scope_starts: list[int]

    @classmethod
    def prepare(cls, text: str, layout: Layout, lexicon: Lexicon, year: int | None) -> Reader:
        about, when, whose = topics(text, lexicon), times(text, lexicon, year), scopes(text, lexicon)
        ends, begun, named = [end for _, end, _ in about], [start for start, _, _ in when], [one[0] for one in whose]
        return cls(text, layout, lexicon, year, about, when, whose, ends, begun, named)

    def read(self, mention: Mention, previous: Mention | None, beside: Mention | None) -> None:
        """Fill in label, topic, subject, period and scope; `beside` is the number right before it, which may be a share
        of the `previous` one.
        """
        begin = self.layout.sentences[mention.sentence].start
        mention.label = self._label(mention, begin, previous.end if previous is not None else 0)
        if not mention.label and beside is not None:
            mention.label = self._of_the_share(mention, beside)
        self._set_topic(mention, previous, begin)
        mention.period = self._period(mention, begin)
        mention.scope = self._scope(mention, begin)
        concept = self._concept(mention, self._in_full(mention, previous))
        if concept is None or not concept.id.startswith(_ABOUT_CASES):
            concept = self._outcome(mention, previous) or concept
        mention.subject = concept.id if concept and not self._narrower(concept, mention) else ""
        if not mention.subject and previous is not None and self._of_the_year_before(mention, previous):
            mention.subject = previous.subject
        mention.joint = concept is not None and self._joint(concept, mention)

    def rename(self, mention: Mention, label: str) -> None:
        """Another label, and the concept it stands for (行政复议、行政诉讼分别为2件和1件)."""
        mention.label = label
        concept = self._concept(mention, label)
        mention.subject = concept.id if concept else ""

    def _of_the_year_before(self, mention: Mention, previous: Mention) -> bool:
        """Whether a number is that before it a year earlier and says no more than that (收到申请6件，上年为3件)."""
        same = (previous.sentence, previous.group, previous.unit) == (mention.sentence, mention.group, mention.unit)
        told = self.lexicon.words["change.prior_behind"].fullmatch(mention.lead.lstrip("，、"))
        return same and mention.strength <= _LIST and told is not None and previous.period is Period.THIS_YEAR

    def _narrower(self, concept: Concept, mention: Mention) -> bool:
        """Whether the words single out some of the cases (涉及征地的申请12件), which no table counts."""
        words = self.lexicon.words
        return bool(words["link.narrowed"].fullmatch(concept.id) and words["link.narrower"].search(mention.label))

    def _joint(self, concept: Concept, mention: Mention) -> bool:
        """Whether the words count two kinds together that the tables count apart (科研机构和社会组织3件)."""
        if not concept.id.startswith(_KINDS):
            return False
        pieces = self.lexicon.words["joiner"].split(mention.label)
        if len(pieces) < 2 or not any(map(concept.words.search, pieces)):
            return False  # 予以公开和部分公开: the two together are what is meant
        family = concept.id.partition(".")[0]
        siblings = [one for one in self.lexicon.concepts_by_topic[concept.topic] if one.id.startswith(f"{family}.")]
        named: set[str] = set()
        for words in pieces:
            fits = (one.id for one in siblings if one.words.search(words) and not one.forbidden.search(words))
            named.update(islice(fits, 1))
        return not any(all(one.startswith(other) for one in named) for other in {*named, concept.id})

    def _label(self, mention: Mention, begin: int, previous: int) -> str:
        """The words that name a number; those before the end of the `previous` number name that one."""
        label = strip_label(mention.lead, self.lexicon)
        trail = strip_label(mention.trail, self.lexicon)
        if self.lexicon.words["respectively"].search(mention.trail):
            trail = ""  # 其余3件分别为…: what follows says what each of them is
        if mention.kind not in COUNTED and mention.kind is not ClaimKind.RATE:
            trail = ""
        label += trail
        if not label and self.text[mention.start - 1 : mention.start] == "（":
            label = self._before_bracket(mention, begin)
        start = mention.lead_start
        while not label and start > begin:
            # The words before the comma are the subject: “新收申请方面，共20件”.
            stop = start - 1
            start = self._clause_start(begin, stop)
            words = self.text[start:stop]
            told = start < previous <= mention.start or any(char.isdigit() for char in words)
            if told or self.text[stop] not in "，：":
                break
            label = strip_label(words, self.lexicon)
        return label

    def _before_bracket(self, mention: Mention, begin: int) -> str:
        """What a number that fills a bracket counts: 本机关不掌握（3件）."""
        opening = mention.start - 1
        words = self.text[self._clause_start(begin, opening) : opening].rpartition("、")[2]
        if self.text[mention.end : mention.end + 1] not in {"）", "，"} or any(char.isdigit() for char in words):
            return ""
        mention.lead_start = opening - len(words)
        return strip_label(words, self.lexicon)

    def _of_the_share(self, mention: Mention, share: Mention) -> str:
        """What a number alone in brackets behind its share counts: 网络申请占60.6%（40件）."""
        behind = share.kind is ClaimKind.SHARE and share.end == mention.group == mention.start - 1
        if not behind or self.text[mention.end : mention.end + 1] != "）":
            return ""
        return strip_label(share.lead[: max(share.lead.rfind(share.cue), 0)], self.lexicon)

    def _clause_start(self, begin: int, stop: int) -> int:
        start = max(begin, stop - 80)
        for match in _BREAK.finditer(self.text, start, stop):
            start = match.end()
        return start

    def _set_topic(self, mention: Mention, previous: Mention | None, begin: int) -> None:
        end = mention.end + len(mention.trail)
        index = bisect_right(self.topic_ends, end) - 1
        if index >= 0 and self.topics[index][0] >= begin:
            mention.topic = self.topics[index][2]
        elif previous is not None and previous.topic and self._continues(mention, previous, begin):
            sure = self._opens_with_members(begin) or previous.subject.startswith(_ABOUT_CASES)
            mention.topic, mention.inherited = previous.topic, not sure
        elif self.layout.on_reviews(mention.start):
            mention.topic, mention.inherited = "review", True
        elif self.layout.context(mention.start) == "applications" or outcomes_named(
            self.text, mention.start, self.layout.sentences[mention.sentence], self.lexicon
        ):
            mention.topic, mention.inherited = "applications", True

    def _continues(self, mention: Mention, previous: Mention, begin: int) -> bool:
        """Whether this sentence goes on about the topic of the one before, in the same paragraph."""
        return previous.sentence >= mention.sentence - 2 and "\n" not in self.text[previous.end : begin - 1]

    def _opens_with_members(self, begin: int) -> bool:
        return self.lexicon.words["members"].match(self.text, begin) is not None

    def _in_full(self, mention: Mention, previous: Mention | None) -> str:
        """The label with the noun or verb that a list says once: 规范性文件制发5件、废止1件."""
        noun = self.lexicon.shortened.get((mention.topic, "noun"))
        verb = self.lexicon.shortened.get((mention.topic, "verb"))
        joined = previous is not None and previous.sentence == mention.sentence and mention.strength <= _LIST
        if noun is None or verb is None or previous is None or not joined or previous.topic != mention.topic:
            return mention.label
        said = None
        if verb.fullmatch(mention.label):
            said = noun.search(previous.full)
        elif noun.fullmatch(mention.label):
            said = verb.match(previous.full)
        return (said[0] if said else "") + mention.label

    def _concept(self, mention: Mention, label: str) -> Concept | None:
        mention.full = label
        if mention.kind not in COUNTED:
            return None
        loose, fits = mention.inherited, None
        for concept in self.lexicon.concepts_said(mention.topic, label):
            if (concept.kind == "amount") != (mention.kind is ClaimKind.AMOUNT):
                continue
            if loose and concept.topic and not concept.id.startswith(_CONTINUED):
                continue
            if concept.topic in _CASES:
                fits = self._countable_case(mention) if fits is None else fits
                if not fits:
                    continue
            if concept.units is not None and concept.units.fullmatch(mention.unit) is None:
                continue
            # 复议33件、诉讼31件，未审结的分别为3件和7件: neither side alone.
            alone = self.lexicon.words["respectively"].search(mention.lead) is None
            if concept.side and not (alone and concept.side == self._side(mention)):
                continue
            return concept
        return None

    def _outcome(self, mention: Mention, previous: Mention | None) -> Concept | None:
        """An outcome in a list of them, though its words name another topic (属于已主动公开范围10件)."""
        listed = previous is not None and previous.subject.startswith(_ABOUT_CASES)
        near = previous is not None and previous.sentence >= mention.sentence - 1 and previous.unit == mention.unit
        if not (listed and near):
            begin = self.layout.sentences[mention.sentence].start
            if self.lexicon.words["link.outcome_list"].match(self.text, begin) is None:
                return None
        topic, mention.topic = mention.topic, "applications"
        concept = self._concept(mention, mention.label)
        if concept is not None and concept.outcome:
            return concept
        mention.topic = topic
        return None

    def _countable_case(self, mention: Mention) -> bool:
        """Whether unit and words fit a number of cases: 五个部分 and 召开会议3次 do not."""
        words, unit = self.lexicon.words, mention.unit
        loose = words["link.loose_units"].fullmatch(unit) and not mention.trail
        own = f"units_of.{mention.topic}"
        counted = words[own if own in words.sources else "link.units"]
        fits = not unit or counted.fullmatch(unit) or loose
        return bool(fits) and not words["link.activity"].search(mention.label)

    def _side(self, mention: Mention) -> str:
        """Whether the case spoken of is a review or a suit: the word nearest before the number."""
        begin = max(0, mention.start - 200, self.layout.sentences[mention.sentence].start)
        # 诉讼67件（未经复议39件，复议后28件），被纠正3件: what a closed bracket says is over.
        before = _CLOSED.sub("", self.text[begin : mention.end + len(mention.trail)])
        ends = {
            side: max((m.end() for m in self.lexicon.words[f"side.{side}"].finditer(before)), default=-1)
            for side in _SIDES
        }
        last = max(_SIDES, key=lambda side: ends[side])
        joined = max((m.end() for m in self.lexicon.words["sides_joined"].finditer(before)), default=-1)
        return last if ends[last] > joined else ""

    def _period(self, mention: Mention, begin: int) -> Period:
        valued = mention.countable or mention.kind in {ClaimKind.RATE, ClaimKind.SHARE}
        if valued and self.lexicon.endings["change.prior_value"].search(mention.lead):
            return Period.PRIOR_YEAR
        if valued and mention.group in {mention.start - 1, mention.lead_start - 1}:
            # 较上年（114件）: the words that say which year stand before the bracket.
            before = self.text[max(begin, mention.group - _BASE) : mention.group]
            if self.lexicon.endings["change.base"].search(before):
                return Period.PRIOR_YEAR
        if mention.trail and self.lexicon.words["period.partial"].search(mention.trail):
            return Period.OTHER
        other = self.lexicon.words["elsewhen"].match(mention.trail)
        if other is not None and self.year is not None and int(other[1]) != self.year:
            return Period.OTHER
        period = Period.THIS_YEAR
        end = mention.end
        local = mention.lead_start if mention.lead.strip() else mention.start
        index = bisect_right(self.time_starts, end) - 1
        while index >= 0 and self.times[index][0] >= begin:
            start, stop, name = self.times[index]
            if self.text.count("）", stop, mention.start) > self.text.count("（", stop, mention.start):
                pass  # in a bracket that is closed: 下降5.3%（2022年131件）；其中自然人102件
            elif name in {"prior", "cumulative", "fresh", "accrued"}:
                if start >= local - 1:
                    if name == "accrued" and self._fresh_beside(mention):
                        return Period.CUMULATIVE
                    if name in {"prior", "cumulative"}:
                        return Period.PRIOR_YEAR if name == "prior" else Period.CUMULATIVE
            else:
                return Period(name)
            index -= 1
        return period

    def _fresh_beside(self, mention: Mention) -> bool:
        span = self.layout.sentences[mention.sentence]
        return self.lexicon.words["period.fresh"].search(self.text, span.start, span.end) is not None

    def _scope(self, mention: Mention, begin: int) -> str:
        """The scope named last in the sentence; what follows a semicolon goes on about the same body."""
        index = bisect_right(self.scope_starts, mention.end) - 1
        if index < 0:
            return ""
        start, _, name = self.scopes[index]
        return name if start >= begin or start >= behind_mark(self.text, begin, "。\n") else ""


def strip_label(words: str, lexicon: Lexicon) -> str:
    """The naming words of a lead: without 其中, 共, 约 and the like at either end."""
    words = words.strip("、，：“”\"'·—-… ")
    if not words:
        return ""
    prefix, suffix = lexicon.words["label_prefix"], lexicon.endings["label_suffix"]
    for _ in range(6):
        match = prefix.match(words)
        if match is None or not match.end():
            break
        words = words[match.end() :].lstrip("、，：")
    for _ in range(6):
        found = suffix.search(words)
        if found is None or found.start() == found.end():
            break
        words = words[: found.start()].rstrip("、")
    return words
