package hyperpod.rig.sandbox.simulator.lustre;

import static hyperpod.rig.sandbox.simulator.lustre.Refusals.badRequest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.control.Tags;
import java.util.HashSet;
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
    /** Storage capacity of a file system with EFA, in multiples of so many GiB for each throughput in MB/s per TiB. */
    private static final Map<Integer, Integer> EFA_STEPS = Map.of(125, 38_400, 250, 19_200, 500, 9_600, 1000, 4_800);

    private static final long LARGEST_ID = 4_294_967_294L;
    private static final int THROUGHPUT_STEP = 4_000;
    private static final int LEAST_CACHE_GIB = 32;
    private static final int MOST_CACHE_GIB = 131_072;
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
        Set<String> groups = new HashSet<>();
        request.path("SecurityGroupIds")
                .forEach(id -> badRequest(!groups.add(id.asText()), "Duplicate security group ID: " + id.asText()));
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
                throughput <= 0 || throughput % THROUGHPUT_STEP != 0,
                "ThroughputCapacity must be 4000 or a multiple of 4000 MBps.");
        readCache(wanted.node().path("DataReadCacheConfiguration"), throughput / THROUGHPUT_STEP);
        JsonNode metadata = wanted.node().path("MetadataConfiguration");
        badRequest(metadata.isMissingNode(), "MetadataConfiguration is required with StorageType INTELLIGENT_TIERING.");
        badRequest(
                !metadata.path("Mode").asText().equals("USER_PROVISIONED")
                        || !Set.of(6000, 12000).contains(metadata.path("Iops").asInt()),
                "With StorageType INTELLIGENT_TIERING, metadata Iops must be USER_PROVISIONED, 6000 or 12000.");
    }

    private static void readCache(JsonNode cache, int servers) {
        badRequest(
                cache.isMissingNode(), "DataReadCacheConfiguration is required with StorageType INTELLIGENT_TIERING.");
        badRequest(!cache.has("SizingMode"), "SizingMode of DataReadCacheConfiguration is required.");
        boolean provisioned = cache.path("SizingMode").asText().equals("USER_PROVISIONED");
        badRequest(
                provisioned != cache.has("SizeGiB"),
                "SizeGiB is required with SizingMode USER_PROVISIONED, and supported with no other.");
        long size = cache.path("SizeGiB").asLong();
        badRequest(
                provisioned && (size < (long) LEAST_CACHE_GIB * servers || size > (long) MOST_CACHE_GIB * servers),
                "The SSD read cache must have 32 to 131072 GiB for every 4000 MBps of throughput capacity; given: "
                        + size + " GiB.");
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
        efa(wanted);
        rootSquash(lustre.path("RootSquashConfiguration"));
    }

    private static void efa(LustreConfiguration wanted) {
        if (!wanted.node().path("EfaEnabled").asBoolean()) {
            return;
        }
        badRequest(
                !wanted.deploymentType().equals("PERSISTENT_2")
                        || !wanted.node().has("MetadataConfiguration"),
                "EfaEnabled requires deployment type PERSISTENT_2 with a MetadataConfiguration.");
        int throughput = wanted.node().path("PerUnitStorageThroughput").asInt();
        badRequest(
                wanted.storageType().equals("SSD") && wanted.capacityGiB() % EFA_STEPS.get(throughput) != 0,
                "With EFA and " + throughput + " MB/s/TiB, the storage capacity must be a multiple of "
                        + EFA_STEPS.get(throughput) + " GiB.");
    }

    private static void rootSquash(JsonNode config) {
        if (config.has("RootSquash")) {
            String[] ids = config.path("RootSquash").asText().split(":", -1);
            long user = Long.parseLong(ids[0]);
            long group = Long.parseLong(ids[1]);
            badRequest(
                    user > LARGEST_ID || group > LARGEST_ID,
                    "UID and GID of RootSquash must be 0 to " + LARGEST_ID + ".");
            badRequest((user == 0) != (group == 0), "UID and GID of RootSquash must both be zero or both not.");
        }
        boolean squashed =
                config.has("RootSquash") && !config.path("RootSquash").asText().matches("0+:0+");
        badRequest(!config.path("NoSquashNids").isEmpty() && !squashed, "NoSquashNids requires root squash.");
    }

    /** A key that is named by its ARN is one of the file system's Region. */
    static void key(JsonNode id, Account account) {
        badRequest(
                id.asText().startsWith("arn:") && !id.asText().startsWith("arn:aws:kms:" + account.region() + ":"),
                "The KMS key must be in the Region of the file system: " + id.asText());
    }

    /** Where the file system reports errors of its data repositories. */
    static void logs(JsonNode config, Account account) {
        if (config.has("Destination")) {
            String destination = config.path("Destination").asText();
            badRequest(
                    config.path("Level").asText().equals("DISABLED"),
                    "A log destination cannot be specified with level DISABLED.");
            badRequest(
                    !destination.startsWith(account.arn("logs", "log-group:/aws/fsx")),
                    "The log destination must be a log group of this account and Region whose name begins with /aws/fsx:"
                            + " " + destination);
        }
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
            badRequest(
                    lustre.has("CopyTagsToBackups"),
                    "CopyTagsToBackups is not supported for a file system that is linked to S3.");
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
