"""What MiniStack's EC2 does not know of network interfaces: the filters of DescribeNetworkInterfaces, and their public addresses."""

from collections.abc import Callable
from typing import Any

from ministack.services import ec2

INTERFACE_FILTERS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "vpc-id": lambda interface: [interface["VpcId"]],
    "subnet-id": lambda interface: [interface["SubnetId"]],
    "group-id": lambda interface: [group["GroupId"] for group in interface["Groups"]],
}


_associate_address = ec2._ACTION_MAP["AssociateAddress"]
_fields = ec2._eni_fields_xml


def associate_address(parameters: dict[str, Any]) -> Any:
    answer = _associate_address(parameters)
    address = ec2._addresses.get(str(ec2._p(parameters, "AllocationId")))
    if address is not None:
        address["NetworkInterfaceId"] = ec2._p(parameters, "NetworkInterfaceId")
    return answer


def fields(interface: dict[str, Any], tag: str = "item") -> str:
    closing = f"</{tag}>"
    head, _, _ = str(_fields(interface, tag)).rpartition(closing)
    return head + _association(interface["NetworkInterfaceId"]) + closing


def _association(interface: str) -> str:
    for address in ec2._addresses.values():
        if address.get("AssociationId") and address.get("NetworkInterfaceId") == interface:
            return (
                f"<association><publicIp>{address['PublicIp']}</publicIp><ipOwnerId>{ec2.get_account_id()}</ipOwnerId>"
                f"<allocationId>{address['AllocationId']}</allocationId></association>"
            )
    return ""


def describe_network_interfaces(parameters: dict[str, Any]) -> Any:
    ids = ec2._parse_member_list(parameters, "NetworkInterfaceId")
    filters = ec2._parse_filters(parameters)
    if unknown := set(filters) - set(INTERFACE_FILTERS):
        return ec2._error("InvalidParameterValue", f"The filter '{unknown.pop()}' is invalid", 400)
    items = "".join(
        fields(interface)
        for interface in ec2._network_interfaces.values()
        if (not ids or interface["NetworkInterfaceId"] in ids)
        and all(set(INTERFACE_FILTERS[name](interface)) & set(values) for name, values in filters.items())
    )
    return ec2._xml(200, "DescribeNetworkInterfacesResponse", f"<networkInterfaceSet>{items}</networkInterfaceSet>")


def install() -> None:
    ec2._eni_fields_xml = fields
    ec2._ACTION_MAP["AssociateAddress"] = associate_address
    ec2._ACTION_MAP["DescribeNetworkInterfaces"] = describe_network_interfaces
