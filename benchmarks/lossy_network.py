"""A network with latency and loss between two addresses of this machine, for kernels without netem. Needs root.

Packets to `FAR` leave through a TUN device; this process drops some, holds the others back, and returns them with the
two addresses exchanged, so that they arrive at `NEAR`. Both ends are this machine's own TCP.

Run as `python lossy_network.py --delay SECONDS --loss PART --rate BYTES`; prints `ready`. It stops when its standard
input ends, and the device goes with it.
"""

from __future__ import annotations

import argparse
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

NEAR, FAR = "10.213.77.1", "10.213.77.2"
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_QUEUE = 0.1
"""Seconds of traffic that wait at most before the link; what comes on top is lost."""


def device() -> int:
    """Make the device and return its descriptor. Raises OSError without the rights."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    name = struct.pack("16sH", b"pixop%d", _IFF_TUN | _IFF_NO_PI)
    got = fcntl.ioctl(descriptor, _TUNSETIFF, name)[:16].rstrip(b"\0").decode()
    subprocess.run(["ip", "addr", "add", f"{NEAR}/30", "dev", got], check=True)
    subprocess.run(["ip", "link", "set", got, "up", "mtu", "1500"], check=True)
    return descriptor


def relay(descriptor: int, delay: float, loss: float, rate: float) -> None:
    """Carry packets until standard input ends."""
    chance = random.Random(1)
    waiting: list[tuple[float, int, bytes]] = []
    free_at = number = 0.0
    while True:
        pause = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        readable, _, _ = select.select([descriptor, sys.stdin], [], [], pause)
        if sys.stdin in readable:
            return
        now = time.monotonic()
        if descriptor in readable:
            for _ in range(64):
                try:
                    packet = os.read(descriptor, 2048)
                except BlockingIOError:
                    break
                free_at = max(free_at, now) + len(packet) / rate
                if packet[0] >> 4 == 4 and chance.random() >= loss and free_at - now <= _QUEUE:
                    number += 1
                    turned = packet[:12] + packet[16:20] + packet[12:16] + packet[20:]
                    heapq.heappush(waiting, (free_at + delay, int(number), turned))
        while waiting and waiting[0][0] <= now:
            os.write(descriptor, heapq.heappop(waiting)[2])


def main() -> None:
    """Make the network and keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.025, help="seconds each way")
    parser.add_argument("--loss", type=float, default=0.005, help="part of the packets that is lost")
    parser.add_argument("--rate", type=float, default=10e6, help="bytes a second of the link")
    options = parser.parse_args()
    descriptor = device()
    print("ready", flush=True)
    relay(descriptor, options.delay, options.loss, options.rate)


if __name__ == "__main__":
    main()
