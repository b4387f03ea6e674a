"""The application's HTTP API, called as the user who may do only that."""

from typing import Any

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local_stack import web
from local_stack.stack import Stack


def local_url(facts: dict[str, Any], url: str) -> str:
    """Where an execute-api URL of AWS is served locally: `https://<api>.execute-api.../<stage>` by the gateway's path."""
    host, _, stage = url.removeprefix("https://").partition("/")
    return f"{facts['endpoints']['aws']}/_aws/execute-api/{host.partition('.')[0]}/{stage.strip('/')}"


def call(
    stack: Stack, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON body of a call that is signed as AWS demands."""
    facts = stack.facts()
    url = facts["apiUrl"] + path
    request = AWSRequest(method, url, data=body, headers={"Content-Type": "application/json", **(headers or {})})
    credentials = Credentials(facts["apiCaller"]["accessKeyId"], facts["apiCaller"]["secretAccessKey"])
    SigV4Auth(credentials, "execute-api", facts["region"]).add_auth(request)
    answer = web.send(method, url, data=body, headers=dict(request.headers), seconds=60)
    try:
        return answer.status_code, answer.json()
    except requests.JSONDecodeError:
        return answer.status_code, {"message": answer.text}
