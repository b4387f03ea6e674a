"""What the first run works with: names of the account's own resources, from a file or the command line."""

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from local_stack import layout

STRICT = "strict"
DEFAULT_STACK = "hyperpod-rig"
OTHER = "other"


class FirstRunError(Exception):
    """A step cannot go on; the message says why and what to do."""


@dataclass(frozen=True)
class Settings:
    """Each field is a key of the settings file, and an option of the command line if it is text.

    Attributes:
        linkedBucket: S3 bucket to link the shared file system to; empty: no link
        clusterName: empty: one that no earlier run used
        egressMode: `strict` or `standard`, of the request
        parameters: of the template, beside those that follow from the other fields
        template: path of the template to deploy
        configEnvironment: section of samconfig.toml
        packageBucket: bucket for the packages; empty: the one that SAM manages
        apiUrl: where the API answers, with {ApiId} in it; empty: as the stack's output says
        pollSeconds: between two looks at something that is being created or deleted
        recordedOn: `aws`, or `local` for engines that only imitate it
    """

    region: str = "us-east-1"
    stackName: str = DEFAULT_STACK
    eksClusterArn: str = ""
    subnetIds: list[str] = field(default_factory=list)
    securityGroupIds: list[str] = field(default_factory=list)
    executionRoleArn: str = ""
    inputBucket: str = ""
    outputBucket: str = ""
    linkedBucket: str = ""
    instanceType: str = "ml.p5.48xlarge"
    clusterName: str = ""
    egressMode: str = STRICT
    parameters: dict[str, str] = field(default_factory=dict)
    template: str = str(layout.TEMPLATE)
    configEnvironment: str = "default"
    packageBucket: str = ""
    apiUrl: str = ""
    pollSeconds: float = 30.0
    recordedOn: str = "aws"

    def missing(self) -> list[str]:
        """Names of the fields without which no request can be made."""
        needed = ("eksClusterArn", "subnetIds", "securityGroupIds", "executionRoleArn", "inputBucket", "outputBucket")
        return [name for name in needed if not getattr(self, name)]

    def request(self) -> dict[str, Any]:
        """The smallest cluster that shows everything but nodes: no instance, the smallest file systems."""
        shared: dict[str, Any] = {"sizeGiB": 1200, "throughputMBpsPerTiB": 125}
        if self.linkedBucket:
            shared["s3"] = {"bucket": self.linkedBucket, "prefix": "first-run"}
        return {
            "clusterName": self.clusterName,
            "eksClusterArn": self.eksClusterArn,
            "network": {"subnetIds": self.subnetIds, "securityGroupIds": self.securityGroupIds},
            "restrictedInstanceGroups": [
                {
                    "name": "rig-1",
                    "instanceType": self.instanceType,
                    "instanceCount": 0,
                    "executionRoleArn": self.executionRoleArn,
                    "fileSystem": {"sizeGiB": 1200, "throughputMBpsPerTiB": 125},
                }
            ],
            "sharedFileSystem": shared,
            "s3": {"inputBucket": self.inputBucket, "outputBucket": self.outputBucket},
            "egressPolicy": {"mode": self.egressMode, "allowedCidrs": []},
        }

    def names(self) -> list[str]:
        """Names that a report must not show."""
        return [
            self.eksClusterArn.rpartition("/")[2],
            self.executionRoleArn.partition(":role/")[2],
            self.inputBucket,
            self.outputBucket,
            self.linkedBucket,
            # The default name is a part of the application's own tags, and tells nothing.
            "" if self.stackName == DEFAULT_STACK else self.stackName,
        ]


def read(path: Path) -> dict[str, Any]:
    """The settings of a file, as they are written.

    Raises:
        FirstRunError: it cannot be read, or names something that is no setting
    """
    try:
        given = json.loads(path.read_text())
    except (OSError, json.JSONDecodeError) as failure:
        raise FirstRunError(f"{path}: {failure}") from failure
    known = {each.name for each in fields(Settings)}
    if isinstance(given, dict):
        # What --find prints besides, to choose from.
        given = {name: value for name, value in given.items() if not name.startswith(OTHER)}
    if not isinstance(given, dict) or (strange := sorted(given.keys() - known)):
        raise FirstRunError(
            f"{path}: {', '.join(strange) if isinstance(given, dict) else 'no JSON object'}; known: {', '.join(sorted(known))}"
        )
    return given
