"""Full disks and little memory: a word with the reason, nothing half-made, later all is well."""

import resource
import shutil
import signal
import time

import jobs
import material
import tools

NO_ROOM = "No space left on device"
# What a program that has too little memory to be loaded says, before any of its own code runs.
NOT_LOADED = ("error while loading shared libraries", "cannot allocate memory in static TLS",
              "failed to map segment")


SOON = 20  # seconds; what takes longer is no measure of what is enough


class State:
    def __init__(self, place):
        self.place = place
        self.jobs = jobs.measured(place)
        self.needs = {}  # megabytes, by program and by job
        counted = material.new_run(place, "counted-too")
        self.calls = tools.calls_of(place, "unmask-worker", lambda environment: place.run(
            "unmask-worker", "train", counted, environment=environment))
        shutil.rmtree(counted)


def begin(place):
    return State(place)


def little(megabytes):
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return limit


def wrong_after_job(place, job, name, ended, reasons):
    """What is not as it must be after a job that had too little of something; or None."""
    made = job.made_digests(name)
    if ended.status == 0:
        return None if made == job.digests else "exit 0, and what it made is not whole"
    if ended.status != 1 and not not_loaded(ended):
        return ended.said()
    if not ended.err.strip():
        return "it failed without a word"
    if reasons and not any(reason in ended.err for reason in reasons):
        return f"it does not say why: {ended.said()}"
    if any(made):
        return f"exit 1, and what it made is there: {ended.said()}"
    return None


def not_loaded(ended):
    return ended.status == 127 and any(words in ended.err for words in NOT_LOADED)


def outcome(ended):
    return ("not even loaded" if not_loaded(ended) else
            "told, nothing made" if ended.status else "done all the same")


def finish_job(place, tally, attack, job, name, ended, how, reasons):
    tally.add(attack, "tried")
    wrong = wrong_after_job(place, job, name, ended, reasons)
    left = jobs.half_made(place)
    if not wrong and left:
        wrong = f"left behind: {left[:3]}, {ended.said()}"
    if not wrong and ended.status != 0:
        again = job.run(place, name)
        if again.status != 0 or job.made_digests(name) != job.digests:
            wrong = f"{ended.said()}; with enough of it: {again.said()}"
    if wrong:
        tally.fault(attack, f"{job.kind}, {how}: {wrong}")
    else:
        tally.add(attack, outcome(ended))
    jobs.forget(place, job, name)


def full_disk(state, tally, random, number):
    place = state.place
    job = random.choice(state.jobs)
    name = f"f{number}"
    job.undo(name)
    call = random.randint(1, job.calls)
    ended = job.run(place, name, environment=place.attacked(job.program, f"full:{call}"))
    finish_job(place, tally, "full disk under a job", job, name, ended,
               f"full from call {call} on", (NO_ROOM,))


def enough(run):
    """The megabytes with which run(limit) succeeds, to some percent."""
    low, high = 16, 8192
    while high > low * 1.03 + 1:
        middle = int((low * high) ** 0.5)
        low, high = (low, middle) if run(little(middle)).status == 0 else (middle, high)
    return high


def between(state, random, program, key, run):
    """Megabytes between what the program needs to be loaded at all, and what `run` needs."""
    if program not in state.needs:
        state.needs[program] = enough(lambda limit: state.place.run(program, "--version",
                                                                    limits=limit))
    if key not in state.needs:
        state.needs[key] = enough(run)
    least, most = state.needs[program], state.needs[key]
    return int(random.uniform(least, max(most, least + 8) * 1.02))


def little_memory(state, tally, random, number):
    place = state.place
    job = random.choice(state.jobs)
    name = f"m{number}"

    def undisturbed(limit):
        job.undo(name)
        ended = job.run(place, name, limits=limit, seconds=SOON)
        jobs.forget(place, job, name)
        return ended
    megabytes = between(state, random, "unmask-cli", job.kind, undisturbed)
    job.undo(name)
    ended = job.run(place, name, limits=little(megabytes))
    finish_job(place, tally, "little memory for a job", job, name, ended, f"{megabytes} MB", ())


def finish_run(place, tally, attack, run, ended, how, resumed):
    """Judges a worker that had too little of something, and the run after a resume."""
    tally.add(attack, "tried")
    # A signal that came before the worker listens for it ends it as any program.
    stopped = resumed and ended.status == -signal.SIGTERM
    if not stopped and ended.status not in (0, 1) and not not_loaded(ended):
        return tally.fault(attack, f"{run}, {how}: {ended.said()}")
    if ended.status == 1 and not ended.err.strip():
        return tally.fault(attack, f"{run}, {how}: it failed without a word")
    if resumed or ended.status != 0:
        again = place.run("unmask-worker", "train", run)
        if again.status != 0:
            return tally.fault(attack, f"{run}, {how}, {ended.said()}; resumed: {again.said()}")
    wrong = material.differs(place, run)
    if wrong:
        return tally.fault(attack, f"{run}, {how}, {ended.said()}: {wrong}")
    tally.add(attack, "resumed bit-equal" if resumed or ended.status else "ended bit-equal")
    return shutil.rmtree(run)


def disk_full_for_a_while(state, tally, random, number):
    place = state.place
    run = material.new_run(place, f"waits-{number}")
    what = f"full:{random.randint(1, state.calls)}:{random.randint(1, 12)}"
    ended = place.run("unmask-worker", "train", run,
                      environment=place.attacked("unmask-worker", what))
    finish_run(place, tally, "disk full for a while under a training worker", run, ended, what,
               False)


def disk_full_for_good(state, tally, random, number):
    """The worker waits or gives up; asked to stop while it waits, it stops."""
    place = state.place
    run = material.new_run(place, f"full-{number}")
    what = f"full:{random.randint(1, state.calls)}"
    worker = place.start("unmask-worker", "train", run,
                         environment=place.attacked("unmask-worker", what))
    end = time.monotonic() + random.uniform(0.5, 3)
    while time.monotonic() < end and worker.poll() is None:
        time.sleep(0.02)
    if worker.poll() is None:
        worker.send_signal(signal.SIGTERM)
    ended = tools.ends(worker)
    finish_run(place, tally, "disk full for good under a training worker", run, ended, what, True)


def little_memory_for_a_worker(state, tally, random, number):
    place = state.place
    run = material.new_run(place, f"little-{number}")

    def trained(limit):
        undisturbed = material.new_run(place, f"undisturbed-{number}")
        ended = place.run("unmask-worker", "train", undisturbed, limits=limit,
                          seconds=SOON)
        shutil.rmtree(undisturbed)
        return ended
    megabytes = between(state, random, "unmask-worker", "training", trained)
    ended = place.run("unmask-worker", "train", run, limits=little(megabytes))
    finish_run(place, tally, "little memory for a training worker", run, ended,
               f"{megabytes} MB", False)


QUICK = (full_disk, little_memory, disk_full_for_a_while)
# Stopping on a full disk takes up to half a minute, so it comes seldom.
ALL = QUICK * 4 + (little_memory_for_a_worker,) * 3 + (disk_full_for_good,)


def turn(state, tally, random, number):
    attacks = QUICK if state.place.quick else ALL
    attacks[number % len(attacks)](state, tally, random, number)


def end(_state, _tally):
    pass
