"""The shipped nginx and Caddy settings, run: the public site from files, the portal through the proxy."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from disclosure.site import serving
from disclosure.site.staging import files_in
from portal.web.forms import LARGEST_REQUEST
from tests.docs.fronts import DEPLOY, LOOPBACK, PORTAL, SITE, Answer, Front, Places, Portal, Server, free_port
from tests.factories import PASSWORD

FORM = "application/x-www-form-urlencoded"
PHONE = "127.0.0.2"  # an address of this machine that is not the proxy's


@pytest.fixture(scope="module")
def own_server(site: Path) -> Iterator[HTTPConnection]:
    """``cunshi site serve`` over the same files: what the others are held against."""
    with serving.site_server(site, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield HTTPConnection(LOOPBACK, server.server_port, timeout=10)
        server.shutdown()
        thread.join()


def test_every_file_is_sent_as_our_own_server_sends_it(front: Front, own_server: HTTPConnection, site: Path) -> None:
    with front.visit(SITE) as ask:
        for path in ["/", "/liuxi/notes/", *(f"/{path}" for path in files_in(site) if _asked_for(path))]:
            own_server.request("GET", path)
            ours = own_server.getresponse()
            plain, small = ask("GET", path), ask("GET", path, headers={"Accept-Encoding": "gzip"})
            assert (plain.status, small.status) == (ours.status, ours.status) == (200, 200), path
            assert plain.headers["Content-Encoding"] is None, path
            assert small.headers["Content-Encoding"] == "gzip", path
            assert plain.body == small.plain == ours.read(), path
            for name in ("Content-Type", *serving._HEADERS):
                assert plain.headers.get_all(name) == small.headers.get_all(name) == ours.headers.get_all(name), path
            assert small.headers["Vary"] == "Accept-Encoding", path
            assert plain.headers["Strict-Transport-Security"] == "max-age=31536000", path


def _asked_for(path: str) -> bool:
    return not path.endswith(".gz") and "/." not in path


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/none/",
        "/liuxi/none.csv",
        "/liuxi/log/tile/",
        "/.staging/built.json",
        "/%2estaging/built.json",
        "/liuxi/../.staging/lock",
        "/liuxi/.hidden",
        "/.gitignore",
        "/static/0123456789ab/none.css",
    ],
)
def test_what_is_not_the_sites_is_its_own_page_with_404(front: Front, site: Path, path: str) -> None:
    answer = front.ask(SITE, path, Accept_Encoding="gzip")
    assert answer.status == 404
    assert answer.plain == (site / "404.html").read_bytes()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert {name: answer.headers[name] for name in serving._HEADERS} == serving._HEADERS
    assert "immutable" not in answer.headers["Cache-Control"] or path.startswith("/static/")


def test_a_folder_leads_to_its_page(front: Front) -> None:
    answer = front.ask(SITE, "/liuxi")
    assert answer.status in {301, 308}
    assert answer.headers["Location"] == "/liuxi/"


def test_only_what_never_changes_is_kept_by_browsers(front: Front, site: Path) -> None:
    style = next(path for path in files_in(site) if path.startswith("static/") and path.endswith(".css"))
    assert front.ask(SITE, f"/{style}").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    page = front.ask(SITE, "/liuxi/")
    assert page.headers["Cache-Control"] == "no-cache"
    assert front.ask(SITE, "/liuxi/", If_None_Match=page.headers["ETag"]).status == 304


@pytest.mark.parametrize("name", [SITE, PORTAL])
def test_plain_http_leads_to_https(front: Front, name: str) -> None:
    connection = HTTPConnection(LOOPBACK, front.plain_port, timeout=20)
    connection.request("GET", "/liuxi/", headers={"Host": name})
    answer = connection.getresponse()
    assert answer.status in {301, 308}
    assert answer.headers["Location"] == f"https://{name}/liuxi/"
    connection.close()


@pytest.mark.parametrize("name", [SITE, PORTAL])
def test_no_answer_names_a_version(front: Front, name: str) -> None:
    assert front.ask(name, "/").headers["Server"] in {None, "nginx"}


def sign_in(ask: Callable[..., Answer], login: str, password: str) -> Answer:
    """Fill in the form as a browser does, and claim to be somebody else."""
    form = ask("GET", "/sign-in")
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', form.text)
    assert token is not None
    headers = {
        "Content-Type": FORM,
        "Cookie": form.headers["Set-Cookie"].partition(";")[0],
        "Referer": f"https://{PORTAL}/sign-in",
        "X-Forwarded-For": "203.0.113.9, 203.0.113.10",
        "X-Forwarded-Host": "elsewhere.example",
        "Forwarded": "for=203.0.113.9",
        "X-Real-IP": "203.0.113.9",
    }
    body = urlencode({"csrf_token": token[1], "login": login, "password": password}).encode()
    return ask("POST", "/sign-in", body=body, headers=headers)


def addresses(portal: Portal, login: str) -> set[str]:
    """Return where attempts for an account came from, as the portal wrote it down."""
    database = sqlite3.connect(portal.database)
    try:
        rows = database.execute("SELECT address FROM sign_in_attempt WHERE login = ?", (login,)).fetchall()
    finally:
        database.close()
    return {address for (address,) in rows}


def test_people_sign_in_through_the_proxy(front: Front) -> None:
    with front.visit(PORTAL) as ask:
        answer = sign_in(ask, "qingshan-0001", PASSWORD)
        assert answer.status == 302
        assert answer.headers["Location"] == "/"
        cookie = answer.headers["Set-Cookie"]
        assert re.fullmatch(r"__Host-cunshi=[^;]+; Expires=[^;]+; Secure; HttpOnly; Path=/; SameSite=Lax", cookie)
        home = ask("GET", "/qingshan/", headers={"Cookie": cookie.partition(";")[0]})
    assert home.status == 200
    assert home.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert len(home.headers.get_all("Content-Security-Policy", [])) == 1


def test_attempts_are_counted_where_they_come_from_whatever_is_forged(front: Front, portal: Portal) -> None:
    login = f"nobody-{front.port}"
    with front.visit(PORTAL, coming_from=PHONE) as ask:
        assert sign_in(ask, login, "wrong").status == 403
    assert addresses(portal, login) == {PHONE}


def test_the_portal_knows_that_it_is_reached_by_https(front: Front) -> None:
    assert front.ask(PORTAL, "/nothing").headers["Location"] == f"https://{PORTAL}/nothing/"


def test_another_name_is_not_answered_as_the_portal(front: Front) -> None:
    with front.visit(PORTAL) as ask:
        assert "csrf_token" not in ask("GET", "/sign-in", headers={"Host": "elsewhere.example"}).text


def test_the_limit_is_the_portals_own() -> None:
    nginx = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    caddy = re.search(r"> (\d+)`.*max_size (\d+)MiB", (DEPLOY / "Caddyfile").read_text(), re.DOTALL)
    assert nginx is not None
    assert caddy is not None
    assert int(nginx[1]) << 20 == int(caddy[1]) == int(caddy[2]) << 20 == LARGEST_REQUEST


def test_what_is_too_large_is_refused_with_a_page_and_unread(front: Front) -> None:
    with front.visit(PORTAL) as ask:
        answer = ask("POST", "/sign-in", headers={"Content-Length": str(LARGEST_REQUEST + 1)})
    assert answer.status == 413
    assert "文件太大了" in answer.text
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_what_the_portal_refuses_unread_is_still_answered(front: Front) -> None:
    for _ in range(3):  # closing on unread data lost about every third answer
        with front.visit(PORTAL) as ask:
            answer = ask("POST", "/sign-in", body=b"x" * LARGEST_REQUEST, headers={"Content-Type": "text/plain"})
        assert answer.status == 400
        assert "没有提交成功" in answer.text


def test_a_portal_that_is_down_is_said_so_and_the_site_stays(server: Server, places: Places) -> None:
    with server(replace(places, portal=f"{LOOPBACK}:{free_port()}")) as front:
        answer = front.ask(PORTAL, "/sign-in")
        assert answer.status == 503
        assert "系统暂时不能用" in answer.text
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert front.ask(SITE, "/liuxi/").status == 200
