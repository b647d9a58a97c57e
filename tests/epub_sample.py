"""EPUB books of a few chapters, made by hand."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tests.saved_pages import PNG, SENTENCE

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile '
    'full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>The Salt Road</dc:title><dc:creator>Ada Lee</dc:creator><dc:creator>Ben Moor</dc:creator>
<dc:publisher>Harbour Press</dc:publisher><dc:date>2021-05-04</dc:date><dc:language>en-GB</dc:language>
<dc:subject>Salt</dc:subject></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="two" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="notes" href="text/notes.xhtml" media-type="application/xhtml+xml"/>
<item id="pic" href="pictures/salt.png" media-type="image/png"/>
</manifest><spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/><itemref idref="notes" linear="no"/>
</spine></package>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol><li><a href="text/one.xhtml">Where it begins</a></li>
<li><a href="text/two%20b.xhtml#x">Over the pass</a></li></ol></nav></body></html>"""
ONE = f"""<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>
<h1>Where it begins</h1><p>{SENTENCE * 2}</p><p><a id="p2"/>After an anchor that closes at once.</p>
<h2>The first day</h2><p>{SENTENCE}</p><figure><img src="../pictures/salt.png" alt="Salt"/>
<figcaption>Salt in sacks</figcaption></figure></body></html>"""
TWO = f"""<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{SENTENCE * 2}</p><blockquote><p>A quotation.</p>
</blockquote></body></html>"""


def book(**changed: str | bytes | None) -> bytes:
    """A book; members can be changed by name, with `__` for `/` and `_` for `.`, or taken out with None."""
    members: dict[str, str | bytes | None] = {
        "META-INF/container.xml": CONTAINER, "OEBPS/book.opf": PACKAGE, "OEBPS/nav.xhtml": NAV,
        "OEBPS/text/one.xhtml": ONE, "OEBPS/text/two b.xhtml": TWO, "OEBPS/text/notes.xhtml": "<p>Beside it</p>",
        "OEBPS/pictures/salt.png": PNG,
    }  # fmt: skip
    for name, content in changed.items():
        members[name.replace("__", "/").replace("_", ".")] = content
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", ZIP_STORED)
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return made.getvalue()
