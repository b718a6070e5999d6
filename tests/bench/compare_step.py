"""One training step of the engine against eager PyTorch: alternating pairs in one run.

    .venv/bin/python tests/bench/compare_step.py BUILD/bin/engine_step TEXT [--threads 2] [--pairs 20]

Every program stays alive and takes one step when its turn comes, so that all see the same machine.
Prints each program's median step and its ratio to eager fp32.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent


class Program:
    def __init__(self, name, command):
        self.name, self.seconds = name, []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, bufsize=1)
        ready = self.process.stdout.readline().split()
        assert ready[:1] == ["ready"], f"{name} did not start"
        self.parameters = int(ready[1])

    def step(self, keep):
        self.process.stdin.write("step\n")
        seconds = float(self.process.stdout.readline())
        if keep:
            self.seconds.append(seconds)
        time.sleep(0.05)  # its threads spin for a while after the step: let them fall asleep


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("text")
    parser.add_argument("--threads", default="2")
    parser.add_argument("--pairs", type=int, default=20)
    options = parser.parse_args()
    peer = [sys.executable, str(HERE / "engine_peer.py"), options.text]
    engine = [options.engine, options.text]
    programs = [
        Program("eager fp32", [*peer, "fp32", options.threads]),
        Program("engine fp32", [*engine, "fp32", options.threads]),
        Program("eager bf16 (autocast)", [*peer, "bf16", options.threads]),
        Program("eager bf16 (mixed)", [*peer, "mixed", options.threads]),
        Program("engine bf16", [*engine, "bf16", options.threads]),
    ]
    assert len({p.parameters for p in programs}) == 1, "not the same model"
    for turn in range(-5, options.pairs):
        for program in programs:
            program.step(keep=turn >= 0)
    base = statistics.median(programs[0].seconds)
    print(f"{options.pairs} rounds, {options.threads} threads, "
          f"{programs[0].parameters} parameters")
    for program in programs:
        median = statistics.median(program.seconds)
        print(f"{program.name:24} {1e3 * median:8.2f} ms  {median / base:6.3f} of eager fp32")
        program.process.stdin.close()
        program.process.wait()


main()
