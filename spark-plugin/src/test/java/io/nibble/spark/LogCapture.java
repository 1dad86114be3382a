package io.nibble.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Collects what a class logs while this is open. */
public final class LogCapture extends AbstractAppender implements AutoCloseable {
  private final List<String> messages = new ArrayList<>();
  private final Logger logger;

  private LogCapture(Logger logger) {
    super("capture", null, null, false, Property.EMPTY_ARRAY);
    this.logger = logger;
  }

  public static LogCapture of(Class<?> source) {
    LogCapture capture = new LogCapture((Logger) LogManager.getLogger(source.getName()));
    capture.start();
    capture.logger.addAppender(capture);
    return capture;
  }

  @Override
  public synchronized void append(LogEvent event) {
    messages.add(event.getMessage().getFormattedMessage());
  }

  public synchronized List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    stop();
  }
}
