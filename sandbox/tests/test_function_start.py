"""The benchmark of starts gives the functions what the template gives them."""

from translated_template import TranslatedTemplate

from local_stack import function_start


def test_every_environment_variable_of_the_template_is_given() -> None:
    functions = TranslatedTemplate().of_type("AWS::Lambda::Function").values()
    wanted = {name for function in functions for name in function["Environment"]["Variables"]} - {"JAVA_TOOL_OPTIONS"}
    assert len(wanted) > 8
    assert wanted - set(function_start.ENVIRONMENT) == set()
