#!/usr/bin/env python3
"""The attack as a suite: attack.py BIN PRELOAD [--seconds N | --quick] [--seed N] [--only PART]

BIN: the folder of unmask-cli and unmask-worker. PRELOAD: the library built from preload.c. Prints a
table of what was tried, as Markdown; exits with 1 where anything was wrong. docs/attack.md says
what each row means.
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

# Each part's share of the time, and its turns in a quick attack. They work on one workspace, one
# after the other.
PARTS = {"kills": (kills, 0.22, 4), "job_kills": (job_kills, 0.12, 6), "damage": (damage, 0.18, 25),
         "hostile": (hostile, 0.1, 17), "protocol": (protocol, 0.12, 12),
         "limits": (limits, 0.26, 3)}


def options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin")
    parser.add_argument("preload")
    parser.add_argument("--seconds", type=float, default=600, help="about how long (600)")
    parser.add_argument("--quick", action="store_true", help="a little of everything")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=list(PARTS), help="one part alone")
    parser.add_argument("--turn", type=int, help="this turn alone")
    return parser.parse_args()


def attack(name, place, tally, seconds, wanted):
    part, share, quick_turns = PARTS[name]
    state = part.begin(place)
    begun = time.monotonic()
    end = begun + (seconds if wanted.only or wanted.quick else seconds * share)
    turn = wanted.turn or 0
    while True:
        faults = len(tally.wrong)
        try:
            part.turn(state, tally, random.Random(f"{wanted.seed}/{name}/{turn}"), turn)
        except RuntimeError as error:  # something failed that nothing had disturbed
            tally.fault(name, str(error))
            end = 0
        if len(tally.wrong) > faults:
            print(f"    again: --seed {wanted.seed} --only {name} --turn {turn}", flush=True)
        turn += 1
        if (wanted.turn is not None or time.monotonic() > end or
                wanted.quick and turn >= quick_turns):
            break
    part.end(state, tally)
    print(f"  {name}: {turn} turns, {time.monotonic() - begun:.0f} s", flush=True)


def main():
    wanted = options()
    print(f"Seed {wanted.seed}", flush=True)
    begun = time.monotonic()
    tally = tools.Tally()
    place = tools.Place(wanted.bin, wanted.preload, wanted.quick)
    material.make(place)
    for name in PARTS:
        if wanted.only in (None, name):
            attack(name, place, tally, wanted.seconds, wanted)
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
