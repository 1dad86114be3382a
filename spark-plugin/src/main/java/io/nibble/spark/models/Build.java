package io.nibble.spark.models;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.Map;

/**
 * The build of Nibble that wrote an object. Whatever travels to tasks has one as its first field:
 * where another build runs, reading it fails and names both. Without that, Java serialization would
 * fill what one of them does not know with nulls.
 */
public final class Build implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The build that runs in this JVM. */
  public static final Build HERE = new Build(versionHere(), BuildDigest.of(Build.class));

  private final String version;
  private final String digest;

  /**
   * @param digest of the classes; empty if it cannot be told
   */
  Build(String version, String digest) {
    this.version = version;
    this.digest = digest;
  }

  private static String versionHere() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /** For the plugins of executors: {@link #of}. */
  public Map<String, String> settings() {
    return Map.of("version", version, "digest", digest);
  }

  /** The build that made {@code settings}. */
  public static Build of(Map<String, String> settings) {
    return new Build(
        settings.getOrDefault("version", "(unknown)"), settings.getOrDefault("digest", ""));
  }

  /**
   * What to tell users if the Spark driver runs {@code this} and an executor {@code other}; empty
   * if they are the same.
   */
  String difference(Build other) {
    return toString().equals(other.toString()) || isUnknownHalf(other)
        ? ""
        : "the Spark driver runs Nibble "
            + this
            + ", this executor Nibble "
            + other
            + ". Use one jar for both: look for another in the class path of the executors"
            + " (spark.executor.extraClassPath, jars/ of Spark) and in --jars.";
  }

  /**
   * @throws IllegalStateException if an executor cannot run {@code other} for a Spark driver that
   *     runs {@code this}
   */
  public void check(Build other) {
    String difference = difference(other);
    if (!difference.isEmpty()) {
      throw new IllegalStateException(difference);
    }
  }

  private boolean isUnknownHalf(Build other) {
    return version.equals(other.version) && (digest.isEmpty() || other.digest.isEmpty());
  }

  private Object readResolve() throws InvalidObjectException {
    String difference = difference(HERE);
    if (!difference.isEmpty()) {
      throw new InvalidObjectException(difference);
    }
    return HERE;
  }

  /** For people, and for {@link #difference}. */
  @Override
  public String toString() {
    return version + (digest.isEmpty() ? "" : " (build " + digest + ")");
  }
}
