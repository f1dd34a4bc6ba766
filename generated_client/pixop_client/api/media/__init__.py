"""One module an operation of the tag `media`."""
