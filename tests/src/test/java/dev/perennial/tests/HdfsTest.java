package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The miniature with its inputs and its workspace on a real HDFS, killed in the middle of training: the same bytes as on a local disk. */
@Tag("long")
class HdfsTest {
    private static final Map<String, String> TWO_CORES = Launcher.local("local[2]");

    @Test
    void wholePipelineGivesTheSameBytesAfterAKill() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("hdfs");
        try (HdfsServer server = HdfsServer.start(run.folder().resolve("server"))) {
            Configuration hadoop = server.hadoop();
            Path corpora = new Path(server.uri(), "/corpora");
            Path workspace = new Path(server.uri(), "/workspace");
            FileSystem files = corpora.getFileSystem(hadoop);
            FileUtil.copy(run.corpora().toFile(), files, corpora, false, hadoop);
            Files.writeString(run.file(), run.text(workspace.toString(), corpora.toString()));
            killInTraining(run, files, workspace);
            Outcome outcome = Launcher.run(run.folder().resolve("run.log"), TWO_CORES, "perennial", run.command("run"));
            assertThat(outcome.exitCode()).as(outcome.text()).isZero();
            assertThat(outcome.text()).contains("loss on P", "waiting 30 s to see whether it lives");
            Path copy = new Path(run.workspace().toUri());
            FileUtil.copy(files, workspace, FileSystem.getLocal(hadoop), copy, false, hadoop);
        }
        assertThat(new Artefacts(run.workspace()).digests())
                .isEqualTo(Undisturbed.get().artefacts().digests());
    }

    private static void killInTraining(MiniatureRun run, FileSystem files, Path workspace)
            throws IOException, InterruptedException {
        Launcher.Child child =
                Launcher.start(run.folder().resolve("killed.log"), TWO_CORES, "perennial", run.command("run"));
        Path saved = new Path(workspace, "checkpoints/*/rounds/*/_COMPLETE");
        while (child.process().isAlive() && files.globStatus(saved).length == 0) {
            Thread.sleep(20);
        }
        assertThat(child.process().isAlive()).as("alive, see %s", child.log()).isTrue();
        child.process().destroyForcibly().waitFor();
    }
}
