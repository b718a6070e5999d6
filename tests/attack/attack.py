#!/usr/bin/env python3
"""The attack as a suite: attack.py BIN PRELOAD [--seconds N] [--seed N] [--only PART]

BIN: the folder of unmask-cli and unmask-worker. PRELOAD: the library built from preload.c.
Prints a table of what was tried; exits with 1 where anything was wrong.
"""

import argparse
import sys
import time

import damage
import hostile
import kills
import limits
import protocol
import tools

# Each part's share of the time. They work on one workspace, in this order: the first one makes the
# corpus, the tokenizer and the whole run that the others use.
PARTS = {
    "kills": (kills.attack, 0.35),
    "imports": (kills.attack_imports, 0.08),
    "protocol": (protocol.attack, 0.12),
    "limits": (limits.attack, 0.15),
    "hostile": (hostile.attack, 0.15),
    "damage": (damage.attack, 0.15),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin")
    parser.add_argument("preload")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", choices=list(PARTS))
    wanted = parser.parse_args()
    seed = wanted.seed if wanted.seed is not None else int(time.time())
    print(f"Seed {seed}; about {wanted.seconds:.0f} s", flush=True)
    tally = tools.Tally()
    place = tools.Place(wanted.bin, wanted.preload, seed)
    for name, (part, share) in PARTS.items():
        seconds = wanted.seconds * share
        if wanted.only and name != wanted.only:
            seconds = 0  # makes what the others need
            if name not in ("kills",):
                continue
        elif wanted.only:
            seconds = wanted.seconds
        begun = time.monotonic()
        part(place, tally, seconds)
        print(f"  {name}: {time.monotonic() - begun:.0f} s", flush=True)
    tally.print()
    if tally.wrong:
        print(f"\nKept for a look: {place.folder}")
    else:
        place.remove()
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
