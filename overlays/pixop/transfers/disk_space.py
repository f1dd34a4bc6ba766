"""Reserve room for a file before it is written, without changing its size."""

import ctypes
import errno
import os
import sys
from typing import Any

_KEEP_SIZE = 1
_NOT_HERE = frozenset({errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.ENODEV, errno.EPERM, errno.EBADF})


def preallocate(descriptor: int, offset: int, length: int) -> None:
    """Have the file system set `length` bytes from `offset` aside; do nothing where it cannot.

    Python's own call makes the file longer, and on file systems without this call writes to every block.

    Raises OSError when there is not enough room.
    """
    if sys.platform != "linux" or length <= 0:
        return
    try:
        function: Any = ctypes.CDLL(None, use_errno=True).fallocate
    except (OSError, AttributeError):
        return
    function.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64]
    if function(descriptor, _KEEP_SIZE, offset, length) == 0:
        return
    number = ctypes.get_errno()
    if number not in _NOT_HERE and number != errno.EINTR:
        raise OSError(number, os.strerror(number))


def allocated(descriptor: int) -> int | None:
    """Return the bytes of disk that a file holds; None where the system does not tell."""
    blocks = getattr(os.fstat(descriptor), "st_blocks", None)
    return None if blocks is None else blocks * 512
