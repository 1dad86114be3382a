package io.nibble.spark.job.record;

import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a job set out to do, written down before it begins; a job that is started again must be the
 * same.
 *
 * @param id of the job: what belongs to another one is not taken for its own
 * @param settings by their names, with the hash of the model and the columns of the input
 * @param chunks the whole input, in the parts in which it is committed
 */
record Manifest(String id, Map<String, String> settings, List<Chunk> chunks) {
  private static final int SHOWN = 5;

  /** How another start of this job differs, in words; empty if it may go on. */
  List<String> differences(Map<String, String> otherSettings, List<InputFile> otherFiles) {
    List<String> differences = new ArrayList<>();
    settings.forEach(
        (name, value) -> {
          String other = otherSettings.get(name);
          if (!Objects.equals(value, other)) {
            differences.add(name + " was " + value + ", is " + other);
          }
        });
    differences.addAll(fileDifferences(otherFiles));
    return differences.size() <= SHOWN ? differences : shortened(differences);
  }

  private List<String> fileDifferences(List<InputFile> otherFiles) {
    Map<String, InputFile> others = new HashMap<>();
    otherFiles.forEach(file -> others.put(file.path(), file));
    List<String> differences = new ArrayList<>();
    for (Chunk chunk : chunks) {
      for (InputFile file : chunk.files()) {
        InputFile other = others.remove(file.path());
        if (other == null) {
          differences.add("input file " + file.path() + " is gone");
        } else if (!other.equals(file)) {
          differences.add("input file " + file.path() + " was written anew");
        }
      }
    }
    others.keySet().stream()
        .sorted()
        .forEach(path -> differences.add("input file " + path + " is new"));
    return differences;
  }

  private static List<String> shortened(List<String> differences) {
    List<String> shown = new ArrayList<>(differences.subList(0, SHOWN));
    shown.add((differences.size() - SHOWN) + " more");
    return shown;
  }
}
