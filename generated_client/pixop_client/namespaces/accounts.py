"""The operations of the tag `accounts`, one method each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..types import UNSET, Unset
from .caller import AsyncCaller, Caller

if TYPE_CHECKING:
    from ..models.account import Account
    from ..models.identity import Identity
    from ..models.token import Token
    from ..models.user_response import UserResponse


class Accounts:
    """Tokens, the account and its secrets."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get_token(
        self,
        *,
        team_id: str | Unset = UNSET,
    ) -> Token:
        """Exchange e-mail and password for a token.

        Checks the credentials and signs a token (JWT) for this user and one of the user's
        teams. Without `team-id` the team is the user's default team. The token is good for 900
        seconds.

        This project's server also takes a valid Bearer token here, with or without `team-id`,
        because the vendor's own client switches teams that way; this document does not promise
        it (D-07).

        Args:
            team_id: The team, one of the user's, that every request with the new token applies
                to. A team that the user does not belong to is answered with 404 (D-04).

        Returns:
            A new token and whom it speaks for.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No e-mail and password, or a pair that is not accepted (D-04).
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import get_token as operation

        request = operation.build(
            team_id=team_id,
        )

        return self._caller.call(request, operation.parse)

    def verify_token(
        self,
    ) -> Identity:
        """Check a token and tell whose it is.

        Answers with the user, the team that the token is bound to, and the user's other teams.
        A token that is not accepted is answered with the name of the reason, see
        `ExceptionName`. The request has no body.

        Returns:
            The token is valid.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import verify_token as operation

        request = operation.build()

        return self._caller.call(request, operation.parse)

    def get_account(
        self,
    ) -> Account:
        """Read the account behind the token.

        The user and the team that the token is bound to.

        Returns:
            The user and the team.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import get_account as operation

        request = operation.build()

        return self._caller.call(request, operation.parse)

    def generate_auth_secret(
        self,
    ) -> UserResponse:
        """Make a new key pair for signing tokens.

        Changes state although it is a GET: the user gets a new key pair, and every token that
        was signed with the old one stops working at once (D-06).

        Returns:
            The user, with the new public key.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import generate_auth_secret as operation

        request = operation.build()

        return self._caller.call(request, operation.parse)

    def generate_signature_secret(
        self,
    ) -> UserResponse:
        """Make a new shared secret for signing requests.

        Changes state although it is a GET. The user's earlier shared secret is replaced.

        Returns:
            The user, with the new shared secret and its algorithm.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import generate_signature_secret as operation

        request = operation.build()

        return self._caller.call(request, operation.parse)

    def update_password(
        self,
        *,
        new_password: str,
    ) -> UserResponse:
        """Set a new password.

        The old password stops working at once; tokens stay valid (D-36).

        Args:
            new_password: The new password, 1 to 1024 characters (D-36).

        Returns:
            The user whose password was changed.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import update_password as operation
        from ..models.update_password_request import UpdatePasswordRequest

        request = operation.build(
            body=UpdatePasswordRequest(
                new_password=new_password,
            ),
        )

        return self._caller.call(request, operation.parse)


class AsyncAccounts:
    """Tokens, the account and its secrets."""

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    async def get_token(
        self,
        *,
        team_id: str | Unset = UNSET,
    ) -> Token:
        """Exchange e-mail and password for a token.

        Checks the credentials and signs a token (JWT) for this user and one of the user's
        teams. Without `team-id` the team is the user's default team. The token is good for 900
        seconds.

        This project's server also takes a valid Bearer token here, with or without `team-id`,
        because the vendor's own client switches teams that way; this document does not promise
        it (D-07).

        Args:
            team_id: The team, one of the user's, that every request with the new token applies
                to. A team that the user does not belong to is answered with 404 (D-04).

        Returns:
            A new token and whom it speaks for.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No e-mail and password, or a pair that is not accepted (D-04).
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import get_token as operation

        request = operation.build(
            team_id=team_id,
        )

        return await self._caller.call(request, operation.parse)

    async def verify_token(
        self,
    ) -> Identity:
        """Check a token and tell whose it is.

        Answers with the user, the team that the token is bound to, and the user's other teams.
        A token that is not accepted is answered with the name of the reason, see
        `ExceptionName`. The request has no body.

        Returns:
            The token is valid.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import verify_token as operation

        request = operation.build()

        return await self._caller.call(request, operation.parse)

    async def get_account(
        self,
    ) -> Account:
        """Read the account behind the token.

        The user and the team that the token is bound to.

        Returns:
            The user and the team.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import get_account as operation

        request = operation.build()

        return await self._caller.call(request, operation.parse)

    async def generate_auth_secret(
        self,
    ) -> UserResponse:
        """Make a new key pair for signing tokens.

        Changes state although it is a GET: the user gets a new key pair, and every token that
        was signed with the old one stops working at once (D-06).

        Returns:
            The user, with the new public key.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import generate_auth_secret as operation

        request = operation.build()

        return await self._caller.call(request, operation.parse)

    async def generate_signature_secret(
        self,
    ) -> UserResponse:
        """Make a new shared secret for signing requests.

        Changes state although it is a GET. The user's earlier shared secret is replaced.

        Returns:
            The user, with the new shared secret and its algorithm.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import generate_signature_secret as operation

        request = operation.build()

        return await self._caller.call(request, operation.parse)

    async def update_password(
        self,
        *,
        new_password: str,
    ) -> UserResponse:
        """Set a new password.

        The old password stops working at once; tokens stay valid (D-36).

        Args:
            new_password: The new password, 1 to 1024 characters (D-36).

        Returns:
            The user whose password was changed.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.accounts import update_password as operation
        from ..models.update_password_request import UpdatePasswordRequest

        request = operation.build(
            body=UpdatePasswordRequest(
                new_password=new_password,
            ),
        )

        return await self._caller.call(request, operation.parse)
