"""The C library's memory allocator, set for a server that moves media."""

import ctypes
import sys

# From glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_PIECE_BYTES = 4 << 20
_KEPT_BYTES = 8 << 20
_ARENAS = 2


def keep_pieces_in_the_heap() -> None:
    """Have pieces of media, a mebibyte or so each, come from the heap, and heaps be few.

    glibc maps a large piece anew each time, and the kernel clears its pages one by one: that takes longer than copying
    the media. And it gives each thread a heap of its own, which keeps what the thread once needed. Elsewhere than on
    glibc nothing happens.
    """
    if sys.platform != "linux":
        return
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return  # musl has no such options
    for option, value in (
        (_M_MMAP_THRESHOLD, _PIECE_BYTES),
        (_M_TRIM_THRESHOLD, _KEPT_BYTES),
        (_M_ARENA_MAX, _ARENAS),
    ):
        set_option(option, value)
