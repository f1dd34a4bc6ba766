"""The child that runs a network on a video: `… MODEL THREADS BITS -- DECODER… -- ENCODER…`, or `… --check MODEL`.

It starts two FFmpegs in its own process group: one gives it raw frames, the other gets the enlarged ones and writes the
result and the progress. Whoever kills the group ends all three. `--check` prints `CHANNELS FACTOR`.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pixop_server.media.frame_stream import FrameReader, FrameStreamError, frame_head
from pixop_server.media.guard import Limits, limited_command
from pixop_server.media.super_resolution_status import Status

if TYPE_CHECKING:
    from pixop_server.media.super_resolution_network import Network

_FOURCC = {"u1": b"444P", "<u2": b"Y3\x00\x10"}
"""FFmpeg's names of planar 4:4:4 with 8 and 16 bits."""

# What this runs under is inherited; only the death with the parent is not.
_INHERITED = Limits(address_space=None, open_files=None, niceness=0)


def main(arguments: Sequence[str]) -> int:
    """Check a model, or run one on a video; return the exit status."""
    try:
        from pixop_server.media.super_resolution_network import UnfitModelError, load
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error.name}\n")
        return Status.NOT_INSTALLED
    try:
        if arguments[0] == "--check":
            network = load(Path(arguments[1]), threads=1)
            sys.stdout.write(f"{network.channels} {network.factor}\n")
            return 0
        (model, threads, bits), decoder, encoder = _split(arguments)
        network = load(Path(model), threads=int(threads))
    except UnfitModelError as error:
        sys.stderr.write(f"{error}\n")
        return Status.MODEL
    return _run(network, "<u2" if bits == "16" else "u1", decoder, encoder)


def _split(arguments: Sequence[str]) -> tuple[Sequence[str], list[str], list[str]]:
    first = arguments.index("--")
    second = arguments.index("--", first + 1)
    return arguments[:first], list(arguments[first + 1 : second]), list(arguments[second + 1 :])


def _run(network: "Network", sample: str, decoder: list[str], encoder: list[str]) -> int:
    source = subprocess.Popen(
        limited_command(decoder, _INHERITED), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    # Its progress goes to this process's own standard output.
    sink = subprocess.Popen(limited_command(encoder, _INHERITED), stdin=subprocess.PIPE)
    assert source.stdout is not None
    assert sink.stdin is not None
    enough = False
    try:
        try:
            with source.stdout, sink.stdin:  # closing writes, too
                _pump(network, sample, source.stdout, sink.stdin)
        except BrokenPipeError:
            enough = True  # the encoder has all that it wants, or has failed
        except FrameStreamError as error:
            sys.stderr.write(f"{error}\n")
            return Status.DECODER
        except Exception as error:
            sys.stderr.write(f"network: {error}\n")
            return Status.NETWORK
        if source.wait() != 0 and not enough:
            return Status.DECODER
        return 0 if sink.wait() == 0 else Status.ENCODER
    finally:
        for child in (source, sink):
            child.kill()
            child.wait()


def _pump(network: "Network", sample: str, source: IO[bytes], sink: IO[bytes]) -> None:
    import numpy as np

    from pixop_server.media.super_resolution_network import enlarge_frame

    reader = FrameReader(source)
    factor = network.factor
    # For luma alone each frame comes above its own enlargement, whose chroma is used.
    width = reader.width // factor if network.channels == 1 else reader.width
    height = reader.height // (factor + 1) if network.channels == 1 else reader.height
    sink.write(reader.header(width * factor, height * factor, _FOURCC[sample]))
    for frame in reader.frames():
        planes = np.frombuffer(frame.data, sample).reshape(3, reader.height, reader.width)
        if network.channels == 1:
            out = planes[:, height:].copy()
        else:
            out = np.empty((3, height * factor, width * factor), sample)
        enlarge_frame(network, planes[:, :height, :width], out, reader.matrix)
        sink.write(frame_head(frame.time, out.nbytes))
        sink.write(out.data)
        sink.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
