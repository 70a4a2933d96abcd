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
    with site_server(directory, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def get(port: int, path: str, method: str = "GET") -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(ADDRESS, port, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    connection.close()
    return answer, text


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
    ],
)
def test_every_file_is_served_as_what_it_is(port: int, path: str, kind: str) -> None:
    answer, _ = get(port, path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


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
