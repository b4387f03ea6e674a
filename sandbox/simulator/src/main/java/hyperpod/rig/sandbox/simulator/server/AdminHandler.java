package hyperpod.rig.sandbox.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import hyperpod.rig.sandbox.simulator.scenario.InvalidScenarioException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What AWS does not have: {@code PUT} and {@code DELETE /_simulator/scenarios}, {@code PUT /_simulator/lag}, {@code PUT
 * /_simulator/strangers}, {@code PUT /_simulator/training-plans}, {@code GET /_simulator/state} and {@code GET
 * /_simulator/health}. Errors are {@code {"error": "..."}} with status 400, 404 or 405.
 */
final class AdminHandler implements HttpHandler {

    static final String ROOT = "/_simulator/";

    private final Simulator simulator;
    private final ObjectMapper json = new ObjectMapper();

    AdminHandler(Simulator simulator) {
        this.simulator = simulator;
    }

    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        private RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            try {
                send(exchange, 200, simulator.now(() -> answer(exchange, body)));
            } catch (RefusedException e) {
                send(exchange, e.status, error(e.getMessage()));
            } catch (InvalidScenarioException e) {
                send(exchange, 400, error(e.getMessage()));
            } catch (RuntimeException e) {
                e.printStackTrace();
                send(exchange, 500, error(e.toString()));
            }
        }
    }

    private JsonNode answer(HttpExchange exchange, byte[] body) {
        String resource = exchange.getRequestURI().getPath().substring(ROOT.length());
        String call = exchange.getRequestMethod() + " " + resource;
        return switch (call) {
            case "GET health" -> JsonNodeFactory.instance.objectNode().put("status", "ok");
            case "GET state" -> simulator.state();
            case "PUT scenarios" -> {
                JsonNode binding = read(body, Set.of("subnetIds", "scenario"));
                if (!binding.has("scenario")) {
                    throw new RefusedException(400, "scenario is missing");
                }
                Set<String> subnets = subnets(binding);
                simulator.bind(subnets, binding.path("scenario"));
                yield JsonNodeFactory.instance.objectNode().put("boundSubnets", subnets.size());
            }
            case "PUT lag" -> {
                JsonNode lag = parse(body);
                simulator.lag(lag);
                yield lag;
            }
            case "PUT strangers" -> {
                JsonNode strangers = read(body, Set.of("clusters", "fileSystems"));
                simulator.addStrangers(count(strangers, "clusters"), count(strangers, "fileSystems"));
                yield strangers;
            }
            case "PUT training-plans" -> {
                List<JsonNode> plans = new ArrayList<>();
                JsonNode list = parse(body);
                if (!list.isArray()) {
                    throw new RefusedException(400, "the body must be a JSON list of training plans");
                }
                list.forEach(plans::add);
                simulator.putTrainingPlans(plans).ifPresent(wrong -> {
                    throw new RefusedException(400, wrong);
                });
                yield JsonNodeFactory.instance.objectNode().put("trainingPlans", plans.size());
            }
            case "DELETE scenarios" -> {
                simulator.unbind(subnets(read(body, Set.of("subnetIds"))));
                yield JsonNodeFactory.instance.objectNode();
            }
            default -> throw refusedCall(resource);
        };
    }

    private static RefusedException refusedCall(String resource) {
        Map<String, String> methods = Map.of(
                "health", "GET",
                "state", "GET",
                "scenarios", "PUT and DELETE",
                "lag", "PUT",
                "strangers", "PUT",
                "training-plans", "PUT");
        return methods.containsKey(resource)
                ? new RefusedException(405, ROOT + resource + " knows " + methods.get(resource))
                : new RefusedException(
                        404,
                        "known here: "
                                + String.join(
                                        ", ", methods.keySet().stream().sorted().toList()));
    }

    private JsonNode read(byte[] body, Set<String> known) {
        JsonNode read = parse(body);
        if (!read.isObject()) {
            throw new RefusedException(400, "the body must be a JSON object");
        }
        read.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new RefusedException(400, name + " is unknown; known here: " + known);
            }
        });
        return read;
    }

    private JsonNode parse(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new RefusedException(400, "the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
    }

    private static int count(JsonNode body, String member) {
        JsonNode count = body.path(member);
        if (!count.isMissingNode() && !(count.isInt() && count.intValue() >= 0)) {
            throw new RefusedException(400, member + " must be a whole number of 0 or more");
        }
        return count.asInt();
    }

    private static Set<String> subnets(JsonNode body) {
        Set<String> subnets = new LinkedHashSet<>();
        for (JsonNode id : body.path("subnetIds")) {
            if (!id.isTextual()) {
                throw new RefusedException(400, "subnetIds must be strings");
            }
            subnets.add(id.textValue());
        }
        if (subnets.isEmpty()) {
            throw new RefusedException(400, "subnetIds must name at least one subnet");
        }
        return subnets;
    }

    private static JsonNode error(String message) {
        return JsonNodeFactory.instance.objectNode().put("error", message);
    }

    private void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
