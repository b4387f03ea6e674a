package hyperpod.rig.sandbox.simulator.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.authorization.Authorization;
import hyperpod.rig.sandbox.simulator.authorization.CallPermissions;
import hyperpod.rig.sandbox.simulator.authorization.Requirement;
import hyperpod.rig.sandbox.simulator.control.ControlPlane;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.model.ConstraintValidator;
import hyperpod.rig.sandbox.simulator.model.ConstraintViolation;
import hyperpod.rig.sandbox.simulator.model.MalformedRequestException;
import hyperpod.rig.sandbox.simulator.model.RequestReader;
import hyperpod.rig.sandbox.simulator.model.ResponseConformance;
import hyperpod.rig.sandbox.simulator.model.ServiceModel;
import hyperpod.rig.sandbox.simulator.scenario.Fault;
import hyperpod.rig.sandbox.simulator.scenario.Scenarios;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One service as a client meets it: throttling comes first, then the caller's permissions, faults, the checks of the
 * service model, and the operation itself. Callers hold the simulator's lock.
 */
final class ServiceEndpoint {

    private final ControlPlane plane;
    private final ServiceModel model;
    private final Scenarios scenarios;
    private final RequestReader reader;
    private final ConstraintValidator constraints;
    private final ResponseConformance conformance;
    private final RequestRates rates;
    private final CallPermissions permissions;
    private final Authorization authorization;
    private final Consumer<String> problems;
    private final SortedMap<String, Long> calls = new TreeMap<>();

    ServiceEndpoint(
            ControlPlane plane,
            ServiceModel model,
            CallPermissions permissions,
            Authorization authorization,
            Scenarios scenarios,
            RequestRates rates,
            Consumer<String> problems) {
        this.plane = plane;
        this.model = model;
        this.scenarios = scenarios;
        this.reader = new RequestReader(model);
        this.constraints = new ConstraintValidator(model);
        this.conformance = new ResponseConformance(model);
        this.rates = rates;
        this.permissions = permissions;
        this.authorization = authorization;
        this.problems = problems;
    }

    ControlPlane plane() {
        return plane;
    }

    ServiceModel model() {
        return model;
    }

    ResponseConformance conformance() {
        return conformance;
    }

    /** How often each operation was called, refused calls included. */
    SortedMap<String, Long> calls() {
        return Collections.unmodifiableSortedMap(calls);
    }

    int throttled() {
        return rates.throttled();
    }

    /** Answers one call of the holder of an access key; a refusal is an answer too. */
    Answer answer(String operation, JsonNode body, String accessKeyId, Instant now) {
        try {
            if (!plane.operations().contains(operation)) {
                throw new ServiceException(
                        "UnknownOperationException",
                        model.hasOperation(operation) ? "The simulator does not imitate " + operation + "." : "");
            }
            calls.merge(operation, 1L, Long::sum);
            if (!rates.admits(operation)) {
                throw new ServiceException("ThrottlingException", "Rate exceeded");
            }
            ObjectNode request = reader.read(model.input(operation), body);
            for (Requirement requirement : permissions.of(operation, request, now)) {
                authorize(requirement, accessKeyId);
            }
            var subnets = plane.subnets(operation, request);
            if (scenarios.throttles(operation, subnets)) {
                throw new ServiceException("ThrottlingException", "Rate exceeded");
            }
            Duration delay = scenarios.nextDelay(operation, subnets);
            Answer answer = answer(operation, request, scenarios.nextFault(operation, subnets), now);
            return delay.isZero() ? answer : new Answer.Late(answer, delay);
        } catch (MalformedRequestException e) {
            return failure(new ServiceException("SerializationException", e.getMessage()));
        } catch (ServiceException e) {
            return failure(e);
        }
    }

    private Answer answer(String operation, ObjectNode request, Fault what, Instant now) {
        try {
            return switch (what) {
                case Fault.None none -> new Answer.Success(execute(operation, request, now));
                case Fault.Status fault -> throw serviceFault(fault.status());
                case Fault.Error error -> throw new ServiceException(error.code(), error.message());
                case Fault.LostResponse lost -> {
                    execute(operation, request, now);
                    yield new Answer.Lost();
                }
            };
        } catch (ServiceException e) {
            return failure(e);
        }
    }

    private void authorize(Requirement requirement, String accessKeyId) {
        try {
            authorization.require(accessKeyId, requirement.permissions());
        } catch (ServiceException e) {
            throw requirement.wording().apply(e);
        }
    }

    private ObjectNode execute(String operation, ObjectNode request, Instant now) {
        List<ConstraintViolation> violations = constraints.violations(model.input(operation), request);
        if (!violations.isEmpty()) {
            throw plane.invalid(violations);
        }
        ObjectNode response = plane.answer(operation, request, now);
        conformance.problems(operation, response).forEach(problems);
        return response;
    }

    private ServiceException serviceFault(int status) {
        if (status == 503) {
            return new ServiceException(
                    "ServiceUnavailable", "The service is temporarily unable to handle the request.");
        }
        return new ServiceException(
                model.errorStatus("InternalServerError").isPresent() ? "InternalServerError" : "InternalFailure",
                "The request processing has failed because of an unknown error.");
    }

    /** An error as this service words it. */
    Answer.Failure failure(ServiceException refusal) {
        int common = switch (refusal.code()) {
            case "InternalFailure" -> 500;
            case "ServiceUnavailable" -> 503;
            default -> 400;
        };
        return new Answer.Failure(
                model.errorStatus(refusal.code()).orElse(common), model.messageMember(refusal.code()), refusal);
    }
}
