"""E-mail and password, and the four places they come from."""

import netrc
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pixop.auth.secret import Secret
from pixop.errors import ConfigurationError, MissingCredentialsError

ENV_EMAIL = "PIXOP_API_EMAIL"
ENV_PASSWORD = "PIXOP_API_PASSWORD"  # noqa: S105 - the variable's name


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account's e-mail and password.

    Attributes:
        source: where they were found: `arguments`, `environment`, `keyring` or `netrc`.
    """

    email: str
    password: Secret
    source: str

    def __post_init__(self) -> None:
        if ":" in self.email:
            raise ConfigurationError(
                "The e-mail has a colon in it, which HTTP Basic cannot carry (RFC 7617)."
            )


def keyring_service(host: str) -> str:
    """Return the name under which the system keyring holds the password for a host."""
    return f"pixop:{host}"


def find_credentials(
    email: str | None,
    password: Secret | None,
    *,
    host: str,
    environ: Mapping[str, str] | None = None,
) -> Credentials:
    """Look at the arguments, the environment, the system keyring and netrc, in this order.

    Raises `MissingCredentialsError`, which says where it looked. May block: keyring and netrc are outside.
    """
    environ = os.environ if environ is None else environ
    if email and password is not None:
        return Credentials(email, password, "arguments")
    notes: list[str] = []
    for found in _elsewhere(email, password, host, environ, notes):
        return found
    missing = "No password" if email else "No e-mail" if password is not None else "No e-mail and password"
    raise MissingCredentialsError(
        f"{missing} for {host}: pass email= and password=, or set {ENV_EMAIL} and {ENV_PASSWORD}, "
        f"or store them in the system keyring ({keyring_service(host)}) or in netrc."
        + "".join(f" ({note})" for note in notes)
    )


def credential_places(
    email: str | None,
    password: Secret | None,
    *,
    host: str,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Credentials]:
    """Yield what every place holds, in the order in which they are asked; `find_credentials` takes the first."""
    environ = os.environ if environ is None else environ
    if email and password is not None:
        yield Credentials(email, password, "arguments")
        email = password = None
    yield from _elsewhere(email, password, host, environ, [])


def _elsewhere(
    email: str | None, password: Secret | None, host: str, environ: Mapping[str, str], notes: list[str]
) -> Iterator[Credentials]:
    env_email, env_password = environ.get(ENV_EMAIL), environ.get(ENV_PASSWORD)
    if email is None and password is not None:
        if env_email:
            yield Credentials(env_email, password, "environment")
        return
    if env_password and (env_email or email) and email in (None, "", env_email or email):
        yield Credentials(email or env_email or "", Secret(env_password), "environment")
    wanted = email or env_email
    from_keyring = _from_keyring(wanted, host, notes)
    if from_keyring is not None:
        yield from_keyring
    from_netrc = _from_netrc(wanted, host, environ, notes)
    if from_netrc is not None:
        yield from_netrc


def _from_keyring(email: str | None, host: str, notes: list[str]) -> Credentials | None:
    try:
        import keyring
    except ImportError:
        return None
    try:
        found = keyring.get_credential(keyring_service(host), email)
    except Exception as error:  # a backend may raise anything; it must not hide the next place
        if type(error).__name__ != "NoKeyringError":  # this system has none, which is no news
            notes.append(f"the keyring failed: {type(error).__name__}")
        return None
    if found is None or not found.username or not found.password:
        return None
    if email and found.username != email:
        return None
    return Credentials(found.username, Secret(found.password), "keyring")


def _from_netrc(
    email: str | None, host: str, environ: Mapping[str, str], notes: list[str]
) -> Credentials | None:
    try:
        path = Path(environ["NETRC"]) if environ.get("NETRC") else Path.home() / ".netrc"
    except RuntimeError:
        return None
    try:
        # Only the entry of this host: `default` would hand its password to any server.
        entry = netrc.netrc(str(path)).hosts.get(host)
    except netrc.NetrcParseError as error:
        notes.append(f"{path} cannot be read: {error.msg}")
        return None
    except (OSError, UnicodeDecodeError) as error:
        if not isinstance(error, FileNotFoundError):
            notes.append(f"{path} cannot be read: {type(error).__name__}")
        return None
    if entry is None:
        return None
    login, _, password = entry
    if not login or not password or (email and login != email):
        return None
    return Credentials(login, Secret(password), "netrc")
