"""Files to documents, one or many: old office files go through LibreOffice together, archives are looked into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from gikvalidate.document import Document, DocumentError
from gikvalidate.read.archive import is_archive, members
from gikvalidate.read.files import LIMIT, head, load, size
from gikvalidate.read.office import TARGETS, Old, convert
from gikvalidate.read.refusals import Refused
from gikvalidate.read.sniff import ZIP, sniff

MODULES = {
    "docx": "gikvalidate.read.docx",
    "html": "gikvalidate.read.html",
    "md": "gikvalidate.read.markdown",
    "mht": "gikvalidate.read.mht",
    "pdf": "gikvalidate.read.pdf",
    "scan": "gikvalidate.read.scan",
    "text": "gikvalidate.read.text",
    "xls": "gikvalidate.read.sheets",
    "xlsx": "gikvalidate.read.sheets",
}
# Files that are held while old ones among them are converted together.
GROUP = 20
HELD = 128 << 20


@dataclass(slots=True)
class _Source:
    """A file or a member of an archive: its bytes, its format, and the docx or xlsx it was turned into."""

    path: Path
    data: bytes
    format: str
    converted: bytes | Refused | None = None

    def document(self) -> Document:
        """Read it; raises DocumentError."""
        try:
            if self.converted is None and self.format in TARGETS:
                (self.converted,) = convert([Old(self.data, self.format)])
            if isinstance(self.converted, Refused):
                raise self.converted
            data = self.data if self.converted is None else self.converted
            # A format's parser is imported when the first such file comes.
            module = import_module(MODULES[TARGETS.get(self.format, self.format)])
            document = Document.assemble(self.path, self.format, module.blocks(data))
            if not document.blocks:
                raise Refused("no_content")
        except Refused as refusal:
            raise refusal.at(self.path) from None
        return document


def read(path: Path | str) -> Document:
    """The document at `path`; whatever cannot be read raises `DocumentError`."""
    path = Path(path)
    try:
        data = load(path)
        source = _Source(path, data, sniff(data))
    except Refused as refusal:
        raise refusal.at(path) from None
    return source.document()


def read_all(paths: Iterable[Path]) -> Iterator[tuple[Path, Document | Exception]]:
    """Every file, and every member of every archive, in order, as a document or as the reason why it is none."""
    group: list[_Source | tuple[Path, Exception]] = []
    held = 0
    for source in _sources(paths):
        group.append(source)
        held += len(source.data) if isinstance(source, _Source) else 0
        waits = any(isinstance(item, _Source) and item.format in TARGETS for item in group)
        if not waits or len(group) >= GROUP or held > HELD:
            yield from _documents(group)
            group, held = [], 0
    yield from _documents(group)


def _sources(paths: Iterable[Path]) -> Iterator[_Source | tuple[Path, Exception]]:
    for path in paths:
        try:
            if size(path) > LIMIT and head(path, len(ZIP)) == ZIP:
                yield from _members(path)
                continue
            data = load(path)
            try:
                yield _Source(path, data, sniff(data))
            except Refused as refusal:
                if not is_archive(data, refusal):
                    raise
                yield from _members(path)
        except Refused as refusal:
            yield path, refusal.at(path)
        except Exception as error:  # a fault of ours in one file must not cost the others
            yield path, error


def _members(path: Path) -> Iterator[_Source | tuple[Path, Exception]]:
    for member in members(path):
        try:
            if isinstance(member.content, DocumentError):
                raise member.content
            yield _Source(member.path, member.content, sniff(member.content))
        except Refused as refusal:
            yield member.path, refusal.at(member.path)
        except Exception as error:  # as above
            yield member.path, error


def _documents(group: Sequence[_Source | tuple[Path, Exception]]) -> Iterator[tuple[Path, Document | Exception]]:
    old = [item for item in group if isinstance(item, _Source) and item.format in TARGETS]
    for source, converted in zip(old, convert([Old(item.data, item.format) for item in old]), strict=True):
        source.converted = converted
    for item in group:
        if not isinstance(item, _Source):
            yield item
            continue
        try:
            yield item.path, item.document()
        except Exception as error:  # as above
            yield item.path, error
