package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** A real HDFS, Hadoop's own name node and data node, in a process of its own. */
record HdfsServer(Process process, int port) implements AutoCloseable {
    private static final int START_SECONDS = 60;

    static HdfsServer start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path details = folder.resolve("details.json");
        Files.deleteIfExists(details);
        String jars = Files.readString(Launcher.ROOT.resolve("scripts/hadoop/target/classpath.txt"))
                .strip();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dtest.build.data=" + folder,
                        "-cp",
                        jars,
                        "org.apache.hadoop.test.MiniDFSClusterManager",
                        "-format",
                        "-datanodes",
                        "1",
                        "-nnport",
                        Integer.toString(port),
                        "-writeDetails",
                        details.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("hdfs.log").toFile())
                .start();
        HdfsServer server = new HdfsServer(process, port);
        for (int tenth = 0; !Files.exists(details); tenth++) {
            assertThat(process.isAlive() && tenth < START_SECONDS * 10)
                    .as("HDFS is up, see %s", folder)
                    .isTrue();
            Thread.sleep(100);
        }
        return server;
    }

    String uri() {
        return "hdfs://localhost:" + port;
    }

    Configuration hadoop() {
        return new Configuration();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
