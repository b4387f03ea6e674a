"""The account as the person who runs this sees it: clients that are recorded, and the application's API."""

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

import boto3
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError

from first_run.recording import Recording
from first_run.settings import FirstRunError, Settings
from local_stack.clients import Client

API_SECONDS = 60.0


class Account:
    """Credentials and endpoints are those of the environment, as the AWS CLI takes them."""

    def __init__(self, settings: Settings, recording: Recording) -> None:
        self._settings = settings
        self._recording = recording
        # Its type knows each service by name only, and most have no types here.
        self._session: Any = boto3.Session(region_name=settings.region)
        recording.listen(self._session)

    @functools.cache  # noqa: B019 - one account a process
    def client(self, service: str) -> Client:
        """A client whose calls are recorded."""
        return self._session.client(service, config=Config(retries={"mode": "standard", "max_attempts": 5}))

    def unrecorded_answers(self) -> contextlib.AbstractContextManager[None]:
        """While it lasts, answers are not kept: they show what is nobody's business but the account's."""
        return self._recording.without_answers()

    @functools.cached_property
    def caller(self) -> dict[str, str]:
        """Account and Arn of the caller."""
        try:
            identity = self.client("sts").get_caller_identity()
        except Exception as failure:  # boto3 has no common parent of missing, expired and refused credentials
            raise FirstRunError(f"no AWS credentials that work: {failure}. Set them as for the AWS CLI, then try again") from failure
        return {"Account": identity["Account"], "Arn": identity["Arn"]}

    def call_api(self, outputs: dict[str, str], method: str, path: str, body: str = "", *, signed: bool = True) -> tuple[int, Any]:
        """Status and JSON of the application's API; the text where it is no JSON."""
        url = (self._settings.apiUrl.replace("{ApiId}", outputs["ApiId"]) or outputs["ApiUrl"]) + path
        request = AWSRequest(method, url, data=body, headers={"Content-Type": "application/json"})
        if signed:
            SigV4Auth(self._session.get_credentials().get_frozen_credentials(), "execute-api", self._settings.region).add_auth(request)
        # Without an auth of ours, requests would put one of ~/.netrc over the signature.
        answer = requests.request(
            method, url, data=body, headers=dict(request.headers), timeout=API_SECONDS, auth=lambda prepared: prepared
        )
        try:
            return answer.status_code, answer.json()
        except requests.JSONDecodeError:
            return answer.status_code, answer.text


@contextlib.contextmanager
def absent(*codes: str) -> Iterator[None]:
    """Takes an error that says that something is not there."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise
