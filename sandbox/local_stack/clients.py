"""AWS clients that talk to a running stack and to nothing else."""

from functools import cached_property
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from local_stack import engines
from local_stack.stack import Stack

# Types of boto3 clients are made while the program runs; Any is the honest annotation.
Client = Any


class Clients:
    """One client a service, made on first use, with the stack's endpoints and root credentials."""

    def __init__(self, stack: Stack) -> None:
        facts = stack.facts()
        self._endpoint: str = facts["endpoints"]["aws"]
        self._simulator: str = facts["endpoints"]["simulator"]
        # The caller's own AWS configuration must not matter here: no variable of the environment is read, and no file.
        variables = botocore.session.Session.SESSION_VARIABLES.items()
        core = botocore.session.Session({name: (option, None, *rest) for name, (option, _, *rest) in variables})
        core.set_config_variable("config_file", "/dev/null")
        core.set_config_variable("credentials_file", "/dev/null")
        # Its type knows each service by name only, and most have no types here.
        self._session: Any = boto3.Session(
            aws_access_key_id=engines.ROOT_ACCESS_KEY,
            aws_secret_access_key=engines.ROOT_SECRET_KEY,
            region_name=facts["region"],
            botocore_session=core,
        )

    def _client(self, service: str, endpoint: str | None = None) -> Client:
        config = Config(
            retries={"mode": "standard", "max_attempts": 4}, proxies={}, s3={"addressing_style": "path"}, inject_host_prefix=False
        )
        return self._session.client(service, endpoint_url=endpoint or self._endpoint, config=config)

    @cached_property
    def cloudformation(self) -> Client:
        return self._client("cloudformation")

    @cached_property
    def cloudwatch(self) -> Client:
        return self._client("cloudwatch")

    @cached_property
    def dynamodb(self) -> Client:
        return self._client("dynamodb")

    @cached_property
    def ec2(self) -> Client:
        return self._client("ec2")

    @cached_property
    def eks(self) -> Client:
        return self._client("eks")

    @cached_property
    def fsx(self) -> Client:
        return self._client("fsx", self._simulator)

    @cached_property
    def iam(self) -> Client:
        return self._client("iam")

    @cached_property
    def lambda_(self) -> Client:
        return self._client("lambda")

    @cached_property
    def s3(self) -> Client:
        return self._client("s3")

    @cached_property
    def sagemaker(self) -> Client:
        return self._client("sagemaker", self._simulator)

    @cached_property
    def sns(self) -> Client:
        return self._client("sns")

    @cached_property
    def sqs(self) -> Client:
        return self._client("sqs")

    @cached_property
    def stepfunctions(self) -> Client:
        return self._client("stepfunctions")

    @cached_property
    def sts(self) -> Client:
        return self._client("sts")
