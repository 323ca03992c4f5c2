#!/usr/bin/env python3
"""Puts the recorded requests of ../shared/fidelity to samples/MiniKafka.Server and holds on to what was right before.

    ratchet.py             fails when a step of right-steps/ is no longer answered as Apache Kafka answers it
    ratchet.py --update    also adds the steps that are right now; none is ever taken out
    ratchet.py -k fetch:   one area only, every difference shown; nothing is compared or written
    ratchet.py -s NAME     one set-up only: one-broker or three-brokers

Every set-up is a cluster of its own, started with the settings under which its answers were recorded; both are asked at
the same time. right-steps/NAME.txt holds a line for each right step: the scenario's name, a tab, the number of the step.
"""
import argparse
import collections
import concurrent.futures
import json
import pathlib
import queue
import signal
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
ROOT = next(p for p in HERE.parents if (p / "MiniKafka.sln").exists())
FIDELITY = ROOT.parent / "shared" / "fidelity"
SERVER = "samples/MiniKafka.Server"
BROKERS = {"one-broker": 1, "three-brokers": 3}
START_SECONDS, STOP_SECONDS = 60, 30
# Right only when the clock ticks between two appends: of records with the same largest timestamp the first one counts.
BY_CHANCE = {"offsets: with LogAppendTime\t3"}


def lines(path):
    return {line for line in path.read_text().splitlines() if line}


class Server:
    """A cluster with the settings under which the answers of a set-up were recorded, on free ports."""

    def __init__(self, setup):
        # The brokers counted from 1 when the answers were recorded; with 0 a default of 0 could be taken for an id.
        # Their controllers listened on TCP, which DescribeQuorum tells of.
        given = ["node.id=1", "listeners=PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0", "controller.listener.names=CONTROLLER"]
        self.options = ["--brokers", str(BROKERS[setup]), "--properties", str(FIDELITY / f"{setup}.properties")]
        for pair in given:
            self.options += ["--property", pair]

    def __enter__(self):
        program = ROOT / SERVER / "bin/Debug/net10.0/MiniKafka.Server.dll"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(["dotnet", str(program), *self.options], stdout=subprocess.PIPE, stderr=self.log, text=True)
        said = queue.Queue()
        threading.Thread(target=lambda: said.put(self.process.stdout.readline()), daemon=True).start()
        try:
            line = said.get(timeout=START_SECONDS)
        except queue.Empty:
            line = ""
        if not line.startswith("bootstrap.servers="):
            self.process.kill()
            raise SystemExit(f"the server did not start: {line}{self.errors()}")
        self.address = line.strip().split("=", 1)[1].split(",")[0]
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise SystemExit(f"the server did not stop within {STOP_SECONDS} s")
        if status != 0:
            raise SystemExit(f"the server ended with {status}: {self.errors()}")

    def errors(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-3000:]


def probe(address, *options):
    return subprocess.run([sys.executable, str(FIDELITY / "probe.py"), "check", address, *options], text=True, capture_output=True)


class Verdict:
    """What one set-up answered, beside what it is held to."""

    def __init__(self, setup):
        self.file = HERE / "right-steps" / f"{setup}.txt"
        self.before = lines(self.file) if self.file.exists() else set()
        with Server(setup) as server, tempfile.TemporaryDirectory() as folder:
            told = pathlib.Path(folder) / "right"
            self.report = probe(server.address, "--right", str(told)).stdout.splitlines()
            if not told.exists():
                raise SystemExit("the probe broke off:\n" + "\n".join(self.report[-20:]))
            self.right = lines(told)
            self.again = sorted({line.split("\t")[0] for line in self.before - self.right})
            for scenario in self.again:                             # a slow machine may miss a step that depends on time
                probe(server.address, "-k", scenario, "--right", str(told))
                self.right |= lines(told)

    def show(self, setup):
        print(f"{setup}:")
        for scenario in self.again:
            print(f"  asked again: {scenario}")
        ran = {line.split(" ", 1)[1].split("  #")[0] for line in self.report if line.startswith(("PASS ", "FAIL "))}
        total, good = collections.Counter(), collections.Counter()
        for name in ran:
            total[name.split(":")[0]] += recorded_steps.get(name, 0)
        for line in self.right:
            good[line.split(":")[0]] += 1
        for area in sorted(total):
            print(f"  {area:<22} {good[area]:>5} of {total[area]:>5} steps as Apache Kafka answers")
        print(f"  {self.report[-2]}")
        lost = sorted(self.before - self.right)
        print(f"  ratchet: {len(self.before)} steps held, {len(lost)} lost, {len(self.right - self.before)} new")
        for line in lost:
            scenario, step = line.split("\t")
            print(f"  LOST {scenario}, step {step}")
        return lost

    def hold(self):
        self.file.write_text("".join(f"{line}\n" for line in sorted((self.before | self.right) - BY_CHANCE)))


def recorded():
    """How many steps each scenario has."""
    steps = {}
    for path in sorted((FIDELITY / "recorded").glob("*.json")):
        content = json.loads(path.read_text())
        steps.update({name: len(value) for name, value in content.items() if isinstance(value, list) and value and isinstance(value[0], dict)})
    return steps


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--update", action="store_true")
    a.add_argument("-k", metavar="AREA")
    a.add_argument("-s", metavar="NAME", choices=BROKERS)
    o = a.parse_args()
    if not FIDELITY.is_dir():
        raise SystemExit(f"{FIDELITY} is missing: the recorded answers lie beside the repository")
    setups = [o.s] if o.s else list(BROKERS)
    subprocess.run(["dotnet", "build", SERVER, "-v", "q", "--nologo"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    if o.k:
        for setup in setups:
            with Server(setup) as server:
                print(probe(server.address, "-k", o.k, "-v").stdout)
        return 0
    lost = []
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for setup, verdict in zip(setups, pool.map(Verdict, setups)):
            lost += verdict.show(setup)
            if o.update:
                verdict.hold()
    return 1 if lost else 0


if __name__ == "__main__":
    recorded_steps = recorded() if FIDELITY.is_dir() else {}
    sys.exit(main())
