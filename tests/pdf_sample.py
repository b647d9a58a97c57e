"""PDF files of a few lines, made by hand: letters of two fonts at given places."""

from typing import NamedTuple


class Words(NamedTuple):
    """Words on a page; places in points from the lower left corner."""

    x: float
    y: float
    text: str
    size: float = 11
    bold: bool = False
    mark: int | None = None
    """By which the tree of tags knows them."""


def pdf(pages: list[list[Words]], info: str = "", *, tree: bytes = b"") -> bytes:
    """A file with these pages; `info` is what its dictionary of facts holds, such as `/Title (Tides)`.

    `tree` is the root of its tree of tags, the object next to the last; the pages are the objects 6, 8, and so on.
    """
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
                            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"]  # fmt: skip
    numbers = []
    for words in pages:
        content = b"\n".join(_shown(one) for one in words)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
        numbers.append(len(objects))
    objects.append(tree or b"<< >>")
    root = b"/StructTreeRoot %d 0 R" % len(objects) if tree else b""
    objects.append(f"<< {info} >>".encode("latin-1"))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R %s >>" % root
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode()
    made = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, len(objects), start,
    )  # fmt: skip


def _shown(one: Words) -> bytes:
    text = one.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    font = 2 if one.bold else 1
    shown = f"BT /F{font} {one.size} Tf {one.x} {one.y} Td ({text}) Tj ET"
    return (shown if one.mark is None else f"/P << /MCID {one.mark} >> BDC {shown} EMC").encode("latin-1")


def column(lines: list[str], top: float, *, x: float = 72, size: float = 11, step: float = 14) -> list[Words]:
    """Lines below one another."""
    return [Words(x, top - step * number, line, size) for number, line in enumerate(lines)]
