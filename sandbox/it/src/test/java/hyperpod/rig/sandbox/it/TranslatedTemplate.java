package hyperpod.rig.sandbox.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * {@code template.yaml} as CloudFormation gets it: SAM's resources translated by the translator that AWS runs, which
 * comes with the SAM CLI. CloudFormation's functions are in their long form, {@code {"Ref": "X"}}.
 *
 * @see <a href="https://github.com/aws/serverless-application-model">AWS SAM translator</a>
 */
final class TranslatedTemplate {

    private static final String TRANSLATION = """
            import json, sys
            from samcli.lib.translate.sam_template_validator import SamTemplateValidator
            from samcli.yamlhelper import yaml_parse

            class NoManagedPolicies:  # the template names none of AWS's, and asking for them needs an account
                def load(self):
                    return {}

            template = yaml_parse(sys.stdin.read())
            translated = SamTemplateValidator(template, NoManagedPolicies(), region="us-east-1").get_translated_template_if_valid()
            json.dump(yaml_parse(translated), sys.stdout)
            """;

    private TranslatedTemplate() {}

    static JsonNode read() {
        ProcessBuilder python = new ProcessBuilder(
                        Project.file("sandbox/.venv/tools/bin/python").toString(), "-c", TRANSLATION)
                .directory(Project.directory().toFile())
                .redirectInput(Project.file("template.yaml").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            return new ObjectMapper().readTree(python.start().getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
