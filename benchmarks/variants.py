"""The programs that are compared. Each gets URL, FILE and CA on its command line and prints what it took."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass

_FRAME = """
import json, resource, sys, time
url, path, ca = sys.argv[1:]
{setup}
def used():
    figures = resource.getrusage(resource.RUSAGE_SELF)
    return figures.ru_utime + figures.ru_stime, figures.ru_maxrss
def work():
{work}
before, begun = used(), time.perf_counter()
work()
wall, after = time.perf_counter() - begun, used()
print(json.dumps({{"wall": wall, "cpu": after[0] - before[0], "growth": (after[1] - before[1]) / 1024}}))
"""


@dataclass(frozen=True)
class Variant:
    """One way to move the file.

    Attributes:
        module: that must be installed; for `curl` and `aria2c` the command.
    """

    name: str
    module: str
    setup: str = ""
    work: str = ""

    @property
    def available(self) -> bool:
        """Whether it can run here."""
        return bool(shutil.which(self.module) or importlib.util.find_spec(self.module))

    @property
    def is_command(self) -> bool:
        """Whether it is a program of its own, whose start is measured with it."""
        return not self.work

    def command(self, url: str, path: str, ca: str, *, upload: bool) -> list[str]:
        """Return the command line."""
        if self.module == "curl":
            way = ["-H", "Expect:", "-F", f"file=@{path}", "-o", "/dev/null"] if upload else ["-o", path]
            target = f"{url}/media/v1/upload/v" if upload else f"{url}/media/v1/download/original/v"
            return ["curl", "-sSf", "--cacert", ca, *way, target]
        if self.module == "aria2c":
            return [*_aria2(ca), *_into(path), f"{url}/media/v1/download/original/v"]
        indented = "\n".join(f"    {line}" for line in self.work.strip().splitlines())
        return [sys.executable, "-c", _FRAME.format(setup=self.setup.strip(), work=indented), url, path, ca]

    def idle_command(self, url: str, path: str, ca: str) -> list[str]:
        """Return the command line that fetches a few bytes only: what the program costs without the file."""
        small = f"{url}/accounts/v1/token"
        if self.module == "curl":
            return ["curl", "-sSf", "--cacert", ca, "-o", path, small]
        return [*_aria2(ca), *_into(path), small]


def _aria2(ca: str) -> list[str]:
    return ["aria2c", "-q", "--allow-overwrite=true", "--file-allocation=none", f"--ca-certificate={ca}"]


def _into(path: str) -> list[str]:
    folder, _, name = path.rpartition("/")
    return ["-d", folder, "-o", name]


_PIXOP = """
from pixop import Pixop
client = Pixop(url, "bench@example.org", "bench", timeout=60)
client.accounts.get_token()
client.videos.get_project("p")
"""
_HTTPX = """
import httpx, ssl
client = httpx.Client(timeout=60, verify=ssl.create_default_context(cafile=ca))
client.get(url + "/accounts/v1/token")
"""
_REQUESTS = """
import requests
client = requests.Session()
client.verify = ca
client.get(url + "/accounts/v1/token")
"""
_URLLIB3 = """
import urllib3
client = urllib3.PoolManager(ca_certs=ca)
client.request("GET", url + "/accounts/v1/token")
"""
_AIOHTTP = """
import asyncio, aiohttp, ssl
trusted = ssl.create_default_context(cafile=ca) if url.startswith("https") else True
"""

DOWNLOADS = [
    Variant("curl", "curl"),
    Variant("pixop", "pixop", _PIXOP, 'client.download("v", path, kind="original")'),
    Variant(
        "httpx iter_bytes",
        "httpx",
        _HTTPX,
        """
with client.stream("GET", url + "/media/v1/download/original/v") as answer, open(path, "wb") as file:
    for chunk in answer.iter_bytes():
        file.write(chunk)
""",
    ),
    Variant(
        "requests",
        "requests",
        _REQUESTS,
        """
with client.get(url + "/media/v1/download/original/v", stream=True) as answer, open(path, "wb") as file:
    for chunk in answer.iter_content(1 << 20):
        file.write(chunk)
""",
    ),
    Variant(
        "urllib3",
        "urllib3",
        _URLLIB3,
        """
answer = client.request("GET", url + "/media/v1/download/original/v", preload_content=False)
with open(path, "wb") as file:
    for chunk in answer.stream(1 << 20):
        file.write(chunk)
""",
    ),
    Variant(
        "aiohttp",
        "aiohttp",
        _AIOHTTP,
        """
async def main():
    async with aiohttp.ClientSession() as client:
        async with client.get(url + "/media/v1/download/original/v", ssl=trusted) as answer:
            with open(path, "wb") as file:
                async for chunk in answer.content.iter_any():
                    file.write(chunk)
asyncio.run(main())
""",
    ),
    Variant("aria2", "aria2c"),
]
UPLOADS = [
    Variant("curl", "curl"),
    Variant(
        "pixop",
        "pixop",
        _PIXOP + 'client.upload(b"modules load here", video_id="v", light=True)',
        'client.upload(path, video_id="v")',
    ),
    Variant(
        "httpx files=",
        "httpx",
        _HTTPX,
        """
with open(path, "rb") as file:
    client.post(url + "/media/v1/upload/v", files={"file": file}).raise_for_status()
""",
    ),
    Variant(
        "requests files=",
        "requests",
        _REQUESTS,
        """
with open(path, "rb") as file:
    client.post(url + "/media/v1/upload/v", files={"file": file}).raise_for_status()
""",
    ),
    Variant(
        "urllib3 fields=",
        "urllib3",
        _URLLIB3,
        """
with open(path, "rb") as file:
    client.request("POST", url + "/media/v1/upload/v", fields={"file": ("source.mov", file.read())})
""",
    ),
    Variant(
        "aiohttp form",
        "aiohttp",
        _AIOHTTP,
        """
async def main():
    async with aiohttp.ClientSession() as client:
        with open(path, "rb") as file:
            async with client.post(url + "/media/v1/upload/v", data={"file": file}, ssl=trusted) as answer:
                await answer.read()
asyncio.run(main())
""",
    ),
]
_BEARER = """
client.headers["Authorization"] = "Bearer opaque"
for _ in range(20): client.get(url + "/videos/v1/project/p").json()
"""
SMALL_COUNT = 1000
SMALL = [
    Variant(
        "httpx",
        "httpx",
        _HTTPX + _BEARER,
        f'for _ in range({SMALL_COUNT}): client.get(url + "/videos/v1/project/p").json()',
    ),
    Variant(
        "pixop",
        "pixop",
        _PIXOP + 'for _ in range(20): client.videos.get_project("p")',
        f'for _ in range({SMALL_COUNT}): client.videos.get_project("p")',
    ),
]
