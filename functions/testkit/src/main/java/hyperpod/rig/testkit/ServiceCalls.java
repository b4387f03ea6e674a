package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes calls from HTTP to the services and their answers back, notes them, and lets some go wrong. */
final class ServiceCalls {

    private static final int FORBIDDEN = 403;
    private static final Pattern CREDENTIAL =
            Pattern.compile("AWS4-HMAC-SHA256 .*Credential=([^/,]+)/\\d{8}/[a-z0-9-]+/([a-z0-9-]+)/aws4_request.*");

    /** A service and the protocol that it speaks. */
    record Served(Protocol protocol, Service service) {}

    private final Map<String, Served> services;
    private final Faults faults = new Faults();
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private Function<Call, Optional<Fault>> fate = call -> Optional.empty();

    /** @param services by their names in signatures */
    ServiceCalls(Map<String, Served> services) {
        this.services = new HashMap<>(services);
    }

    /** What goes wrong on demand. */
    Faults faults() {
        return faults;
    }

    /** All so far. */
    List<Call> made() {
        return List.copyOf(calls);
    }

    /** Asks this of each call that the account would answer as usual. */
    void fate(Function<Call, Optional<Fault>> decides) {
        fate = decides;
    }

    /** Has another service answer the calls of one. */
    void serve(String name, Service by) {
        services.put(name, new Served(served(name).protocol(), by));
    }

    /** What a service answers, without HTTP, faults and notes. */
    JsonNode ask(String service, String operation, JsonNode request) {
        return served(service).service().answer(operation, request);
    }

    private Served served(String name) {
        return Optional.ofNullable(services.get(name))
                .orElseThrow(() -> new IllegalArgumentException("the account has no service " + name));
    }

    /** @return empty for an answer that gets lost */
    Optional<Answer> answer(HttpCall http) {
        Matcher credential = CREDENTIAL.matcher(http.header("authorization"));
        Served served = credential.matches() ? services.get(credential.group(2)) : null;
        if (served == null) {
            return Optional.of(
                    Answer.of(FORBIDDEN, "application/json", "{\"message\": \"Missing Authentication Token\"}"));
        }
        try {
            Protocol.Signer signer = new Protocol.Signer(credential.group(1), credential.group(2));
            return answer(served, served.protocol().read(signer, http));
        } catch (AwsError e) {
            return Optional.of(served.protocol().error(e));
        } catch (RuntimeException e) {
            // A mistake of the test, or of the account: the client would only see a broken connection, and repeat the
            // call.
            return Optional.of(served.protocol().error(AwsError.badRequest("MistakeInTest", e.toString())));
        }
    }

    private Optional<Answer> answer(Served served, Call call) {
        calls.add(call);
        Optional<Fault> fault = faults.next(call).or(() -> fate.apply(call));
        return switch (fault.orElse(null)) {
            case null -> Optional.of(served.protocol().success(call, done(served, call)));
            case Fault.Refused(String code, int status, String message) -> throw new AwsError(code, status, message);
            case Fault.Throttled() -> throw served.protocol().throttling();
            case Fault.Denied() -> throw served.protocol().denial();
            case Fault.Answered(String body) -> Optional.of(Answer.ok("application/x-amz-json-1.1", body));
            case Fault.Lost() -> {
                done(served, call);
                yield Optional.empty();
            }
            case Fault.Late(var later) -> {
                later.accept(() -> doneUnheard(served, call));
                yield Optional.empty();
            }
            case Fault.Killed(boolean done) -> {
                if (done) {
                    doneUnheard(served, call);
                }
                throw new KilledError(call);
            }
        };
    }

    private static JsonNode done(Served served, Call call) {
        return served.service().answer(call.operation(), call.body());
    }

    /** Nobody is there any more to hear of a refusal. */
    private static void doneUnheard(Served served, Call call) {
        try {
            done(served, call);
        } catch (AwsError e) {
            // What the service refused has no effect, as if it had not been asked.
        }
    }
}
