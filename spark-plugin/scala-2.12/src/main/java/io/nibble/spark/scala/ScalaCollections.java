package io.nibble.spark.scala;

import java.util.List;
import java.util.Map;
import scala.Predef;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Between Java's collections and those of Scala 2.12; what Spark calls Seq there is this one. */
public final class ScalaCollections {
  private ScalaCollections() {}

  public static <T> Seq<T> seq(List<? extends T> list) {
    return JavaConverters.<T>asScalaBuffer(List.<T>copyOf(list)).toVector();
  }

  public static <T> List<T> list(Seq<? extends T> seq) {
    return List.copyOf(JavaConverters.seqAsJavaList(seq));
  }

  public static <K, V> scala.collection.immutable.Map<K, V> map(Map<K, V> map) {
    return JavaConverters.mapAsScalaMap(map).toMap(Predef.$conforms());
  }

  public static <K, V> Map<K, V> javaMap(scala.collection.Map<K, V> map) {
    return Map.copyOf(JavaConverters.mapAsJavaMap(map));
  }
}
