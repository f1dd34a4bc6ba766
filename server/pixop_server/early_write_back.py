"""Having the kernel write a growing file to the disk before it has to."""

import ctypes
import sys

_STEP_BYTES = 8 << 20
_SYNC_FILE_RANGE_WRITE = 2


class EarlyWriteBack:
    """Starts to write what was added to a file, without waiting for it.

    Otherwise the kernel begins when the file is synced at its end, and an upload waits for all of its bytes at once.
    This promises nothing: the sync at the end does.

    Args:
        descriptor: The open file.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._begun = 0
        self._end = 0

    def added(self, length: int) -> None:
        """Take note of so many more bytes at the end."""
        self._end += length
        if self._end - self._begun < _STEP_BYTES or _sync_file_range is None:
            return
        # An error is no news: the sync at the end reports it.
        _sync_file_range(self._descriptor, self._begun, self._end - self._begun, _SYNC_FILE_RANGE_WRITE)
        self._begun = self._end


def _find() -> "ctypes._NamedFuncPointer | None":
    if sys.platform != "linux":
        return None
    try:
        function = ctypes.CDLL(None).sync_file_range
    except (OSError, AttributeError):
        return None
    function.argtypes = [ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint]
    return function


_sync_file_range = _find()
