"""The names by which Step Functions reports what became of a task, by the service that the task calls."""

ACCESS_DENIED = {
    "lambda": "Lambda.AWSLambdaException",
    "sns": "SNS.AuthorizationErrorException",
    "states": "StepFunctions.AWSStepFunctionsException",
    "sfn": "Sfn.SfnException",
    "cloudwatch": "CloudWatch.CloudWatchException",
}


def service_of(resource: str) -> str:
    """Of `arn:aws:states:::sns:publish`, `arn:aws:states:::aws-sdk:sfn:describeExecution`, or a function's ARN."""
    integration = resource.partition("arn:aws:states:::")[2].removeprefix("aws-sdk:")
    return integration.partition(":")[0] or "lambda"
