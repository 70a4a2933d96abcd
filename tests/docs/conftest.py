"""A portal behind the shipped gunicorn settings, a small site with its .gz, and both shipped servers in front."""

from __future__ import annotations

import gzip
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from disclosure.site import serving
from disclosure.site.building import build_site
from disclosure.site.staging import files_in
from tests.disclosure.site.hand_made import notes_part, sign, world
from tests.docs.fronts import (
    DEPLOY,
    LOOPBACK,
    PORTAL,
    ROOT,
    SITE,
    Front,
    Places,
    Portal,
    Server,
    caddy,
    free_port,
    nginx,
    running,
)
from tests.factories import NOW, SECRET_KEY

_FOR_TEN_YEARS = timedelta(days=3650)


@pytest.fixture(scope="session")
def servers() -> None:
    """Both programs, found or unpacked."""
    done = subprocess.run([ROOT / "tests/docs/install-servers"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for both names and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SITE)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - _FOR_TEN_YEARS)
        .not_valid_after(NOW + _FOR_TEN_YEARS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SITE), x509.DNSName(PORTAL)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "fullchain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "privkey.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "fullchain.pem", folder / "privkey.pem"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site with a file of every kind the site may have, and the .gz beside each."""
    directory = tmp_path_factory.mktemp("srv") / "site"
    build_site(world().published, [notes_part], directory, sign=sign)
    for ending in serving._TYPES:
        (directory / "liuxi" / f"every{ending}").write_text(f"a file that ends in {ending}")
    for path in files_in(directory):
        beside = directory / f"{path}.gz"
        if not path.endswith(".gz") and not beside.exists():
            beside.write_bytes(gzip.compress((directory / path).read_bytes(), mtime=0))
    (directory / "liuxi" / ".hidden").write_text("nobody's business")
    return directory


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, sqlite_templates: dict[str, Path]) -> Iterator[Portal]:
    """A portal as cunshi-portal.service runs it."""
    folder = tmp_path_factory.mktemp("portal")
    shutil.copy(sqlite_templates["township"], folder / "cunshi.db")
    port = free_port()
    environ = {
        **os.environ,
        "CUNSHI_SITE_URL": f"https://{SITE}",
        "CUNSHI_PORTAL_URL": f"https://{PORTAL}",
        "CUNSHI_SECRET_KEY": SECRET_KEY,
        "CUNSHI_TRUSTED_PROXIES": "1",
        "CUNSHI_DATABASE_URL": f"sqlite:///{folder / 'cunshi.db'}",
        "CUNSHI_UPLOAD_DIR": str(folder / "uploads"),
        "CUNSHI_KEY_DIR": str(folder / "keys"),
        "CUNSHI_BUILD_DIR": str(folder / "build"),
        "WEB_CONCURRENCY": "1",
    }
    settings = str(DEPLOY / "gunicorn.conf.py")
    address = f"{LOOPBACK}:{port}"
    command = ["gunicorn", "--config", settings, "--bind", address, "portal.app:create_app()"]
    with running([sys.executable, "-m", *command], port=port, log=folder / "log", environ=environ):
        yield Portal(address=address, database=folder / "cunshi.db")


@pytest.fixture(scope="session")
def places(site: Path, portal: Portal, certificate: tuple[Path, Path]) -> Places:
    return Places(site=site, portal=portal.address, certificate=certificate[0], key=certificate[1])


@pytest.fixture(scope="session", params=[nginx, caddy], ids=["nginx", "caddy"])
def server(request: pytest.FixtureRequest, servers: None, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Nginx and again Caddy: run it before the places that are given."""

    def run(places: Places) -> AbstractContextManager[Front]:
        trusted = ssl.create_default_context(cafile=str(places.certificate))
        started: AbstractContextManager[Front] = request.param(tmp_path_factory.mktemp("front"), places, trusted)
        return started

    return run


@pytest.fixture(scope="session")
def front(server: Server, places: Places) -> Iterator[Front]:
    """A server before the site and the portal."""
    with server(places) as running_front:
        yield running_front
