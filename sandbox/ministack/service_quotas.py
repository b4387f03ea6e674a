"""Service Quotas, which MiniStack lacks: SageMaker's quotas that HyperPod clusters count towards.

Values are those of an account that asked for them; a stack's tests change one by RequestServiceQuotaIncrease, which is granted at once.
https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/Welcome.html
"""

import json
from typing import Any

from ministack.core import iam_actions, router
from ministack.core.responses import get_account_id, get_region

from ministack import app

SERVICE = "servicequotas"
TARGET = "ServiceQuotasV20190624."
PAGE = 100
# The codes are AWS's, the same in every account and Region.
QUOTAS = {
    "L-2CE978FC": ("Maximum number instances allowed per SageMaker HyperPod cluster", 100.0),
    "L-3308CCC7": ("Total number of instances allowed across SageMaker HyperPod clusters", 5000.0),
    "L-E13DF72A": ("Maximum size of EBS volume in GB for a SageMaker HyperPod cluster instance", 1024.0),
    "L-FC4D7F52": ("Maximum total FSx Lustre capacity in TiB across HyperPod restricted instance groups", 5000.0),
    "L-47E0BC8F": ("ml.p4d.24xlarge for cluster usage", 64.0),
    "L-BEF3120E": ("ml.p4de.24xlarge for cluster usage", 0.0),
    "L-8762A75F": ("ml.p5.48xlarge for cluster usage", 5000.0),
    "L-FD431820": ("ml.p5e.48xlarge for cluster usage", 0.0),
    "L-6EF3AE05": ("ml.p5en.48xlarge for cluster usage", 64.0),
    "L-44097F05": ("ml.p6-b200.48xlarge for cluster usage", 0.0),
    "L-048C491E": ("ml.m5.16xlarge for cluster usage", 10.0),
    "L-15BCD638": ("ml.c5.12xlarge for cluster usage", 10.0),
    "L-1474CE56": ("ml.g6.4xlarge for cluster usage", 10.0),
}


def quota(code: str) -> dict[str, Any]:
    name, value = QUOTAS[code]
    return {
        "ServiceCode": "sagemaker",
        "ServiceName": "Amazon SageMaker",
        "QuotaArn": f"arn:aws:servicequotas:{get_region()}:{get_account_id()}:sagemaker/{code}",
        "QuotaCode": code,
        "QuotaName": name,
        "Value": value,
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
        "QuotaAppliedAtLevel": "ACCOUNT",
    }


def answer(operation: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    if asked.get("ServiceCode") != "sagemaker" or (operation != "ListServiceQuotas" and asked.get("QuotaCode") not in QUOTAS):
        return 400, {"__type": "NoSuchResourceException", "Message": "The request failed because the specified quota does not exist."}
    match operation:
        case "GetServiceQuota":
            return 200, {"Quota": quota(asked["QuotaCode"])}
        case "ListServiceQuotas":
            first = int(asked.get("NextToken") or 0)
            last = first + int(asked.get("MaxResults") or PAGE)
            page: dict[str, Any] = {"Quotas": [quota(code) for code in list(QUOTAS)[first:last]]}
            return 200, page | ({"NextToken": str(last)} if last < len(QUOTAS) else {})
        case "RequestServiceQuotaIncrease":
            name, _ = QUOTAS[asked["QuotaCode"]]
            QUOTAS[asked["QuotaCode"]] = (name, float(asked["DesiredValue"]))
            return 200, {"RequestedQuota": {"QuotaCode": asked["QuotaCode"], "DesiredValue": asked["DesiredValue"], "Status": "APPROVED"}}
        case _:
            return 400, {"__type": "UnknownOperationException", "Message": f"{operation} is not imitated"}


async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query_params: Any) -> Any:
    operation = headers.get("x-amz-target", "").removeprefix(TARGET)
    status, content = answer(operation, json.loads(body or b"{}"))
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(content).encode()


def install() -> None:
    app.SERVICE_HANDLERS[SERVICE] = handle_request
    router.SERVICE_PATTERNS[SERVICE] = {"target_prefixes": [TARGET], "credential_scope": SERVICE}
    iam_actions.SERVICE_TO_IAM_NAMESPACE[SERVICE] = SERVICE
