"""The process that keeps a stack: it starts the engines, watches them and their owner, and ends all of them together.

It is the only parent of everything that a stack starts. It ends on SIGTERM, when the owner is gone, or when an engine
dies; if it is killed itself, the engines are killed with it by the kernel and the functions' processes lose their
Runtime API and end.
"""

import json
import os
import platform
import shutil
import signal
import sys
import time
import urllib.request
import zipfile
from pathlib import Path
from types import FrameType
from typing import Any

from local_stack import layout, processes

ATTEMPTS = 3
START_SECONDS = 60.0
WATCH_SECONDS = 0.3
GRACE_SECONDS = 5.0
REGION = "us-east-1"

# What a stack is for: CALM is a stack of a person or a test; FAULTS has the fault proxy; LOAD has limits as an account has them.
CALM, FAULTS, LOAD = "calm", "faults", "load"
# Per operation. EC2's published ones are reading=100/20 and mutating=50/5; SageMaker's and FSx's are not published.
RATES = ("reading=40/20", "mutating=10/2")
# Functions that run at once in the account. AWS's default is 1,000, a new account's 10; each is a process of its own here, and more than
# these at once on two cores would not start within 30 seconds.
CONCURRENCY = "8"

# MiniStack's root, who may do everything and whose signature it does not check. The seed and the deployment are root; the
# functions and the caller of the API are not.
ROOT_ACCESS_KEY = "test"
ROOT_SECRET_KEY = "test"

# A function lives for seconds and holds little: the client compiler alone starts fastest, and one small heap each keeps
# fourteen of them under the stack's memory limit.
FUNCTION_JAVA_OPTIONS = (
    "-Xms24m -Xmx112m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=24m "
    "-Xshare:auto -XX:-UsePerfData --enable-native-access=ALL-UNNAMED"
)
NATIVE_CLIENT = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI"
SIMULATOR_JAVA_OPTIONS = ("-Xms32m", "-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")


class EngineFailedError(Exception):
    """An engine did not start, or ended by itself; the message names it and its log."""


class StopRequested(Exception):
    """Somebody asked the keeper to end."""


class Keeper:
    def __init__(self, run: Path, owner: int | None, time_scale: float, mode: str) -> None:
        self._run = run
        self._owner = owner
        self._owner_started = processes.start_time(owner) if owner else None
        self._time_scale = time_scale
        self._faults = mode == FAULTS
        self._load = mode == LOAD
        self._temporary = run / "tmp"
        self._engines: dict[str, dict[str, Any]] = {}
        self._stopping = False

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Signal handler. It only notes the wish: an engine that is being started now must not be lost."""
        self._stopping = True

    def keep(self) -> None:
        reason = "stopped"
        try:
            self._start()
            while self._owner is None or processes.alive(self._owner, self._owner_started):
                self._check_engines()
                time.sleep(WATCH_SECONDS)
            reason = "its owner is gone"
        except StopRequested:
            pass
        except (EngineFailedError, OSError) as failure:
            reason = str(failure)
        finally:
            self._end_engines()
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._record("ended", reason=reason)

    def _start(self) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._start_engines()
            except EngineFailedError:
                if attempt == ATTEMPTS:
                    raise
                self._end_engines()
            else:
                return

    def _start_engines(self) -> None:
        self._temporary.mkdir(exist_ok=True)
        aws_port, simulator_port = processes.free_port(), processes.free_port()
        proxies = (processes.free_port(), processes.free_port()) if self._faults else None
        self._record("starting")
        environment = self._environment(*(proxies or (aws_port, simulator_port)), aws_port)
        java = os.environ["SANDBOX_JAVA"]
        # A build that replaces the jar must not pull it from under a simulator that runs.
        jar = shutil.copy(layout.SIMULATOR_JAR, self._temporary)
        simulator = [
            java,
            *SIMULATOR_JAVA_OPTIONS,
            f"-Djava.io.tmpdir={self._temporary}",
            "-jar",
            str(jar),
            "--port",
            str(simulator_port),
            "--models",
            str(service_models()),
            "--ec2-endpoint",
            f"http://{processes.LOOPBACK}:{aws_port}",
            "--time-scale",
            str(self._time_scale),
            "--port-file",
            str(self._temporary / "simulator.port"),
            *(argument for rate in (RATES if self._load else ()) for argument in ("--rate", rate)),
        ]
        ministack = [str(layout.MINISTACK_VENV / "bin" / "python"), str(layout.SANDBOX / "local_stack" / "engine.py")]
        for name, command, port in (("ministack", ministack, aws_port), ("simulator", simulator, simulator_port)):
            pid = processes.start(command, environment, self._run / f"{name}.log", self._run)
            self._engines[name] = {"pid": pid, "started": processes.start_time(pid), "port": port}
            self._record("starting")
        if proxies:
            proxy = [
                sys.executable,
                "-m",
                "local_stack.fault_proxy",
                "--listen",
                *map(str, proxies),
                "--upstream",
                str(aws_port),
                str(simulator_port),
                "--group",
                str(self._engines["ministack"]["pid"]),
            ]
            pid = processes.start(proxy, os.environ, self._run / "fault-proxy.log", self._run)
            self._engines["faultProxy"] = {"pid": pid, "started": processes.start_time(pid), "port": proxies[0]}
            self._await("faultProxy", "/_faults/health")
        self._await("ministack", "/_ministack/health")
        self._await("simulator", "/_simulator/health")
        self._record("up")

    def _environment(self, aws_port: int, simulator_port: int, gateway_port: int) -> dict[str, str]:
        """The functions inherit it: they call the ports given first, which are the fault proxy's if there is one."""
        aws = f"http://{processes.LOOPBACK}:{aws_port}"
        simulator = f"http://{processes.LOOPBACK}:{simulator_port}"
        # Nothing of the caller's AWS settings or proxies may reach the engines or the functions, which inherit this.
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TZ") if name in os.environ}
        java_options = f"{FUNCTION_JAVA_OPTIONS} -Djava.io.tmpdir={self._temporary} -D{NATIVE_CLIENT}={self._native_client()}"
        by_mode = ({"SANDBOX_FAULT_PROXY": aws} if self._faults else {}) | (
            {"LAMBDA_ACCOUNT_CONCURRENCY": CONCURRENCY} if self._load else {}
        )
        return (
            kept
            | by_mode
            | {
                "TMPDIR": str(self._temporary),
                "BIND_HOST": processes.LOOPBACK,
                "MINISTACK_HOST": processes.LOOPBACK,
                "GATEWAY_PORT": str(gateway_port),
                "MINISTACK_REGION": REGION,
                "AUTH": "true",
                "PERSIST_STATE": "0",
                "STATE_DIR": str(self._temporary / "state"),
                "S3_DATA_DIR": str(self._temporary / "s3"),
                "IOT_MTLS_ENABLED": "0",
                "SFTP_ENABLED": "0",
                # In a campaign many executions share the functions, and waits are shortened: nothing there is watched by a person.
                "LAMBDA_WARM_TTL_SECONDS": "300" if self._faults or self._load else "20",
                "SFN_WAIT_SCALE": "0.3" if self._faults else "1",
                "PYTHONUNBUFFERED": "1",
                "PYTHONDONTWRITEBYTECODE": "1",
                "AWS_ACCESS_KEY_ID": ROOT_ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY": ROOT_SECRET_KEY,
                "AWS_REGION": REGION,
                "AWS_DEFAULT_REGION": REGION,
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AWS_ENDPOINT_URL": aws,
                "AWS_ENDPOINT_URL_SAGEMAKER": simulator,
                "AWS_ENDPOINT_URL_FSX": simulator,
                "SANDBOX_JAVA": os.environ["SANDBOX_JAVA"],
                "SANDBOX_JAVA_OPTIONS": java_options,
                "SANDBOX_RIC_CLASSPATH": f"{layout.RUNTIME_LIB}/*",
            }
        )

    def _native_client(self) -> Path:
        """The native part of the runtime interface client. Left alone, every process would write it to one file in /tmp, and
        those that have just loaded it from there would crash; on Lambda each has a /tmp of its own."""
        libc = "linux" if platform.libc_ver()[0] == "glibc" else "linux_musl"
        architecture = "aarch_64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
        client = next(layout.RUNTIME_LIB.glob("aws-lambda-java-runtime-interface-client-*.jar"))
        with zipfile.ZipFile(client) as jar:
            return Path(jar.extract(f"jni/libaws-lambda-jni.{libc}-{architecture}.so", self._temporary))

    def _await(self, name: str, health_path: str) -> None:
        engine = self._engines[name]
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self._check_engines()
            if processes.listens(engine["port"]):
                try:
                    with urllib.request.urlopen(f"http://{processes.LOOPBACK}:{engine['port']}{health_path}", timeout=5):
                        return
                except OSError:
                    pass
            time.sleep(0.1)
        raise EngineFailedError(f"{name} did not answer within {START_SECONDS:.0f} s; see {self._run / name}.log")

    def _check_engines(self) -> None:
        if self._stopping:
            raise StopRequested
        processes.reap()
        for name, engine in self._engines.items():
            if not processes.alive(engine["pid"], engine["started"]):
                log = self._run / f"{name}.log"
                raise EngineFailedError(f"{name} ended by itself; the end of {log}:\n{_tail(log)}")

    def _end_engines(self) -> None:
        for engine in self._engines.values():
            # Functions' processes are members of MiniStack's group.
            processes.end_group(engine["pid"], GRACE_SECONDS)
        self._engines.clear()

    def _record(self, state: str, **more: Any) -> None:
        shown = {
            "state": state,
            "keeper": {"pid": os.getpid(), "started": processes.start_time(os.getpid())},
            "engines": self._engines,
            **more,
        }
        draft = self._run / "keeper.json.new"
        draft.write_text(json.dumps(shown, indent=2))
        draft.replace(self._run / "keeper.json")


def service_models() -> Path:
    """The directory of botocore's service models, which the simulator reads its shapes from."""
    found = list(layout.TOOLS_VENV.glob("lib/python3.*/site-packages/botocore/data"))
    if not found:
        raise EngineFailedError(f"no botocore in {layout.TOOLS_VENV}; run sandbox/setup")
    return found[0]


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""


def main() -> int:
    run, owner, time_scale = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    keeper = Keeper(run, owner or None, time_scale, sys.argv[4])
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    processes.adopt_orphans()
    keeper.keep()
    return 0


if __name__ == "__main__":
    sys.exit(main())
