package hyperpod.rig.sandbox.statemachines.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Reads the states of a definition, and refuses every field that it does not know. */
final class DefinitionReader {

    private static final Pattern VARIABLE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]{0,79}");
    private static final Set<String> RESERVED_ERRORS = Set.of(
            "States.ALL",
            "States.DataLimitExceeded",
            "States.NoChoiceMatched",
            "States.Permissions",
            "States.QueryEvaluationError",
            "States.Runtime",
            "States.TaskFailed",
            "States.Timeout");
    private static final String ALL = "States.ALL";
    private static final int MAX_SECONDS = 99_999_999;
    private static final int MAX_DELAY_SECONDS = 31_622_400;
    private static final int MAX_NAME = 80;
    /** What a task starts a nested execution with. */
    private static final Set<String> START_EXECUTION = Set.of("StateMachineArn", "Input", "Name", "TraceHeader");

    private final Map<String, String> substitutions;

    DefinitionReader(Map<String, String> substitutions) {
        this.substitutions = substitutions;
    }

    Definition definition(JsonNode json) {
        Fields fields = new Fields(
                substitutions, json, "", "Comment", "QueryLanguage", "Version", "StartAt", "States", "TimeoutSeconds");
        if (!fields.text("QueryLanguage").equals(Optional.of("JSONata"))) {
            throw new InvalidDefinitionException("This engine knows no QueryLanguage but JSONata", "/QueryLanguage");
        }
        Map<String, State> states = new LinkedHashMap<>();
        fields.required("States")
                .properties()
                .forEach(state -> states.put(state.getKey(), state(state.getKey(), state.getValue())));
        int timeout = fields.whole("TimeoutSeconds", 1, MAX_SECONDS, 0);
        return new Definition(
                fields.requiredText("StartAt"), states, timeout == 0 ? OptionalInt.empty() : OptionalInt.of(timeout));
    }

    private State state(String name, JsonNode json) {
        String location = "/States/" + name;
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new InvalidDefinitionException("A state's name has 1 to 80 characters", location);
        }
        String type = new Fields(substitutions, json, location).requiredText("Type");
        return switch (type) {
            case "Pass" -> {
                Fields fields = fields(json, location, "Assign", "Output", "Next", "End");
                yield new State.Pass(name, assign(fields), fields.template("Output"), next(fields));
            }
            case "Task" -> task(name, json, location);
            case "Wait" -> {
                Fields fields = fields(json, location, "Seconds", "Timestamp", "Assign", "Output", "Next", "End");
                if (fields.json().has("Seconds") == fields.json().has("Timestamp")) {
                    throw new InvalidDefinitionException("A Wait has either Seconds or Timestamp", location);
                }
                yield new State.Wait(
                        name,
                        fields.template("Seconds"),
                        fields.template("Timestamp"),
                        assign(fields),
                        fields.template("Output"),
                        next(fields));
            }
            case "Choice" -> {
                Fields fields = fields(json, location, "Choices", "Default", "Assign", "Output");
                yield new State.Choice(
                        name,
                        each(fields, "Choices", this::rule),
                        fields.text("Default"),
                        assign(fields),
                        fields.template("Output"));
            }
            case "Succeed" ->
                new State.Succeed(name, fields(json, location, "Output").template("Output"));
            case "Fail" -> {
                Fields fields = fields(json, location, "Error", "Cause");
                yield new State.Fail(name, fields.template("Error"), fields.template("Cause"));
            }
            default ->
                throw new InvalidDefinitionException("This engine knows no state of type '" + type + "'", location);
        };
    }

    private State task(String name, JsonNode json, String location) {
        Fields fields = fields(
                json,
                location,
                "Resource",
                "Arguments",
                "TimeoutSeconds",
                "Retry",
                "Catch",
                "Assign",
                "Output",
                "Next",
                "End");
        String arn = fields.substituted("Resource");
        TaskResource resource = TaskResource.of(arn)
                .orElseThrow(() -> new InvalidDefinitionException(
                        "This engine knows no resource '" + arn + "'", location + "/Resource"));
        if (resource instanceof TaskResource.ServiceIntegration service && service.startsExecution()) {
            new Fields(
                    substitutions,
                    fields.required("Arguments"),
                    location + "/Arguments",
                    START_EXECUTION.toArray(String[]::new));
        }
        return new State.Task(
                name,
                resource,
                fields.template("Arguments"),
                fields.template("TimeoutSeconds"),
                each(fields, "Retry", this::retrier),
                each(fields, "Catch", this::catcher),
                assign(fields),
                fields.template("Output"),
                next(fields));
    }

    private Retrier retrier(JsonNode json, String location) {
        Fields fields = new Fields(
                substitutions,
                json,
                location,
                "Comment",
                "ErrorEquals",
                "IntervalSeconds",
                "MaxAttempts",
                "BackoffRate",
                "MaxDelaySeconds",
                "JitterStrategy");
        int interval = fields.whole("IntervalSeconds", 1, MAX_SECONDS, 1);
        int maxDelay = fields.whole("MaxDelaySeconds", 1, MAX_DELAY_SECONDS - 1, MAX_DELAY_SECONDS);
        double backoff = fields.json().path("BackoffRate").asDouble(2);
        String jitter = fields.text("JitterStrategy").orElse("NONE");
        if (maxDelay <= interval || backoff < 1 || !Set.of("FULL", "NONE").contains(jitter)) {
            throw new InvalidDefinitionException(
                    "MaxDelaySeconds must be above IntervalSeconds, BackoffRate at least 1, JitterStrategy FULL or NONE",
                    location);
        }
        return new Retrier(
                errors(fields),
                interval,
                fields.whole("MaxAttempts", 0, MAX_SECONDS, 3),
                backoff,
                maxDelay,
                jitter.equals("FULL"));
    }

    private Catcher catcher(JsonNode json, String location) {
        Fields fields = new Fields(substitutions, json, location, "Comment", "ErrorEquals", "Next", "Assign", "Output");
        return new Catcher(errors(fields), fields.requiredText("Next"), assign(fields), fields.template("Output"));
    }

    private ChoiceRule rule(JsonNode json, String location) {
        Fields fields = new Fields(substitutions, json, location, "Comment", "Condition", "Next", "Assign", "Output");
        fields.required("Condition");
        return new ChoiceRule(
                fields.template("Condition").orElseThrow(),
                fields.requiredText("Next"),
                assign(fields),
                fields.template("Output"));
    }

    private static List<String> errors(Fields fields) {
        List<String> errors = new ArrayList<>();
        fields.required("ErrorEquals").forEach(error -> errors.add(error.textValue()));
        boolean known =
                errors.stream().allMatch(error -> !error.startsWith("States.") || RESERVED_ERRORS.contains(error));
        if (errors.isEmpty() || !known || (errors.contains(ALL) && errors.size() > 1)) {
            throw new InvalidDefinitionException(
                    "ErrorEquals must name errors that can occur, and States.ALL alone: " + errors, fields.location());
        }
        return List.copyOf(errors);
    }

    private static Optional<String> next(Fields fields) {
        boolean end = fields.json().path("End").asBoolean();
        if (end == fields.json().has("Next")) {
            throw new InvalidDefinitionException("A state has either Next or End", fields.location());
        }
        return fields.text("Next");
    }

    private static Map<String, Template> assign(Fields fields) {
        Map<String, Template> variables = new LinkedHashMap<>();
        if (fields.template("Assign").orElse(new Template.Members(Map.of())) instanceof Template.Members members) {
            variables.putAll(members.members());
        } else {
            throw new InvalidDefinitionException("Assign is an object of variables", fields.location());
        }
        variables.keySet().stream()
                .filter(name -> !VARIABLE.matcher(name).matches() || name.equals("states"))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidDefinitionException(
                            "'" + name + "' cannot be a variable's name", fields.location());
                });
        return variables;
    }

    private static <T> List<T> each(Fields fields, String name, BiFunction<JsonNode, String, T> read) {
        List<T> elements = new ArrayList<>();
        JsonNode array = fields.json().path(name);
        for (int i = 0; i < array.size(); i++) {
            elements.add(read.apply(array.get(i), fields.location() + '/' + name + '[' + i + ']'));
        }
        if (fields.json().has(name) && elements.isEmpty()) {
            throw new InvalidDefinitionException(name + " must have elements", fields.location());
        }
        boolean onlyLastTakesAll = elements.stream()
                .limit(Math.max(0, elements.size() - 1))
                .noneMatch(element ->
                        (element instanceof Retrier retrier && retrier.errors().contains(ALL))
                                || (element instanceof Catcher catcher
                                        && catcher.errors().contains(ALL)));
        if (!onlyLastTakesAll) {
            throw new InvalidDefinitionException(
                    "States.ALL must be in the last element of " + name, fields.location());
        }
        return List.copyOf(elements);
    }

    private Fields fields(JsonNode json, String location, String... own) {
        List<String> names = new ArrayList<>(List.of("Type", "Comment", "QueryLanguage"));
        names.addAll(List.of(own));
        Fields fields = new Fields(substitutions, json, location, names.toArray(String[]::new));
        if (!fields.text("QueryLanguage").orElse("JSONata").equals("JSONata")) {
            throw new InvalidDefinitionException("'QueryLanguage' can not be other than JSONata here", location);
        }
        return fields;
    }
}
