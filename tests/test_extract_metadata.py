"""What a page says of its article: the title without the rest, persons, the two dates, and what is left unsaid."""

from datetime import UTC, datetime

import pytest

from library.article import Metadata
from library.extract import extract
from library.extract.dates import date_within, parse_date
from library.extract.html_names import persons, somebody
from library.extract.html_title import without_site
from library.source import HTML, Source

LINE = "The tide came in over the flats and the boats rose one after the other until the bell rang out twice. "
TEXT = f"<p>{LINE * 3}</p><p>{LINE * 2}</p>"
NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s"}</script>'
TAKEN = datetime(2025, 6, 1, tzinfo=UTC)


def read(body: str, head: str = "", url: str = "https://read.example/x/page.html") -> Metadata:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return extract(Source(page.encode(), TAKEN, url=url, media_type=HTML)).metadata


def day(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d}" if moment else None


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>The bell | News | The Courier</title>", "<h1>The bell</h1>", "The bell"),
        ('<meta property="og:title" content="The bell rings"><title>x</title>', "<h1>The bell rings!</h1>",
         "The bell rings!"),
        ("<title>The bell</title>", "<h1><span class=kicker>Harbour</span> The bell</h1>", "The bell"),
        ("<title>The flat bell</title>", "<h1><em>Harbour news</em><b>The flat bell</b></h1>", "The flat bell"),
        ("<title>The harbour bell</title>", "<h1>The harbour bell <small>A story in nine tides</small></h1>",
         "The harbour bell"),
        ("<title>Slow Years &raquo; Blog Archive &raquo; A bell of tin</title>",
         "<h1>Slow Years</h1><h2>A bell of tin</h2>", "A bell of tin"),
        ("<title>Bells: 9 things | Shop</title>", "<h1>Why we still ring the harbour bell</h1>",
         "Why we still ring the harbour bell"),
        ("<title>Why we ring it</title>", "<h1>Opinion</h1>", "Why we ring it"),
        ("<title>Why we ring it</title>", "<nav><h1>Why we ring it too often now</h1></nav>", "Why we ring it"),
        ('<title>read.example - The bell</title>', "", "The bell"),
        ("<title>The bell of tin：Courier</title><meta property=og:site_name content=Courier>", "", "The bell of tin"),
        ("<title>Bells of tin : Bells and more</title>", "<h1><a href='/'>Bells and more</a></h1><h2>Bells of tin</h2>",
         "Bells of tin"),
        ('<meta property="og:site_name" content="The bell"><meta property="og:title" content="The bell">',
         "<h1>The bell</h1>", "The bell"),
        ("<title>A bell of tin</title>", "<h1>A bell of brass</h1><h1>A bell of tin</h1>", "A bell of tin"),
        ("<title>The bell garden</title>", "<a href='/'>The bell garden</a>", "The bell garden"),
        ('<title>Gone</title><meta property="dc:title og:title" content="The bell">', "", "The bell"),
        ("<title>潮の鐘が鳴る冬の港｜町の話｜潮新聞</title>", "<h3>潮の鐘が鳴る冬の港</h3>",
         "潮の鐘が鳴る冬の港"),
        ("<title>Why the bell rings twice, Harbour Gazette</title>", "<div>Why the bell rings twice</div>",
         "Why the bell rings twice"),
        ("<title>HarbourNews: Why the bell rings twice at low tide</title>",
         "<div>Why the bell rings twice at low tide</div>", "Why the bell rings twice at low tide"),
        ("<title>Why the bell rings twice - Local</title>",
         "<h1><div><span>Sponsored by</span></div> Why the bell rings twice</h1>", "Why the bell rings twice"),
        ("<title>Bells of brass and tin rung by hand</title>",
         "<h1>Bells of brass</h1><h2>Bells of brass and tin rung by hand</h2>", "Bells of brass and tin rung by hand"),
        ('<meta property="og:title" content="The bells of the harbour">',
         "<h1>News and events of the week</h1><h2>The bells of the harbour, and who rings them</h2>",
         "The bells of the harbour, and who rings them"),
        ('<meta property="og:title" content="Harbour: The bell of tin">' + NEWS % "Harbour: The bell of tin",
         "<p>Harbour</p><h1>The bell of tin</h1>", "Harbour: The bell of tin"),
        ('<meta property="og:title" content="The bell of tin was cast twice">',
         "<h1>Harbour: The bell of tin was cast twice</h1>", "The bell of tin was cast twice"),
        (('<meta property="og:title" content="The bell that nobody wants to ring any more">'
          '<meta name="application-name" content="The bell that nobody wants to ring any more">'),
         "<h1>Good Evening Harbour</h1><h1>The bell that nobody wants to ring any more</h1>",
         "The bell that nobody wants to ring any more"),
    ],
)  # fmt: skip
def test_the_title_is_the_article_s_own(head: str, heading: str, title: str) -> None:
    assert read(heading + TEXT, head).title == title


@pytest.mark.parametrize(
    ("title", "sites", "clean"),
    [
        ("The bell - Read", ("read.example", "read"), "The bell"),
        ("The bell_读网", ("读网",), "The bell"),
        ("Read: the bell", ("Read",), "Read: the bell"),
        ("The bell » The Courier » Read", ("The Courier", "Read"), "The bell"),
    ],
)
def test_all_names_of_the_site_go(title: str, sites: tuple[str, ...], clean: str) -> None:
    assert without_site(title, *sites) == clean


def json_ld(properties: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {properties}}}</script>'


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (json_ld('"author": [{"@type": "Person", "name": "By Ada Crane"}, {"@type": "Organization", "name": "R"}]'), "",
         ["Ada Crane"]),
        (json_ld('"author": "Ada Crane and Tom Ferrant"'), "", ["Ada Crane", "Tom Ferrant"]),
        (json_ld('"author": {"@type": "Person", "givenName": "Ada", "familyName": "Crane"}'), "", ["Ada Crane"]),
        (json_ld('"author": {"@type": ["Person", "Organization"], "name": "Ada Crane"},'), "", ["Ada Crane"]),
        (json_ld('"author": {"@type": "Person", "name": "read.example"}'), "<p class=byline>By Ada Crane</p>",
         ["Ada Crane"]),
        (json_ld('"author": {"@type": "Person", "name": "Ada Crane"}'), "<p class=byline>Ada Crane and Tom Ferrant</p>",
         ["Ada Crane"]),
        ('<meta name="author" content="https://read.example/ada">', '<a rel="author" href="/ada">Ada Crane</a>',
         ["Ada Crane"]),
        ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Crane">', "",
         ["Ada Crane"]),
        ('<meta name="citation_author" content="Crane, Ada"><meta name="citation_author" content="Ferrant, Tom">', "",
         ["Ada Crane", "Tom Ferrant"]),
        ("", '<span itemprop="author" itemscope><meta itemprop="name" content="Ada Crane">A. C.</span>', ["Ada Crane"]),
        ("", '<p class="h-card p-author">Ada Crane</p>', ["Ada Crane"]),
        ("", "<div>By <span>Ada Crane</span></div>", ["Ada Crane"]),
        ("", "<div>Veröffentlicht am 3. Mai 2024 von Ada Crane</div>", ["Ada Crane"]),
        ("", "<p class=author>Ada Crane | 3 May 2024 | 5 min</p>", ["Ada Crane"]),
        ("", "<div>作者：王小明</div>", ["王小明"]),
        ("", "<p class=byline>Reuters</p>", ["Reuters"]),
        ("", "<p class=byline>pikeperch77</p>", ["pikeperch77"]),
        ("", "<p class=byline>Admin</p>", []),
        ("", "<div class=comments><p class=author>Old Bob</p></div>", []),
        ("", "<ul class=related-articles><li>By Old Bob</li></ul>", []),
        # Whom the page shows comes before whom its meta elements name, a person before a site or a desk.
        ('<meta name="author" content="Old Bob">', "<p class=byline>By <a href='/a'>Ada Crane</a></p>", ["Ada Crane"]),
        ('<meta name="author" content="Bell Media GmbH">', "<div>Autor: Ada Crane</div>", ["Ada Crane"]),
        (json_ld('"author": {"@type": "Person", "name": "ada-crane"}'), "<div>Par Ada Crane</div>", ["Ada Crane"]),
        (json_ld('"author": {"@type": "Organization", "name": "Newsdesk"}'), "", ["Newsdesk"]),
        (json_ld('"author": "Redaktion"'), "<div>von Ada Crane</div>", ["Ada Crane"]),
        (json_ld('"author": "Redaktion"'), "<div>von Zeit zu Zeit</div>", ["Redaktion"]),
        ("", "<p class=author>AFP/The Courier</p>", ["AFP/The Courier"]),
        # Labels, beside the name or in an element of their own, also below the text.
        ("", f"{TEXT}<p>Text: Ada Crane<br>Fotos: Tom Ferrant</p>", ["Ada Crane"]),
        ("", f"{TEXT}<p><strong>Autor:</strong> <a href='/p/7'>Ada Crane</a><br><strong>Tags:</strong> Bell</p>",
         ["Ada Crane"]),
        ("", "<div><div>Auteur(s) :</div><div>Ada Crane</div></div>", ["Ada Crane"]),
        # A line that is a date otherwise, and a name alone beside the date.
        ("", "<p>11.12.2019 - Ada Crane</p>", ["Ada Crane"]),
        ("", "<div><p>Ada Crane</p><p>11 December 2019</p></div>", ["Ada Crane"]),
        ("", "<div><p><a href='/news'>Market Towns</a></p><p>11 December 2019</p></div>", []),
        # Each element of a byline is read apart; names of photographers are not authors.
        ("", "<p class=byline>By <a href=/a>Ada Crane</a><span>The Courier's man in Orrin</span></p>", ["Ada Crane"]),
        ("", "<p class=byline>By <span>Ada</span> <span>Crane</span></p>", ["Ada Crane"]),
        ("", "<figure><img src=a.jpg><span class=author>Old Bob</span></figure>", []),
        ("", "<div class=license-info><span class=author-name>Old Bob</span></div>", []),
        # A label in an element of its own; days, roles, calls and signs beside a name are nobody.
        ("", "<div><p>Written by</p><p>Ada Crane</p></div>", ["Ada Crane"]),
        ("", "<p class=byline>Posted by TheCourier on Tuesday, August 29, 2023</p>", ["TheCourier"]),
        ("", "<p class=byline>Ada Crane<br>∙ Paid</p>", ["Ada Crane"]),
        ("", "<p class=byline><span>Ada Crane</span><span>Full Bio</span><b>Expert Reviewer</b></p>", ["Ada Crane"]),
        ("", "<p class=byline>Sat, 20 Dec, 2025 - 06:36</p>", []),
        ("", "<p class=byline>Our Clients</p>", []),
        # A nickname near the headline, whatever persons are named further below.
        ("", f"<p class=author>pikeperch77</p>{TEXT}<p class=author>Old Bob</p>", ["pikeperch77"]),
        ("", "<nav class=meta><span itemprop=author>Ada Crane</span></nav>", ["Ada Crane"]),
        ("", "<aside class=sidebar><p>By Ada Crane</p></aside>", ["Ada Crane"]),
        ("", f"{TEXT}<div class=author-box><h3>Ada Crane</h3><p>She writes about tides.</p></div>", ["Ada Crane"]),
        # Where nothing else does: a byline far from the headline, a name below the text, an agency's dateline.
        ("", f"{TEXT * 30}<div><em>Ein Gastbeitrag von Ada Crane</em></div>", ["Ada Crane"]),
        ("", f"{TEXT * 30}<p><em>---- by Ada Crane</em></p>", ["Ada Crane"]),
        ("", f"<p>Orrin (dpa/orr) - {LINE * 3}</p>", ["dpa/orr"]),
        ("", "<p>Posted by pikeperch77</p>", ["pikeperch77"]),
        ("", f"{TEXT}<div>© 2024 A. B.<br><br>Autor: <a href=/l>Rechtsanwalt</a> Ada Crane</div>", ["Ada Crane"]),
    ],
)  # fmt: skip
def test_the_authors_are_who_the_page_says(head: str, body: str, authors: list[str]) -> None:
    assert list(read(f"<h1>The bell of the harbour</h1>{body}{TEXT}", head).authors) == authors


@pytest.mark.parametrize(
    ("below", "authors"),
    [
        ("<p align=right><em>Ada Crane</em></p>", ("Ada Crane",)),
        ("<p>(Ada Crane)</p>", ("Ada Crane",)),
        ("<p><a href=/more>Ada Crane</a></p>", ()),
        ("<div class=related><p>Ada Crane</p></div>", ()),
        ("<p>Ada Crane has never seen the sea.</p>", ()),
    ],
)
def test_a_name_alone_below_the_text_signs_it(below: str, authors: tuple[str, ...]) -> None:
    assert read(f"<h1>The bell of the harbour</h1>{TEXT}{below}").authors == authors


@pytest.mark.parametrize(
    ("heading", "body", "authors"),
    [
        ("港口的钟又响了", "<p>新华社安塞尔3月8日电（记者王小明、李大河）港口的钟又响了。</p>",
         ["王小明", "李大河"]),
        ("항구의 종이 다시 울렸다", "<p>(안셀=구름뉴스) 홍길동 기자 = 항구의 종이 금요일 다시 울렸다.</p>", ["홍길동"]),
        ("항구의 종이 다시 울렸다", "<p>항구의 종이 금요일 다시 울렸다.</p><p>홍길동 기자 hong@read.example</p>",
         ["홍길동"]),
        ("港口的钟又响了", "<p>港口的钟星期五又响了，（记者）们都在场。</p>", []),
    ],
)  # fmt: skip
def test_reports_of_the_east_name_their_reporters(heading: str, body: str, authors: list[str]) -> None:
    assert list(read(f"<h1>{heading}</h1>{body}{TEXT}").authors) == authors


def test_a_site_of_one_person_s_own_is_written_by_that_person() -> None:
    head = '<meta property="og:site_name" content="Ada Crane"><meta name="author" content="Ada Crane">'
    assert read(f"<h1>The bell of the harbour</h1>{TEXT}", head).authors == ("Ada Crane",)


@pytest.mark.parametrize(
    "damaged",
    [
        """{"@type": "NewsArticle", "headline": "The "bell" of the harbour", "datePublished": "2024-03-08",
        "author": [{"@type": "Person", "name": "Ada Crane"}, {"@type": "Person", "name": "Tom Ferrant"}]}""",
        """{"@type": "NewsArticle",
        // by whom
        /* and when */ "headline": "The \\'bell\\' of the harbour",
        "author": [{"name": "Ada Crane",}, {"name": "Tom
        Ferrant"},], "datePublished": "2024-03-08",}""",
        """{"@type": "WebPage", "name": "The harbour"};
        {"@type": "NewsArticle", "author": ["Ada Crane", "Tom Ferrant"], "datePublished": "2024-03-08"} and more""",
        """{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;author&quot;:
        [&quot;Ada Crane&quot;, &quot;Tom Ferrant&quot;], &quot;datePublished&quot;: &quot;2024-03-08&quot;}""",
    ],
    ids=["quotation marks", "by hand", "two values", "escaped"],
)
def test_damaged_json_still_names_day_and_authors(damaged: str) -> None:
    found = read(f"<h1>The bell</h1>{TEXT}", f'<script type="application/ld+json">{damaged}</script>')
    assert (found.authors, day(found.published)) == (("Ada Crane", "Tom Ferrant"), "2024-03-08")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("View all posts by Ada Crane", ["Ada Crane"]),
        ("Ada Crane Ada Crane", ["Ada Crane"]),
        ("Interview: Ada Crane", ["Ada Crane"]),
        ("Ada Crane im Gespräch mit Tom Ferrant", ["Ada Crane", "Tom Ferrant"]),
        ("By ADA CRANE For The Daily Read", ["ADA CRANE"]),
        ("Ada Crane Updated 3 May 2024", ["Ada Crane"]),
        ("Ada Crane, May 3, 2024", ["Ada Crane"]),
        ("Ein Artikel von Ada Crane", ["Ada Crane"]),
        ("Ada Crane/dpa", ["Ada Crane"]),
        ("Ada Crane BBC News", ["Ada Crane"]),
        ("Political correspondent Ada Crane", ["Ada Crane"]),
        ("Ada Crane in London", ["Ada Crane"]),
        ("Von Ada Crane und Tom Ferrant, Berlin", ["Ada Crane", "Tom Ferrant"]),
        ("Par Ada Crane avec AFP", ["Ada Crane"]),
        ("Por Ada Crane y Tom Ferrant", ["Ada Crane", "Tom Ferrant"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Ana Costa e Silva e João Pereira", ["Ana Costa e Silva", "João Pereira"]),
        ("Di Ada Crane e Tom Ferrant", ["Ada Crane", "Tom Ferrant"]),
        ("Door Ada Crane en Tom Ferrant", ["Ada Crane", "Tom Ferrant"]),
        ("Av Ada Crane och Tom Ferrant", ["Ada Crane", "Tom Ferrant"]),
        ("Autor: Ada Crane i Tom Ferrant", ["Ada Crane", "Tom Ferrant"]),
        ("Автор: Олеся Жуковень", ["Олеся Жуковень"]),
        ("Της Μαρίας Παππά", ["Μαρίας Παππά"]),
        ("Írta: Kovács Anna", ["Kovács Anna"]),
        ("بقلم محمد علي", ["محمد علي"]),
        ("本报记者 王小明 李大河", ["王小明", "李大河"]),
        ("取材・文／山田太郎", ["山田太郎"]),
        ("홍길동 기자", ["홍길동"]),
        ("Hans-Jürgen von der Heide", ["Hans-Jürgen von der Heide"]),
        ("Crane, Ada", ["Ada Crane"]),
        ("R. R.", ["R. R."]),
        ("Posted by Ada Crane on May 3, 2024 at 10:00", ["Ada Crane"]),
        ("Ada Crane (https://read.example/ada)", ["Ada Crane"]),
        ("Jason Read", ["Jason Read"]),
        ("Photo by Old Bob", []),
        ("Ministry of Bells", []),
        ("https://read.example/profile/ada-crane", []),
        ("December", []),
        ("Sign up " * 200, []),
    ],
)
def test_a_byline_is_read_down_to_the_names(line: str, names: list[str]) -> None:
    assert persons(line) == names


def test_somebody_may_be_an_agency_but_not_nobody() -> None:
    assert somebody("AFP/The Read", "The Read") == ["AFP/The Read"]
    assert somebody("dpa") == ["dpa"]
    for nobody in ("admin", "Redaktion", "The Read", "2024", "deinen Freunden", "More articles"):
        assert somebody(nobody, "The Read") == []


@pytest.mark.parametrize(
    ("head", "body", "published", "updated"),
    [
        (json_ld('"datePublished": "2024-03-08T22:45:00-05:00"'), "", "2024-03-08", None),
        (json_ld('"datePublished": "2024-03-08", "dateModified": "2024-03-09"'), "", "2024-03-08", "2024-03-09"),
        ('<meta property="article:modified_time" content="2024-03-09">', "<p class=date>8 March 2024</p>", "2024-03-08",
         "2024-03-09"),
        ('<meta name="pdate" content="20240308">', "", "2024-03-08", None),
        ('<meta name="publish-date" content="Fri, 08 Mar 2024 07:36:07 +0530">', "", "2024-03-08", None),
        ("", "<time datetime='2024-03-08T10:00'>Friday</time>", "2024-03-08", None),
        ("", "<time class=updated datetime='2024-03-09'></time><time datetime='2024-03-08'></time>", "2024-03-08",
         "2024-03-09"),
        ("", "<p>8 March 2024</p>", "2024-03-08", None),
        ("", "<p class=meta>Harbour, 8. März 2024, 14:03 Uhr</p>", "2024-03-08", None),
        ("", "<p>Last updated: 9 March 2024</p>", "2024-03-09", "2024-03-09"),
        ("", "<p>2024年3月8日</p>", "2024-03-08", None),
        ("", f"<p>ORRIN, 8 March 2024 – {LINE}</p>", "2024-03-08", None),
        ("", "<div><a href=/a>Ada Crane</a>, 8. März 2024<div class=rating>4 of 5</div></div>", "2024-03-08", None),
        ("", f"{TEXT}<table><tr><th>Day<tr><td>1 Jan 2024<tr><td>2 Jan 2024</table>", None, None),
        ("", f"{TEXT}<p>It was built on 1 January 1990 and has stood since then.</p>", None, None),
        ("", f"{TEXT}<div class=comments><time datetime='2024-03-08'></time></div>", None, None),
        ("", f"{TEXT}<aside><ul class=related><li><time datetime='2024-03-08'></time></li></ul></aside>", None, None),
        ("", "<footer>© 8 March 2024</footer>", None, None),
        ("", "<p class=date>8 March 2031</p>", None, None),
    ],
)  # fmt: skip
def test_the_dates_are_those_of_the_article(head: str, body: str, published: str | None, updated: str | None) -> None:
    found = read(f"<h1>The bell of the harbour</h1>{body}{TEXT}", head)
    assert (day(found.published), day(found.updated)) == (published, updated)


def test_an_address_may_have_the_day_in_it() -> None:
    assert day(read(TEXT, url="https://read.example/2024/03/08/the-bell").published) == "2024-03-08"
    assert day(read(TEXT, url="https://read.example/news/08-03-2024").published) == "2024-03-08"
    assert read(TEXT, url="https://read.example/2024/99/08/the-bell").published is None


def test_the_day_in_an_address_outweighs_another_day_and_yields_to_its_time() -> None:
    address = "https://read.example/2024/03/08/the-bell"
    late = read(f"<h1>The bell</h1><time datetime='2024-03-08T22:45:00-05:00'></time>{TEXT}", url=address).published
    assert late is not None
    assert late.isoformat() == "2024-03-08T22:45:00-05:00"
    other = read(f"<h1>The bell</h1><time datetime='2019-01-01'></time>{TEXT}", url=address).published
    assert day(other) == "2024-03-08"


@pytest.mark.parametrize(
    ("line", "language", "found"),
    [
        ("Published on Friday, March 8th, 2024 at 7 pm", "", "2024-03-08"),
        ("Posted 03/08/2024", "en-us", "2024-03-08"),
        ("Posted 03/08/2024", "en-gb", "2024-08-03"),
        ("le 1er février 2023", "fr", "2023-02-01"),
        ("8 de marzo de 2024", "es", "2024-03-08"),
        ("8 март 2024", "ru", "2024-03-08"),
        ("08.03.24, 11:20", "de", "2024-03-08"),
        ("31/12/2023", "en-us", "2023-12-31"),
        ("2024-03-08 07:01:00", "", "2024-03-08"),
        ("Fri Mar 8 07:01:00 CET 2024", "", "2024-03-08"),
        ("Fri Mar 08 07:01:00 2024", "", "2024-03-08"),
        ("20240308070100", "", "2024-03-08"),
        ("1709881260", "", "2024-03-08"),
        ("version 1.2.2024.7", "", None),
        ("99.99.2024", "", None),
        ("8 Marvellous 2024", "", None),
        ("between 8 and 2024", "", None),
    ],
)
def test_a_date_is_found_within_a_line(line: str, language: str, found: str | None) -> None:
    assert day(date_within(line, language)) == found


def test_a_time_keeps_the_offset_that_is_stated() -> None:
    moment = parse_date("2024-05-03T22:46:08-03:00")
    assert moment is not None
    assert moment.isoformat() == "2024-05-03T22:46:08-03:00"
    assert moment == datetime(2024, 5, 4, 1, 46, 8, tzinfo=UTC)


def test_the_article_of_the_page_is_chosen_among_those_of_a_list() -> None:
    other = (
        '{"@type": "NewsArticle", "headline": "Ferry fares rise", "author": "Old Bob", "datePublished": "2020-01-01"}'
    )
    own = '{"@type": "NewsArticle", "headline": "The bell", "author": "Ada Crane", "datePublished": "2024-03-08"}'
    head = f'<title>The bell</title><script type="application/ld+json">[{other}, {own}]</script>'
    found = read(f"<h1>The bell</h1>{TEXT}", head)
    assert (found.title, found.authors, day(found.published)) == ("The bell", ("Ada Crane",), "2024-03-08")


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Article", "headline": "The bell"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "The bell"}\n//]]>',
        '{"@type": "Article", "headline": "The bell",}',
        '{"@type": "Article", "headline": "The bell"}; {"@type": "Person"',
        '{"@type": "Article", "headline": "The\tbell"}',
    ],
)
def test_json_that_is_wrapped_or_damaged_is_read_as_far_as_it_goes(script: str) -> None:
    found = read(TEXT, f'<title>x</title><script type="application/ld+json">{script}</script>')
    assert found.title == "The bell"


def test_a_site_has_the_name_that_leads_to_its_front_page() -> None:
    found = read(
        f"<a href='/'>The Slow Courier</a><h1>The bell</h1>{TEXT}",
        "<title>The Slow Courier: The bell | The Slow Courier</title>",
    )
    assert found.site == "The Slow Courier"
    assert read(f"<a href='/'>Home</a><h1>The bell</h1>{TEXT}").site == "read.example"


@pytest.mark.parametrize("text", ["22 hours ago", "yesterday", "vor 2 Stunden", "il y a 5 jours", "hace 3 días", "now"])
def test_a_time_that_is_told_from_now_is_no_date(text: str) -> None:
    assert parse_date(text) is None
