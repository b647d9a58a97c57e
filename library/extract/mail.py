"""The extractor for mails, above all newsletters: the letter, without what its sender's machinery adds.

The HTML part is preferred. What goes: the line that leads to the web page, the lines that end a subscription, the
address that the law asks for, and pictures that count openings; `mail.yaml` has the words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from email.utils import getaddresses
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from library.article import Metadata
from library.builder import clean_text
from library.document import BlockKind, count_words
from library.errors import UnreadableSourceError
from library.extract import Dropped, Extraction
from library.extract.embedded import address_of, lightened, shown_in
from library.extract.forwarded import Forwarded, forwarded, plain_subject
from library.extract.html_markup import take_out
from library.extract.mhtml import past
from library.extract.mime import Mail, Part, read, text_of
from library.source import HTML, TEXT, Source, decode

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from library.extract.html_pieces import Piece

_HEAD_PIECES, _TAIL_PIECES = 6, 25
"""How many pieces at either end may be the machinery's."""
_SIGNATURE_LINES = 12
_PASSED_ON_PIECES = 80
_LONGEST = 90
"""Words of a line of the machinery."""
_HIDDEN = re.compile(
    r"mso-hide\s*:\s*all|max-height\s*:\s*0|font-size\s*:\s*[01]px|opacity\s*:\s*0(?![.\d])|line-height\s*:\s*[01]px",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"/(?:open|pixel|beacon|track(?:ing)?|o|e|wf)(?:[/.?]|$)|\b(?:beacon|pixel)\b", re.IGNORECASE)


def extract(source: Source, own_rules: Path | None) -> Extraction:
    """The letter in a mail. Raises UnreadableSourceError when it holds no text."""
    mail = read(source.content)
    letters = [part for part in mail.parts if not part.is_attached and part.media_type in (HTML, TEXT)]
    part = _best(letters)
    if part is None:
        attached = " but what is attached to it" if mail.parts else ""
        raise UnreadableSourceError(f"the mail holds no text{attached}")
    content, charset = part.readable()
    raw = Source(content, source.taken, "", "", part.media_type, charset)
    metadata = _metadata(mail, source)
    if part.media_type == HTML:
        found = _of_page(raw, mail, metadata, own_rules)
    else:
        found = _of_text(raw, part, metadata, own_rules)
    return found if mail.whole else replace(found, warnings=(*found.warnings, "The mail is broken off."))


def _of_text(raw: Source, part: Part, metadata: Metadata, own_rules: Path | None) -> Extraction:
    from library.extract import text

    decoded = decode(raw)
    letter = decoded.text.replace("\r\n", "\n")
    if _parameter(part, "format") == "flowed":
        letter = _unflowed(letter, deletes_space=_parameter(part, "delsp") == "yes")
    letter, signature = _signed(letter)
    letter, metadata, block = _passed_on(letter, metadata)
    subject = metadata.title  # as its headline, so that no line of the letter is taken for one
    plain = text.extract(raw, replace(decoded, text=f"{subject}\n\n{letter}" if subject else letter), own_rules)
    signed = [Dropped(clean_text(signature)[:200], "signature")] if signature else []
    dropped = (*block, *plain.dropped, *signed)
    title = subject or plain.metadata.title
    return replace(
        plain, metadata=metadata._replace(title=title, language=plain.metadata.language), dropped=dropped
    )  # fmt: skip


def _passed_on(letter: str, metadata: Metadata) -> tuple[str, Metadata, list[Dropped]]:
    """A letter without the lines that say whose it was before it was passed on, and what they tell of it."""
    lines = letter.split("\n")
    found = forwarded(lines)
    if found is None:
        return letter, metadata, []
    kept = "\n".join([*lines[: found.first], "", *lines[found.behind :]])
    return kept, _of_sender(metadata, found), [_block_of(lines[found.first : found.behind])]


def _of_sender(metadata: Metadata, found: Forwarded) -> Metadata:
    title = found.subject if plain_subject(metadata.title) != metadata.title and found.subject else metadata.title
    return metadata._replace(title=plain_subject(title), authors=(found.sender,), site="")


def _block_of(lines: list[str]) -> Dropped:
    return Dropped(clean_text(" ".join(lines))[:200], "says whose letter was passed on")


def _parameter(part: Part, name: str) -> str:
    """Of the media type of a part, in lower case."""
    value = part.head.get_param(name)
    return value.lower() if isinstance(value, str) else ""


def _unflowed(text: str, *, deletes_space: bool) -> str:
    """A text whose lines end in a space where they go on: https://www.rfc-editor.org/rfc/rfc3676."""
    lines: list[str] = []
    before = -1
    """How deep the line before is quoted when it goes on; -1 when it does not."""
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        is_signature = content == "-- "
        if before == depth and not is_signature:
            lines[-1] += content
        else:
            lines.append(f"{'>' * depth} {content}" if depth else content)
        goes_on = content.endswith(" ") and not is_signature
        if goes_on and deletes_space:
            lines[-1] = lines[-1][:-1]
        before = depth if goes_on else -1
    return "\n".join(lines)


def _signed(text: str) -> tuple[str, str]:
    """A letter, and the signature below it; empty when it has none."""
    letter, mark, signature = text.rpartition("\n-- \n")
    is_one = mark and letter.strip() and signature.count("\n") <= _SIGNATURE_LINES
    return (letter, signature.strip()) if is_one else (text, "")


def _best(letters: list[Part]) -> Part | None:
    """The part that says most: a page, unless it is all but empty."""
    pages = [part for part in letters if part.media_type == HTML and len(part.body) > 40]
    return max(pages or letters, key=lambda part: len(part.body), default=None)


def _metadata(mail: Mail, source: Source) -> Metadata:
    head = mail.head
    name, address = next(iter(getaddresses([text_of(head, "From")])), ("", ""))
    listed = re.sub(r"<[^>]*>", "", text_of(head, "List-ID")).strip(' "')
    online = re.search(r"https?://[^\s<>]+", text_of(head, "List-Post") + " " + text_of(head, "X-Original-URL"))
    url = source.url or (online[0] if online and "mailto" not in online[0] else "")
    name = clean_text(name.strip("'\" "))
    site = listed if listed and " " in listed else name or address.rpartition("@")[2]
    return Metadata(
        title=text_of(head, "Subject"), authors=(name,) if name and name != site else (), site=clean_text(site),
        url=url, published=past(text_of(head, "Date"), source.taken),
    )  # fmt: skip


def _of_page(raw: Source, mail: Mail, metadata: Metadata, own_rules: Path | None) -> Extraction:
    from library.extract import whole
    from library.extract.furniture import load_rules

    decoded = decode(raw)
    light, pictures = lightened(decoded.text)
    root = whole.tree(light)
    _take_out(root)
    pictures |= _name_pictures(root, mail)
    body = next(root.iter("body"), root)
    walked = whole.walk(body, metadata.title, metadata.url, load_rules(own_rules))
    passed, metadata, block = _passed_on_pieces(walked.pieces, metadata)
    pieces, machinery = _letter(passed, metadata.title)
    document = whole.document_of(pieces, root.get("lang") or "")
    return Extraction(
        metadata._replace(language=document.language), document, (*walked.dropped, *block, *machinery),
        decoded.warnings, pictures=shown_in(document, pictures),
    )  # fmt: skip


def _take_out(root: _Element) -> None:
    """Drop what nobody sees: the text for the list of mails, and pictures that count openings."""
    for element in list(root.iter()):
        if element.getparent() is None or element.tag in ("body", "html", "head"):
            continue
        hidden = _HIDDEN.search(element.get("style") or "") and len("".join(map(str, element.itertext()))) < 1000
        counts = element.tag == "img" and _counts(element)
        if hidden or counts:
            take_out(element)


def _counts(image: _Element) -> bool:
    sizes = [(image.get(name) or "").strip().removesuffix("px") for name in ("width", "height")]
    style = re.sub(r"\s+", "", image.get("style") or "").lower()
    tiny = any(size in ("0", "1", "2") for size in sizes) or re.search(r"\b(?:width|height):[012]px", style)
    nameless = not image.get("alt") and not any(sizes)
    return bool(tiny or (nameless and _COUNTS.search(image.get("src") or "")))


def _name_pictures(root: _Element, mail: Mail) -> dict[str, bytes]:
    """Give pictures that were sent along addresses of their own."""
    sent = {part.identity: part for part in mail.parts if part.identity and part.media_type.startswith("image/")}
    named: dict[str, bytes] = {}
    for image in root.iter("img"):
        source = (image.get("src") or "").strip()
        part = sent.get(source[4:]) if source[:4].lower() == "cid:" else None
        if part is not None:
            content = part.content()
            image.set("src", address_of(content))
            named[address_of(content)] = content
    return named


def _passed_on_pieces(pieces: list[Piece], metadata: Metadata) -> tuple[list[Piece], Metadata, list[Dropped]]:
    """As `_passed_on`, of a page."""
    lines: list[tuple[int, str]] = []
    for at, piece in enumerate(pieces[:_PASSED_ON_PIECES]):
        lines += [(at, line) for line in piece.text.split("\n") if line.strip()]
    found = forwarded([line for _, line in lines])
    if found is None:
        return pieces, metadata, []
    first, last = lines[found.first][0], lines[found.behind - 1][0]
    if found.behind < len(lines) and lines[found.behind][0] == last:
        return pieces, metadata, []  # the letter goes on in the same paragraph
    block = _block_of([line for _, line in lines[found.first : found.behind]])
    return [*pieces[:first], *pieces[last + 1 :]], _of_sender(metadata, found), [block]


def _letter(pieces: list[Piece], title: str) -> tuple[list[Piece], list[Dropped]]:
    """The pieces without those at either end that the sender's machinery wrote."""
    from library.extract.whole import line_of

    rules = _machinery()
    lines = [line_of(piece) for piece in pieces]
    first, last = 0, len(pieces)
    machinery: set[int] = set()
    for at in range(min(_HEAD_PIECES, last)):
        if _short(lines[at]) and (rules.on_the_web.search(lines[at]) or rules.subscription.search(lines[at])):
            machinery.add(at)
        elif lines[at] == title:
            first = at + 1 if not any(count_words(line)[0] > 12 for line in lines[:at]) else first
    tail = range(max(first, last - _TAIL_PIECES), last)
    ends = [at for at in tail if _short(lines[at]) and rules.subscription.search(lines[at])]
    for at in tail:
        line = lines[at]
        if at in ends or (_short(line) and (rules.around.fullmatch(line) or rules.on_the_web.fullmatch(line))):
            machinery.add(at)
    if ends:  # what is below that line is an address, or pictures that are links
        machinery |= {at for at in range(ends[0], last) if count_words(lines[at])[0] <= 25}
    kept = [piece for at, piece in enumerate(pieces) if at not in machinery]
    dropped = [Dropped(lines[at][:200], "around the letter") for at in sorted(machinery) if lines[at]]
    while kept and kept[-1].kind in (BlockKind.RULE, BlockKind.HEADING):
        kept.pop()
    return (kept, dropped) if any(line_of(piece) for piece in kept) else (pieces, [])


class _Machinery(NamedTuple):
    on_the_web: re.Pattern[str]
    subscription: re.Pattern[str]
    around: re.Pattern[str]


@cache
def _machinery() -> _Machinery:
    import yaml  # 12 ms

    text = files("library.extract").joinpath("mail.yaml").read_text(encoding="utf-8")
    rules: dict[str, list[str]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both loaders are the safe ones
    return _Machinery(
        **{
            name: re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)
            for name, patterns in rules.items()
        }
    )


def _short(line: str) -> bool:
    return 0 < count_words(line)[0] <= _LONGEST
