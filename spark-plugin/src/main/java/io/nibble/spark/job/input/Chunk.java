package io.nibble.spark.job.input;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is scored and committed at once: some whole files of the input, or no files, which stands
 * for the whole of an input that has none.
 */
public record Chunk(int number, List<InputFile> files) {
  @JsonIgnore
  public boolean isWholeInput() {
    return files.isEmpty();
  }

  /** How much of the input this is; at least 1. */
  public long weight() {
    return Math.max(1, files.stream().mapToLong(InputFile::bytes).sum());
  }

  /** Cuts an input, in the order of its paths, into chunks of about this many bytes. */
  public static List<Chunk> plan(List<InputFile> files, long bytes) {
    List<Chunk> chunks = new ArrayList<>();
    List<InputFile> open = new ArrayList<>();
    long size = 0;
    for (InputFile file : files.stream().sorted(Comparator.comparing(InputFile::path)).toList()) {
      open.add(file);
      size += file.bytes();
      if (size >= bytes) {
        chunks.add(new Chunk(chunks.size(), List.copyOf(open)));
        open.clear();
        size = 0;
      }
    }
    if (!open.isEmpty() || chunks.isEmpty()) {
      chunks.add(new Chunk(chunks.size(), List.copyOf(open)));
    }
    return chunks;
  }
}
