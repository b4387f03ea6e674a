package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An account with one agenda, in which every task answers what a test says. */
final class World {

    static final Instant START = Instant.parse("2026-11-25T00:00:00Z");

    final Agenda agenda = new Agenda(START);
    final List<JsonNode> events = new ArrayList<>();
    final List<TaskCall> calls = new ArrayList<>();
    final StepFunctions stepFunctions;

    World(TaskHandler tasks) {
        this(Settings.withSeed(1), tasks, new ExecutionObserver() {});
    }

    World(Settings settings, TaskHandler tasks, ExecutionObserver observer) {
        stepFunctions = new StepFunctions(
                agenda,
                settings,
                call -> {
                    calls.add(call);
                    return tasks.handle(call);
                },
                events::add,
                observer);
    }

    /** A world without tasks. */
    static Execution run(String states, String input) {
        return new World(call -> new TaskResult.Integrated()).runToEnd(machine(states), input);
    }

    Execution runToEnd(String definition, String input) {
        Execution execution = start(definition, input);
        agenda.runAll();
        return execution;
    }

    Execution start(String definition, String input) {
        String arn = stepFunctions.createStateMachine("machine", Definition.read(definition, Map.of()));
        return stepFunctions.startExecution(arn, Optional.of("one"), json(input));
    }

    /** A definition of these states, of which the first is A. */
    static String machine(String states) {
        return """
                {"QueryLanguage": "JSONata", "StartAt": "A", "States": {%s}}""".formatted(states);
    }

    /** A task of a function, with these fields. */
    static String task(String fields) {
        return "{\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:f\", %s}"
                .formatted(fields);
    }

    static JsonNode json(String text) {
        return JsonValues.node(JsonValues.parse(text));
    }
}
