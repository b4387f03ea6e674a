package hyperpod.rig.egress.mutation;

import static hyperpod.rig.egress.mutation.Parts.FOREIGN;
import static hyperpod.rig.egress.mutation.Parts.OWN;

import java.util.List;

/** Endpoint policies that let a request to a foreign account through. */
final class PolicyOpenings {

    private static final String ALLOW_ALL = "{'Effect': 'Allow', 'Principal': '*', 'Action': '*', 'Resource': '*'}";
    private static final String OWNER = "'aws:ResourceAccount': '" + OWN + "'";

    private PolicyOpenings() {}

    static List<Change> all() {
        return List.of(
                Change.of(
                        "an endpoint has no policy document",
                        network -> network.without("VpcEndpoints", "vpce-s3", "PolicyDocument")),
                Change.of(
                        "an endpoint's policy is no JSON",
                        network -> network.set("VpcEndpoints", "vpce-s3", "PolicyDocument", "'{'")),
                Change.of(
                        "an endpoint's policy has an element twice",
                        network -> network.set(
                                "VpcEndpoints",
                                "vpce-sts",
                                "PolicyDocument",
                                "'{\"Statement\": [{\"Effect\": \"Allow\", \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\":"
                                        + " \"*\", \"Resource\": \"*\"}]}'")),
                Change.of(
                        "an endpoint's policy has an element that IAM does not know",
                        network -> network.policy(
                                "vpce-sts",
                                ALLOW_ALL,
                                "{'Effect': 'Deny', 'principal': '*', 'Action': '*', 'Resource': '*'}")),
                s3("everything", ALLOW_ALL),
                of("vpce-logs", "everything, at an interface endpoint", ALLOW_ALL),
                of("vpce-ssmmessages", "every action by name", allow("'Action': 'ssmmessages:*', 'Resource': '*'")),
                s3("a foreign account", when("StringEquals", "'aws:ResourceAccount': '" + FOREIGN + "'")),
                s3(
                        "the own and a foreign account",
                        when("StringEquals", "'aws:ResourceAccount': ['" + OWN + "', '" + FOREIGN + "']")),
                s3("any account by wildcard", when("StringLike", "'aws:ResourceAccount': '*'")),
                s3("accounts that begin like the own", when("StringLike", "'aws:ResourceAccount': '1111*'")),
                s3("every account but the own", when("StringNotEquals", OWNER)),
                s3("the caller's account", when("StringEquals", "'aws:ResourceAccount': '${aws:PrincipalAccount}'")),
                s3("the caller's organisation", when("StringEquals", "'aws:ResourceOrgID': '${aws:PrincipalOrgID}'")),
                s3(
                        "a variable with a default",
                        when("StringEquals", "'aws:ResourceAccount': \"${aws:PrincipalAccount, '" + FOREIGN + "'}\"")),
                s3("any organisation's path", when("ForAnyValue:StringLike", "'aws:ResourceOrgPaths': 'o-*/r-ab12/*'")),
                s3(
                        "the own callers, to anybody's resources",
                        when("StringEquals", "'aws:PrincipalAccount': '" + OWN + "'")),
                s3(
                        "the own organisation's callers, to anybody's resources",
                        when("StringEquals", "'aws:PrincipalOrgID': 'o-abcdefghij'")),
                s3(
                        "the nodes' role, to anybody's resources",
                        when("ArnLike", "'aws:PrincipalArn': 'arn:aws:iam::" + OWN + ":role/nodes'")),
                s3(
                        "principals of the own account, to anybody's resources",
                        allow("'Principal': {'AWS': '" + OWN + "'}, 'Action': '*', 'Resource': '*'")),
                s3("a service", allow("'Principal': {'Service': 'ec2.amazonaws.com'}, 'Action': '*', 'Resource': '*'")),
                s3(
                        "a federated principal",
                        allow(
                                "'Principal': {'Federated': 'cognito-identity.amazonaws.com'}, 'Action': '*', 'Resource': '*'")),
                s3(
                        "everybody but one",
                        allow("'NotPrincipal': {'AWS': '" + FOREIGN + "'}, 'Action': '*', 'Resource': '*'")),
                s3(
                        "a foreign role, to own resources",
                        allow("'Principal': {'AWS': 'arn:aws:iam::" + FOREIGN
                                + ":role/partner'}, 'Action': '*', 'Resource': '*', 'Condition': {'StringEquals': {"
                                + OWNER
                                + "}}")),
                s3(
                        "callers of a foreign account, to own resources",
                        allow("'Action': '*', 'Resource': '*', 'Condition': {'StringEquals': {" + OWNER
                                + ", 'aws:PrincipalAccount': '" + FOREIGN + "'}}")),
                s3("requests from the VPC", when("StringEquals", "'aws:SourceVpc': 'vpc-1'")),
                s3("requests from private addresses", when("IpAddress", "'aws:VpcSourceIp': '10.0.0.0/16'")),
                s3("encrypted requests", when("Bool", "'aws:SecureTransport': 'true'")),
                s3("requests until a day", when("DateLessThan", "'aws:CurrentTime': '2030-01-01T00:00:00Z'")),
                s3("resources with a tag", when("StringEquals", "'aws:ResourceTag/owner': 'nova'")),
                s3("requests that say whose the resource is", when("Null", "'aws:ResourceAccount': 'false'")),
                s3("a bucket by name", allow("'Action': 's3:PutObject', 'Resource': 'arn:aws:s3:::nova-results/*'")),
                s3(
                        "buckets by the beginning of their names",
                        allow("'Action': '*', 'Resource': 'arn:aws:s3:::nova-*'")),
                s3("every bucket but one", allow("'Action': '*', 'NotResource': 'arn:aws:s3:::secret/*'")),
                s3(
                        "an access point of the own account",
                        allow("'Action': '*', 'Resource': 'arn:aws:s3:us-east-1:" + OWN
                                + ":accesspoint/nova/object/*'")),
                s3(
                        "a bucket with the account in its path",
                        allow("'Action': '*', 'Resource': 'arn:aws:s3:*:" + OWN + ":*'")),
                s3(
                        "a bucket whose name begins like the image layers'",
                        allow("'Action': '*', 'Resource': 'arn:aws:s3:::prod-us-east-1-starport-layer-bucket*'")),
                s3(
                        "output buckets of any name",
                        allow("'Action': '*', 'Resource': 'arn:aws:s3:::customer-escrow-" + OWN + "-*'")),
                s3(
                        "an output bucket of another account",
                        allow("'Action': '*', 'Resource': 'arn:aws:s3:::customer-escrow-" + FOREIGN + "-hp/*'")),
                of(
                        "vpce-dynamodb",
                        "a table of a foreign account",
                        allow("'Action': '*', 'Resource': 'arn:aws:dynamodb:us-east-1:" + FOREIGN + ":table/results'")),
                of(
                        "vpce-dynamodb",
                        "tables of any account",
                        allow("'Action': '*', 'Resource': 'arn:aws:dynamodb:us-east-1:*:table/*'")),
                of("vpce-logs", "requests that do not say whose the resource is", when("StringEqualsIfExists", OWNER)),
                of(
                        "vpce-monitoring",
                        "requests without the key, by ForAllValues",
                        when("ForAllValues:StringEquals", OWNER)),
                of("vpce-ec2", "requests in which the key is absent", when("Null", "'aws:ResourceAccount': 'true'")),
                denied(
                        "in signed requests alone",
                        "'StringNotEquals': {" + OWNER + "}, 'Bool': {'aws:PrincipalIsAWSService': 'false'}"),
                denied(
                        "in requests that have aws:ViaAWSService",
                        "'StringNotEquals': {" + OWNER + "}, 'Bool': {'aws:ViaAWSService': 'false'}"),
                denied(
                        "where aws:CalledVia is a Boolean, which is never",
                        "'StringNotEquals': {" + OWNER + "}, 'Bool': {'aws:CalledVia': 'false'}"),
                denied(
                        "to requests from elsewhere alone",
                        "'StringNotEquals': {" + OWNER + ", 'aws:SourceVpc': 'vpc-1'}"),
                denied(
                        "to callers without a second factor alone",
                        "'StringNotEquals': {" + OWNER + "}, 'BoolIfExists': {'aws:MultiFactorAuthPresent': 'false'}"),
                denied(
                        "to foreign callers alone",
                        "'StringNotEquals': {" + OWNER + ", 'aws:PrincipalAccount': '" + OWN + "'}"),
                denied(
                        "with a foreign account spared",
                        "'StringNotEquals': {'aws:ResourceAccount': ['" + OWN + "', '" + FOREIGN + "']}"),
                denied(
                        "with accounts that begin like the own spared",
                        "'StringNotLike': {'aws:ResourceAccount':" + " '1111*'}"),
                denied(
                        "with a variable that can be without a value",
                        "'StringNotEquals': {'aws:ResourceOrgID':" + " '${aws:PrincipalOrgID}'}"),
                denied("by an operator for ARNs", "'ArnNotEquals': {" + OWNER + "}"),
                denied("by numbers", "'NumericNotEquals': {" + OWNER + "}"),
                denied("without a value", "'StringNotEquals': {'aws:ResourceAccount': []}"),
                s3(
                        "everything, and a Deny of one action",
                        ALLOW_ALL,
                        deny("'Principal': '*', 'Action': 's3:PutObject', 'Resource': '*'")),
                s3(
                        "everything, and a Deny of all actions but one",
                        ALLOW_ALL,
                        deny("'Principal': '*', 'NotAction': 's3:PutObject', 'Resource': '*'")),
                s3(
                        "everything, and a Deny of all buckets but one by name",
                        ALLOW_ALL,
                        deny("'Principal': '*', 'Action': '*', 'NotResource': 'arn:aws:s3:::nova-results/*'")),
                s3(
                        "everything, and a Deny of buckets alone",
                        ALLOW_ALL,
                        deny("'Principal': '*', 'Action': '*', 'Resource': 'arn:aws:s3:::*'")),
                s3(
                        "everything, and a Deny for the own account's principals",
                        ALLOW_ALL,
                        deny("'Principal': {'AWS': '" + OWN + "'}, 'Action': '*', 'Resource': '*'")),
                s3(
                        "everything, and a Deny for all but the own principals",
                        ALLOW_ALL,
                        deny("'NotPrincipal': {'AWS': 'arn:aws:iam::" + OWN
                                + ":root'}, 'Action': '*', 'Resource': '*'")));
    }

    private static Change s3(String what, String... statements) {
        return of("vpce-s3", what, statements);
    }

    private static Change of(String endpoint, String what, String... statements) {
        return Change.of("an endpoint policy allows " + what, network -> network.policy(endpoint, statements));
    }

    private static Change denied(String what, String conditions) {
        return Change.of(
                "an endpoint policy denies foreign resources " + what,
                network -> network.policy(
                        "vpce-s3",
                        ALLOW_ALL,
                        deny("'Principal': '*', 'Action': '*', 'Resource': '*', 'Condition': {" + conditions + "}")));
    }

    private static String allow(String elements) {
        String principal =
                elements.contains("Principal'") && !elements.startsWith("'Action'") ? "" : "'Principal': '*', ";
        return "{'Effect': 'Allow', " + principal + elements + "}";
    }

    private static String deny(String elements) {
        return "{'Effect': 'Deny', " + elements + "}";
    }

    private static String when(String operator, String key) {
        return allow("'Action': '*', 'Resource': '*', 'Condition': {'" + operator + "': {" + key + "}}");
    }
}
