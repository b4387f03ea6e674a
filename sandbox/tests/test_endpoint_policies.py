"""The audit calls no endpoint policy closed that lets a request to a foreign account through, as @cloud-copilot/iam-simulate judges it."""

import itertools
import json
import random
import subprocess
from pathlib import Path
from typing import Any

from local_stack import layout

SEED = 20261126
POLICIES_OF_A_SERVICE = 80
OWN = "111122223333"
NAMED = "999988887777"
UNNAMED = "444455556666"
TRUSTED = "o-trusted00001"
FOREIGN = "o-foreign00001"
SERVICES = ("s3", "sqs", "logs")

Json = dict[str, Any]


def test_no_policy_is_called_closed_that_lets_a_foreign_request_through(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    policies = {service: [_policy(chance, service) for _ in range(POLICIES_OF_A_SERVICE)] for service in SERVICES}
    found = _found(tmp_path, policies)
    closed = opened = 0
    for service in SERVICES:
        requests = _requests(service)
        through = _simulated(policies[service], requests)
        for place, (policy, passing) in enumerate(zip(policies[service], through, strict=True)):
            wide = f"vpce-{service}-{place}" in found
            closed += not wide
            if passing is not None:
                opened += 1
                assert wide, f"seed {SEED}: {json.dumps(policy)} lets through {json.dumps(requests[passing])}"
    # A sample of open policies alone, or of closed ones, would show nothing.
    assert closed > POLICIES_OF_A_SERVICE / 5
    assert opened > POLICIES_OF_A_SERVICE / 5
    print(f"{closed} called closed, {opened} let a request through")


def _policy(chance: random.Random, service: str) -> Json:
    allow = _statement(chance, service, "Allow")
    denies = [_statement(chance, service, "Deny") for _ in range(chance.choice((0, 1, 1, 2)))]
    return {"Version": "2012-10-17", "Statement": [allow, *denies]}


def _statement(chance: random.Random, service: str, effect: str) -> Json:
    # The simulation takes no other principal in an endpoint policy.
    statement: Json = {"Effect": effect, "Principal": "*"}
    actions = chance.choices(("*", f"{service}:*", [f"{service}:Put*", f"{service}:Send*"]), (6, 3, 1))[0]
    statement["NotAction" if actions != "*" and chance.random() < 0.1 else "Action"] = actions
    resources = chance.choices(("*", _resources(service)), (5, 1))[0]
    if resources == "*":
        statement["Resource"] = resources
    else:
        statement["NotResource" if chance.random() < 0.3 else "Resource"] = chance.choice(resources)
    conditions: Json = {}
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        operator, key, value = _condition(chance, effect)
        conditions.setdefault(operator, {})[key] = value
    return statement | ({"Condition": conditions} if conditions else {})


def _resources(service: str) -> list[str | list[str]]:
    if service == "s3":
        return ["arn:aws:s3:::mine/*", ["arn:aws:s3:::mine", "arn:aws:s3:::m*"], "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"]
    return [f"arn:aws:{service}:*:{OWN}:*", f"arn:aws:{service}:us-east-1:{NAMED}:*", f"arn:aws:{service}:*:*:*"]


def _condition(chance: random.Random, effect: str) -> tuple[str, str, Any]:
    negation = "Not" if (effect == "Deny") == (chance.random() < 0.9) else ""
    if_exists = chance.choice(("", "", "IfExists"))
    quantifier = chance.choices(("", "ForAllValues:", "ForAnyValue:"), (8, 1, 1))[0]
    values: tuple[str | list[str], ...]
    match chance.choices(("account", "organization", "caller", "arn", "service", "null", "vpc"), (6, 3, 3, 1, 3, 2, 1))[0]:
        case "account":
            key = chance.choice(("aws:ResourceAccount", "aws:ResourceAccount", "s3:ResourceAccount", "AWS:resourceaccount"))
            values = (OWN, [OWN], [OWN, NAMED], NAMED, "${aws:PrincipalAccount}", "1111*", "*")
            return (
                f"{quantifier}String{negation}{chance.choice(('Equals', 'Like', 'EqualsIgnoreCase'))}{if_exists}",
                key,
                chance.choice(values),
            )
        case "organization":
            values = (TRUSTED, TRUSTED, "${aws:PrincipalOrgID}", "o-*")
            return f"{quantifier}String{negation}{chance.choice(('Equals', 'Like'))}{if_exists}", "aws:ResourceOrgID", chance.choice(values)
        case "caller":
            key, values = chance.choice((("aws:PrincipalAccount", (OWN, OWN, NAMED)), ("aws:PrincipalOrgID", (TRUSTED, TRUSTED))))
            return f"String{negation}Equals{if_exists}", key, chance.choice(values)
        case "arn":
            values = (f"arn:aws:iam::{OWN}:role/*", f"arn:aws:iam::{NAMED}:role/*", "arn:aws:iam::*:role/nova")
            return f"Arn{negation}Like{if_exists}", "aws:PrincipalArn", chance.choice(values)
        case "service":
            key = chance.choice(("aws:PrincipalIsAWSService", "aws:ViaAWSService", "aws:CalledVia"))
            return f"Bool{if_exists}", key, chance.choice(("false", "false", "true"))
        case "null":
            return (
                "Null",
                chance.choice(("aws:ResourceAccount", "aws:PrincipalOrgID", "aws:PrincipalArn")),
                chance.choice(("true", "false")),
            )
        case _:
            return f"String{negation}Equals{if_exists}", "aws:SourceVpc", "vpc-1"


def _requests(service: str) -> list[Json]:
    callers: list[tuple[str | None, str | None]] = [
        (OWN, TRUSTED),
        (OWN, None),
        ("222233334444", TRUSTED),
        (NAMED, FOREIGN),
        (NAMED, None),
        (UNNAMED, FOREIGN),
        (UNNAMED, None),
        (None, None),
    ]
    keys = itertools.product((True,) if service == "s3" else (True, False), (FOREIGN, None), (True, False))
    return [
        _request(caller, owner, resource, action, says_account, organization, says_via)
        for caller, (says_account, organization, says_via), owner in itertools.product(callers, keys, (NAMED, UNNAMED))
        for action, resource in _targets(service, owner)
    ]


def _targets(service: str, owner: str) -> list[tuple[str, str]]:
    match service:
        case "s3":
            return [
                ("s3:PutObject", "arn:aws:s3:::foreign/x"),
                ("s3:PutObject", "arn:aws:s3:::mine/x"),
                ("s3:GetObject", "arn:aws:s3:::foreign/x"),
            ]
        case "sqs":
            return [("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{owner}:results")]
        case _:
            return [("logs:PutLogEvents", f"arn:aws:logs:us-east-1:{owner}:log-group:results:log-stream:one")]


def _request(
    caller: tuple[str | None, str | None],
    owner: str,
    resource: str,
    action: str,
    says_account: bool,
    organization: str | None,
    says_via: bool,
) -> Json:
    account, callers_organization = caller
    context = {"aws:SourceVpc": "vpc-1"}
    if says_account:
        context |= {"aws:ResourceAccount": owner} | ({"s3:ResourceAccount": owner} if action.startswith("s3:") else {})
    if organization is not None:
        context["aws:ResourceOrgID"] = organization
    if account is not None:
        context |= {"aws:PrincipalAccount": account, "aws:PrincipalArn": _role(account), "aws:PrincipalIsAWSService": "false"}
    if callers_organization is not None:
        context["aws:PrincipalOrgID"] = callers_organization
    if says_via:
        context["aws:ViaAWSService"] = "false"
    principal = None if account is None else _role(account)
    return {"principal": principal, "action": action, "resource": resource, "account": owner, "context": context}


def _role(account: str) -> str:
    return f"arn:aws:iam::{account}:role/nova"


def _simulated(policies: list[Json], requests: list[Json]) -> list[int | None]:
    """For each policy the place of a request that it lets through."""
    answer = subprocess.run(
        [str(layout.node()), str(layout.AUTHORIZATION / "endpoint-policies.mjs")],
        input=json.dumps({"policies": policies, "requests": requests}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    through: list[int | None] = json.loads(answer.stdout)
    return through


def _found(directory: Path, policies: dict[str, list[Json]]) -> set[str]:
    """The endpoints whose policies the audit does not call closed: one VPC for each."""
    snapshot: dict[str, list[Json]] = {"Vpcs": [], "Subnets": [], "RouteTables": [], "VpcEndpoints": []}
    for service in SERVICES:
        for place, policy in enumerate(policies[service]):
            name = f"{service}-{place}"
            vpc, local = {"VpcId": f"vpc-{name}"}, {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}
            main = {"Main": True, "AssociationState": {"State": "associated"}}
            endpoint = {
                "VpcEndpointId": f"vpce-{name}",
                "VpcEndpointType": "Interface",
                "ServiceName": f"com.amazonaws.us-east-1.{service}",
                "State": "available",
                "PolicyDocument": json.dumps(policy),
            }
            snapshot["Vpcs"].append(vpc | {"CidrBlock": "10.0.0.0/16", "OwnerId": OWN})
            snapshot["Subnets"].append(vpc | {"SubnetId": f"subnet-{name}", "CidrBlock": "10.0.0.0/24", "OwnerId": OWN})
            snapshot["RouteTables"].append(vpc | {"RouteTableId": f"rtb-{name}", "Associations": [main], "Routes": [local]})
            snapshot["VpcEndpoints"].append(vpc | endpoint)
    (directory / "network.json").write_text(json.dumps(snapshot))
    audit = subprocess.run(
        [str(layout.ROOT / "egress-audit"), "--snapshot", str(directory), "--subnet", "all", "--format", "json"],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    findings: list[Json] = json.loads(audit.stdout)["findings"]
    return {finding["resourceId"] for finding in findings if finding["control"] in ("EGR-308", "EGR-202")}
