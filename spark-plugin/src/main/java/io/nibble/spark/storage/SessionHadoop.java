package io.nibble.spark.storage;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** Hadoop's configuration as Spark's own readers see it in a session. */
public final class SessionHadoop {
  private SessionHadoop() {}

  /** The application's, and over it what is set in the session. */
  public static Configuration configuration(SparkSession session) {
    Configuration hadoop = new Configuration(session.sparkContext().hadoopConfiguration());
    CollectionConverters.asJava(session.conf().getAll()).forEach(hadoop::set);
    return hadoop;
  }
}
