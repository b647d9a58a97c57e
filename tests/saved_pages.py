"""Pages as browsers and others save them, invented: what tests of reading files share."""

import base64
import quopri
import struct
import zlib

SENTENCE = "The keeper walked along the wall = slowly, naïve as ever, and counted the ships before the storm came in. "


def paragraphs(count: int = 6) -> str:
    """Paragraphs of about 60 words each, each one different."""
    return "".join(f"<p>Number {number}: {SENTENCE * 3}</p>" for number in range(count))


def png(width: int = 40, height: int = 30, shade: int = 128) -> bytes:
    """A whole picture, of noise that does not pack well."""
    rows = b"".join(
        b"\x00" + bytes((x * 7 + y * 13 + shade * (x ^ y)) % 256 for x in range(width * 3)) for y in range(height)
    )

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PNG = png()
GIF = b"GIF89a" + bytes(range(256)) * 2


def data_address(content: bytes, media_type: str = "image/png") -> str:
    """A picture as an address."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def chrome_archive(address: str = "https://example.org/tides?a=1&b=2") -> bytes:
    """A web archive as Chrome writes it."""
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
        '<title>Über the tide gates</title><link rel="stylesheet" href="cid:css-1@mhtml.blink"></head><body>'
        f'<nav><a href="/">Home</a></nav><article><h1>Über the tide gates</h1>{paragraphs(3)}'
        '<figure><img src="https://example.org/gate.png" data-src="https://example.org/gate-large.png" alt="A gate">'
        f'<figcaption>The gate at noon</figcaption></figure>{paragraphs(4)}<img src="cid:second@x" alt="Second">'
        "<p>The last words of it, which are long enough to be a paragraph of the article as well.</p></article>"
        "</body></html>"
    )
    return b"\r\n".join([
        b"From: <Saved by Blink>",
        f"Snapshot-Content-Location: {address}".encode(),
        b"Subject: =?utf-8?Q?=C3=9Cber=20the=20tide=20gates?=",
        b"Date: Mon, 4 Mar 2024 09:11:12 -0000",
        b"MIME-Version: 1.0",
        b"Content-Type: multipart/related;",
        b'\ttype="text/html";',
        b'\tboundary="----MultipartBoundary--abc----"',
        b"", b"",
        b"------MultipartBoundary--abc----",
        b"Content-Type: text/html",
        b"Content-ID: <frame-1@mhtml.blink>",
        b"Content-Transfer-Encoding: quoted-printable",
        f"Content-Location: {address}".encode(),
        b"", quopri.encodestring(page.encode()).replace(b"\n", b"\r\n"),
        b"------MultipartBoundary--abc----",
        b"Content-Type: text/css", b"Content-Location: cid:css-1@mhtml.blink", b"", b"p { color: red }",
        b"------MultipartBoundary--abc----",
        b"Content-Type: image/png", b"Content-Transfer-Encoding: base64",
        b"Content-Location: https://example.org/gate.png", b"", base64.encodebytes(PNG),
        b"------MultipartBoundary--abc----",
        b"Content-Type: image/gif", b"Content-Transfer-Encoding: base64", b"Content-ID: <second@x>", b"",
        base64.encodebytes(GIF),
        b"------MultipartBoundary--abc------", b"",
    ])  # fmt: skip


def single_file(address: str = "https://example.org/salt", pictures: bytes = PNG) -> str:
    """A page as SingleFile writes it, a picture in a style among its pictures."""
    place = "data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 width=%22600%22 height=%22400%22></svg>"
    return (
        f"<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: {address} \n"
        " saved date: Mon Mar 04 2024 10:11:12 GMT+0100 (Central European Standard Time)\n-->"
        f"<head><meta charset=utf-8><title>The salt road</title>"
        f'<style>:root{{--sf-img-3: url("{data_address(GIF, "image/gif")}")}}'
        f"@font-face{{src:url({data_address(b'wOF2' + bytes(5000), 'font/woff2')})}}</style></head><body>"
        f'<article><h1>The salt road</h1>{paragraphs(3)}<figure><img src="{data_address(pictures)}" alt="Salt" '
        'data-src="https://example.org/lazy.png"><figcaption>Salt in sacks</figcaption></figure>'
        f'{paragraphs(3)}<img alt="Second" src="{place}" style="background-image:var(--sf-img-3)!important">'
        f"<p>{SENTENCE}</p></article></body></html>"
    )
