package dev.perennial.tests;

import dev.perennial.jobs.Perennial;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs commands in this JVM, one after another, each with a Spark session of its own. */
final class InProcess {
    private InProcess() {}

    /** Runs a command and catches what it says to people. */
    static Outcome run(String master, String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setProperty("spark.master", master);
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            return new Outcome(Perennial.execute(arguments), said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
            System.clearProperty("spark.master");
        }
    }
}
