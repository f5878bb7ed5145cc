"""The rest of a report's narrative: publication, management, platforms, shortcomings, closing remarks.

Every figure given here is true of itself: parts add up, shares are rounded half up, and numbers that are no counts
(telephone numbers, document numbers, hotlines, deadlines) stand where real reports have them.
"""

from __future__ import annotations

from random import Random

from .asides import asides
from .model import Generation
from .phrases import change, listed, parted, roughly, share
from .told import Told

_ORDINALS = ("（一）", "（二）", "（三）", "（四）", "（五）")
_ASPECTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")


def opening(rng: Random, agency: str, year: int) -> str:
    return rng.choice(
        (
            f"根据《中华人民共和国政府信息公开条例》第五十条，{agency}编制{year}年政府信息公开工作年度报告，内容如下。",
            f"现将{agency}{year}年政府信息公开工作情况报告如下，请予监督。",
            f"本报告由{agency}依照《中华人民共和国政府信息公开条例》（国务院令第711号）编制并公布。",
        )
    )


def overview(rng: Random, told: Told, agency: str, year: int) -> list[str]:
    """Section 一 with its five aspects, headings numbered in one of the usual ways."""
    bodies = (
        [disclosed(rng), interpreted(rng)],
        told.applications(),
        [managed(rng, year)],
        [platform(rng), *asides(rng, rng.randint(0, 2))],
        [watched(rng), *asides(rng, rng.randint(0, 1))],
    )
    tail = rng.choice(("情况", "方面", ""))
    lines = [f"{year}年，{agency}围绕中心工作推进公开，{rng.choice(('各项任务按计划完成', '公开质量稳步提高'))}。"]
    for ordinal, aspect, body in zip(_ORDINALS, _ASPECTS, bodies, strict=True):
        if rng.random() < 0.3:
            lines.append(f"{ordinal}{aspect}{tail}。{''.join(body)}")
        else:
            lines += [f"{ordinal}{aspect}{tail}", *body]
    if rng.random() < 0.6:
        lines.append(proposals(rng))
    return lines


def ample(rng: Random) -> list[str]:
    """Paragraphs as long as those a diligent office writes, each a good part of a page."""
    return ["".join(asides(rng, 10)) for _ in range(rng.randint(3, 6))]


def disclosed(rng: Random) -> str:
    """Active publication: a whole and its parts, or a whole and some of its parts."""
    total = rng.choice((rng.randint(12, 90), rng.randint(100, 4_000), rng.randint(10_000, 300_000)))
    kinds = rng.sample(
        ("工作动态", "通知公告", "政策文件", "财政信息", "人事信息", "执法公示", "统计数据"), rng.randint(2, 5)
    )
    parts = parted(rng, total, len(kinds) + 1)
    whole = listed(rng, [*kinds, rng.choice(("其他", "其它"))], parts, "条")
    some = "、".join(f"{kind}{part}条" for kind, part in zip(kinds, parts, strict=False))
    lead = rng.choice(("全年主动公开政府信息", "通过门户网站公开信息", "本年累计公开各类政府信息"))
    growth = f"，{change(rng, total, '条')}" if rng.random() < 0.4 else ""
    return rng.choice(
        (
            f"{lead}{total}条{growth}，其中{whole}。",
            f"{lead}{total}条（{whole}）{growth}。",
            f"{lead}{total}条{growth}，具体为{whole}。",
            f"{lead}{total}条{growth}，主要包括{some}。",
            f"{lead}{roughly(rng, total)}条，内容主要涉及{'、'.join(kinds)}等。",
        )
    )


def interpreted(rng: Random) -> str:
    total, unit = rng.randint(3, 60), rng.choice(("篇", "件", "条"))
    parts = listed(rng, ["文字解读", "图解", "音视频"], parted(rng, total, 3), unit)
    followers, posts = rng.randint(900, 400_000), rng.randint(20, 900)
    media = f"微信公众号发布信息{posts}条，关注用户{roughly(rng, followers)}人。"
    return rng.choice(
        (
            f"发布政策解读{total}{unit}，其中{parts}。{media}",
            f"全年解读政策文件{total}{unit}，包括{parts}。",
            f"{media}新闻发布会举办{rng.choice(('两', '三', '四'))}场。",
        )
    )


def managed(rng: Random, year: int) -> str:
    papers = rng.randint(20, 400)
    public = rng.randint(papers // 3, papers)
    rate = share(public, papers, rng.choice((0, 1)))
    return rng.choice(
        (
            f"全年制发公文{papers}件，主动公开{public}件，主动公开率为{rate}。",
            f"修订主动公开目录，涵盖{rng.randint(4, 12)}类{rng.randint(20, 90)}项，审核时限为3个工作日。",
            f"印发信息审核办法（〔{year}〕{rng.randint(3, 60)}号），严格“三审三校”，审核{rng.randint(40, 999)}条次。",
        )
    )


def platform(rng: Random) -> str:
    visits = rng.randint(8_000, 3_000_000)
    return rng.choice(
        (
            f"门户网站全年访问量{roughly(rng, visits)}次，新设专栏{rng.randint(1, 6)}个。",
            f"设置政府信息查阅点{rng.randint(1, 9)}个，网站自开通以来累计发布信息{roughly(rng, visits)}条。",
            f"整合栏目，由{rng.randint(20, 30)}个调整为{rng.randint(8, 19)}个，“一网通办”入口放在首页显著位置。",
        )
    )


def watched(rng: Random) -> str:
    people, calls = rng.randint(20, 300), rng.randint(300, 40_000)
    return rng.choice(
        (
            f"举办培训{rng.randint(1, 6)}次，参训{people}人次，配备专职人员{rng.randint(1, 3)}名。",
            f"12345热线交办事项{calls}件，按时办结率{rng.choice(('98.6', '99.25', '100'))}%，未收到对公开工作的举报。",
            f"召开专题会议{rng.randint(1, 5)}次，公开工作占年度考核{rng.choice(('3', '4', '5'))}分，无责任追究情形。",
        )
    )


def proposals(rng: Random) -> str:
    """Proposals of deputies and advisers, split two ways."""
    total = rng.randint(6, 160)
    deputies, advisers = parted(rng, total, 2)
    places = rng.choice((None, 0, 1, 2))
    split = listed(rng, ["人大建议", "政协提案"], [deputies, advisers], "件", places)
    fields = listed(
        rng, ["民生保障类", "城乡建设类", "营商环境类", "其他"], parted(rng, total, 4), "件", rng.choice((None, 0, 1))
    )
    return rng.choice(
        (
            f"承办建议提案{total}件，其中{split}，答复率100%。",
            f"办理建议提案共{total}件，其中{split}。从内容看，{fields}。",
        )
    )


def shortcomings(rng: Random) -> list[str]:
    faults = rng.sample(
        ("公开内容与群众需求还有差距", "政策解读形式不够丰富", "基层人员业务能力有待提高", "部分栏目更新不够及时"), 3
    )
    plans = rng.sample(
        (
            "每季度检查栏目更新不少于一次",
            "组织培训，力争全年覆盖200人次以上",
            "把内部答复时限压缩到15个工作日",
            "增加图表和短视频解读，占比提高到50%以上",
        ),
        2,
    )
    return [
        "主要问题：" + "；".join(f"{number}是{fault}" for number, fault in zip("一二三", faults, strict=True)) + "。",
        "改进措施：" + "；".join(f"{number}是{plan}" for number, plan in zip("一二", plans, strict=True)) + "。",
    ]


def closing(rng: Random, agency: str, year: int, generation: Generation) -> list[str]:
    """Fees (a matter since 2021), the period, and whom to ask."""
    lines = []
    if generation == "form2021":
        fee = 10 * rng.randint(3, 400)
        lines.append(
            rng.choice((f"本年度收取信息处理费{fee}元。", "本年度未收取信息处理费。", "本年收取信息处理费0元。"))
        )
    lines.append(
        rng.choice(
            (
                f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
                f"报告数据统计期限为{year}年1月1日至{year}年12月31日。",
                f"本报告中的统计数据起止时间：{year}年1月1日—{year}年12月31日。",
            )
        )
    )
    lines.append(
        f"如对本报告有疑问，请与{agency}办公室联系（地址：和风路{rng.randint(1, 300)}号{rng.randint(101, 909)}室，"
        f"邮政编码：99{rng.randint(0, 9999):04d}，电话：0990-555{rng.randint(0, 9999):04d}）。"
    )
    return lines
