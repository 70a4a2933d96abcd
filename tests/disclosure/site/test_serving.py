import gzip
import re
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from disclosure.site.building import build_site
from disclosure.site.errors import NotBuiltError, PortInUseError
from disclosure.site.serving import ADDRESS, site_server
from tests.disclosure.site.hand_made import notes_part, sign, world


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    directory = tmp_path_factory.mktemp("build")
    build_site(world().published, [notes_part], directory, sign=sign)
    (directory / "search").mkdir()
    (directory / "search" / "index.html").write_text("<!doctype html>")
    with site_server(directory, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(ADDRESS, port, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def get(port: int, path: str, method: str = "GET") -> tuple[HTTPResponse, str]:
    answer, content = ask(port, path, method)
    return answer, content.decode(errors="replace")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/liuxi/", "text/html; charset=utf-8"),
        ("/liuxi/notes/2026-10/note.csv", "text/csv; charset=utf-8"),
        ("/liuxi/bulletins/note/2026-10.r1.json", "application/json; charset=utf-8"),
        ("/liuxi/log/checkpoint", "text/plain; charset=utf-8"),
        ("/liuxi/log/tile/0/000.p/8", "application/octet-stream"),
        ("/verify/verify.py", "text/x-python; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/liuxi/sitemap.xml", "application/xml; charset=utf-8"),
        ("/liuxi/index.html.gz", "application/gzip"),
    ],
)
def test_every_file_is_served_as_what_it_is(port: int, path: str, kind: str) -> None:
    answer, _ = get(port, path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "*"])
@pytest.mark.parametrize("path", ["/", "/liuxi/", "/liuxi/index.html", "/liuxi/?from=qr"])
def test_who_takes_a_packed_page_gets_it(port: int, path: str, accepted: str) -> None:
    packed, content = ask(port, path, Accept_Encoding=accepted)
    plain, text = ask(port, path)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"] == "text/html; charset=utf-8"
    assert int(packed.headers["Content-Length"]) == len(content) < len(text)
    assert gzip.decompress(content) == text
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/liuxi/", {"Accept_Encoding": "br"}),
        ("/liuxi/", {"Accept_Encoding": "gzip;q=0"}),
        ("/liuxi/", {"Accept_Encoding": "gzip", "Range": "bytes=0-10"}),
        ("/search/", {"Accept_Encoding": "gzip"}),
        ("/none", {"Accept_Encoding": "gzip"}),
    ],
)
def test_what_is_not_asked_for_packed_or_has_no_packed_form_is_plain(
    port: int, path: str, headers: dict[str, str]
) -> None:
    answer, content = ask(port, path, **headers)
    assert "Content-Encoding" not in answer.headers
    assert content.startswith(b"<!doctype html>")


def test_a_reader_who_has_the_page_is_not_sent_it_again(port: int) -> None:
    for accepted in ("gzip", "identity"):
        first, _ = ask(port, "/liuxi/", Accept_Encoding=accepted)
        again, content = ask(
            port, "/liuxi/", Accept_Encoding=accepted, If_Modified_Since=first.headers["Last-Modified"]
        )
        assert (again.status, content) == (304, b"")
        assert again.headers["Vary"] == "Accept-Encoding"


def test_what_is_named_by_its_digest_may_be_kept_and_all_else_is_asked_for_again(port: int) -> None:
    shipped = re.findall(r'href="(static/[^"]+css)"', get(port, "/")[1])[0]
    assert get(port, f"/{shipped}")[0].headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for path in ("/", "/liuxi/", "/robots.txt", "/none", "/static/0123456789ab/none.css"):
        assert get(port, path)[0].headers["Cache-Control"] == "no-cache"


def test_only_the_search_page_may_run_a_compiled_program(port: int) -> None:
    policies = {path: get(port, path)[0].headers["Content-Security-Policy"] for path in ("/", "/search/")}
    assert "script-src 'self';" in policies["/"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policies["/search/"]
    assert all("connect-src 'self'" in policy and "unsafe-inline" not in policy for policy in policies.values())


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/liuxi/none/",
        "/.staging/built.json",
        "/%2estaging/built.json",
        "/liuxi/../.gitignore",
        "/liuxi/bulletins/",
    ],
)
def test_what_is_not_there_and_what_is_hidden_is_the_sites_own_page(port: int, path: str) -> None:
    answer, text = get(port, path)
    assert answer.status == 404
    assert "没有这一页" in text
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_head_answers_without_a_body(port: int) -> None:
    for path, status in (("/liuxi/", 200), ("/none", 404)):
        answer, text = get(port, path, "HEAD")
        assert (answer.status, text) == (status, "")


def test_what_is_no_request_is_answered(port: int) -> None:
    with socket.create_connection((ADDRESS, port), timeout=10) as connection:
        connection.sendall(b"GET\r\n\r\n")
        assert b"400" in connection.recv(4096)


def test_nothing_can_be_posted(port: int) -> None:
    assert get(port, "/", "POST")[0].status == 501


def test_the_server_does_not_tell_its_version(port: int) -> None:
    assert "Python" not in get(port, "/")[0].headers["Server"]


def test_without_a_site_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(NotBuiltError):
        site_server(tmp_path, port=0)


def test_a_port_that_is_taken_is_a_sentence(port: int, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x")
    with pytest.raises(PortInUseError) as refusal:
        site_server(tmp_path, port=port)
    assert "--port" in refusal.value.sentence
