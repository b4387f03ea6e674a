"""Calls and errors as each AWS service words them."""

import json
import urllib.parse
from email.message import Message

# Status and code of a throttled and of a refused call, where a service does not use the common ones.
THROTTLED = {
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "ec2": (503, "RequestLimitExceeded"),
    "eks": (429, "ThrottlingException"),
    "iam": (400, "Throttling"),
    "s3": (503, "SlowDown"),
}
FAILED = {"dynamodb": "InternalServerError", "ec2": "InternalError", "s3": "InternalError"}
DENIED = {"ec2": (403, "UnauthorizedOperation"), "iam": (403, "AccessDenied"), "s3": (403, "AccessDenied")}


def operation_of(service: str, method: str, path: str, headers: Message, body: bytes) -> str:
    """The call's name as IAM writes it, `sagemaker:CreateCluster`."""
    if target := headers.get("X-Amz-Target"):
        return f"{service}:{target.rpartition('.')[2]}"
    if (headers.get("Content-Type") or "").startswith("application/x-www-form-urlencoded"):
        return f"{service}:{urllib.parse.parse_qs(body.decode()).get('Action', ['?'])[0]}"
    parts = [part for part in urllib.parse.urlsplit(path).path.split("/") if part]
    match service, method, parts:
        case "eks", "GET", ["clusters", _]:
            return "eks:DescribeCluster"
        case "eks", "GET", ["clusters", _, "addons"]:
            return "eks:ListAddons"
        case "s3", "PUT", [_, _, *_]:
            return "s3:PutObject"
        case "s3", "GET", [_, _, *_]:
            return "s3:GetObject"
    return f"{service}:{method}"


def refusal(service: str, code: str, message: str) -> tuple[str, bytes]:
    """An error as the service words it: content type and body."""
    match service:
        case "ec2":
            return "text/xml", (
                f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
                "<RequestID>0</RequestID></Response>"
            ).encode()
        case "iam" | "monitoring" | "sts" | "sns":
            return "text/xml", (
                f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
                "<RequestId>0</RequestId></ErrorResponse>"
            ).encode()
        case "s3":
            return "application/xml", f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
    return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}).encode()
