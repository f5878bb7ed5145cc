"""PDF by hand: just enough to place text and lines, and to be hostile."""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

A4 = (0, 0, 595, 842)


def text(x: float, y: float, words: str, size: float = 12) -> str:
    """Words at a place, each full-width character `size` wide and each ASCII one half of it."""
    return f"BT /F1 {size} Tf {x} {y} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"


def codes(x: float, y: float, glyphs: Iterable[int], font: str = "F2") -> str:
    """Glyphs by number in a font that has a character map for some of them (F2) or for none (F3)."""
    return f"BT /{font} 12 Tf {x} {y} Td <{''.join(f'{glyph:04x}' for glyph in glyphs)}> Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float, grey: float = 0) -> str:
    return f"{grey} G {x0} {y0} m {x1} {y1} l S\n"


def grid(xs: list[float], ys: list[float]) -> str:
    """All lines of a table without merged cells."""
    across = "".join(line(xs[0], y, xs[-1], y) for y in ys)
    return across + "".join(line(x, ys[0], x, ys[-1]) for x in xs)


@dataclass
class Sheet:
    """One page: what it draws, how it is turned."""

    content: str
    rotate: int = 0
    box: tuple[int, int, int, int] = A4


def stream(data: bytes, entries: str = "", packed: bool = True) -> bytes:
    if packed:
        data, entries = zlib.compress(data, 9), entries + "/Filter/FlateDecode"
    return f"<<{entries}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def assemble(objects: list[bytes], trailer: str = "") -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode()


CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange {count} beginbfchar {pairs} endbfchar
endcmap CMapName currentdict /CMap defineresource pop end end"""


def _fonts(named: dict[int, str]) -> list[bytes]:
    """Objects 3 to 9: a font for Chinese by Unicode, one with a character map, one without."""
    pairs = " ".join(f"<{code:04x}> <{word.encode('utf-16-be').hex()}>" for code, word in named.items())
    info = "/CIDSystemInfo<</Registry(Adobe)/Ordering({})/Supplement 0>>"
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        f"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light{info.format('GB1')}/DW 1000/W[1 95 500]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/None/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/None/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/None{info.format('Identity')}/DW 1000>>".encode(),
        stream(CMAP.format(count=len(named), pairs=pairs).encode()),
        stream(bytes(30_000), "/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceRGB/BitsPerComponent 8"),
    ]


def write(*sheets: Sheet | str, named: dict[int, str] | None = None) -> bytes:
    """A file of these pages; `/Im Do` shows a picture."""
    pages = [sheet if isinstance(sheet, Sheet) else Sheet(sheet) for sheet in sheets]
    numbers = [10 + 2 * index for index in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    fonts = _fonts({} if named is None else named)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(), *fonts]
    for number, page in zip(numbers, pages, strict=True):
        resources = "<</Font<</F1 3 0 R/F2 5 0 R/F3 6 0 R>>/XObject<</Im 9 0 R>>>>"
        box = " ".join(map(str, page.box))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Rotate {page.rotate}"
            f"/Contents {number + 1} 0 R/Resources{resources}>>".encode()
        )
        objects.append(stream(page.content.encode()))
    return assemble(objects)


def repeated_page(count: int) -> bytes:
    """One page that is told to be there `count` times."""
    return assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[" + b"3 0 R " * count + b"]/Count %d>>" % count,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ]
    )


def nested_forms(levels: int, width: int) -> bytes:
    """Forms that draw `width` forms each, `levels` deep."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        stream(b"/X Do"),
    ]
    form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
    for level in range(levels - 1):
        resources = f"/Resources<</XObject<</X {6 + level} 0 R>>>>"
        objects.append(stream(b"/X Do " * width, form + resources))
    objects.append(stream(b"0 0 m 9 9 l S", form))
    return assemble(objects)


PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def encrypted(words: str, password: str) -> bytes:
    """One page under 40-bit RC4, the oldest and simplest encryption of PDF."""
    padded = (password.encode() + PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    identifier = b"0123456789abcdef"
    key = hashlib.md5(padded + owner + (0xFFFFFFFC).to_bytes(4, "little") + identifier).digest()[:5]
    content = zlib.compress(text(72, 700, words).encode())
    sealed = _rc4(hashlib.md5(key + (10).to_bytes(3, "little") + bytes(2)).digest()[:10], content)
    page = "/MediaBox[0 0 595 842]/Contents 10 0 R/Resources<</Font<</F1 3 0 R>>>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[11 0 R]/Count 1>>", *_fonts({})]
    objects += [
        b"<</Filter/FlateDecode/Length %d>>stream\n" % len(sealed) + sealed + b"\nendstream",
        f"<</Type/Page/Parent 2 0 R{page}>>".encode(),
    ]
    user = _rc4(key, PADDING)
    encrypt = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{owner.hex()}>/U<{user.hex()}>/P -4>>"
    return assemble(objects, f"{encrypt}/ID[<{identifier.hex()}><{identifier.hex()}>]")


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    swap = 0
    for index in range(256):
        swap = (swap + state[index] + key[index % len(key)]) % 256
        state[index], state[swap] = state[swap], state[index]
    out = bytearray()
    at = swap = 0
    for byte in data:
        at = (at + 1) % 256
        swap = (swap + state[at]) % 256
        state[at], state[swap] = state[swap], state[at]
        out.append(byte ^ state[(state[at] + state[swap]) % 256])
    return bytes(out)
