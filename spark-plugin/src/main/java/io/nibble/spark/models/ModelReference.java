package io.nibble.spark.models;

import io.nibble.graph.ModelHeader;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.store.Lease;
import io.nibble.spark.models.store.ModelLoadException;
import java.io.Serializable;
import java.util.Objects;

/**
 * A model as plans and functions hold it. On the Spark driver it knows the file; written into a
 * task it becomes the handles of its broadcasts, which are made at that moment and not before, so
 * that planning and explaining a query ship no weights.
 *
 * <p>Two references are equal if path and content are.
 */
public abstract sealed class ModelReference implements Serializable
    permits FileModel, SharedModel, GoneModel {
  private static final long serialVersionUID = 1L;

  private final Build build = Build.HERE;
  private final String path;
  private final String contentHash;

  ModelReference(String path, String contentHash) {
    this.path = path;
    this.contentHash = contentHash;
  }

  /** The path as the user wrote it, for messages. */
  public final String path() {
    return path;
  }

  /** Identity of the model's content, see {@link ModelHeader#contentHash()}. */
  public final String contentHash() {
    return contentHash;
  }

  /** The last part of the path, for short texts. */
  public final String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  public abstract ModelHeader header();

  /**
   * On the Spark driver: has the weights ready for tasks, which otherwise happens when a task is
   * written and fails only when that task asks for them.
   *
   * @throws ModelLoadException if they cannot be had
   */
  public abstract void offer();

  /**
   * Borrows the one copy of the model that this JVM holds; the first to ask loads it.
   *
   * @throws IllegalStateException naming what is available, if the forced ISA cannot run here
   * @throws ModelLoadException if the weights cannot be had
   */
  public abstract Lease lease(ScoringSettings settings);

  @Override
  public final boolean equals(Object other) {
    return other instanceof ModelReference model
        && path.equals(model.path)
        && contentHash.equals(model.contentHash);
  }

  @Override
  public final int hashCode() {
    return Objects.hash(path, contentHash);
  }

  @Override
  public final String toString() {
    return path;
  }
}
