package io.nibble.spark.job.input;

/**
 * One state of a file of the input.
 *
 * @param modified milliseconds since 1970
 */
public record InputFile(String path, long bytes, long modified) {}
