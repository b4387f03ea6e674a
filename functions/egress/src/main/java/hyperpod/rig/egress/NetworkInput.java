package hyperpod.rig.egress;

import hyperpod.rig.egress.evidence.Sha256;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options of {@code ./egress-audit} that say which network is audited: a snapshot, or live VPCs. */
final class NetworkInput {

    @Option(
            names = "--snapshot",
            paramLabel = "DIR",
            description = "Directory of JSON files as aws ec2 describe-... prints them.")
    private Optional<Path> snapshot = Optional.empty();

    @Option(
            names = "--vpc",
            paramLabel = "ID",
            description = "VPC to audit as it is now, read with your AWS credentials. May be repeated.")
    private List<String> vpcs = List.of();

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "With --vpc: an empty or new directory for the snapshot, which --snapshot reads again.")
    private Optional<Path> save = Optional.empty();

    /** The VPCs that are read live; none with a snapshot. */
    List<String> vpcs() {
        return vpcs;
    }

    /**
     * The network, read from the directory or live.
     *
     * @throws IllegalArgumentException if the options do not fit together
     * @throws UnusableSnapshotException if it cannot be read; the message says why
     */
    NetworkSnapshot read() throws IOException {
        if (snapshot.isPresent() == !vpcs.isEmpty()) {
            throw new IllegalArgumentException("give either --snapshot DIR or --vpc ID");
        }
        if (snapshot.isPresent()) {
            if (save.isPresent()) {
                throw new IllegalArgumentException("--save is for --vpc: a snapshot is saved already");
            }
            if (!Files.isDirectory(snapshot.get())) {
                throw new UnusableSnapshotException(
                        "--snapshot " + snapshot.get() + " is not a directory: give one with the AWS CLI's output");
            }
            return SnapshotReader.readDirectory(snapshot.get());
        }
        if (save.isPresent() && Files.exists(save.get()) && !isEmptyDirectory(save.get())) {
            throw new IllegalArgumentException("--save " + save.get() + " is not an empty directory: give a new one");
        }
        LiveNetwork live = ServiceLoader.load(LiveNetwork.class)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--vpc needs the AWS clients, which are not in this jar: start ./egress-audit"));
        return live.read(vpcs, save);
    }

    private static boolean isEmptyDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    /** The digest of the files that were read, or that were saved of a live network. */
    Optional<String> sha256() {
        return snapshot.or(() -> save).map(SnapshotReader::documentsOf).map(documents -> {
            Map<String, String> digests = new LinkedHashMap<>();
            documents.forEach(document -> digests.put(document.getFileName().toString(), Sha256.of(document)));
            return Sha256.ofAll(digests);
        });
    }
}
