package hyperpod.rig.sandbox.simulator.lustre;

import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.network.InterfaceRefusedException;
import hyperpod.rig.sandbox.simulator.network.Network;
import hyperpod.rig.sandbox.simulator.network.NetworkInterface;
import hyperpod.rig.sandbox.simulator.scenario.FileSystemBehaviour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * How file systems and their associations come and go. A file system's network interfaces, one for the metadata server
 * and one for each file server, exist from early in its creation until late in its deletion.
 */
final class FileSystemLifecycle {

    private static final double INTERFACES_MADE = 0.2;
    private static final double FAILURE = 0.6;
    private static final double INTERFACES_GONE = 0.7;
    private static final int GIB_PER_SERVER = 2400;
    private static final int MOST_INTERFACES = 50;
    private static final int LONGEST_MESSAGE = 256;

    private final Agenda agenda;
    private final Network network;
    private final BiConsumer<FileSystem, Instant> gone;
    private final BiConsumer<Association, Instant> unlinked;

    FileSystemLifecycle(
            Agenda agenda,
            Network network,
            BiConsumer<FileSystem, Instant> gone,
            BiConsumer<Association, Instant> unlinked) {
        this.agenda = agenda;
        this.network = network;
        this.gone = gone;
        this.unlinked = unlinked;
    }

    /** Starts the creation of a file system that was accepted. */
    void create(FileSystem fileSystem, FileSystemBehaviour behaviour, Instant now) {
        Instant end = now.plus(fileSystem.pace().of("creating"));
        Instant failure = now.plus(fileSystem.pace().part("creating", FAILURE));
        agenda.at(now.plus(fileSystem.pace().part("creating", INTERFACES_MADE)), fileSystem, at -> {
            try {
                makeInterfaces(fileSystem);
            } catch (InterfaceRefusedException e) {
                fileSystem.fail(shortened("Unable to create a network interface: " + e.getMessage()));
                return;
            }
            // Planned only now: without its interfaces a file system never becomes available.
            if (behaviour.createFails()) {
                agenda.at(later(failure, at), fileSystem, t -> fileSystem.fail(behaviour.failureMessage()));
            } else {
                agenda.at(later(end, at), fileSystem, t -> fileSystem.become(Lifecycle.AVAILABLE));
            }
        });
    }

    private static String shortened(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    }

    /** Starts the deletion of a file system, and of its associations with it. */
    void delete(FileSystem fileSystem, Instant now) {
        agenda.cancel(fileSystem);
        fileSystem.associations().values().forEach(association -> {
            agenda.cancel(association);
            association.become(Lifecycle.DELETING);
        });
        agenda.at(
                now.plus(fileSystem.pace().part("deleting", INTERFACES_GONE)),
                fileSystem,
                at -> removeInterfaces(fileSystem));
        agenda.at(now.plus(fileSystem.pace().of("deleting")), fileSystem, at -> {
            // The file system is gone only when its interfaces are, also if EC2 failed at the first attempt.
            removeInterfaces(fileSystem);
            fileSystem.associations().values().forEach(association -> unlinked.accept(association, at));
            gone.accept(fileSystem, at);
        });
    }

    /** Starts the creation of an association that was accepted. */
    void link(FileSystem fileSystem, Association association, boolean misconfigured, Instant now) {
        agenda.at(
                now.plus(fileSystem.pace().of("associationCreating")),
                association,
                at -> association.become(misconfigured ? Lifecycle.MISCONFIGURED : Lifecycle.AVAILABLE));
    }

    /** Starts the deletion of an association. */
    void unlink(FileSystem fileSystem, Association association, Instant now) {
        agenda.cancel(association);
        agenda.at(now.plus(fileSystem.pace().of("associationDeleting")), association, at -> {
            fileSystem.associations().remove(association.id());
            unlinked.accept(association, at);
        });
    }

    private void makeInterfaces(FileSystem fileSystem) throws InterfaceRefusedException {
        List<String> groups = new ArrayList<>();
        fileSystem.request().path("SecurityGroupIds").forEach(id -> groups.add(id.asText()));
        int servers = Math.max(1, Math.ceilDiv(fileSystem.configuration().capacityGiB(), GIB_PER_SERVER));
        int wanted = Math.min(MOST_INTERFACES, 1 + servers);
        while (fileSystem.networkInterfaces().size() < wanted) {
            fileSystem
                    .networkInterfaces()
                    .add(network.createInterface(
                            fileSystem.subnet().id(), groups, "Created for file system " + fileSystem.id()));
        }
    }

    private void removeInterfaces(FileSystem fileSystem) {
        for (NetworkInterface made : List.copyOf(fileSystem.networkInterfaces())) {
            network.deleteInterface(made.id());
            fileSystem.networkInterfaces().remove(made);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
