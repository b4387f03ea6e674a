"""The processes that a stack consists of: how each is started, and with what environment."""

import os
import platform
import shutil
import sys
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from local_stack import layout, processes

REGION = "us-east-1"

# Per operation. EC2's published ones are reading=100/20 and mutating=50/5; SageMaker's and FSx's are not published.
RATES = ("reading=10/8", "mutating=2/1")
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


class Mode(StrEnum):
    """What a stack is for."""

    CALM = "calm"  # a person or a test
    FAULTS = "faults"  # the fault proxy is between the functions and the control planes
    LOAD = "load"  # limits as an account has them


@dataclass(frozen=True)
class Engine:
    """One process: it is ready when its health path answers on its port."""

    name: str
    command: list[str]
    environment: dict[str, str]
    port: int
    health_path: str


class Engines:
    """Those of one stack, on ports that were free a moment ago."""

    def __init__(self, temporary: Path, time_scale: float, mode: Mode) -> None:
        self._temporary = temporary
        self._time_scale = time_scale
        self._mode = mode
        self._aws, self._simulator, self._authorization = processes.free_port(), processes.free_port(), processes.free_port()
        self._proxies = (processes.free_port(), processes.free_port()) if mode is Mode.FAULTS else None

    def authorization(self) -> Engine:
        """What judges the permissions of every call."""
        command = [str(layout.node()), str(layout.AUTHORIZATION / "server.mjs"), str(self._authorization)]
        return Engine("authorization", command, {"PATH": os.environ["PATH"]}, self._authorization, "/health")

    def ministack(self) -> Engine:
        command = [str(layout.MINISTACK_VENV / "bin" / "python"), str(layout.MINISTACK_ENGINE)]
        return Engine("ministack", command, self._environment(), self._aws, "/_ministack/health")

    def simulator(self) -> Engine:
        # A build that replaces the jar must not pull it from under a simulator that runs.
        jar = shutil.copy(layout.SIMULATOR_JAR, self._temporary)
        options = {
            "--port": self._simulator,
            "--models": _service_models(),
            "--aws-endpoint": _url(self._aws),
            "--authorization-endpoint": _url(self._aws),
            "--time-scale": self._time_scale,
            "--port-file": self._temporary / "simulator.port",
        }
        rates = RATES if self._mode is Mode.LOAD else ()
        command = [os.environ["SANDBOX_JAVA"], *SIMULATOR_JAVA_OPTIONS, f"-Djava.io.tmpdir={self._temporary}", "-jar", str(jar)]
        command += [str(part) for option in options.items() for part in option]
        command += [part for rate in rates for part in ("--rate", rate)]
        return Engine("simulator", command, self._environment(), self._simulator, "/_simulator/health")

    def fault_proxy(self, functions: int) -> Engine | None:
        """Where there is one; `functions` is the process group of the functions, which it may have to kill."""
        if self._proxies is None:
            return None
        command = [sys.executable, "-m", "local_stack.fault_proxy", "--group", str(functions)]
        command += ["--listen", *map(str, self._proxies), "--upstream", str(self._aws), str(self._simulator)]
        return Engine("faultProxy", command, dict(os.environ), self._proxies[0], "/_faults/health")

    def _environment(self) -> dict[str, str]:
        """The functions inherit it: they call the fault proxy if there is one."""
        aws, simulator = map(_url, self._proxies or (self._aws, self._simulator))
        # Nothing of the caller's AWS settings or proxies may reach the engines or the functions, which inherit this.
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TZ") if name in os.environ}
        java_options = f"{FUNCTION_JAVA_OPTIONS} -Djava.io.tmpdir={self._temporary} -D{NATIVE_CLIENT}={self._native_client()}"
        by_mode = ({"SANDBOX_FAULT_PROXY": aws} if self._mode is Mode.FAULTS else {}) | (
            {"LAMBDA_ACCOUNT_CONCURRENCY": CONCURRENCY} if self._mode is Mode.LOAD else {}
        )
        return (
            kept
            | by_mode
            | {
                "TMPDIR": str(self._temporary),
                "BIND_HOST": processes.LOOPBACK,
                "MINISTACK_HOST": processes.LOOPBACK,
                "GATEWAY_PORT": str(self._aws),
                "MINISTACK_REGION": REGION,
                "AUTH": "true",
                "SANDBOX_AUTHORIZATION": _url(self._authorization),
                "PERSIST_STATE": "0",
                "STATE_DIR": str(self._temporary / "state"),
                "S3_DATA_DIR": str(self._temporary / "s3"),
                "IOT_MTLS_ENABLED": "0",
                "SFTP_ENABLED": "0",
                # In a campaign many executions share the functions, and waits are shortened: nothing there is watched by a person.
                "LAMBDA_WARM_TTL_SECONDS": "300" if self._mode is not Mode.CALM else "20",
                "SFN_WAIT_SCALE": "0.3" if self._mode is Mode.FAULTS else "1",
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
                "AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API": simulator,
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


def _url(port: int) -> str:
    return f"http://{processes.LOOPBACK}:{port}"


def _service_models() -> Path:
    """The directory of botocore's service models, which the simulator reads its shapes from."""
    found = list(layout.TOOLS_VENV.glob("lib/python3.*/site-packages/botocore/data"))
    if not found:
        raise FileNotFoundError(f"no botocore in {layout.TOOLS_VENV}; run sandbox/setup")
    return found[0]
