package dev.perennial.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Runs pods of Spark's as processes of this machine, all at one address: what the entry point of Spark's image makes of a container's arguments,
 * environment and mounts.
 *
 * @param folder where a pod's mounts lie, and its log, {@code <pod>.log}
 * @param image a folder of the image to one here
 */
record PodProcesses(Path folder, Map<String, String> image, Map<String, Process> running)
        implements FakeKubernetes.Node {
    private static final String ADDRESS = "127.0.0.1";
    /** Pods beyond it stay pending, so that nothing that goes wrong fills the machine. */
    private static final int MOST = 4;

    private static final long POLL_NANOS = 50_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    PodProcesses(Path folder, Map<String, String> image) {
        this(folder, image, new ConcurrentHashMap<>());
    }

    /** Once its config maps are there: Spark makes a driver's after its pod. */
    @Override
    public void run(FakeKubernetes kubernetes, ObjectNode pod) {
        Thread waiting = new Thread(() -> {
            while (!mountable(kubernetes, pod)) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            start(kubernetes, pod);
        });
        waiting.setDaemon(true);
        waiting.start();
    }

    private static boolean mountable(FakeKubernetes kubernetes, ObjectNode pod) {
        Set<String> there = kubernetes.standing("configmaps").stream()
                .map(map -> map.at("/metadata/name").asText())
                .collect(Collectors.toSet());
        return StreamSupport.stream(pod.at("/spec/volumes").spliterator(), false)
                .map(volume -> volume.at("/configMap/name").asText())
                .allMatch(map -> map.isEmpty() || there.contains(map));
    }

    private void start(FakeKubernetes kubernetes, ObjectNode pod) {
        if (running.size() == MOST) {
            return;
        }
        String name = pod.at("/metadata/name").asText();
        try {
            Files.createDirectories(folder);
            JsonNode container = pod.at("/spec/containers/0");
            Map<String, String> places = mounted(kubernetes, pod, folder.resolve(name));
            Map<String, String> environment = environment(pod, container, places);
            ProcessBuilder builder = new ProcessBuilder(command(container, environment, places))
                    // Spark puts a copy of the jar where it works.
                    .directory(Files.createDirectories(folder.resolve(name)).toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(name + ".log").toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            running.put(name, process);
            kubernetes.report(name, status(container, "Running", null));
            process.onExit()
                    .thenAccept(ended -> kubernetes.report(
                            name,
                            status(container, ended.exitValue() == 0 ? "Succeeded" : "Failed", ended.exitValue())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(String pod) {
        Process process = running.get(pod);
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Path in the container to path here, a folder after those within it; files of config maps are written on the way. */
    private Map<String, String> mounted(FakeKubernetes kubernetes, ObjectNode pod, Path root) throws IOException {
        Map<String, String> places = new TreeMap<>(Comparator.reverseOrder());
        places.putAll(image);
        for (JsonNode mount : pod.at("/spec/containers/0/volumeMounts")) {
            Path here = Files.createDirectories(root.resolve(mount.path("name").asText()));
            places.put(mount.path("mountPath").asText(), here.toString());
        }
        for (JsonNode mount : pod.at("/spec/containers/0/volumeMounts")) {
            for (JsonNode volume : pod.at("/spec/volumes")) {
                String map = volume.at("/configMap/name").asText();
                if (volume.path("name").equals(mount.path("name")) && !map.isEmpty()) {
                    write(kubernetes, map, root.resolve(mount.path("name").asText()), places);
                }
            }
        }
        return places;
    }

    private static void write(FakeKubernetes kubernetes, String map, Path here, Map<String, String> places)
            throws IOException {
        for (ObjectNode each : kubernetes.standing("configmaps")) {
            if (each.at("/metadata/name").asText().equals(map)) {
                for (Map.Entry<String, JsonNode> file : each.path("data").properties()) {
                    Files.writeString(
                            here.resolve(file.getKey()), here(file.getValue().asText(), places));
                }
            }
        }
    }

    private static Map<String, String> environment(ObjectNode pod, JsonNode container, Map<String, String> places) {
        Map<String, String> environment = new TreeMap<>();
        for (JsonNode variable : container.path("env")) {
            String value =
                    switch (variable.at("/valueFrom/fieldRef/fieldPath").asText()) {
                        case "status.podIP" -> ADDRESS;
                        case "metadata.name" -> pod.at("/metadata/name").asText();
                        default -> here(variable.path("value").asText(), places);
                    };
            environment.put(variable.path("name").asText(), value);
        }
        environment.put("SPARK_LOCAL_IP", ADDRESS);
        environment.put("SPARK_HOME", places.get("/opt/spark"));
        return environment;
    }

    /** As the entry point has it: a driver is submitted where it stands, an executor is a JVM. */
    private static List<String> command(
            JsonNode container, Map<String, String> environment, Map<String, String> places) {
        List<String> arguments = new ArrayList<>();
        container.path("args").forEach(argument -> arguments.add(here(argument.asText(), places)));
        List<String> command = new ArrayList<>();
        if (arguments.remove(0).equals("driver")) {
            command.addAll(List.of(
                    environment.get("SPARK_HOME") + "/bin/spark-submit",
                    "--conf",
                    "spark.driver.bindAddress=" + environment.get("SPARK_DRIVER_BIND_ADDRESS"),
                    "--deploy-mode",
                    "client"));
            command.addAll(arguments);
            return command;
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (int option = 0; environment.containsKey("SPARK_JAVA_OPT_" + option); option++) {
            command.add(environment.get("SPARK_JAVA_OPT_" + option));
        }
        command.add("-Xmx" + environment.get("SPARK_EXECUTOR_MEMORY"));
        command.addAll(List.of("-cp", environment.get("SPARK_HOME") + "/jars/*"));
        command.add("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend");
        Map<String, String> named = new TreeMap<>(Map.of(
                "--driver-url", "SPARK_DRIVER_URL",
                "--executor-id", "SPARK_EXECUTOR_ID",
                "--cores", "SPARK_EXECUTOR_CORES",
                "--app-id", "SPARK_APPLICATION_ID",
                "--hostname", "SPARK_EXECUTOR_POD_IP",
                "--resourceProfileId", "SPARK_RESOURCE_PROFILE_ID",
                "--podName", "SPARK_EXECUTOR_POD_NAME"));
        named.forEach((option, variable) -> command.addAll(List.of(option, environment.get(variable))));
        return command;
    }

    /** A text of the container's as it must read here; every service is at the one address. */
    private static String here(String text, Map<String, String> places) {
        String here = text.replaceAll("[\\w.-]+\\.perennial\\.svc", ADDRESS);
        for (Map.Entry<String, String> place : places.entrySet()) {
            here = here.replace(place.getKey(), place.getValue());
        }
        return here;
    }

    /** @param exitCode null while it runs */
    private static ObjectNode status(JsonNode container, String phase, Integer exitCode) {
        ObjectNode status = JSON.createObjectNode().put("phase", phase).put("podIP", ADDRESS);
        ArrayNode conditions = status.putArray("conditions");
        conditions.addObject().put("type", "Ready").put("status", exitCode == null ? "True" : "False");
        ObjectNode state = status.putArray("containerStatuses")
                .addObject()
                .put("name", container.path("name").asText())
                .put("ready", exitCode == null)
                .putObject("state");
        if (exitCode == null) {
            state.putObject("running").put("startedAt", "2026-01-01T00:00:00Z");
        } else {
            state.putObject("terminated").put("exitCode", exitCode).put("reason", phase);
        }
        return status;
    }
}
