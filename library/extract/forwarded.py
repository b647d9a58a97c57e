"""Letters that were passed on: the lines between who passed them on and the letter itself, which say whose it is."""

from __future__ import annotations

import re
from email.utils import getaddresses
from typing import TYPE_CHECKING, NamedTuple

from library.builder import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = re.compile(
    r"[>\s*]*[-_=–—]*\s*(?:begin forwarded message|forwarded message|original message|weitergeleitete nachricht|"
    r"anfang der weitergeleiteten (?:nachricht|e-mail)|ursprüngliche nachricht|message transféré|message d.origine|"
    r"début du message (?:réexpédié|transféré)|mensaje reenviado|mensaje original|inicio del mensaje reenviado|"
    r"messaggio inoltrato|messaggio originale|inizio messaggio inoltrato|doorgestuurd bericht|oorspronkelijk bericht|"
    r"mensagem encaminhada|mensagem original|转发的邮件|转发邮件|"
    r"邮件原件|原始邮件|転送メッセージ|元のメッセージ)\s*:?\s*[-_=–—]*[\s*]*",
    re.IGNORECASE,
)
_SENDER = ("from", "von", "de", "da", "van", "发件人", "差出人")
_SUBJECT = ("subject", "betreff", "objet", "sujet", "asunto", "oggetto", "onderwerp", "assunto", "主题", "件名")
_DATE = ("date", "sent", "datum", "gesendet", "envoyé", "fecha", "enviado", "data", "inviato", "verzonden", "日期",
         "发送时间", "日付", "送信日時")  # fmt: skip
_OTHERS = ("to", "an", "à", "pour", "para", "a", "aan", "cc", "bcc", "kopie", "copie à", "reply-to", "antwort an",
           "收件人", "宛先", "抄送")  # fmt: skip
_FIELD = re.compile(
    rf"[>\s*]*({'|'.join(map(re.escape, (*_SENDER, *_SUBJECT, *_DATE, *_OTHERS)))})[\s*]*[:：][\s*]*(.*)", re.IGNORECASE
)
_PASSED_ON = re.compile(r"\s*(?:(?:fwd?|wg|tr|rv|enc|i|doorst|转发|fyi)\s*[:：]\s*)+", re.IGNORECASE)
_WITHIN, _LONGEST, _MOST = 80, 400, 12
"""Lines up to the mark, characters of one, and lines of the block behind it."""


class Forwarded(NamedTuple):
    """What is said of a letter that was passed on."""

    first: int
    """The line that says so."""
    behind: int
    """The line behind the last of the block."""
    sender: str
    subject: str


def forwarded(lines: Sequence[str]) -> Forwarded | None:
    """The block in the first lines of a letter that says whose letter follows; None where there is none."""
    for first, line in enumerate(lines[:_WITHIN]):
        if len(line) < _LONGEST and _MARK.fullmatch(line):
            found = _block(lines, first)
            if found is not None:
                return found
    return None


def _block(lines: Sequence[str], first: int) -> Forwarded | None:
    sender = subject = ""
    behind, count = first + 1, 0
    for at in range(first + 1, min(first + 1 + _MOST, len(lines))):
        line = lines[at]
        if not line.strip(" \t>*\xa0"):
            continue
        field = _FIELD.fullmatch(line) if len(line) < _LONGEST else None
        if field is None:
            break
        name, value = field[1].lower(), clean_text(field[2].strip(" *"))
        sender = sender or (value if name in _SENDER else "")
        subject = subject or (value if name in _SUBJECT else "")
        behind, count = at + 1, count + 1
    if count < 2 or not sender:
        return None
    called, address = next(iter(getaddresses([sender])), ("", ""))
    return Forwarded(first, behind, clean_text(called.strip("'\" ")) or address.partition("@")[0] or sender, subject)


def plain_subject(subject: str) -> str:
    """A subject without the letters before it that say that it was passed on."""
    return _PASSED_ON.sub("", subject, count=1) if _PASSED_ON.match(subject) else subject
