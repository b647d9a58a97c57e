"""Folders of web pages to measure with, invented: `python tests/benchmarks/make_pages.py FOLDER COUNT [SEED]`.

All is drawn from SEED: pages of about 60 KB each, with scripts, styles, navigation, a lead picture, 500 to 1,500 words
in paragraphs under sub-headings, lists, quotes, captions, and what stands around an article on the web.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.make_library import Voice, voices

SCRIPT_BYTES = 30_000
_PER_FOLDER = 500


def pages(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Names, with folders, and the HTML of pages."""
    chance = random.Random(seed)
    voice = voices(chance)["latin"]
    script = _script(chance)
    for number in range(count):
        yield f"{number // _PER_FOLDER:03}/page-{number:06}.html", _page(chance, voice, script, number)


def write(folder: Path, count: int, seed: int = 1) -> None:
    """Write pages into a folder that may be there already."""
    for name, page in pages(count, seed):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")


def _sentence(chance: random.Random, voice: Voice, most: int = 24) -> str:
    words = chance.choices(voice.words, cum_weights=voice.weights, k=chance.randint(4, most))
    return f"{' '.join(words).capitalize()}."


def _paragraph(chance: random.Random, voice: Voice) -> str:
    sentences = [_sentence(chance, voice) for _ in range(chance.randint(2, 5))]
    at = chance.randrange(len(sentences))
    sentences[at] = f'<a href="/{number_of(chance)}">{sentences[at][:30]}</a>{sentences[at][30:]}'
    return f"<p>{' '.join(sentences)}</p>"


def number_of(chance: random.Random) -> int:
    """A number for an address."""
    return chance.randrange(1_000_000)


def _script(chance: random.Random) -> str:
    lines = (f"var a{number_of(chance)}=function(b){{return b<{number_of(chance)}}};" for _ in range(10_000))
    made: list[str] = []
    size = 0
    for line in lines:
        made.append(line)
        size += len(line)
        if size > SCRIPT_BYTES:
            break
    return "".join(made)


def _figure(chance: random.Random, voice: Voice, number: int) -> str:
    address = f"https://pictures.example/{number}/{number_of(chance)}"
    return (
        f'<figure class="media"><img src="{address}-640.jpg" srcset="{address}-640.jpg 640w, {address}-1280.jpg 1280w" '
        f'alt="{_sentence(chance, voice, 8)}"><figcaption>{_sentence(chance, voice)} '
        f'<span class="credit">Photo: Ada Lee</span></figcaption></figure>'
    )


def _body(chance: random.Random, voice: Voice, number: int) -> str:
    parts = [_figure(chance, voice, number)]
    for section in range(chance.randint(3, 7)):
        if section:
            parts.append(f"<h2>{_sentence(chance, voice, 7)[:-1]}</h2>")
        parts += (_paragraph(chance, voice) for _ in range(chance.randint(3, 6)))
        extra = chance.random()
        if extra < 0.2:
            parts.append("<ul>" + "".join(f"<li>{_sentence(chance, voice, 12)}</li>" for _ in range(4)) + "</ul>")
        elif extra < 0.35:
            parts.append(f"<blockquote><p>{_sentence(chance, voice)}</p></blockquote>")
        elif extra < 0.5:
            parts.append(_figure(chance, voice, number))
    return "\n".join(parts)


def _links(chance: random.Random, voice: Voice, count: int, kind: str) -> str:
    entries = (
        f'<li class="{kind}-item"><a class="{kind}-link" href="/{number_of(chance)}">'
        f"<span>{_sentence(chance, voice, 6)[:-1]}</span></a></li>"
        for _ in range(count)
    )
    return f'<ul class="{kind}">{"".join(entries)}</ul>'


def _comments(chance: random.Random, voice: Voice) -> str:
    return "".join(f"<div class='comment'><p>{_sentence(chance, voice)}</p></div>" for _ in range(10))


def _page(chance: random.Random, voice: Voice, script: str, number: int) -> str:
    title = _sentence(chance, voice, 9)[:-1]
    about = _sentence(chance, voice)
    day = f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T08:00:00Z"
    address = f"https://www.tidal-times.example/{day[:4]}/{number}"
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": day,
        "author": [{"@type": "Person", "name": "Ada Lee"}],
        "publisher": {"@type": "Organization", "name": "Tidal Times"},
    }  # fmt: skip
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Tidal Times</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="Tidal Times">
<meta name="description" content="{about}"><link rel="canonical" href="{address}">
<script type="application/ld+json">{json.dumps(data)}</script><script>{script}</script>
<style>{"".join(f".c{one}{{color:#{one:06x};margin:{one % 40}px}}" for one in range(200))}</style></head><body>
<header class="site-header"><nav class="main-nav">{_links(chance, voice, 40, "menu")}</nav></header>
<main><article class="story"><h1>{title}</h1><p class="standfirst">{about}</p>
<div class="byline">By <a rel="author" href="/ada">Ada Lee</a> <time datetime="{day}">{day[:10]}</time></div>
<div class="share-bar"><a href="#">Share</a><a href="#">Post</a></div>
<div class="story-body">{_body(chance, voice, number)}</div></article>
<aside class="related"><h3>Related</h3>{_links(chance, voice, 12, "related")}</aside>
<section class="comments"><h3>Comments</h3>{_comments(chance, voice)}</section>
</main><footer class="site-footer">{_links(chance, voice, 50, "footer")}<p>© Tidal Times</p></footer></body></html>
"""


if __name__ == "__main__":
    given = sys.argv[1:]
    write(Path(given[0]), int(given[1]), *map(int, given[2:3]))
