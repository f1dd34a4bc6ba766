"""One module an operation of the tag `accounts`."""
