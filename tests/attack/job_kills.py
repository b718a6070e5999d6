"""Kills of imports, tokenizer trainings, encodings and exports.

What they make is whole or not there; the lists show what is whole; a second try succeeds, makes the
same, and leaves nothing half-made.
"""

import contextlib
import os
import signal
import time

import jobs
import tools


class State:
    def __init__(self, place):
        self.place = place
        self.jobs = jobs.measured(place)


def begin(place):
    return State(place)


def killed(place, job, name, random, instant):
    if not instant:
        call = random.randint(1, job.needs.calls)
        return f"call {call}", job.run(place, name, environment=place.attacked(
            job.program, f"kill:{call}"))
    process = place.start("unmask-cli", *job.words(name), alone=True)
    time.sleep(random.expovariate(1 / 0.05))
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return "an instant", tools.ends(process)


def wrong_after(place, job, name, tally, attack):
    """What is not as it must be after a kill and a second try, in words; or None."""
    first = job.made_digests(name)
    for made, right in zip(first, job.digests):
        if made not in (None, right):
            return "what it made is there and is not whole"
    complaint = jobs.unlisted(place)
    if complaint:
        return complaint
    whole = None not in first
    if not whole:
        again = job.run(place, name)
        if again.status != 0:
            return "the second try: " + again.said()
        # Where the first try ended between its two things, the second one of that name gets
        # another name; the last thing is the one that was asked for.
        if job.made_digests(name)[-1] != job.digests[-1]:
            return "the second try made something else"
        left = jobs.half_made(place)
        if left:
            return f"left behind after the second try: {left[:3]}"
    tally.add(attack, "whole already" if whole else "whole at the second try")
    return None


def turn(state, tally, random, number):
    place = state.place
    job = state.jobs[number % len(state.jobs)]
    instant = random.random() < 0.3
    attack = f"kill of the {job.kind}"
    name = f"k{number}"
    job.undo(name)
    where, ended = killed(place, job, name, random, instant)
    tally.add(attack, "tried")
    # An export is written by a worker that the command line starts, and whose death it tells.
    if ended.status not in (-9, 0, 1) or (ended.status == 1 and job.program == "unmask-cli"):
        tally.fault(attack, f"killed at {where}: {ended.said()}")
    else:
        wrong = wrong_after(place, job, name, tally, attack)
        if wrong:
            tally.fault(attack, f"killed at {where}: {wrong}")
    jobs.forget(place, job, name)


def end(_state, _tally):
    pass
