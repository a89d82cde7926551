package dev.perennial.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of {@code tests/peers} that runs on Node.js, with what npm installs for it. */
public record NodePeer(Path folder) {
    private static final long PATIENCE_SECONDS = 120;

    /** Copies a peer to where it may install; npm needs the network the first time. */
    public static NodePeer of(String name) throws IOException {
        Path folder = Path.of("target", name + "-peer").toAbsolutePath();
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(Path.of("peers", name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return new NodePeer(folder);
    }

    /** Whether the peer can run: there is Node.js, and the package is there or npm can fetch it. */
    public boolean installed(String npmPackage) throws InterruptedException {
        return succeeds("node", "--version")
                && (Files.isDirectory(folder.resolve("node_modules").resolve(npmPackage))
                        || succeeds("npm", "install", "--no-audit", "--no-fund", "--no-package-lock"));
    }

    /** Whether a program ends well, with its output in a file. */
    public boolean runs(Path output, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private boolean succeeds(String... command) throws InterruptedException {
        try {
            return runs(folder.resolve(command[0] + ".log"), List.of(command));
        } catch (IOException e) {
            return false;
        }
    }
}
