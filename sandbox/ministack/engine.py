"""MiniStack with what it lacks and this project needs. MiniStack's own Python runs it as a script; its neighbours are found beside it."""

import os

import network_interfaces
import service_events
import step_functions
import transit_gateways
import vpc_endpoints
from ministack.app import main

for addition in (vpc_endpoints, network_interfaces, transit_gateways, service_events, step_functions):
    addition.install()

if "SANDBOX_FAULT_PROXY" in os.environ:
    import traced_calls

    traced_calls.install()

if __name__ == "__main__":
    main()
