"""Multipart uploads that nobody will complete: their parts are no object, and cost money until they are aborted.

The library that reads and writes objects cannot list them, so these two requests are signed here (AWS Signature
Version 4, "Authenticating Requests: Using the Authorization Header").
"""

import hashlib
import hmac
import logging
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

logger = logging.getLogger(__name__)

_SECONDS = 30.0
_NO_CONTENT = hashlib.sha256(b"").hexdigest()


def sign(
    method: str,
    url: str,
    *,
    key_id: str,
    secret: str,
    region: str,
    at: datetime,
    session_token: str | None = None,
) -> dict[str, str]:
    """Make the headers of a request without content.

    Args:
        method: HTTP method.
        url: Whole URL, with its query encoded and its parameters in the order of their names.
        key_id: Access key.
        secret: Its secret.
        region: Region of the bucket.
        at: Moment of the request.
        session_token: Token of temporary credentials.
    """
    parts = urllib.parse.urlsplit(url)
    moment, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
    headers = {"host": parts.netloc, "x-amz-content-sha256": _NO_CONTENT, "x-amz-date": moment}
    if session_token:
        headers["x-amz-security-token"] = session_token
    names = ";".join(sorted(headers))
    lines = [f"{name}:{headers[name]}" for name in sorted(headers)]
    request = "\n".join([method, parts.path or "/", parts.query, *lines, "", names, _NO_CONTENT])
    scope = f"{day}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    del headers["host"]
    return headers | {
        "authorization": f"AWS4-HMAC-SHA256 Credential={key_id}/{scope},SignedHeaders={names},Signature={signature}"
    }


@dataclass(frozen=True)
class _Upload:
    key: str
    upload_id: str
    initiated: datetime


class UnfinishedUploads:
    """The unfinished uploads under a prefix of a bucket.

    Args:
        url: `s3://BUCKET` or `s3://BUCKET/PREFIX`.
        environment: Has the variables that Amazon's own tools read.
        now: Source of the time.
    """

    def __init__(
        self,
        url: str,
        environment: Mapping[str, str] = os.environ,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._environment = environment
        region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
        self._region = region
        endpoint = environment.get("AWS_ENDPOINT_URL") or f"https://s3.{region}.amazonaws.com"
        self._bucket = f"{endpoint.rstrip('/')}/{bucket}"
        self._now = now

    def abort(self, *, before: datetime, key: str = "") -> int:
        """Abort uploads, and tell how many.

        What fails is logged and left: a lifecycle rule of the bucket, or the next time, may do it.

        Args:
            before: Those that began before this moment.
            key: Key of the object below the prefix; all of them when empty.
        """
        if not (
            self._environment.get("AWS_ACCESS_KEY_ID") and self._environment.get("AWS_SECRET_ACCESS_KEY")
        ):
            return 0
        aborted = 0
        try:
            for upload in self._list(self._prefix + key):
                if upload.initiated < before:
                    path = urllib.parse.quote(upload.key, safe="/-_.~")
                    self._send("DELETE", f"/{path}", {"uploadId": upload.upload_id})
                    aborted += 1
        except (OSError, ElementTree.ParseError, ValueError, TypeError) as error:
            logger.warning("unfinished uploads stay in the bucket: %s", error)
        return aborted

    def _list(self, prefix: str) -> Iterator[_Upload]:
        after: dict[str, str] = {}
        while True:
            answer = ElementTree.fromstring(self._send("GET", "", {"prefix": prefix, "uploads": ""} | after))  # noqa: S314  # from the store that has all media
            for one in answer.findall("{*}Upload"):
                moment = datetime.fromisoformat(str(one.findtext("{*}Initiated")))
                yield _Upload(str(one.findtext("{*}Key")), str(one.findtext("{*}UploadId")), moment)
            if answer.findtext("{*}IsTruncated") != "true":
                return
            after = {
                "key-marker": answer.findtext("{*}NextKeyMarker") or "",
                "upload-id-marker": answer.findtext("{*}NextUploadIdMarker") or "",
            }

    def _send(self, method: str, path: str, query: Mapping[str, str]) -> bytes:
        encoded = urllib.parse.urlencode(sorted(query.items()), quote_via=urllib.parse.quote, safe="-_.~")
        url = f"{self._bucket}{path}?{encoded}"
        headers = sign(
            method,
            url,
            key_id=self._environment["AWS_ACCESS_KEY_ID"],
            secret=self._environment["AWS_SECRET_ACCESS_KEY"],
            region=self._region,
            at=self._now(),
            session_token=self._environment.get("AWS_SESSION_TOKEN"),
        )
        request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310  # an operator's URL
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
            content: bytes = response.read()
            return content
