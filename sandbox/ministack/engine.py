"""MiniStack with what it lacks and this project needs. MiniStack's own Python runs it as a script; its neighbours are found beside it."""

import importlib
import os

from ministack.app import main

ADDITIONS = [
    "vpc_endpoints",
    "network_interfaces",
    "transit_gateways",
    "network_lists",
    "instance_types",
    "eks_clusters",
    "service_quotas",
    "service_events",
    "step_functions",
    "stack_deletion",
    "bucket_owners",
    "dhcp_options",
    "encrypted_resources",
    "object_lock",
    "authorized_calls",
    "authorized_control_planes",
    "authorized_deliveries",
    "authorized_integrations",
    "authorized_tasks",
    *(["traced_calls"] if "SANDBOX_FAULT_PROXY" in os.environ else []),
]

# One after the other: each may wrap what those before it have replaced.
for addition in ADDITIONS:
    importlib.import_module(addition).install()

if __name__ == "__main__":
    main()
