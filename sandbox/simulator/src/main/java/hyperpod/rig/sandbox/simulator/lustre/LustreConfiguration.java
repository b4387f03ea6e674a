package hyperpod.rig.sandbox.simulator.lustre;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a CreateFileSystem request asks for, with the defaults that its API reference documents. */
record LustreConfiguration(ObjectNode request) {

    JsonNode node() {
        return request.path("LustreConfiguration");
    }

    String deploymentType() {
        return node().path("DeploymentType").asText("SCRATCH_1");
    }

    boolean persistent() {
        return deploymentType().startsWith("PERSISTENT");
    }

    String storageType() {
        return request.path("StorageType").asText("SSD");
    }

    String version() {
        String byDefault = "2.10";
        if (deploymentType().equals("PERSISTENT_2")) {
            byDefault = node().has("MetadataConfiguration") ? "2.15" : "2.12";
        }
        return request.path("FileSystemTypeVersion").asText(byDefault);
    }

    int capacityGiB() {
        return request.path("StorageCapacity").asInt();
    }

    boolean backedUp() {
        return node().path("AutomaticBackupRetentionDays").asInt() > 0;
    }
}
