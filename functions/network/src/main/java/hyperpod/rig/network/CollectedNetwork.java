package hyperpod.rig.network;

import hyperpod.rig.egress.evidence.Sha256;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A network as EC2 described it, in the documents that the AWS CLI would have printed.
 *
 * @param documents JSON in UTF-8 by file name
 */
public record CollectedNetwork(Map<String, byte[]> documents) {

    /** The same time in every entry: equal networks make equal archives. */
    private static final long ZIP_TIME = 0;

    /** Keeps the order, in which the archive is written. */
    public CollectedNetwork {
        documents = Collections.unmodifiableMap(new LinkedHashMap<>(documents));
    }

    /** What the egress analysis reads. */
    public NetworkSnapshot snapshot() {
        SnapshotReader reader = new SnapshotReader();
        documents.forEach((name, json) -> reader.read(new ByteArrayInputStream(json), name));
        return reader.snapshot();
    }

    /** One digest of all documents, see {@link Sha256#ofAll}. */
    public String sha256() {
        Map<String, String> digests = new LinkedHashMap<>();
        documents.forEach((name, json) -> digests.put(name, Sha256.of(json)));
        return Sha256.ofAll(digests);
    }

    /** Writes each document into a file of its name. */
    public void save(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, byte[]> document : documents.entrySet()) {
            Files.write(directory.resolve(document.getKey()), document.getValue());
        }
    }

    /** The documents as an archive that {@code ./egress-audit --snapshot} reads once it is unpacked. */
    public byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> document : documents.entrySet()) {
                ZipEntry entry = new ZipEntry(document.getKey());
                entry.setTime(ZIP_TIME);
                zip.putNextEntry(entry);
                zip.write(document.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
