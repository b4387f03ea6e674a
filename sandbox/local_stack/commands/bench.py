"""sandbox/bench: how the egress audit's time and memory grow with the network, each size in a Java process of its own; and how long
the functions take to start, against an empty one."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from local_stack import function_start, grown_network, layout

SIZES = (10, 100, 1_000, 10_000)
LIMIT_SECONDS = 2.0
LIMIT_MIB = 1024
# Twice the cost a subnet at ten times the size is no longer linear.
LIMIT_GROWTH = 2.0
# Loading a snapshot is no slower and takes no more memory than Jackson's tree of the same files.
LIMIT_LOAD_RATIO = 1.0
LOADS = 3
# The audit before the ways in, relays and services were judged.
BEFORE = "4103e5e"
# As ./egress-audit starts Java.
JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
MAIN = "hyperpod.rig.egress.bench.AuditBenchmark"
START_COLUMNS = "{:>22} {:>9} {:>9} {:>10} {:>8} {:>7}"
COLUMNS = "{:>8} {:>11} {:>7} {:>9} {:>9} {:>9} {:>9} {:>11} {:>8} {:>12} {:>9} {:>10}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="SUBNETS")
    parser.add_argument("--before", default=BEFORE, help="the revision whose audit is the baseline of the audit's")
    parser.add_argument("--rounds", type=int, default=7, help="how often each function is started")
    parser.add_argument("--classes", action="store_true", help="only count the classes that each packaged function loads to start; JSON")
    arguments = parser.parse_args()
    if arguments.classes:
        print(json.dumps(function_start.loaded_classes()))
        return 0
    classpath = _build()
    starts = _starts(arguments.rounds)
    sizes = sorted(arguments.sizes)
    print(f"One core, one Java process a figure. Baselines: Jackson's tree of the same files, and the audit of {arguments.before}.")
    print(
        COLUMNS.format(
            "subnets",
            "interfaces",
            "MB",
            "load ms",
            "first ms",
            "audit ms",
            "before ms",
            "peak MiB",
            "load CPU",
            "tree CPU ms",
            "live MiB",
            "tree MiB",
        ),
        flush=True,
    )
    measured = []
    with tempfile.TemporaryDirectory(prefix="egress-bench-") as directory:
        before = _build_before(Path(directory) / "before", arguments.before, classpath)
        for subnets in sizes:
            measured.append(_measure(Path(directory) / str(subnets), subnets, classpath, before))
    largest = measured[-1]
    growth = _growth(measured)
    met = (
        largest["auditMillis"] < LIMIT_SECONDS * 1000
        and largest["peakHeapMiB"] < LIMIT_MIB
        and growth < LIMIT_GROWTH
        and largest["loadCpuMillis"] <= LIMIT_LOAD_RATIO * largest["treeLoadCpuMillis"]
        and largest["liveMiB"] <= LIMIT_LOAD_RATIO * largest["treeLiveMiB"]
        and function_start.within_limits(starts["functions"])
    )
    print(
        "BENCH "
        + json.dumps(
            {
                "sizes": measured,
                "costPerSubnetGrowth": growth,
                "limitSeconds": LIMIT_SECONDS,
                "limitMiB": LIMIT_MIB,
                "limitsMet": met,
                "auditRatioToBefore": round(largest["auditMillis"] / largest["beforeAuditMillis"], 2),
                "loadRatioToTree": round(largest["loadCpuMillis"] / largest["treeLoadCpuMillis"], 2),
                "memoryRatioToTree": round(largest["liveMiB"] / largest["treeLiveMiB"], 2),
                "limitRatioToTree": LIMIT_LOAD_RATIO,
                "start": starts,
                "limitStartRatio": function_start.MAX_RATIO,
                "limitStartClasses": function_start.MAX_CLASSES,
                "limitZipBytes": function_start.MAX_ZIP_BYTES,
            }
        )
    )
    return 0 if met else 1


def _starts(rounds: int) -> dict[str, Any]:
    starts = function_start.measure(rounds)
    empty = starts["empty"]
    print(f"An empty function starts in {empty['initMillis']} ms and loads {empty['classes']} classes.")
    print(START_COLUMNS.format("function", "start ms", "of empty", "answer ms", "classes", "zip MB"))
    for name, figures in starts["functions"].items():
        print(
            START_COLUMNS.format(
                name,
                figures["initMillis"],
                figures["ratioToEmpty"],
                figures["firstAnswerMillis"],
                figures["classes"],
                round(figures["zipBytes"] / 1e6, 1),
            ),
            flush=True,
        )
    return starts


def _growth(measured: list[dict[str, Any]]) -> float:
    """The cost a subnet at the largest size, as a multiple of that at the size before."""
    if len(measured) < 2:
        return 1.0
    before, largest = (m["auditMillis"] / m["subnets"] for m in measured[-2:])
    return float(round(largest / before, 2))


def _build() -> str:
    subprocess.run([str(layout.SANDBOX / "setup")], check=True, stdout=sys.stderr)
    subprocess.run(
        [
            "mvn",
            "-q",
            "-B",
            "-f",
            str(layout.ROOT / "pom.xml"),
            "-pl",
            "functions/egress",
            "test-compile",
            "dependency:build-classpath",
            "-Dmdep.outputFile=target/classpath.txt",
        ],
        check=True,
        stdout=sys.stderr,
    )
    target = layout.ROOT / "functions" / "egress" / "target"
    return os.pathsep.join([str(target / "test-classes"), str(target / "classes"), (target / "classpath.txt").read_text().strip()])


def _build_before(directory: Path, revision: str, classpath: str) -> str:
    """The class path of the audit as it was at a revision, compiled with the libraries of today."""
    directory.mkdir()
    root = ["git", "-C", str(layout.ROOT)]
    archive = subprocess.run([*root, "archive", revision, "functions/egress/src"], capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(directory)], input=archive.stdout, check=True)
    sources = directory / "functions" / "egress" / "src"
    classes = directory / "classes"
    _, _, libraries = classpath.split(os.pathsep, 2)
    java = [*sorted((sources / "main" / "java").rglob("*.java")), *sorted((sources / "test" / "java").rglob("bench/*.java"))]
    compiler = str(Path(_java25()).with_name("javac"))
    subprocess.run(
        [compiler, "-proc:none", "-nowarn", "-cp", libraries, "-d", str(classes), *map(str, java)], check=True, stdout=sys.stderr
    )
    return os.pathsep.join([str(classes), libraries])


def _measure(directory: Path, subnets: int, classpath: str, before: str) -> dict[str, Any]:
    network = grown_network.write(directory, subnets)
    audit = _java(classpath, "audit", directory, network["securityGroup"])
    audit_before = _java(before, "audit", directory, network["securityGroup"])
    load, tree = (_least([_java(classpath, what, directory, "") for _ in range(LOADS)]) for what in ("load", "tree"))
    megabytes = sum(file.stat().st_size for file in directory.iterdir()) / 1e6
    figures = audit | {
        "interfaces": network["interfaces"],
        "megabytes": round(megabytes, 1),
        "beforeAuditMillis": audit_before["auditMillis"],
        "loadCpuMillis": load["loadCpuMillis"],
        "liveMiB": load["liveMiB"],
        "treeLoadCpuMillis": tree["loadCpuMillis"],
        "treeLiveMiB": tree["liveMiB"],
    }
    print(
        COLUMNS.format(
            subnets,
            figures["interfaces"],
            figures["megabytes"],
            figures["loadMillis"],
            figures["firstAuditMillis"],
            figures["auditMillis"],
            figures["beforeAuditMillis"],
            figures["peakHeapMiB"],
            figures["loadCpuMillis"],
            figures["treeLoadCpuMillis"],
            figures["liveMiB"],
            figures["treeLiveMiB"],
        ),
        flush=True,
    )
    shutil.rmtree(directory)
    return figures


def _least(loads: list[dict[str, Any]]) -> dict[str, Any]:
    """The load that was disturbed least."""
    return min(loads, key=lambda load: float(load["loadCpuMillis"]))


def _java25() -> str:
    return subprocess.run([str(layout.SANDBOX / "java25")], capture_output=True, text=True, check=True).stdout.strip()


def _java(classpath: str, what: str, directory: Path, group: str) -> dict[str, Any]:
    one_core = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    run = subprocess.run(
        [
            *one_core,
            _java25(),
            "-XX:ActiveProcessorCount=1",
            *JAVA_OPTIONS,
            f"-Xmx{LIMIT_MIB}m",
            "-cp",
            classpath,
            MAIN,
            what,
            str(directory),
            group,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise SystemExit(f"bench: {what} of {directory.name} subnets failed:\n{run.stderr[-2000:]}")
    figures: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return figures


if __name__ == "__main__":
    sys.exit(main())
