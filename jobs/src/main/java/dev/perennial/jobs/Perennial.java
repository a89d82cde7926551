package dev.perennial.jobs;

import dev.perennial.conf.CodeVersion;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
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
            TrainTokenizerJob.class,
            TokenizeJob.class,
            MixJob.class,
            TrainJob.class,
            EvaluateJob.class,
            ReportJob.class,
            VerifyReplayJob.class,
            LineageJob.class,
            ScheduleJob.class,
            EncodeJob.class,
            DecodeJob.class,
            InspectJob.class,
            DemoCorporaJob.class
        })
public final class Perennial {
    private Perennial() {}

    public static void main(String[] arguments) {
        Interruption.watch();
        int exitCode = execute(arguments);
        if (Interruption.happened()) {
            // The JVM is ending already, with the signal's own exit code.
            return;
        }
        Interruption.ended();
        System.exit(exitCode);
    }

    /** For the {@code main} of a single job. */
    static void run(String command, String[] arguments) {
        main(Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new));
    }

    /** Runs a command and returns the exit code: 0, or that of the error's type. */
    public static int execute(String... arguments) {
        return new CommandLine(new Perennial())
                .setExecutionExceptionHandler((problem, command, parsed) -> explain(problem))
                .execute(arguments);
    }

    private static int explain(Exception problem) {
        PerennialException known = known(problem);
        if (known != null) {
            System.err.println("error: " + known.getMessage());
            return known.code().type().exitCode();
        }
        if (Interruption.happened()) {
            return ErrorCode.Type.RESOURCES.exitCode();
        }
        problem.printStackTrace();
        System.err.println("error: this is a defect of Perennial; the lines above tell where it happened.");
        return ErrorCode.Type.DEFECT.exitCode();
    }

    /** Spark wraps what a task throws, as a cause or as text. */
    private static PerennialException known(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof PerennialException found) {
                return found;
            }
            if (cause instanceof OutOfMemoryError) {
                return new PerennialException(
                        ErrorCode.OUT_OF_RESOURCES, "Cannot go on: out of memory, " + cause.getMessage() + ".", cause);
            }
        }
        return null;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"perennial " + CodeVersion.current()};
        }
    }
}
