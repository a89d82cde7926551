package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** A real S3 server in a process of its own, which keeps what it is given in memory and asks for signed requests. */
record S3Server(Process process, int port) implements AutoCloseable {
    static final String BUCKET = "perennial";
    private static final String IDENTITY = "local-identity";
    private static final String CREDENTIAL = "local-credential";
    private static final int START_SECONDS = 60;

    static S3Server start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = freePort();
        Path properties = folder.resolve("s3proxy.properties");
        Files.write(
                properties,
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + IDENTITY,
                        "s3proxy.credential=" + CREDENTIAL,
                        "jclouds.provider=transient",
                        "jclouds.identity=any",
                        "jclouds.credential=any"));
        String jars = Files.readString(Launcher.ROOT.resolve("tests/s3proxy/target/classpath.txt"))
                .strip();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        jars,
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        S3Server server = new S3Server(process, port);
        server.awaitListening();
        server.client().createBucket(BUCKET);
        return server;
    }

    /** How a job finds the server, through {@code spark.hadoop.*}; the credentials are not among it. */
    static Map<String, String> settings(int port) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("fs.s3a.endpoint", "http://127.0.0.1:" + port);
        settings.put("fs.s3a.endpoint.region", "us-east-1");
        settings.put("fs.s3a.path.style.access", "true");
        settings.put("fs.s3a.connection.ssl.enabled", "false");
        settings.put("fs.s3a.bucket.probe", "0");
        settings.put("fs.s3a.directory.marker.retention", "keep");
        settings.put("fs.s3a.fast.upload.buffer", "bytebuffer");
        // A server next door need not be spared: the usual half second would be most of a test.
        settings.put("fs.s3a.retry.interval", "20ms");
        return settings;
    }

    /** The usual chain's environment variables. */
    static Map<String, String> credentials() {
        return Map.of("AWS_ACCESS_KEY_ID", IDENTITY, "AWS_SECRET_ACCESS_KEY", CREDENTIAL);
    }

    /** For the test itself, past every fault, and past Hadoop's cache: it knows servers by their bucket's name, so by an earlier one's. */
    Configuration hadoop() {
        Configuration hadoop = new Configuration();
        settingsWithCredentials().forEach(hadoop::set);
        hadoop.setBoolean("fs.s3a.impl.disable.cache", true);
        return hadoop;
    }

    /** For a process whose environment cannot be changed. */
    Map<String, String> settingsWithCredentials() {
        Map<String, String> settings = settings(port);
        settings.put("fs.s3a.access.key", IDENTITY);
        settings.put("fs.s3a.secret.key", CREDENTIAL);
        return settings;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private AmazonS3 client() {
        return AmazonS3ClientBuilder.standard()
                .withEndpointConfiguration(new EndpointConfiguration("http://127.0.0.1:" + port, "us-east-1"))
                .withCredentials(new AWSStaticCredentialsProvider(new BasicAWSCredentials(IDENTITY, CREDENTIAL)))
                .withPathStyleAccessEnabled(true)
                .build();
    }

    private void awaitListening() throws InterruptedException {
        for (int tenth = 0; tenth < START_SECONDS * 10; tenth++) {
            assertThat(process.isAlive()).as("the S3 server is alive").isTrue();
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError("the S3 server did not listen within " + START_SECONDS + " s");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
