package io.nibble.spark.watch;

import java.io.Serializable;
import java.util.Map;

/**
 * What an executor said of itself when it started.
 *
 * @param isa the implementation of the kernels that it scores with; empty if it cannot score
 * @param version of the jar
 * @param problem why the native library is not used, or why it cannot score; empty if all is well
 * @param withheld ISAs that its CPU has and its operating system withholds, with the reason
 */
public record ExecutorReport(
    String executor,
    String host,
    String isa,
    String version,
    String problem,
    Map<String, String> withheld)
    implements Serializable {
  public ExecutorReport {
    withheld = Map.copyOf(withheld);
  }

  /** Whether it is the one executor of local mode, in the JVM of the Spark driver. */
  public static boolean isLocal(String executor) {
    return executor.equals("driver");
  }
}
