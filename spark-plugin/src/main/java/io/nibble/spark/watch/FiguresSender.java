package io.nibble.spark.watch;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the Spark driver of an executor's figures, as often as Spark's heartbeats, if they change.
 */
public final class FiguresSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FiguresSender.class);

  private final PluginContext context;
  private final ScheduledExecutorService timer;
  private ExecutorFigures sent;

  private FiguresSender(PluginContext context) {
    this.context = context;
    this.timer = Executors.newSingleThreadScheduledExecutor(FiguresSender::thread);
  }

  public static FiguresSender start(PluginContext context) {
    FiguresSender sender = new FiguresSender(context);
    long period = context.conf().getTimeAsMs("spark.executor.heartbeatInterval", "10s");
    sender.timer.scheduleAtFixedRate(sender::send, period, period, TimeUnit.MILLISECONDS);
    return sender;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "nibble-figures");
    thread.setDaemon(true);
    return thread;
  }

  /** A failure must not end the timer; the next period tries again. */
  private void send() {
    try {
      ExecutorFigures figures = ExecutorFigures.now(context.executorID());
      if (!figures.equals(sent)) {
        context.send(figures);
        sent = figures;
      }
    } catch (Exception e) {
      LOG.warn("The figures of this executor did not reach the Spark driver; trying again", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
