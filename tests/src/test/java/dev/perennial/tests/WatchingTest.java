package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A run with {@code --with watching}: its metrics can be fetched while it runs, its event log stays, and neither tells a secret. */
class WatchingTest {
    private static final String SECRET = "planted-in-settings";
    private static final String TRAINING = "metrics_perennial_driver_plugin_dev_perennial_training_spark_Telemetry_";
    private static final List<String> GAUGES = List.of("round", "loss", "tokens", "rate", "spread");
    private static final List<String> PAGES = List.of(
            "metrics/prometheus/",
            "metrics/executors/prometheus/",
            "metrics/json/",
            "api/v1/applications",
            "environment/");

    @Test
    void metricsAreServedWhileARunGoesOnAndItsEventLogStays() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("watching");
        Path events = run.folder().resolve("events");
        int port = freePort();
        Map<String, String> environment = new HashMap<>(Launcher.local("local[2]"));
        environment.merge(
                "PERENNIAL_JAVA",
                " -Dspark.ui.port=" + port + " -Dspark.eventLog.dir=" + events + " -Dspark.eventLog.compress=false"
                        + " -Dspark.hadoop.fs.example.secret.key=" + SECRET + " -Dspark.hadoop.example.passwd="
                        + SECRET,
                String::concat);
        List<String> command = new ArrayList<>(List.of("--with", "watching"));
        command.addAll(List.of(run.command("train")));
        Launcher.Child child = Launcher.start(
                run.folder().resolve("run.log"), environment, "perennial", command.toArray(String[]::new));
        Map<String, String> seen = new TreeMap<>();
        while (child.process().isAlive()) {
            look(port, seen);
            Thread.sleep(50);
        }
        Outcome outcome = child.await();
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(seen).containsOnlyKeys(PAGES);
        for (String gauge : GAUGES) {
            assertThat(seen.get(PAGES.get(0)))
                    .containsPattern(Pattern.compile("(?m)^" + TRAINING + gauge + "_Value.* [0-9.]*[1-9]"));
        }
        assertThat(seen.get(PAGES.get(1))).contains("metrics_executor_");
        assertThat(seen.get(PAGES.get(3))).contains("perennial");
        assertThat(seen.get("environment/")).contains("fs.example.secret.key");
        String log = text(events);
        assertThat(log).contains("SparkListenerApplicationEnd", "fs.example.secret.key");
        assertThat(List.of(log, outcome.text(), String.join("", seen.values())))
                .noneMatch(text -> text.contains(SECRET));
    }

    /** The latest of each page; of the metrics, only once training has told a spread. */
    private static void look(int port, Map<String, String> seen) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        for (String page : PAGES) {
            try {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + page))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                boolean empty = page.equals(PAGES.get(0)) && !response.body().matches("(?s).*spread_Value\\S* [0-9].*");
                if (response.statusCode() == 200 && !empty) {
                    seen.put(page, response.body());
                }
            } catch (IOException notYetOrNoMore) {
                return;
            }
        }
    }

    private static String text(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(each, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
