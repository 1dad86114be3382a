package io.nibble.bench.calls;

import io.nibble.kernel.Kernels;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link KernelCalls} and prints one JSON object for each benchmark. */
public final class Calls {
  private static final String GARBAGE = "gc.alloc.rate.norm";

  private Calls() {}

  public static void main(String[] arguments) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(KernelCalls.class.getName() + "." + (arguments.length == 0 ? ".*" : arguments[0]))
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(3)
        .warmupIterations(3)
        .warmupTime(TimeValue.milliseconds(500))
        .measurementIterations(5)
        .measurementTime(TimeValue.milliseconds(300))
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT)
        .jvmArgsAppend("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC");
    new Runner(options.build()).run().forEach(result -> System.out.println(json(result)));
  }

  private static String json(RunResult result) {
    return String.format(
        Locale.ROOT,
        "{\"bench\":\"calls\",\"call\":\"%s\",\"isa\":\"%s\",\"ns\":%.1f,\"error_ns\":%.1f,"
            + "\"garbage_bytes\":%.0f}",
        result.getPrimaryResult().getLabel(),
        Kernels.best().isa(),
        result.getPrimaryResult().getScore(),
        result.getPrimaryResult().getScoreError(),
        result.getSecondaryResults().get(GARBAGE).getScore());
  }
}
