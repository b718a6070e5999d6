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


class State:
    def __init__(self, place):
        self.place = place
        self.jobs = jobs.measured(place)
        # Of each program, to be loaded and to say its version.
        self.least = {program: tools.needs_of(place, program, lambda environment, program=program:
                                              place.run(program, "--version",
                                                        environment=environment)).megabytes
                      for program in ("unmask-cli", "unmask-worker")}
        counted = material.new_run(place, "counted-too")
        self.needs = tools.needs_of(place, "unmask-worker", lambda environment: place.run(
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


def left_behind(place, ended):
    left = jobs.half_made(place)
    return f"left behind: {left[:3]}, {ended.said()}" if left else None


def not_loaded(ended):
    return ended.status == 127 and any(words in ended.err for words in NOT_LOADED)


def outcome(ended):
    return ("not even loaded" if not_loaded(ended) else
            "told, nothing made" if ended.status else "done all the same")


def finish_job(place, tally, attack, job, name, ended, how, reasons):
    tally.add(attack, "tried")
    wrong = wrong_after_job(place, job, name, ended, reasons)
    if not wrong and reasons:
        wrong = left_behind(place, ended)
    if not wrong and ended.status != 0:
        again = job.run(place, name)
        if again.status != 0 or job.made_digests(name) != job.digests:
            wrong = f"{ended.said()}; with enough of it: {again.said()}"
    # Without memory a program may have to end where it stands: then the next one clears up.
    wrong = wrong or left_behind(place, ended)
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
    call = random.randint(1, job.needs.calls)
    ended = job.run(place, name, environment=place.attacked(job.program, f"full:{call}"))
    finish_job(place, tally, "full disk under a job", job, name, ended,
               f"full from call {call} on", (NO_ROOM,))


def between(state, random, program, needs):
    """Megabytes between what the program needs to be loaded at all, and what the work took; rather
    fewer, since nothing takes all that it could do without."""
    least = state.least[program]
    return int(least + (max(needs.megabytes, least + 8) - least) * random.random() ** 2)


def little_memory(state, tally, random, number):
    place = state.place
    job = random.choice(state.jobs)
    name = f"m{number}"
    megabytes = between(state, random, job.program, job.needs)
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


def ended_or_asked_to(worker, seconds):
    """The worker's end, by itself or, where it still works after that time, because of SIGTERM."""
    end_of_it = time.monotonic() + seconds
    while time.monotonic() < end_of_it and worker.poll() is None:
        time.sleep(0.02)
    asked = worker.poll() is None
    if asked:
        worker.send_signal(signal.SIGTERM)
    return tools.ends(worker), asked


def disk_full_for_a_while(state, tally, random, number):
    place = state.place
    run = material.new_run(place, f"waits-{number}")
    what = f"full:{random.randint(1, state.needs.calls)}:{random.randint(1, 12)}"
    ended = place.run("unmask-worker", "train", run,
                      environment=place.attacked("unmask-worker", what))
    finish_run(place, tally, "disk full for a while under a training worker", run, ended, what,
               False)


def disk_full_for_good(state, tally, random, number):
    """The worker waits or gives up; asked to stop while it waits, it stops."""
    place = state.place
    run = material.new_run(place, f"full-{number}")
    what = f"full:{random.randint(1, state.needs.calls)}"
    worker = place.start("unmask-worker", "train", run,
                         environment=place.attacked("unmask-worker", what))
    ended, _ = ended_or_asked_to(worker, random.uniform(0.5, 3))
    finish_run(place, tally, "disk full for good under a training worker", run, ended, what, True)


def little_memory_for_a_worker(state, tally, random, number):
    place = state.place
    run = material.new_run(place, f"little-{number}")
    megabytes = between(state, random, "unmask-worker", state.needs)
    worker = place.start("unmask-worker", "train", run, limits=little(megabytes))
    # Where there is hardly enough each allocation takes long: it may go on for minutes.
    ended, slow = ended_or_asked_to(worker, 30)
    attack = "little memory for a training worker"
    if slow and ended.status == -signal.SIGTERM:
        tally.add(attack, "tried")
        tally.fault(attack, f"{run}, {megabytes} MB: it hung before it could be stopped")
    else:
        finish_run(place, tally, attack, run, ended, f"{megabytes} MB", slow)


QUICK = (full_disk, little_memory, disk_full_for_a_while)
# Stopping on a full disk takes up to half a minute, so it comes seldom.
ALL = QUICK * 4 + (little_memory_for_a_worker,) * 3 + (disk_full_for_good,)


def turn(state, tally, random, number):
    attacks = QUICK if state.place.quick else ALL
    attacks[number % len(attacks)](state, tally, random, number)


def end(_state, _tally):
    pass
