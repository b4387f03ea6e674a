"""AWS's Service Authorization Reference as policy_sentry keeps it: which actions there are, on which resources, under which conditions.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
"""

import re
from dataclasses import dataclass
from functools import cache

from policy_sentry.querying.actions import get_action_data
from policy_sentry.querying.conditions import get_condition_key_details


@dataclass(frozen=True)
class Action:
    """One action. `resources` are ARN patterns, none for an action that takes no resource; keys by pattern, `*` for a call without."""

    name: str
    resources: tuple[str, ...]
    condition_keys: dict[str, tuple[str, ...]]
    dependent: tuple[str, ...]

    def takes(self, resource: str) -> bool:
        """Whether a statement's resource, which may hold wildcards, can be one that the action takes."""
        return any(intersect(resource, pattern) for pattern in self.resources)

    def knows(self, key: str, resources: tuple[str, ...]) -> bool:
        """Whether the condition key is in the request when the action is asked for on each of the resources."""
        if key.lower() in GLOBAL_KEYS:
            return True
        return all(any(key_matches(known, key) for known in self._keys(resource)) for resource in resources)

    def _keys(self, resource: str) -> set[str]:
        return {key for pattern, keys in self.condition_keys.items() if pattern == "*" or intersect(resource, pattern) for key in keys}


# Keys that AWS puts into every request, or by which a service says for whom it acts.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
GLOBAL_KEYS = {"aws:calledvia", "aws:sourceaccount", "aws:sourcearn", "aws:securetransport", "aws:principalaccount", "aws:resourceaccount"}
GLOBAL_KEYS_OF_SEVERAL_VALUES = {"aws:calledvia", "aws:tagkeys"}


@cache
def action(name: str) -> Action | None:
    """None if AWS knows no action of that name."""
    service, _, operation = name.partition(":")
    found = get_action_data(service, operation)
    rows = [row for row in (found or {}).get(service, []) if row["action"].lower() == name.lower()]
    if not rows:
        return None
    return Action(
        name=name,
        resources=tuple(row["resource_arn_format"] for row in rows if row["resource_arn_format"] != "*"),
        condition_keys={row["resource_arn_format"]: tuple(row["condition_keys"]) for row in rows},
        dependent=tuple(sorted({one for row in rows for one in row["dependent_actions"]})),
    )


def has_several_values(key: str) -> bool:
    """Whether a condition key is a list, which IAM compares by set operators such as `ForAllValues:StringEquals`.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    """
    service = key.partition(":")[0]
    if service == "aws":
        return key.lower() in GLOBAL_KEYS_OF_SEVERAL_VALUES
    details = get_condition_key_details(service, key)
    return bool(details) and str(details["condition_value_type"]).lower().startswith("arrayof")


def intersect(one: str, other: str) -> bool:
    """Whether a resource exists that both ARN patterns match; `*` is any text of its part, and so is a variable such as `${Account}`."""
    if "*" in (one, other):
        return True
    left, right = (re.sub(r"\$\{\w+}", "*", pattern).split(":", 5) for pattern in (one, other))
    return len(left) == len(right) and all(_meet(*parts) for parts in zip(left, right, strict=True))


@cache
def _meet(left: str, right: str) -> bool:
    if not left or not right:
        return not (left + right).strip("*")
    if left[0] == "*":
        return _meet(left[1:], right) or _meet(left, right[1:])
    if right[0] == "*":
        return _meet(left, right[1:]) or _meet(left[1:], right)
    return left[0] == right[0] and _meet(left[1:], right[1:])


def key_matches(known: str, key: str) -> bool:
    """`aws:RequestTag/${TagKey}` is the form of `aws:RequestTag/team`."""
    form = re.escape(known)
    form = re.sub(r"\\\$\\\{\w+\\}|<\w+>", ".+", form)
    return re.fullmatch(form, key, re.IGNORECASE) is not None
