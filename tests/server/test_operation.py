"""What operators use: health, refusals under load, HTTPS, logs for programs, and the administration of users."""

import datetime
import ipaddress
import json
import random
import ssl
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_client import ApiClient
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pixop_server.__main__ import parse_arguments
from polling import wait_until
from raw_http import RawConnection


def administer(server: Any, *arguments: str, password: str = "") -> "subprocess.CompletedProcess[str]":
    """Run the administration of users on a server's data."""
    command = [sys.executable, "-m", "pixop_server.user_admin", f"--data={server.data}", *arguments]
    return subprocess.run(command, input=password, capture_output=True, text=True, timeout=60, check=False)


def test_health_needs_no_credentials(anonymous: ApiClient) -> None:
    """A server that works says so to GET and HEAD, and nothing else about itself."""
    answer = httpx.get(f"{anonymous.base_url}/healthz", trust_env=False)
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert httpx.head(f"{anonymous.base_url}/healthz", trust_env=False).content == b""


def test_more_requests_than_the_limit_are_told_to_come_back(start_server: Any) -> None:
    """Beyond the limit the answer is 503 with `Retry-After`; the health check and later requests are served."""
    server = start_server("--max-requests=1")
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        video = api.new_video()["videoId"]
        head = {
            "Authorization": api.headers["Authorization"],
            "Content-Type": "multipart/form-data; boundary=b",
            "Content-Length": "1000000",
            "Expect": "100-continue",
        }
        with RawConnection(server.url) as held:
            held.head(f"POST /media/v1/upload/{video}", head)
            assert held.read().status == 100  # from now on it is running
            refused = api.get(f"/videos/v1/video/{video}")
            healthy = httpx.get(f"{server.url}/healthz", trust_env=False)
        wait_until(lambda: api.get(f"/videos/v1/video/{video}").status_code == 200)
    server.stop()

    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "1"
    assert refused.json()["exception"] == "ServiceUnavailableException"
    assert healthy.status_code == 200


def test_a_crowd_is_served_one_after_the_other(start_server: Any) -> None:
    """Of many times the limit some are answered, the others told to wait; who does as told is answered in the end."""
    server = start_server("--max-requests=2")
    seen: Counter[int] = Counter()

    def ask(number: int) -> int:
        """Ask for what costs the server time until there is another answer than to wait."""
        for _ in range(30):
            credentials = (server.email, f"wrong {number}")
            url = f"{server.url}/accounts/v1/token"
            answer = httpx.get(url, auth=credentials, trust_env=False, verify=False, timeout=30)
            seen[answer.status_code] += 1
            if answer.status_code != 503:
                break
            time.sleep(int(answer.headers["Retry-After"]) * random.random())
        return answer.status_code

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(ask, range(16))) == {401}
    assert set(seen) == {401, 503}
    assert httpx.get(f"{server.url}/healthz", trust_env=False).status_code == 200
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()


def self_signed(directory: Path) -> tuple[Path, Path]:
    """Write a certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    files = directory / "certificate.pem", directory / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


def test_https_by_flag(start_server: Any, tmp_path: Path, open_clip: Path) -> None:
    """With a certificate the server speaks HTTPS alone, media included, and hands out https URLs."""
    certificate, key = self_signed(tmp_path)
    server = start_server(f"--tls-cert={certificate}", f"--tls-key={key}")
    trusted = ssl.create_default_context(cafile=str(certificate))
    with httpx.Client(base_url=server.url, verify=trusted, trust_env=False) as client:
        token = client.get("/accounts/v1/token", auth=(server.email, server.password)).json()["jwtToken"]
        client.headers["Authorization"] = f"Bearer {token}"
        created = client.put("/videos/v1/video", json={}).json()
        media = open_clip.read_bytes()
        client.post(created["uploadMediaUrl"], files={"file": ("a.mov", media)}).raise_for_status()
        got = client.get(f"/media/v1/download/original/{created['videoId']}")
    with pytest.raises(httpx.HTTPError):
        httpx.get(server.url.replace("https://", "http://"), trust_env=False)
    assert server.stop() == 0

    assert server.url.startswith("https://127.0.0.1:")
    assert created["uploadMediaUrl"].startswith(server.url)
    assert got.content == media


@pytest.mark.parametrize("arguments", [["--tls-cert=a.pem"], ["--tls-key=a.pem"]])
def test_half_of_a_certificate_is_refused(arguments: list[str], capsys: "pytest.CaptureFixture[str]") -> None:
    """A certificate without a key, or the other way round, is a usage error that names both flags."""
    with pytest.raises(SystemExit) as ended:
        parse_arguments(arguments)
    assert ended.value.code == 2
    assert "--tls-cert and --tls-key" in capsys.readouterr().err


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    """The server says in one line that certificate and key do not fit, and does not start."""
    (tmp_path / "other").mkdir()
    certificate, _ = self_signed(tmp_path)
    _, key = self_signed(tmp_path / "other")
    command = [
        sys.executable,
        "-m",
        "pixop_server",
        "--port=0",
        f"--tls-cert={certificate}",
        f"--tls-key={key}",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 1
    assert "certificate and key cannot be used together" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_logs_for_programs(start_server: Any) -> None:
    """With `--log-format json` each line is an object; a request's has id, method, path, status, and no secret."""
    server = start_server("--log-format=json")
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        answer = api.get("/videos/v1/videos?page=1")
        token = api.headers["Authorization"].split()[1]
    server.stop()
    text = server.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    listed = next(line for line in lines if line.get("path") == "/videos/v1/videos")

    assert listed["requestId"] == answer.headers["X-Request-Id"]
    assert (listed["method"], listed["status"], listed["level"]) == ("GET", 200, "info")
    assert listed["milliseconds"] >= 0
    assert server.password not in text
    assert token not in text


def test_users_are_administered_while_the_server_runs(start_server: Any) -> None:
    """A ban, its end, a new key, a new password and a new user take effect with the next request."""
    server = start_server()
    first, second = server.email, server.second_email
    with ApiClient(server.url) as api, ApiClient(server.url) as other:
        api.login(first, server.password)
        other.login(second, server.second_password)
        account = "/accounts/v1/account"
        assert administer(server, "ban", first, "--reason", "unpaid").returncode == 0
        banned = api.get(account)
        assert banned.json()["exception"] == "UserBannedException"
        assert "unpaid" in banned.json()["errorMessage"]
        assert other.get(account).status_code == 200
        assert f"{first}\tbanned" in administer(server, "list").stdout
        administer(server, "unban", first)
        assert api.get(account).status_code == 200
        administer(server, "renew-key", first)
        assert api.get(account).json()["exception"] == "InvalidJWTTokenFoundException"
        administer(server, "set-password", first, password="another one\n")
        assert api.get("/accounts/v1/token", auth=(first, server.password)).status_code == 401
        api.login(first, "another one")
        administer(server, "add", "third@example.org", "--team", "A", "--team", "B", password="third\n")
        api.login("third@example.org", "third")
        assert api.ok("GET", account)["team"]["name"] == "A"
    server.stop()


def test_administration_names_what_is_wrong(start_server: Any, tmp_path: Path) -> None:
    """An unknown user, a user who is there, no password and no database end with 1 and a sentence."""
    server = start_server()
    for arguments, reason in (
        (["ban", "nobody@example.org"], "nobody has the e-mail address"),
        (["add", server.email], "is a user already"),
        (["set-password", server.email], "standard input has no password"),
    ):
        ended = administer(server, *arguments)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert reason in ended.stderr
    server.stop()
    server.data = tmp_path / "elsewhere"
    assert "there is no database" in administer(server, "list").stderr


def test_a_server_without_its_extra_says_what_to_install() -> None:
    """Where a library of the server's is missing it ends with 1 and the line that installs it, without a traceback."""
    program = (
        "import sys; sys.modules['starlette'] = None; sys.modules['starlette.applications'] = None\n"
        "from pixop_server.__main__ import main; sys.argv = ['pixop_server', '--port=0']; sys.exit(main())"
    )
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "pip install 'pixop[server]'" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_two_hundred_uploads_at_once(start_server: Any, open_clip: Path) -> None:
    """Two hundred uploads at the same time all succeed."""
    server = start_server()
    media = open_clip.read_bytes() + bytes(2 << 20)
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        videos = [api.new_video()["videoId"] for _ in range(200)]
        headers = {"Authorization": api.headers["Authorization"]}

        def upload(video: str) -> int:
            with httpx.Client(base_url=server.url, trust_env=False, timeout=120, headers=headers) as client:
                path = f"/media/v1/upload/light/{video}"
                return client.post(path, files={"file": ("a.mov", media)}).status_code

        with ThreadPoolExecutor(200) as threads:
            assert set(threads.map(upload, videos)) == {200}
    server.stop()
