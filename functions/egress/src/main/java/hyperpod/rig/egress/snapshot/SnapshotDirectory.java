package hyperpod.rig.egress.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The documents of a snapshot: the files of a directory that hold JSON, whatever they are called. */
final class SnapshotDirectory {

    private static final int LOOKED_AT_BYTES = 256;

    private SnapshotDirectory() {}

    /**
     * The files to read, in the order of their names. One called {@code .json} must be JSON; another is left alone
     * unless it begins like a JSON object, because people keep notes beside their snapshots.
     *
     * @throws UnusableSnapshotException if there is none, or one is YAML, which may hold what decides
     */
    static List<Path> documents(Path directory) throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path file : files(directory)) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                throw new UnusableSnapshotException(
                        file.getFileName() + " is YAML: save the output of the AWS CLI with --output json");
            }
            if (name.endsWith(".json") || beginsLikeJson(file)) {
                documents.add(file);
            }
        }
        if (documents.isEmpty()) {
            throw new UnusableSnapshotException(directory
                    + " holds no JSON file: give a directory with the output of aws ec2 describe-... commands");
        }
        return documents;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> Files.isRegularFile(file)
                            && !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static boolean beginsLikeJson(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            String start = new String(bytes.readNBytes(LOOKED_AT_BYTES), StandardCharsets.UTF_8);
            return start.replace("\uFEFF", "").stripLeading().startsWith("{");
        }
    }
}
