package hyperpod.rig.egress.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemedyTest {

    @Test
    void aCommandIsPastedAsItIs() {
        Remedy remedy = Remedy.command("aws", "ec2", "delete-route", "--destination-cidr-block", "0.0.0.0/0")
                .then("aws", "ec2", "create-flow-logs", "--log-group-name", "$LOG_GROUP")
                .explained("delete it");
        assertThat(remedy.commands())
                .containsExactly(
                        "aws ec2 delete-route --destination-cidr-block 0.0.0.0/0",
                        "aws ec2 create-flow-logs --log-group-name \"$LOG_GROUP\"");
        assertThat(remedy.text()).startsWith("delete it: aws ec2 delete-route").contains("; aws ec2 create-flow-logs");
    }

    /** A route table can be called anything in a file that somebody wrote. */
    @Test
    void aShellReadsOnlyWordsOfWhatASnapshotSays() throws IOException, InterruptedException {
        String hostile = "rtb-1'; echo taken; $(echo taken) `echo taken` \"$HOME\" \\ \n#";
        String command = Remedy.command("printf", "%s", hostile).commands().getFirst();
        Process shell = new ProcessBuilder(List.of("sh", "-c", command)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(hostile);
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void wordsAreNeverTakenForACommand() {
        assertThat(Remedy.of("aws ec2 delete-route and so on").commands()).isEmpty();
        assertThat(Remedy.of("delete it").text()).isEqualTo("delete it");
    }
}
