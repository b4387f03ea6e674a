package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustPolicyTest {

    private static final String SAGEMAKER = "sagemaker.amazonaws.com";
    private static final String ACCOUNT = "111122223333";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}",
                "[{'Effect':'Allow','Principal':{'Service':['ec2.amazonaws.com','sagemaker.amazonaws.com']},'Action':['sts:AssumeRole','sts:TagSession']}]",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:*'}",
                "{'Effect':'Allow','Principal':'*','Action':'*'}",
                "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:Assume????'}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'NotAction':'sts:TagSession'}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'StringEquals':{'aws:SourceAccount':111122223333}}}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'StringLike':{'AWS:SourceAccount':['4444*','1111*']}}}",
                "[{'Effect':'Deny','NotPrincipal':{'Service':'sagemaker.amazonaws.com'},'Action':'*'},"
                        + "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}]",
                "[{'Effect':'Deny','Principal':'*','NotAction':'sts:AssumeRole'},"
                        + "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}]",
                "[{'Effect':'Deny','Principal':'*','Action':'sts:AssumeRole','Condition':{'StringEquals':{'aws:SourceAccount':'444455556666'}}},"
                        + "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}]",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'StringEquals':{'aws:SourceAccount':'111122223333'}}}",
                "[{'Effect':'Deny','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'Bool':{'aws:SecureTransport':'false'}}},"
                        + "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}]"
            })
    void sageMakerCanAssumeTheRole(String statement) {
        assertThat(answer(statement)).isEqualTo(TrustPolicy.Answer.YES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}",
                "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:root'},'Action':'sts:AssumeRole'}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:TagSession'}",
                "{'Effect':'Allow','Principal':{'Service':'notsagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}",
                "{'Effect':'Allow','Principal':{'Service':'*.amazonaws.com'},'Action':'sts:AssumeRole'}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'NotAction':'sts:*'}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'StringEquals':{'aws:SourceAccount':444455556666}}}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'StringEquals':{'aws:SourceAccount':'444455556666'}}}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'StringEquals':{'sts:ExternalId':'x','aws:SourceAccount':'444455556666'}}}",
                "[{'Effect':'Deny','Principal':{'AWS':'*'},'Action':'sts:AssumeRole','Condition':{'StringEquals':{'aws:SourceAccount':'111122223333'}}},"
                        + "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}]",
                "[{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'},"
                        + "{'Effect':'Deny','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole'}]"
            })
    void sageMakerCannotAssumeTheRole(String statement) {
        assertThat(answer(statement)).isEqualTo(TrustPolicy.Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'StringEquals':{'sts:ExternalId':'x'}}}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{"
                        + "'StringEquals':{'aws:SourceAccount':'111122223333'},'ArnLike':{'aws:SourceArn':'arn:aws:sagemaker:*:111122223333:cluster/*'}}}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'Bool':{'aws:SecureTransport':true}}}",
                "{'Effect':'Allow','Principal':{'Service':'sagemaker.amazonaws.com'},'Action':'sts:AssumeRole','Condition':{'StringNotEquals':{'aws:SourceAccount':'444455556666'}}}"
            })
    void sageMakerCanAssumeTheRoleOnConditions(String statement) {
        assertThat(answer(statement)).isEqualTo(TrustPolicy.Answer.ON_CONDITIONS);
    }

    @Test
    void whatIsNotJsonIsNamed() {
        assertThatThrownBy(() -> TrustPolicy.parse("{"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not JSON");
    }

    private static TrustPolicy.Answer answer(String statement) {
        return TrustPolicy.parse("{'Version':'2012-10-17','Statement':%s}"
                        .formatted(statement)
                        .replace('\'', '"'))
                .allows(SAGEMAKER, ACCOUNT);
    }
}
