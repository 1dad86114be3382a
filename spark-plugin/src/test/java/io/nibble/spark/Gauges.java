package io.nibble.spark;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Nibble's metrics as Spark's JMX sink shows them, in local mode. */
final class Gauges {
  /** Switches the sink on. */
  static final String SINK = "spark.metrics.conf.*.sink.jmx.class";

  static final String SINK_CLASS = "org.apache.spark.metrics.sink.JmxSink";

  private static final String PLUGIN = ".driver.plugin." + NibblePlugin.class.getName() + ".";

  private Gauges() {}

  /** Values by name. */
  static Map<String, Object> read() throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    Set<ObjectName> names = server.queryNames(new ObjectName("metrics:*"), null);
    Map<String, Object> values = new TreeMap<>();
    for (ObjectName name : names) {
      String full = name.getKeyProperty("name");
      int at = full.indexOf(PLUGIN);
      if (at >= 0) {
        values.put(full.substring(at + PLUGIN.length()), server.getAttribute(name, "Value"));
      }
    }
    return values;
  }

  static long count(String name) throws JMException {
    return (Long) read().get(name);
  }
}
