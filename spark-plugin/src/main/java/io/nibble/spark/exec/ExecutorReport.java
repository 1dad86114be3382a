package io.nibble.spark.exec;

import java.io.Serializable;

/**
 * What an executor said of itself when it started.
 *
 * @param isa the implementation of the kernels that it scores with; empty if it cannot score
 * @param version of the jar
 * @param problem why the native library is not used, or why it cannot score; empty if all is well
 */
public record ExecutorReport(String executor, String isa, String version, String problem)
    implements Serializable {}
