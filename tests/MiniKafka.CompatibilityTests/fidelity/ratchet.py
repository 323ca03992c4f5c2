#!/usr/bin/env python3
"""Puts the recorded requests of ../shared/fidelity to samples/MiniKafka.Server and holds on to what was right before.

    ratchet.py             fails when a step of right-steps.txt is no longer answered as Apache Kafka answers it
    ratchet.py --update    also adds the steps that are right now; none is ever taken out
    ratchet.py -k fetch:   one area only, every difference shown; nothing is compared or written

right-steps.txt holds a line for each right step: the scenario's name, a tab, the number of the step.
"""
import argparse
import collections
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
CHECKED_IN = HERE / "right-steps.txt"
START_SECONDS, STOP_SECONDS = 60, 30


def lines(path):
    return {line for line in path.read_text().splitlines() if line}


class Server:
    """One broker with the settings under which the answers were recorded, on a free port."""

    def __enter__(self):
        subprocess.run(["dotnet", "build", "samples/MiniKafka.Server", "-v", "q", "--nologo"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        program = ROOT / "samples/MiniKafka.Server/bin/Debug/net10.0/MiniKafka.Server.dll"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            # The broker was node 1 when the answers were recorded; with 0 a default of 0 could be taken for its id.
            ["dotnet", str(program), "--port", "0", "--property", "node.id=1", "--properties", str(FIDELITY / "one-broker.properties")],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        said = queue.Queue()
        threading.Thread(target=lambda: said.put(self.process.stdout.readline()), daemon=True).start()
        try:
            line = said.get(timeout=START_SECONDS)
        except queue.Empty:
            line = ""
        if not line.startswith("bootstrap.servers="):
            self.process.kill()
            raise SystemExit(f"the server did not start: {line}{self.errors()}")
        self.address = line.strip().split("=", 1)[1]
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


def recorded():
    """How many steps each scenario has."""
    steps = {}
    for path in sorted((FIDELITY / "recorded").glob("*.json")):
        content = json.loads(path.read_text())
        steps.update({name: len(value) for name, value in content.items() if isinstance(value, list) and value and isinstance(value[0], dict)})
    return steps


def show_areas(right, scenarios):
    total, good = collections.Counter(), collections.Counter()
    for name in scenarios:
        total[name.split(":")[0]] += recorded_steps.get(name, 0)
    for line in right:
        good[line.split(":")[0]] += 1
    for area in sorted(total):
        print(f"  {area:<22} {good[area]:>5} of {total[area]:>5} steps as Apache Kafka answers")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--update", action="store_true")
    a.add_argument("-k", metavar="AREA")
    o = a.parse_args()
    if not FIDELITY.is_dir():
        raise SystemExit(f"{FIDELITY} is missing: the recorded answers lie beside the repository")
    with Server() as server:
        if o.k:
            print(probe(server.address, "-k", o.k, "-v").stdout)
            return 0
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "right"
            told = probe(server.address, "--right", str(file))
            if not file.exists():
                raise SystemExit(f"the probe broke off:\n{told.stdout[-2000:]}{told.stderr[-2000:]}")
            right = lines(file)
            before = lines(CHECKED_IN) if CHECKED_IN.exists() else set()
            for scenario in sorted({line.split("\t")[0] for line in before - right}):
                print(f"asking again: {scenario}")             # a slow machine may miss a step that depends on time
                probe(server.address, "-k", scenario, "--right", str(file))
                right |= lines(file)
    ran = {line.split(" ", 1)[1].split("  #")[0] for line in told.stdout.splitlines() if line.startswith(("PASS ", "FAIL "))}
    show_areas(right, ran)
    print("\n".join(told.stdout.splitlines()[-2:-1]))
    lost, new = sorted(before - right), sorted(right - before)
    print(f"ratchet: {len(before)} steps held, {len(lost)} lost, {len(new)} new")
    for line in lost:
        scenario, step = line.split("\t")
        print(f"LOST {scenario}, step {step}")
    if o.update:
        CHECKED_IN.write_text("".join(f"{line}\n" for line in sorted(before | right)))
    return 1 if lost else 0


if __name__ == "__main__":
    recorded_steps = recorded() if FIDELITY.is_dir() else {}
    sys.exit(main())
