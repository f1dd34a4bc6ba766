"""The client on sockets sees what others hide."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pixop_contract.http_message import Headers, Request
from pixop_contract.raw_client import ConnectFailedError, ConnectionLostError, RawClient, RequestTimedOutError


@contextmanager
def canned(*answers: bytes, hold: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """Answer each connection with bytes; `hold` keeps it open afterwards until the client leaves."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for answer in answers:
                connection, _ = listener.accept()
                with connection:
                    received.append(connection.recv(65_536))
                    connection.sendall(answer)
                    if hold:
                        connection.recv(1)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", received
        thread.join(5)


@pytest.mark.parametrize(
    ("method", "head"),
    [
        ("GET", b"HTTP/1.1 304 Not Modified\r\n"),
        ("HEAD", b"HTTP/1.1 200 OK\r\n"),
        ("DELETE", b"HTTP/1.1 204 No\r\n"),
    ],
)
def test_content_where_none_may_be_is_seen(method: str, head: bytes) -> None:
    """Bytes behind a 304, a 204 or an answer to HEAD are kept apart from the content."""
    with canned(head + b"Content-Length: 5\r\n\r\nhello") as (url, _):
        request = Request(method, "/x", Headers([("If-None-Match", "*")]))
        found = RawClient(url, timeout=5).send(request)
    assert (found.body, found.stray) == (b"", b"hello")


def test_an_answer_without_content_does_not_need_a_closed_connection() -> None:
    """When the server holds the connection open, nothing stray is made up."""
    with canned(b"HTTP/1.1 204 No Content\r\n\r\n", hold=True) as (url, _):
        found = RawClient(url, timeout=5).send(Request("DELETE", "/x"))
    assert (found.status, found.stray) == (204, b"")


def test_a_request_is_sent_as_given() -> None:
    """Prefix, target, fields and body are on the wire, with the length of the body."""
    with canned(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (url, received):
        RawClient(f"{url}/api/", timeout=5).send(Request("PUT", "/v1?a=b", Headers([("X-A", "b")]), b"body"))
    head, _, body = received[0].partition(b"\r\n\r\n")
    assert head.startswith(b"PUT /api/v1?a=b HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nX-A: b\r\nContent-Length: 4\r\nConnection: close" in head
    assert body == b"body"


def test_a_kept_connection_that_was_closed_is_replaced() -> None:
    """A second GET gets its answer although the server closed the first connection."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with canned(answer, answer) as (url, received):
        client = RawClient(url, timeout=5)
        assert [client.send(Request("GET", "/")).body for _ in range(2)] == [b"ok", b"ok"]
        client.close()
    assert len(received) == 2


def test_bytes_after_the_content_are_seen() -> None:
    """More bytes than Content-Length says are told as stray."""
    with canned(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore") as (url, _):
        assert RawClient(url, timeout=5).send(Request("GET", "/")).stray == b"more"


def silent(url: str) -> RequestTimedOutError:
    with pytest.raises(RequestTimedOutError) as caught:
        RawClient(url, timeout=0.2).send(Request("POST", "/", body=b"x"))
    return caught.value


def test_silence_ends_at_the_deadline() -> None:
    """A server that does not answer is given up after the timeout."""
    with canned(b"HTTP/1.1 ", hold=True) as (url, _):
        assert "0.2 s" in str(silent(url))


def test_a_closed_connection_is_lost() -> None:
    """A connection closed without a byte is an error of its own."""
    with canned(b"") as (url, _), pytest.raises(ConnectionLostError):
        RawClient(url, timeout=5).send(Request("POST", "/", body=b"x"))


def test_nobody_listening_is_told() -> None:
    """A refused connection names the server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ConnectFailedError, match=url):
        RawClient(url, timeout=1).send(Request("GET", "/"))


@pytest.mark.parametrize("url", ["ftp://x", "http://", "nothing"])
def test_other_urls_are_refused(url: str) -> None:
    """Only http and https URLs with a host are taken."""
    with pytest.raises(ValueError, match="not an http or https URL"):
        RawClient(url)


def self_signed(directory: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = directory / "certificate.pem", directory / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


@contextmanager
def encrypted(certificate: Path, key: Path, answer: bytes) -> Iterator[str]:
    """Answer one TLS connection; a client that breaks the handshake off is no error."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            plain, _ = listener.accept()
            with suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
                connection.recv(65_536)
                connection.sendall(answer)
                with suppress(OSError):
                    connection.unwrap()
            plain.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(5)


def test_encrypted_messages_are_read_alike(tmp_path: Path) -> None:
    """Over TLS a body behind a 304 is seen as it is without."""
    certificate, key = self_signed(tmp_path)
    trusted = ssl.create_default_context(cafile=str(certificate))
    with encrypted(certificate, key, b"HTTP/1.1 304 Not Modified\r\n\r\nstray") as url:
        response = RawClient(url, tls=trusted, timeout=5).send(Request("GET", "/", Headers()))
    assert (response.status, response.stray) == (304, b"stray")


def test_an_unknown_certificate_is_refused(tmp_path: Path) -> None:
    """A server that nobody vouches for gets no request, and the error says why."""
    certificate, key = self_signed(tmp_path)
    with (
        encrypted(certificate, key, b"") as url,
        pytest.raises(ConnectFailedError, match="certificate verify failed"),
    ):
        RawClient(url, timeout=5).send(Request("GET", "/", Headers()))
