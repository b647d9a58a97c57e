"""What an HTML page says about its article beside the text: title, authors, site, address, dates, language."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from lxml.etree import _Element

from library.builder import clean_text
from library.extract import Metadata
from library.extract.html_authors import find_authors
from library.extract.html_dates import find_dates
from library.extract.html_declared import Declared, plain, read_declared
from library.extract.html_markup import web_address
from library.extract.html_title import find_title, home_names, host_of, site_behind

_SITE_KEYS = ("og:site_name", "application-name", "citation_journal_title", "dc.publisher")
_DESCRIPTION_KEYS = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description")
_TAG_KEYS = ("article:tag", "news_keywords", "keywords")
_MAX_TAGS, _MAX_TAG, _LONGEST_SITE = 30, 60, 5
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.IGNORECASE)


def read_metadata(root: _Element, address: str, taken: datetime) -> tuple[Metadata, bool]:
    """What a page says of its article, and whether it is only for subscribers.

    `address` is where it was read, or empty, and `taken` when.
    """
    declared = read_declared(root, address)
    url = canonical_address(root, declared.first(("og:url",)), address)
    home = home_names(root, url or address)
    site = _declared_site(declared)
    sites = [*_site_names(declared, site, url, address), *home]
    title, heading = find_title(root, declared, sites)
    declared.address = url
    published, updated = find_dates(root, declared, heading, taken)
    return Metadata(
        title=title,
        authors=find_authors(root, declared, heading, sites),
        site=site or site_behind(root, title) or next(iter(home), "") or host_of(url),
        url=url,
        published=published,
        language=_language(root, declared),
        description=declared.first(_DESCRIPTION_KEYS) or declared.text("description"),
        tags=_tags(declared),
        updated=updated,
    ), _locked(declared)


def canonical_address(root: _Element, declared: str, address: str) -> str:
    """The address that the page calls its own, else the one it was read from."""
    links = [link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for reference in (*links, declared):
        found = web_address(reference, address) if reference else ""
        # Some sites declare their front page on every page.
        if found and (urlsplit(found).path.strip("/") or not urlsplit(address).path.strip("/")):
            return found
    return web_address(address, "")


def _locked(declared: Declared) -> bool:
    """Whether the page says that its article is not free to read."""
    free = [work.get("isAccessibleForFree") for work in declared.works]
    stated = next((value for value in free if value is not None), None)
    return str(stated).lower() in ("false", "0", "no") or declared.first(("article:content_tier",)) in (
        "locked",
        "paid",
    )


def _declared_site(declared: Declared) -> str:
    named = declared.first(_SITE_KEYS[:1])
    named = named or next((name for _, name in declared.names("publisher") if name), "")
    named = named or declared.first(_SITE_KEYS[1:])
    # Some pages call the site by the title of the article.
    return "" if named.startswith("http") or named in declared.meta.get("og:title", ()) else named


def _site_names(declared: Declared, site: str, url: str, address: str) -> list[str]:
    """All names by which the page calls its site, and its hosts."""
    names = [site, *(name for _, name in declared.names("publisher")), *declared.meta.get("application-name", ())]
    names += [name.lstrip("@") for name in declared.meta.get("twitter:site", ())]
    for host in (host_of(url), host_of(address)):
        names += [host, host.removeprefix("m.")]
        labels = host.split(".")
        # The name that was registered, where it is no short one such as `co`.
        names += [label for label in labels[-3:-1] if len(label) > 3]
    # Where the title of the article is given for the site's name, it is none.
    titles = [title for title in declared.meta.get("og:title", ()) if len(title.split()) > _LONGEST_SITE]
    return [name for name in dict.fromkeys(names) if name and name not in titles]


def _language(root: _Element, declared: Declared) -> str:
    stated = [root.get("lang") or "", root.get("xml:lang") or "", *declared.meta.get("og:locale", ())]
    stated += [declared.text("inLanguage"), *declared.meta.get("language", ()), *declared.meta.get("dc.language", ())]
    tags = (value.strip().replace("_", "-") for value in stated)
    return next((tag for tag in tags if _LANGUAGE.fullmatch(tag)), "")


def _tags(declared: Declared) -> tuple[str, ...]:
    keywords = declared.article.get("keywords")
    structured = [plain(word) for word in keywords if isinstance(word, str)] if isinstance(keywords, list) else []
    structured += [declared.text("keywords")] if isinstance(keywords, str) else []
    for values in (
        declared.meta.get("article:tag", ()),
        structured,
        *(declared.meta.get(key, ()) for key in _TAG_KEYS[1:]),
    ):
        words = [clean_text(word) for value in values for word in value.split(",")]
        words = [word for word in dict.fromkeys(words) if word and len(word) <= _MAX_TAG]
        if words:
            return tuple(words[:_MAX_TAGS])
    return ()
