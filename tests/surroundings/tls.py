"""A server that speaks TLS and nothing else, with a certificate for `localhost` made here."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.surroundings.cluster import made, started
from tests.surroundings.program import Missing, give, private_folder, run

PLACES = "/usr/lib/postgresql/*/bin"
ONLY_TLS = "local all all trust\nhostssl all all all trust\n"
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


@dataclass(frozen=True, slots=True)
class Authority:
    """One who signs certificates: its own certificate, and its key."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Listener:
    """A server at a TCP port of this machine, and who signed for it.

    `local_url` goes by its Unix socket, where there is no TLS.
    """

    port: int
    authority: Authority
    local_url: str

    def url(self, host: str = "localhost", **parameters: str | Path) -> str:
        """The maintenance database; `parameters` are libpq's."""
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return f"postgresql://postgres@{host}:{self.port}/postgres?{query}"

    def verified_url(self) -> str:
        """As one should ask: the server is who it says it is, by one's own authority."""
        return self.url(sslmode="verify-full", sslrootcert=self.authority.certificate)


def tls_binaries() -> Path:
    """A Postgres that was built with OpenSSL; the wheel's was not. Raises Missing."""
    found = sorted(Path("/").glob(PLACES.removeprefix("/")))
    if not found:
        raise Missing("no Postgres with TLS is installed (Debian: apt-get install postgresql)")
    if shutil.which("openssl") is None:
        raise Missing("openssl is not installed")
    return found[-1]


@contextmanager
def authority(name: str) -> Iterator[Authority]:
    """An authority of this name, for as long as the block lasts."""
    with private_folder() as folder:
        signer = Authority(folder / "ca.crt", folder / "ca.key")
        subject = ["-subj", f"/CN={name}", "-days", "2"]
        files: list[str | Path] = ["-keyout", signer.key, "-out", signer.certificate]
        run(["openssl", "req", "-x509", *KEY, *subject, *files])
        yield signer


def certify(signer: Authority, host: str, folder: Path) -> None:
    """Put `server.key` and `server.crt`, which says that it is `host`, into the folder."""
    key, request, names = folder / "server.key", folder / "server.csr", folder / "names"
    run(["openssl", "req", *KEY, "-subj", f"/CN={host}", "-keyout", key, "-out", request])
    names.write_text(f"subjectAltName = DNS:{host}\n")
    signing: list[str | Path] = [
        "-CA",
        signer.certificate,
        "-CAkey",
        signer.key,
        "-CAcreateserial",
        "-days",
        "2",
    ]
    certificate: list[str | Path] = [
        "-in",
        request,
        "-out",
        folder / "server.crt",
        "-extfile",
        names,
    ]
    run(["openssl", "x509", "-req", *signing, *certificate])
    key.chmod(0o600)
    give(key)


@contextmanager
def tls_server() -> Iterator[Listener]:
    """The server, for as long as the block lasts. Raises Missing."""
    binaries = tls_binaries()
    with authority("workbook tests") as signer, made(binaries) as data:
        certify(signer, "localhost", data)
        (data / "pg_hba.conf").write_text(ONLY_TLS)
        port = _free_port()
        settings = {"listen_addresses": "127.0.0.1", "port": str(port), "ssl": "on"}
        with started(binaries, data, **settings) as local_url:
            yield Listener(port, signer, local_url)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
