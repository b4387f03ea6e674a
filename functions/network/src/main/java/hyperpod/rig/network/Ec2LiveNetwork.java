package hyperpod.rig.network;

import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.egress.LiveNetwork;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Reads networks from AWS with the caller's own credentials and Region. */
public final class Ec2LiveNetwork implements LiveNetwork {

    @Override
    public NetworkSnapshot read(List<String> vpcIds, Optional<Path> save) throws IOException {
        try {
            CollectedNetwork network =
                    new NetworkCollector(NetworkClients.ofCaller(region()), Clock.systemUTC()).ofVpcs(vpcIds);
            if (save.isPresent()) {
                network.save(save.get());
            }
            return network.snapshot();
        } catch (InvalidRequestException | ServiceUnavailableException e) {
            throw new UnusableSnapshotException(e.getMessage(), e);
        } catch (SdkException e) {
            throw new UnusableSnapshotException(
                    "AWS cannot be read: " + e.getMessage()
                            + ". Check credentials (aws sts get-caller-identity), Region and permissions",
                    e);
        }
    }

    /** The SDK's own message names the classes that looked for it. */
    private static Region region() {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new UnusableSnapshotException(
                    "no Region is set; set AWS_REGION, or the Region of your AWS profile", e);
        }
    }
}
