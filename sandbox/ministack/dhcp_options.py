"""The DHCP options that every VPC has unless it is given others: MiniStack names them in each VPC and does not list them.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html
"""

from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import ec2

DEFAULT = "dopt-00000001"

_describe_dhcp_options = ec2._ACTION_MAP["DescribeDhcpOptions"]


def describe_dhcp_options(parameters: dict[str, Any]) -> Any:
    if DEFAULT not in ec2._dhcp_options:
        ec2._dhcp_options[DEFAULT] = {
            "DhcpOptionsId": DEFAULT,
            "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": ["AmazonProvidedDNS"]}],
            "OwnerId": get_account_id(),
        }
    return _describe_dhcp_options(parameters)


def install() -> None:
    ec2._ACTION_MAP["DescribeDhcpOptions"] = describe_dhcp_options
