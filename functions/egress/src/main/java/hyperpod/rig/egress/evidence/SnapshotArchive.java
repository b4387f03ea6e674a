package hyperpod.rig.egress.evidence;

import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A snapshot as evidence keeps it: {@code snapshot.zip}, whose entries are the documents that the AWS CLI would have
 * printed.
 *
 * @param network the snapshot
 * @param sha256 one digest of all documents, see {@link Sha256#ofAll}
 */
record SnapshotArchive(NetworkSnapshot network, String sha256) {

    /** Many times a snapshot of the largest network that the benchmark audits; an archive of more is a bomb. */
    private static final long MAX_BYTES = 1L << 30;

    private static final int MAX_DOCUMENTS = 20_000;

    /**
     * Reads an archive.
     *
     * @throws UnusableSnapshotException if it cannot be used, or is larger unpacked than a snapshot can be
     */
    static SnapshotArchive read(byte[] archive) {
        return read(archive, MAX_BYTES);
    }

    static SnapshotArchive read(byte[] archive, long maxBytes) {
        SnapshotReader reader = new SnapshotReader();
        Map<String, String> digests = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            long left = maxBytes;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (digests.size() == MAX_DOCUMENTS) {
                    throw new UnusableSnapshotException("snapshot.zip holds more than " + MAX_DOCUMENTS + " documents");
                }
                Bounded content = new Bounded(zip, left);
                DigestInputStream digest = new DigestInputStream(content, Sha256.digest());
                reader.read(digest, entry.getName());
                digest.transferTo(OutputStream.nullOutputStream());
                left = content.left;
                String sum = HexFormat.of().formatHex(digest.getMessageDigest().digest());
                if (digests.put(entry.getName(), sum) != null) {
                    throw new UnusableSnapshotException("snapshot.zip holds " + entry.getName() + " twice");
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableSnapshotException("snapshot.zip cannot be read: " + e.getMessage(), e);
        }
        if (digests.isEmpty()) {
            throw new UnusableSnapshotException("snapshot.zip holds no document");
        }
        return new SnapshotArchive(reader.snapshot(), Sha256.ofAll(digests));
    }

    /** One entry of the archive, which closes nothing, and ends with an error where a bomb would go on. */
    private static final class Bounded extends FilterInputStream {

        private long left;

        Bounded(InputStream zip, long left) {
            super(zip);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count > 0) {
                left -= count;
                if (left < 0) {
                    throw new UnusableSnapshotException(
                            "snapshot.zip is larger unpacked than a snapshot can be: it is a zip bomb");
                }
            }
            return count;
        }

        @Override
        public void close() {
            // The next entry is still to come.
        }
    }
}
