"""What the tables say, told in sentences: applications, outcomes, applicants, appeals."""

from __future__ import annotations

from random import Random

from .forms import NOT_PROCESSED, OTHER_2021, REFUSED, SUITS, UNAVAILABLE
from .model import Generation
from .phrases import change, listed, parted, share
from .random_values import Values


class Told:
    """Whole numbers of one set of values, and the sentences that speak of them."""

    def __init__(self, rng: Random, values: Values, generation: Generation, before: Values | None = None) -> None:
        """With the values of the year `before`, what is said of that year is true."""
        self.rng, self.values, self.generation, self._before = rng, values, generation, before
        self.new, self.carried_in = self.row("new_received"), self.row("carried_in")
        self.answered, self.left = self.row("outcome_total"), self.row("carried_out")

    def __getitem__(self, key: str) -> int:
        return int(self.values.get(key, 0))

    def row(self, name: str, column: str = "total") -> int:
        return self[f"t3.{name}.{column}"]

    def applications(self) -> list[str]:
        """The paragraphs on applications; they never say more than 表三 holds."""
        if not self.new:
            return [
                self.rng.choice(
                    (
                        "本年度没有收到公民、法人或者其他组织提出的政府信息公开申请，也没有上年结转的申请。",
                        "全年未收到政府信息公开申请，上年结转0件。",
                        "年内收到政府信息公开申请0件。",
                        "本机关本年未收到任何形式的政府信息公开申请。",
                    )
                )
            ]
        return [self._received(), self._outcomes(), *self.rng.sample([self._applicants(), self._channels()], 2)]

    def _received(self) -> str:
        rng, new, before = self.rng, self.new, self.carried_in
        forms = [f"本年新收政府信息公开申请{new}件", f"全年共收到政府信息公开申请{new}件", f"本年度受理公开申请{new}件"]
        forms += [f"年内接收公众提出的政府信息公开申请{new}件", f"收到公民、法人和其他组织的申请{new}件"]
        since = None if self._before is None else int(self._before.get("t3.new_received.total", 0))
        told = rng.random() < 0.6 and since != 0
        first = rng.choice(forms) + (f"，{change(rng, new, '件', since)}" if told else "")
        if not before:
            return first + rng.choice(("。", "，无上年结转申请。", "，上年结转0件。"))
        total = new + before
        return first + rng.choice(
            (
                f"，上年结转{before}件，共计{total}件。",
                f"，加上上年结转的{before}件，全年应办{total}件。",
                f"，另有上年度结转申请{before}件。",
                f"。连同上年结转的{before}件，本年共办理申请{total}件。",
            )
        )

    def _outcomes(self) -> str:
        rng, left = self.rng, self.left
        groups = {
            "予以公开": self.row("granted"),
            "部分公开": self.row("partly_granted"),
            "不予公开": sum(map(self.row, REFUSED)),
            "无法提供": sum(map(self.row, UNAVAILABLE)),
            "不予处理": sum(map(self.row, NOT_PROCESSED)),
            "其他处理": self.row("other") + sum(map(self.row, OTHER_2021)),
        }
        if rng.random() < 0.7:
            groups = {name: count for name, count in groups.items() if count}
        parts = rng.choice("、，").join(f"{name}{count}件" for name, count in groups.items())
        lead = rng.choice(
            ("全年答复{}件，其中{}", "本年度办结{}件，具体为：{}", "已作出答复{}件（{}）", "共办结{}件，按结果分：{}")
        )
        told = lead.format(self.answered, parts)
        if left:
            ends = (
                "，另有{}件结转下年度继续办理。",
                "；{}件未到答复期限，结转下年度办理。",
                "，结转下年度继续办理{}件。",
                "，年末尚有{}件转入下年度办理。",
            )
            return told + rng.choice(ends).format(left)
        return told + rng.choice(("，全部在法定期限内答复。", "，没有结转下年度的申请。", "，按时办结率100%。"))

    def _applicants(self) -> str:
        natural, new = self.row("new_received", "natural"), self.new
        if natural == new:
            return self.rng.choice(("新收申请均由自然人提出。", f"新收的{new}件申请均为自然人申请。"))
        places = self.rng.choice((0, 1, 2))
        plain = f"新收申请中，自然人提出{natural}件，法人或其他组织提出{new - natural}件。"
        shared = (
            f"新收申请中，来自自然人的{natural}件，占{share(natural, new, places)}；"
            f"来自法人或其他组织的{new - natural}件，占{share(new - natural, new, places)}。"
        )
        return self.rng.choice((plain, shared))

    def _channels(self) -> str:
        rng = self.rng
        names = rng.choice((["网络", "信函", "当面"], ["在线平台", "邮寄", "现场", "其他方式"], ["网上", "来信"]))
        names = names[: max(1, min(len(names), self.new))]
        parts = parted(rng, self.new, len(names))
        places = rng.choice((None, 0, 1))
        lead = rng.choice(("按提出方式分，新收申请{}。", "从新收申请的渠道看，{}。"))
        return lead.format(listed(rng, names, parts, "件", places))

    def appeals(self) -> str:
        """The sentence before 表四."""
        rng = self.rng
        review = self["t4.review.total"]
        suits = {suit: self[f"t4.{suit}.total"] for suit in ("direct_suit", "suit_after_review")}
        sued = sum(suits.values())
        if not review and not sued:
            return rng.choice(
                (
                    "本年度未发生因政府信息公开引起的行政复议和行政诉讼。",
                    "全年没有因政府信息公开被申请行政复议或者被提起行政诉讼的情况。",
                    "因政府信息公开引起的行政复议0件、行政诉讼0件。",
                )
            )
        told = f"因政府信息公开被申请行政复议{review}件" if review else "未发生因政府信息公开引起的行政复议"
        if review and rng.random() < 0.6:
            told += f"（{self._results()}）"
        if not sued:
            return f"本年度{told}，无行政诉讼。"
        told += f"，被提起行政诉讼{sued}件"
        if all(suits.values()) and rng.random() < 0.7:
            told += "，其中" + "、".join(f"{SUITS[suit]}{count}件" for suit, count in suits.items())
        return f"本年度{told}。"

    def _results(self) -> str:
        names = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结"}
        return "、".join(f"{name}{count}件" for key, name in names.items() if (count := self[f"t4.review.{key}"]))

    def powers(self) -> str:
        """Licences and penalties as counts of decisions, and the fees of the 2021 form in 万元."""
        names = {"licences": "行政许可", "penalties": "行政处罚", "coercion": "行政强制"}
        decided = [f"{name}{count}件" for row, name in names.items() if (count := self[f"t2.{row}.decisions"])]
        if not decided:
            return "本年没有作出行政许可、行政处罚和行政强制决定。"
        lead = self.rng.choice(("全年作出", "本年度共作出"))
        fees = self.values.get("t2.fees.amount") if self.generation == "form2021" else None
        paid = f"，行政事业性收费{fees}万元" if fees and self.rng.random() < 0.5 else ""
        return f"{lead}{'、'.join(decided)}{paid}。"

    def normative(self) -> str:
        """Normative documents, in the terms of the form's generation."""
        rng = self.rng
        if self.generation == "form2021":
            issued, repealed, force = (self[f"t2.normative.{key}"] for key in ("issued", "repealed", "in_force"))
            if not issued:
                return rng.choice(("本年未制发行政规范性文件", "全年制发行政规范性文件0件")) + f"，现行有效{force}件。"
            more = rng.choice((f"，废止{repealed}件，现行有效{force}件", f"，现行有效的行政规范性文件{force}件", ""))
            return rng.choice(("本年制发行政规范性文件{}件", "全年印发行政规范性文件{}件")).format(issued) + f"{more}。"
        made, disclosed = self["t2.normative.made"], self["t2.normative.disclosed"]
        if not made:
            return rng.choice(("本年没有新制作规范性文件。", "全年未制定规范性文件。"))
        return f"本年新制作规范性文件{made}件，新公开{disclosed}件。"
