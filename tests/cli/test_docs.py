"""``ten-lite docs``: the site of this installation, for this machine."""

from __future__ import annotations

import signal
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ten_lite.cli import docs, ten_lite
from ten_lite.cli.docs_server import DocsServer
from ten_lite.errors import TenLiteError


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ten_lite, ["docs", *arguments], standalone_mode=False)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "index.html").write_text("the first page")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "page.html").write_text("another page")
    monkeypatch.setattr(docs, "SITE", tmp_path)
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    urls: list[str] = []
    monkeypatch.setattr(docs, "open_page", urls.append)
    return urls


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM])
def ended_by_signal(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[None]:
    def serve(self: DocsServer) -> None:
        signal.raise_signal(request.param)

    monkeypatch.setattr(DocsServer, "serve_forever", serve)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in what a shell runs in the background
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("site", "ended_by_signal")
def test_it_tells_its_address_shows_it_and_ends_well_when_told_to(opened: list[str]) -> None:
    done = run()
    assert (done.exit_code, done.exception) == (0, None)
    assert opened == [done.stdout.strip()]
    assert opened[0].startswith("http://127.0.0.1:")


@pytest.mark.usefixtures("site", "ended_by_signal")
def test_no_browser_where_none_is_wanted(opened: list[str]) -> None:
    assert run("--no-open").exit_code == 0
    assert opened == []


def test_a_port_that_is_taken_is_told(site: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        error = run("--port", str(taken.getsockname()[1])).exception
    assert isinstance(error, TenLiteError)
    assert "leave --port out" in str(error)


def test_an_installation_without_docs_says_how_to_get_them(site: Path) -> None:
    (site / "index.html").unlink()
    error = run().exception
    assert isinstance(error, TenLiteError)
    assert "make docs" in str(error)


@pytest.fixture
def server(site: Path) -> Iterator[DocsServer]:
    with DocsServer(site) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.mark.real_time
def test_pages_are_served(server: DocsServer) -> None:
    for path, text in (("", b"the first page"), ("folder/page.html", b"another page")):
        with urllib.request.urlopen(f"{server.url}{path}", timeout=5) as page:
            assert page.read() == text


@pytest.mark.real_time
@pytest.mark.parametrize("path", ["folder/", "no.html", "../secret"])
def test_folders_and_what_is_not_there_are_not_found(server: DocsServer, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{server.url}{path}", timeout=5)
    caught.value.close()
    assert caught.value.code == 404
