"""`template.yaml` as CloudFormation gets it, and what its policies say once CloudFormation has put real names in."""

import re
from dataclasses import dataclass
from typing import Any

from samcli.lib.translate.sam_template_validator import SamTemplateValidator
from samcli.yamlhelper import yaml_parse

from local_stack import layout

ACCOUNT = "111122223333"
REGION = "us-east-1"
PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "hyperpod-rig",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/hyperpod-rig/0",
}
# As a person deploys it who uses all that it offers.
PARAMETERS = {
    "ExecutionRoleResource": "role/nova-*",
    "LinkedBucketArns": ["arn:aws:s3:::nova-data"],
    "FunctionRuntime": "java25",
}
ARNS = {
    "AWS::ApiGateway::RestApi": "arn:aws:apigateway:{region}::/restapis/{name}",
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:{region}:{account}:table/{name}",
    "AWS::Events::Rule": "arn:aws:events:{region}:{account}:rule/{name}",
    "AWS::IAM::ManagedPolicy": "arn:aws:iam::{account}:policy/{name}",
    "AWS::IAM::Role": "arn:aws:iam::{account}:role/{name}",
    "AWS::KMS::Key": "arn:aws:kms:{region}:{account}:key/{name}",
    "AWS::Lambda::Alias": "arn:aws:lambda:{region}:{account}:function:{name}:alias",
    "AWS::Lambda::Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "AWS::Lambda::Version": "arn:aws:lambda:{region}:{account}:function:{name}:1",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}:*",
    "AWS::S3::Bucket": "arn:aws:s3:::{name}",
    "AWS::SNS::Topic": "arn:aws:sns:{region}:{account}:{name}",
    "AWS::SQS::Queue": "arn:aws:sqs:{region}:{account}:{name}",
    "AWS::StepFunctions::StateMachine": "arn:aws:states:{region}:{account}:stateMachine:{name}",
    "AWS::StepFunctions::StateMachineAlias": "arn:aws:states:{region}:{account}:stateMachine:{name}:alias",
    "AWS::StepFunctions::StateMachineVersion": "arn:aws:states:{region}:{account}:stateMachine:{name}:1",
}
# What Ref gives is the ARN.
REFERRED_BY_ARN = {
    "AWS::IAM::ManagedPolicy",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Version",
    "AWS::SNS::Topic",
    "AWS::StepFunctions::StateMachine",
    "AWS::StepFunctions::StateMachineAlias",
    "AWS::StepFunctions::StateMachineVersion",
}


class NoManagedPolicies:
    """The template names none of AWS's, and asking for them needs an account."""

    def load(self) -> dict[str, str]:
        return {}


@dataclass(frozen=True)
class Statement:
    """One statement of a policy of an identity, with whose it is; `comparisons` are pairs of operator and condition key."""

    of: str
    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition_keys: tuple[str, ...]
    comparisons: tuple[tuple[str, str], ...]
    effect: str

    def __str__(self) -> str:
        return f"{self.of} {self.sid}"


class TranslatedTemplate:
    """The resources that SAM's translator, which AWS runs too, makes of the template; deployed with all its conditions true."""

    def __init__(self) -> None:
        template = yaml_parse(layout.TEMPLATE.read_text())
        validator = SamTemplateValidator(template, NoManagedPolicies(), region=REGION)
        translated = yaml_parse(validator.get_translated_template_if_valid())
        self.source: dict[str, Any] = yaml_parse(layout.TEMPLATE.read_text())
        self.resources: dict[str, Any] = translated["Resources"]
        self.parameters: dict[str, Any] = {
            name: PARAMETERS.get(name, parameter.get("Default", f"{name}-value")) for name, parameter in translated["Parameters"].items()
        }

    def of_type(self, kind: str) -> dict[str, Any]:
        """The properties of all resources of a CloudFormation type, by logical name, functions resolved."""
        return {
            name: self.resolved(resource.get("Properties", {})) for name, resource in self.resources.items() if resource["Type"] == kind
        }

    def statements(self) -> list[Statement]:
        """All statements of the policies of roles."""
        policies: list[tuple[str, Any]] = []
        for name, role in self.of_type("AWS::IAM::Role").items():
            policies += [(name, policy["PolicyDocument"]) for policy in role.get("Policies", [])]
        policies += [(name, policy["PolicyDocument"]) for name, policy in self.of_type("AWS::IAM::ManagedPolicy").items()]
        policies += [(name, policy["PolicyDocument"]) for name, policy in self.of_type("AWS::IAM::Policy").items()]
        return [statement_of(name, statement) for name, document in policies for statement in listed(document["Statement"])]

    def resolved(self, value: Any) -> Any:
        """The value with CloudFormation's functions in their long form replaced by what they give; `{"Ref": "AWS::NoValue"}` vanishes."""
        if isinstance(value, list):
            return [self.resolved(one) for one in value if one != {"Ref": "AWS::NoValue"}]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((function, given),) = value.items()
            if function == "Ref":
                return self._reference(given)
            if function == "Fn::GetAtt":
                return self._attribute(*(given.split(".", 1) if isinstance(given, str) else given))
            if function == "Fn::Sub":
                return self._substituted(given)
            if function == "Fn::Join":
                return given[0].join(str(one) for one in listed(self.resolved(given[1])))
            if function == "Fn::If":
                return self.resolved(given[1])
            if function == "Fn::Select":
                return self.resolved(given[1])[int(given[0])]
            if function == "Fn::Split":
                return str(self.resolved(given[1])).split(given[0])
        return {key: self.resolved(one) for key, one in value.items()}

    def _reference(self, name: str) -> Any:
        if name in PSEUDO_PARAMETERS:
            return PSEUDO_PARAMETERS[name]
        if name in self.parameters:
            return self.parameters[name]
        return self._arn(name) if self.resources[name]["Type"] in REFERRED_BY_ARN else name

    def _attribute(self, name: str, attribute: str) -> str:
        if attribute in ("Arn", "TopicArn", "FunctionArn"):
            return self._arn(name)
        return name if attribute in ("Name", "QueueName") else f"{name}-{attribute}"

    def _arn(self, name: str) -> str:
        return ARNS[self.resources[name]["Type"]].format(region=REGION, account=ACCOUNT, name=name)

    def _substituted(self, given: Any) -> str:
        text, variables = given if isinstance(given, list) else (given, {})

        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            if name in variables:
                return str(self.resolved(variables[name]))
            return str(self._attribute(*name.split(".", 1)) if "." in name else self._reference(name))

        return re.sub(r"\$\{([^!}]+)}", value, text)


def statement_of(of: str, statement: dict[str, Any]) -> Statement:
    conditions = statement.get("Condition", {})
    return Statement(
        of=of,
        sid=statement.get("Sid", "without a name"),
        actions=tuple(listed(statement["Action"])),
        resources=tuple(flat(statement.get("Resource", []))),
        condition_keys=tuple(key for operator in conditions.values() for key in operator),
        comparisons=tuple((operator, key) for operator, keys in conditions.items() for key in keys),
        effect=statement["Effect"],
    )


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def flat(value: Any) -> list[str]:
    """A parameter that is a list may stand among others."""
    return [one for element in listed(value) for one in listed(element)]
