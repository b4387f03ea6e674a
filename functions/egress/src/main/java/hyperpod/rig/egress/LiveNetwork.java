package hyperpod.rig.egress;

import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads networks as they are now, for {@code ./egress-audit --vpc}. The analysis knows no AWS clients: an
 * implementation is found by {@link java.util.ServiceLoader}.
 */
public interface LiveNetwork {

    /**
     * The network of VPCs.
     *
     * @param vpcIds {@code vpc-...}
     * @param save the directory into which the snapshot is written as the AWS CLI prints it
     * @throws hyperpod.rig.egress.snapshot.UnusableSnapshotException if a VPC cannot be read; the message says why
     */
    NetworkSnapshot read(List<String> vpcIds, Optional<Path> save) throws IOException;
}
