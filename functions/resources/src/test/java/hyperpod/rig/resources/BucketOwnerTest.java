package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.testkit.AwsAccount;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket belongs to the account only if S3 says so. */
class BucketOwnerTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void theAccountsOwnBucketLeavesNoDoubt() {
        account.bucket("nova-data");
        assertThat(doubt()).isEmpty();
        assertThat(account.calls("HeadBucket")
                        .getFirst()
                        .path("ExpectedBucketOwner")
                        .asText())
                .isEqualTo(AwsAccount.ID);
    }

    @Test
    void whatIsNotShownAsOwnIsInDoubt() {
        assertThat(doubt()).hasValue("does not exist");
        account.bucket("nova-data", AwsAccount.REGION, "999999999999", false);
        assertThat(doubt()).hasValueSatisfying(why -> assertThat(why).contains("another account than 111122223333"));
        account.bucket("nova-data", AwsAccount.REGION, AwsAccount.ID, true);
        assertThat(doubt()).hasValueSatisfying(why -> assertThat(why).contains("its policy hides"));
        account.bucket("nova-data", "eu-west-1", AwsAccount.ID, false);
        assertThat(doubt()).hasValue("lies in another Region");
    }

    @Test
    void aFaultOfS3IsNoAnswer() {
        account.fails("HeadBucket", "InternalError", 500);
        assertThatThrownBy(this::doubt).isInstanceOf(S3Exception.class);
    }

    private Optional<String> doubt() {
        return new BucketOwner(() -> account.client(S3Client.builder())).doubt("nova-data", AwsAccount.ID);
    }
}
