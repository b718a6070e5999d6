#!/usr/bin/env python3
"""The attack as a suite: attack.py BIN PRELOAD [--seconds N | --quick] [--seed N] [--only PART]

BIN: the folder of unmask-cli and unmask-worker. PRELOAD: the library built from preload.c. Prints a
table of what was tried, as Markdown; exits with 1 where anything was wrong. docs/attack.md says what
each row means.
"""

import argparse
import random
import sys
import time

import damage
import hostile
import job_kills
import kills
import limits
import material
import protocol
import tools

# Each part's share of the time. They work on one workspace, one after the other.
PARTS = {"kills": (kills, 0.24), "job_kills": (job_kills, 0.16), "damage": (damage, 0.2),
         "hostile": (hostile, 0.13), "protocol": (protocol, 0.1), "limits": (limits, 0.17)}
QUICK = 35  # seconds, beside what each part needs to begin


def options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin")
    parser.add_argument("preload")
    parser.add_argument("--seconds", type=float, default=720, help="about how long (720)")
    parser.add_argument("--quick", action="store_true", help="a little of everything")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=list(PARTS), help="one part alone")
    parser.add_argument("--turn", type=int, help="of that part this turn alone, as a fault names it")
    return parser.parse_args()


def attack(name, part, place, tally, seconds, wanted):
    begun = time.monotonic()
    state = part.begin(place)
    turn = wanted.turn or 1
    while True:
        faults = len(tally.wrong)
        part.turn(state, tally, random.Random(f"{wanted.seed}/{name}/{turn}"), turn)
        if len(tally.wrong) > faults:
            print(f"    again: --seed {wanted.seed} --only {name} --turn {turn}", flush=True)
        turn += 1
        if wanted.turn or time.monotonic() - begun > seconds:
            break
    part.end(state, tally)
    print(f"  {name}: {time.monotonic() - begun:.0f} s", flush=True)


def main():
    wanted = options()
    wanted.seconds = QUICK if wanted.quick else wanted.seconds
    print(f"Seed {wanted.seed}; about {wanted.seconds:.0f} s", flush=True)
    begun = time.monotonic()
    tally = tools.Tally()
    place = tools.Place(wanted.bin, wanted.preload, wanted.quick)
    material.make(place)
    for name, (part, share) in PARTS.items():
        if wanted.only in (None, name):
            attack(name, part, place, tally, wanted.seconds * (1 if wanted.only else share), wanted)
    print(f"\n{tally.table()}\n\n{time.monotonic() - begun:.0f} s")
    for words in tally.wrong:
        print("WRONG " + words)
    if tally.wrong:
        print(f"Kept for a look: {place.folder}")
        return 1
    place.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
