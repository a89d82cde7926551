package dev.perennial.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of Kubernetes' API as Spark calls: objects of a namespace that are made, applied, listed, watched and removed, without a check of
 * who asks. Not a Kubernetes: there are no nodes, no scheduler and no network; what becomes of a pod is for {@link Node} to say.
 */
final class FakeKubernetes implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/api/v1/namespaces/([^/]+)/([a-z]+)(?:/([^/]+))?");

    /** {@code a=b}, {@code a!=b}, {@code a in (b, c)}. */
    private static final Pattern SELECTOR = Pattern.compile("([^,=!\\s]+)(?:(!?)=+([^,]*)|\\s+in\\s+\\(([^)]*)\\))");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What runs pods; told of each pod once. */
    interface Node {
        void run(FakeKubernetes kubernetes, ObjectNode pod);

        void remove(String pod);
    }

    private record Event(String type, String kind, ObjectNode object) {
        String line() {
            return JSON.createObjectNode()
                            .put("type", type)
                            .set("object", object)
                            .toString()
                    + "\n";
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Node node;
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private boolean closed;

    private FakeKubernetes(HttpServer server, Node node) {
        this.server = server;
        this.node = node;
    }

    static FakeKubernetes start(Node node) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeKubernetes kubernetes = new FakeKubernetes(server, node);
        server.createContext("/", kubernetes::answer);
        server.setExecutor(kubernetes.threads);
        server.start();
        return kubernetes;
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Every object that was ever made, in order, as it was asked for. */
    synchronized List<ObjectNode> made(String kind) {
        return events.stream()
                .filter(event -> event.type().equals("ADDED") && event.kind().equals(kind))
                .map(Event::object)
                .toList();
    }

    synchronized List<ObjectNode> standing(String kind) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(kind + "/"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Makes an object, or puts another in its place. */
    synchronized ObjectNode put(String kind, ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        ObjectNode metadata = copy.withObject("/metadata");
        String key = kind + "/" + metadata.path("name").asText();
        ObjectNode before = objects.get(key);
        metadata.put("namespace", "perennial")
                .put("resourceVersion", Integer.toString(events.size() + 1))
                .put(
                        "uid",
                        before == null
                                ? "uid-" + events.size()
                                : before.at("/metadata/uid").asText())
                .put("creationTimestamp", "2026-01-01T00:00:00Z");
        objects.put(key, copy);
        events.add(new Event(before == null ? "ADDED" : "MODIFIED", kind, copy));
        notifyAll();
        return copy;
    }

    /** What a node says of a pod, unless it is gone. */
    synchronized void report(String pod, ObjectNode status) {
        ObjectNode there = objects.get("pods/" + pod);
        if (there != null) {
            ObjectNode next = there.deepCopy();
            next.set("status", status);
            put("pods", next);
        }
    }

    private void remove(ObjectNode object, String kind) {
        String name = object.at("/metadata/name").asText();
        synchronized (this) {
            objects.remove(kind + "/" + name);
            events.add(new Event("DELETED", kind, object));
            notifyAll();
        }
        if (kind.equals("pods")) {
            node.remove(name);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
            if (!path.matches()) {
                send(exchange, 404, status(404));
            } else if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                // Then the client asks again without.
                send(exchange, 200, JSON.createObjectNode());
            } else {
                answer(exchange, path.group(2), path.group(3), query(exchange));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String kind, String name, Map<String, String> query)
            throws IOException, InterruptedException {
        List<ObjectNode> meant = standing(kind).stream()
                .filter(object ->
                        (name == null || name.equals(object.at("/metadata/name").asText())) && selected(object, query))
                .toList();
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                if ("true".equals(query.get("watch"))) {
                    watch(exchange, kind, query);
                } else if (name == null) {
                    send(exchange, 200, list(meant));
                } else {
                    send(exchange, meant.isEmpty() ? 404 : 200, meant.isEmpty() ? status(404) : meant.get(0));
                }
            }
            case "POST", "PUT", "PATCH" -> {
                ObjectNode asked =
                        (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
                boolean pod = kind.equals("pods") && exchange.getRequestMethod().equals("POST");
                if (pod) {
                    asked.putObject("status").put("phase", "Pending");
                }
                ObjectNode made = put(kind, asked);
                send(exchange, 201, made);
                if (pod) {
                    node.run(this, made);
                }
            }
            case "DELETE" -> {
                meant.forEach(object -> remove(object, kind));
                send(exchange, 200, status(200));
            }
            default -> send(exchange, 405, status(405));
        }
    }

    /** Events after a version, or what stands and all events from now on; until the client has had enough. */
    private void watch(HttpExchange exchange, String kind, Map<String, String> query)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.flush();
        int next = Integer.parseInt(query.getOrDefault("resourceVersion", "0"));
        while (true) {
            List<Event> fresh;
            synchronized (this) {
                while (events.size() == next && !closed) {
                    wait();
                }
                if (closed) {
                    return;
                }
                fresh = List.copyOf(events.subList(next, events.size()));
                next = events.size();
            }
            for (Event event : fresh) {
                if (event.kind().equals(kind) && selected(event.object(), query)) {
                    out.write(event.line().getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            }
        }
    }

    private static boolean selected(ObjectNode object, Map<String, String> query) {
        String field = query.getOrDefault("fieldSelector", "");
        if (!field.isEmpty()
                && !field.equals("metadata.name=" + object.at("/metadata/name").asText())) {
            return false;
        }
        JsonNode labels = object.at("/metadata/labels");
        Matcher terms = SELECTOR.matcher(query.getOrDefault("labelSelector", ""));
        while (terms.find()) {
            List<String> named = List.of((terms.group(3) == null ? terms.group(4) : terms.group(3)).split("[,\\s]+"));
            boolean wanted = !"!".equals(terms.group(2));
            if (named.contains(labels.path(terms.group(1)).asText()) != wanted) {
                return false;
            }
        }
        return true;
    }

    private ObjectNode list(List<ObjectNode> items) {
        ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        synchronized (this) {
            list.putObject("metadata").put("resourceVersion", Integer.toString(events.size()));
        }
        list.putArray("items").addAll(items);
        return list;
    }

    private static ObjectNode status(int code) {
        return JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Status")
                .put("status", code < 400 ? "Success" : "Failure")
                .put("code", code);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void send(HttpExchange exchange, int code, JsonNode body) {
        try {
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        standing("pods").forEach(pod -> node.remove(pod.at("/metadata/name").asText()));
        server.stop(0);
        threads.shutdownNow();
    }
}
