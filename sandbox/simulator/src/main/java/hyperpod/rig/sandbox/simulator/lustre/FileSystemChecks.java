package hyperpod.rig.sandbox.simulator.lustre;

import static hyperpod.rig.sandbox.simulator.lustre.Refusals.badRequest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.control.Tags;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What FSx checks of a Lustre file system beyond its service model, as the API reference of CreateFileSystem and
 * CreateFileSystemLustreConfiguration says.
 */
final class FileSystemChecks {

    private static final Map<String, Set<Integer>> SSD_THROUGHPUTS =
            Map.of("PERSISTENT_1", Set.of(50, 100, 200), "PERSISTENT_2", Set.of(125, 250, 500, 1000));
    private static final Set<Integer> HDD_THROUGHPUTS = Set.of(12, 40);
    private static final List<String> S3_IMPORT =
            List.of("ImportPath", "ExportPath", "ImportedFileChunkSize", "AutoImportPolicy");
    private static final List<String> BACKUPS =
            List.of("DailyAutomaticBackupStartTime", "AutomaticBackupRetentionDays", "CopyTagsToBackups");
    private static final List<String> OTHER_TYPES =
            List.of("WindowsConfiguration", "OntapConfiguration", "OpenZFSConfiguration");

    private FileSystemChecks() {}

    /**
     * Checks everything but the network.
     *
     * @throws ServiceException with the code that the reference names
     */
    static void check(ObjectNode request) {
        badRequest(
                !request.path("FileSystemType").asText().equals("LUSTRE"),
                "This endpoint imitates Amazon FSx for Lustre; FileSystemType must be LUSTRE.");
        badRequest(!request.has("ClientRequestToken"), "ClientRequestToken is required.");
        for (String other : OTHER_TYPES) {
            badRequest(request.has(other), other + " cannot be used with file system type LUSTRE.");
        }
        badRequest(request.has("NetworkType"), "NetworkType is not supported for file system type LUSTRE.");
        badRequest(
                request.path("SubnetIds").size() != 1,
                "Exactly one subnet ID is required for file system type LUSTRE; given: "
                        + request.path("SubnetIds").size());
        Tags.problem(request.path("Tags")).ifPresent(problem -> badRequest(true, problem));
        LustreConfiguration wanted = new LustreConfiguration(request);
        storage(wanted);
        version(wanted);
        options(wanted);
        s3(wanted);
    }

    private static void storage(LustreConfiguration wanted) {
        String type = wanted.deploymentType();
        switch (wanted.storageType()) {
            case "SSD" -> {
                throughput(wanted, SSD_THROUGHPUTS.getOrDefault(type, Set.of()));
                int step = type.equals("SCRATCH_1") ? 3600 : 2400;
                int size = wanted.capacityGiB();
                badRequest(
                        size != 1200 && size != 2400 && (size <= 0 || size % step != 0),
                        "Invalid storage capacity " + size + " for deployment type " + type
                                + ": valid values are 1200, 2400 and increments of " + step + " GiB.");
                badRequest(wanted.node().has("DriveCacheType"), "DriveCacheType requires StorageType HDD.");
            }
            case "HDD" -> {
                badRequest(!type.equals("PERSISTENT_1"), "StorageType HDD requires deployment type PERSISTENT_1.");
                throughput(wanted, HDD_THROUGHPUTS);
                int step = wanted.node().path("PerUnitStorageThroughput").asInt() == 12 ? 6000 : 1800;
                int size = wanted.capacityGiB();
                badRequest(
                        size <= 0 || size % step != 0,
                        "Invalid storage capacity " + size + ": valid values are increments of " + step + " GiB.");
                badRequest(!wanted.node().has("DriveCacheType"), "DriveCacheType is required with StorageType HDD.");
            }
            default -> intelligentTiering(wanted);
        }
        badRequest(
                !wanted.storageType().equals("INTELLIGENT_TIERING")
                        && (wanted.node().has("ThroughputCapacity")
                                || wanted.node().has("DataReadCacheConfiguration")),
                "ThroughputCapacity and DataReadCacheConfiguration require StorageType INTELLIGENT_TIERING.");
    }

    private static void throughput(LustreConfiguration wanted, Set<Integer> valid) {
        JsonNode given = wanted.node().path("PerUnitStorageThroughput");
        if (!wanted.persistent()) {
            badRequest(
                    !given.isMissingNode(),
                    "PerUnitStorageThroughput is not supported for deployment type " + wanted.deploymentType() + ".");
            return;
        }
        badRequest(
                given.isMissingNode(),
                "PerUnitStorageThroughput is required for deployment type " + wanted.deploymentType() + ".");
        if (!valid.contains(given.asInt())) {
            throw new ServiceException(
                    "InvalidPerUnitStorageThroughput",
                    "The storage throughput (MB/s/TiB) value should be one of "
                            + valid.stream().sorted().toList() + "; given: " + given.asInt() + ".");
        }
    }

    private static void intelligentTiering(LustreConfiguration wanted) {
        badRequest(
                !wanted.deploymentType().equals("PERSISTENT_2"),
                "StorageType INTELLIGENT_TIERING requires deployment type PERSISTENT_2.");
        badRequest(
                wanted.request().has("StorageCapacity") || wanted.node().has("PerUnitStorageThroughput"),
                "StorageCapacity and PerUnitStorageThroughput are not supported with StorageType INTELLIGENT_TIERING.");
        int throughput = wanted.node().path("ThroughputCapacity").asInt();
        badRequest(
                throughput <= 0 || throughput % 4000 != 0,
                "ThroughputCapacity must be 4000 or a multiple of 4000 MBps.");
        badRequest(
                !wanted.node().has("DataReadCacheConfiguration"),
                "DataReadCacheConfiguration is required with StorageType INTELLIGENT_TIERING.");
        badRequest(
                !wanted.node().has("MetadataConfiguration"),
                "MetadataConfiguration is required with StorageType INTELLIGENT_TIERING.");
    }

    private static void version(LustreConfiguration wanted) {
        boolean second = wanted.deploymentType().equals("PERSISTENT_2");
        Set<String> supported = second ? Set.of("2.12", "2.15") : Set.of("2.10", "2.12", "2.15");
        badRequest(
                !supported.contains(wanted.version()),
                "FileSystemTypeVersion " + wanted.version() + " is not supported for deployment type "
                        + wanted.deploymentType() + ".");
        badRequest(
                wanted.node().has("MetadataConfiguration") && !wanted.version().equals("2.15"),
                "MetadataConfiguration requires FileSystemTypeVersion 2.15.");
    }

    private static void options(LustreConfiguration wanted) {
        JsonNode lustre = wanted.node();
        boolean second = wanted.deploymentType().equals("PERSISTENT_2");
        badRequest(
                !wanted.persistent() && wanted.request().has("KmsKeyId"),
                "KmsKeyId is supported for persistent deployment types only.");
        for (String member : BACKUPS) {
            badRequest(
                    !wanted.persistent() && lustre.has(member),
                    member + " is supported for persistent deployment types only.");
        }
        badRequest(
                lustre.has("DailyAutomaticBackupStartTime") && !wanted.backedUp(),
                "DailyAutomaticBackupStartTime requires AutomaticBackupRetentionDays above 0.");
        badRequest(
                !second && lustre.has("MetadataConfiguration"),
                "MetadataConfiguration requires deployment type PERSISTENT_2.");
        JsonNode metadata = lustre.path("MetadataConfiguration");
        int iops = metadata.path("Iops").asInt();
        badRequest(
                metadata.path("Mode").asText().equals("USER_PROVISIONED") != metadata.has("Iops"),
                "Metadata Iops are required with mode USER_PROVISIONED, and supported with no other.");
        badRequest(
                metadata.has("Iops") && !Set.of(1500, 3000, 6000).contains(iops) && iops % 12000 != 0,
                "Metadata Iops must be 1500, 3000, 6000, or a multiple of 12000 up to 192000.");
        badRequest(
                lustre.path("EfaEnabled").asBoolean() && (!second || !lustre.has("MetadataConfiguration")),
                "EfaEnabled requires deployment type PERSISTENT_2 with a MetadataConfiguration.");
    }

    private static void s3(LustreConfiguration wanted) {
        JsonNode lustre = wanted.node();
        for (String member : S3_IMPORT) {
            badRequest(
                    wanted.deploymentType().equals("PERSISTENT_2") && lustre.has(member),
                    member + " is not supported for deployment type PERSISTENT_2; use a data repository association.");
            badRequest(!lustre.has("ImportPath") && lustre.has(member), member + " requires ImportPath.");
        }
        if (lustre.has("ImportPath")) {
            String from = lustre.path("ImportPath").asText();
            String to = lustre.path("ExportPath").asText(from);
            if (!S3Path.valid(from)) {
                throw new ServiceException(
                        "InvalidImportPath", "The import path is not of the form s3://bucket/prefix: " + from);
            }
            if (!S3Path.valid(to) || !S3Path.bucket(from).equals(S3Path.bucket(to))) {
                throw new ServiceException(
                        "InvalidExportPath", "The export path is not in the bucket of the import path: " + to);
            }
            badRequest(
                    wanted.backedUp(), "Automatic backups are not supported for a file system that is linked to S3.");
        }
    }
}
