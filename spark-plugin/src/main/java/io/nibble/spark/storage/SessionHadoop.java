package io.nibble.spark.storage;

import io.nibble.spark.scala.ScalaCollections;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Hadoop's configuration as Spark's own readers see it in a session. */
public final class SessionHadoop {
  private SessionHadoop() {}

  /** The application's, and over it what is set in the session. */
  public static Configuration configuration(SparkSession session) {
    Configuration hadoop = new Configuration(session.sparkContext().hadoopConfiguration());
    ScalaCollections.javaMap(session.conf().getAll()).forEach(hadoop::set);
    return hadoop;
  }
}
