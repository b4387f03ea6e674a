package hyperpod.rig.sandbox.simulator.lustre;

import static hyperpod.rig.sandbox.simulator.lustre.Refusals.badRequest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.control.ControlPlane;
import hyperpod.rig.sandbox.simulator.control.MountTargets;
import hyperpod.rig.sandbox.simulator.control.Pace;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.control.Tags;
import hyperpod.rig.sandbox.simulator.lustre.FileSystem.Deletion;
import hyperpod.rig.sandbox.simulator.model.ConstraintViolation;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import hyperpod.rig.sandbox.simulator.scenario.FileSystemBehaviour;
import hyperpod.rig.sandbox.simulator.scenario.Lag;
import hyperpod.rig.sandbox.simulator.scenario.Scenarios;
import hyperpod.rig.sandbox.simulator.services.OtherServices;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The Lustre part of the Amazon FSx control plane (Amazon FSx API Reference, 2018-03-01): file systems and tags. */
public final class FsxForLustre implements ControlPlane, MountTargets {

    private final Map<String, BiFunction<ObjectNode, Instant, ObjectNode>> operations = new LinkedHashMap<>();
    private final Map<String, FileSystem> fileSystems = new LinkedHashMap<>();
    private final Account account;
    private final Scenarios scenarios;
    private final Pace pace;
    private final FileSystemView view;
    private final FileSystemNetwork network;
    private final FileSystemLifecycle lifecycle;
    private final Associations associations;
    private final Readings readings;

    /** A control plane without file systems. */
    public FsxForLustre(Account account, Agenda agenda, OtherServices services, Scenarios scenarios, Pace pace) {
        this.account = account;
        this.scenarios = scenarios;
        this.pace = pace;
        this.view = new FileSystemView(account);
        this.network = new FileSystemNetwork(services.network());
        this.lifecycle = new FileSystemLifecycle(agenda, services.network(), this::gone, this::unlinked);
        this.associations = new Associations(account, fileSystems, lifecycle, scenarios, view, services.buckets());
        this.readings = new Readings(() -> fileSystems.values().stream(), associations::all, view);
        operations.put("CreateFileSystem", this::create);
        operations.put("DescribeFileSystems", now(readings::fileSystems));
        operations.put("DeleteFileSystem", this::delete);
        operations.put("CreateDataRepositoryAssociation", associations::create);
        operations.put("DescribeDataRepositoryAssociations", now(readings::associations));
        operations.put("DeleteDataRepositoryAssociation", associations::delete);
        operations.put("TagResource", this::tag);
        operations.put("UntagResource", this::untag);
        operations.put("ListTagsForResource", now(readings::tags));
    }

    @Override
    public String model() {
        return "fsx/2018-03-01";
    }

    @Override
    public Set<String> operations() {
        return operations.keySet();
    }

    @Override
    public Set<String> subnets(String operation, ObjectNode request) {
        Set<String> subnets = new LinkedHashSet<>();
        request.path("SubnetIds").forEach(id -> subnets.add(id.asText()));
        Set<String> named = new LinkedHashSet<>();
        named.add(request.path("FileSystemId").asText());
        named.add(request.path("AssociationId").asText());
        named.add(request.path("ResourceARN").asText());
        request.path("FileSystemIds").forEach(id -> named.add(id.asText()));
        request.path("AssociationIds").forEach(id -> named.add(id.asText()));
        request.path("Filters").forEach(filter -> filter.path("Values").forEach(value -> named.add(value.asText())));
        for (FileSystem fileSystem : fileSystems.values()) {
            boolean concerned = named.contains(fileSystem.id())
                    || named.contains(fileSystem.arn())
                    || fileSystem.associations().values().stream()
                            .anyMatch(a -> named.contains(a.id()) || named.contains(a.arn()));
            if (concerned) {
                subnets.add(fileSystem.subnet().id());
            }
        }
        named.remove("");
        return subnets.isEmpty() && !named.isEmpty() ? Set.of("none") : subnets;
    }

    /** A file system of somebody else is available, in a network of its own. */
    public void addStranger(int number, Instant now) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("FileSystemType", "LUSTRE")
                .put("StorageCapacity", 1200)
                .put("ClientRequestToken", "stranger-" + number);
        request.putObject("LustreConfiguration")
                .put("DeploymentType", "PERSISTENT_2")
                .put("PerUnitStorageThroughput", 125);
        request.putArray("Tags").addObject().put("Key", "team").put("Value", "stranger-" + number);
        Subnet subnet =
                new Subnet("subnet-%017x".formatted(number), "vpc-%017x".formatted(number), "10.9.0.0/16", "", "");
        String id = account.resourceId("fs");
        FileSystem fileSystem =
                new FileSystem(id, account.arn("fsx", "file-system/" + id), "stranger", now, request, subnet, pace);
        fileSystem.become(Lifecycle.AVAILABLE);
        fileSystems.put(id, fileSystem);
    }

    private void gone(FileSystem fileSystem, Instant now) {
        fileSystems.remove(fileSystem.id());
        readings.gone(fileSystem, now);
    }

    private void unlinked(Association association, Instant now) {
        readings.gone(association, now);
    }

    private interface Reading {
        ObjectNode read(ObjectNode request, Instant now, Function<Set<String>, Lag> lag);
    }

    private static BiFunction<ObjectNode, Instant, ObjectNode> now(Reading reading) {
        return (request, now) -> reading.read(request, now, subnets -> Lag.NONE);
    }

    @Override
    public ObjectNode answer(String operation, ObjectNode request, Instant now) {
        return switch (operation) {
            case "DescribeFileSystems" -> readings.fileSystems(request, now, scenarios::lag);
            case "DescribeDataRepositoryAssociations" -> readings.associations(request, now, scenarios::lag);
            case "ListTagsForResource" -> readings.tags(request, now, scenarios::lag);
            default -> execute(operation, request, now);
        };
    }

    @Override
    public ObjectNode execute(String operation, ObjectNode request, Instant now) {
        return operations.get(operation).apply(request, now);
    }

    @Override
    public ServiceException invalid(List<ConstraintViolation> violations) {
        String message = ConstraintViolation.message(violations);
        return badRequest(message.length() > 256 ? message.substring(0, 253) + "..." : message);
    }

    @Override
    public Map<String, Tags> tags() {
        Map<String, Tags> all = new LinkedHashMap<>();
        fileSystems.values().forEach(fileSystem -> {
            all.put(fileSystem.arn(), fileSystem.tags());
            fileSystem.associations().values().forEach(link -> all.put(link.arn(), link.tags()));
        });
        return all;
    }

    @Override
    public JsonNode state() {
        ArrayNode state = JsonNodeFactory.instance.arrayNode();
        for (FileSystem fileSystem : fileSystems.values()) {
            ObjectNode shown = view.fileSystem(fileSystem);
            ArrayNode links = shown.putArray("DataRepositoryAssociations");
            fileSystem.associations().values().forEach(association -> links.add(view.association(association)));
            state.add(shown);
        }
        return state;
    }

    @Override
    public Optional<String> whyNotMounted(String dnsName, String mountName, String vpcId) {
        Optional<FileSystem> named = fileSystems.values().stream()
                .filter(each -> view.dnsName(each).equals(dnsName))
                .findFirst();
        if (named.isEmpty()) {
            return Optional.of("no file system has this DNS name.");
        }
        FileSystem fileSystem = named.get();
        if (fileSystem.lifecycle() != Lifecycle.AVAILABLE) {
            return Optional.of("its lifecycle is " + fileSystem.lifecycle() + ".");
        }
        if (!fileSystem.mountName().equals(mountName)) {
            return Optional.of("it has no mount name " + mountName + ".");
        }
        return fileSystem.subnet().vpcId().equals(vpcId)
                ? Optional.empty()
                : Optional.of("it is in the VPC " + fileSystem.subnet().vpcId() + ".");
    }

    private ObjectNode create(ObjectNode request, Instant now) {
        FileSystemChecks.check(request);
        FileSystemChecks.key(request.path("KmsKeyId"), account);
        FileSystemChecks.logs(request.path("LustreConfiguration").path("LogConfiguration"), account);
        Optional<FileSystem> earlier = fileSystems.values().stream()
                .filter(f -> f.request().path("ClientRequestToken").equals(request.path("ClientRequestToken")))
                .findFirst();
        if (earlier.isPresent()) {
            Refusals.otherParameters(earlier.get().request(), request);
            return shown(earlier.get());
        }
        Subnet subnet = network.check(request);
        FileSystemBehaviour behaviour = scenarios.governing(Set.of(subnet.id())).fileSystem();
        String id = account.resourceId("fs");
        boolean fixedName = new LustreConfiguration(request).deploymentType().equals("SCRATCH_1");
        FileSystem fileSystem = new FileSystem(
                id,
                account.arn("fsx", "file-system/" + id),
                fixedName ? "fsx" : account.characters("abcdefghijklmnopqrstuvwxyz234567", 8),
                now,
                request,
                subnet,
                pace.with(behaviour.seconds()));
        fileSystems.put(id, fileSystem);
        lifecycle.create(fileSystem, behaviour, now);
        return shown(fileSystem);
    }

    private ObjectNode shown(FileSystem fileSystem) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.set("FileSystem", view.fileSystem(fileSystem));
        return response;
    }

    private ObjectNode delete(ObjectNode request, Instant now) {
        FileSystem fileSystem = fileSystem(request.path("FileSystemId").asText());
        if (fileSystem.deletion().isPresent()) {
            Deletion earlier = fileSystem.deletion().get();
            badRequest(
                    !earlier.request().path("ClientRequestToken").equals(request.path("ClientRequestToken")),
                    "File system " + fileSystem.id() + " is being deleted already.");
            Refusals.otherParameters(earlier.request(), request);
            return earlier.response();
        }
        // The API reference leaves open whether this works; refusing makes clients able to deal with either.
        badRequest(
                fileSystem.lifecycle() == Lifecycle.CREATING,
                "File system " + fileSystem.id() + " cannot be deleted while its lifecycle is CREATING.");
        for (String other : List.of("WindowsConfiguration", "OpenZFSConfiguration")) {
            badRequest(request.has(other), other + " cannot be used with file system type LUSTRE.");
        }
        FileSystemBehaviour behaviour =
                scenarios.governing(Set.of(fileSystem.subnet().id())).fileSystem();
        badRequest(
                behaviour.deleteRefused() || fileSystem.countRefusedDeletion() <= behaviour.deleteRefusedTimes(),
                "File system " + fileSystem.id() + " cannot be deleted while a data repository task is in progress.");
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.put("FileSystemId", fileSystem.id()).put("Lifecycle", "DELETING");
        finalBackup(fileSystem, request.path("LustreConfiguration"), response);
        fileSystem.delete(new Deletion(request, response));
        lifecycle.delete(fileSystem, now);
        return response;
    }

    private void finalBackup(FileSystem fileSystem, JsonNode options, ObjectNode response) {
        badRequest(
                options.has("FinalBackupTags")
                        && options.path("SkipFinalBackup").asBoolean(true),
                "FinalBackupTags require SkipFinalBackup false.");
        if (options.has("SkipFinalBackup") && !options.path("SkipFinalBackup").asBoolean()) {
            badRequest(
                    !fileSystem.configuration().persistent()
                            || !fileSystem.associations().isEmpty()
                            || fileSystem.configuration().node().has("ImportPath"),
                    "A final backup is not supported for scratch file systems and for those linked to S3.");
            ObjectNode lustre = response.putObject("LustreResponse");
            lustre.put("FinalBackupId", account.resourceId("backup"));
            if (options.has("FinalBackupTags")) {
                lustre.set("FinalBackupTags", options.path("FinalBackupTags"));
            }
        }
    }

    private ObjectNode tag(ObjectNode request, Instant now) {
        Tags tags = tagged(request);
        Tags.problem(request.path("Tags")).ifPresent(problem -> badRequest(true, problem));
        badRequest(!tags.hasRoomFor(request.path("Tags")), "A resource can have at most 50 tags.");
        tags.put(request.path("Tags"), now);
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode untag(ObjectNode request, Instant now) {
        tagged(request).remove(request.path("TagKeys"), now);
        return JsonNodeFactory.instance.objectNode();
    }

    private Tags tagged(ObjectNode request) {
        String arn = request.path("ResourceARN").asText();
        return fileSystems.values().stream()
                .filter(fileSystem -> fileSystem.arn().equals(arn))
                .map(FileSystem::tags)
                .findFirst()
                .or(() -> associations.tags(arn))
                .orElseThrow(() -> Refusals.resourceNotFound(arn));
    }

    private FileSystem fileSystem(String id) {
        return Optional.ofNullable(fileSystems.get(id)).orElseThrow(() -> Refusals.fileSystemNotFound(id));
    }
}
