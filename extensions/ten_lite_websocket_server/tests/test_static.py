"""The page's files over HTTP: the right ones, with the right headers, and no others."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest

from ten_lite_websocket_server.http import Request, Response, Router
from ten_lite_websocket_server.static import add_page


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<p>page")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "index-a1.js").write_text("1")
    (folder / "assets" / ".secret.js").write_text("2")
    (folder / "assets" / "notes").write_text("3")
    (tmp_path / "outside.js").write_text("4")
    (folder / "assets" / "link.js").symlink_to(tmp_path / "outside.js")
    return folder


async def got(folder: Path, path: str, method: str = "GET", **headers: str) -> Response:
    router = Router(lambda request: False)  # nobody knows the token
    add_page(router, folder)
    return await router.answer(Request(method, path, headers=headers))


async def test_the_page_is_served_to_who_does_not_know_the_token(built: Path):
    response = await got(built, "/")
    assert (response.status, response.body) == (HTTPStatus.OK, b"<p>page")


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
        ("/assets/index-a1.js", "text/javascript; charset=utf-8"),
        ("/plain/page.css", "text/css; charset=utf-8"),
    ],
)
async def test_a_file_has_its_type_and_is_not_to_be_guessed_at(
    built: Path, path: str, content_type: str
):
    response = await got(built, path)
    assert response.content_type == content_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_may_load_its_own_files_only_and_use_the_microphone(built: Path):
    headers = (await got(built, "/")).headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'self'"
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "microphone=(self)" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_what_has_a_hash_in_its_name_is_kept_for_ever_and_the_page_is_not(built: Path):
    assert "immutable" in (await got(built, "/assets/index-a1.js")).headers["Cache-Control"]
    assert (await got(built, "/")).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}'])
async def test_a_client_that_has_the_page_does_not_get_it_again(built: Path, form: str):
    tag = (await got(built, "/")).headers["ETag"]
    response = await got(built, "/", **{"if-none-match": form.format(tag)})
    assert (response.status, response.body) == (HTTPStatus.NOT_MODIFIED, b"")


async def test_a_page_that_was_built_anew_is_served_at_once(built: Path):
    tag = (await got(built, "/")).headers["ETag"]
    (built / "index.html").write_text("<p>newer")
    response = await got(built, "/", **{"if-none-match": tag})
    assert response.body == b"<p>newer"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../outside.js",
        "/assets/../../outside.js",
        "/assets/%2e%2e/%2e%2e/outside.js",
        "/assets/..%2f..%2foutside.js",
        "/assets/..\\..\\outside.js",
        "/assets//etc/passwd",
        "/assets/index-a1.js\x00.js",
        "/assets/link.js",
        "/assets/.secret.js",
        "/assets/notes",
        "/assets/",
        "/assets/index-a1.js/",
        "/assets/no.js",
        "/plain/../static.py",
        "/index.html",
        "/static/index.html",
    ],
)
async def test_there_is_no_way_to_other_files(built: Path, path: str):
    response = await got(built, path)
    # what is no file of the page at all is behind the token
    assert response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.UNAUTHORIZED)


async def test_without_a_build_there_is_a_plain_page_that_says_how_to_make_it(tmp_path: Path):
    response = await got(tmp_path / "none", "/")
    assert response.status is HTTPStatus.FOUND
    assert response.headers["Location"] == "plain/index.html"  # below whatever the page is below
    plain = await got(tmp_path / "none", "/plain/index.html")
    assert plain.status is HTTPStatus.OK
    assert b"make web" in plain.body


async def test_the_plain_page_has_no_code_in_it_and_all_its_files_are_there(tmp_path: Path):
    page = (await got(tmp_path, "/plain/index.html")).body.decode()
    assert "<style" not in page
    assert "style=" not in page
    assert page.count("<script") == page.count("<script type=") == 1
    for path in ("/plain/page.js", "/plain/page.css", "/plain/recorder.js"):
        assert (await got(tmp_path, path)).status is HTTPStatus.OK


async def test_only_get_and_head_are_possible(built: Path):
    assert (await got(built, "/", "HEAD")).status is HTTPStatus.OK
    assert (await got(built, "/", "POST")).status is HTTPStatus.METHOD_NOT_ALLOWED
