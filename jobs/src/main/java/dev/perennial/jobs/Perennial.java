package dev.perennial.jobs;

import dev.perennial.conf.CodeVersion;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Length;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Secrets;
import dev.perennial.conf.Tokens;
import dev.perennial.tokenize.TokenizerEngine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: all commands, and one way in which errors become messages and exit codes. */
@Command(
        name = "perennial",
        description = "Keeps language models up to date: continual pre-training with exact replay.",
        mixinStandardHelpOptions = true,
        versionProvider = Perennial.Version.class,
        subcommands = {
            RunJob.class,
            ModelsJob.class,
            NextJob.class,
            GcJob.class,
            TrainTokenizerJob.class,
            TokenizeJob.class,
            MixJob.class,
            TrainJob.class,
            EvaluateJob.class,
            EvaluateTasksJob.class,
            AskJob.class,
            ReportJob.class,
            VerifyReplayJob.class,
            LineageJob.class,
            AdviseJob.class,
            FitJob.class,
            ScheduleJob.class,
            PlanJob.class,
            TokenizerReportJob.class,
            BranchJob.class,
            ImportModelJob.class,
            ExportModelJob.class,
            EncodeJob.class,
            DecodeJob.class,
            InspectJob.class,
            PaperCardJob.class,
            DemoCorporaJob.class
        })
public final class Perennial {
    /** As Linux says it, in whatever exception and however deep in its text. */
    private static final String DISK_FULL = "No space left on device";

    private Perennial() {}

    public static void main(String[] arguments) {
        Interruption.watch();
        int exitCode = execute(arguments);
        if (Interruption.happened()) {
            // The JVM is ending already, with the signal's own exit code.
            return;
        }
        Interruption.ended();
        // YARN takes a driver in its container that ends itself for a failed one, whatever the code.
        if (exitCode != 0 || System.getenv("CONTAINER_ID") == null) {
            System.exit(exitCode);
        }
    }

    /** For the {@code main} of a single job. */
    static void run(String command, String[] arguments) {
        main(Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new));
    }

    /** Runs a command and returns the exit code: 0, or that of the error's type. */
    public static int execute(String... arguments) {
        CommandLine commands = new CommandLine(new Perennial())
                .registerConverter(Tokens.class, Tokens::parse)
                .registerConverter(Length.class, Length::parse)
                .registerConverter(TokenizerEngine.class, Perennial::engine)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((problem, command, parsed) -> explain(problem));
        return explained(() -> commands.execute(arguments));
    }

    /** What picocli leaves: no memory, and a full disk, which Hadoop reports as an error, not an exception. */
    static int explained(IntSupplier command) {
        try {
            return command.getAsInt();
        } catch (Error e) {
            return explain(e);
        }
    }

    /** As experiments spell it. */
    private static TokenizerEngine engine(String text) {
        return Arrays.stream(TokenizerEngine.values())
                .filter(engine -> Names.kebab(engine).equals(text))
                .findFirst()
                .orElseThrow(() -> new CommandLine.TypeConversionException(
                        "got '" + text + "', expected automatic, java or hugging-face"));
    }

    private static int explain(Throwable problem) {
        PerennialException known = known(problem);
        if (known != null && known.code() == ErrorCode.STOPPED) {
            System.err.println("stopped: " + known.getMessage());
            return Ending.isTerminated() ? Ending.TERMINATED : 0;
        }
        if (known != null) {
            System.err.println("error: " + Secrets.redacted(known.getMessage()));
            return known.code().type().exitCode();
        }
        if (Interruption.happened()) {
            return ErrorCode.Type.RESOURCES.exitCode();
        }
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace, true));
        System.err.print(Secrets.redacted(trace.toString()));
        System.err.println("error: this is a defect of Perennial; the lines above tell where it happened.");
        return ErrorCode.Type.DEFECT.exitCode();
    }

    /** Spark wraps what a task throws, as a cause or as text. */
    private static PerennialException known(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof PerennialException found) {
                return found;
            }
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof OutOfMemoryError || message.contains("java.lang.OutOfMemoryError")) {
                return exhausted("out of memory, " + message.lines().findFirst().orElse(""), cause);
            }
            if (message.contains(DISK_FULL)) {
                return exhausted("no space is left on a disk", cause);
            }
        }
        return null;
    }

    private static PerennialException exhausted(String what, Throwable cause) {
        return new PerennialException(
                ErrorCode.OUT_OF_RESOURCES,
                "Cannot go on: " + what + ". Make room and run the same command again: it goes on from here.",
                cause);
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"perennial " + CodeVersion.current()};
        }
    }
}
