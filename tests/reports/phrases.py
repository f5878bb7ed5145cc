"""Numbers put into Chinese so that the sentence is true: shares, changes, approximations, lists that add up."""

from __future__ import annotations

from fractions import Fraction
from random import Random


def half_up(value: Fraction, places: int) -> str:
    """`value` rounded half up, with `places` decimals written out."""
    scaled = (value * 10**places * 2 + 1) // 2
    whole, rest = divmod(int(scaled), 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def share(part: int, whole: int, places: int) -> str:
    return f"{half_up(Fraction(100 * part, whole), places)}%"


def parted(rng: Random, total: int, count: int) -> list[int]:
    """`count` parts, none of them zero where `total` allows it, that add up to `total`."""
    if total < count:
        return [1] * total + [0] * (count - total)
    cuts = sorted(rng.sample(range(1, total), count - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


def listed(rng: Random, names: list[str], parts: list[int], unit: str, shares: int | None = None) -> str:
    """网络12条、信函3条…, with the share of each behind it when `shares` gives the decimals."""
    total = sum(parts)
    items = []
    for name, part in zip(names, parts, strict=True):
        if shares is None:
            items.append(f"{name}{part}{unit}")
        else:
            items.append(f"{name}{part}{unit}，占{share(part, total, shares)}")
    return rng.choice("，；" if shares is not None else "、，").join(items)


def change(rng: Random, current: int, unit: str, prior: int | None = None) -> str:
    """How `current` compares with last year: with `prior`, or with some whole number."""
    prior = prior or max(1, int(current * rng.uniform(0.6, 1.6)))
    difference = abs(current - prior)
    if not difference:
        return rng.choice(("与上年持平", "同上年持平", "数量与去年相同"))
    rise = current > prior
    percent = half_up(Fraction(100 * difference, prior), rng.choice((0, 1, 1, 2)))
    up, down = rng.choice((("增长", "下降"), ("增长", "减少"), ("上升", "下降")))
    more, fewer = rng.choice((("增加", "减少"), ("多", "少")))
    forms = [
        f"较上年{more if rise else fewer}{difference}{unit}",
        f"由上年的{prior}{unit}{'增至' if rise else '降至'}{current}{unit}",
    ]
    # A change that rounds to nothing, or to all of what was there, is told as a difference, as a careful writer would.
    if Fraction(percent) > 0 and (rise or Fraction(percent) < 100 or not current):
        forms += [f"{since}{up if rise else down}{percent}%" for since in ("同比", "较上年", "比上年", "与上年相比")]
        forms.append(f"比上年{more if rise else fewer}{difference}{unit}，{up if rise else down}{percent}%")
    return rng.choice(forms)


def roughly(rng: Random, value: int) -> str:
    """`value` the way people round in passing: 3600余, 近4000, 3.6万余, 26.8万 - or as it is when small."""
    if value >= 10_000 and rng.random() < 0.5:
        return f"{half_up(Fraction(value, 10_000), 1)}万"
    step = 10 ** (len(str(value)) - rng.choice((1, 2))) if value > 30 else 0
    if not step or value % step == 0:
        return str(value)
    floor = value // step * step
    # 余 widens by the place of the last figure written, so a floor such as 4000 from 4012 is right both ways.
    if rng.random() < 0.6:
        return f"{floor}{rng.choice(('余', '多'))}"
    return f"{'近' if value > floor + step // 2 else '超过'}{floor + step if value > floor + step // 2 else floor}"
