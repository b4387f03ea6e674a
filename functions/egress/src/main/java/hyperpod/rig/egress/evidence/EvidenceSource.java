package hyperpod.rig.egress.evidence;

import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Evidence as it lies somewhere.
 *
 * @param place how messages name the place
 * @param files the content of the files by name; those of other names are passed over
 * @param notes what else is to be told about it, such as files with several versions
 */
public record EvidenceSource(String place, Map<String, byte[]> files, List<String> notes) {

    public EvidenceSource {
        files = Map.copyOf(files);
        notes = List.copyOf(notes);
    }

    /**
     * Reads the evidence that lies in a directory.
     *
     * @throws UnusableSnapshotException if it holds no file of evidence, or one that is larger than any
     */
    public static EvidenceSource inDirectory(Path directory) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : EvidenceFiles.NAMES) {
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file)) {
                if (Files.size(file) > EvidenceFiles.MAX_BYTES) {
                    throw new UnusableSnapshotException(file + " is larger than any file of evidence");
                }
                files.put(name, Files.readAllBytes(file));
            }
        }
        if (files.isEmpty()) {
            throw new UnusableSnapshotException(directory + " holds no evidence: give a directory with "
                    + String.join(", ", EvidenceFiles.NAMES) + ", or s3://BUCKET/PREFIX");
        }
        return new EvidenceSource(directory.toString(), files, List.of());
    }
}
