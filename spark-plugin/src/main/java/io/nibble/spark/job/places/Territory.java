package io.nibble.spark.job.places;

import io.nibble.spark.storage.GlobPlace;
import io.nibble.spark.storage.HadoopPlace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that one option leads to: files and folders, patterns, and what tells files and tables apart.
 */
final class Territory {
  private final String name;
  private final List<HadoopPlace> roots = new ArrayList<>();
  private final List<GlobPlace> patterns = new ArrayList<>();
  private final Set<Object> keys = new HashSet<>();

  /**
   * @param name the option and what it is set to
   */
  Territory(String name) {
    this.name = name;
  }

  Territory with(HadoopPlace root) throws IOException {
    roots.add(root);
    return withFile(root);
  }

  Territory with(List<GlobPlace> more) {
    patterns.addAll(more);
    return this;
  }

  /** A file that other folders may hold too, by hard links and mounts. */
  Territory withFile(HadoopPlace file) throws IOException {
    return with(file.fileKey());
  }

  /** What is one thing if it equals another. */
  Territory with(Optional<Object> key) {
    key.ifPresent(keys::add);
    return this;
  }

  boolean overlaps(Territory other) throws IOException {
    for (HadoopPlace root : roots) {
      if (other.meets(root)) {
        return true;
      }
    }
    return !Collections.disjoint(keys, other.keys);
  }

  private boolean meets(HadoopPlace place) throws IOException {
    for (HadoopPlace root : roots) {
      if (root.overlaps(place)) {
        return true;
      }
    }
    for (GlobPlace pattern : patterns) {
      if (pattern.mayOverlap(place)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return name;
  }
}
