"""Further true sentences in the less common shapes: percentage points, multiples, paired lists, remainders, nesting."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from .phrases import half_up, listed, parted, roughly, share


def asides(rng: Random, count: int) -> list[str]:
    """`count` different sentences, none about what the tables hold."""
    kinds = (points, multiple, paired, remainder, nested, equal_parts, doubled, both_years, open_list, chinese_numerals)
    return [kind(rng) for kind in rng.sample(kinds, count)]


def points(rng: Random) -> str:
    before = rng.randint(600, 950)
    after = rng.randint(before + 1, 999)
    a, b, gain = (f"{number // 10}.{number % 10}" for number in (before, after, after - before))
    return rng.choice(
        (
            f"公众对公开工作的满意率由上年的{a}%提高到{b}%，提高{gain}个百分点。",
            f"平台检索命中率达到{b}%，比上年的{a}%上升{gain}个百分点。",
        )
    )


def multiple(rng: Random) -> str:
    before, times = rng.randint(2, 40), rng.randint(2, 6)
    now = before * times
    return rng.choice(
        (
            f"开展网上调查{now}期，是上年{before}期的{times}倍。",
            f"图表解读由上年的{before}件增至{now}件，为上年的{times}倍。",
        )
    )


def paired(rng: Random) -> str:
    a, b, c = (rng.randint(5, 900) for _ in range(3))
    return rng.choice(
        (
            f"政务新媒体共发布信息{a + b + c}条，其中微博、微信、客户端分别发布{a}条、{b}条和{c}条。",
            f"微博、微信、短视频账号分别发布{a}、{b}、{c}条，合计{a + b + c}条。",
        )
    )


def remainder(rng: Random) -> str:
    total = rng.randint(20, 900)
    open_ones = rng.randint(1, total // 4)
    return rng.choice(
        (
            f"收到网民留言{total}条，除{open_ones}条正在办理外，其余{total - open_ones}条均已回复。",
            f"办理网上咨询{total}件，其中{total - open_ones}件已经办结，{open_ones}件仍在办理。",
        )
    )


def nested(rng: Random) -> str:
    total = rng.randint(40, 5_000)
    own, relayed = parted(rng, total, 2)
    inside = listed(rng, ["图文", "视频"], parted(rng, own, 2), "条") if own > 1 else "均为图文"
    return f"编发要闻{total}条：原创{own}条（{inside}），转载{relayed}条。"


def equal_parts(rng: Random) -> str:
    each = rng.randint(2, 30)
    return rng.choice(
        (
            f"办理市级和区级交办事项各{each}件，共{2 * each}件。",
            f"上半年和下半年各抽查栏目{each}个，全年抽查{2 * each}个。",
        )
    )


def doubled(rng: Random) -> str:
    before = rng.randint(3, 400)
    return f"公开栏更新{2 * before}次，较上年的{before}次翻了一番。"


def both_years(rng: Random) -> str:
    before, now = rng.sample(range(10, 800), 2)
    word = "增加" if now > before else "减少"
    return f"政务服务大厅接待现场查阅{now}人次，上年为{before}人次，{word}{abs(now - before)}人次。"


def open_list(rng: Random) -> str:
    total = rng.randint(60, 3_000)
    named = parted(rng, total, 4)[:2]
    lead = rng.choice(("包括", "主要涉及", "其中"))
    tail = rng.choice(("等", "等内容"))
    return f"答复网上咨询{total}条，{lead}政策咨询{named[0]}条、办事流程{named[1]}条{tail}。"


def chinese_numerals(rng: Random) -> str:
    visits, places = rng.randint(1_000, 900_000), rng.choice((0, 1, 2))
    part = rng.randint(1, visits)
    return rng.choice(
        (
            f"局长办公会专题研究公开工作{rng.choice(('两', '三', '四'))}次，开展业务交流十余场。",
            f"专题页面浏览{visits}次，其中移动端{part}次，占{share(part, visits, places)}。",
            f"专题页面浏览量约{half_up(Fraction(visits, 10_000), 1)}万次，投入维护经费{roughly(rng, visits)}元。",
        )
    )
