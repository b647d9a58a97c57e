"""The judge: what is still the article, what is another one, and what is no article at all."""

import random

import pytest

from library.builder import DocumentBuilder
from library.document import BlockKind
from library.extract.refusals import asks_to_subscribe, refusal
from library.judge import Ground, Objection, Text, likeness, objection

TITLE = "The harbour loses its bell"
SITE = "The Harbour Post"
BOILERPLATE = (
    "Get the morning letter of the harbour, every weekday before the first ferry leaves.",
    "This report was written by the night desk and read by two editors before it went out.",
)


REFUSALS = (
    ("an error page", "404 Not Found", "nginx"),
    ("an error page", "Page not found | The Harbour Post", "The page you are looking for can’t be found."),
    ("an error page", "", "Die angeforderte Seite konnte nicht gefunden werden."),
    ("an error page", "", "La page que vous cherchez n’existe plus."),
    ("an error page", "", "La página que buscas no existe o ha cambiado de lugar."),
    ("an error page", "", "A página que você procura não foi encontrada."),
    ("an error page", "", "La pagina che stai cercando non esiste."),
    ("an error page", "", "De pagina die je zoekt bestaat niet."),
    ("an error page", "", "抱歉，您访问的页面不存在。"),
    ("an error page", "", "お探しのページは見つかりませんでした。"),
    ("a page that refuses access", "Access Denied", "Reference #18.4f"),
    ("a page that refuses access", "451: Unavailable due to legal reasons",
     "We recognize you are attempting to access this website from a country belonging to the European Economic Area."),
    ("an error page", "Error establishing a database connection", ""),
    ("a page of a site that is down", "We'll be back soon!", "The site is down for scheduled maintenance."),
    ("a page of a site that is down", "Wartungsarbeiten | Der Deich", "Wir sind bald wieder da."),
    ("a page of a site that is down", "The Tide", "Our site is currently undergoing maintenance."),
    ("a page of an address that is for sale", "tides.example is for sale", "Buy this domain today."),
    ("a page of an address that is for sale", "", "This domain may be for sale."),
    ("a list of files", "Index of /tides", "../ tables.txt 2020-01-01 00:00 5"),
    ("a page that refuses access", "Zugriff verweigert", "Referenz 7"),
    ("a page that refuses access", "Accès refusé", ""),
    ("a page that refuses access", "Acceso denegado", ""),
    ("a page that refuses access", "Acesso negado", ""),
    ("a page that refuses access", "Accesso negato", ""),
    ("a page that refuses access", "Toegang geweigerd", ""),
    ("a page that refuses access", "", "您没有权限访问此页面。"),
    ("a page that refuses access", "", "このページにアクセスする権限がありません。"),
    ("a page that asks to log in", "Log in - The Harbour Post", "E-mail Password"),
    ("a page that asks to log in", "", "Bitte melden Sie sich an, um weiterzulesen."),
    ("a page that asks to log in", "", "Veuillez vous connecter pour continuer."),
    ("a page that asks to log in", "", "Inicia sesión para continuar leyendo."),
    ("a page that asks to log in", "", "Faça login para continuar."),
    ("a page that asks to log in", "", "Accedi per continuare."),
    ("a page that asks to log in", "", "Log in om verder te lezen."),
    ("a page that asks to log in", "", "请登录后继续阅读。"),
    ("a page that asks to log in", "", "この記事の続きはログインしてお読みください。"),
    ("a consent page", "Before you continue to the Post", "We use cookies and data to run the site."),
    ("a consent page", "", "Wir und unsere Partner verwenden Cookies. Alle akzeptieren."),
    ("a consent page", "", "Nous et nos partenaires utilisons des cookies. Tout accepter et continuer."),
    ("a consent page", "", "Nosotros y nuestros socios usamos cookies. Aceptar y continuar."),
    ("a consent page", "", "Nós e nossos parceiros usamos cookies. Aceitar e continuar."),
    ("a consent page", "", "Noi e i nostri partner utilizziamo i cookie. Accetta e continua."),
    ("a consent page", "", "Wij en onze partners gebruiken cookies. Alle cookies accepteren."),
    ("a consent page", "", "我们使用各种 Cookie。接受所有 Cookie"),
    ("a consent page", "", "当サイトではクッキーを使用しています。すべてのCookieを受け入れる"),
    ("a page that needs scripts", "", "Please enable JavaScript to view this page."),
    ("a page that needs scripts", "", "Bitte aktivieren Sie JavaScript."),
    ("a page that needs scripts", "", "Veuillez activer JavaScript pour afficher la page."),
    ("a page that needs scripts", "", "Habilita JavaScript en tu navegador."),
    ("a page that needs scripts", "", "Ative o JavaScript no navegador."),
    ("a page that needs scripts", "", "Abilita JavaScript per continuare."),
    ("a page that needs scripts", "", "Schakel JavaScript in om deze pagina te zien."),
    ("a page that needs scripts", "", "请启用 JavaScript 后重试。"),
    ("a page that needs scripts", "", "JavaScriptを有効にしてください。"),
    ("a bot check", "Just a moment...", ""),
    ("a bot check", "", "Bitte bestätigen Sie, dass Sie ein Mensch sind."),
    ("a bot check", "", "Confirmez que vous n’êtes pas un robot."),
    ("a bot check", "", "Verifica que eres humano para seguir."),
    ("a bot check", "", "Confirme que você não é um robô, é humano."),
    ("a bot check", "", "Conferma di essere umano per proseguire."),
    ("a bot check", "", "Bevestig dat u een mens bent."),
    ("a bot check", "", "请完成安全验证，确认您是真人。"),
    ("a bot check", "", "あなたが人間であることを確認しています。"),
    ("a page that asks to subscribe", "", "Subscribe to continue reading this story."),
    ("a page that asks to subscribe", "", "Jetzt abonnieren und weiterlesen"),
    ("a page that asks to subscribe", "", "Cet article est réservé à nos abonnés."),
)  # fmt: skip
"""What such a page is, its title, and what it says."""


def paragraph(number: int, language: str = "en") -> str:
    """A paragraph of some forty words that is like no other."""
    words = {
        "en": ("keeper", "gate", "tide", "lamp", "rope", "ferry", "council", "storm", "mole", "quay", "night", "bell"),
        "de": ("Wärter", "Tor", "Flut", "Lampe", "Seil", "Fähre", "Rat", "Sturm", "Mole", "Kai", "Nacht", "Glocke"),
        "zh": tuple("港口钟声夜里守望潮水灯火渡船议会风暴码头集市锚绳信件石阶老人雾笛"),
    }[language]
    drawn = random.Random(f"{language}{number}")
    chosen = [word if language == "zh" or word == "bell" else f"{word}{drawn.randrange(9)}"
              for word in ("bell", *drawn.choices(words, k=39))]  # fmt: skip
    return "".join(chosen) + "。" if language == "zh" else " ".join(chosen) + "."


def text(*paragraphs: str, title: str = TITLE) -> Text:
    builder = DocumentBuilder("en")
    for words in paragraphs:
        builder.add(BlockKind.PARAGRAPH, words)
    return Text(title, builder.build(), SITE)


def judged(former: Text, new: Text) -> Ground | None:
    against = objection(former, new, new.document.text)
    return against.ground if against else None


BODY = [paragraph(number) for number in range(12)]
STORED = text(*BODY, *BOILERPLATE)


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(text(BODY[0].replace("bell", "bells", 1), *BODY[1:], *BOILERPLATE), id="a typo mended"),
        pytest.param(text(paragraph(90), paragraph(91), *BODY[2:], *BOILERPLATE), id="the lead rewritten"),
        pytest.param(text(*BODY[:5], paragraph(92), *BODY[5:], *BOILERPLATE), id="a paragraph added"),
        pytest.param(text(*BODY[6:], *BODY[:6], *BOILERPLATE), id="in another order"),
        pytest.param(text(*BODY[:7]), id="two fifths taken out"),
        pytest.param(text(*BODY, *BOILERPLATE, title="Council buys a new bell"), id="another headline"),
        pytest.param(
            text(*BODY[:5], *map(paragraph, range(80, 92)), title="Three arrested over the theft"),
            id="told anew under another headline",
        ),
        pytest.param(text(*map(paragraph, range(60, 84)), *BODY), id="a live blog that doubled"),
        pytest.param(
            text(*map(paragraph, range(60, 90)), BODY[0], title="The harbour loses its bell: latest"),
            id="a live blog of which one entry is left",
        ),
    ],
)
def test_what_is_still_the_article_is_taken(new: Text) -> None:
    assert judged(STORED, new) is None


@pytest.mark.parametrize(
    ("new", "ground"),
    [
        pytest.param(
            text(*map(paragraph, range(40, 52)), *BOILERPLATE, title="Ferry fares rise"), Ground.OTHER,
            id="another article of the site",
        ),
        pytest.param(
            text(*(paragraph(number, "de") for number in range(12)), title="Der Hafen verliert seine Glocke"),
            Ground.OTHER, id="a translation",
        ),
        pytest.param(
            text(*(paragraph(number, "zh") for number in range(12)), title="港口失去了钟"), Ground.OTHER,
            id="a Chinese one",
        ),
        pytest.param(text(*map(paragraph, range(40, 52))), Ground.OTHER, id="its title over quite another text"),
        pytest.param(
            text(*map(paragraph, range(40, 52)), *BOILERPLATE, title=SITE), Ground.OTHER, id="the front page"
        ),
        pytest.param(text(*BODY[:3], "The rest is for subscribers."), Ground.SHRUNK, id="emptied by a paywall"),
    ],
)  # fmt: skip
def test_what_is_no_longer_the_article_is_refused(new: Text, ground: Ground) -> None:
    assert judged(STORED, new) is ground


def test_chinese_texts_are_compared_by_their_signs() -> None:
    former = text(*(paragraph(number, "zh") for number in range(12)), title="港口失去了钟")
    assert judged(former, text(*(paragraph(number, "zh") for number in range(2, 15)), title="港口的钟")) is None
    other = text(*(paragraph(number, "zh") for number in range(30, 42)), title="渡船涨价的消息")
    assert judged(former, other) is Ground.OTHER


def test_an_article_that_came_after_an_error_page_is_taken() -> None:
    assert judged(text("Please enable JavaScript to view this page.", title="Just a moment..."), STORED) is None


def test_an_article_that_tells_of_bot_checks_is_not_taken_for_one() -> None:
    told = "The new gate asks every visitor: verify you are human, solve the captcha, or you have been blocked."
    assert judged(text(told, paragraph(1)), text(told, paragraph(1), paragraph(2))) is None


def test_a_refusal_is_told_in_words() -> None:
    wall = text("Checking your browser before you may pass.", title="Just a moment...")
    assert objection(STORED, wall, wall.document.text) == Objection(
        Ground.REFUSAL, "what came is a bot check, not the article"
    )
    shrunk = objection(STORED, text(*BODY[:3]), "")
    assert shrunk is not None
    assert shrunk.words == f"the new text has 120 words, the stored one {STORED.document.words}"


def test_likeness_is_the_share_that_is_still_there() -> None:
    assert likeness("", "") == 1
    assert likeness("one two three", "") == 0
    assert likeness("One, two: three four!", "zero one two three four five") == 1
    assert likeness("one two three four", "one two three 4") == 0.5


@pytest.mark.parametrize(("what", "title", "said"), REFUSALS)
def test_pages_that_stand_in_for_an_article_are_known(what: str, title: str, said: str) -> None:
    assert refusal(title, said) == what


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (TITLE, paragraph(1)),
        ("Cookies for a long night", "Bake them until they are brown, and let the ferry wait."),
        ("404 ships and one lamp", paragraph(2)),
        ("The council has no access to the mole", f"“You have been blocked”, said the sign. {' '.join(BODY)}"),
        ("How consent came to the harbour", " ".join(BODY) * 3),
        ("", ""),
    ],
)
def test_articles_are_not_taken_for_such_pages(title: str, said: str) -> None:
    assert refusal(title, said) == ""


TOLD = (
    "The trade has argued about it for twenty years, and those who pay for the papers are older than those who read.\n"
    "A designer of one of them told us that the button to refuse was grey because somebody upstairs wanted it grey.\n"
    "The harbour office wrote to nine of them in spring, and four had answered before the date that it had named."
)
ABOUT = [
    "We use cookies to improve your experience, says the box, and then names eight hundred partners.",
    "Whoever knocks is told that you do not have permission to access the files.",
    "Verify you are human, says the page, and shows nine pictures of a bus.",
    "The page you are looking for could not be found. For forty years this has greeted those who mistype.",
    "Subscribe to continue reading, they all say now.",
    "Please enable JavaScript to continue: a strange request for a page of words.",
]


@pytest.mark.parametrize("said", ABOUT)
def test_an_article_on_such_pages_is_none_of_them(said: str) -> None:
    assert refusal(TITLE, said) != ""
    assert refusal(TITLE, f"{said}\n{TOLD}") == ""
    assert refusal(TITLE, f"“{said}” So it stands there.") == ""


def test_what_a_wall_says_in_many_words_is_still_a_wall() -> None:
    said = (
        "We and our 840 partners store cookies on your device to show you what you like.\n"
        "You can change your preferences at any time at the foot of each page, where the list of our partners stands.\n"
        "Consent is given for thirteen months, after which we will ask you for your consent once more on this page.\n"
        "Accept all cookies"
    )
    assert refusal("", said) == "a consent page"
    blocked = f"Sorry, you have been blocked.\n{TOLD}"
    assert refusal("Access denied", blocked) == "a page that refuses access"


@pytest.mark.parametrize(
    "quoted", ["“Subscribe to continue reading”", "«Abonnez-vous pour lire»", '"Log in to continue"']
)
def test_a_request_that_is_quoted_is_not_made(quoted: str) -> None:
    assert asks_to_subscribe(f"Some words. {quoted[1:-1]} now.")
    assert not asks_to_subscribe(f"The sentence {quoted} is one that half of us have met this week.")


def test_a_long_consent_page_says_it_in_more_than_one_way() -> None:
    listed = " ".join(BODY[:6])
    said = f"We and our 840 partners store cookies on your device. {listed} Accept all cookies"
    assert refusal("", said) == "a consent page"
    assert refusal("", f"We use cookies in the galley. {listed}") == ""
