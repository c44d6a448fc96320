#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every bench and gathers the figures: what we take, what the floor takes, in the same run on the same machine.

    run-benches.py BUILD_DIR [--json] [--only NAME]…

A readable table on stdout, or with --json exactly one JSON object: {"ingest_10k": {"value", "floor", "ratio",
"unit", "runs"}, …}. What goes on, and failures, are told on stderr. Exit 1 when a bench failed or a figure that
must be there is not; the others are still run. A missed target is marked and is no failure: a busy machine misses
some. NAME is one of: ingest sync points fleet factors findings incidents loss flags queue charts frames storm
start."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HEADLESS = os.path.join(HERE, os.pardir, "support", "headless")

STORM_PAGES = ("incidents", "alerts", "fleet", "stores", "carts", "flags", "rules", "handover", "noise", "incident",
               "store", "cart", "loss", "cases", "rechecks")

# The most that a figure may be of its floor (the "It is done when"); None: it is only watched.
TARGETS = {
    "ingest_10k": 1.35,
    "ingest_100k": 1.35,
    "first_sync_10k": 1.6,
    "first_frame_10k": 1.5,
    "search_10k": 1.5,
    "search_100k": 1.5,
    "find_key_frame_p99_100k": 1.0,
    "filter_sort_10k": 2.0,
    "filter_sort_100k": 2.0,
    "resort_frame_100k": 1.0,
    "filter_frame_100k": 1.0,
    "sync_frame_100k": 1.0,
    "open_cart_30d": 1.6,
    "open_cart_30d_read": None,
    "pan_24h_p99": 1.0,
    "pan_90d_p99": 1.0,
    "pan_90d_p50": None,
    "pan_90d_nodes": None,
    "pan_1y_p99": None,
    "first_frame_100k": None,
    "factors_300_of_100k": None,
    "factors_20000_of_100k": None,
    "findings_10k": None,
    "findings_100k": None,
    "findings_100k_storm": None,
    "flags_judge_all_50k": None,
    "flags_order_50k": None,
    "flags_filter_50k": None,
    "flags_next_50k": None,
    "flags_piece_50k": 1.0,
    "flags_decision_50k": 1.0,
    "incidents_100k": None,
    "loss_figures_50k": None,
    "loss_figures_frame_50k": 1.0,
    "loss_piece_50k": 1.0,
    "incidents_100k_members": None,
    "incidents_100k_storm": None,
    **{f"queue_{what}_frame_50k": 1.0 for what in ("opening", "walk", "filter", "decision", "news",
                                                         "overview")},
    # What is asked for is the demo's fleet; ten times as many carts are watched.
    **{f"storm_{page}_frame_{figure}_10k": 1.0 for figure in ("p99", "worst") for page in STORM_PAGES},
    **{f"storm_{page}_frame_p99_100k": 1.0 for page in STORM_PAGES},
    **{f"storm_{page}_frame_worst_100k": None for page in STORM_PAGES},
    "storm_memory_again_10k": 1.05,
    "storm_memory_again_100k": 1.05,
    "memory_10k": None,
    "memory_100k": None,
}
# Shown first and in this order; what else the benches tell follows.
WANTED = list(TARGETS)

FRAME_RUNS = 9
START_SIZES = ((10000, 312, "10k"), (100000, 3120, "100k"))
WINDOW_SIZE = "1280x800"


class BenchError(Exception):
    pass


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(command, timeout=240, env=None):
    """The lines that a program prints on stdout; what it says on stderr goes to ours when it fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, env=env,
                              encoding="utf-8", errors="replace")
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"took longer than {timeout} s") from error
    except OSError as error:
        raise BenchError(str(error)) from error
    if done.returncode != 0:
        tail = "\n".join(done.stderr.strip().splitlines()[-8:])
        raise BenchError(f"ended with {done.returncode}\n{tail}")
    return done.stdout.splitlines()


def objects(lines):
    return [json.loads(line) for line in lines if line.startswith("{")]


def figures_of(lines):
    return {f["name"]: {k: f[k] for k in ("value", "floor", "ratio", "unit", "runs")} for f in objects(lines)}


def figure(value, floor, unit, runs):
    return {"value": round(value, 3), "floor": round(floor, 3), "ratio": round(value / floor, 3), "unit": unit,
            "runs": runs}


class Benches:
    def __init__(self, build):
        self.build = build
        self.programs = os.path.join(build, "tests", "bench")
        self.app = os.path.join(build, "src", "app", "corral")
        self.cli = os.path.join(build, "src", "cli", "corral-cli")
        # As ./run runs the program out of the build folder.
        self.env = dict(os.environ, GSETTINGS_SCHEMA_DIR=os.path.join(build, "data"),
                        CORRAL_LOCALE_DIR=os.path.join(build, "po"))

    def program(self, name):
        path = os.path.join(self.programs, name)
        if not os.path.exists(path):
            raise BenchError(f"{name} is not built")
        return path

    def ingest(self):
        return figures_of(run([self.program("bench-ingest")]))

    def sync(self):
        return figures_of(run([self.program("bench-sync")]))

    def points(self):
        return figures_of(run([self.program("bench-points")]))

    def fleet(self):
        return figures_of(run([self.program("bench-fleet")]))

    def factors(self):
        return figures_of(run([self.program("bench-factors")]))

    def flags(self):
        return figures_of(run([self.program("bench-flags")]))

    def findings(self):
        return figures_of(run([self.program("bench-findings")]))

    def incidents(self):
        return figures_of(run([self.program("bench-incidents")]))

    def loss(self):
        return figures_of(run([self.program("bench-loss")]))

    def frames(self):
        return {**figures_of(run([HEADLESS, self.program("bench-frames")], env=self.env)),
                **figures_of(run([HEADLESS, self.program("bench-find")], env=self.env))}

    def queue(self):
        return figures_of(run([HEADLESS, self.program("bench-queue")], env=self.env, timeout=600))

    def storm(self):
        return {name: value for carts in ("10000", "100000")
                for name, value in figures_of(run([HEADLESS, self.program("bench-storm"), "--carts", carts], env=self.env,
                                                  timeout=2700)).items()}

    def charts(self):
        return figures_of(run([HEADLESS, self.program("bench-charts")], env=self.env))

    def fill_cache(self, folder, carts, stores):
        """What a first sync of a demo fleet leaves behind."""
        token = os.path.join(folder, "token")
        data = os.path.join(folder, "data")
        cloud = subprocess.Popen([self.cli, "demo-cloud", "--carts", str(carts), "--stores", str(stores)],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
        try:
            hello = json.loads(cloud.stdout.readline())
            with open(token, "w", encoding="utf-8") as file:
                file.write(hello["token"])
            run([self.cli, "sync", "--once", "--api", hello["api"], "--token-file", token, "--data", data])
        finally:
            cloud.terminate()
            cloud.wait()
        return data

    def start(self):
        """Start-up and memory of the real program on a full cache, taking turns with an empty window."""
        folder = tempfile.mkdtemp(prefix="corral-bench-")
        try:
            command = [HEADLESS, self.program("bench-first-frame"), str(FRAME_RUNS),
                       self.program("bench-empty-window")]
            for carts, stores, size in START_SIZES:
                own = os.path.join(folder, size)
                os.mkdir(own)
                command += ["--", self.app, "--offline", "--data", self.fill_cache(own, carts, stores), "--size",
                            WINDOW_SIZE]
            empty, *filled = objects(run(command, env=self.env))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

        figures = {}
        for (_, _, size), ours in zip(START_SIZES, filled):
            runs = ours["runs"]
            figures[f"first_frame_{size}"] = figure(ours["first_ms"], empty["first_ms"], "ms", runs)
            if "body_ms" in ours:
                # The fleet's figures are to be read; the empty window has none, so its first frame is the floor.
                figures[f"first_fleet_{size}"] = figure(ours["body_ms"], empty["first_ms"], "ms", runs)
            figures[f"settled_{size}"] = figure(ours["settled_ms"], empty["settled_ms"], "ms", runs)
            figures[f"memory_{size}"] = figure(ours["rss_kb"] / 1024, empty["rss_kb"] / 1024, "MiB", runs)
            figures[f"memory_pss_{size}"] = figure(ours["pss_kb"] / 1024, empty["pss_kb"] / 1024, "MiB", runs)
        return figures


def table(figures):
    names = [n for n in WANTED if n in figures] + sorted(n for n in figures if n not in TARGETS)
    print(f"{'figure':<22} {'value':>10} {'floor':>10} {'ratio':>7} {'target':>7} {'unit':<5} {'runs':>5}")
    for name in names:
        f = figures[name]
        target = TARGETS.get(name)
        missed = target is not None and f["ratio"] > target
        print(f"{name:<22} {f['value']:>10.3f} {f['floor']:>10.3f} {f['ratio']:>7.2f} "
              f"{target if target is not None else '':>7} {f['unit']:<5} {f['runs']:>5}{'  missed' if missed else ''}")


def main():
    names = ("ingest", "sync", "points", "fleet", "factors", "findings", "incidents", "loss", "flags", "queue", "charts", "frames", "storm", "start")
    parser = argparse.ArgumentParser(description="Runs the benches and prints ratios to floors.")
    parser.add_argument("build", metavar="BUILD_DIR")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--only", action="append", choices=names, help="this bench; may be given again")
    arguments = parser.parse_args()
    benches = Benches(os.path.abspath(arguments.build))
    chosen = [n for n in names if arguments.only is None or n in arguments.only]
    figures, failed = {}, []

    for name in chosen:
        began = time.monotonic()
        try:
            figures.update(getattr(benches, name)())
            say(f"bench {name}: {time.monotonic() - began:.0f} s")
        except (BenchError, ValueError, KeyError) as error:
            failed.append(name)
            say(f"bench {name} failed: {error}")
    if arguments.only is None:
        missing = [n for n in WANTED if n not in figures]
        if missing:
            say("missing figures: " + " ".join(missing))
            failed += missing
    if arguments.json:
        print(json.dumps(figures))
    else:
        table(figures)
        print("load average: " + " ".join(f"{x:.1f}" for x in os.getloadavg())
              + "; ratios are to floors of the same run, lower is better")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
