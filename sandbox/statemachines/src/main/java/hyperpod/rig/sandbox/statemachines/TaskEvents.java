package hyperpod.rig.sandbox.statemachines;

import hyperpod.rig.sandbox.statemachines.definition.TaskResource;
import hyperpod.rig.sandbox.statemachines.definition.TaskResource.LambdaFunction;
import hyperpod.rig.sandbox.statemachines.definition.TaskResource.ServiceIntegration;
import java.util.Map;
import java.util.Optional;

/** The events of a task in its execution's history: those of functions have names of their own. */
final class TaskEvents {

    private final TaskResource resource;
    private final History history;

    TaskEvents(TaskResource resource, History history) {
        this.resource = resource;
        this.history = history;
    }

    void scheduled(Object arguments, Optional<Integer> timeoutSeconds, String region) {
        Map<String, Object> details = switch (resource) {
            case LambdaFunction(String arn) -> History.details("resource", arn, "input", arguments);
            case ServiceIntegration service -> {
                Map<String, Object> named = named(service);
                named.put("region", region);
                named.put("parameters", arguments);
                yield named;
            }
        };
        timeoutSeconds.ifPresent(seconds -> details.put("timeoutInSeconds", seconds));
        history.add(name("Scheduled"), details);
    }

    void started() {
        history.add(name("Started"), details());
    }

    /** A job or execution was started that the task waits for. */
    void submitted(Object output) {
        Map<String, Object> details = details();
        details.put("output", output);
        history.add("TaskSubmitted", details);
    }

    void succeeded(Object output) {
        Map<String, Object> details = details();
        details.put("output", output);
        history.add(name("Succeeded"), details);
    }

    void failed(String error, String cause) {
        Map<String, Object> details = details();
        details.put("error", error);
        details.put("cause", cause);
        history.add(name("Failed"), details);
    }

    void timedOut() {
        Map<String, Object> details = details();
        details.put("error", StateFailure.TIMEOUT);
        history.add(name("TimedOut"), details);
    }

    private String name(String what) {
        return switch (resource) {
            case LambdaFunction _ -> "LambdaFunction" + what;
            case ServiceIntegration _ -> "Task" + what;
        };
    }

    private Map<String, Object> details() {
        return switch (resource) {
            case LambdaFunction _ -> History.details();
            case ServiceIntegration service -> named(service);
        };
    }

    private static Map<String, Object> named(ServiceIntegration service) {
        return History.details("resourceType", service.service(), "resource", service.action());
    }
}
