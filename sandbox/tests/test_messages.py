"""A notification is sentences for people and JSON for programs; what AWS's services publish is JSON alone."""

from local_stack.messages import Message


def message(body: str) -> Message:
    return Message("2026-11-26T03:00:00.000Z", "HyperPod nova: taken back", body)


def test_sentences_and_json_are_told_apart() -> None:
    said = message('CreateCluster failed. Nothing remains.\n\n{"status": "FAILED",\n\n"remaining": []}')
    assert said.sentences == "CreateCluster failed. Nothing remains."
    assert said.content == {"status": "FAILED", "remaining": []}


def test_json_alone_has_no_sentences() -> None:
    alarm = message('{"AlarmName": "a",\n\n"NewStateValue": "ALARM"}')
    assert alarm.sentences == ""
    assert alarm.content["AlarmName"] == "a"


def test_text_without_json_is_itself() -> None:
    assert message("You have been unsubscribed").content == "You have been unsubscribed"
