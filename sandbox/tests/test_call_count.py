"""Calls are counted so that waiting longer makes no more of them, and a call that only strangers bring about is found."""

from collections import Counter

from local_stack.call_count.counts import differences, of_executions, table


def call(state: str, operation: str, invocation: str) -> dict[str, str]:
    return {"state": state, "operation": operation, "invocation": invocation}


def test_a_state_that_looks_again_counts_once_and_a_look_with_more_calls_counts_whole() -> None:
    look = [call("DescribeCluster", "sagemaker:DescribeCluster", "1")]
    again = [call("DescribeCluster", "sagemaker:DescribeCluster", "2"), call("DescribeCluster", "sagemaker:ListClusterNodes", "2")]
    assert of_executions(look) == {"sagemaker:DescribeCluster": 1}
    assert of_executions(look + again * 3) == {"sagemaker:DescribeCluster": 3, "sagemaker:ListClusterNodes": 3}
    assert of_executions(look + again) == {"sagemaker:DescribeCluster": 1, "sagemaker:ListClusterNodes": 1}


def test_the_same_operation_in_two_states_is_two_calls() -> None:
    assert of_executions([call("A", "sagemaker:DescribeCluster", "1"), call("B", "sagemaker:DescribeCluster", "2")]).total() == 2


def test_what_grows_with_strangers_is_named() -> None:
    few, many = {"Sweep": Counter({"sagemaker:ListTags": 1})}, {"Sweep": Counter({"sagemaker:ListTags": 501})}
    assert differences(few, many) == ["Sweep: sagemaker:ListTags 1 times, among strangers 501 times"]
    assert differences(few, few) == []
    assert table(few, many, 500)[-1] == "| Sweep | 1 | 501 | 1 sagemaker |"
