"""Early refusals over TLS, where readable bytes need not be an answer."""

import datetime
import ipaddress
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pixop import ConflictError, ConnectionFailedError, Pixop

UPLOADED = {"projectId": "p", "videoId": "v", "checkIngestProgressUrl": "/i", "processVideoUrl": "/p"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


Script = Callable[[ssl.SSLSocket, bytes], None]


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[Callable[[Script], str]]:
    """Serve upload connections over TLS; a script gets the socket after the request's head."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket, script: Script) -> None:
        try:
            with context.wrap_socket(connection, server_side=True) as secured:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = secured.recv(65536)
                    if not piece:
                        return
                    head += piece
                script(secured, head)
        except OSError:
            return

    def accept(listener: socket.socket, script: Script) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(connection, script)))
            threads[-1].start()

    def start(script: Script) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threads.append(threading.Thread(target=accept, args=(listener, script)))
        threads[-1].start()
        return f"https://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join()


def test_session_tickets_are_no_answer_and_a_refusal_is(
    encrypted: Any, certificate: Path, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TLS records without content do not stop an upload; a refusal does, long before its end."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    data = os.urandom(4 << 20)
    received = bytearray()

    def take_all(connection: ssl.SSLSocket, head: bytes) -> None:
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        received.extend(head.partition(b"\r\n\r\n")[2])
        while len(received) < length:
            received.extend(connection.recv(1 << 20))
        connection.sendall(tools.http(200, UPLOADED))

    with Pixop(encrypted(take_all), token="t", timeout=10) as client:
        client.media.upload_media("v", data)
    assert data in bytes(received)

    stopped = threading.Event()

    def refuse(connection: ssl.SSLSocket, head: bytes) -> None:
        connection.sendall(tools.http(409, {"exception": "ConflictException", "errorMessage": "no"}))
        stopped.wait(20)

    sent: list[int] = []
    with (
        Pixop(encrypted(refuse), token="t", timeout=10) as client,
        pytest.raises(ConflictError, match="no"),
    ):
        client.media.upload_media("v", bytes(128 << 20), progress=lambda done, _: sent.append(done))
    stopped.set()
    assert max(sent) < 64 << 20


def test_a_certificate_that_is_not_trusted_is_told(encrypted: Any, tools: Any) -> None:
    """The error names the cause and the setting that helps."""
    url = encrypted(lambda connection, _: connection.sendall(tools.http(204)))
    with Pixop(url, token="t", timeout=10, retry=tools.quick) as client:
        for call in (
            lambda: client.videos.delete_project("p"),
            lambda: client.media.upload_media("v", b"media"),
        ):
            with pytest.raises(ConnectionFailedError, match="SSL_CERT_FILE") as caught:
                call()
            assert not caught.value.request_sent


def test_media_comes_down_over_tls_as_it_arrives(
    encrypted: Any, certificate: Path, tmp_path: Path, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has come is in the part file before more is waited for, and the file has every byte at the end."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    data = os.urandom(3_000_017)
    part = tmp_path / "out.mov.part"
    missing: list[int] = []

    def script(connection: ssl.SSLSocket, head: bytes) -> None:
        connection.sendall(tools.http(200, b"", {"ETag": '"one"'}, length=len(data)))
        sent = 0
        for count in (100, 1, 50_000, 200_000, 1_000_000):
            connection.sendall(data[sent : sent + count])
            sent += count
            try:
                tools.until(lambda sent=sent: part.exists() and part.stat().st_size == sent)
            except AssertionError:
                missing.append(sent - part.stat().st_size)
        connection.sendall(data[sent:])

    with Pixop(encrypted(script), token="t", timeout=10) as client:
        client.download("v", tmp_path / "out.mov")
    assert missing == []
    assert (tmp_path / "out.mov").read_bytes() == data


@pytest.fixture(params=["http", "https"])
def tunnel(request: pytest.FixtureRequest, certificate: Path) -> Iterator[str]:
    """Run a proxy that opens tunnels (CONNECT), itself plain or behind TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def pump(source: socket.socket, to: socket.socket) -> None:
        try:
            while piece := source.recv(65536):
                to.sendall(piece)
            to.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def serve(accepted: socket.socket) -> None:
        try:
            with (
                context.wrap_socket(accepted, server_side=True) if request.param == "https" else accepted
            ) as client:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += client.recv(65536)
                host, _, port = head.split(b" ")[1].decode().partition(":")
                with socket.create_connection((host, int(port))) as server:
                    client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                    back = threading.Thread(target=pump, args=(server, client))
                    back.start()
                    pump(client, server)
                    back.join()
        except OSError:
            return

    def accept() -> None:
        while True:
            try:
                accepted, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(accepted,), daemon=True))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    yield f"{request.param}://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    accepting.join()
    for thread in threads:
        thread.join(10)


def test_media_goes_up_through_a_tunnel(
    tunnel: str,
    encrypted: Any,
    certificate: Path,
    tools: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """TLS through a proxy carries every byte, also when the proxy is behind TLS of its own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("https_proxy", tunnel)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    data = os.urandom(3 << 20)
    path = tmp_path / "clip.mov"
    path.write_bytes(data)
    received = bytearray()

    def take_all(connection: ssl.SSLSocket, head: bytes) -> None:
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        received.extend(head.partition(b"\r\n\r\n")[2])
        while len(received) < length:
            received.extend(connection.recv(1 << 20))
        connection.sendall(tools.http(200, UPLOADED))

    with Pixop(encrypted(take_all), token="t", timeout=10) as client:
        client.media.upload_media("v", path)
    assert data in bytes(received)
