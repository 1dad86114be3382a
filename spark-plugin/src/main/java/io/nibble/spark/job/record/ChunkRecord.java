package io.nibble.spark.job.record;

import java.util.List;
import java.util.Map;

/**
 * A chunk that is committed.
 *
 * @param folder name of the folder with the files, in the job's folder
 * @param files paths below the folder
 * @param quarantined paths of the files of bad rows, below a folder of the same name in the
 *     quarantine's job folder
 * @param rows all rows that were read, bad ones included
 * @param nullRows rows whose features are NULL
 * @param badRows by reason
 */
public record ChunkRecord(
    int chunk,
    String folder,
    List<String> files,
    List<String> quarantined,
    long rows,
    long nullRows,
    Map<String, Long> badRows) {}
