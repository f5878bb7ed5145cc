"""What stands in a Word file, told apart from the comments in it, by python-docx and lxml."""

import io
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKS = (W + "commentRangeStart", W + "commentRangeEnd")
MAY_CHANGE = {"[Content_Types].xml", "word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels"}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def root(data: bytes, part: str = "word/document.xml"):
    return etree.fromstring(parts(data)[part])


def without_comments(data: bytes) -> list:
    """The main part as a tree without comment marks, in which runs alike beside each other are one."""
    tree = root(data)
    for element in [*tree.iter(*MARKS)]:
        element.getparent().remove(element)
    for reference in [*tree.iter(W + "commentReference")]:
        run = reference.getparent()
        run.getparent().remove(run)
    return _canonical(tree)


def comments(data: bytes) -> dict[str, str]:
    """The texts of all comments by id."""
    part = parts(data).get("word/comments.xml")
    if part is None:
        return {}
    return {
        comment.get(W + "id"): "\n".join("".join(p.itertext()) for p in comment.iter(W + "p"))
        for comment in etree.fromstring(part).iter(W + "comment")
    }


def commented(data: bytes) -> dict[str, str]:
    """The words between the beginning and the end of each comment, by id."""
    words: dict[str, str] = {}
    opened: set[str] = set()
    for element in root(data).iter():
        if element.tag == W + "commentRangeStart":
            opened.add(element.get(W + "id"))
            words[element.get(W + "id")] = ""
        elif element.tag == W + "commentRangeEnd":
            opened.remove(element.get(W + "id"))
        elif element.tag == W + "t":
            for number in opened:
                words[number] += element.text or ""
    assert not opened
    return words


def referenced(data: bytes) -> list[str]:
    return [element.get(W + "id") for element in root(data).iter(W + "commentReference")]


def _canonical(element) -> list:
    children: list = []
    for child in element:
        if child.tag == W + "r":
            words = [("text", node.text or "") if node.tag == W + "t" else _canonical(node) for node in child]
            properties = words.pop(0) if len(child) and child[0].tag == W + "rPr" else None
            if children and children[-1][0] == "run" and children[-1][1:3] == [properties, dict(child.attrib)]:
                children[-1][3].extend(words)
            else:
                children.append(["run", properties, dict(child.attrib), words])
        else:
            children.append(_canonical(child))
    for child in children:
        if child[0] == "run":
            child[3] = _joined(child[3])
    return [element.tag, dict(element.attrib), (element.text or "").strip(), children]


def _joined(words: list) -> list:
    joined: list = []
    for word in words:
        if joined and word[0] == "text" and joined[-1][0] == "text":
            joined[-1] = ("text", joined[-1][1] + word[1])
        else:
            joined.append(word)
    return joined
