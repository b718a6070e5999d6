"""Clients that do what they please with a live worker: hasty, slow, silent, many, wrong."""

import json
import os
import socket
import struct
import time

import tools


def cbor(value):
    def head(major, number):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << 16:
            return bytes([major << 5 | 25]) + struct.pack(">H", number)
        return bytes([major << 5 | 26]) + struct.pack(">I", number)
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


def frame(value):
    payload = cbor(value)
    return struct.pack("<IB", len(payload), 1) + payload


def attack(place, tally, seconds):
    run = tools.prepare(place, "attacked", 10_000_000)
    worker = place.start("unmask-worker", "train", run)
    contact = os.path.join(run, "worker.json")
    if not tools.wait_until(lambda: os.path.exists(contact)):
        tally.fault("protocol", "the worker did not start: " + place.ends(worker).said())
        return
    with open(contact, encoding="utf-8") as file:
        told = json.load(file)

    def connect():
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(5)
        client.connect(told["socket"])
        return client

    hello = frame({"type": "hello", "nonce": told["nonce"]})
    wrong = frame({"type": "hello", "nonce": "0" * len(told["nonce"])})
    kept = []

    def hasty():
        client = connect()
        client.sendall(place.random.choice((wrong, b"\xff" * 64, hello[:7], b"")))
        client.close()

    def hasty_friend():
        client = connect()
        client.sendall(hello + frame({"type": "subscribe", "after": 0}))
        client.close()

    def silent():
        if len(kept) < 12:
            kept.append(connect())

    def slow():
        client = connect()
        for byte in hello[:20]:
            client.sendall(bytes([byte]))
        client.close()

    def crowd():
        many = [connect() for _ in range(25)]
        for client in many:
            client.sendall(place.random.choice((hello, wrong)))
        for client in many:
            client.close()

    def deaf():
        client = connect()
        client.sendall(hello + frame({"type": "subscribe", "after": 0}))
        kept.append(client)
        if len(kept) > 14:
            kept.pop(0).close()

    def nonsense():
        client = connect()
        client.sendall(hello)
        for _ in range(place.random.randint(1, 5)):
            client.sendall(frame(place.random.choice((
                {"type": "command", "id": 1, "name": "fly", "value": 1},
                {"type": "command", "id": -5, "name": "learning_rate", "value": "much"},
                {"type": "ask", "id": 2, "text": "x" * 1000, "checkpoint": 9},
                {"type": "records"}, {"type": 7}, {}, {"type": "subscribe", "after": -9}))))
        client.close()

    clients = {"protocol: " + act.__name__.replace("_", " "): act for act in
               (hasty, hasty_friend, silent, slow, crowd, deaf, nonsense)}
    end = time.monotonic() + seconds
    while time.monotonic() < end and worker.poll() is None:
        part = place.random.choice(list(clients))
        tally.add(part, "tried")
        try:
            clients[part]()
        except OSError:
            tally.add(part, "hung up on")
    for client in kept:
        client.close()
    if worker.poll() is not None:
        tally.fault("protocol: " + "all", "the worker ended: " + place.ends(worker).said())
        return
    stopped = place.cli("runs", "stop", "attacked", seconds=60)
    if stopped.status != 0 or place.ends(worker, 60).status != 0:
        tally.fault("protocol: all", "it could not be stopped in the end: " + stopped.said())
    place.cli("runs", "remove", "attacked", "--yes")
