package io.nibble.spark.job;

/**
 * One state of a file of the input.
 *
 * @param modified milliseconds since 1970
 */
record InputFile(String path, long bytes, long modified) {}
