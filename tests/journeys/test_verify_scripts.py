"""The parts of 核对本页 one by one, in the browser: what a page's words are, hashes, signatures, and the tree.

Each is held against Python's, with ``crypto.subtle`` and without.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from playwright.sync_api import Browser, Page, Route

from disclosure.site.seal_check import form_problems
from disclosure.site.sealing import page_words
from disclosure.site.tiles import tile_files
from portal.kernel.merkle import inclusion_proof, leaf_hash, root_of

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[2] / "portal" / "static"
SITE = "http://words.example/"
BLANK = "https://blank.example/"  # a secure context: browsers offer crypto.subtle there
LOG = "https://log.example/"
NO_SUBTLE = "Object.defineProperty(window, 'crypto', { value: undefined })"
#: Stands in for the steps: it only tells which words the page was found to have.
SHOW_WORDS = """
window.cunshiProofs = () => null;
window.cunshiSteps = () => (page) => { window.found = page.words; return Promise.resolve([]); };
"""
PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{{ texts[0] }}</title>
<meta name="description" content="{{ texts[-1] }}">
<link rel="canonical" href="{{ texts[1] }}">
<script src="static/verify.js" defer></script>
<script type="application/ld+json">{{ {"name": texts[0]}|tojson }}</script>
</head>
<body class="{{ texts[1] }}">
<h1>{{ texts[0] }}</h1>
{% for text in texts %}
<p title="{{ text }}" data-label="{{ text }}">{{ text }}<br>{{ text }}<b>{{ text }}</b>&nbsp;{{ text }}<wbr>1</p>
<details class="{{ text }}" open><summary>{{ text }}</summary>{{ text }}</details>
<svg viewBox="0 0 9 9" role="img"><title>{{ text }}</title>
<path d="M0 0 L{{ loop.index }} 1" /><g><rect x="1"/></g></svg>
{% endfor %}
<script type="application/json">{"a": "</p>"}</script>
<table><caption>{{ texts[0] }}</caption><thead><tr><th scope="col">1</th></tr></thead><tbody>
{% for text in texts %}
  <tr id="r-{{ loop.index }}" hidden><td class="">{{ text }}</td>
    <td colspan="2"><img alt="" src="{{ text }}"></td></tr>
{% endfor %}
</tbody></table>
<footer class="colophon"><div class="wide"></div></footer>
</body>
</html>
"""
#: Texts as people and adversaries write them; a bulletin holds no control characters.
TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"' \t\n\u3000\u00a0\u2028;#/=-")),
    min_size=2,
    max_size=20,
)
NASTY = [
    "</script><!-- <b>",
    "&lt;b&gt; &amp;amp; &#39;",
    "a  b\t\nc",
    "\u3000\u00a0\u2003\ufeff",
    "\"='x' >",
    "<details open",
    "/",
    "收入 1,234.50 元（上月 -3%）",
    "😀\u0301",
    "",
]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture(params=["with crypto.subtle", "without crypto.subtle"])
def proofs(request: pytest.FixtureRequest, page: Page) -> Page:
    """A page in which ``proofs`` are the ones to be tested."""
    if request.param == "without crypto.subtle":
        page.add_init_script(NO_SUBTLE)
    page.route(BLANK, lambda route: route.fulfill(body="<title>1</title>", content_type="text/html"))
    page.goto(BLANK)
    page.add_script_tag(path=STATIC / "verify-proofs.js")
    page.add_script_tag(path=STATIC / "vendor" / "nacl-fast.min.js")
    page.evaluate("window.proofs = cunshiProofs((file, name) => Promise.resolve(window[name]))")
    return page


def words_in(page: Page, html: str) -> str:
    """Return the words that ``verify.js`` finds in the page."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name == "verify.js":
            route.fulfill(path=STATIC / name)
        elif name.startswith("verify-"):
            route.fulfill(body=SHOW_WORDS, content_type="text/javascript")
        elif not name:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    page.unroute_all()
    page.route(f"{SITE}**", answer)
    page.goto(SITE)
    page.get_by_role("button", name="核对本页").evaluate("button => button.click()")
    return str(page.wait_for_function("window.found").json_value())


def rendered(texts: list[str]) -> str:
    """Return a page with these texts wherever a page can have one, escaped as every page is."""
    return Environment(autoescape=True).from_string(PAGE).render(texts=texts)


def test_the_words_of_nasty_texts_are_the_same_in_the_browser(page: Page) -> None:
    html = rendered(NASTY)
    assert not list(form_problems(html))
    assert words_in(page, html) == page_words(html)


@given(texts=TEXTS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_words_of_any_texts_are_the_same_in_the_browser(page: Page, texts: list[str]) -> None:
    html = rendered(texts)
    assert words_in(page, html) == page_words(html)


def test_another_text_gives_the_browser_other_words(page: Page) -> None:
    html = rendered(["400", "60"])
    assert words_in(page, html.replace("400", "500", 1)) != page_words(html)


def test_hashes_are_those_of_the_standard(proofs: Page) -> None:
    lengths = [*range(70), 119, 120, 127, 128, 1000, 100_000]
    found = proofs.evaluate(
        "lengths => Promise.all(lengths.map(async length =>"
        " proofs.hex(await proofs.sha256(new Uint8Array(length).map((_, at) => at)))))",
        lengths,
    )
    assert found == [hashlib.sha256(bytes(at % 256 for at in range(length))).hexdigest() for length in lengths]


def test_signatures_are_those_of_the_standard_and_one_bent_bit_is_seen(proofs: Page) -> None:
    key, message = Ed25519PrivateKey.from_private_bytes(b"7" * 32), "收入 400 元\n".encode()
    signature = key.sign(message)
    cases = [(message, signature), (message + b" ", signature), (message, signature[:-1]), (message, b"")]
    cases += [
        (message, bytes(byte ^ (1 << bit) if at == place else byte for at, byte in enumerate(signature)))
        for place, bit in ((0, 0), (31, 7), (32, 0), (63, 7))
    ]
    found = proofs.evaluate(
        "([key, cases]) => Promise.all(cases.map(([message, signature]) =>"
        " proofs.isSigned(proofs.unhex(key), proofs.unhex(message), proofs.unhex(signature))))",
        [key.public_key().public_bytes_raw().hex(), [[one.hex(), sign.hex()] for one, sign in cases]],
    )
    assert found == [True] + [False] * 7


@pytest.mark.parametrize(
    ("size", "older"),
    [
        (0, [0]),
        (1, [1]),
        (7, range(1, 8)),
        (256, [1, 255, 256]),
        (257, [1, 256, 257]),
        (700, [2, 256, 300, 512, 513, 699, 700]),
        (66_000, [3, 300, 65_535, 65_536, 65_537, 65_800, 66_000]),
    ],
)
def test_the_roots_read_from_tiles_are_those_of_the_tree(proofs: Page, size: int, older: list[int]) -> None:
    entries = [b"%d" % at for at in range(size)]
    files = dict(tile_files(entries))
    hashes = [leaf_hash(entry) for entry in entries]
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.removeprefix(LOG))
        route.fulfill(body=files[asked[-1]], headers={"Access-Control-Allow-Origin": "*"})

    proofs.route(f"{LOG}**", answer)
    for old in older:
        roots = proofs.evaluate(
            "([address, size, old]) => proofs.logAt(address, size, '').bothRoots(old, 0, size)"
            ".then(roots => [proofs.hex(roots.start), proofs.hex(roots.whole)])",
            [LOG, size, old],
        )
        assert roots == [root_of(hashes[:old]).hex(), root_of(hashes).hex()], old
    assert len(set(asked)) <= 3 * len(older) + 3


def test_a_bundle_is_held_against_the_tree(proofs: Page) -> None:
    entries = [b'{"seq":%d}' % at for at in range(300)]
    files = dict(tile_files(entries))
    proofs.route(
        f"{LOG}**",
        lambda route: route.fulfill(
            body=files[route.request.url.removeprefix(LOG)], headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    ask = "([address, index]) => proofs.logAt(address, 300, '').bundle(index)"
    assert proofs.evaluate(ask, [LOG, 0]) == [entry.decode() for entry in entries[:256]]
    assert proofs.evaluate(ask, [LOG, 1]) == [entry.decode() for entry in entries[256:]]
    for path in ("tile/entries/000", "tile/0/000", "tile/1/000.p/1"):
        honest = files[path]
        files[path] = honest[:9] + bytes([honest[9] ^ 1]) + honest[10:]
        assert proofs.evaluate(ask, [LOG, 0]) is None, path
        files[path] = honest


def test_a_proof_leads_to_the_root_at_every_place_and_nowhere_else(proofs: Page) -> None:
    chance = random.Random(6962)  # noqa: S311 - which leaves are tried is no secret
    for size in (1, 2, 3, 5, 8, 13, 300):
        hashes = [leaf_hash(b"%d" % at) for at in range(size)]
        for index in {0, size - 1, chance.randrange(size)}:
            proof = inclusion_proof(hashes, index)
            cases = [proof, (*proof, hashes[0]), proof[:-1], proof[::-1]]
            found = proofs.evaluate(
                "([leaf, index, size, cases]) => Promise.all(cases.map(async steps =>"
                " proofs.hex(await proofs.climbed(proofs.unhex(leaf), index, size, steps.map(proofs.unhex)) || [])))",
                [hashes[index].hex(), index, size, [[step.hex() for step in steps] for steps in cases]],
            )
            root = root_of(hashes).hex()
            assert [one == root for one in found] == [True] + [steps == proof for steps in cases[1:]]
