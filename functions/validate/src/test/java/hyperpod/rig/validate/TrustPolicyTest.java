package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustPolicyTest {

    private static final String SAGEMAKER = "sagemaker.amazonaws.com";

    @ParameterizedTest
    @ValueSource(strings = {
        "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}",
        "[{'Effect':'Allow','Principal':{'Service':['ec2.amazonaws.com','sagemaker.amazonaws.com']},'Action':['sts:AssumeRole','sts:TagSession']}]",
        "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:*'}",
        "{'Effect':'Allow','Principal':'*','Action':'*'}",
        "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'StringEquals':{'aws:SourceAccount':'111122223333'}}}",
        "[{'Effect':'Deny','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'Bool':{'aws:SecureTransport':'false'}}},"
                + "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}]"
    })
    void sageMakerCanAssumeTheRole(String statement) {
        assertThat(policy(statement).allows(SAGEMAKER)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[]",
        "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}",
        "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:root'},'Action':'sts:AssumeRole'}",
        "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:TagSession'}",
        "{'Effect':'Allow','Principal':{'Service':'notsagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}",
        "[{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'},"
                + "{'Effect':'Deny','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}]"
    })
    void sageMakerCannotAssumeTheRole(String statement) {
        assertThat(policy(statement).allows(SAGEMAKER)).isFalse();
    }

    @Test
    void whatIsNotJsonIsNamed() {
        assertThatThrownBy(() -> TrustPolicy.parse("{")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not JSON");
    }

    private static TrustPolicy policy(String statement) {
        return TrustPolicy.parse("{'Version':'2012-10-17','Statement':%s}".formatted(statement).replace('\'', '"'));
    }
}
