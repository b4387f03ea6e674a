"""HTTP to the processes of a stack. They are on this machine: no proxy and no .netrc of the caller's comes between."""

from typing import Any

import requests


def send(
    method: str, url: str, *, json: Any = None, data: str | None = None, headers: dict[str, str] | None = None, seconds: float = 20.0
) -> requests.Response:
    """One request on a connection of its own; whatever the status of the response is, it is returned."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, json=json, data=data, headers=headers, timeout=seconds)


def ask(method: str, url: str, json: Any = None) -> Any:
    """The JSON of a successful response.

    Raises:
        requests.RequestException: nobody answers, or the status says failure
    """
    response = send(method, url, json=json)
    response.raise_for_status()
    return response.json() if response.content else None
