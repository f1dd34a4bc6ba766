"""How the child that runs a network ends when something failed; other statuses than an interpreter's or FFmpeg's."""

from enum import IntEnum


class Status(IntEnum):
    """What failed."""

    DECODER = 81
    ENCODER = 82
    NETWORK = 83
    MODEL = 84
    NOT_INSTALLED = 85


NETWORK_FAILED = frozenset({Status.NETWORK, Status.MODEL, Status.NOT_INSTALLED})
"""What is the network's fault, not the video's."""
