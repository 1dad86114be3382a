package io.nibble.spark.models;

import io.nibble.graph.ModelHeader;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.store.Lease;
import io.nibble.spark.models.store.ModelLoadException;

/**
 * What a path has led to, and does not any more. It stands for that model in the text of a view
 * whose results may be kept; nobody can score with it.
 */
public final class GoneModel extends ModelReference {
  private static final long serialVersionUID = 1L;

  private final ModelReference last;
  private final String reason;
  private final transient Throwable cause;

  GoneModel(ModelReference last, String reason, Throwable cause) {
    super(last.path(), last.contentHash());
    this.last = last;
    this.reason = reason;
    this.cause = cause;
  }

  /** Why it cannot be had. */
  public String reason() {
    return reason;
  }

  public Throwable cause() {
    return cause;
  }

  @Override
  public ModelHeader header() {
    return last.header();
  }

  @Override
  public void offer() {
    throw new ModelLoadException(reason, cause);
  }

  @Override
  public Lease lease(ScoringSettings settings) {
    throw new ModelLoadException(reason, cause);
  }
}
