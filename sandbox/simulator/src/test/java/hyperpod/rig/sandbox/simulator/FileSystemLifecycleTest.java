package hyperpod.rig.sandbox.simulator;

import static hyperpod.rig.sandbox.simulator.LocalAccount.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.sandbox.simulator.LocalAccount.World;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.BadRequestException;
import software.amazon.awssdk.services.fsx.model.CreateFileSystemRequest;
import software.amazon.awssdk.services.fsx.model.DataRepositoryAssociationNotFoundException;
import software.amazon.awssdk.services.fsx.model.DataRepositoryLifecycle;
import software.amazon.awssdk.services.fsx.model.FSxException;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.FileSystemLifecycle;
import software.amazon.awssdk.services.fsx.model.FileSystemNotFoundException;
import software.amazon.awssdk.services.fsx.model.Filter;
import software.amazon.awssdk.services.fsx.model.FilterName;
import software.amazon.awssdk.services.fsx.model.IncompatibleParameterErrorException;
import software.amazon.awssdk.services.fsx.model.InvalidNetworkSettingsException;
import software.amazon.awssdk.services.fsx.model.ResourceNotFoundException;
import software.amazon.awssdk.services.fsx.model.Tag;

class FileSystemLifecycleTest implements ConformingResponses {

    private final LocalAccount account = LocalAccount.shared();
    private final FSxClient fsx = account.fsx();
    private final World world = account.world();

    @Test
    void aFileSystemBecomesAvailableWithItsInterfacesAndIsGoneAfterItsDeletion() {
        FileSystem made = create(r -> {});
        assertThat(made.lifecycle()).isEqualTo(FileSystemLifecycle.CREATING);
        assertThat(made.networkInterfaceIds()).isEmpty();
        assertThat(made.dnsName()).isEqualTo(made.fileSystemId() + ".fsx.us-east-1.amazonaws.com");

        FileSystem available = becomes(made, FileSystemLifecycle.AVAILABLE);
        assertThat(available.networkInterfaceIds()).hasSize(2);
        assertThat(available.lustreConfiguration().mountName()).hasSize(8);
        assertThat(account.aws().interfacesIn(world.subnetId())).hasSize(2).allSatisfy(each -> {
            assertThat(each.description()).isEqualTo("Created for file system " + made.fileSystemId());
            assertThat(each.groups()).containsExactly(world.groupId());
        });

        assertThat(fsx.deleteFileSystem(r -> r.fileSystemId(made.fileSystemId()))
                        .lifecycle())
                .isEqualTo(FileSystemLifecycle.DELETING);
        isGone(made);
        assertThat(account.aws().interfacesIn(world.subnetId())).isEmpty();
        assertThatThrownBy(() -> fsx.deleteFileSystem(r -> r.fileSystemId(made.fileSystemId())))
                .isInstanceOf(FileSystemNotFoundException.class);
    }

    @Test
    void theSameTokenAndParametersAreTheSameFileSystem() {
        String token = "token-" + world.subnetId();
        FileSystem first = create(r -> r.clientRequestToken(token));

        assertThat(create(r -> r.clientRequestToken(token)).fileSystemId()).isEqualTo(first.fileSystemId());
        assertThatThrownBy(() -> create(r -> r.clientRequestToken(token).storageCapacity(2400)))
                .isInstanceOfSatisfying(
                        IncompatibleParameterErrorException.class,
                        e -> assertThat(e.parameter()).isEqualTo("StorageCapacity"));
        assertThat(create(r -> r.clientRequestToken(token + "-other")).fileSystemId())
                .isNotEqualTo(first.fileSystemId());

        becomes(first, FileSystemLifecycle.AVAILABLE);
        fsx.deleteFileSystem(r -> r.fileSystemId(first.fileSystemId()));
        isGone(first);
        assertThat(create(r -> r.clientRequestToken(token)).fileSystemId()).isNotEqualTo(first.fileSystemId());
    }

    @Test
    void aDeletionIsRepeatedWithItsTokenOnly() {
        FileSystem made = becomes(create(r -> {}), FileSystemLifecycle.AVAILABLE);

        assertThatThrownBy(() -> fsx.deleteFileSystem(r ->
                        r.fileSystemId(made.fileSystemId()).lustreConfiguration(l -> l.finalBackupTags(tag("a", "b")))))
                .isInstanceOf(BadRequestException.class);
        fsx.deleteFileSystem(r -> r.fileSystemId(made.fileSystemId()).clientRequestToken("one"));
        fsx.deleteFileSystem(r -> r.fileSystemId(made.fileSystemId()).clientRequestToken("one"));
        assertThatThrownBy(() -> fsx.deleteFileSystem(
                        r -> r.fileSystemId(made.fileSystemId()).clientRequestToken("two")))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void aFailedCreationSaysWhyAndCanBeDeleted() {
        account.scenario(world, "{'fileSystem': {'createOutcome': 'FAILED', 'failureMessage': 'no room'}}");
        FileSystem failed = becomes(create(r -> {}), FileSystemLifecycle.FAILED);

        assertThat(failed.failureDetails().message()).isEqualTo("no room");
        fsx.deleteFileSystem(r -> r.fileSystemId(failed.fileSystemId()));
        isGone(failed);
    }

    @Test
    void deletionIsRefusedWhileCreatingAndForGoodIfTheScenarioSaysSo() {
        account.scenario(world, "{'fileSystem': {'deleteRefused': true}}");
        FileSystem made = create(r -> {});

        assertThatThrownBy(() -> fsx.deleteFileSystem(r -> r.fileSystemId(made.fileSystemId())))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("CREATING");
        becomes(made, FileSystemLifecycle.AVAILABLE);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> fsx.deleteFileSystem(r -> r.fileSystemId(made.fileSystemId())))
                    .isInstanceOf(BadRequestException.class);
        }
        account.admin("DELETE", "scenarios", "{\"subnetIds\":[\"" + world.subnetId() + "\"]}");
        fsx.deleteFileSystem(r -> r.fileSystemId(made.fileSystemId()));
    }

    @Test
    void theNetworkMustExistHangTogetherAndLetLustrePass() {
        World foreign = account.world();
        String withoutEgress = account.aws().group(world.vpcId(), "10.0.0.0/8", List.of("988", "1018-1023"), List.of());
        String elsewhere = account.aws()
                .group(world.vpcId(), "192.168.0.0/16", List.of("988", "1018-1023"), List.of("988", "1018-1023"));
        String lustre =
                account.aws().group(world.vpcId(), "10.1.0.0/16", List.of("988", "1018-1023"), List.of("0-65535"));

        for (String refused : List.of(foreign.groupId(), "sg-0000000000000dead", withoutEgress, elsewhere)) {
            assertThatThrownBy(() -> create(r -> r.securityGroupIds(refused)))
                    .isInstanceOf(InvalidNetworkSettingsException.class);
        }
        assertThatThrownBy(() -> create(r -> r.subnetIds("subnet-0000000000000dead")))
                .isInstanceOfSatisfying(
                        InvalidNetworkSettingsException.class,
                        e -> assertThat(e.invalidSubnetId()).isEqualTo("subnet-0000000000000dead"));
        create(r -> r.securityGroupIds(lustre));
        assertThatThrownBy(() -> create(r -> r.securityGroupIds(List.of())))
                .isInstanceOf(InvalidNetworkSettingsException.class);
        account.aws().defaultGroup(world.vpcId());
        create(r -> r.securityGroupIds(List.of()));
    }

    @Test
    void aFullSubnetFailsTheCreation() {
        account.aws().fill(world.subnetId());

        assertThat(becomes(create(r -> {}), FileSystemLifecycle.FAILED)
                        .failureDetails()
                        .message())
                .contains("InsufficientFreeAddressesInSubnet");
    }

    @Test
    void anAssociationNeedsAnAvailableFileSystemAndGoesWithIt() {
        FileSystem made = create(r -> {});
        assertThatThrownBy(() -> link(made, "/", "s3://bucket/a", "t1")).isInstanceOf(BadRequestException.class);
        becomes(made, FileSystemLifecycle.AVAILABLE);

        String id = link(made, "/data", "s3://bucket/a", "t1");
        assertThat(link(made, "/data", "s3://bucket/a", "t1")).isEqualTo(id);
        assertThatThrownBy(() -> link(made, "/data", "s3://bucket/b", "t1"))
                .isInstanceOf(IncompatibleParameterErrorException.class);
        assertThatThrownBy(() -> link(made, "/data/below", "s3://bucket/b", "t2"))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> link(made, "/", "s3://bucket/b", "t2")).isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> link(made, "/other", "s3://bucket/a", "t2")).isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> link(made, "/other", "https://bucket/a", "t2"))
                .isInstanceOf(BadRequestException.class);
        String second = link(made, "/data2", "s3://bucket/a2", "t2");

        associationBecomes(id, DataRepositoryLifecycle.AVAILABLE);
        Filter ofFileSystem = Filter.builder()
                .name(FilterName.FILE_SYSTEM_ID)
                .values(made.fileSystemId())
                .build();
        assertThat(fsx.describeDataRepositoryAssociations(r -> r.filters(ofFileSystem))
                        .associations())
                .hasSize(2);
        assertThatThrownBy(() -> fsx.describeDataRepositoryAssociations(r -> r.filters(
                        Filter.builder().name(FilterName.VOLUME_ID).values("v").build())))
                .isInstanceOf(BadRequestException.class);
        fsx.deleteDataRepositoryAssociation(r -> r.associationId(second));
        eventually(() -> {
            try {
                return fsx.describeDataRepositoryAssociations(r -> r.associationIds(second))
                        .associations()
                        .isEmpty();
            } catch (DataRepositoryAssociationNotFoundException e) {
                return true;
            }
        });
        fsx.deleteFileSystem(r -> r.fileSystemId(made.fileSystemId()));
        isGone(made);
        assertThatThrownBy(() -> fsx.describeDataRepositoryAssociations(r -> r.associationIds(id)))
                .isInstanceOf(DataRepositoryAssociationNotFoundException.class);
    }

    @Test
    void aScenarioMisconfiguresALink() {
        account.scenario(world, "{'fileSystem': {'associationMisconfigured': true}}");
        FileSystem made = becomes(create(r -> {}), FileSystemLifecycle.AVAILABLE);

        associationBecomes(link(made, "/", "s3://bucket", world.subnetId()), DataRepositoryLifecycle.MISCONFIGURED);
    }

    @Test
    void tagsBelongToFileSystemsAndAssociations() {
        FileSystem made = create(r -> r.tags(tag("a", "1")));

        fsx.tagResource(r -> r.resourceARN(made.resourceARN()).tags(tag("b", "2")));
        fsx.untagResource(r -> r.resourceARN(made.resourceARN()).tagKeys("a"));

        assertThat(fsx.listTagsForResource(r -> r.resourceARN(made.resourceARN()))
                        .tags())
                .extracting(t -> t.key() + "=" + t.value())
                .containsExactly("b=2");
        assertThat(look(made).tags()).hasSize(1);
        assertThatThrownBy(() -> fsx.listTagsForResource(r -> r.resourceARN(made.resourceARN() + "0")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void fileSystemsComeInPages() {
        for (int i = 0; i < 12; i++) {
            create(r -> {});
        }

        assertThat(fsx.describeFileSystems(r -> {}).fileSystems()).hasSize(10);
        assertThat(fsx.describeFileSystemsPaginator(r -> {}).stream()
                        .flatMap(page -> page.fileSystems().stream())
                        .filter(each -> each.subnetIds().contains(world.subnetId())))
                .hasSize(12);
        assertThatThrownBy(() -> fsx.describeFileSystems(r -> r.nextToken("bm9uZQ==")))
                .isInstanceOf(BadRequestException.class);
    }

    private FileSystem create(Consumer<CreateFileSystemRequest.Builder> change) {
        CreateFileSystemRequest.Builder request = CreateFileSystemRequest.builder()
                .fileSystemType("LUSTRE")
                .storageCapacity(1200)
                .subnetIds(world.subnetId())
                .securityGroupIds(world.groupId())
                .lustreConfiguration(l -> l.deploymentType("PERSISTENT_2").perUnitStorageThroughput(125));
        change.accept(request);
        return fsx.createFileSystem(request.build()).fileSystem();
    }

    private String link(FileSystem fileSystem, String path, String repository, String token) {
        return fsx.createDataRepositoryAssociation(r -> r.fileSystemId(fileSystem.fileSystemId())
                        .fileSystemPath(path)
                        .dataRepositoryPath(repository)
                        .clientRequestToken(token + "-" + world.subnetId()))
                .association()
                .associationId();
    }

    private FileSystem look(FileSystem fileSystem) {
        return fsx.describeFileSystems(r -> r.fileSystemIds(fileSystem.fileSystemId()))
                .fileSystems()
                .getFirst();
    }

    private FileSystem becomes(FileSystem fileSystem, FileSystemLifecycle lifecycle) {
        eventually(() -> look(fileSystem).lifecycle() == lifecycle);
        return look(fileSystem);
    }

    private void associationBecomes(String id, DataRepositoryLifecycle lifecycle) {
        eventually(() -> fsx.describeDataRepositoryAssociations(r -> r.associationIds(id))
                        .associations()
                        .getFirst()
                        .lifecycle()
                == lifecycle);
    }

    private void isGone(FileSystem fileSystem) {
        eventually(() -> {
            try {
                look(fileSystem);
                return false;
            } catch (FSxException e) {
                return e instanceof FileSystemNotFoundException;
            }
        });
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
