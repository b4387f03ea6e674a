"""Takes account numbers and names out of a report, the same one always by the same stand-in."""

import re
from collections.abc import Iterable
from typing import Any

ACCOUNT = re.compile(r"(?<![0-9A-Za-z-])\d{12}(?!\d)")
# Ids that AWS gives: the kind stays, the rest becomes a number of the same length.
RESOURCE = re.compile(r"\b(acl|dopt|dra|eigw|eipalloc|eni|fs|i|igw|nat|pcx|pl|rtb|sg|sgr|subnet|tgw|vpc|vpce|vgw)-([0-9a-f]{8,17})\b")
PRINCIPAL = re.compile(r"\b(AKIA|ASIA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{12,}\b")
# Of private networks; the AWS guide's addresses for documentation stand in.
ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")
FIRST_ACCOUNT = 111122223333


class Redaction:
    """Remembers what stands for what, so that a whole report can be followed."""

    def __init__(self, names: Iterable[str]) -> None:
        self._stand_ins: dict[str, str] = {}
        # Longer ones first: a name may be a part of another.
        self._names = sorted({name for name in names if name}, key=len, reverse=True)
        for number, name in enumerate(self._names, 1):
            self._stand_ins[name] = f"name-{number}"
        self._name = re.compile("|".join(map(re.escape, self._names))) if self._names else None

    def of(self, value: Any) -> Any:
        """The same JSON value without names, account numbers, ids and addresses."""
        match value:
            case dict():
                return {self._text(str(key)): self.of(each) for key, each in value.items()}
            case list() | tuple():
                return [self.of(each) for each in value]
            case str():
                return self._text(value)
            case _:
                return value

    def _text(self, text: str) -> str:
        if self._name:
            text = self._name.sub(lambda found: self._stand_ins[found[0]], text)
        text = ACCOUNT.sub(lambda found: self._numbered("account", found[0], self._account), text)
        text = RESOURCE.sub(lambda found: self._numbered(found[1], found[0], lambda n: f"{found[1]}-{n:0{len(found[2])}x}"), text)
        text = PRINCIPAL.sub(lambda found: self._numbered(found[1], found[0], lambda n: f"{found[1]}{n:016d}"), text)
        return ADDRESS.sub(lambda found: self._address(found[0]), text)

    def _address(self, address: str) -> str:
        return address if address in ("0.0.0.0", "127.0.0.1") else self._numbered("address", address, lambda n: f"192.0.2.{n % 256}")

    @staticmethod
    def _account(number: int) -> str:
        return f"{(FIRST_ACCOUNT * number) % 10**12:012d}"

    def _numbered(self, kind: str, found: str, make: Any) -> str:
        if found not in self._stand_ins:
            number = 1 + sum(1 for made in self._stand_ins if self._kind(made) == kind)
            self._stand_ins[found] = make(number)
        stand_in: str = self._stand_ins[found]
        return stand_in

    @staticmethod
    def _kind(found: str) -> str:
        if ACCOUNT.fullmatch(found):
            return "account"
        if ADDRESS.fullmatch(found):
            return "address"
        return found.partition("-")[0] if RESOURCE.fullmatch(found) else found[:4]
