"""Makes what the local stack needs: two virtual environments, the judge of permissions, the Java runtime client and the Java build.

Standard library only, because it runs before anything is installed. Every part is skipped when it is already there.
"""

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from local_stack import layout
from local_stack.console import Console

MINIMUM_PYTHON = (3, 11)
LOCK_FILES = {
    layout.MINISTACK_VENV: layout.SANDBOX / "requirements-ministack.txt",
    layout.TOOLS_VENV: layout.SANDBOX / "requirements-tools.txt",
}
PARENT_POM = layout.ROOT / "pom.xml"
LOG_TAIL_LINES = 40
MODULE_BEING_BUILT = re.compile(r"Building .* \[(\d+)/(\d+)]")


class SetUpFailedError(Exception):
    """A prerequisite is missing or an installation step failed; the message says which and what to do."""


def set_up(console: Console, *, build: bool = True, browser: bool = False) -> None:
    """Makes everything ready. With build false, the project's own Java is left alone: Maven is about to build it, or did.

    With browser true, a headless browser is there afterwards, which only the tests of the HTML report need.
    """
    _check_prerequisites()
    layout.RUNS.mkdir(exist_ok=True)
    with _only_one_at_a_time(console):

        def java() -> None:
            _runtime(console)
            if build:
                _packages(console)

        def scripts() -> None:
            _virtual_environments(console)
            _node_packages(console, layout.AUTHORIZATION, "the judge of permissions")
            _node_packages(console, layout.JSONATA_REFERENCE, "JSONata's reference implementation")

        jobs: list[Callable[[], None]] = [scripts, java]
        if browser:
            jobs.append(lambda: _browser(console))
        with ThreadPoolExecutor(len(jobs)) as pool:
            for job in [pool.submit(job) for job in jobs]:
                job.result()


def _check_prerequisites() -> None:
    if sys.version_info < MINIMUM_PYTHON:
        raise SetUpFailedError(f"Python {sys.version.split()[0]} is too old; 3.11 or newer is needed as python3")
    java = subprocess.run([layout.SANDBOX / "java25"], capture_output=True, text=True, check=False)
    if java.returncode != 0:
        raise SetUpFailedError(java.stderr.strip())
    if shutil.which("mvn") is None:
        raise SetUpFailedError("mvn is not on the PATH; install Apache Maven 3.8 or newer")


@contextmanager
def _only_one_at_a_time(console: Console) -> Iterator[None]:
    """Two demos may start together; they share the virtual environments and the Java build."""
    with (layout.RUNS / ".set-up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with console.step("waiting for another set-up to finish"):
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _virtual_environments(console: Console) -> None:
    for venv, requirements in LOCK_FILES.items():
        stamp = venv / ".installed"
        wanted = f"{sys.version.split()[0]} {hashlib.sha256(requirements.read_bytes()).hexdigest()}"
        if stamp.is_file() and stamp.read_text() == wanted:
            continue
        with console.step(f"Python environment {venv.name}"):
            shutil.rmtree(venv, ignore_errors=True)
            _run([sys.executable, "-m", "venv", str(venv)])
            # The lock file is complete, so there is nothing to resolve; compiling on first import is cheaper than now.
            _run(
                [
                    str(venv / "bin" / "python"),
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--no-deps",
                    "--no-compile",
                    "--requirement",
                    str(requirements),
                ]
            )
            stamp.write_text(wanted)


def _node_packages(console: Console, directory: Path, title: str) -> None:
    """The packages that a directory's lock file names, by the npm that comes with Node.js."""
    lock, packages = directory / "package-lock.json", directory / "node_modules"
    stamp = packages / ".installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    with console.step(title):
        npm = layout.node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(directory)]
        _run([str(layout.node()), str(npm), "ci", *options])
        stamp.write_text(wanted)


def _browser(console: Console) -> None:
    """Debian's Chromium and its driver: a browser that the package registry serves, in matching versions."""
    if shutil.which("chromium") and shutil.which("chromedriver"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (root and shutil.which("sudo") is None):
        raise SetUpFailedError("chromium and chromedriver are not on the PATH and cannot be installed here; install them")
    with console.step("Chromium for the tests of the HTML report"):
        _run([*root, "apt-get", "update", "-qq"])
        _run([*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver"])


def _runtime(console: Console) -> None:
    pom = layout.SANDBOX / "runtime" / "pom.xml"
    if _stale([layout.RUNTIME_LIB], [pom, PARENT_POM]):
        with console.step("AWS's Java runtime interface client"):
            shutil.rmtree(layout.RUNTIME_LIB, ignore_errors=True)
            _run(["mvn", "-B", "-q", "-f", str(pom), "package"])


def _packages(console: Console) -> None:
    packages = {layout.ROOT / "functions" / module: layout.function_zip(module) for module in layout.function_modules()}
    # The libraries, and how a zip is made.
    beside = [path for path in (layout.ROOT / "functions").iterdir() if path not in packages and path.suffix != ".md"]
    shared = [PARENT_POM, *(part for path in beside for part in _sources(path))]
    wanted = {module: (package, [*_sources(module), *shared]) for module, package in packages.items()}
    wanted[layout.EGRESS_AUDIT_JAR.parents[1]] = (layout.EGRESS_AUDIT_JAR, shared)
    wanted[layout.SIMULATOR_JAR.parents[1]] = (layout.SIMULATOR_JAR, [PARENT_POM, *_sources(layout.SIMULATOR_JAR.parents[1])])
    stale = [module for module, (package, sources) in wanted.items() if _stale([package], sources)]
    if not stale:
        return
    with console.step("Java build") as retitle:

        def show(line: str) -> None:
            if found := MODULE_BEING_BUILT.search(line):
                retitle(f"Java build, module {found[1]} of {found[2]}")

        modules = ",".join(str(module.relative_to(layout.ROOT)) for module in stale)
        _run(["mvn", "-B", "package", "-Dmaven.test.skip=true", "-pl", modules, "-am"], show)
    for module in stale:
        # A package whose content did not change is not written again; its age would ask for a build every time.
        os.utime(wanted[module][0])


def _sources(path: Path) -> list[Path]:
    return [path / "pom.xml", path / "src" / "main"] if (path / "pom.xml").exists() else [path]


def _stale(outputs: list[Path], sources: list[Path]) -> bool:
    """Whether a source is younger than an output; directories count with all that is in them."""
    if not all(output.exists() for output in outputs):
        return True
    oldest_output = min(output.stat().st_mtime for output in outputs)
    # A directory's own time changes when a file in it is deleted.
    newest_source = max(
        (path.stat().st_mtime for source in sources if source.exists() for path in [source, *source.rglob("*")]),
        default=0.0,
    )
    return newest_source > oldest_output


def _run(command: list[str], on_line: Callable[[str], None] = lambda line: None) -> None:
    tail: deque[str] = deque(maxlen=LOG_TAIL_LINES)
    with subprocess.Popen(
        command, cwd=layout.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            tail.append(line)
            on_line(line)
    if process.returncode != 0:
        raise SetUpFailedError(f"`{' '.join(command)}` failed with status {process.returncode}:\n{''.join(tail)}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/setup", description="Installs and builds what the local stack needs.")
    parser.add_argument("--no-build", action="store_true", help="leave the Java sources alone; they are packaged already")
    parser.add_argument("--with-browser", action="store_true", help="install Chromium too, for the tests of the HTML report")
    parser.add_argument("--verbose", action="store_true", help="say so if there was nothing to do")
    arguments = parser.parse_args()
    console = Console(sys.stderr)
    try:
        set_up(console, build=not arguments.no_build, browser=arguments.with_browser)
        if arguments.verbose:
            console.timed("everything is there")
    except SetUpFailedError as failure:
        console.line(f"set-up failed: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
