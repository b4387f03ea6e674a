"""DescribeInstanceTypes, which MiniStack answers alike for every name: which types have an Elastic Fabric Adapter, and which exist.

Types are those that HyperPod offers, by EC2's names. EFA as EC2's guide lists it:
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa.html#efa-instance-types
"""

import re
from typing import Any

from ministack.services import ec2

FAMILIES = re.compile(r"(p4d|p4de|p5|p5e|p5en|p6-b200|p6-b300|p6e-gb200|g4dn|gr?[567]e?|[cmr][5-8][a-z]*|t3|i3en|trn1n?|trn2)\.\w+")
WITH_EFA = re.compile(
    r"(p4de?\.24xlarge|p5(e|en)?\.48xlarge|p6-b[23]00\.48xlarge|p6e-gb200\.36xlarge|g4dn\.(8|12|16)xlarge"
    r"|g(5|6|6e)\.(8|12|16|24|48)xlarge|c5n\.(9|18)xlarge|[cmr]6i\.32xlarge|[mr]7i\.48xlarge|i3en\.(12|24)xlarge|trn1n?\.32xlarge"
    r"|trn2\.48xlarge)"
)

_describe = ec2._ACTION_MAP["DescribeInstanceTypes"]


def describe_instance_types(parameters: dict[str, Any]) -> Any:
    names = ec2._parse_member_list(parameters, "InstanceType")
    if unknown := [name for name in names if not FAMILIES.fullmatch(name)]:
        return ec2._error("InvalidInstanceType", f"The following supplied instance types do not exist: [{', '.join(unknown)}]", 400)
    status, headers, body = _describe(parameters)
    items = body.decode().split("<instanceType>")
    for i, item in enumerate(items[1:], 1):
        if WITH_EFA.fullmatch(item.partition("<")[0]):
            items[i] = item.replace("<efaSupported>false<", "<efaSupported>true<")
    return status, headers, "<instanceType>".join(items).encode()


def install() -> None:
    ec2._ACTION_MAP["DescribeInstanceTypes"] = describe_instance_types
