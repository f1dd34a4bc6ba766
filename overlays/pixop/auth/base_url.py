"""The base URL: reading it, joining paths to it, and telling its origin from others."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from pixop.errors import ConfigurationError

DEFAULT_BASE_URL = "https://staging-api.pixop.com"
_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]


def origin_of(url: str) -> Origin | None:
    """Return scheme, host and port of an absolute http(s) URL (RFC 6454 section 4), else None."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        return None
    return scheme, parts.hostname.lower().rstrip("."), port or _PORTS[scheme]


@dataclass(frozen=True, slots=True)
class BaseURL:
    """An http(s) origin with an optional path prefix, without a trailing slash."""

    text: str
    origin: Origin

    @classmethod
    def parse(cls, text: str) -> "BaseURL":
        """Read a base URL; raise `ConfigurationError` for what cannot be one."""
        stripped = text.strip()
        origin = origin_of(stripped)
        if origin is None:
            raise ConfigurationError(
                f"{_without_userinfo(stripped)!r} is not a base URL: write it like {DEFAULT_BASE_URL} "
                "or http://127.0.0.1:8080 (argument base_url or PIXOP_BASE_URL)."
            )
        parts = urlsplit(stripped)
        if parts.username is not None or parts.password is not None:
            raise ConfigurationError(
                "The base URL carries a user name or password: leave them out and pass email and password "
                "(or PIXOP_API_EMAIL and PIXOP_API_PASSWORD)."
            )
        if parts.query or parts.fragment:
            raise ConfigurationError(f"The base URL {stripped!r} has a query or fragment: leave it out.")
        if any(ord(c) <= 32 or ord(c) == 127 for c in stripped):
            raise ConfigurationError(f"The base URL {stripped!r} has spaces or control characters in it.")
        bare = SplitResult(parts.scheme.lower(), parts.netloc, parts.path.rstrip("/"), "", "")
        return cls(urlunsplit(bare), origin)

    @property
    def host(self) -> str:
        """The host name, in lower case."""
        return self.origin[1]

    def join(self, path: str) -> str:
        """Return the absolute URL of an API path such as `/videos/v1/videos`."""
        return f"{self.text}/{path.lstrip('/')}"

    def owns(self, url: str) -> bool:
        """Tell whether `url` has this origin: only there may credentials go."""
        return origin_of(url) == self.origin

    def follow(self, current: str, link: str) -> str | None:
        """Resolve a link that the server handed out while answering `current`.

        A link to the same host under another scheme or port (a proxy in front of the server) is taken back
        to this origin. Return None for a link to another host.
        """
        try:
            target = urljoin(current, link.strip())
        except ValueError:
            return None
        origin = origin_of(target)
        if origin is None or origin[1] != self.host:
            return None
        parts = urlsplit(target)
        mine = urlsplit(self.text)
        return urlunsplit((mine.scheme, mine.netloc, parts.path, parts.query, ""))


def _without_userinfo(text: str) -> str:
    head, at, tail = text.rpartition("@")
    return f"…@{tail}" if at and head else text
