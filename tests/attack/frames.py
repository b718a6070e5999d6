"""The worker's protocol (core/runs/protocol.h) in as much as an honest client needs of it."""

import json
import socket
import struct
import time

import tools


def cbor(value):
    def head(major, number):
        for most, extra, form in ((24, None, ">B"), (1 << 8, 24, ">B"), (1 << 16, 25, ">H"),
                                  (1 << 32, 26, ">I"), (1 << 64, 27, ">Q")):
            if number < most:
                first = bytes([major << 5 | (number if extra is None else extra)])
                return first if extra is None else first + struct.pack(form, number)
        raise ValueError(number)
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


def from_cbor(data, at=0):
    """The value that begins there, and where it ends."""
    major, number = data[at] >> 5, data[at] & 31
    at += 1
    if number in (24, 25, 26, 27):
        size = 1 << (number - 24)
        content = data[at:at + size]
        number, at = int.from_bytes(content, "big"), at + size
        if major == 7:
            form = {2: ">e", 4: ">f", 8: ">d"}.get(size)
            return (struct.unpack(form, content)[0] if form else None), at
    if major == 7:
        return {20: False, 21: True}.get(number), at
    if major < 2:
        return (number if major == 0 else -1 - number), at
    if major < 4:
        content = bytes(data[at:at + number])
        return (content if major == 2 else content.decode()), at + number
    items = []
    for _ in range(number * (2 if major == 5 else 1)):
        item, at = from_cbor(data, at)
        items.append(item)
    return (items if major == 4 else dict(zip(items[::2], items[1::2]))), at


def frame(value):
    payload = cbor(value)
    return struct.pack("<IB", len(payload), 1) + payload


class Contact:
    """How to reach a worker, as its worker.json says."""

    def __init__(self, file):
        with open(file, encoding="utf-8") as content:
            told = json.load(content)
        self.socket, self.pid = told["socket"], told["pid"]
        self.hello = frame({"type": "hello", "nonce": told["nonce"]})
        self.wrong = frame({"type": "hello", "nonce": "0" * len(told["nonce"])})

    def connect(self, seconds=20):
        # A blocking socket with limits of the system's: a full queue is waited for.
        client = socket.socket(socket.AF_UNIX)
        limit = struct.pack("ll", int(seconds), 0)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        try:
            client.connect(self.socket)
        except OSError:
            client.close()
            raise
        return client


def contact_of(worker, file):
    """Of a worker that was just started; None when it ended before it could be reached."""
    end = time.monotonic() + tools.PATIENCE
    while time.monotonic() < end and worker.poll() is None:
        try:
            contact = Contact(file)
            if contact.pid == worker.pid:
                return contact
        except (OSError, ValueError):
            pass
        time.sleep(0.005)
    return None


def messages(client):
    """Every message that comes, until the other side hangs up or keeps silent for too long."""
    data = b""
    while True:
        try:
            got = client.recv(1 << 16)
        except OSError:
            return
        if not got:
            return
        data += got
        while len(data) >= 5:
            size = struct.unpack_from("<I", data)[0]
            if len(data) < 5 + size:
                break
            yield from_cbor(data, 5)[0]
            data = data[5 + size:]
