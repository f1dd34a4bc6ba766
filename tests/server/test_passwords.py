"""Passwords."""

from pixop_server.passwords import Passwords


def test_the_right_password_is_accepted_and_remembered() -> None:
    """A pair that was right is found again without the cost, under its own hash alone."""
    passwords = Passwords()
    stored = passwords.hash("secret")

    assert stored.startswith("$argon2id$")
    assert not passwords.remembers(stored, "secret")
    assert passwords.verify(stored, "secret")
    assert passwords.remembers(stored, "secret")
    assert not passwords.remembers(passwords.hash("secret"), "secret")


def test_wrong_passwords_and_unknown_users_are_refused_and_not_remembered() -> None:
    """A wrong password, no user and a broken hash are all a plain no."""
    passwords = Passwords()
    stored = passwords.hash("secret")

    for known in (stored, None, "not a hash"):
        assert not passwords.verify(known, "Secret")
    assert not passwords.remembers(stored, "Secret")
