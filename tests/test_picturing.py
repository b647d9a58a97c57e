"""Pictures on the page and on the full screen: they come in the background, and the reading place stays."""

import base64
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import urljoin

import pytest
from PIL import Image

from library.article import Draft, Metadata, Progress
from library.builder import DocumentBuilder, add_caption
from library.document import BlockKind
from library.source import Source
from library.store import Store
from reader.app import ReaderApp
from reader.breaking import cells
from reader.config import Home, Settings
from reader.lines import LineKind
from reader.screens.reading import ReadingScreen
from tests.driving import Driven, add_article, driven, sentence

BLOCKS = Settings(pictures="blocks")
SIZES = [(60, 20), (80, 24), (140, 45)]


def png(width: int = 300, height: int = 200, seed: int = 0, mode: str = "RGB") -> bytes:
    """A picture with a gradient in both directions; in RGBA all of it is transparent."""
    downward = Image.linear_gradient("L").resize((width, height))
    sideways = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90).resize((width, height))
    image = Image.merge("RGB", (downward.point(lambda value: (value + 16 * seed) % 256), sideways, sideways))
    if mode == "RGBA":
        image.putalpha(Image.new("L", image.size, 0))
    packed = BytesIO()
    image.save(packed, "PNG")
    return packed.getvalue()


def data(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()


def add_pictures(
    store: Store,
    now: datetime,
    addresses: Sequence[str],
    *,
    between: int = 2,
    url: str = "",
    title: str = "Gates",
) -> int:
    """An article with a picture, its caption and some paragraphs for every address; its page is beside the first."""
    served = (address for address in addresses if address.startswith("http"))
    url = url or urljoin(next(served, "https://example.org/"), "/gates")
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, sentence(0))
    for number, address in enumerate(addresses):
        builder.add(BlockKind.IMAGE, f"Alternative {number}", info=address)
        add_caption(builder, f"Caption {number}.", "Tern Pictures", "Photo")
        for paragraph in range(between):
            builder.add(BlockKind.PARAGRAPH, sentence(100 * number + paragraph + 1))
    metadata = Metadata(title, ("Odile Marrack",), "The Harbour Post", url)
    return store.add(Draft(metadata, builder.build(), Source(title.encode(), now), now))


def images(on: Driven) -> list[int]:
    return [index for index, block in enumerate(on.reading.document.blocks) if block.kind is BlockKind.IMAGE]


def drawn(on: Driven) -> set[int]:
    """The pictures that the page has rows of."""
    return set(on.reading.page._pictures)


def first_picture_row(on: Driven) -> int:
    rows = on.reading.page.view.rows
    return next((row for row, (_, line) in enumerate(rows) if line.kind is LineKind.PICTURE), -1)


def first_words(on: Driven) -> str:
    return next(line for line in on.lines if line.strip())


@dataclass
class PictureServer:
    """A server of pictures on this machine that can be made to wait."""

    address: str = ""
    paths: list[str] = field(default_factory=list)
    """What was asked for, in order."""
    gate: threading.Event = field(default_factory=threading.Event)
    """Answers come once it is set."""
    most: int = 0
    """Requests that were open at the same time."""
    open: int = 0
    answer: Callable[[str], tuple[int, bytes]] = lambda _: (200, png())


@contextmanager
def serving(*, held: bool = False) -> Iterator[PictureServer]:
    served = PictureServer()
    lock = threading.Lock()
    if not held:
        served.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with lock:
                served.paths.append(self.path)
                served.open += 1
                served.most = max(served.most, served.open)
            served.gate.wait(10)
            status, content = served.answer(self.path)
            with lock:
                served.open -= 1
            self.send_response(status)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield served
    finally:
        served.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


# On the page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", [(900, 600), (2000, 300), (300, 1200), (24, 24), (1, 1)])
async def test_a_picture_stands_in_the_middle_of_the_column_above_its_caption(
    home: Home, store: Store, now: datetime, size: tuple[int, int], shape: tuple[int, int]
) -> None:
    article = add_pictures(store, now, [data(png(*shape))])
    async with driven(home, store, now, article=article, size=size, settings=BLOCKS) as on:
        await on.until(lambda: drawn(on) == {1})
        page = on.reading.page
        rows = page._pictures[1]
        widths = {sum(cells(run.text) for run in row) for row in rows}
        assert len(widths) == 1
        assert max(widths) <= page.measure
        assert len(rows) <= min(18, page.size.height * 0.6)
        assert not on.shows("Alternative 0")
        layout = page.view.layout
        caption = layout.line(layout.spot_of(on.reading.document.blocks[2].start))
        middle = caption.x + (caption.last - caption.start + 2) / 2
        assert abs(middle - page.measure / 2) <= 2 or max(widths) > 20
        for row in range(page.size.height):
            assert page.render_line(row).cell_length == size[0]


async def test_an_article_without_pictures_starts_no_thread(home: Home, store: Store, now: datetime) -> None:
    article = add_article(store, "Gamma", now)
    async with driven(home, store, now, article=article, settings=BLOCKS) as on:
        await on.press("space", "G", "g", "+", "T")
        assert not [thread for thread in threading.enumerate() if thread.name == "pictures"]


def test_an_article_without_pictures_brings_neither_pillow_nor_the_network(
    home: Home, store: Store, now: datetime
) -> None:
    article = add_article(store, "Gamma", now)
    script = (
        "import asyncio, sys\nfrom pathlib import Path\n"
        "from library.store import Store\nfrom reader.app import ReaderApp\nfrom reader.config import Home, Settings\n"
        "async def main():\n"
        "    home = Home.find(Path(sys.argv[1]))\n"
        "    with Store(home.library) as store:\n"
        "        app = ReaderApp(home, store, Settings(pictures='blocks'), article=int(sys.argv[2]))\n"
        "        async with app.run_test() as pilot:\n"
        "            await pilot.press('space', 'G')\n"
        "            await pilot.pause()\n"
        "asyncio.run(main())\n"
        "print({'PIL', 'library.web', 'library.fetch', 'reader.pictures', 'pygments.lexers'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", script, str(home.data), str(article)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


async def test_with_pictures_off_nothing_is_asked_for(home: Home, store: Store, now: datetime) -> None:
    with serving() as server:
        article = add_pictures(store, now, [f"{server.address}/a.png"])
        async with driven(home, store, now, article=article, settings=Settings(pictures="off")) as on:
            await on.press("space", "b")
            assert on.shows("▨ Alternative 0")
        assert server.paths == []


async def test_a_picture_is_fetched_once_and_kept(home: Home, store: Store, now: datetime) -> None:
    with serving() as server:
        article = add_pictures(store, now, ["/pictures/a.png"], url=f"{server.address}/article.html")
        for _ in range(2):
            async with driven(home, store, now, article=article, settings=BLOCKS) as on:
                await on.until(lambda: drawn(on) == {1})
        assert server.paths == ["/pictures/a.png"]
        stored = store.picture(f"{server.address}/pictures/a.png")
        assert stored is not None
        assert stored.content == png()


async def test_a_missing_picture_keeps_its_words_and_is_not_asked_for_again(
    home: Home, store: Store, now: datetime
) -> None:
    with serving() as server:
        server.answer = lambda _: (404, b"")
        article = add_pictures(store, now, [f"{server.address}/a.png"])
        address = f"{server.address}/a.png"
        async with driven(home, store, now, article=article, settings=BLOCKS) as on:
            await on.until(lambda: store.picture(address) is not None)
            await on.press("j", "k")
            assert on.shows("▨ Alternative 0")
            assert not on.app._notifications
        async with driven(home, store, now, article=article, settings=BLOCKS) as on:
            await on.press("j", "i")
            await on.until(lambda: on.shows("can't be shown"))
        assert server.paths == ["/a.png"]
        server.answer = lambda _: (200, png())
        async with driven(home, store, now + timedelta(days=2), article=article, settings=BLOCKS) as on:
            await on.until(lambda: drawn(on) == {1})


@pytest.mark.parametrize(
    "address",
    [
        data(png()[:60]), data(b"no picture"), "data:image/png;base64", "file:///etc/hostname", "ftp://example.org/a",
        "javascript:alert(1)", "a.png", "", "http://", "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)  # fmt: skip
async def test_what_is_no_picture_keeps_its_words_without_a_toast(
    home: Home, store: Store, now: datetime, address: str
) -> None:
    article = add_pictures(store, now, [address, data(png())], between=0, url="")
    async with driven(home, store, now, article=article, settings=BLOCKS) as on:
        await on.until(lambda: drawn(on) == {3})
        assert on.shows("▨ Alternative 0")
        assert not on.app._notifications
        await on.press("}", "i")
        await on.until(lambda: on.shows("can't be shown") or not address)


async def test_pictures_come_by_two_and_only_those_that_are_near(home: Home, store: Store, now: datetime) -> None:
    with serving(held=True) as server:
        article = add_pictures(store, now, [f"{server.address}/{number}.png" for number in range(60)])
        async with driven(home, store, now, article=article, settings=BLOCKS) as on:
            await on.until(lambda: server.open == 2)
            await on.press("j", "j")
            server.gate.set()
            await on.until(lambda: len(drawn(on)) >= 4 and server.open == 0)
            await on.press("k", "k")
        assert server.most <= 2
        assert len(server.paths) < 15
        assert set(server.paths[:2]) == {"/0.png", "/1.png"}


async def test_the_reading_place_stays_when_pictures_come(home: Home, store: Store, now: datetime) -> None:
    with serving(held=True) as server:
        addresses = [f"{server.address}/{number}.png" for number in range(8)]
        article = add_pictures(store, now, addresses)
        block = store.document(article).blocks[12]
        store.save_progress(Progress(article, block.start + 80, block.end, 100, now, None))
        async with driven(home, store, now, article=article, settings=BLOCKS) as on:
            await on.until(lambda: server.open == 2)
            place, words = on.reading.page.place, first_words(on)
            server.gate.set()
            await on.until(lambda: {5, 9, 13, 17} <= drawn(on))
            assert on.reading.page.place == place
            assert first_words(on) == words
        progress = store.article(article).progress
        assert progress is not None
        assert progress.offset == place


async def test_a_page_that_begins_within_a_picture_stays_when_another_comes(
    home: Home, store: Store, now: datetime
) -> None:
    with serving(held=True) as server:
        article = add_pictures(store, now, [data(png()), f"{server.address}/late.png", data(png())])
        async with driven(home, store, now, article=article, settings=BLOCKS) as on:
            await on.until(lambda: 1 in drawn(on))
            while first_picture_row(on) != 0 or on.reading.page.view.rows[0][1].row != 4:
                await on.press("j")
            server.gate.set()
            await on.until(lambda: 5 in drawn(on))
            spot, line = on.reading.page.view.rows[0]
            assert (spot.block, line.kind, line.row) == (1, LineKind.PICTURE, 4)


async def test_a_picture_is_drawn_anew_for_another_measure_and_another_screen(
    home: Home, store: Store, now: datetime
) -> None:
    article = add_pictures(store, now, [data(png(2000, 400))])

    def width() -> int:
        page = on.reading.page
        return sum(cells(text) for text, _ in page._pictures[1][0])

    async with driven(home, store, now, article=article, size=(100, 40), settings=BLOCKS) as on:
        await on.until(lambda: drawn(on) == {1})
        assert width() == 70
        await on.press("-", "-")
        await on.until(lambda: width() == 62)
        await on.press("+")
        await on.until(lambda: width() == 66)
        await on.pilot.resize_terminal(50, 20)
        await on.until(lambda: on.reading.page.size.width == 50)
        for row in range(on.reading.page.size.height):
            assert on.reading.page.render_line(row).cell_length == 50
        await on.until(lambda: width() == on.reading.page.measure)
        assert on.reading.page.view.layout.block_rows(1).stop <= 1 + 12


async def test_what_is_transparent_shows_the_paper_of_the_theme(home: Home, store: Store, now: datetime) -> None:
    article = add_pictures(store, now, [data(png(mode="RGBA"))])
    async with driven(home, store, now, article=article, settings=BLOCKS) as on:
        for _ in range(4):
            paper = on.app.palette.paper
            await on.until(lambda: drawn(on) == {1} and _grounds(on, 1) == {paper})  # noqa: B023  waited for here
            await on.press("T")


def _grounds(on: Driven, block: int) -> set[str]:
    return {run.ink.ground for row in on.reading.page._pictures[block] for run in row}


async def test_pictures_far_away_are_given_up_and_keep_their_room(home: Home, store: Store, now: datetime) -> None:
    article = add_pictures(store, now, [data(png(seed=number)) for number in range(40)], between=1)
    async with driven(home, store, now, article=article, settings=BLOCKS) as on:
        page = on.reading.page
        all_images = images(on)
        seen: set[int] = set()
        for block in all_images:
            page.move_to_block(block)
            await on.until(lambda: block in drawn(on))  # noqa: B023  waited for here
            seen |= drawn(on)
            assert len(drawn(on)) <= 24
        assert seen == set(all_images)
        assert len(page.view.layout.block_rows(all_images[0])) > 3
        await on.press("g")
        await on.until(lambda: all_images[0] in drawn(on))
        row = first_picture_row(on)
        assert row > 0
        assert len({segment.style for segment in page.render_line(row)}) > 10


async def test_what_was_under_way_is_not_shown_in_another_article(home: Home, store: Store, now: datetime) -> None:
    with serving(held=True) as server:
        first = add_pictures(store, now, [f"{server.address}/first.png"])
        second = add_pictures(store, now, [data(b"none")], title="Other", url="https://example.org/other")
        async with driven(home, store, now, settings=BLOCKS) as on:
            on.app.read(first, [first, second])
            await on.until(lambda: server.open == 1)
            await on.press("J")
            server.gate.set()
            await on.until(lambda: store.picture(f"{server.address}/first.png") is not None)
            await on.press("j", "k")
            assert drawn(on) == set()
            assert on.shows("▨ Alternative 0")


async def test_leaving_does_not_wait_for_a_slow_server(home: Home, store: Store, now: datetime) -> None:
    with serving(held=True) as server:
        article = add_pictures(store, now, [f"{server.address}/a.png"])
        async with driven(home, store, now, article=article, settings=BLOCKS) as on:
            await on.until(lambda: server.open == 1)
        assert server.open == 1, "the request is still under way when the app has ended"


# For Kitty


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the app writes to a terminal beside its frames."""
    sequences: list[str] = []
    monkeypatch.setattr(ReaderApp, "write_to_terminal", lambda _, sequence: sequences.append(sequence))
    monkeypatch.delenv("NO_COLOR", raising=False)
    return sequences


async def test_kitty_is_told_a_picture_once_and_forgets_it_when_the_article_is_left(
    home: Home, store: Store, now: datetime, written: list[str]
) -> None:
    same = data(png())
    article = add_pictures(store, now, [same, same], between=0)
    async with driven(home, store, now, settings=Settings(pictures="kitty")) as on:
        on.app.read(article, [article])
        await on.until(lambda: isinstance(on.app.screen, ReadingScreen) and on.app.screen.is_mounted)
        await on.until(lambda: drawn(on) == {1, 3})
        assert len(written) == 1, "the same picture is the same one to the terminal"
        assert "a=T" in written[0]
        assert on.reading.page.render_line(first_picture_row(on)).cell_length == 80
        await on.press("j", "k", "space", "b")
        assert len(written) == 1
        await on.press("q")
        assert len(written) == 2
        assert "a=d" in written[1]


async def test_kitty_is_told_the_new_size_before_it_forgets_the_old_one(
    home: Home, store: Store, now: datetime, written: list[str]
) -> None:
    article = add_pictures(store, now, [data(png(2000, 400))])
    async with driven(home, store, now, article=article, settings=Settings(pictures="kitty")) as on:
        await on.until(lambda: len(written) == 1)
        await on.press("-")
        await on.until(lambda: len(written) == 3)
        assert ["a=T" in sequence for sequence in written] == [True, True, False]


def test_a_store_that_is_gone_is_told_and_no_thread_dies(home: Home, now: datetime) -> None:
    from reader.graphics import Mode
    from reader.tasks import Frame, PictureTask, Wanted

    home.library.mkdir(parents=True)
    ready = threading.Event()
    task = PictureTask(home, "", lambda: now, ready.set)
    task.want([Wanted(0, "http://127.0.0.1:9/a.png")], Frame(10, 5, Mode.BLOCKS, "", (10, 20)))
    assert ready.wait(10)
    (plate,) = task.taken()
    assert plate.reason
    assert not plate.rows
