package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.testkit.AwsAccount;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.fsx.FSxClient;

/** Nothing is taken for "there are none" but FSx's own list. */
class OwnFileSystemsTest {

    private static final Instant START = Instant.parse("2026-04-01T00:00:00Z");
    private static final Execution EXECUTION = new Execution("e-1", AwsAccount.execution("e-1"), Optional.empty());

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void ownFileSystemsAreThoseWithBothTags() {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        account.fileSystem("fs-2").tags(Map.of("hyperpod-rig:execution", "e-1"));
        account.fileSystem("fs-3").tags(Map.of("hyperpod-rig:application", "app"));
        account.fileSystem("fs-4");
        account.fileSystem("fs-5").ownedBy("app-2", "e-1");
        assertThat(own().of(EXECUTION)).extracting(OwnedResource::id).containsExactly("fs-1");
        assertThat(own().ofApplication())
                .extracting(OwnedResource::executionName)
                .containsExactly("e-1");
    }

    /** After 90 days Step Functions lets another execution have the same name. */
    @Test
    void whatIsOlderThanTheExecutionIsNotItsOwn() {
        account.fileSystem("fs-old").ownedBy("app", "e-1").at("CreationTime", START.minusSeconds(301));
        account.fileSystem("fs-new").ownedBy("app", "e-1").at("CreationTime", START.minusSeconds(299));
        Execution started = new Execution(EXECUTION.name(), EXECUTION.arn(), Optional.of(START));
        assertThat(own().of(started)).extracting(OwnedResource::id).containsExactly("fs-new");
        assertThat(own().of(EXECUTION)).hasSize(2);
    }

    @Test
    void everyPageIsRead() {
        account.pagesOf(2);
        for (int i = 0; i < 5; i++) {
            account.fileSystem("fs-" + i).ownedBy("app", "e-1");
        }
        assertThat(own().of(EXECUTION)).hasSize(5);
        assertThat(account.calls("DescribeFileSystems")).hasSize(3);
    }

    @Test
    void anEmptyListMeansNone() {
        assertThat(own().of(EXECUTION)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html><body>It works!</body></html>", "\n", "{}", " { } "})
    void aSuccessWithoutAnAnswerIsNoAnswer(String body) {
        account.answers("DescribeFileSystems", body);
        assertThatThrownBy(() -> own().of(EXECUTION)).isInstanceOf(SdkClientException.class);
    }

    @Test
    void anAnswerWithoutTheListIsNoAnswer() {
        account.answers("DescribeFileSystems", "{\"NextToken\": null}");
        assertThatThrownBy(() -> own().of(EXECUTION))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("DescribeFileSystems.FileSystems");
    }

    private OwnFileSystems own() {
        return new OwnFileSystems(account.client(FSxClient.builder()), "app");
    }
}
