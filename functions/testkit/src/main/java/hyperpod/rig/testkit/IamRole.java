package hyperpod.rig.testkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * An IAM role that SageMaker may assume and whose policies allow everything, unless a test says otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html">Role</a>
 */
public final class IamRole extends Resource<IamRole> {

    Set<String> denied = Set.of();
    Map<String, String> conditional = Map.of();

    IamRole(String arn) {
        with("Arn", arn)
                .with("RoleName", arn.substring(arn.lastIndexOf('/') + 1))
                .with("RoleId", "AROAEXAMPLE")
                .with("Path", path(arn));
        with("CreateDate", AwsAccount.NOW.toString());
        trust("""
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}]}""");
    }

    private static String path(String arn) {
        return arn.substring(arn.indexOf('/'), arn.lastIndexOf('/') + 1);
    }

    /** With this trust policy, as JSON; IAM answers with it URL-encoded. */
    public IamRole trust(String policy) {
        return with(
                "AssumeRolePolicyDocument",
                URLEncoder.encode(policy, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    /** With policies that allow none of these actions on anything. */
    public IamRole denies(String... actions) {
        denied = Set.of(actions);
        return this;
    }

    /** With policies that allow an action only on a condition on this key. */
    public IamRole allowsOnCondition(String action, String conditionKey) {
        conditional = Map.of(action, conditionKey);
        return this;
    }

    @Override
    IamRole self() {
        return this;
    }
}
