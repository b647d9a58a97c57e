"""Pictures, players and posts: the best address of an image, and the line in which something embedded is told."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from library.builder import clean_text
from library.document import BlockKind, Span, SpanKind
from library.extract.html_markup import Names, hint, number, text_of, web_address, words_in
from library.extract.html_pieces import Links, Piece, gathered, is_small_picture

_LAZY_SOURCES = (
    "data-large-file", "data-orig-file", "data-img-src", "data-image-src", "data-url", "data-hi-res-src",
    "data-full-src", "data-full", "data-src-large", "data-lazy", "data-lazy-src", "data-original", "data-original-src",
    "data-orig-src", "data-cfsrc", "data-src",
)  # fmt: skip
_LAZY_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
_WIDTH = "{width}"
"""What a script replaces by one of the widths that an image has."""
_SRCSET = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,|$)")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|(?:placeholder|spacer|blank|transparent|pixel|1x1|loading|noscript)[\w-]*\.(?:gif|png|svg)",
    re.IGNORECASE,
)

_PORTRAIT = Names(
    r" (?:(?:author|autor|byline|writer|reporter) (?:images?|img|photo|picture|foto|portrait|thumb\w*|bild|pic)"
    r"|avatar) "
)
_SIGN = re.compile(r"/[\w-]{0,40}icons?[\w-]{0,40}\.svg(?:\?|$)", re.IGNORECASE)
"""The address of a drawing that is a sign for a control."""


def picture_address(image: _Element, base: str) -> str:
    """The best address that an image gives: largest of its sets, else lazily loaded, else its source."""
    sets = [image.get(name) for name in _LAZY_SETS]
    parent = image.getparent()
    while parent is not None and parent.tag == "source":  # libxml2 does not know that it is empty
        parent = parent.getparent()
    if parent is not None and parent.tag == "picture":
        sets += [source.get(name) for source in parent.iter("source") for name in _LAZY_SETS]
    sizes = [size for value in sets if value for size in _sizes(value[:20_000]) if not _PLACEHOLDER.search(size[1])]
    largest = max(sizes, key=lambda found: found[0], default=(0.0, ""))[1]
    for reference in (largest, *(image.get(name) for name in _LAZY_SOURCES), image.get("src")):
        if reference and not _PLACEHOLDER.search(reference[:300]):
            found = web_address(_with_width(reference, image), base)
            if found:
                return found
    return ""


def _with_width(reference: str, image: _Element) -> str:
    if _WIDTH not in reference:
        return reference
    widths = re.findall(r"\d{2,5}", image.get("data-widths") or "")
    return reference.replace(_WIDTH, max(widths, key=int, default="1024"))


def _sizes(value: str) -> Iterator[tuple[float, str]]:
    for url, size in _SRCSET.findall(value):
        if size.count(".") <= 1 and size != ".":
            yield float(size or 1), url


def picture_piece(image: _Element, base: str) -> Piece | None:
    """An image as a block; None for one that has no address or only counts visits."""
    address = picture_address(image, base)
    tiny = any(0 <= number(image.get(name), 1000) <= 2 for name in ("width", "height"))
    if tiny or not address or _SIGN.search(address):
        return None
    return Piece(BlockKind.IMAGE, clean_text(unescape(image.get("alt") or "")), info=address)


def is_portrait(image: _Element) -> bool:
    """Whether the markup around an image says that it shows who wrote the article."""
    return any(_PORTRAIT.search(hint(up)) for up in islice(image.iterancestors(), 4))


def is_in_line(image: _Element) -> bool:
    """Whether an image is no picture of the article but a symbol or a formula in a line."""
    return is_small_picture(image) or min(number(image.get(name), 1000) for name in ("width", "height")) <= 32


# What is embedded ---------------------------------------------------------------------------------------

EMBEDS = frozenset(
    (
        "iframe", "embed", "object", "video", "audio", "amp-iframe", "amp-video", "amp-audio", "amp-youtube",
        "amp-vimeo", "amp-twitter", "amp-instagram", "amp-facebook", "amp-gist", "lite-youtube", "lite-vimeo",
    )
)  # fmt: skip
_FRAME_SOURCES = ("src", "data-src", "data-lazy-src", "data-cmp-src", "data-consent-src", "suppressedsrc", "data")
_OWN_ADDRESSES = (
    ("youtube", ("videoid", "data-videoid"), "https://www.youtube.com/watch?v={}"),
    ("vimeo", ("videoid", "data-videoid"), "https://vimeo.com/{}"),
    ("twitter", ("data-tweetid",), "https://twitter.com/i/status/{}"),
    ("instagram", ("data-shortcode",), "https://www.instagram.com/p/{}/"),
    ("gist", ("data-gistid",), "https://gist.github.com/{}"),
    ("facebook", ("data-href",), "{}"),
)
"""Elements that name what they show by its number: part of their name, attributes, and the address."""
_SCRIPTED = re.compile(
    r"(?:https?:)?(//(?:gist\.github\.com/[\w-]+/\w+|asciinema\.org/a/\w+|datawrapper\.dwcdn\.net/\w+))(?:/embed)?\.js\b"
)
"""Scripts that draw what they are named after."""
# What an address shows that stands in a frame; buttons, counters and advertising have none of these forms.
_SHOWN = tuple(
    (label, re.compile(pattern, re.IGNORECASE))
    for label, pattern in (
        ("Post", (r"platform\.(?:twitter|x)\.com/embed|(?:twitter|x)\.com/\w+/status/|facebook\.com/plugins/post"
                 r"|instagram\.com/(?:p|reel|tv)/|tiktok\.com/(?:embed|@)|redditmedia\.com|embed\.bsky\.app|bsky\.app/profile"
                 r"|embed\.reddit\.com|threads\.(?:net|com)/@|linkedin\.com/embed|//t\.me/\w+/\d|/@\w+/\d+/embed")),
        ("Audio", (r"open\.spotify\.com|soundcloud\.com|bandcamp\.com|embed\.podcasts|megaphone\.fm|simplecast\.com"
                  r"|buzzsprout\.com|libsyn\.com|omny\.fm|acast\.com|anchor\.fm|mixcloud\.com|audioboom\.com|podbean\.com"
                  r"|transistor\.fm|podigee|podlove|/(?:podcasts?|audio)[^?#]*/(?:embed|player)|\.(?:mp3|m4a|ogg|opus)\b")),
        ("Map", r"google\.[a-z.]+/maps|maps\.google\.|openstreetmap\.org/export|umap\.openstreetmap"),
        ("Chart", (r"datawrapper\.|dwcdn\.net|flo\.uri\.sh|flourish\.studio|infogram\.com|public\.tableau\.com"
                  r"|ourworldindata\.org/grapher|plotly\.com|observablehq\.com/embed")),
        ("Code", (r"gist\.github|asciinema\.org/a/|codepen\.io|jsfiddle\.net|codesandbox\.io/embed|stackblitz\.com"
                 r"|replit\.com")),
        ("Document", (r"documentcloud\.org|scribd\.com/embeds|slideshare\.net|speakerdeck\.com|issuu\.com"
                     r"|docs\.google\.com/(?:document|presentation|spreadsheets|viewer)|\.pdf\b")),
        ("Video", (r"youtube(?:-nocookie)?\.com/(?:embed|v|watch|shorts)\b|youtu\.be/|vimeo\.com/"
                  r"|dailymotion\.com/embed|facebook\.com/plugins/video|fast\.wistia|brightcove\.(?:net|com)|jwplatform\.com"
                  r"|jwplayer\.com/players|blogger\.com/video|player\.twitch\.tv|clips\.twitch\.tv/embed|ted\.com/talks|streamable\.com"
                  r"|rumble\.com/embed|loom\.com/embed|bilibili\.com|rutube\.ru/play|/videos?/(?:[^?#]*/)?(?:embed|player)|(?:embed|player)[^?#]*/videos?\b"
                  r"|video[^/?#]*/(?:embed|player)|/videos/embed/|\.(?:mp4|webm|mov|m3u8)\b")),
        ("Embedded page", r"//(?:player|embeds?)\.|/(?:embed|embeds|oembed|player)(?:[/.?]|$)"),
    )
)  # fmt: skip
_NEVER_SHOWN = re.compile(
    r"[/.](?:ads?|adserv\w*|adnxs|adform)\.|/ads?/|doubleclick|recaptcha|googletagmanager|subscribe_embed|newsletter|sign-?up"
    r"|/like\.php|/share|disqus|/login|comments?[./]|paywall|donat|widget_iframe",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    (
        "youtube", "vimeo", "spotify", "twitter", "x", "facebook", "instagram", "tiktok", "video", "audio", "media",
        "player", "embed", "embedded", "external", "content", "post", "tweet", "iframe", "frame", "widget", "from",
        "the", "a", "an", "this", "of", "play", "map", "google", "maps", "interactive", "podcast", "episode",
        "document", "chart", "lecteur", "vidéo", "reproductor", "de", "vídeo", "eingebetteter", "inhalt",
    )
)  # fmt: skip
"""Words of a frame's title that name the player and not what it shows."""
_SHOWN_AT = (
    (
        "https://www.youtube.com/watch?v={}",
        re.compile(r"//(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]{6,20})"),
    ),
    ("https://twitter.com/i/status/{}", re.compile(r"//platform\.(?:twitter|x)\.com/embed/[^#]*[?&;]id=(\d{8,20})")),
)
"""Where what a frame shows has a page of its own, as the frame itself may not be opened."""
_NAMED_EMBED = re.compile(r"(?:\w+ embed|\w+ video(?: player)?|video|audio) ?: ?", re.IGNORECASE)
"""What a frame's title puts before that of what it shows."""
_PLAYERS_HOST = re.compile(r"(?:www|player|platform|open|embeds?|m|w|cdn|fast|players?)\.(?=.+\.)")
_POST = Names(
    r" (?:twitter (?:tweet|video)|instagram media|tiktok embed|fb (?:post|video)|reddit (?:embed bq|card)"
    r"|(?:mastodon|bluesky|threads|telegram) (?:embed|post)|text post media|imgur embed pub) "
)
_ASKS_TO_LOOK = re.compile(
    r"\s*(?:view this (?:post|photo|profile|video) on \w+|tweet may have been deleted|\(opens in a new (?:tab|window)\)"
    r"|sieh dir diesen beitrag auf \w+ an|voir cette publication sur \w+"
    r"|ver esta publicación en \w+|visualizza questo post su \w+|ver ess[ae] (?:foto|post) no \w+"
    r"|dit bericht op \w+ bekijken|この投稿をInstagramで見る)[\s.]*",
    re.IGNORECASE,
)
_POST_ADDRESSES = ("cite", "data-instgrm-permalink", "data-text-post-permalink", "data-href", "data-embed-url")
_LONGEST_TITLE = 160


def framed(script: _Element) -> bool:
    """Make a frame of a script that only draws something where it stands; False for any other."""
    drawn = _SCRIPTED.match(script.get("src") or "")
    if drawn is None:
        return False
    script.tag, script.text = "iframe", None
    script.set("src", f"https:{drawn[1]}")
    return True


def embed_piece(element: _Element, base: str) -> tuple[Piece | None, str]:
    """A player, post, map or the like as a line with its link; without one, what it is that is left out."""
    address = _embed_address(element, base)
    told = next((found for name in ("title", "aria-label", "data-title") if (found := element.get(name))), "")
    title = _NAMED_EMBED.sub("", clean_text(told), count=1)[:_LONGEST_TITLE]
    if not set(words_in(title)) - _GENERIC:
        title = ""
    tiny = any(0 <= number(element.get(name), 1000) <= 2 for name in ("width", "height"))
    label = "" if tiny else _label(element, address)
    if not label:
        return None, title or address
    return _told(label, title, address), ""


def _embed_address(element: _Element, base: str) -> str:
    for part, names, form in _OWN_ADDRESSES:
        if part in element.tag:
            given = next((found for name in names if (found := element.get(name))), "")
            return web_address(form.format(given), base) if given else ""
    references = [element.get(name) for name in _FRAME_SOURCES]
    references += [source.get("src") for source in element.iter("source", "embed")]
    references += [found.get("value") for found in element.iter("param") if found.get("name") in ("movie", "src")]
    for reference in references:
        if reference and not _PLACEHOLDER.search(reference[:300]):
            found = web_address(reference, base)
            if found:
                return next((form.format(seen[1]) for form, of in _SHOWN_AT if (seen := of.search(found))), found)
    return ""


def _label(element: _Element, address: str) -> str:
    """What kind of thing is shown; empty for what is nothing to a reader, or has no address."""
    if not address:
        return ""
    tag = element.tag.removeprefix("amp-")
    if tag in ("video", "audio"):
        return tag.title()
    if _NEVER_SHOWN.search(address.partition("?")[0]):
        return ""
    own = "Post" if tag in ("twitter", "instagram", "facebook") else ""
    return own or next((label for label, pattern in _SHOWN if pattern.search(address)), "")


def _told(label: str, title: str, address: str) -> Piece:
    within = address[address.rfind("http") :] if "//web.archive.org/" in address else address
    host = _PLAYERS_HOST.sub("", urlsplit(within).hostname or "", count=1)
    text = (f"{label}: {title}" if title else label) + (f" — {host}" if host else "")
    return Piece(BlockKind.PARAGRAPH, text, [Span(SpanKind.LINK, 0, len(text), address)])


def is_post(element: _Element) -> bool:
    """Whether an element holds a post of another site, which a script there would draw."""
    return element.tag in ("blockquote", "div") and _POST.search(hint(element)) is not None


def post_piece(element: _Element, links: Links) -> Piece | None:
    """A post as one quotation with the link to it, or as a line with that link where its words are not on the page.

    None when there is neither: what draws the post stands below the element.
    """
    line = gathered(element, links)
    addresses = [web_address(element.get(name) or "", links.base) for name in _POST_ADDRESSES if element.get(name)]
    addresses += [span.target for span in reversed(line.spans) if span.kind is SpanKind.LINK]
    address = next((found for found in addresses if found.startswith("http")), "")
    text = clean_text(_ASKS_TO_LOOK.sub(" ", text_of(element)))
    if not address:
        return None
    asks = _ASKS_TO_LOOK.match(line.text)
    if not text or (asks and len(text) <= _LONGEST_TITLE):
        return _told("Video" if "video" in hint(element).split() else "Post", text[:_LONGEST_TITLE], address)
    if asks:
        line = line.part(asks.end(), len(line.text))
    if not any(span.target == address for span in line.spans):
        host = _PLAYERS_HOST.sub("", urlsplit(address).hostname or "", count=1)
        start = len(line.text.rstrip()) + 3
        line.text = f"{line.text.rstrip()} — {host}"
        line.spans.append(Span(SpanKind.LINK, start, len(line.text), address))
    return Piece(BlockKind.QUOTE, line.text, line.spans, level=1)
