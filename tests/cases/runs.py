"""Runs while they train and as they are listed: cases 26, 28, 30 and 35."""

import csv
import io
import json
import re
import socket
import struct
import time

from case import listed
from commands import corpus
from unmask_cli import tiny

CASES = []
case = listed(CASES)


@case(26, "a figure beside the step that it is of")
def own_step(look):
    look.cli("corpus", "import", look.folder / "en.txt", "--name", "en")
    trained = look.cli("train", "en", *tiny(6, 2), "--name", "r")
    said = dict(re.findall(r"step (\d+): validation loss (\d+\.\d+)", trained.out))
    exported = look.cli("runs", "export", "r", "-")
    stored = {row["step"]: float(row["value"]) for row in csv.DictReader(io.StringIO(exported.out))
              if row["series"] == "loss/validation"}
    look.right(said and said.keys() == stored.keys(), f"said of {list(said)}, stored of {stored}")
    for step, loss in said.items():
        look.right(abs(float(loss) - stored.get(step, -1)) < 6e-4,
                   f"step {step}: {loss} said, {stored.get(step)} stored")


@case(28, "newest first across time zones")
def zones(look):
    english = corpus(look)
    for zone, name in (("Pacific/Kiritimati", "older"), ("Pacific/Pago_Pago", "newer")):
        look.cli("train", english, *tiny(2), "--prepare", "--name", name, more={"TZ": zone})
    for zone in ("UTC", "Pacific/Kiritimati"):
        listed = look.cli("--json", "runs", "list", more={"TZ": zone})
        names = [run["name"] for run in listed.objects if run["type"] == "run"]
        look.right(names == ["newer", "older"], f"{names} {listed.err}")


@case(30, "a pipe that closes before the start")
def closed_pipe(look):
    look.cli("corpus", "import", look.folder / "en.txt", "--name", "en")
    for json_or_words in ((), ("--json",)):
        name = "p" + "".join(json_or_words)
        process = look.cli.start(*json_or_words, "train", "en", *tiny(8), "--name", name)
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
        process.wait(timeout=120)
        run = look.cli.settled(name)
        look.right(run.get("state") == "finished" and run.get("step") == 8,
                   f"{name}: {run.get('state')}, step {run.get('step')}: {err}")
        look.right(process.returncode >= 0, f"killed by signal {-process.returncode}")


@case(35, "a client that hangs up while it is refused")
def hasty_client(look):
    english = corpus(look)
    look.cli("train", english, *tiny(1_000_000, 500_000), "--detach", "--name", "live")
    folder = next((look.cli.workspace / "runs").iterdir())
    end = time.monotonic() + 60
    while not (folder / "worker.json").exists() and time.monotonic() < end:
        time.sleep(0.1)
    path = json.loads((folder / "worker.json").read_text())["socket"]
    made = 0
    while made < 3000:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(path)
                client.sendall(struct.pack("<IB", 10, 9) + b"x" * 10)  # a version not spoken
            except (BlockingIOError, BrokenPipeError):
                time.sleep(0.003)
                continue
            except (ConnectionRefusedError, FileNotFoundError):
                break
        made += 1
    state = look.cli.state("live").get("state")
    look.right(state == "running", f"{state} after {made} connections")
    stopped = look.cli("runs", "stop", "live")
    look.right(stopped.code == 0, f"cannot be stopped: {stopped.err}")
