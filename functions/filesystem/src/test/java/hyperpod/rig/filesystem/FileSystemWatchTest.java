package hyperpod.rig.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.FileSystemFailedException;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.filesystem.FileSystemProgress.Next;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.LustreFileSystem;
import hyperpod.rig.testkit.LustreLink;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.fsx.FSxClient;

/** How far the shared file system is, in every lifecycle of its own and of its link. */
class FileSystemWatchTest {

    private static final Optional<MountSource> MOUNT =
            Optional.of(new MountSource("fs-1.fsx.us-east-1.amazonaws.com", "abcdefgh"));

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final LustreFileSystem fileSystem = account.fileSystem("fs-1");

    @ParameterizedTest
    @ValueSource(strings = {"CREATING", "UPDATING"})
    void aFileSystemThatIsOnItsWayIsWaitedFor(String lifecycle) {
        fileSystem.lifecycle(lifecycle);
        assertThat(look(Requests.linked()))
                .isEqualTo(new FileSystemProgress("fs-1", Next.WAIT, Optional.empty(), "fs-1 is " + lifecycle));
        assertThat(account.calls("DescribeDataRepositoryAssociations")).isEmpty();
    }

    @Test
    void anAvailableFileSystemThatNeedsNoLinkIsReady() {
        assertThat(look(Requests.notLinked()))
                .isEqualTo(new FileSystemProgress("fs-1", Next.READY, MOUNT, "fs-1 is AVAILABLE"));
    }

    /** A link of somebody else exports what the nodes write, and no audit of the network sees it. */
    @Test
    void aLinkThatTheRequestDoesNotAskForIsRefused() {
        account.link("fs-1", "s3://of-a-stranger/");
        for (ProvisionRequest request : List.of(Requests.notLinked(), Requests.linked())) {
            assertThatThrownBy(() -> look(request))
                    .isInstanceOf(FileSystemFailedException.class)
                    .hasMessageContainingAll("fs-1 is linked to s3://of-a-stranger/", "does not ask for");
        }
    }

    @Test
    void aSecondLinkOnAnotherPageIsRefusedToo() {
        link();
        account.link("fs-1", "s3://nova-data-2/");
        account.pagesOf(1);
        assertThatThrownBy(() -> look(Requests.linked()))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContaining("s3://nova-data-2/");
    }

    @Test
    void anAvailableFileSystemIsLinkedNext() {
        account.link("fs-2", "s3://another/");
        assertThat(look(Requests.linked()).next()).isEqualTo(Next.LINK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATING", "UPDATING"})
    void aLinkThatIsOnItsWayIsWaitedFor(String lifecycle) {
        link().lifecycle(lifecycle);
        FileSystemProgress progress = look(Requests.linked());
        assertThat(progress.next()).isEqualTo(Next.WAIT);
        assertThat(progress.summary()).contains("fs-1 is AVAILABLE", "s3://nova-data/", "is " + lifecycle);
    }

    @Test
    void aLinkedFileSystemIsReady() {
        link();
        assertThat(look(Requests.linked()).next()).isEqualTo(Next.READY);
        assertThat(look(Requests.linked()).summary()).contains("linked by dra-", "s3://nova-data/");
        assertThat(look(Requests.linked()).mount()).isEqualTo(MOUNT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "DELETING", "MISCONFIGURED", "MISCONFIGURED_UNAVAILABLE", "SOMETHING_NEW"})
    void aFileSystemThatWillNotBecomeAvailableHasFailed(String lifecycle) {
        fileSystem.lifecycle(lifecycle);
        assertThatThrownBy(() -> look(Requests.linked()))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContainingAll(
                        "file system fs-1 is " + lifecycle, "FSx gives no details", "send the request again");
        fileSystem.failure("the subnet has no addresses");
        assertThatThrownBy(() -> look(Requests.linked())).hasMessageContaining("the subnet has no addresses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MISCONFIGURED", "DELETING", "FAILED", "SOMETHING_NEW"})
    void aLinkThatWillNotBecomeAvailableHasFailed(String lifecycle) {
        LustreLink link = link().lifecycle(lifecycle);
        assertThatThrownBy(() -> look(Requests.linked()))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContainingAll(
                        "of file system fs-1 is " + lifecycle,
                        "s3://nova-data/",
                        "FSx gives no details",
                        "Check that the bucket");
        link.failure("access denied");
        assertThatThrownBy(() -> look(Requests.linked())).hasMessageContaining("access denied");
    }

    @Test
    void aFileSystemThatIsGoneHasFailed() {
        fileSystem.gone();
        assertThatThrownBy(() -> look(Requests.linked()))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContainingAll("fs-1", "somebody else deleted it");
    }

    @Test
    void anAvailableFileSystemThatCannotBeMountedIsNoAnswer() {
        fileSystem.without("LustreConfiguration");
        assertThatThrownBy(() -> look(Requests.notLinked()))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("MountName");
    }

    /** A describe call may be late: what was just created may not be there yet. */
    @Test
    void aFileSystemThatWasNeverShownIsLookedForAgain() {
        fileSystem.gone();
        assertThatThrownBy(() -> watch().look(Requests.linked(), "fs-1", false))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContainingAll("does not show file system fs-1", "repeated");
    }

    @Test
    void whatIsStillWholeIsConfirmed() {
        String associationId = link().get("AssociationId");
        for (String lifecycle : List.of("AVAILABLE", "UPDATING")) {
            fileSystem.lifecycle(lifecycle);
            assertThat(confirm(Requests.linked(), Optional.of(associationId)).next())
                    .isEqualTo(Next.READY);
        }
        assertThat(confirm(Requests.linked(), Optional.empty()).next()).isEqualTo(Next.READY);
    }

    @Test
    void aFileSystemThatNeedsNoLinkIsConfirmedAlone() {
        assertThat(confirm(Requests.notLinked(), Optional.empty()).next()).isEqualTo(Next.READY);
        account.link("fs-1", "s3://of-a-stranger/");
        assertThatThrownBy(() -> confirm(Requests.notLinked(), Optional.empty()))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContaining("s3://of-a-stranger/");
    }

    /** The nodes would write results that never reach the bucket. */
    @Test
    void aLinkThatVanishedWhileTheClusterWasCreatedIsAFailure() {
        String associationId = link().gone().get("AssociationId");
        for (Optional<String> known : List.of(Optional.of(associationId), Optional.<String>empty())) {
            assertThatThrownBy(() -> confirm(Requests.linked(), known))
                    .isInstanceOf(FileSystemFailedException.class)
                    .hasMessageContainingAll("fs-1 to s3://nova-data/", "is gone", "somebody else removed it");
        }
    }

    @Test
    void aLinkThatSomebodyMadeInItsPlaceIsNotIt() {
        String associationId = link().gone().get("AssociationId");
        link();
        assertThatThrownBy(() -> confirm(Requests.linked(), Optional.of(associationId)))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContainingAll(associationId, "is gone");
    }

    @Test
    void aLinkThatIsBeingCreatedIsNotTheOneThatWasReady() {
        link().lifecycle("CREATING");
        assertThatThrownBy(() -> confirm(Requests.linked(), Optional.empty()))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContaining("is gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MISCONFIGURED", "DELETING", "FAILED", "SOMETHING_NEW"})
    void aLinkThatBrokeWhileTheClusterWasCreatedIsAFailure(String lifecycle) {
        LustreLink link = link().lifecycle(lifecycle);
        assertThatThrownBy(() -> confirm(Requests.linked(), Optional.of(link.get("AssociationId"))))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContaining("of file system fs-1 is " + lifecycle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATING", "FAILED", "DELETING", "MISCONFIGURED", "SOMETHING_NEW"})
    void aFileSystemThatBrokeWhileTheClusterWasCreatedIsAFailure(String lifecycle) {
        link();
        fileSystem.lifecycle(lifecycle);
        assertThatThrownBy(() -> confirm(Requests.linked(), Optional.empty()))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContaining("fs-1 is " + lifecycle);
    }

    /** One list that lags must not tear down an hour's work. */
    @Test
    void aLinkThatTheListAloneDoesNotShowIsLookedForAgain() {
        LustreLink link = link().listedFromLook(2);
        Optional<String> associationId = Optional.of(link.get("AssociationId"));
        assertThatThrownBy(() -> confirm(Requests.linked(), associationId))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("there by its id");
        assertThat(confirm(Requests.linked(), associationId).next()).isEqualTo(Next.READY);
    }

    private LustreLink link() {
        return account.link("fs-1", "s3://nova-data/");
    }

    private FileSystemProgress look(ProvisionRequest request) {
        return watch().look(request, "fs-1", true);
    }

    private FileSystemProgress confirm(ProvisionRequest request, Optional<String> associationId) {
        return watch().confirm(request, "fs-1", associationId);
    }

    private FileSystemWatch watch() {
        return new FileSystemWatch(account.client(FSxClient.builder()));
    }
}
