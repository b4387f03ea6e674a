"""What CloudFormation does when a stack is deleted and MiniStack's does not: runs in MiniStack's own environment.

A resource is deleted only when those that depend on it are; if one of them cannot be, it stays. MiniStack would go on with the rest.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-delete-stack.html
"""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import stacks

_delete_resource = stacks._delete_resource


def delete_resource(resource_type: str, physical_id: str, properties: dict[str, Any], stack_name: str = "", logical_id: str = "") -> None:
    stack = cloudformation._stacks.get(stack_name) or {}
    resources = stack.get("_resources", {})
    if stack.get("StackStatus") == "DELETE_IN_PROGRESS":
        refused = [name for name, resource in resources.items() if resource.get("ResourceStatus") == "DELETE_FAILED" and name != logical_id]
        definitions = (stack.get("_template") or {}).get("Resources", {})
        if logical_id in stacks._with_dependencies(refused, definitions, set(resources)):
            raise ValueError("a resource that depends on it could not be deleted")
    _delete_resource(resource_type, physical_id, properties, stack_name, logical_id)


def install() -> None:
    stacks._delete_resource = delete_resource
