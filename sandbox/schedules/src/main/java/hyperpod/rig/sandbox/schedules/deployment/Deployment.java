package hyperpod.rig.sandbox.schedules.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.testkit.AwsAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What {@code template.yaml} makes of the application in the account 111122223333 and Region us-east-1: functions with
 * the class, variables and timeout of each, and both state machines with what is substituted in their definitions.
 */
public final class Deployment {

    /** Name of the application, of the stack that is. */
    public static final String APPLICATION = "hyperpod-rig";

    /** Where the functions keep evidence. */
    public static final String EVIDENCE_BUCKET = "evidence";

    private static final String ACCOUNT = "111122223333";
    private static final String STATES = "arn:aws:states:us-east-1:" + ACCOUNT + ":";
    private static final String STACK_ID = "51af3dc0-da77-11e4-872e-1234567db123";
    private static final String PROVISION_NAME = "provision-" + STACK_ID;
    private static final String ROLLBACK_NAME = APPLICATION + "-rollback";

    /** The state machine that provisions. */
    public static final String PROVISION = STATES + "stateMachine:" + PROVISION_NAME;

    /** The state machine that takes back. */
    public static final String ROLLBACK = STATES + "stateMachine:" + ROLLBACK_NAME;

    private static final Map<String, String> PHYSICAL = Map.ofEntries(
            Map.entry("AWS::Region", "us-east-1"),
            Map.entry("AWS::AccountId", ACCOUNT),
            Map.entry("AWS::Partition", "aws"),
            Map.entry("AWS::URLSuffix", "amazonaws.com"),
            Map.entry("AWS::StackName", APPLICATION),
            Map.entry(
                    "AWS::StackId",
                    "arn:aws:cloudformation:us-east-1:" + ACCOUNT + ":stack/" + APPLICATION + "/" + STACK_ID),
            Map.entry("ProvisionStateMachine", PROVISION),
            Map.entry("RollbackStateMachine", ROLLBACK),
            Map.entry("EvidenceBucket", EVIDENCE_BUCKET),
            Map.entry("Ledger", AwsAccount.LEDGER_TABLE),
            Map.entry("ResultTopic", "arn:aws:sns:us-east-1:" + ACCOUNT + ":results"));

    private final Template template;
    private final Path project;
    private final Map<String, Function> functions = new LinkedHashMap<>();

    /**
     * A function.
     *
     * @param name its logical id without {@code Function}, such as CreateCluster
     * @param handler its class
     * @param variables its environment
     * @param timeout after which Lambda kills it
     */
    public record Function(String name, String handler, Map<String, String> variables, Duration timeout) {

        /** What Step Functions calls it by. */
        public static String arn(String name) {
            return "arn:aws:lambda:us-east-1:" + ACCOUNT + ":function:" + name;
        }
    }

    /**
     * Reads the project.
     *
     * @param project its top level
     * @param parameters what differs from the template's defaults
     */
    public Deployment(Path project, Map<String, String> parameters) {
        this.project = project;
        template = Template.read(project.resolve("template.yaml"), parameters, PHYSICAL);
        JsonNode globals = template.globals().path("Function");
        template.resources("AWS::Serverless::Function").forEach((id, properties) -> {
            Map<String, String> variables = new HashMap<>();
            for (JsonNode given : new JsonNode[] {globals, properties}) {
                given.at("/Environment/Variables")
                        .properties()
                        .forEach(variable -> variables.put(variable.getKey(), template.text(variable.getValue())));
            }
            JsonNode timeout = properties.has("Timeout") ? properties.get("Timeout") : globals.get("Timeout");
            String name = id.replaceFirst("Function$", "");
            functions.put(
                    name,
                    new Function(
                            name,
                            properties.get("Handler").textValue(),
                            Map.copyOf(variables),
                            Duration.ofSeconds(Long.parseLong(template.text(timeout)))));
        });
    }

    /** All functions by their names. */
    public Map<String, Function> functions() {
        return functions;
    }

    /** The definition of {@link #PROVISION}, its text changed before anything is substituted in it. */
    public Definition provision(UnaryOperator<String> change) {
        return definition("ProvisionStateMachine", "provision", change);
    }

    /** The definition of {@link #ROLLBACK}, likewise. */
    public Definition rollback(UnaryOperator<String> change) {
        return definition("RollbackStateMachine", "rollback", change);
    }

    /** The event pattern of the rule ProvisionStopped, which starts {@link #ROLLBACK}. */
    public JsonNode provisionStopped() {
        return template.resolved(template.resources("AWS::Serverless::StateMachine")
                .get("RollbackStateMachine")
                .at("/Events/ProvisionStopped/Properties/Pattern"));
    }

    private Definition definition(String resource, String file, UnaryOperator<String> change) {
        Map<String, String> substitutions = new HashMap<>();
        template.resources("AWS::Serverless::StateMachine")
                .get(resource)
                .path("DefinitionSubstitutions")
                .properties()
                .forEach(given -> substitutions.put(
                        given.getKey(),
                        given.getKey().endsWith("FunctionArn")
                                ? Function.arn(given.getKey().replaceFirst("FunctionArn$", ""))
                                : template.text(given.getValue())));
        try {
            return Definition.read(
                    change.apply(Files.readString(project.resolve("statemachine/" + file + ".asl.json"))),
                    substitutions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
