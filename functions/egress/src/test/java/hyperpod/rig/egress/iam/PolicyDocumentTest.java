package hyperpod.rig.egress.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDocumentTest {

    @Test
    void aStatementIsReadWithAllItsElements() {
        PolicyStatement statement = statement("""
                {"Effect": "Allow", "Principal": {"AWS": "111122223333", "Service": ["a.amazonaws.com", "b.amazonaws.com"]},
                 "Action": ["s3:Get*", "s3:ListBucket"], "NotResource": "arn:aws:s3:::mine/*",
                 "Condition": {"StringEquals": {"aws:SourceAccount": ["111122223333", 444455556666]}, "Bool": {"aws:SecureTransport": true}}}""");
        assertThat(statement.allows()).isTrue();
        assertThat(statement.denies()).isFalse();
        assertThat(statement.principals())
                .contains(new Principals(
                        false,
                        Map.of(
                                "AWS",
                                List.of("111122223333"),
                                "Service",
                                List.of("a.amazonaws.com", "b.amazonaws.com"))));
        assertThat(statement.actions()).contains(new Selection(false, List.of("s3:Get*", "s3:ListBucket")));
        assertThat(statement.resources()).contains(new Selection(true, List.of("arn:aws:s3:::mine/*")));
        assertThat(statement.conditions())
                .containsExactly(
                        new Condition("stringequals", "aws:sourceaccount", List.of("111122223333", "444455556666")),
                        new Condition("bool", "aws:securetransport", List.of("true")));
        assertThat(statement.json()).startsWith("{\"Effect\":\"Allow\"");
    }

    @Test
    void aSingleStatementStandsWithoutItsList() {
        assertThat(PolicyDocument.parse("{\"Statement\": {\"Effect\": \"Deny\"}}")
                        .statements())
                .singleElement()
                .satisfies(statement -> {
                    assertThat(statement.denies()).isTrue();
                    assertThat(statement.principals()).isEmpty();
                    assertThat(statement.actions()).isEmpty();
                    assertThat(statement.resources()).isEmpty();
                    assertThat(statement.conditions()).isEmpty();
                });
    }

    @Test
    void anUnknownEffectNeitherAllowsNorDenies() {
        assertThat(statement("{\"Effect\": \"allow\"}").effect()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Action\": \"sts:AssumeRole\"} | true",
                "{\"Action\": \"STS:assume*\"} | true",
                "{\"Action\": [\"s3:*\", \"sts:Assume?ole\"]} | true",
                "{\"Action\": \"sts:AssumeRoleWithSAML\"} | false",
                "{\"Action\": []} | false",
                "{\"NotAction\": \"s3:*\"} | true",
                "{\"NotAction\": [\"s3:*\", \"sts:*\"]} | false",
                "{} | false",
            })
    void anActionIsNamedByPatternOrByItsNegation(String json, boolean about) {
        assertThat(statement(json).isAboutAction("sts:AssumeRole")).isEqualTo(about);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Principal\": {\"Service\": \"sagemaker.amazonaws.com\"}} | true",
                "{\"Principal\": {\"Service\": [\"ec2.amazonaws.com\", \"sagemaker.amazonaws.com\"]}} | true",
                "{\"Principal\": \"*\"} | true",
                "{\"Principal\": {\"AWS\": \"*\"}} | true",
                "{\"Principal\": {\"Service\": \"*\"}} | true",
                "{\"Principal\": {\"Service\": \"sage*\"}} | false",
                "{\"Principal\": {\"AWS\": \"111122223333\"}} | false",
                "{\"NotPrincipal\": {\"Service\": \"ec2.amazonaws.com\"}} | true",
                "{\"NotPrincipal\": {\"Service\": \"sagemaker.amazonaws.com\"}} | false",
                "{} | false",
            })
    void aServiceIsNamedWholeOrWithEverybody(String json, boolean about) {
        assertThat(statement(json).isAboutService("sagemaker.amazonaws.com")).isEqualTo(about);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | is not JSON",
                "{} | has no Statement",
                "{\"Statement\": \"Allow\"} | has no Statement",
                "{\"Statement\": [\"Allow\"]} | what is not an object",
                "{\"Statement\": [{\"Action\": \"*\", \"NotAction\": \"s3:*\"}]} | both Action and NotAction",
                "{\"Statement\": [{\"Principal\": \"*\", \"NotPrincipal\": \"*\"}]} | both Principal and NotPrincipal",
                "{\"Statement\": [{\"Action\": {\"s3\": \"*\"}}]} | its Action is neither",
                "{\"Statement\": [{\"Principal\": {\"AWS\": [null]}}]} | its Principal is neither",
                "{\"Statement\": []} {} | is not JSON",
                "{\"Statement\": [], \"Statement\": []} | is not JSON",
                "{\"Statement\": [{\"effect\": \"Deny\"}]} | an element that IAM does not know",
                "{\"Statement\": [{\"Condition\": {\"Bool\": {\"a:b\": \"true\"}, \"bool\": {\"A:B\": \"false\"}}}]} | a key twice",
                "{\"Statement\": [{\"Condition\": []}]} | its Condition is not",
                "{\"Statement\": [{\"Condition\": {\"StringEquals\": \"aws:SourceAccount\"}}]} | its Condition is not",
                "{\"Statement\": [{\"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": {}}}}]} | its Condition is neither",
            })
    void whatIsNoPolicyIsRefused(String json, String words) {
        assertThatThrownBy(() -> PolicyDocument.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void whatIsFarLongerThanAwsTakesIsRefused() {
        assertThatThrownBy(() -> statement("{\"Action\": \"" + "*a".repeat(2_000) + "\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a text of 4000 characters");
        assertThatThrownBy(() -> PolicyDocument.parse(" ".repeat(1_000_001)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000001 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "*, *, true",
        "s3:*, s3:Get*, true",
        "s3:Get*, s3:*, false",
        "s3:?et*, s3:Get*, true",
        "s3:?, s3:*, false",
        "s3:*Object, s3:GetObject, true",
        "s3:*Object, s3:GetObjectAcl, false",
        "a*b*c, axxbyybzzc, true",
        "a, '', false",
        "*, '', true",
    })
    void aPatternIncludesAnotherIfItMatchesAllThatTheOtherMatches(String outer, String inner, boolean includes) {
        assertThat(Wildcards.includes(outer, inner)).isEqualTo(includes);
    }

    @ParameterizedTest
    @CsvSource({
        "s3:*, s3:GetObject, true",
        "s3:Get*, s3:Put*, false",
        "s3:*, sts:*, false",
        "*, sts:AssumeRole, true",
        "sts:AssumeRole, sts:AssumeRole, true",
        "sts:AssumeRole, sts:AssumeRoleWithSAML, false",
    })
    void twoPatternsMayMeetUnlessTheirBeginningsDiffer(String a, String b, boolean meet) {
        assertThat(Wildcards.mayMeet(a, b)).isEqualTo(meet);
        assertThat(Wildcards.mayMeet(b, a)).isEqualTo(meet);
    }

    private static PolicyStatement statement(String json) {
        return PolicyDocument.parse("{\"Statement\": [" + json + "]}")
                .statements()
                .getFirst();
    }
}
