"""What sites print around and into an article, known by its words: records of the document, buttons, neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree

from gikvalidate.document import Block, Paragraph
from gikvalidate.read.lines import is_heading

# A record has more labels than this share of its cells.
SHARE = 0.25
# No record is longer; the statutory tables mostly are, and need not be searched.
CELLS = 60
# A copy of an article has that many blocks at least, and no more than so few stand between both.
COPIED = 5
APART = 6

_LABELS = (
    "索引号 信息索引 发布机构 发布机关 发布单位 发文机关 发文字号 公开机构 公开责任部门 责任部门 所属机构 信息来源 "
    "文号 成文日期 发文日期 发布日期 发布时间 生成日期 生成时间 公开日期 公开时间 公开方式 公开范围 公开形式 公开时限 "
    "主题分类 信息分类 组配分类 体裁分类 服务对象 主题词 关键词 关键字 内容概述 信息名称 文件名称 有效性 废止日期 "
    "效力状态 时效性 组织机构代码 统一编号"
)
_LABEL = "|".join("\\s*".join(label) for label in _LABELS.split())
_KNOWN = frozenset(_LABELS.split())
_RECORD_LINE = re.compile(rf"[【\[]?(?:{_LABEL}|来源|作者|浏览次数|访问量|点击数|字号|字体)[】\]]?\s*[:：].{{0,120}}")
_BUTTON = (
    "打印(?:本页|此页|页面)?|关闭(?:窗口|本页|页面)?|收藏|下载|返回(?:顶部|上一页|首页)?|分享到?|字号|字体|大|中|小"
)
_BUTTONS = re.compile(rf"[\s【】\[\]()（）|｜:：/]*(?:(?:{_BUTTON})(?:[\s【】\[\]()（）|｜:：/]+|$))+")
_NEIGHBOUR = re.compile(
    r"(?:上一[篇条]|下一[篇条]|相关(?:阅读|链接|文章|信息)|您?当前(?:所在)?位置|责任编辑)\s*[:：>]?.{0,80}"
    r"|扫一扫.{0,20}(?:手机|微信|页面?).{0,10}|分享到[:：]?.{0,40}"
)
# What a site prints at its foot; nobody ends a report with it.
_FOOT = re.compile(
    r"(?:版权所有|主办(?:单位)?|承办(?:单位)?|技术支持|网站标识码|(?:网站)?备案(?:编)?号|[^，。；]{0,4}公网安备|[^，。；]{0,6}ICP备)"
    r"[^。；]{0,120}|(?:网站)?首页|网站地图|相关(?:链接|阅读|信息)",
)


def remove_records(root: etree._Element) -> None:
    """Take out tables that only say whose document this is, under which number and of which date."""
    for table in list(root.iter("table")):
        if _is_record(table):
            # The text behind a table is no part of it, and stays apart from the text before it.
            tail = table.tail
            table.clear()
            table.tag, table.tail = "div", tail


def without_edges(found: Sequence[Block]) -> Iterator[Block]:
    """The blocks without such lines before the first section and behind the last sentence."""
    first = next((index for index, block in enumerate(found) if _ends_head(block)), len(found))
    last = len(found)
    while last > first and _is_chrome(found[last - 1]):
        last -= 1
    return (block for index, block in enumerate(found[:last]) if index >= first or not _is_chrome(block))


def without_copy(found: Sequence[Block]) -> Sequence[Block]:
    """The blocks without a second copy of the article, as pages keep one for small screens and let a script choose."""
    first = next((index for index, block in enumerate(found) if _is_opening(block)), None)
    if first is None:
        return found
    again = next((index for index in range(first + 1, len(found)) if found[index] == found[first]), None)
    if again is None:
        return found
    same = 0
    while again + same < len(found) and first + same < again and found[again + same] == found[first + same]:
        same += 1
    # The head of the copy stands before its first section, and ends the first one.
    head = 0
    while head < first and found[again - head - 1] == found[first - head - 1]:
        head += 1
    is_copy = same >= COPIED and same >= again - first - head - APART
    return [*found[: again - head], *found[again + same :]] if is_copy else found


def _is_opening(block: Block) -> bool:
    return isinstance(block, Paragraph) and is_heading(block.text) and block.text.lstrip().startswith("一")


def _is_record(table: etree._Element) -> bool:
    if next(table.iterdescendants("table"), None) is not None:
        return False
    found = list(islice(table.iter("td", "th"), CELLS + 1))
    if len(found) > CELLS:
        return False
    texts = ("".join(map(str, cell.itertext())) if len(cell) else cell.text for cell in found)
    labels = sum(1 for text in texts if text and _is_label(text))
    return labels >= 2 and labels >= SHARE * len(found)


def _is_label(text: str) -> bool:
    """Whether a cell holds such a label, its letters spaced apart, in brackets or before a colon."""
    return "".join(text.split()).rstrip(":：").strip("【】[]") in _KNOWN


def _ends_head(block: Block) -> bool:
    return not isinstance(block, Paragraph) or is_heading(block.text)


def _is_chrome(block: Block) -> bool:
    if not isinstance(block, Paragraph) or len(block.text) > 200:
        return False
    return any(pattern.fullmatch(block.text) for pattern in (_RECORD_LINE, _BUTTONS, _NEIGHBOUR, _FOOT))
