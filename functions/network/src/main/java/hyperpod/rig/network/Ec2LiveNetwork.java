package hyperpod.rig.network;

import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.egress.LiveNetwork;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Reads networks from EC2 with the caller's own credentials and Region. */
public final class Ec2LiveNetwork implements LiveNetwork {

    @Override
    public NetworkSnapshot read(List<String> vpcIds, Optional<Path> save) throws IOException {
        try (Ec2Client ec2 = AwsClients.build(Ec2Client.builder())) {
            CollectedNetwork network = new NetworkCollector(ec2).ofVpcs(vpcIds);
            if (save.isPresent()) {
                network.save(save.get());
            }
            return network.snapshot();
        } catch (InvalidRequestException e) {
            throw new UnusableSnapshotException(e.getMessage(), e);
        } catch (SdkException e) {
            throw new UnusableSnapshotException(
                    "AWS cannot be read: " + e.getMessage()
                            + ". Check credentials (aws sts get-caller-identity), Region and permissions",
                    e);
        }
    }
}
