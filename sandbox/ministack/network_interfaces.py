"""The filters of DescribeNetworkInterfaces, which MiniStack's EC2 does not know."""

from collections.abc import Callable
from typing import Any

from ministack.services import ec2

INTERFACE_FILTERS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "vpc-id": lambda interface: [interface["VpcId"]],
    "subnet-id": lambda interface: [interface["SubnetId"]],
    "group-id": lambda interface: [group["GroupId"] for group in interface["Groups"]],
}


def describe_network_interfaces(parameters: dict[str, Any]) -> Any:
    ids = ec2._parse_member_list(parameters, "NetworkInterfaceId")
    filters = ec2._parse_filters(parameters)
    if unknown := set(filters) - set(INTERFACE_FILTERS):
        return ec2._error("InvalidParameterValue", f"The filter '{unknown.pop()}' is invalid", 400)
    items = "".join(
        ec2._eni_fields_xml(interface)
        for interface in ec2._network_interfaces.values()
        if (not ids or interface["NetworkInterfaceId"] in ids)
        and all(set(INTERFACE_FILTERS[name](interface)) & set(values) for name, values in filters.items())
    )
    return ec2._xml(200, "DescribeNetworkInterfacesResponse", f"<networkInterfaceSet>{items}</networkInterfaceSet>")


def install() -> None:
    ec2._ACTION_MAP["DescribeNetworkInterfaces"] = describe_network_interfaces
