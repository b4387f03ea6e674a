package hyperpod.rig.sandbox.it;

import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** Users of a test's own, each with one policy. */
final class Callers {

    private final IamClient iam;

    Callers(IamClient iam) {
        this.iam = iam;
    }

    /** A user who may do one thing. */
    AwsCredentials allowing(String action, String resource) {
        return with("""
                {"Effect": "Allow", "Action": "%s", "Resource": "%s"}""".formatted(action, resource));
    }

    /** A user who may do what these statements say. */
    AwsCredentials with(String statements) {
        String name = "user-" + UUID.randomUUID();
        iam.createUser(r -> r.userName(name));
        iam.putUserPolicy(r -> r.userName(name).policyName("all").policyDocument("""
                {"Version": "2012-10-17", "Statement": [%s]}""".formatted(statements)));
        AccessKey key = iam.createAccessKey(r -> r.userName(name)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }
}
