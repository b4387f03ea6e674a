package hyperpod.rig.network;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees whose AWS settings do not suffice. */
class Ec2LiveNetworkTest {

    private Map<String, String> settings = Map.of();

    @BeforeEach
    void noSettings(@TempDir Path empty) {
        settings = Map.of(
                "aws.configFile", empty.resolve("config").toString(),
                "aws.sharedCredentialsFile", empty.resolve("credentials").toString(),
                "aws.disableEc2Metadata", "true");
        settings.forEach(System::setProperty);
    }

    @AfterEach
    void asBefore() {
        settings.keySet().forEach(System::clearProperty);
    }

    @Test
    void aMissingRegionIsNamed() {
        assertThatThrownBy(() -> new Ec2LiveNetwork().read(List.of("vpc-0123456789abcdef0"), Optional.empty()))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessage("no Region is set; set AWS_REGION, or the Region of your AWS profile");
    }
}
