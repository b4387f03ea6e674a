package hyperpod.rig.sandbox.schedules.planted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import hyperpod.rig.testkit.Call;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Mistakes made on purpose, one for each rule of taking back, to see that the search finds them. They are made around
 * the application: in what it reads and writes, in its definitions, in what starts it. Its code knows nothing of them.
 */
public enum PlantedBug {
    /** A rollback believes that its execution failed and that nothing was committed, and its conditions hold always. */
    STANDING_IS_NOT_ASKED {
        @Override
        public JsonNode request(String state, Call call) {
            return ROLLBACK.contains(state) ? unconditional(call) : call.body();
        }

        @Override
        public JsonNode answer(String state, Call call, JsonNode answer) {
            return ROLLBACK.contains(state) ? notCommitted(call, answer) : answer;
        }
    },
    /** An event counts as a person's confirmation. */
    EVENT_CONFIRMS {
        @Override
        public JsonNode event(JsonNode event) {
            return Json.MAPPER
                    .createObjectNode()
                    .put("executionArn", event.at("/detail/executionArn").textValue())
                    .put("artifactsSynchronised", true);
        }
    },
    /** Of an execution that nobody knows nothing remains. */
    UNKNOWN_IS_NOTHING {
        @Override
        public TaskResult result(String state, JsonNode input, TaskResult result, Optional<Execution> subject) {
            if (!state.equals(LOOK_UP) || !decision(result).equals("REFUSED")) {
                return result;
            }
            String arn = input.at("/input/executionArn").asText();
            ObjectNode decision =
                    ((TaskResult.Succeeded) nothingToDo(result)).output().deepCopy();
            decision.putObject("execution")
                    .put("name", arn.substring(arn.lastIndexOf(':') + 1))
                    .put("arn", arn);
            return new TaskResult.Succeeded(decision);
        }
    },
    /** Whoever ended with an error of ours is taken for rolled back. */
    OWN_ERROR_IS_TRUSTED {
        @Override
        public TaskResult result(String state, JsonNode input, TaskResult result, Optional<Execution> subject) {
            boolean ours = subject.filter(one -> !one.isRunning())
                    .flatMap(Execution::error)
                    .filter(Set.of("ProvisioningFailed", "RollbackIncomplete")::contains)
                    .isPresent();
            return state.equals(LOOK_UP) && ours ? nothingToDo(result) : result;
        }
    },
    /** A rollback that broke, or did not start, is taken for one that ran to its end. */
    BROKEN_IS_INCOMPLETE {
        @Override
        public TaskResult result(String state, JsonNode input, TaskResult result, Optional<Execution> subject) {
            boolean broken = subject.filter(one -> !one.isRunning())
                    .flatMap(Execution::error)
                    .filter(Set.of("RollbackNotStarted", "RollbackInterrupted")::contains)
                    .isPresent();
            return state.equals(LOOK_UP) && broken ? nothingToDo(result) : result;
        }
    },
    /** What is read when the file system is confirmed does not matter. */
    LINK_IS_NOT_CONFIRMED {
        @Override
        public TaskResult result(String state, JsonNode input, TaskResult result, Optional<Execution> subject) {
            return state.equals("ConfirmFileSystem")
                    ? new TaskResult.Succeeded(
                            Json.MAPPER.createObjectNode().put("next", "READY").put("summary", "ready"))
                    : result;
        }
    },
    /** One empty answer at once is enough for gone. */
    ONE_LOOK_IS_ENOUGH {
        @Override
        public String definition(String asl) {
            return asl.replace("${ListLagSeconds}", "0").replace("${InFlightSeconds}", "0");
        }
    },
    /** The cluster of an execution hides its file system from the sweep. */
    SWEEP_SEES_ONE {
        @Override
        public JsonNode answer(String state, Call call, JsonNode answer) {
            if (!state.equals("Sweep")) {
                return answer;
            }
            ObjectNode seen = answer.deepCopy();
            Stream.concat(seen.path("Items").valueStream(), Stream.of(seen.path("Item")))
                    .filter(entry -> entry.has("intent#CLUSTER"))
                    .forEach(
                            entry -> ((ObjectNode) entry).remove(List.of("intent#FILE_SYSTEM", "created#FILE_SYSTEM")));
            if (seen.has("ResourceTagMappingList")) {
                ArrayNode others = seen.putArray("ResourceTagMappingList");
                answer.get("ResourceTagMappingList")
                        .valueStream()
                        .filter(tagged -> !tagged.path("ResourceARN").asText().contains(":fsx:"))
                        .forEach(others::add);
            }
            return seen;
        }
    },
    /** Whether the nodes' role can still do what a deletion needs is not seen. */
    WEAK_ROLE_IS_NOT_SEEN {
        @Override
        public boolean hidesWeakRoles() {
            return true;
        }
    },
    /** Whoever is closed keeps his locks. */
    LOCKS_STAY {
        @Override
        public JsonNode request(String state, Call call) {
            if (!call.operation().equals("TransactWriteItems")) {
                return call.body();
            }
            ObjectNode body = call.body().deepCopy();
            ArrayNode items = body.withArray("/TransactItems");
            for (int i = items.size() - 1; i >= 0; i--) {
                JsonNode key = items.get(i).at("/Update/Key/sort/S");
                if (key.asText().equals("lock")
                        && items.get(i).at("/Update/UpdateExpression").asText().contains("REMOVE")) {
                    items.remove(i);
                }
            }
            return body;
        }
    },
    /** What remains is listed without a reason. */
    REASONS_ARE_LOST {
        @Override
        public TaskResult result(String state, JsonNode input, TaskResult result, Optional<Execution> subject) {
            if (result instanceof TaskResult.Succeeded(JsonNode output) && output.has("remaining")) {
                ObjectNode without = output.deepCopy();
                without.get("remaining").forEach(one -> ((ObjectNode) one).remove("reason"));
                return new TaskResult.Succeeded(without);
            }
            return result;
        }
    },
    /** The API does not read that an entry is closed. */
    API_FORGETS_THE_END {
        @Override
        public JsonNode answer(String state, Call call, JsonNode answer) {
            if (!state.equals("GetCluster") || !call.operation().equals("GetItem") || !answer.has("Item")) {
                return answer;
            }
            ObjectNode open = answer.deepCopy();
            ((ObjectNode) open.get("Item")).remove("closedAt");
            return open;
        }
    },
    /** Whoever audits the networks again finds no cluster in the ledger. */
    AUDIT_SEES_NONE {
        @Override
        public JsonNode answer(String state, Call call, JsonNode answer) {
            if (!state.equals("AuditDrift") || !call.operation().equals("Query")) {
                return answer;
            }
            ObjectNode none = answer.deepCopy();
            none.putArray("Items");
            return none.put("Count", 0);
        }
    },
    /** The rule starts no rollback. */
    RULE_SLEEPS {
        @Override
        public boolean takes(JsonNode event) {
            return false;
        }
    },
    /** What is being taken back may create and succeed all the same. */
    NO_FENCE {
        @Override
        public JsonNode request(String state, Call call) {
            return ROLLBACK.contains(state) ? call.body() : unconditional(call);
        }
    };

    private static final String LOOK_UP = "LookUpExecution";
    private static final Set<String> ROLLBACK =
            Set.of(LOOK_UP, "DeleteCluster", "DeleteFileSystem", "CheckNothingRemains", "ListWhatStands");

    /** What is sent instead of a call's body. */
    public JsonNode request(String state, Call call) {
        return call.body();
    }

    /** What is answered instead. */
    public JsonNode answer(String state, Call call, JsonNode answer) {
        return answer;
    }

    /** What a function gives instead. */
    public TaskResult result(String state, JsonNode input, TaskResult result, Optional<Execution> subject) {
        return result;
    }

    /** Whether the rule looks at an event. */
    public boolean takes(JsonNode event) {
        return true;
    }

    /** What the rule gives to rollback instead of an event. */
    public JsonNode event(JsonNode event) {
        return event;
    }

    /** The text of a definition, before anything is substituted in it. */
    public String definition(String asl) {
        return asl;
    }

    /** Whether IAM says that a weak role is strong. */
    public boolean hidesWeakRoles() {
        return false;
    }

    private static JsonNode unconditional(Call call) {
        if (!call.operation().equals("UpdateItem") || !call.body().has("ConditionExpression")) {
            return call.body();
        }
        ObjectNode body = call.body().deepCopy();
        String condition = body.get("ConditionExpression").textValue();
        return body.put(
                        "ConditionExpression",
                        "(" + condition + ") OR attribute_exists(#always) OR attribute_not_exists(#always)")
                .set(
                        "ExpressionAttributeNames",
                        ((ObjectNode) body.get("ExpressionAttributeNames").deepCopy()).put("#always", "always"));
    }

    private static JsonNode notCommitted(Call call, JsonNode answer) {
        if (call.operation().equals("GetItem") && answer.has("Item")) {
            ObjectNode forgotten = answer.deepCopy();
            ((ObjectNode) forgotten.get("Item")).remove("succeededAt");
            ((ObjectNode) forgotten.get("Item")).remove("success");
            return forgotten;
        }
        if (call.operation().equals("DescribeExecution")) {
            ObjectNode failed = answer.deepCopy();
            return failed.put("status", "FAILED")
                    .put("stopDate", failed.path("startDate").doubleValue());
        }
        return answer;
    }

    private static String decision(TaskResult result) {
        return result instanceof TaskResult.Succeeded(JsonNode output)
                ? output.path("decision").asText()
                : "";
    }

    private static TaskResult nothingToDo(TaskResult result) {
        return result instanceof TaskResult.Succeeded(JsonNode output)
                ? new TaskResult.Succeeded(((ObjectNode) output.deepCopy()).put("decision", "NOTHING_TO_DO"))
                : result;
    }
}
