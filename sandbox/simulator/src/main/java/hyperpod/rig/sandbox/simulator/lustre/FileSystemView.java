package hyperpod.rig.sandbox.simulator.lustre;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.EpochSeconds;
import java.util.List;

/** File systems and data repository associations as the API shows them. */
record FileSystemView(Account account) {

    private static final List<String> LUSTRE_ECHO = List.of(
            "PerUnitStorageThroughput",
            "DriveCacheType",
            "RootSquashConfiguration",
            "MetadataConfiguration",
            "ThroughputCapacity",
            "DataReadCacheConfiguration");
    private static final List<String> S3_ECHO =
            List.of("ImportPath", "ExportPath", "ImportedFileChunkSize", "AutoImportPolicy");
    private static final int DEFAULT_CHUNK_MIB = 1024;

    ObjectNode fileSystem(FileSystem fileSystem) {
        return fileSystem(fileSystem, fileSystem.tags().list());
    }

    /** With these of its tags. */
    ObjectNode fileSystem(FileSystem fileSystem, ArrayNode tags) {
        LustreConfiguration configuration = fileSystem.configuration();
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("OwnerId", account.id());
        view.put("CreationTime", EpochSeconds.of(fileSystem.creationTime()));
        view.put("FileSystemId", fileSystem.id());
        view.put("FileSystemType", "LUSTRE");
        view.put("Lifecycle", fileSystem.lifecycle().name());
        fileSystem
                .failureMessage()
                .ifPresent(message -> view.putObject("FailureDetails").put("Message", message));
        if (fileSystem.request().has("StorageCapacity")) {
            view.put("StorageCapacity", configuration.capacityGiB());
        }
        view.put("StorageType", configuration.storageType());
        view.put("VpcId", fileSystem.subnet().vpcId());
        view.putArray("SubnetIds").add(fileSystem.subnet().id());
        fileSystem
                .networkInterfaces()
                .forEach(made -> view.withArray("NetworkInterfaceIds").add(made.id()));
        view.put("DNSName", dnsName(fileSystem));
        if (configuration.persistent()) {
            view.put("KmsKeyId", fileSystem.request().path("KmsKeyId").asText(account.arn("kms", "alias/aws/fsx")));
        }
        view.put("ResourceARN", fileSystem.arn());
        tags(tags, view);
        view.set("LustreConfiguration", lustre(fileSystem));
        view.put("FileSystemTypeVersion", configuration.version());
        return view;
    }

    String dnsName(FileSystem fileSystem) {
        return fileSystem.id() + ".fsx." + account.region() + ".amazonaws.com";
    }

    private static ObjectNode lustre(FileSystem fileSystem) {
        LustreConfiguration configuration = fileSystem.configuration();
        JsonNode asked = configuration.node();
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put(
                "WeeklyMaintenanceStartTime",
                asked.path("WeeklyMaintenanceStartTime").asText("6:09:00"));
        view.put("DeploymentType", configuration.deploymentType());
        view.put("MountName", fileSystem.mountName());
        view.put("DataCompressionType", asked.path("DataCompressionType").asText("NONE"));
        view.put("EfaEnabled", asked.path("EfaEnabled").asBoolean());
        copy(LUSTRE_ECHO, asked, view);
        if (configuration.persistent()) {
            view.put(
                    "AutomaticBackupRetentionDays",
                    asked.path("AutomaticBackupRetentionDays").asInt());
            view.put("CopyTagsToBackups", asked.path("CopyTagsToBackups").asBoolean());
            copy(List.of("DailyAutomaticBackupStartTime"), asked, view);
        }
        if (asked.has("LogConfiguration")) {
            view.set("LogConfiguration", asked.path("LogConfiguration"));
        } else {
            view.putObject("LogConfiguration").put("Level", "DISABLED");
        }
        if (asked.has("ImportPath")) {
            ObjectNode repository = view.putObject("DataRepositoryConfiguration");
            repository.put("Lifecycle", fileSystem.lifecycle() == Lifecycle.CREATING ? "CREATING" : "AVAILABLE");
            repository.put("ImportedFileChunkSize", DEFAULT_CHUNK_MIB);
            copy(S3_ECHO, asked, repository);
        }
        return view;
    }

    ObjectNode association(Association association) {
        return association(association, association.tags().list());
    }

    /** With these of its tags. */
    ObjectNode association(Association association, ArrayNode tags) {
        JsonNode asked = association.request();
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("AssociationId", association.id());
        view.put("ResourceARN", association.arn());
        view.put("FileSystemId", association.fileSystemId());
        view.put("Lifecycle", association.lifecycle().name());
        if (association.lifecycle() == Lifecycle.MISCONFIGURED) {
            view.putObject("FailureDetails")
                    .put(
                            "Message",
                            "Amazon FSx is unable to access the data repository: "
                                    + asked.path("DataRepositoryPath").asText());
        }
        view.put("FileSystemPath", asked.path("FileSystemPath").asText("/"));
        view.put("DataRepositoryPath", asked.path("DataRepositoryPath").asText());
        view.put(
                "BatchImportMetaDataOnCreate",
                asked.path("BatchImportMetaDataOnCreate").asBoolean());
        view.put("ImportedFileChunkSize", asked.path("ImportedFileChunkSize").asInt(DEFAULT_CHUNK_MIB));
        copy(List.of("S3"), asked, view);
        tags(tags, view);
        view.put("CreationTime", EpochSeconds.of(association.creationTime()));
        return view;
    }

    private static void tags(ArrayNode tags, ObjectNode view) {
        if (!tags.isEmpty()) {
            view.set("Tags", tags);
        }
    }

    private static void copy(List<String> members, JsonNode from, ObjectNode to) {
        for (String member : members) {
            if (from.has(member)) {
                to.set(member, from.path(member));
            }
        }
    }
}
