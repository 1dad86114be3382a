package io.nibble.spark.scala;

import java.util.List;
import java.util.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Between Java's collections and those of Scala 2.13, immutable ones for Spark's trees. */
public final class ScalaCollections {
  private ScalaCollections() {}

  public static <T> Seq<T> seq(List<? extends T> list) {
    return CollectionConverters.<T>asScala(List.<T>copyOf(list)).toIndexedSeq();
  }

  public static <T> List<T> list(scala.collection.Seq<? extends T> seq) {
    return List.copyOf(CollectionConverters.asJava(seq));
  }

  public static <K, V> scala.collection.immutable.Map<K, V> map(Map<K, V> map) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(map));
  }

  public static <K, V> Map<K, V> javaMap(scala.collection.Map<K, V> map) {
    return Map.copyOf(CollectionConverters.asJava(map));
  }
}
