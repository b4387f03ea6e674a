"""Asks the fault proxy of a stack: what is to go wrong, and what was called."""

from typing import Any

from local_stack import processes, web
from local_stack.stack import Stack


class ProxyClient:
    def __init__(self, stack: Stack) -> None:
        self._url = f"http://{processes.LOOPBACK}:{stack.facts()['ports']['faultProxy']}/_faults"

    def impose(self, execution: str, rule: dict[str, Any]) -> None:
        """One more call of the execution goes wrong."""
        web.ask("PUT", f"{self._url}/rules/{execution}", rule)

    def lift(self, execution: str) -> None:
        """From now on none of its calls goes wrong."""
        web.ask("DELETE", f"{self._url}/rules/{execution}")

    def others(self) -> list[str]:
        """The calls since this was last asked of functions that no execution invoked, such as those behind the API."""
        calls: list[str] = web.ask("GET", f"{self._url}/others")
        return calls

    def calls(self, execution: str) -> list[dict[str, Any]]:
        """What the execution and its rollbacks called, oldest first, each with the fault that it met."""
        calls: list[dict[str, Any]] = web.ask("GET", f"{self._url}/calls/{execution}")
        return calls

    def forget(self, execution: str) -> None:
        web.ask("DELETE", f"{self._url}/executions/{execution}")
