"""Clients that do what they please with a live worker: hasty, slow, silent, deaf, greedy, many,
with wrong keys, with frames too large and with nonsense.

Meanwhile an honest client must be told of every record in order, its questions answered and its
commands done, a newcomer let in, and training must go on; the worker's memory must not grow.
"""

import contextlib
import os
import queue
import struct
import threading
import time

import frames
import material
import tools

# Of seconds. A worker that keeps its own promises needs one; a slow, busy machine some more.
ANSWER, WELCOME, STANDSTILL = 30, 30, 30
MEMORY = 256 << 20  # bytes that the worker may grow by
SEATS = 12  # of the worker's 16, for clients with the right key that never go


class Honest(threading.Thread):
    """A client that watches the run, and says what is not as it must be."""

    def __init__(self, contact):
        super().__init__(daemon=True)
        self.client = contact.connect(tools.PATIENCE)
        self.client.sendall(contact.hello + frames.frame({"type": "subscribe", "after": 0}))
        self.step, self.last, self.complaint = -1, 0, None
        self.replies = queue.Queue()
        self.gone = False
        self.next_id = 1
        self.start()

    def run(self):
        for message in frames.messages(self.client):
            if message["type"] in ("status", "welcome"):
                self.step = message["step"]
            elif message["type"] == "records":
                if message["last"] <= self.last:
                    self.complaint = f"record {message['last']} came after {self.last}"
                self.last = message["last"]
            elif message["type"] in ("done", "error", "answer"):
                self.replies.put(message)
            elif message["type"] == "refused":
                self.complaint = f"refused: {message['reason']}"
        self.gone = True

    def ask(self, message):
        """Sends it with an id of its own; the reply, or None where none came in time."""
        self.next_id += 1
        self.client.sendall(frames.frame({**message, "id": self.next_id}))
        end = time.monotonic() + ANSWER
        while time.monotonic() < end:
            try:
                reply = self.replies.get(timeout=0.5)
            except queue.Empty:
                continue
            if reply["id"] == self.next_id:
                return reply
        return None


class Crowd:
    """What the hostile clients share: the connections that they keep open."""

    def __init__(self, contact):
        self.contact, self.random = contact, None
        self.silent, self.slow, self.deaf = [], [], []

    def hasty(self):
        with self.contact.connect() as client:
            hello = self.contact.hello
            client.sendall(self.random.choice(
                (b"", hello[:3], hello[:-1], hello, self.contact.wrong)))

    def hasty_friends(self):
        with self.contact.connect() as client:
            client.sendall(self.contact.hello + frames.frame({"type": "subscribe", "after": 0}) +
                           frames.frame({"type": "command", "id": 1, "name": "fly"}))

    def silent_ones(self):
        self.silent += [self.contact.connect() for _ in range(20)]
        while len(self.silent) > 200:
            self.silent.pop(0).close()

    def slow_ones(self):
        """Each says one more byte of its hello every time."""
        self.slow.append([self.contact.connect(), 0])
        for entry in self.slow[-30:]:
            client, said = entry
            try:
                client.sendall(self.contact.hello[said:said + 1])
                entry[1] = said + 1
            except OSError:
                entry[1] = len(self.contact.hello)
        for client, said in self.slow:
            if said >= len(self.contact.hello):
                client.close()
        self.slow = [entry for entry in self.slow if entry[1] < len(self.contact.hello)][-30:]

    def deaf_ones(self):
        """They want every record, and read none."""
        client = self.contact.connect()
        client.sendall(self.contact.hello + frames.frame({"type": "subscribe", "after": 0}))
        self.deaf.append(client)
        while len(self.deaf) > SEATS:
            self.deaf.pop(0).close()

    def hundreds(self):
        many = [self.contact.connect() for _ in range(100)]
        for client in many:
            with contextlib.suppress(OSError), client:  # the first of so many are let go
                client.sendall(self.contact.wrong)

    def wrong_keys(self):
        with self.contact.connect() as client:
            client.sendall(self.contact.wrong)
            kinds = [message["type"] for message in frames.messages(client)]
            if kinds != ["refused"]:
                return f"a wrong key was answered with {kinds}"
        return None

    def oversize(self):
        """Lengths that lie, before the hello and after it."""
        size = self.random.choice((1 << 16 | 1, 16 << 20 | 1, 1 << 31, (1 << 32) - 1))
        with self.contact.connect() as client:
            if self.random.random() < 0.5:
                client.sendall(self.contact.hello)
                size = max(size, 16 << 20 | 1)
            client.sendall(struct.pack("<IB", size, 1) + bytes(1 << 16))
            for _ in frames.messages(client):
                pass
        return None

    def large(self):
        """A frame as large as one may be, of bytes that mean nothing to the worker."""
        with self.contact.connect() as client:
            client.sendall(self.contact.hello)
            client.sendall(frames.frame({"type": "ask", "id": 1, "text": "x", "picture":
                                         bytes(15 << 20)}))

    def garbage(self):
        with self.contact.connect() as client:
            if self.random.random() < 0.5:
                client.sendall(self.contact.hello)
            payload = self.random.choice((
                self.random.randbytes(300), b"\x9f" * 5000, b"\x81" * 60000, b"\xbb" + b"\xff" * 8,
                b"\xa1\x64type\x65hello" + b"\0" * 9, b""))
            version = self.random.choice((1, 1, 2))
            client.sendall(struct.pack("<IB", len(payload), version) + payload)

    def nonsense(self):
        with self.contact.connect() as client:
            client.sendall(self.contact.hello)
            for _ in range(self.random.randint(1, 20)):
                client.sendall(frames.frame(self.random.choice((
                    {"type": "command", "id": 1, "name": "fly", "value": 1},
                    {"type": "command", "id": -5, "name": "learning_rate", "value": "much"},
                    {"type": "command", "id": 2, "name": "learning_rate", "value": -1.0},
                    {"type": "command", "id": 2, "name": "extend", "value": -(1 << 60)},
                    {"type": "ask", "id": 2, "text": "x" * 1000, "checkpoint": 9},
                    {"type": "ask", "id": 2, "text": ["The"], "picture": "none"},
                    {"type": "records"}, {"type": 7}, {}, {"type": "subscribe", "after": -9},
                    {"type": "subscribe", "after": 1 << 60}))))

    def greedy(self):
        """Many questions in one breath, and gone before the first answer."""
        with self.contact.connect() as client:
            client.sendall(self.contact.hello + b"".join(
                frames.frame({"type": "ask", "id": i, "text": "The cat"}) for i in range(50)))

    def close(self):
        for client in self.silent + self.deaf + [client for client, _ in self.slow]:
            client.close()


CLIENTS = ("hasty", "hasty_friends", "silent_ones", "slow_ones", "deaf_ones", "hundreds",
           "wrong_keys", "oversize", "large", "garbage", "nonsense", "greedy")


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) << 10
    return 0


class State:
    def __init__(self, place):
        self.place = place
        self.runs = 0
        self.new_worker()

    def new_worker(self):
        place = self.place
        self.runs += 1
        self.run = material.new_run(place, f"attacked-{self.runs}")
        self.worker = place.start("unmask-worker", "train", self.run)
        self.contact = frames.contact_of(self.worker, os.path.join(self.run, "worker.json"))
        if not self.contact:
            raise RuntimeError("the worker did not start: " + tools.ends(self.worker).said())
        self.honest = Honest(self.contact)
        # So many steps that the run does not end meanwhile.
        reply = self.honest.ask({"type": "command", "name": "extend", "value": 1e9})
        if not reply or reply["type"] != "done":
            raise RuntimeError(f"the run could not be extended: {reply}")
        wait_until(lambda: self.honest.step > 200, STANDSTILL)
        self.memory = memory(self.worker.pid)
        self.crowd = Crowd(self.contact)

    def close(self):
        self.crowd.close()
        if self.worker.poll() is None:
            self.worker.kill()
            tools.ends(self.worker)


def begin(place):
    return State(place)


def wrong_now(state, random):
    """What the honest client, a newcomer or the system has to complain of; or None."""
    if state.worker.poll() is not None:
        return "the worker ended: " + tools.ends(state.worker).said()
    honest = state.honest
    if honest.gone or honest.complaint:
        return honest.complaint or "the honest client was hung up on"
    step = honest.step
    question = {"type": "ask", "text": "The cat", "checkpoint": -1}
    command = {"type": "command", "name": "learning_rate", "value": 0.001}
    reply = honest.ask(random.choice((question, command)))
    if reply is None or reply["type"] == "error":
        return f"no answer in {ANSWER} s: {reply}"
    wrong = newcomer(state.contact)
    if wrong:
        return wrong
    if not wait_until(lambda: honest.step > step, STANDSTILL):
        return f"training stands still at step {step}"
    grown = memory(state.worker.pid) - state.memory
    if grown > MEMORY:
        return f"the worker grew by {grown >> 20} MiB"
    return None


def newcomer(contact):
    begun = time.monotonic()
    try:
        with contact.connect() as client:
            client.sendall(contact.hello)
            first = next(frames.messages(client), None)
    except OSError as error:
        return f"a newcomer was not let in: {error}"
    if not first or first["type"] != "welcome":
        return f"a newcomer got {first}"
    took = time.monotonic() - begun
    return f"a newcomer waited {took:.0f} s" if took > WELCOME else None


def wait_until(condition, seconds):
    end_of_it = time.monotonic() + seconds
    while time.monotonic() < end_of_it:
        if condition():
            return True
        time.sleep(0.02)
    return False


def turn(state, tally, random, number):
    """One kind of client for a while, beside those that are still there; then the honest one."""
    state.crowd.random = random
    kind = CLIENTS[number % len(CLIENTS)]
    attack = "clients: " + kind.replace("_", " ")
    wrong = None
    end_of_it = time.monotonic() + 0.5
    most = 20 if state.place.quick else 1 << 20
    while time.monotonic() < end_of_it and not wrong and most > 0:
        most -= 1
        tally.add(attack, "tried")
        try:
            wrong = getattr(state.crowd, kind)()
        except BlockingIOError:  # the limit that connect() sets
            wrong = "it was not served in time"
        except OSError:
            tally.add(attack, "hung up on")
    wrong = wrong or wrong_now(state, random)
    if wrong:
        tally.fault(attack, wrong)
        state.close()
        state.new_worker()


def end(state, tally):
    attack = "clients: the run after all of them"
    tally.add(attack, "tried")
    state.crowd.close()
    stopped = state.place.cli("runs", "stop", os.path.basename(state.run))
    ended = tools.ends(state.worker)
    if stopped.status != 0 or ended.status != 0:
        tally.fault(attack, f"it could not be stopped: {stopped.said()}, {ended.said()}")
        return
    state.honest.join(tools.PATIENCE)
    logged = material.rows(state.place, state.run)
    steps = [step for _, series, step, _ in logged.values() if series == "loss/train"]
    if steps != list(range(len(steps))):
        tally.fault(attack, "steps are missing or twice in its records")
    elif state.honest.last < max(logged):
        tally.fault(attack, f"the honest client was told {state.honest.last} of {max(logged)}")
    else:
        tally.add(attack, "stopped, nothing missing")
