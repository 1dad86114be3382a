package io.nibble.spark.catalyst;

import io.nibble.spark.conf.NibbleConf;
import java.util.Optional;
import org.apache.spark.sql.internal.SQLConf;

/** The settings of the session whose query is being analysed, optimized or planned. */
final class SessionConf {
  private SessionConf() {}

  static NibbleConf current() {
    SQLConf conf = SQLConf.get();
    return NibbleConf.of(key -> Optional.ofNullable(conf.getConfString(key, null)));
  }
}
