package hyperpod.rig.sandbox.simulator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * As much of IAM as the simulator asks for: every role is there, old, and may do everything until the test says
 * otherwise.
 */
final class RecordingIam {

    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final Map<String, String> weakened = new ConcurrentHashMap<>();
    private final Map<String, Instant> roleDates = new ConcurrentHashMap<>();

    /** The role of this name is not there. */
    void remove(String role) {
        missing.add(role);
    }

    /** The role of this name was made just now. */
    void renew(String role) {
        roleDates.put(role, Instant.now());
    }

    /** The role of this name may not do this any more. */
    void deny(String role, String action) {
        weakened.put(role, action);
    }

    RecordingAws.Reply role(String name) {
        if (missing.contains(name)) {
            return noSuchEntity();
        }
        String service = name.startsWith("foreign") ? "ec2" : "sagemaker";
        String trust = URLEncoder.encode(
                "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": [\"" + service
                        + ".amazonaws.com\"]}, \"Action\": \"sts:AssumeRole\"}]}",
                StandardCharsets.UTF_8);
        return RecordingAws.ok(
                "GetRole",
                "<GetRoleResult><Role><RoleName>" + name + "</RoleName><Arn>arn:aws:iam::000000000000:role/" + name
                        + "</Arn><CreateDate>" + roleDates.getOrDefault(name, Instant.EPOCH)
                        + "</CreateDate><AssumeRolePolicyDocument>" + trust
                        + "</AssumeRolePolicyDocument></Role></GetRoleResult>");
    }

    RecordingAws.Reply simulated(Map<String, String> call) {
        String arn = call.get("PolicySourceArn");
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        if (missing.contains(name)) {
            return noSuchEntity();
        }
        String results = call.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("ActionNames."))
                .map(Map.Entry::getValue)
                .map(action -> "<member><EvalActionName>" + action + "</EvalActionName><EvalDecision>"
                        + (action.equals(weakened.get(name)) ? "implicitDeny" : "allowed") + "</EvalDecision></member>")
                .collect(Collectors.joining());
        return RecordingAws.ok(
                "SimulatePrincipalPolicy",
                "<SimulatePrincipalPolicyResult><EvaluationResults>" + results
                        + "</EvaluationResults></SimulatePrincipalPolicyResult>");
    }

    private static RecordingAws.Reply noSuchEntity() {
        return new RecordingAws.Reply(
                404,
                "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no such role</Message></Error>"
                        + "<RequestId>r</RequestId></ErrorResponse>");
    }
}
