"""Kills of a training worker, at random instants and at every kind of call that changes files.

After each kill what was logged is there, every checkpoint is the undisturbed run's, and the next
start goes on from the newest one. In the end the run is the undisturbed one, bit for bit.
"""

import contextlib
import json
import os
import shutil
import sqlite3
import threading
import time

import frames
import material
import tools


class State:
    def __init__(self, place):
        self.place = place
        counted = material.new_run(place, "counted")
        begun = time.monotonic()
        self.calls = tools.needs_of(place, "unmask-worker", lambda environment: place.run(
            "unmask-worker", "train", counted, environment=environment)).calls
        self.length = time.monotonic() - begun
        shutil.rmtree(counted)


def begin(place):
    return State(place)


class Listener(threading.Thread):
    """A client that remembers up to which record the worker said that it was kept."""

    def __init__(self, worker, run):
        super().__init__(daemon=True)
        self.worker, self.run_folder, self.told = worker, run, 0
        self.start()

    def run(self):
        contact = frames.contact_of(self.worker, os.path.join(self.run_folder, "worker.json"))
        if not contact:
            return
        try:
            with contact.connect() as client:
                client.sendall(contact.hello + frames.frame({"type": "subscribe", "after": 0}))
                for message in frames.messages(client):
                    if message["type"] == "records":
                        self.told = message["last"]
        except OSError:
            pass  # it was killed meanwhile


def kept(place, run):
    """The highest number of a record in run.db, read from a copy: nothing here mends the run's."""
    copy = place.at("copy")
    shutil.rmtree(copy, ignore_errors=True)
    os.mkdir(copy)
    for name in os.listdir(run):
        if name.startswith("run.db"):
            shutil.copy(os.path.join(run, name), copy)
    if not os.path.exists(os.path.join(copy, "run.db")):
        return 0
    with contextlib.closing(sqlite3.connect(os.path.join(copy, "run.db"))) as database:
        there = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        columns = {"chunks": "last_seq", "events": "seq", "samples": "seq", "checkpoints": "seq"}
        found = [database.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
                 for table, column in columns.items() if table in there]
    return max((seq for seq in found if seq is not None), default=0)


def killed(state, random, run, instant):
    """Starts the worker and kills it; what a client was told is kept, and how it was killed."""
    place = state.place
    if instant:
        worker = place.start("unmask-worker", "train", run)
    else:
        call = random.randint(1, state.calls)
        worker = place.start("unmask-worker", "train", run,
                             environment=place.attacked("unmask-worker", f"kill:{call}"))
    listener = Listener(worker, run)
    if instant:
        time.sleep(random.uniform(0, state.length))
        worker.kill()
    ended = tools.ends(worker)
    listener.join(tools.PATIENCE)
    return ended, listener.told, "an instant" if instant else f"call {call}"


def wrong_after(place, run, before, told, random):
    """What is not as it must be after a kill, in words; or None. Brings `before` up to date."""
    if told > kept(place, run):
        return f"record {told} was said to be kept, run.db ends at {kept(place, run)}"
    shown = place.cli("--json", "runs", "show", os.path.basename(run))
    if shown.status != 0:
        return "runs show: " + shown.said()
    name = json.loads(shown.out.splitlines()[0])["state"]
    if name not in ("prepared", "interrupted", "finished", "failed-to-start"):
        return f"its state is {name}, though its worker was killed"
    logged = material.rows(place, run) if os.path.exists(os.path.join(run, "run.db")) else {}
    lost = [seq for seq, row in before["rows"].items() if logged.get(seq) != row]
    if lost:
        return f"{len(lost)} points that were there are gone or others, as that of seq {lost[0]}"
    steps = material.checkpoints(run)
    for step in steps:
        if material.digest(material.checkpoint(run, step)) != place.reference.digests[step]:
            return f"the checkpoint of step {step} is not the undisturbed run's"
    if before["newest"] > max(steps, default=0):
        return f"the checkpoint of step {before['newest']} is gone"
    begun = [step for seq, (_, series, step, _) in sorted(logged.items())
             if seq not in before["rows"] and series == "loss/train"]
    if begun and begun[0] != before["newest"]:
        return f"it went on from step {begun[0]}, not from checkpoint {before['newest']}"
    before["rows"], before["newest"] = logged, max(steps, default=0)
    if steps and random.random() < 0.25:
        ended = place.cli("--json", "evaluate", os.path.basename(run))
        if ended.status != 0:
            return f"the checkpoint of step {steps[-1]} does not load: {ended.said()}"
        if material.evaluation(ended) != place.reference.evaluation(place, steps[-1]):
            return f"the checkpoint of step {steps[-1]} scores another result"
    return None


def wrong_in_the_end(place, run):
    ended = place.run("unmask-worker", "train", run)
    if ended.status != 0:
        return "resume: " + ended.said()
    shown = json.loads(place.need("--json", "runs", "show", os.path.basename(run)).out)
    if shown["state"] != "finished":
        return f"it ended as {shown['state']}"
    return material.differs(place, run)


def turn(state, tally, random, number):
    place = state.place
    instant = number % 2 == 1
    attack = f"kill of a training worker, {'any instant' if instant else 'at a file call'}"
    run = material.new_run(place, f"killed-{number}")
    before = {"rows": {}, "newest": 0}
    for _ in range(random.randint(1, 3)):
        ended, told, where = killed(state, random, run, instant)
        tally.add(attack, "tried")
        if ended.status not in (-9, 0):
            return tally.fault(attack, f"{run}, to be killed at {where}: {ended.said()}")
        wrong = wrong_after(place, run, before, told, random)
        if wrong:
            return tally.fault(attack, f"{run}, killed at {where}: {wrong}")
        tally.add(attack, "sound" if ended.status else "ended before")
    wrong = wrong_in_the_end(place, run)
    if wrong:
        return tally.fault(attack, f"{run}, resumed: {wrong}")
    tally.add(attack, "resumed bit-equal")
    return place.need("runs", "remove", os.path.basename(run), "--yes")


def end(_state, _tally):
    pass
